"""From facts to pictures: map, timeline and matrix as the components want them."""

from collections.abc import Sequence
from datetime import date

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from proxenia.accounts.models import Office
from proxenia.core.charts import Matrix, Span, SpanChart, SpanRow, Tick, matrix, span_chart
from proxenia.core.maps import MapPicture, MapPoint, world_map
from proxenia.core.names import country_name
from proxenia.core.templatetags.words import full_date
from proxenia.core.values import PartialDate
from proxenia.core.vocabulary import Vocabulary
from proxenia.places.models import Home
from proxenia.portfolio.models import Agreement
from proxenia.portfolio.queries.pictures import Crossing, Line, Spot
from proxenia.portfolio.views.words import standing, tie_url


def map_of(spots: Sequence[Spot], home: Home | None, office: Office, query: QueryDict) -> MapPicture:
    """Draw places with ties, joined to the office's home; wider lines where more happened."""
    points = [_point(spot, office, query) for spot in spots]
    at = home.place if home else None
    if at is None or at.lat is None or at.lon is None:
        return world_map(points)
    return world_map(points, MapPoint(at.lat, at.lon, at.name))


def _point(spot: Spot, office: Office, query: QueryDict) -> MapPoint:
    if spot.tie_uid:
        url = reverse("portfolio:tie", args=[office.slug, spot.tie_uid])
    else:
        narrowed = query.copy()
        narrowed["q"] = spot.name
        url = f"{reverse('portfolio:list', args=[office.slug])}?{narrowed.urlencode()}"
    ties = ngettext("%(n)d tie", "%(n)d ties", spot.ties) % {"n": spot.ties}
    contacts = ngettext("%(n)d engagement", "%(n)d engagements", spot.contacts) % {"n": spot.contacts}
    tone = "cold" if spot.all_rest else ""
    note = f"{country_name(spot.country)}; {ties}; {contacts}"
    return MapPoint(spot.lat, spot.lon, spot.name, url, spot.contacts, tone, note)


def _first(on: PartialDate | None) -> date | None:
    return on.first() if on else None


def _last(on: PartialDate | None) -> date | None:
    return on.last() if on else None


def timeline_of(lines: Sequence[Line], office: Office, today: date) -> SpanChart:
    """Draw ties over the years."""
    return span_chart([_line(line, office) for line in lines], today)


def _line(line: Line, office: Office) -> SpanRow:
    tie = line.tie
    return SpanRow(
        label=tie.name,
        since=_first(tie.since),
        until=_last(tie.ends) if tie.state == "historic" else None,
        spans=[span for text in line.agreements if (span := _span(text))],
        ticks=[Tick(event.on, event.label) for event in line.events],
        url=tie_url(office, tie),
        sub=standing(tie),
        summary=_summary(line),
    )


def _span(agreement: Agreement) -> Span | None:
    start = _first(agreement.starts or agreement.signed)
    if start is None:
        return None
    end = _last(agreement.ends)
    until = _("to %(date)s") % {"date": full_date(agreement.ends)} if end else _("no end")
    tone = "cold" if agreement.state == "ended" else ""
    return Span(start, max(end, start) if end else None, f"{agreement.title}, {until}", tone)


def _summary(line: Line) -> str:
    tie = line.tie
    since = (
        _("Since %(date)s") % {"date": full_date(tie.since)} if tie.since else _("Since when is not known")
    )
    texts = ngettext("%(n)d agreement", "%(n)d agreements", len(line.agreements)) % {
        "n": len(line.agreements)
    }
    contacts = ngettext("%(n)d engagement", "%(n)d engagements", tie.contact_count) % {"n": tie.contact_count}
    return f"{tie.name}: {since}, {texts}, {contacts}"


def matrix_of(crossing: Crossing, office: Office, query: QueryDict, subtypes: bool) -> Matrix:
    """Draw collaboration types against stages; every count opens its ties."""
    types, stages = Vocabulary.load("collaboration_types"), Vocabulary.load("innovation_stages")
    shown = [code for code in types.codes if subtypes or types.parent(code) is None]
    listed = reverse("portfolio:list", args=[office.slug])
    addresses = {}
    for kind, stage in crossing.counts:
        narrowed = query.copy()
        for gone in ("rows", "page"):
            narrowed.pop(gone, None)
        narrowed["collaboration_type"], narrowed["innovation_stage"] = kind, stage
        addresses[kind, stage] = f"{listed}?{narrowed.urlencode()}"
    return matrix([(code, types.label(code)) for code in shown], stages.choices(), crossing.counts, addresses)
