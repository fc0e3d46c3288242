"""Reads about promises."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from proxenia.accounts.models import Membership, Office, User
from proxenia.accounts.models.roles import READ, WRITE, WRITE_OWN_UNIT
from proxenia.accounts.models.users import standing_of
from proxenia.audit.queries import Entry, history_of
from proxenia.commitments.models import Commitment
from proxenia.commitments.rules import STEP_VERBS, answerable
from proxenia.core.values import PartialDate
from proxenia.directory.models import Organisation, Person, Post
from proxenia.records.access import may_write
from proxenia.records.models import visible_through

MOST_OFFERED = 60


def is_overdue(commitment: Commitment, today: date) -> bool:
    """Say whether an open promise is past the last day its due date can mean."""
    due = commitment.due
    return commitment.state == Commitment.State.OPEN and due is not None and due.last() < today


def staff_of(office: Office) -> list[User]:
    """Return who works in an office and reads its records, by name; partners outside are left out."""
    held: dict[int, list[Membership]] = {}
    rows = Membership.objects.filter(office=office, user__is_active=True).select_related("user")
    for row in rows:
        held.setdefault(row.user_id, []).append(row)
    people = [some[0].user for some in held.values() if standing_of(some).has(READ)]
    return sorted(people, key=lambda one: one.name.casefold())


def could_check(commitment: Commitment, *, but: User) -> bool:
    """Say whether anybody else in the office could be the second person who checks a promise."""
    out = answerable(commitment) | {but.pk}
    return any(may_write(one, commitment) for one in staff_of(commitment.office) if one.pk not in out)


@dataclass(frozen=True)
class Answering:
    """Who of the other side may answer for a promise: a key for the form, and the words of the choice."""

    key: str
    label: str
    record: Person | Organisation


def who_may_answer(user: User, office: Office, bodies: Sequence[int]) -> list[Answering]:
    """Return the bodies of these keys and the people who hold a post there now, as far as this person sees them."""
    shown = list(
        Organisation.objects.visible_to(user, office).live().filter(pk__in=bodies).order_by("name_folded")
    )
    seen = visible_through(user, office, "person__", is_known=True)
    posts = Post.objects.filter(seen, organisation__in=shown, ends=None, person__archived_at=None)
    rows = posts.select_related("person", "organisation").order_by("person__name_folded")[:MOST_OFFERED]
    people = {
        post.person_id: Answering(
            f"p{post.person.uid}", ", ".join(filter(None, (post.person.name, post.title))), post.person
        )
        for post in rows
    }
    return [*(Answering(f"o{body.uid}", body.name, body) for body in shown), *people.values()]


def answering_words(user: User, office: Office, found: Iterable[Commitment]) -> dict[int, str]:
    """Return in words who answers for each promise: two questions; whom this person may not see is not named.

    Of ours somebody of the office, named only to its staff.
    """
    promises = list(found)
    people = _names(Person, user, office, {one.person_id for one in promises})
    bodies = _names(Organisation, user, office, {one.organisation_id for one in promises})
    is_staff = user.standing(office).has(READ)
    told = {}
    for one in promises:
        ours = one.owner.name if one.owner and one.side == Commitment.Side.US and is_staff else ""
        named = [people.get(one.person_id or 0, ""), bodies.get(one.organisation_id or 0, ""), ours]
        told[one.pk] = ", ".join(filter(None, dict.fromkeys(named))) or one.owner_name
    return told


def _names(
    model: type[Person] | type[Organisation], user: User, office: Office, keys: set[int | None]
) -> dict[int, str]:
    wanted = [key for key in keys if key]
    if not wanted:
        return {}
    seen = model.objects.visible_to(user, office).filter(pk__in=wanted)
    return dict(seen.values_list("pk", "name"))


@dataclass(frozen=True)
class Past:
    """What the log tells of a promise: its steps, oldest first, how often its date was moved, and the first one."""

    steps: list[Entry]
    moved: int
    first_due: PartialDate | None


def past_of(commitment: Commitment) -> Past:
    """Return the steps a promise took and how its due date moved, read from the log."""
    entries = history_of([commitment.uid])[::-1]
    told = (*STEP_VERBS, "add_commitment")
    dues = [
        change for entry in entries for change in entry.changes if change.field == "due" and change.before
    ]
    first = dues[0].before if dues else None
    return Past(
        steps=[entry for entry in entries if entry.verb in told],
        moved=len(dues),
        first_due=PartialDate.parse_iso(first) if first else None,
    )


def to_check_by(user: User, office: Office) -> Q:
    """Return the condition for promises that wait for a check which this person may give."""
    standing = user.standing(office)
    own = [unit for unit, held in standing.unit_rights.items() if WRITE_OWN_UNIT in held or WRITE in held]
    writes = Q() if standing.has(WRITE) else Q(unit__in=own)
    answers = Q(side=Commitment.Side.US) & (Q(owner=user) | Q(owner=None, created_by=user))
    return writes & Q(state=Commitment.State.TO_CHECK) & ~Q(done_by=user) & ~answers
