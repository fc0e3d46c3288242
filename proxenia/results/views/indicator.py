"""Values on the page of an indicator: a line over its periods, each with its figure, one of them value by value."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from proxenia.accounts.access import signed_in
from proxenia.accounts.models import Office
from proxenia.accounts.models.roles import WRITE_SOMEWHERE
from proxenia.core import graphs
from proxenia.core.panels import panel
from proxenia.core.periods import Period
from proxenia.core.vocabulary import Vocabulary
from proxenia.indicators.models import Indicator
from proxenia.results.models.observations import Observation, Target
from proxenia.results.queries import dashboards
from proxenia.results.queries import observations as queries
from proxenia.results.queries.dashboards import Point
from proxenia.results.rules.observations import lock_over
from proxenia.results.views import blocks
from proxenia.results.views.observations import counted_url, figure, with_unit, words_of

PERIODS, SHOWN = 24, 300
CHART = (640, 220)


@panel(page="indicators.indicator", slot="main", template="results/_observations.html", order=10)
def on_indicator(request: HttpRequest, indicator: Indicator) -> dict[str, Any] | None:
    """Fill the values of an indicator, its targets, and what may be done about them."""
    user, office = signed_in(request), indicator.office
    said = queries.said_periods(indicator)
    points = dashboards.points_of(indicator, [period for period, _units in said][:PERIODS])
    chosen = _chosen(request, office, said, points)
    rows = queries.seen_observations(user, indicator, chosen, SHOWN) if chosen else []
    unit = request.GET.get("unit", "")
    rows = [one for one in rows if not unit or (one.unit and one.unit.uid == unit)]
    locks = queries.locks_of(office)
    targets = list(queries.targets_of(indicator)[:SHOWN])
    can = user.standing(office).has_anywhere(WRITE_SOMEWHERE)
    return {
        "indicator": indicator,
        "sentence": _sentence(indicator, points),
        "chart": _chart(indicator, targets),
        "blocks": _blocks(office, indicator, said, points),
        "chosen": chosen,
        "locked": chosen and lock_over(locks, chosen),
        "of_unit": rows[0].unit.name if unit and rows and rows[0].unit else "",
        "rows": [_line(office, indicator, one) for one in rows],
        "columns": [
            {"label": label} for label in (_("Of whom"), _("Value"), _("How it is known"), _("Version"))
        ],
        "targets": [
            (Period.parse(one.period, office.fiscal_year_start).label, one, words_of(indicator, one))
            for one in targets
        ],
        "may_record": can and not indicator.is_computed and indicator.retired_at is None,
        "may_target": can and indicator.retired_at is None,
    }


def _chosen(
    request: HttpRequest, office: Office, said: Sequence[tuple[Period, int]], points: dict[str, Point]
) -> Period | None:
    """Return the period that is shown value by value: the one asked for, else the newest with a figure."""
    known = {period.code: period for period, _units in said}
    asked = known.get(request.GET.get("period", ""))
    with_figure = (
        period for period in known.values() if period.code in points and points[period.code].value is not None
    )
    return asked or next(with_figure, next(iter(known.values()), None))


def _sentence(indicator: Indicator, points: dict[str, Point]) -> str:
    known = [one for one in points.values() if one.value is not None and one.rolled is not None]
    if not known:
        if indicator.is_computed:
            return _("No figure is computed yet: that happens every night.")
        return _("No figure is known yet.")
    usual = [one for one in known if one.period.kind == indicator.frequency] or known
    last = max(usual, key=lambda one: one.period.last)
    value = with_unit(indicator, last.value, last.rolled.currency if last.rolled else "")
    sentence = _("Last known: {value} in {period}.").format(value=value, period=last.period.label)
    if last.period.last >= timezone.localdate():
        sentence = _("Last known: {value} in {period}, which is not over.").format(
            value=value, period=last.period.label
        )
    versions = queries.versions_measured_by(indicator)
    if versions < 2:
        return sentence
    more = _("The definition changed on the way: values of its {n} versions are not to be compared.")
    return f"{sentence} {more.format(n=versions)}"


def _chart(indicator: Indicator, targets: Sequence[Target]) -> dict[str, Any] | None:
    """Return the line over the periods that are over, with the newest target of the whole; None with nothing known."""
    until = Period.of(timezone.localdate(), "month", indicator.office.fiscal_year_start).previous()
    points = dashboards.trends([indicator], until)[indicator.pk]
    if not any(one.value is not None for one in points):
        return None
    wanted = [
        one for one in targets if one.kind == Target.Kind.TARGET and one.unit is None and one.partner is None
    ]
    target = (float(wanted[-1].value), _("target")) if wanted and wanted[-1].value is not None else None
    told = [(one.period.label, blocks.size_of(one.value), blocks.said(indicator, one)) for one in points]
    line = graphs.line(told, target=target, size=CHART, foot=24, side=44, write=figure_of)
    return {"line": line, "summary": blocks.summary(indicator, points), "has_target": target is not None}


def figure_of(at: float) -> str:
    """Return a round height as the reader writes numbers."""
    return figure(Decimal(repr(at)))


def _blocks(
    office: Office, indicator: Indicator, said: Sequence[tuple[Period, int]], points: dict[str, Point]
) -> list[graphs.Block]:
    """Return the periods with their figures, the newest first; those of one length stand together."""
    kinds = dict.fromkeys([indicator.frequency, *(period.kind for period, _units in said)])
    page = reverse("indicators:indicator", args=(office.slug, indicator.uid))
    found = []
    for kind in kinds:
        shown = [(period, n) for period, n in said if period.kind == kind and period.code in points]
        sizes = [[(max(0.0, float(points[period.code].value or 0)), "there", "")] for period, _n in shown]
        rows = [
            graphs.Row(
                one.period.label,
                f"{page}?period={one.period.code}",
                bars=bars,
                summary=blocks.said(indicator, one),
                cells=(blocks.figure_cell(office, indicator, one), graphs.Cell(figure_of(n))),
            )
            for one, n, bars in zip(
                (points[period.code] for period, _n in shown),
                (n for _period, n in shown),
                graphs.bars(sizes),
                strict=True,
            )
        ]
        if rows:
            found.append(_block(indicator, kind, shown, points, rows))
    return found


def _block(
    indicator: Indicator,
    kind: str,
    shown: Sequence[tuple[Period, int]],
    points: dict[str, Point],
    rows: list[graphs.Row],
) -> graphs.Block:
    gaps = sum(points[period.code].value is None for period, _n in shown)
    words = {
        "month": ngettext("{n} month", "{n} months", len(rows)),
        "quarter": ngettext("{n} quarter", "{n} quarters", len(rows)),
        "half": ngettext("{n} half-year", "{n} half-years", len(rows)),
        "year": ngettext("{n} year", "{n} years", len(rows)),
    }[kind].format(n=len(rows))
    title = ngettext(
        "{periods}, {n} of them without a figure", "{periods}, {n} of them without a figure", gaps
    )
    title = title.format(periods=words, n=gaps) if gaps else words
    return graphs.Block(
        title, _("Period"), _("Figure"), (_("The office as a whole"), _("Units that said something")), rows
    )


def _line(office: Office, indicator: Indicator, one: Observation) -> dict[str, Any]:
    whom: list[Any] = [
        one.unit and one.unit.name,
        one.partner and one.partner.name,
        one.place and one.place.name,
        one.district,
    ]
    level = Vocabulary.load("evidence_levels").label(one.evidence_level) if one.evidence_level else ""
    url = reverse("results:observation", args=(office.slug, one.uid))
    records = (
        ""
        if one.records is None
        else ngettext("{n} record", "{n} records", one.records).format(n=one.records)
    )
    cells = [
        {"text": ", ".join(filter(None, whom)) or _("The office as a whole")},
        {
            "text": words_of(indicator, one),
            "url": counted_url(office, one) or url,
            "sub": records,
            "label": _("Value"),
        },
        {
            "text": level or one.get_origin_display(),
            "url": url,
            "sub": one.source,
            "label": _("How it is known"),
        },
        {"text": str(one.version.number), "label": _("Version")},
    ]
    return {"cells": cells}
