"""Charts that are their own tables: figures over periods, and results by one dimension, each row with its picture."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from proxenia.accounts.models import Office, Unit
from proxenia.core import graphs
from proxenia.core.graphs import Block, Cell, Row
from proxenia.core.periods import Period
from proxenia.indicators.models import Indicator
from proxenia.methods import rollup
from proxenia.methods.shares import Tally
from proxenia.results.models import Result
from proxenia.results.queries import naming, rollups
from proxenia.results.queries.dashboards import Point, Points, latest
from proxenia.results.rules.ledger import COUNTED
from proxenia.results.views.observations import figure, with_unit
from proxenia.results.views.shared import opened, range_words

PAGES = {rollups.TIE: "portfolio:tie", rollups.OBJECTIVE: "strategy:objective"}
MOST_ROWS = 40


def why_words(code: str) -> str:
    """Return in words why there is no number."""
    return {
        rollup.NOTHING_KNOWN: _("no figure"),
        rollup.SEVERAL_CURRENCIES: _("several currencies, not added"),
        rollup.SEVERAL_VERSIONS: _("two definitions, not added"),
        rollup.NOT_ADDED: _("stands side by side, not added"),
        rollup.NOTHING_BELOW: _("a share of nothing"),
    }.get(code, _("no figure"))


def figure_url(office: Office, indicator: Indicator, period: Period, unit: Unit | None = None) -> str:
    """Return where a figure of a period opens: the records that were counted, or the values it comes from."""
    if indicator.is_computed and unit is None:
        return reverse("indicators:records", args=(office.slug, indicator.uid, period.code))
    page = reverse("indicators:indicator", args=(office.slug, indicator.uid))
    return f"{page}?period={period.code}" + (f"&unit={unit.uid}" if unit else "")


def figure_cell(office: Office, indicator: Indicator, point: Point, unit: Unit | None = None) -> Cell:
    """Return the figure of a period as a cell; one that is not known is a gap that says why."""
    if point.value is None or point.rolled is None:
        is_said = point.rolled is not None and point.rolled.known > 0
        url = figure_url(office, indicator, point.period, unit) if is_said else ""
        return Cell(why_words(point.why), url, is_gap=True, plain="")
    rolled = point.rolled
    of = ""
    if rolled.denominator is not None:
        above, below = figure(rolled.numerator), figure(rolled.denominator)
        of = _("{above} of {below}").format(above=above, below=below)
    text = with_unit(indicator, point.value, rolled.currency)
    return Cell(text, figure_url(office, indicator, point.period, unit), of, plain=point.value)


def drawn(indicator: Indicator, points: Points, target: Decimal | None = None) -> graphs.Line:
    """Return the small picture of figures over periods."""
    return graphs.line(
        [(one.period.label, size_of(one.value), said(indicator, one)) for one in points],
        target=None if target is None else (float(target), _("target")),
    )


def size_of(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def said(indicator: Indicator, one: Point) -> str:
    """Return a figure of a period in words; a gap says why."""
    if one.value is None or one.rolled is None:
        return f"{one.period.label}: {why_words(one.why)}"
    return f"{one.period.label}: {with_unit(indicator, one.value, one.rolled.currency)}"


def summary(indicator: Indicator, points: Points) -> str:
    """Return what the picture of a line says, in words."""
    last = latest(points)
    if last is None:
        return _("{name}: no figure in any period shown").format(name=indicator.name)
    gaps = sum(one.value is None for one in points)
    told = f"{indicator.name}: {said(indicator, last)}"
    more = ngettext("; {n} gap", "; {n} gaps", gaps).format(n=gaps) if gaps else ""
    return told + more


def trend_blocks(
    office: Office,
    indicators: Sequence[Indicator],
    points: Mapping[int, Points],
    *,
    unit: Unit | None = None,
    titled: Callable[[str, int, int], str] | None = None,
) -> list[Block]:
    """Return a chart for each length of period, with a line and the figures of each indicator."""
    groups: dict[str, list[Indicator]] = {}
    for one in indicators:
        groups.setdefault(one.frequency, []).append(one)
    return [_trend_block(office, some, points, unit, titled or _trend_title) for some in groups.values()]


def _trend_title(period: str, known: int, every: int) -> str:
    if known == every:
        sentence = ngettext(
            "The indicator shown has its figure for {period}.",
            "All {n} indicators shown have their figure for {period}.",
            every,
        )
        return sentence.format(period=period, n=every)
    sentence = ngettext(
        "{known} of {n} indicators shown has a figure for {period}; the rest are gaps.",
        "{known} of {n} indicators shown have a figure for {period}; the rest are gaps.",
        known,
    )
    return sentence.format(known=known, n=every, period=period)


def _trend_block(
    office: Office,
    indicators: list[Indicator],
    points: Mapping[int, Points],
    unit: Unit | None,
    titled: Callable[[str, int, int], str],
) -> Block:
    asked = [one.period for one in points[indicators[0].pk]]
    known = sum(points[one.pk][-1].value is not None for one in indicators)
    rows = [
        Row(
            one.name,
            reverse("indicators:indicator", args=(office.slug, one.uid)),
            _("computed from records") if one.is_computed else "",
            line=drawn(one, points[one.pk]),
            summary=summary(one, points[one.pk]),
            cells=tuple(figure_cell(office, one, point, unit) for point in points[one.pk]),
        )
        for one in indicators
    ]
    title = titled(asked[-1].label, known, len(indicators))
    labels = tuple(one.label for one in asked)
    return Block(title, _("Indicator"), _("Over time"), labels, rows)


@dataclass(frozen=True)
class Led:
    """Results by one dimension: those that count, and those that are only planned; of one place."""

    there: rollups.Told
    planned: rollups.Told
    belongs: str

    @property
    def dimension(self) -> str:
        """Return the dimension."""
        return self.there.dimension

    def named(self, word: Any) -> int:
        """Return how many results that count name a word."""
        tally = self.there.results.tallies.get(word)
        return tally.named if tally else 0

    def ahead(self, word: Any) -> int:
        """Return how many results name it that are only planned."""
        tally = self.planned.results.tallies.get(word)
        return tally.named if tally else 0

    def words(self) -> list[Any]:
        """Return the words that any result names, those that most name first."""
        found = {*self.there.results.tallies, *self.planned.results.tallies} - {rollups.NOBODY}
        return sorted(found, key=lambda word: (-self.named(word), -self.ahead(word), str(word)))


def results_block(
    office: Office, led: Led, words: Iterable[Any] | None = None, more: Mapping[Any, tuple[Cell, ...]] = {},
    heads: tuple[str, ...] = (),
) -> Block:  # fmt: skip
    """Return the results of a dimension as bars: solid what counts, open what is only planned; never added together.

    ``words`` are the lines to show, those without any result among them; ``more`` are further cells of a word.
    """
    every = list(led.words() if words is None else words)
    names = naming.names_of(office, led.dimension, every)
    shown = [word for word in every if word in names][:MOST_ROWS]
    drawn_bars = graphs.bars([_pieces(led, word) for word in shown])
    rows = [
        Row(
            names[word].text, _page_of(office, led, names[word]), bars=bars, summary=_bar_words(led, word, names[word]),
            cells=(*_result_cells(office, led, word, names[word]), *more.get(word, ())),
        )
        for word, bars in zip(shown, drawn_bars, strict=True)
    ]  # fmt: skip
    notes = [_rest_words(led)]
    if len(every) > len(shown):
        left = len(every) - len(shown)
        notes.append(
            ngettext("{n} line more is in the roll-up.", "{n} lines more are in the roll-up.", left).format(
                n=left
            )
        )
    columns = (_("Results that count"), _("Falls to it by share"), _("How much"), _("Only planned"), *heads)
    label = naming.label_of(led.dimension)
    return Block(
        _result_title(led, names, shown), label, _("Results"), columns, rows, " ".join(filter(None, notes))
    )


def _pieces(led: Led, word: Any) -> list[tuple[float, str, str]]:
    there, ahead = led.named(word), led.ahead(word)
    return [
        (there, "there", ngettext("{n} counts", "{n} count", there).format(n=there)),
        (ahead, "planned", ngettext("{n} only planned", "{n} only planned", ahead).format(n=ahead)),
    ]


def _bar_words(led: Led, word: Any, name: naming.Name) -> str:
    pieces = [text for size, _tone, text in _pieces(led, word) if size]
    return f"{name.text}: {', '.join(pieces) or _('no result')}"


def _page_of(office: Office, led: Led, name: naming.Name) -> str:
    page = PAGES.get(led.dimension)
    return reverse(page, args=(office.slug, name.uid)) if page and name.uid else ""


def _result_cells(office: Office, led: Led, word: Any, name: naming.Name) -> tuple[Cell, ...]:
    there, ahead = led.named(word), led.ahead(word)
    tally = led.there.results.tallies.get(word)
    share = rollups.exact(tally.results) if tally else Decimal(0)
    amounts = [
        _amount_words(measure, found.tallies[word])
        for measure, found in led.there.figures.items()
        if word in found.tallies and found.tallies[word].high
    ]
    return (
        Cell(
            figure(Decimal(there)),
            opened(office, name.filters, led.belongs, COUNTED) if there else "",
            plain=there,
        ),
        Cell(figure(share), plain=share),
        Cell("; ".join(amounts) or "–", plain="; ".join(amounts)),
        Cell(
            figure(Decimal(ahead)),
            opened(office, name.filters, led.belongs, Result.State.PLANNED) if ahead else "",
            plain=ahead,
        ),
    )


def _amount_words(measure: rollups.Measure, tally: Tally) -> str:
    whole = Decimal(1) if measure.currency else Decimal("0.1")
    low, high = (rollups.exact(end).quantize(whole) for end in (tally.low, tally.high))
    return range_words(low, high, measure.currency, measure.counted, measure.kind)


def _result_title(led: Led, names: Mapping[Any, naming.Name], shown: Sequence[Any]) -> str:
    first = max(shown, key=led.named, default=None)
    if first is None or not led.named(first):
        return _("No result that counts names any of these.")
    sentence = ngettext(
        "“{name}” is named by most: {n} of the {all} result that counts.",
        "“{name}” is named by most: {n} of the {all} results that count.",
        led.there.count,
    )
    return sentence.format(name=names[first].text, n=led.named(first), all=led.there.count)


def _rest_words(led: Led) -> str:
    """Say what falls to nobody, so that the lines come to the whole."""
    rest = led.there.results.tallies.get(rollups.NOBODY)
    if rest is None or not rest.results:
        return ""
    sentence = _(
        "{n} of the {all} results by share falls to none of these: nobody was named, or not all of it is shared out."
    )
    return sentence.format(n=figure(rollups.exact(rest.results)), all=led.there.count)
