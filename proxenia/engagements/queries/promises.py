"""Promises with the tie and the contact they belong to."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet

from proxenia.accounts.access import may
from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import READ
from proxenia.commitments.models import Commitment
from proxenia.commitments.queries import Answering, to_check_by, who_may_answer
from proxenia.commitments.rules import STANDING
from proxenia.core import search
from proxenia.core.search import Entry
from proxenia.engagements.models import Engagement
from proxenia.engagements.queries.finding import TIE_NAMES, found_by_name, tie_words
from proxenia.portfolio.models import Agreement, Partnership, PartnershipCommitment
from proxenia.portfolio.queries.counts import visible_agreements
from proxenia.records.models import RecordQuerySet, visible_through

SEARCH_ALONG = (f"tie_link__partnership__{TIE_NAMES}",)
"""What the words of many promises are read from, fetched at once."""


def promise_entry(promise: Commitment) -> Entry:
    """Return a promise's words: what was promised, who answers for it, and its tie by its names."""
    tie = tie_of(promise)
    parts = [promise.owner_name, promise.note, tie_words(tie) if tie else ""]
    return Entry(promise.pk, promise.office_id, "commitment", promise.what, " ".join(parts))


@dataclass(frozen=True)
class WantedPromises:
    """What the address of the list asks for; empty is every open promise."""

    text: str = ""
    side: str = ""
    state: str = "open"
    tie: str = ""
    overdue: bool = False
    mine: bool = False
    """Those this person answers for or follows up, and those that wait for a check they may give."""


def visible_promises(user: User, office: Office) -> QuerySet[Commitment]:
    """Return the living promises a person may see; a tie that is hidden hides its promises."""
    return all_promises(user, office).live()


def all_promises(user: User, office: Office) -> RecordQuerySet[Commitment]:
    """Return the promises a person may see, also those put away; a tie that is hidden hides its promises."""
    found: RecordQuerySet[Commitment] = Commitment.objects.visible_to(user, office)
    return found.filter(Q(tie_link=None) | visible_through(user, office, "tie_link__partnership__"))


def overdue_q(today: dt.date) -> Q:
    """Return the rule of what is past the last day its due date can mean; dates are ISO text."""
    on = today.isoformat()
    return Q(state=Commitment.State.OPEN, due__lt=on) & ~Q(due__in=(on[:4], on[:7]))


def wanted_promises(
    user: User, office: Office, wanted: WantedPromises, today: dt.date
) -> QuerySet[Commitment]:
    """Return the promises that fit, those due first at the top, undated ones last."""
    found = visible_promises(user, office)
    if wanted.state:
        found = found.filter(state=wanted.state)
    if wanted.side:
        found = found.filter(side=wanted.side)
    if wanted.overdue:
        found = found.filter(overdue_q(today))
    if wanted.mine:
        found = found.filter(Q(owner=user) | to_check_by(user, office))
    if wanted.tie:
        found = found.filter(tie_link__partnership__uid=wanted.tie)
    if wanted.text:
        found = found.filter(pk__in=search.find(wanted.text, office.pk, kinds=("commitment",), limit=400))
        found = found if may(user, office, READ) else found.filter(pk__in=found_by_name(found, wanted.text))
    return due_first(found)


def promises_by_key(keys: Sequence[int]) -> list[Commitment]:
    """Return the promises of these keys in their order, each with its tie and contact.

    A long list is sorted by its keys alone; the rows of one page are fetched afterwards.
    """
    rows = with_links(Commitment.objects.all()).in_bulk(keys)
    return [rows[key] for key in keys]


def standing_of(user: User, office: Office, today: dt.date) -> dict[str, int]:
    """Count the open promises a person may see, those overdue of either side, and those to check: one question."""
    late, to_check = overdue_q(today), Commitment.State.TO_CHECK
    counted: dict[str, int] = (
        visible_promises(user, office)
        .filter(state__in=STANDING)
        .aggregate(
            open=Count("pk", filter=Q(state=Commitment.State.OPEN)),
            to_check=Count("pk", filter=Q(state=to_check)),
            overdue_ours=Count("pk", filter=late & Q(side=Commitment.Side.US)),
            overdue_theirs=Count("pk", filter=late & Q(side=Commitment.Side.THEM)),
        )
    )
    return counted


def with_links(found: QuerySet[Commitment]) -> QuerySet[Commitment]:
    """Fetch with each promise its tie and contact."""
    return found.select_related("tie_link__partnership", "engagement_link__engagement", "owner", "done_by")


def due_first(found: QuerySet[Commitment]) -> QuerySet[Commitment]:
    """Order promises by their due date, undated ones last, each with its tie and contact."""
    return with_links(found).order_by(F("due").asc(nulls_last=True), "pk")


def tie_of(promise: Commitment) -> Partnership | None:
    """Return the tie a promise belongs to, if any."""
    link = getattr(promise, "tie_link", None)
    return link.partnership if link else None


def agreement_of(promise: Commitment, user: User) -> Agreement | None:
    """Return the agreement a promise is a deliverable of, as far as this person may see it."""
    link = getattr(promise, "tie_link", None)
    if link is None or link.agreement_id is None:
        return None
    return visible_agreements(user, promise.office).filter(pk=link.agreement_id).first()


def bodies_of(tie: Partnership | None) -> list[int]:
    """Return the keys of the counterparts of a tie."""
    return list(tie.parties.values_list("organisation_id", flat=True)) if tie else []


def who_of_them(user: User, office: Office, *ties: Partnership | None) -> list[Answering]:
    """Return who may answer for a promise of the other side of some ties, as far as this person sees them."""
    bodies = [key for tie in ties for key in bodies_of(tie)]
    return who_may_answer(user, office, bodies) if bodies else []


@dataclass(frozen=True)
class Late:
    """Open promises of partners under a tie that are past their day: how many, the one overdue longest."""

    count: int
    oldest: Commitment


def overdue_of_them(user: User, tie: Partnership, today: dt.date) -> Late | None:
    """Return what a partner promised under a tie and has let pass, as far as this person sees it."""
    found = visible_promises(user, tie.office).filter(
        overdue_q(today), side=Commitment.Side.THEM, tie_link__partnership=tie
    )
    late = list(found.order_by("due", "pk"))
    return Late(len(late), late[0]) if late else None


def promises_answered_by(
    user: User, office: Office, *, person: int | None = None, body: int | None = None
) -> QuerySet[Commitment]:
    """Return the promises a person or body answers for; of a body also those under its ties."""
    found = visible_promises(user, office)
    if person is not None:
        return found.filter(person=person)
    under = PartnershipCommitment.objects.filter(partnership__parties__organisation=body)
    return found.filter(Q(organisation=body) | Q(pk__in=under.values("commitment")))


def engagement_of(promise: Commitment, user: User) -> Engagement | None:
    """Return the contact at which a promise was made, as far as this person may see it."""
    link = getattr(promise, "engagement_link", None)
    if link is None:
        return None
    seen: Engagement | None = (
        Engagement.objects.visible_to(user, promise.office).filter(pk=link.engagement_id).first()
    )
    return seen


def promises_of(user: User, office: Office, engagement: Engagement) -> QuerySet[Commitment]:
    """Return the promises made at a contact that this person may see."""
    return due_first(visible_promises(user, office).filter(engagement_link__engagement=engagement))
