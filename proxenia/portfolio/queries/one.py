"""Everything the page of one tie, or of one agreement, says."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, QuerySet

from proxenia.accounts.access import may
from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import READ
from proxenia.commitments.models import Commitment
from proxenia.directory.models import Organisation, Post
from proxenia.portfolio.models import Agreement, AgreementVersion, Membership, Partnership, Party
from proxenia.portfolio.queries.counts import visible_agreements, visible_ties
from proxenia.portfolio.queries.doubles import Double, doubles_of
from proxenia.portfolio.queries.parties import mark_seen
from proxenia.records.models import File, visible_through

MOST_PEOPLE = 8


@dataclass(frozen=True)
class Whole:
    """One tie with its counterparts, texts, words, parts and people, as far as this reader may see them."""

    tie: Partnership
    parties: list[Party]
    seen_bodies: frozenset[int]
    agreements: list[Agreement]
    words: dict[str, list[str]]
    membership: Membership | None
    parent: Partnership | None
    parts: list[Partnership]
    people: list[Post]
    promises: list[Commitment]
    doubles: list[Double]
    knows_facts: bool = True
    """Whether the stored facts (last contact, number of contacts) are this reader's to know."""


def whole(user: User, tie: Partnership) -> Whole:
    """Gather what the page of a tie shows, in a fixed number of questions."""
    office = tie.office
    parties = list(tie.parties.select_related("organisation__place"))
    bodies = [party.organisation_id for party in parties]
    seen = frozenset(
        Organisation.objects.visible_to(user, office).filter(pk__in=bodies).values_list("pk", flat=True)
    )
    mark_seen(parties, seen)
    ties = visible_ties(user, office)
    words: dict[str, list[str]] = defaultdict(list)
    for facet, code in tie.classifications.order_by("pk").values_list("facet", "code"):
        words[facet].append(code)
    return Whole(
        tie=tie,
        parties=parties,
        seen_bodies=seen,
        agreements=list(agreements_of(user, tie)),
        words=dict(words),
        membership=getattr(tie, "membership", None),
        parent=ties.filter(pk=tie.parent_id).first() if tie.parent_id else None,
        parts=list(ties.filter(parent=tie).order_by("name_folded").defer("purpose", "note")[:50]),
        people=people_at(user, office, list(seen)),
        promises=list(promises_of(user, tie)),
        doubles=doubles_of(user, tie) if tie.state != "historic" else [],
        knows_facts=may(user, office, READ),
    )


def versions_of(agreement: Agreement, user: User) -> list[AgreementVersion]:
    """Return the texts of an agreement; a file this reader may not open is left out of them."""
    rows = list(agreement.versions.select_related("file"))
    keys = [row.file_id for row in rows if row.file_id]
    heard = set(File.objects.filter(pk__in=keys).live().heard_by(user).values_list("pk", flat=True))
    for row in rows:
        row.file = row.file if row.file_id in heard else None
    return rows


def texts_in_waiting(today: date) -> list[AgreementVersion]:
    """Return the amendments and renewals, of every office, whose day of effect has come."""
    rows = AgreementVersion.objects.filter(waits=True, effective__lte=today.isoformat())
    rows = rows.filter(agreement__archived_at=None).select_related("agreement").order_by("effective", "pk")
    return [row for row in rows if row.effective.first() <= today]


def agreements_of(user: User, tie: Partnership) -> QuerySet[Agreement]:
    """Return the agreements of a tie, the newest first."""
    found = Agreement.objects.visible_to(user, tie.office).live().filter(partnership=tie)
    return found.order_by(F("signed").desc(nulls_last=True), "-pk")


def people_at(user: User, office: Office, bodies: Sequence[int]) -> list[Post]:
    """Return who holds a post now at some organisations the reader sees, as far as the people may be seen."""
    seen = visible_through(user, office, "person__", is_known=True)
    posts = Post.objects.filter(seen, organisation__in=bodies, ends=None, person__archived_at=None)
    return list(posts.select_related("person", "organisation").order_by("organisation", "pk")[:MOST_PEOPLE])


def promises_of(user: User, tie: Partnership, agreement: Agreement | None = None) -> QuerySet[Commitment]:
    """Return the promises under a tie, or under one agreement of it, open ones first, those due first on top."""
    found = Commitment.objects.visible_to(user, tie.office).live().filter(tie_link__partnership=tie)
    if agreement is not None:
        found = found.filter(tie_link__agreement=agreement)
    return found.order_by(F("due").asc(nulls_last=True), "pk")


def is_open(promise: Commitment) -> bool:
    """Say whether a promise is still to be kept."""
    return promise.state == Commitment.State.OPEN


def is_overdue(promise: Commitment, today: date) -> bool:
    """Say whether an open promise is past the last day its due date can mean."""
    return is_open(promise) and promise.due is not None and promise.due.last() < today


def agreements_list(user: User, office: Office) -> QuerySet[Agreement]:
    """Return all agreements this person may see, with their ties; those that end first come first."""
    found = visible_agreements(user, office).select_related("partnership")
    return found.order_by(F("ends").asc(nulls_last=True), "title_folded", "pk")


@dataclass(frozen=True)
class Evidence:
    """What a renewal is decided on: contacts, and what became of the promises."""

    last_contact: str
    contacts: int
    kept: int
    broken: int
    open: int
    overdue: int


def evidence_of(user: User, tie: Partnership, today: date) -> Evidence:
    """Count what happened under a tie, for the decision to renew."""
    promises = list(promises_of(user, tie))
    states = [promise.state for promise in promises]
    return Evidence(
        last_contact=str(tie.last_contact or ""),
        contacts=tie.contact_count,
        kept=states.count(Commitment.State.KEPT),
        broken=states.count(Commitment.State.BROKEN),
        open=states.count(Commitment.State.OPEN),
        overdue=sum(is_overdue(promise, today) for promise in promises),
    )
