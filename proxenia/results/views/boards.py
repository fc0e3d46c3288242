"""What stands on each dashboard: its sentence and its charts."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from proxenia.accounts.models import Office, Unit, User
from proxenia.core import graphs
from proxenia.core.graphs import Block, Cell, Row
from proxenia.core.periods import Period
from proxenia.core.templatetags.words import full_date
from proxenia.core.vocabulary import Vocabulary
from proxenia.engagements.queries.objectives import Row as CoverageRow
from proxenia.engagements.queries.objectives import coverage
from proxenia.indicators.models import Indicator
from proxenia.indicators.queries.library import indicators_of
from proxenia.methods import progress as ways
from proxenia.methods.rollup import NOTHING_KNOWN
from proxenia.methods.rollup import shown as number_of
from proxenia.portfolio.queries.counts import visible_ties
from proxenia.portfolio.queries.remembered import Memory
from proxenia.portfolio.rules import WORKING
from proxenia.results.queries import dashboards as queries
from proxenia.results.queries import rollups
from proxenia.results.queries.observations import reading_of
from proxenia.results.rules.observations import rule_of
from proxenia.results.views import blocks
from proxenia.results.views.blocks import Led
from proxenia.results.views.observations import figure, with_unit, words_of
from proxenia.strategy.models import Objective

MOST_TIES = 40


@dataclass(frozen=True)
class Asked:
    """What a dashboard is asked for: by whom, up to which quarter, in whose place, and what it is narrowed to."""

    user: User
    office: Office
    today: dt.date
    until: Period
    belongs: str
    pick: Callable[[Sequence[Any]], list[Any]]
    here: str
    memory: Memory
    sector: str = ""
    unit: Unit | None = None
    indicator: Indicator | None = None

    def led(self, dimension: str) -> Led:
        """Return the results by a dimension: those that count, and those that are only planned; remembered."""
        return self.memory.get(f"led {dimension} {self.belongs}", lambda: self._led(dimension))

    def with_figure(self) -> set[int]:
        """Return the indicators that have a figure for the last period that is over; remembered."""
        return self.memory.get(
            f"with figure {self.until.code}", lambda: queries.with_figure(self.office, self.until)
        )

    def reported(self) -> dict[int, int]:
        """Return how many figures each unit has for the last periods that are over; remembered."""
        return self.memory.get(
            f"reported {self.until.code}", lambda: queries.reported_by_unit(self.office, self.until)
        )

    def _led(self, dimension: str) -> Led:
        there = rollups.counted_results(self.user, self.office, self.belongs, self.today)
        ahead = rollups.planned_results(self.user, self.office, self.belongs, self.today)
        counted, planned = (
            rollups.told_by(self.user, self.office, rows, dimension) for rows in (there, ahead)
        )
        return Led(counted, planned, self.belongs)

    def into(self, name: str, value: str) -> str:
        """Return the address of this dashboard narrowed to one thing."""
        return f"{self.here}?{name}={value}&quarter={self.until.code}&belongs={self.belongs}"


@dataclass(frozen=True)
class Board:
    """A dashboard: its sentence, its charts, and what it is narrowed to."""

    sentence: str
    blocks: list[Block] = field(default_factory=list)
    of: str = ""


def by_objective(asked: Asked) -> Board:
    """Return how far the measures of objectives are, and what was done and came of each."""
    covered = coverage(asked.user, asked.office, asked.today).rows
    if not covered:
        return Board(_("No strategy in force has an objective yet, so nothing can be told by objective."))
    shown = asked.pick(covered)
    aims = [one.objective for one in shown]
    found = queries.progress_of(aims, asked.until)
    more = {one.objective.pk: _work_cells(asked, one) for one in shown}
    heads = (_("Working ties"), _("Contacts in twelve months"))
    work = blocks.results_block(
        asked.office, asked.led(rollups.OBJECTIVE), [one.pk for one in aims], more, heads
    )
    measured = {one.measure.indicator: one.points for some in found.values() for one in some}
    lines = blocks.trend_blocks(
        asked.office, list(measured), {indicator.pk: points for indicator, points in measured.items()}
    )
    return Board(_objective_words(aims, found), [_progress_block(asked, aims, found), *lines, work])


def _work_cells(asked: Asked, row: CoverageRow) -> tuple[Cell, ...]:
    counted = ((row.ties, "portfolio:list"), (row.engagements, "engagements:list"))
    return tuple(
        Cell(
            figure(Decimal(n)),
            f"{reverse(name, args=(asked.office.slug,))}?objective={row.objective.uid}",
            plain=n,
        )
        for n, name in counted
    )


def _objective_words(aims: list[Objective], found: dict[int, list[queries.Progress]]) -> str:
    every = [one for some in found.values() for one in some]
    measured = sum(any(one.latest for one in some) for some in found.values())
    reached = sum(one.far.is_reached for one in every)
    first = ngettext(
        "{known} of {n} objectives has a measure with a figure",
        "{known} of {n} objectives have a measure with a figure",
        measured,
    ).format(known=measured, n=len(aims))
    second = ngettext(
        "{reached} of {n} measures has reached its target.",
        "{reached} of {n} measures have reached their target.",
        reached,
    ).format(reached=reached, n=len(every))
    return f"{first}; {second}"


def _progress_block(asked: Asked, aims: list[Objective], found: dict[int, list[queries.Progress]]) -> Block:
    rows = [
        row
        for aim in aims
        for row in ([_measure_row(asked, aim, one) for one in found[aim.pk]] or [_bare_row(asked, aim)])
    ]
    columns = (_("Way gone"), _("Baseline"), _("Latest"), _("Target"))
    gone = [(one.far.share, one) for some in found.values() for one in some if one.far.share is not None]
    title = _("No measure can be told as a share of its way yet.")
    share, best = max(gone, key=lambda pair: pair[0] or Decimal(0), default=(None, None))
    if share is not None and share <= 0:
        title = _("No measure has come nearer to its target yet.")
    elif share is not None and best is not None:
        title = _(
            "“{name}” is furthest: {share} per cent of the way from its baseline to its target."
        ).format(name=best.measure.indicator.name, share=figure(share * 100, 0))
    note = _("Only figures that were observed count as way gone; what is planned or promised does not.")
    return Block(title, _("Objective and measure"), _("From baseline to target"), columns, rows, note)


def _aim_url(asked: Asked, aim: Objective) -> str:
    return reverse("strategy:objective", args=(asked.office.slug, aim.uid))


def _bare_row(asked: Asked, aim: Objective) -> Row:
    gap = Cell(_("no measure"), is_gap=True, plain="")
    return Row(aim.title, _aim_url(asked, aim), summary=_("no measure"), cells=(gap,) * 4)


def _measure_row(asked: Asked, aim: Objective, one: queries.Progress) -> Row:
    measure, far, last = one.measure, one.far, one.latest
    indicator = measure.indicator
    gone = _way_cell(far)
    size = float(min(max(far.share or Decimal(0), Decimal(0)), Decimal(1)))
    tone = "reached" if far.is_reached else "there"
    rest = ("rest", "") if far.share is not None else ("gap", blocks.why_words(NOTHING_KNOWN))
    bars = graphs.bars([[(size, tone, gone.text), (1 - size, *rest)]], top=1)[0]
    base = measure.baseline
    cells = (
        gone,
        Cell(_("not known"), is_gap=True, plain="")
        if base is None
        else Cell(with_unit(indicator, base), sub=full_date(measure.baseline_on), plain=base),
        Cell(blocks.why_words(NOTHING_KNOWN), is_gap=True, plain="")
        if last is None
        else _with_period(blocks.figure_cell(asked.office, indicator, last), last.period),
        Cell(
            with_unit(indicator, measure.target),
            sub=_("by {day}").format(day=full_date(measure.by)),
            plain=measure.target,
        ),
    )
    words = f"{indicator.name}: {gone.text}"
    return Row(aim.title, _aim_url(asked, aim), indicator.name, bars=bars, summary=words, cells=cells)


def _with_period(cell: Cell, period: Period) -> Cell:
    return Cell(cell.text, cell.url, f"{period.label} {cell.sub}".strip(), plain=cell.plain)


def _way_cell(far: ways.Far) -> Cell:
    if far.share is not None:
        share = figure(far.share * 100, 0)
        words = _("reached") if far.is_reached else ""
        return Cell(_("{share} per cent").format(share=share), sub=words, plain=far.share)
    if far.is_reached:
        return Cell(_("reached"), sub=_("where it began is not known"), plain="")
    reasons = {
        ways.NO_FIGURE: _("no figure yet"),
        ways.NO_BASELINE: _("not reached; where it began is not known"),
        ways.NO_WAY: _("not held: the target is where it began"),
    }
    return Cell(reasons[far.why], is_gap=True, plain="")


def by_partner(asked: Asked) -> Board:
    """Return what results name each tie, and what partners reported."""
    led = asked.led(rollups.TIE)
    words = led.words()
    working = visible_ties(asked.user, asked.office).filter(state__in=WORKING)
    every, named = working.count(), working.filter(pk__in=[one for one in words if led.named(one)]).count()
    ahead = working.filter(pk__in=[one for one in words if not led.named(one)]).count()
    first = ngettext(
        "{n} of {all} working ties is named by a result that counts",
        "{n} of {all} working ties are named by a result that counts",
        named,
    ).format(n=named, all=every)
    second = ngettext("{n} only by one that is planned", "{n} only by ones that are planned", ahead).format(
        n=ahead
    )
    third = ngettext("{n} by none.", "{n} by none.", every - named - ahead).format(n=every - named - ahead)
    bodies = queries.bodies_of_ties(
        asked.user, asked.office, visible_ties(asked.user, asked.office).order_by().values("pk")
    )
    pairs = queries.pairs_of_partners(asked.office, bodies, asked.until)
    # One list of pages: ties first, then what partners reported.
    shown = asked.pick([*words, *pairs])
    ties, said = ([one for one in shown if isinstance(one, tuple) is which] for which in (False, True))
    found = [blocks.results_block(asked.office, led, ties)] if ties else []
    return Board(f"{first}; {second}; {third}", found + _partner_blocks(asked, said, pairs))


def _partner_blocks(
    asked: Asked, shown: Sequence[tuple[int, int]], every: Sequence[tuple[int, int]]
) -> list[Block]:
    groups: dict[str, list[Any]] = {}
    for one, points in queries.said_by_partners(shown, asked.until):
        groups.setdefault(one.indicator.frequency, []).append((one, points))
    partners = len({one for one, _indicator in every})
    title = ngettext("{n} partner reported figures.", "{n} partners reported figures.", partners).format(
        n=partners
    )
    return [_partner_block(asked, title, some) for some in groups.values()]


def _partner_block(asked: Asked, title: str, some: list[tuple[Any, queries.Points]]) -> Block:
    labels = tuple(point.period.label for point in some[0][1])
    rows = [
        Row(
            one.partner.name,
            reverse("directory:organisation", args=(asked.office.slug, one.partner.uid)),
            one.indicator.name,
            line=blocks.drawn(one.indicator, points),
            summary=blocks.summary(one.indicator, points),
            cells=tuple(blocks.figure_cell(asked.office, one.indicator, point) for point in points),
        )
        for one, points in some
    ]
    note = _("Figures of partners are theirs: they are in no sum of ours.")
    return Block(title, _("Partner and indicator"), _("Over time"), labels, rows, note)


def by_unit(asked: Asked) -> Board:
    """Return who reported and what results units have; or one unit with its indicators, or one indicator by unit."""
    if asked.indicator is not None:
        return _indicator_by_unit(asked, asked.indicator)
    if asked.unit is not None:
        return _one_unit(asked, asked.unit)
    units = queries.units_of(asked.office)
    if not units:
        return Board(_("The office has no units yet."))
    said = asked.reported()
    silent = sum(one.pk not in said for one in units)
    sentence = ngettext(
        "{n} of {all} units has no figure for {period}.", "{n} of {all} units have no figure for {period}.", silent
    ).format(n=silent, all=len(units), period=asked.until.label)  # fmt: skip
    if not silent:
        sentence = _("Every unit has figures for {period}.").format(period=asked.until.label)
    shown = asked.pick(units)
    more = {one.pk: (_said_cell(asked, one, said.get(one.pk, 0)),) for one in shown}
    heads = (_("Figures for {period}").format(period=asked.until.label),)
    led = asked.led(rollups.UNIT)
    return Board(sentence, [blocks.results_block(asked.office, led, [one.pk for one in shown], more, heads)])


def _said_cell(asked: Asked, unit: Unit, count: int) -> Cell:
    url = asked.into("unit", unit.uid)
    if not count:
        return Cell(_("no figure"), url, is_gap=True, plain=0)
    return Cell(figure(Decimal(count)), url, plain=count)


def _one_unit(asked: Asked, unit: Unit) -> Board:
    indicators = list(queries.indicators_of_unit(asked.office, asked.until, unit))
    if not indicators:
        sentence = _("{unit} has no figure in any period up to {period}.")
        return Board(sentence.format(unit=unit.name, period=asked.until.label), of=unit.name)
    shown = asked.pick(indicators)
    points = queries.trends_of_unit(shown, asked.until, unit)
    known = asked.reported().get(unit.pk, 0)
    sentence = ngettext(
        "{unit} has figures of {n} indicator, {known} of them for {period}.",
        "{unit} has figures of {n} indicators, {known} of them for {period}.",
        len(indicators),
    ).format(unit=unit.name, n=len(indicators), known=known, period=asked.until.label)
    return Board(sentence, blocks.trend_blocks(asked.office, shown, points, unit=unit), of=unit.name)


def _indicator_by_unit(asked: Asked, indicator: Indicator) -> Board:
    units = queries.units_of(asked.office)
    period = queries.over_by(indicator.frequency, asked.until)  # type: ignore[arg-type]
    found = queries.by_unit(indicator, period, units)
    numbers = {key: number_of(rule_of(indicator), reading_of(one)) for key, one in found.items()}
    known = {key: number for key, number in numbers.items() if number is not None}
    sizes = [[(float(max(known.get(one.pk, Decimal(0)), Decimal(0))), "there", one.name)] for one in units]
    rows = [
        Row(
            unit.name, asked.into("unit", unit.uid), bars=bars, summary=f"{unit.name}: {cell.text}", cells=(cell,)
        )
        for unit, bars in zip(units, graphs.bars(sizes), strict=True)
        for cell in (_unit_cell(asked, indicator, found.get(unit.pk), known.get(unit.pk)),)
    ]  # fmt: skip
    sentence = ngettext(
        "{known} of {n} units has a figure of “{name}” for {period}.",
        "{known} of {n} units have a figure of “{name}” for {period}.",
        len(known),
    ).format(known=len(known), n=len(units), name=indicator.name, period=period.label)
    whole = blocks.trend_blocks(asked.office, [indicator], queries.trends([indicator], asked.until))
    beside = Block(sentence, _("Unit"), period.label, (_("Figure"),), rows)
    return Board(sentence, [*whole, beside], of=indicator.name)


def _unit_cell(asked: Asked, indicator: Indicator, one: Any, number: Decimal | None) -> Cell:
    if one is None:
        return Cell(blocks.why_words(NOTHING_KNOWN), is_gap=True, plain="")
    url = reverse("results:observation", args=(asked.office.slug, one.uid))
    return Cell(words_of(indicator, one), url, is_gap=number is None, plain="" if number is None else number)


def by_sector(asked: Asked) -> Board:
    """Return results and indicators by sector; or one sector with its indicators."""
    known = Vocabulary.load("policy_sectors")
    indicators = [one for one in indicators_of(asked.office) if one.sector]
    if asked.sector in known.codes:
        return _one_sector(asked, known.label(asked.sector), indicators)
    with_figure = asked.with_figure()
    by_code: dict[str, list[Indicator]] = {}
    for one in indicators:
        by_code.setdefault(one.sector, []).append(one)
    led = asked.led(rollups.SECTOR)
    words = [*led.words(), *sorted(set(by_code) - set(led.words()))]
    if not words:
        return Board(_("No result and no indicator names a sector yet."))
    shown = asked.pick(words)
    more = {
        word: (_sector_cell(asked, str(word), by_code.get(str(word), []), with_figure),) for word in shown
    }
    named = sum(led.named(word) > 0 for word in words)
    bare = sum(not with_figure.intersection(one.pk for one in some) for some in by_code.values())
    first = ngettext("{n} sector has a result that counts", "{n} sectors have a result that counts", named)
    second = ngettext(
        "{n} of {all} sectors with indicators has no figure for {period}.",
        "{n} of {all} sectors with indicators have no figure for {period}.",
        bare,
    ).format(n=bare, all=len(by_code), period=asked.until.label)
    heads = (_("Indicators with a figure"),)
    block = blocks.results_block(asked.office, led, shown, more, heads)
    return Board(f"{first.format(n=named)}; {second}", [block])


def _sector_cell(asked: Asked, code: str, some: list[Indicator], with_figure: set[int]) -> Cell:
    if not some:
        return Cell(_("no indicator"), is_gap=True, plain="")
    known = sum(one.pk in with_figure for one in some)
    text = _("{known} of {n}").format(known=known, n=len(some))
    return Cell(text, asked.into("sector", code), is_gap=not known, plain=known)


def _one_sector(asked: Asked, label: str, indicators: list[Indicator]) -> Board:
    own = [one for one in indicators if one.sector == asked.sector]
    if not own:
        return Board(_("No indicator of the sector {sector} is in use.").format(sector=label), of=label)
    known = asked.with_figure().intersection(one.pk for one in own)
    shown = asked.pick(own)
    sentence = ngettext(
        "{sector}: {known} of {n} indicators has a figure for {period}.",
        "{sector}: {known} of {n} indicators have a figure for {period}.",
        len(known),
    ).format(sector=label, known=len(known), n=len(own), period=asked.until.label)
    points = queries.trends(shown, asked.until)
    return Board(sentence, blocks.trend_blocks(asked.office, shown, points), of=label)


def by_quarter(asked: Asked) -> Board:
    """Return results quarter by quarter, and every indicator over its periods."""
    indicators = list(indicators_of(asked.office))
    known = len(asked.with_figure())
    sentence = ngettext(
        "{known} of {n} indicators in use has a figure for {period}; a gap is not a nought.",
        "{known} of {n} indicators in use have a figure for {period}; a gap is not a nought.",
        known,
    ).format(known=known, n=len(indicators), period=asked.until.label)
    quarters = [one.code for one in queries.window("quarter", asked.until)]
    led = blocks.results_block(asked.office, asked.led(rollups.QUARTER), quarters)
    shown = asked.pick(indicators)
    points = queries.trends(shown, asked.until)
    return Board(sentence, [led, *blocks.trend_blocks(asked.office, shown, points)])
