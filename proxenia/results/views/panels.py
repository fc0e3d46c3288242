"""What the ledger adds to the pages of ties, engagements and organisations, and to Today."""

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from proxenia.accounts.access import may, signed_in
from proxenia.accounts.models import Office
from proxenia.accounts.models.roles import READ
from proxenia.core.panels import panel
from proxenia.directory.models import Organisation
from proxenia.engagements.models import Engagement
from proxenia.indicators.models import Indicator
from proxenia.portfolio.models import Partnership
from proxenia.records.access import may_write
from proxenia.results.models import Contribution, Result
from proxenia.results.queries import beside
from proxenia.results.queries.evaluations import due_since
from proxenia.results.queries.ledger import ageing, results_of_tie, seen_results
from proxenia.results.rules.ledger import counts
from proxenia.results.views.ledger import line_of
from proxenia.results.views.shared import address

SHOWN = 6
SOON = dt.timedelta(days=30)


def _told(
    request: HttpRequest, record: Any, sort: str, links: QuerySet[Contribution]
) -> dict[str, Any] | None:
    user, office, today = signed_in(request), record.office, timezone.localdate()
    # A partner from outside does not read what the office claims for a tie.
    if not may(user, office, READ):
        return None
    rows = seen_results(user, office).filter(pk__in=links.values("result"))
    shown = list(rows.order_by("-on", "-pk")[: SHOWN + 1])
    ledger = f"{address('ledger', office)}?tie={record.uid}" if sort == "partnership" else ""
    return {
        "results_of": record,
        "result_lines": [line_of(office, one, today) for one in shown[:SHOWN]],
        "counted": _by_place(rows.filter(counts(today))) if shown else [],
        "more_results": len(shown) > SHOWN,
        "ledger_url": ledger,
        "may_add_result": may_write(user, record) and not record.is_archived,
        "add_url": f"{address('add_result', office)}?{sort}={record.uid}",
    }


def _by_place(rows: QuerySet[Result]) -> list[tuple[str, int]]:
    """Return how many results there are in each place that has some; the three are never added."""
    found = dict(rows.order_by().values_list("belongs").annotate(n=Count("pk")))
    return [(str(label), found[code]) for code, label in Result.Belongs.choices if found.get(code)]


@panel(page="portfolio.tie", slot="right", order=55, template="results/_results_of.html")
def of_tie(request: HttpRequest, tie: Partnership) -> dict[str, Any] | None:
    """Say what came of a tie."""
    return _told(request, tie, "partnership", results_of_tie(tie.pk))


@panel(page="engagements.engagement", slot="side", order=55, template="results/_results_of.html")
def of_engagement(request: HttpRequest, engagement: Engagement) -> dict[str, Any] | None:
    """Say what came of an engagement."""
    return _told(request, engagement, "engagement", Contribution.objects.filter(engagement=engagement))


@panel(page="directory.organisation", slot="side", order=55, template="results/_results_of.html")
def of_organisation(request: HttpRequest, organisation: Organisation) -> dict[str, Any] | None:
    """Say which results a body had a part in; nothing where there are none."""
    told = _told(
        request, organisation, "organisation", Contribution.objects.filter(organisation=organisation)
    )
    return told if told and told["result_lines"] else None


@panel(page="portfolio.tie", slot="right", order=56, template="results/_beside_tie.html")
def beside_tie(request: HttpRequest, tie: Partnership) -> dict[str, Any] | None:
    """Say what stands beside the results of a tie: side effects, and what the media said."""
    user, office = signed_in(request), tie.office
    if not may(user, office, READ):
        return None
    effects = list(beside.side_effects(user, office).filter(tie=tie)[: SHOWN + 1])
    said = beside.media_of_tie(user, tie)
    return {
        "effects": effects[:SHOWN],
        "effects_url": f"{address('externalities', office)}?tie={tie.uid}",
        "more_effects": len(effects) > SHOWN,
        "said": list(said[:SHOWN]),
        "said_url": f"{address('media', office)}?tie={tie.uid}",
        "may_add": may_write(user, tie) and not tie.is_archived,
        "add_url": f"{address('add_externality', office)}?{urlencode({'tie': tie.name})}",
    }


@panel(page="indicators.indicator", slot="main", template="results/_shows.html", order=20)
def shown_by(request: HttpRequest, indicator: Indicator) -> dict[str, Any] | None:
    """Name the side effects that an indicator shows; nothing where there are none."""
    found = list(
        beside.side_effects(signed_in(request), indicator.office).filter(indicator=indicator)[:SHOWN]
    )
    return {"effects": found} if found else None


@panel(page="desk.today", slot="ours", order=50, template="results/_ageing.html")
def ageing_claims(request: HttpRequest, office: Office) -> dict[str, Any] | None:
    """Say which claims have aged, or will within a month, unless somebody looks at them."""
    user, today = signed_in(request), timezone.localdate()
    if not may(user, office, READ):
        return None
    found: list[Result] = ageing(user, office, today, SOON, SHOWN)
    return {"ageing_lines": [line_of(office, one, today) for one in found]} if found else None


@panel(page="desk.today", slot="ours", order=51, template="results/_evaluation_due.html")
def evaluation_due(request: HttpRequest, office: Office) -> dict[str, Any] | None:
    """Say that nobody has evaluated for three years, where none is planned."""
    user = signed_in(request)
    if not may(user, office, READ):
        return None
    since = due_since(user, office, timezone.localdate())
    return {"since": since, "evaluations_url": address("evaluations", office)} if since else None
