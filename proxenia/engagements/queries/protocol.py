"""The list of guests in the order of precedence, and whom nobody ever invited."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from proxenia.accounts.models import Office, User
from proxenia.core.templatetags.words import full_date
from proxenia.core.vocabulary import Vocabulary
from proxenia.directory.models import Head, Person, Post
from proxenia.directory.queries.consents import withheld_people
from proxenia.directory.queries.organisations import seen_among
from proxenia.directory.rules.corps import is_present, precedence
from proxenia.engagements.models import Engagement, Invitation, Participation
from proxenia.engagements.queries.posts import posts_held
from proxenia.portfolio.models import Party
from proxenia.records.models import visible_through

_LAST = "9999"
MOST_NEVER = 50
CORPS_RANKS = ("ambassador", "consul")


@dataclass(frozen=True)
class Placed:
    """A guest with the place in the order, and why it is this one."""

    guest: Invitation
    place: int
    why: str


def guests_of(user: User, engagement: Engagement) -> list[Invitation]:
    """Return the guests of an engagement; a person this user may not see is left out, a body is from the row.

    ``stays`` stands on each: whose data may not leave the office is not printed.
    """
    seen = Q(person=None) | visible_through(user, engagement.office, "person__")
    rows = engagement.invitations.filter(seen)
    guests = list(rows.select_related("person", "organisation").order_by("pk"))
    staying = withheld_people({one.person_id for one in guests if one.person_id})
    shown = seen_among(user, engagement.office, [one.organisation_id for one in guests])
    for one in guests:
        one.organisation = one.organisation if one.organisation_id in shown else None
        one.stays = one.person_id in staying  # type: ignore[attr-defined]
    return guests


def in_order(guests: list[Invitation], today: dt.date) -> list[Placed]:
    """Return guests in the order of precedence, each with the reason in words."""
    ranks = Vocabulary.load("protocol_ranks")
    order = {code: number for number, code in enumerate(ranks.codes)}
    corps = _corps_places([guest.person_id for guest in guests if guest.person_id], today)

    def key(guest: Invitation) -> tuple[Any, ...]:
        in_corps = corps.get(guest.person_id, (len(corps) + 1, ""))[0] if guest.rank in CORPS_RANKS else 0
        return order.get(guest.rank, len(order)), in_corps, str(guest.since or _LAST), str(guest).lower()

    found = []
    for place, guest in enumerate(sorted(guests, key=key), start=1):
        words = [ranks.label(guest.rank)]
        if guest.rank in CORPS_RANKS and guest.person_id in corps:
            words.append(corps[guest.person_id][1])
        elif guest.since:
            words.append(_("since {date}").format(date=full_date(guest.since)))
        found.append(Placed(guest, place, ", ".join(words)))
    return found


def _corps_places(people: list[int], today: dt.date) -> dict[int | None, tuple[int, str]]:
    """Return the place in the diplomatic corps of those who head a mission today, and why."""
    heads = Head.objects.filter(person__in=people).select_related("mission__organisation", "person")
    placed = precedence([head for head in heads if is_present(head, today)])
    return {one.head.person_id: (number, one.why) for number, one in enumerate(placed, start=1)}


def suggested(people: list[Person], engagement: Engagement, today: dt.date) -> dict[int, dict[str, Any]]:
    """Return what is known of people for a list of guests: post, organisation, rank, and since when."""
    keys = [person.pk for person in people]
    posts: dict[int, Post] = posts_held(keys, engagement.date)
    heads = {head.person_id: head for head in Head.objects.filter(person__in=keys) if is_present(head, today)}
    return {key: _known(posts.get(key), heads.get(key)) for key in keys}


def _known(post: Post | None, head: Head | None) -> dict[str, Any]:
    found: dict[str, Any] = {"rank": "other", "since": None, "post_title": "", "organisation": None}
    if post is not None:
        rank = Vocabulary.load("protocol_ranks").match(post.title) or "other"
        found |= {
            "rank": rank,
            "since": post.starts,
            "post_title": post.title,
            "organisation": post.organisation,
        }
    if head is not None:
        rank = "consul" if "consul" in head.rank else "ambassador"
        found |= {"rank": rank, "since": head.presented}
    return found


def rank_of_words(name: str) -> str:
    """Return the rank that a guest named only in words has by them: "Mayor of Nîmes", "Ambassador Lund"."""
    ranks = Vocabulary.load("protocol_ranks")
    parts = name.split()
    return next((code for end in (3, 2, 1) if (code := ranks.match(" ".join(parts[:end])))), None) or "other"


def replies_of(guests: list[Invitation]) -> list[tuple[str, int]]:
    """Count the replies of a list in words, in their order."""
    counted = Counter(guest.reply for guest in guests)
    return [(str(label), counted[code]) for code, label in Invitation.Reply.choices if counted[code]]


def never_asked(user: User, office: Office) -> list[tuple[Person, str]]:
    """Return people of our ties' counterparts who were never invited, and those invited who never came.

    Told from the bodies, ties and contacts this reader sees: what is hidden neither adds a name nor takes one away.
    """
    seen = Person.objects.visible_to(user, office).live()
    ties_seen = visible_through(user, office, "partnership__")
    bodies = Party.objects.filter(ties_seen, visible_through(user, office, "organisation__"))
    of_partners = seen.filter(
        posts__organisation__in=bodies.values("organisation"), posts__ends=None
    ).distinct()
    contacts_seen = visible_through(user, office, "engagement__", is_known=True)
    invitations = Invitation.objects.filter(contacts_seen, person=OuterRef("pk"))
    counted = of_partners.annotate(
        asked=Exists(invitations),
        came=Exists(invitations.filter(came=True)),
        there=Exists(Participation.objects.filter(contacts_seen, person=OuterRef("pk"))),
    )
    never = counted.filter(came=False, there=False).order_by("name_folded", "pk")[:MOST_NEVER]
    words = {True: _("invited, never came"), False: _("never invited")}
    rows: list[Any] = list(never)
    return [(person, words[person.asked]) for person in rows]
