"""The programme of a delegation: who travels, and each day with its items."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.core.names import language_name
from proxenia.core.papers import Block, Heading, Items, Table, Words
from proxenia.core.templatetags.words import full_date
from proxenia.engagements.models import Slot
from proxenia.engagements.queries.delegations import days_of, members_seen, programme_seen
from proxenia.publication.documents.books import BRIEFING, POCKET, Ask, part
from proxenia.publication.documents.people import left_out

MOST_IN_POCKET = 12


def _clock(slot: Slot) -> str:
    return f"{slot.starts:%H:%M}–{slot.ends:%H:%M}"


def _where(slot: Slot) -> str:
    return ", ".join(word for word in (slot.venue, slot.host_text) if word)


@part("programme", gettext_lazy("Programme"), order=25, books=(BRIEFING,))
def programme(ask: Ask) -> Sequence[Block]:
    """Tell who travels, then each day in the time of the place."""
    one = ask.subject
    blocks: list[Block] = []
    members = members_seen(ask.user, one)
    named = [member for member in members if not getattr(member, "stays", False)]
    ask.saw(member.person for member in named)
    if named:
        lines = tuple((member.person.name, _member(member)) for member in named)
        blocks += [Heading(_("Who travels")), Items(lines)]
    blocks += left_out(len(members) - len(named))
    for day in days_of(one.stops.all(), programme_seen(ask.user, one)):
        where = ", ".join(dict.fromkeys(map(str, day.stops)))
        blocks.append(Heading(" · ".join(word for word in (full_date(day.on), where) if word)))
        rows = tuple((_clock(slot), slot.title, _where(slot), _how(slot)) for slot in day.slots)
        columns = (_("Time"), _("What"), _("Where and with whom"), _("How"))
        blocks.append(
            Table(full_date(day.on), columns, rows) if rows else Words(_("Nothing is planned yet."), "small")
        )
    return blocks


def _member(member: object) -> str:
    body = getattr(member, "organisation", None)
    role = member.get_role_display()  # type: ignore[attr-defined]
    return ", ".join(
        word for word in (role, getattr(member, "post_title", ""), body.name if body else "") if word
    )


def _how(slot: Slot) -> str:
    spoken = ", ".join(map(language_name, slot.languages))
    interpreter = _("interpreter: %(name)s") % {"name": slot.interpreter} if slot.interpreter else ""
    return ", ".join(word for word in (slot.transport, spoken, interpreter, slot.note) if word)


@part("programme", gettext_lazy("Programme"), order=45, books=(POCKET,))
def next_items(ask: Ask) -> Sequence[Block]:
    """Name the items of the programme with day, time and place."""
    slots = programme_seen(ask.user, ask.subject)[:MOST_IN_POCKET]
    lines = tuple((f"{slot.on:%d.%m.} {_clock(slot)} {slot.title}", _where(slot)) for slot in slots)
    return [Items(lines)] if lines else []
