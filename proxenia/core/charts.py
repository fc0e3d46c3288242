"""Positions for the pictures drawn on the server: strip of months, bars over years, matrix with gaps.

Plain values in, strings out (no locale alters them); templates under `templates/components/` draw them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

STRIP_WIDTH, STRIP_HEIGHT = 360, 34
LEVELS = 4
AHEAD, FURTHEST = 5, 15  # years that a timeline shows from today: always, and at most
SHORTEST = 0.35  # per cent: the shortest bar that can still be seen


@dataclass(frozen=True)
class MonthBar:
    """One month of a strip, in units of the strip."""

    x: str
    y: str
    width: str
    height: str
    label: str
    count: int


@dataclass(frozen=True)
class MonthStrip:
    """Counts by month, oldest first."""

    width: int
    height: int
    bars: tuple[MonthBar, ...]


@dataclass(frozen=True)
class Span:
    """Something that lasts: from, until (None: no end known), its label, and its tone."""

    start: date
    end: date | None
    label: str
    tone: str = ""


@dataclass(frozen=True)
class Tick:
    """Something that happened on a day."""

    on: date
    label: str


@dataclass(frozen=True)
class SpanRow:
    """One line of a timeline: what, since when (None: unknown), until when (None: still), its spans and ticks."""

    label: str
    since: date | None
    until: date | None = None
    spans: Sequence[Span] = ()
    ticks: Sequence[Tick] = ()
    url: str = ""
    sub: str = ""
    summary: str = ""


@dataclass(frozen=True)
class Mark:
    """A thing on the time line in per cent of its width; `end` and `width` where it lasts."""

    x: str
    end: str = ""
    width: str = ""
    label: str = ""
    tone: str = ""
    open: bool = False


@dataclass(frozen=True)
class DrawnRow:
    """A line of the timeline ready to be drawn."""

    label: str
    url: str
    sub: str
    summary: str
    since: Mark | None
    bars: tuple[Mark, ...]
    ticks: tuple[Mark, ...]


@dataclass(frozen=True)
class SpanChart:
    """A timeline ready to be drawn: years along the top, today, and the lines; `beyond` lie after its last year."""

    years: tuple[Mark, ...]
    today: str
    rows: tuple[DrawnRow, ...]
    beyond: int = 0


@dataclass(frozen=True)
class Cell:
    """How many stand at a crossing, where they are listed, and how deep its colour is (0 to 4)."""

    count: int
    url: str
    level: int
    column: str


@dataclass(frozen=True)
class MatrixRow:
    """One line of a matrix."""

    label: str
    cells: tuple[Cell, ...]
    total: int


@dataclass(frozen=True)
class Matrix:
    """Counts by two kinds of class; `gaps` is the number of empty crossings."""

    columns: tuple[str, ...]
    rows: tuple[MatrixRow, ...]
    gaps: int


def month_strip(counts: Sequence[tuple[str, int]]) -> MonthStrip:
    """Bars for months given as (name, count), oldest first; a month with nothing is a line at the foot."""
    top = max((count for _, count in counts), default=0)
    step = STRIP_WIDTH / max(1, len(counts))
    bars = []
    for index, (label, count) in enumerate(counts):
        height = 2.0 if not count else max(4.0, STRIP_HEIGHT * count / top)
        width = step * 0.8
        bars.append(
            MonthBar(
                _text(index * step), _text(STRIP_HEIGHT - height), _text(width), _text(height), label, count
            )
        )
    return MonthStrip(STRIP_WIDTH, STRIP_HEIGHT, tuple(bars))


def span_chart(rows: Iterable[SpanRow], today: date) -> SpanChart:
    """Lay lines of time out from the earliest day any of them names to the latest, today included.

    The axis ends AHEAD years from today, or with what lasts longer, FURTHEST years at most: one day far off would
    press everything else together. What lies beyond is counted.
    """
    rows = list(rows)
    days = [today, *(day for row in rows for day in _days(row))]
    near, far = date(today.year + AHEAD, 12, 31), date(today.year + FURTHEST, 12, 31)
    lasting = [
        day for row in rows for day in (row.until, *(span.end for span in row.spans)) if day and day <= far
    ]
    horizon = max([near, *lasting])
    first = date(min(days).year, 1, 1)
    last = date(max(day for day in days if day <= horizon).year, 12, 31)
    beyond = sum(_lies_beyond(row, last) for row in rows)
    rows = [_clipped(row, last) for row in rows]
    scale = _Scale(first, last)
    return SpanChart(
        years=tuple(
            Mark(scale.at(date(year, 1, 1)), label=str(year)) for year in _years(first.year, last.year)
        ),
        today=scale.at(today),
        rows=tuple(_drawn(row, scale, today) for row in rows),
        beyond=beyond,
    )


def _lies_beyond(row: SpanRow, last: date) -> int:
    """Count what of a line begins, happens or ends after the last day of the axis."""
    ends = [max(span.start, span.end or span.start) for span in row.spans]
    days = [day for day in (row.since, row.until) if day] + ends + [tick.on for tick in row.ticks]
    return sum(day > last for day in days)


def _clipped(row: SpanRow, last: date) -> SpanRow:
    """Return a line without what lies after the last day of the axis; what reaches over it ends there."""
    spans = [
        replace(span, end=min(span.end, last)) if span.end else span
        for span in row.spans
        if span.start <= last
    ]
    return replace(
        row,
        since=row.since if row.since and row.since <= last else None,
        until=min(row.until, last) if row.until else None,
        spans=spans,
        ticks=[tick for tick in row.ticks if tick.on <= last],
    )


def matrix(
    rows: Sequence[tuple[str, str]],
    columns: Sequence[tuple[str, str]],
    counts: Mapping[tuple[str, str], int],
    addresses: Mapping[tuple[str, str], str] | None = None,
) -> Matrix:
    """Cross rows and columns, both (code, label); `counts` and `addresses` are keyed by (row code, column code)."""
    top = max(counts.values(), default=0)
    drawn = []
    for row, label in rows:
        cells = tuple(
            Cell(
                count=counts.get((row, column), 0),
                url=(addresses or {}).get((row, column), ""),
                level=_level(counts.get((row, column), 0), top),
                column=name,
            )
            for column, name in columns
        )
        drawn.append(MatrixRow(label, cells, sum(cell.count for cell in cells)))
    gaps = sum(not cell.count for line in drawn for cell in line.cells)
    return Matrix(tuple(name for _, name in columns), tuple(drawn), gaps)


class _Scale:
    """Days to per cent of the width."""

    def __init__(self, first: date, last: date) -> None:
        self.first, self.days = first, max(1, (last - first).days)

    def share(self, day: date) -> float:
        return 100 * (day - self.first).days / self.days

    def at(self, day: date) -> str:
        return _text(self.share(day))


def _drawn(row: SpanRow, scale: _Scale, today: date) -> DrawnRow:
    since = None
    if row.since:
        since = Mark(scale.at(row.since), end=scale.at(row.until or today), open=row.until is None)
    return DrawnRow(
        label=row.label,
        url=row.url,
        sub=row.sub,
        summary=row.summary or row.label,
        since=since,
        bars=tuple(_bar(span, scale, today) for span in row.spans),
        ticks=tuple(Mark(scale.at(tick.on), label=tick.label) for tick in row.ticks),
    )


def _bar(span: Span, scale: _Scale, today: date) -> Mark:
    end = span.end or max(today, span.start)
    width = max(SHORTEST, scale.share(end) - scale.share(span.start))
    return Mark(
        scale.at(span.start), width=_text(width), label=span.label, tone=span.tone, open=span.end is None
    )


def _days(row: SpanRow) -> Iterable[date]:
    yield from (day for day in (row.since, row.until) if day)
    yield from (day for span in row.spans for day in (span.start, span.end) if day)
    yield from (tick.on for tick in row.ticks)


def _years(first: int, last: int) -> list[int]:
    """Round years, at most ten of them."""
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 1000) if (last - first) // step < 10)
    return [year for year in range(first, last + 1) if year % step == 0]


def _level(count: int, top: int) -> int:
    return 0 if not count else max(1, round(LEVELS * count / top))


def _text(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")
