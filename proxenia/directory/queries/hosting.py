"""Hosted bodies: listed, due for review, and what is known of support, benefits and burdens."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Prefetch, Q, QuerySet

from proxenia.accounts.models import Office, User
from proxenia.core import search
from proxenia.core.search import Entry
from proxenia.core.vocabulary import Vocabulary
from proxenia.directory.models import (
    HostedAssessment,
    HostedBody,
    HostedLine,
    HostedReview,
    Mission,
    Organisation,
)
from proxenia.directory.queries.organisations import matching
from proxenia.directory.rules.hosting import REVIEW_NOTICE
from proxenia.places.queries.countries import countries
from proxenia.records.models import Reader


@dataclass(frozen=True)
class Filters:
    """What the address asks of the list: words, a kind, what is here, those due for review, those put away."""

    text: str = ""
    kind: str = ""
    seat: str = ""
    due: bool = False
    archived: bool = False


@dataclass
class Side:
    """The lines of one side, with totals by currency or unit and how many figures are unknown."""

    code: str
    lines: list[HostedLine] = field(default_factory=list)
    totals: dict[str, Decimal] = field(default_factory=dict)
    unknown: int = 0


def hosted_bodies(user: User, office: Office, filters: Filters, today: dt.date) -> QuerySet[HostedBody]:
    """Return the hosted bodies a person may see, by the name of their organisation."""
    rows: QuerySet[HostedBody] = HostedBody.objects.visible_to(user, office)
    rows = rows.exclude(archived_at=None) if filters.archived else rows.filter(archived_at=None)
    if filters.text:
        keys = search.find(filters.text, office.pk, kinds=("hosted_body",), limit=500)
        bodies = Organisation.objects.filter(office=office).filter(
            matching(filters.text, office, "organisation")
        )
        rows = rows.filter(Q(pk__in=keys) | Q(organisation__in=bodies.values("pk")))
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.seat:
        rows = rows.filter(seat=filters.seat)
    if filters.due:
        rows = rows.filter(review_on__lte=today + REVIEW_NOTICE)
    latest = HostedReview.objects.order_by("-held_on", "-pk")
    return (
        rows.select_related("organisation", "organisation__place")
        .prefetch_related(Prefetch("reviews", queryset=latest), "lines")
        .order_by("organisation__name_folded", "pk")
    )


def reviews_due(user: User, office: Office, today: dt.date, limit: int = 7) -> list[HostedBody]:
    """Return the hosted bodies whose review is due within two months or is past, the first due first."""
    rows = HostedBody.objects.visible_to(user, office).live().filter(review_on__lte=today + REVIEW_NOTICE)
    return list(rows.select_related("organisation").order_by("review_on", "pk")[:limit])


def never_reviewed(rows: Iterable[HostedBody]) -> list[HostedBody]:
    """Return the bodies that were never reviewed and for which no review is set."""
    return [one for one in rows if one.review_on is None and not one.reviews.all()]


def sides_of(body: HostedBody) -> list[Side]:
    """Return support, benefits and burdens of a body; figures are added up by what they count, never across.

    A line without a figure counts as unknown, not as nought.
    """
    sides = {code: Side(code) for code in HostedLine.Side.values}
    for line in body.lines.all():
        side = sides[line.side]
        side.lines.append(line)
        if line.amount is None:
            side.unknown += 1
        else:
            counted = line.currency or line.counted
            side.totals[counted] = side.totals.get(counted, Decimal(0)) + line.amount
    return list(sides.values())


def reviews_of(body: HostedBody) -> list[HostedReview]:
    """Return the reviews of a body, the newest first."""
    return list(body.reviews.select_related("by").order_by("-held_on", "-pk"))


def line_of(body: HostedBody, uid: str) -> HostedLine | None:
    """Return one of a body's lines by its uid."""
    return body.lines.filter(uid=uid).first()


def assessments_of(body: HostedBody, user: User) -> list[HostedAssessment]:
    """Return the assessments of a body that this person is named to read, the newest first."""
    rows = HostedAssessment.objects.visible_to(user, body.office).live().filter(body=body)
    return list(rows.select_related("owner").order_by("-made_on", "-pk"))


def readers_of(assessment: HostedAssessment) -> list[User]:
    """Return who may read an assessment."""
    rows = Reader.objects.filter(anchor_id=assessment.pk).select_related("user").order_by("user__name")
    return [row.user for row in rows]


def body_of(organisation: Organisation) -> HostedBody | None:
    """Return the hosted body an organisation is listed as, whoever may see it."""
    rows = HostedBody.objects.filter(organisation=organisation, archived_at=None)
    return rows.select_related("organisation").first()


def organisations_of(keys: Collection[int]) -> dict[int, int]:
    """Return the keys of the organisations that missions and hosted bodies, given by their keys, are."""
    found: dict[int, int] = {}
    for model in (Mission, HostedBody):
        found.update(model.objects.filter(pk__in=keys).values_list("pk", "organisation_id"))
    return found


def bodies_under(keys: Collection[int]) -> dict[int, int]:
    """Return the keys of the hosted bodies that assessments are about."""
    return dict(HostedAssessment.objects.filter(pk__in=keys).values_list("pk", "body_id"))


def hosted_entry(body: HostedBody) -> Entry:
    """Return what search knows of a hosted body: its name, kind, what is here, the agreement, its country."""
    country = countries().get(body.organisation.country)
    words = [
        Vocabulary.load("hosted_kinds").english(body.kind),
        Vocabulary.load("hosted_seats").english(body.seat),
        body.agreement,
        country.name if country else "",
    ]
    found = " ".join(word for word in words if word)
    return Entry(body.pk, body.office_id, "hosted_body", body.organisation.name, found)


def assessment_entry(assessment: HostedAssessment) -> Entry:
    """Return what search knows of an assessment: its title and whom it is about, never its words."""
    about = assessment.body.organisation.name
    return Entry(assessment.pk, assessment.office_id, "hosted_assessment", assessment.title, about)
