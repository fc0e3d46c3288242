"""Papers of a delegation: the programme, badges to cut out, certificates of attendance.

They leave the house, so they name only people whose data may leave it: no minor without a guardian's consent.
"""

from collections.abc import Callable

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from proxenia.accounts.models import User
from proxenia.core.names import language_name
from proxenia.core.papers import Card, Cards, Facts, Items, Paper, Section, Table, Words
from proxenia.core.templatetags.words import full_date
from proxenia.directory.models import Person
from proxenia.engagements.models import Engagement, Member, Slot
from proxenia.engagements.queries.delegations import days_between, days_of, members_seen, programme_seen


def leaving_members(user: User, engagement: Engagement) -> list[Member]:
    """Return the members this person sees whose data may leave the house, in the order of the list."""
    members = members_seen(user, engagement)
    keys = [one.person_id for one in members]
    leaving = set(
        Person.objects.filter(pk__in=keys).leaving(timezone.localdate()).values_list("pk", flat=True)
    )
    return [one for one in members if one.person_id in leaving]


def _words(member: Member) -> tuple[str, ...]:
    body = member.organisation.name if member.organisation else ""
    return tuple(one for one in (member.post_title, body) if one)


def _when(engagement: Engagement) -> str:
    first, last = days_between(engagement)
    if first is None or last is None:
        return full_date(engagement.date)
    if first == last:
        return full_date(first)
    return _("%(first)s to %(last)s") % {"first": full_date(first), "last": full_date(last)}


def _where(engagement: Engagement) -> str:
    return "; ".join(dict.fromkeys(str(stop) for stop in engagement.stops.all()))


def _fields(engagement: Engagement) -> dict[str, str]:
    when, where = _when(engagement), _where(engagement)
    return {
        "office": engagement.office.name,
        "subtitle": ", ".join(one for one in (where, when) if one),
        "where": where,
        "made": _("%(office)s, made on %(day)s")
        % {"office": engagement.office.name, "day": full_date(timezone.localdate())},
    }


def _language() -> str:
    return (get_language() or "en").partition("-")[0]


def programme(user: User, engagement: Engagement) -> Paper:
    """Return the programme: a part for each day, then who travels."""
    members = leaving_members(user, engagement)
    names = {one.pk: one.person.name for one in members}
    days = days_of(engagement.stops.all(), programme_seen(user, engagement))
    sections = [
        Section(
            f"day_{day.number}",
            " · ".join(
                one for one in (full_date(day.on), ", ".join(dict.fromkeys(map(str, day.stops)))) if one
            ),
            (_day_table(day.slots, names),) if day.slots else (Words(_("Nothing is planned yet."), "small"),),
        )
        for day in days
    ]
    lodging = tuple((str(stop), stop.lodging) for stop in engagement.stops.all() if stop.lodging)
    if lodging:
        sections.append(Section("lodging", _("Where we stay"), (Facts(lodging),)))
    if members:
        sections.append(Section("members", _("The delegation"), (_people(members),)))
    return Paper(engagement.title, tuple(sections), _fields(engagement), _language())


def _people(members: list[Member]) -> Items:
    lines = []
    for one in members:
        role = "" if one.role == Member.Role.MEMBER else str(one.get_role_display())
        lines.append((one.person.name, ", ".join(word for word in (*_words(one), role) if word)))
    return Items(tuple(lines))


def _day_table(slots: list[Slot], names: dict[int, str]) -> Table:
    rows = tuple((_clock(slot), _what(slot, names), _place(slot)) for slot in slots)
    return Table(_("Programme of the day"), (_("Time"), _("What"), _("Where")), rows)


def _clock(slot: Slot) -> str:
    later = f" ({full_date(slot.ends_on)})" if slot.ends_on != slot.on else ""
    zones = f"\n{slot.zone} → {slot.end_zone}".replace("_", " ") if slot.zone != slot.end_zone else ""
    return f"{slot.starts:%H:%M} – {slot.ends:%H:%M}{later}{zones}"


def _what(slot: Slot, names: dict[int, str]) -> str:
    host = ", ".join(one for one in (slot.host.name if slot.host else "", slot.host_text) if one)
    who = [names[row.member_id] for row in slot.taking_part.all() if row.member_id in names]
    spoken = ", ".join(language_name(code) for code in slot.languages)
    interpreted = _("interpreter: %(name)s") % {"name": slot.interpreter} if slot.interpreter else ""
    only = _("For: %(names)s") % {"names": ", ".join(who)} if who and not slot.for_all else ""
    lines = (slot.title, host, ", ".join(one for one in (spoken, interpreted) if one), only)
    return "\n".join(line for line in lines if line)


def _place(slot: Slot) -> str:
    return "\n".join(one for one in (slot.venue, slot.transport) if one)


def badges(user: User, engagement: Engagement) -> Paper:
    """Return a badge for every member: name, name in its own script, post and organisation."""
    cards = tuple(
        Card(one.person.name, one.person.name_local, _words(one)) for one in leaving_members(user, engagement)
    )
    return _of_cards(_("Badges: %(title)s") % {"title": engagement.title}, engagement, cards)


def certificates(user: User, engagement: Engagement) -> Paper:
    """Return a certificate of attendance for every member."""
    fields = _fields(engagement)
    words = (
        _("took part in “%(title)s”") % {"title": engagement.title},
        fields["subtitle"],
    )
    cards = tuple(
        Card(one.person.name, one.person.name_local, words) for one in leaving_members(user, engagement)
    )
    return _of_cards(_("Certificate of attendance"), engagement, cards)


def _of_cards(title: str, engagement: Engagement, cards: tuple[Card, ...]) -> Paper:
    return Paper(title, (Section("people", title, (Cards(cards),)),), _fields(engagement), _language())


PAPERS: dict[str, Callable[[User, Engagement], Paper]] = {
    "programme": programme,
    "badges": badges,
    "certificates": certificates,
}
LAYOUTS = {"badges": "badges", "certificates": "certificates"}
"""Layouts of `data/papers` other than that of a book."""
EDITABLE = frozenset({"programme"})
"""Papers that are also written as Word."""
