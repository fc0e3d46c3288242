"""Positions for figures drawn on the server: bars laid end to end, and lines over periods that break at a gap.

Plain values in, strings out (no locale alters them); templates under `templates/components/` draw them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

THINNEST = 0.8
"""Per cent: the shortest bar that can still be seen."""
PAD = 6.0
ROUND = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True)
class Bar:
    """One piece of a bar in per cent of the width."""

    x: str
    width: str
    tone: str
    label: str


@dataclass(frozen=True)
class Dot:
    """One known figure of a line."""

    x: str
    y: str
    label: str


@dataclass(frozen=True)
class Mark:
    """A line across (`at` is its height) or a place along the foot, with its words."""

    at: str
    label: str


@dataclass(frozen=True)
class Gap:
    """A period without a figure."""

    x: str
    width: str
    label: str


@dataclass(frozen=True)
class Line:
    """A line over periods: unbroken stretches, known figures, gaps, the target, round heights, names of periods."""

    width: int
    height: int
    foot: str
    side: int = 0
    paths: tuple[str, ...] = ()
    dots: tuple[Dot, ...] = ()
    gaps: tuple[Gap, ...] = ()
    target: Mark | None = None
    heights: tuple[Mark, ...] = ()
    names: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class Cell:
    """One figure: its words, where it opens, a word beneath; a gap says why there is none."""

    text: str
    url: str = ""
    sub: str = ""
    is_gap: bool = False
    plain: Any = None
    """What a sheet writes; the words where nothing is said."""


@dataclass(frozen=True)
class Row:
    """A line of a chart: what, its picture (bars or a line), what the picture says in words, its figures."""

    label: str
    url: str = ""
    sub: str = ""
    bars: tuple[Bar, ...] = ()
    line: Line | None = None
    summary: str = ""
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True)
class Block:
    """A chart with its data: a sentence as its title, the heads of its columns, its rows."""

    title: str
    head: str
    picture: str
    columns: tuple[str, ...]
    rows: list[Row] = field(default_factory=list)
    note: str = ""

    def lines(self) -> list[tuple[Row, list[tuple[str, Cell]]]]:
        """Return the rows, each cell with the head of its column."""
        return [(row, list(zip(self.columns, row.cells, strict=True))) for row in self.rows]


def bars(rows: Sequence[Sequence[tuple[float, str, str]]], top: float = 0) -> list[tuple[Bar, ...]]:
    """Lay the pieces of each row, given as (size, tone, label), end to end; `top` fills the whole width.

    Without a top the longest row does. A piece of nothing is left out.
    """
    full = top or max((sum(size for size, _tone, _label in row) for row in rows), default=0)
    return [tuple(_laid(row, full)) for row in rows]


def _laid(row: Sequence[tuple[float, str, str]], full: float) -> Iterable[Bar]:
    at = 0.0
    for size, tone, label in row:
        if size <= 0 or full <= 0:
            continue
        width = min(100.0 - at, max(THINNEST, 100 * size / full))
        yield Bar(_text(at), _text(width), tone, label)
        at += width


def line(
    points: Sequence[tuple[str, float | None, str]],
    *,
    target: tuple[float, str] | None = None,
    size: tuple[int, int] = (150, 34),
    foot: int = 0,
    side: int = 0,
    write: Callable[[float], str] = "{:g}".format,
) -> Line:
    """Lay out a line through (name of the period, figure or None, words), the earliest first.

    The scale begins at nought, or below where a figure is, and takes the target in. ``foot`` and ``side`` leave room
    for words under and beside the picture; with a side the round heights are given, as ``write`` writes them.
    """
    width, height = size
    known = [figure for _name, figure, _words in points if figure is not None]
    ends = [0.0, *known, *([target[0]] if target else [])]
    scale = _Scale(min(ends), max(ends), height - foot, width - side, side, len(points))
    placed = [(scale.x(at), figure, name, words or name) for at, (name, figure, words) in enumerate(points)]
    return Line(
        width,
        height,
        _text(height - foot),
        side,
        paths=tuple(_paths(placed, scale)),
        dots=tuple(
            Dot(_text(x), _text(scale.y(figure)), words)
            for x, figure, _name, words in placed
            if figure is not None
        ),
        gaps=tuple(
            Gap(_text(x - scale.step / 2), _text(scale.step), words)
            for x, figure, _name, words in placed
            if figure is None
        ),
        target=Mark(_text(scale.y(target[0])), target[1]) if target else None,
        heights=tuple(Mark(_text(scale.y(at)), write(at)) for at in scale.rounds()) if side else (),
        names=tuple(Mark(_text(x), name) for x, _figure, name, _words in placed) if foot else (),
    )


class _Scale:
    """Figures to heights, and numbers of periods to places along the foot."""

    def __init__(self, low: float, high: float, height: float, width: float, side: float, count: int) -> None:
        self.low, self.high = low, high if high > low else low + 1
        self.height, self.side = height, side
        self.step = (width - 2 * PAD) / max(1, count)

    def x(self, at: int) -> float:
        return self.side + PAD + self.step * (at + 0.5)

    def y(self, figure: float) -> float:
        room = self.height - 2 * PAD
        return PAD + room * (1 - (figure - self.low) / (self.high - self.low))

    def rounds(self) -> list[float]:
        """Return round heights, at most six of them."""
        rough = (self.high - self.low) / 5
        unit = 10.0 ** math.floor(math.log10(rough))
        step = next(unit * one for one in ROUND if unit * one >= rough)
        first = math.ceil(self.low / step)
        return [step * at for at in range(first, first + 7) if step * at <= self.high]


def _paths(placed: Sequence[tuple[float, float | None, str, str]], scale: _Scale) -> Iterable[str]:
    for is_known, stretch in groupby(placed, key=lambda one: one[1] is not None):
        if is_known:
            ends = [f"{_text(x)} {_text(scale.y(figure or 0.0))}" for x, figure, _name, _words in stretch]
            yield "M " + " L ".join(ends)


def _text(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")
