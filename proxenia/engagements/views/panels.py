"""What contacts add to the pages of ties, organisations, people and places."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from proxenia.accounts.access import signed_in
from proxenia.accounts.models import Office
from proxenia.core.charts import month_strip
from proxenia.core.panels import panel
from proxenia.core.templatetags.words import full_date
from proxenia.directory.models import Organisation, Person
from proxenia.engagements.models import Engagement, EngagementTie, Participation
from proxenia.engagements.queries.finding import newest_first, visible_engagements
from proxenia.engagements.queries.participation import taken_part
from proxenia.engagements.queries.story import Story, newest_behind, story_of
from proxenia.engagements.views import (
    keeping,  # noqa: F401 (the same)
    promise_panels,  # noqa: F401 (the import registers them)
    relationship,  # noqa: F401 (the same)
    rows,
)
from proxenia.places.models import Place
from proxenia.portfolio.models import Membership, Partnership, Party
from proxenia.records.access import may_write
from proxenia.records.models import visible_through

RECENT = 10
SILENT_FROM = 3
"""Months of silence from which on the timeline begins with them: more than two."""

Context = dict[str, Any]


def _office(request: HttpRequest) -> Office:
    office: Office = request.office  # type: ignore[attr-defined]
    return office


def _log_url(office: Office, tie: Partnership) -> str:
    return f"{reverse('engagements:log', args=(office.slug,))}?tie={tie.uid}"


def _story(request: HttpRequest, tie: Partnership) -> Story:
    """Gather a tie's story once a page; two panels show it."""
    known: Story | None = tie.__dict__.get("_story")
    if known is None:
        known = tie.__dict__["_story"] = story_of(signed_in(request), tie, timezone.localdate())
    return known


@panel(page="portfolio.tie", slot="actions", order=10, template="engagements/_log_button.html")
def log_a_contact(request: HttpRequest, tie: Partnership) -> Context:
    """Offer to log a contact; the page shows its actions to those who may write only."""
    return {"log_url": _log_url(_office(request), tie)}


@panel(page="portfolio.tie", slot="middle", order=10, template="engagements/_story.html")
def what_happened(request: HttpRequest, tie: Partnership) -> Context:
    """Tell what happened with a tie, newest first, beginning with the silence since."""
    office, story = _office(request), _story(request, tie)
    silence = [rows.gap(story.silence)] if story.silence and story.silence >= SILENT_FROM else []
    told = [rows.entry(office, one) for one in story.past]
    return {
        "story": story,
        "planned": [rows.entry(office, one) for one in reversed(story.planned)],
        "entries": [*silence, *told],
        "has_sides": any(one["side"] in ("us", "them") for one in told),
        "more_url": _more(office, story, tie),
        "log_url": _log_url(office, tie),
        "may_log": may_write(signed_in(request), tie),
    }


@panel(page="portfolio.tie", slot="facts", order=10, template="engagements/_months.html")
def by_month(request: HttpRequest, tie: Partnership) -> Context | None:
    """Draw the contacts of three years by month."""
    story = _story(request, tie)
    strip = month_strip([(full_date(month), count) for month, count in story.months])
    total = sum(count for _month, count in story.months)
    return {"strip": strip, "strip_total": total} if story.past else None


@panel(page="portfolio.tie", slot="middle", order=20, template="engagements/_taken_part.html")
def taking_part(request: HttpRequest, tie: Partnership) -> Context | None:
    """Tell how the office takes part in a network it is a member of."""
    membership: Membership | None = getattr(tie, "membership", None)
    if membership is None:
        return None
    return {"taken": taken_part(signed_in(request), tie, timezone.localdate()), "membership": membership}


def _more(office: Office, story: Story, tie: Partnership) -> str:
    shown = len(story.past) + len(story.planned)
    return f"{reverse('engagements:list', args=(office.slug,))}?tie={tie.uid}" if story.total > shown else ""


def _recent(request: HttpRequest, shown: list[Engagement]) -> Context | None:
    office = _office(request)
    if not shown:
        return None
    entries = [rows.entry(office, one, with_note=False) for one in shown[:RECENT]]
    return {"entries": entries, "is_more": len(shown) > RECENT}


@panel(page="directory.organisation", slot="middle", order=40, template="engagements/_recent.html")
def contacts_of_organisation(request: HttpRequest, organisation: Organisation) -> Context | None:
    """List the newest contacts with an organisation: through its ties, or its people."""
    user = signed_in(request)
    ties = visible_through(user, _office(request), "partnership__", is_known=True)
    parties = Party.objects.filter(ties, organisation=organisation).values("partnership")
    by_tie = EngagementTie.objects.filter(partnership__in=parties)
    people = visible_through(user, _office(request), "person__", is_known=True)
    there = Participation.objects.filter(people, organisation=organisation)
    return _recent(request, newest_behind(user, _office(request), (by_tie, there), RECENT + 1))


@panel(page="directory.person", slot="middle", order=40, template="engagements/_recent.html")
def contacts_of_person(request: HttpRequest, person: Person) -> Context | None:
    """List the newest contacts at which somebody was present."""
    there = Participation.objects.filter(person=person)
    return _recent(request, newest_behind(signed_in(request), _office(request), (there,), RECENT + 1))


@panel(page="places.place", slot="middle", order=40, template="engagements/_recent.html")
def contacts_at_place(request: HttpRequest, place: Place) -> Context | None:
    """List the newest contacts at a place."""
    found = visible_engagements(signed_in(request), _office(request)).filter(place=place)
    return _recent(request, list(newest_first(found)[: RECENT + 1]))
