"""Whom one meets: names as they are said and written, posts, languages, portraits; and in which order they go."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from proxenia.core.names import language_name
from proxenia.core.papers import Block, Card, Cards, Facts, Heading, Items, Table, Words
from proxenia.core.papers.pictures import portrait
from proxenia.core.templatetags.words import day_of_year, full_date
from proxenia.core.values import fold
from proxenia.core.vocabulary import Vocabulary
from proxenia.directory.models import Mission, Person, Post
from proxenia.directory.queries.consents import withheld_people
from proxenia.directory.queries.organisations import seen_among
from proxenia.directory.queries.portraits import portraits_for
from proxenia.engagements.models import Invitation
from proxenia.engagements.queries.details import people_present
from proxenia.engagements.queries.protocol import guests_of, in_order
from proxenia.publication.documents.about import told
from proxenia.publication.documents.books import BRIEFING, HANDOVER, Ask, part
from proxenia.publication.queries.scope import posts_in
from proxenia.records.actions.files import path_of


@dataclass(frozen=True)
class Met:
    """Somebody, with the post in words; ``stays`` says that they may not stand in a paper.

    A guest who is not in the directory is known by ``name`` alone.
    """

    person: Person | None
    post: str
    stays: bool
    named: str = ""
    reply: str = ""

    @property
    def name(self) -> str:
        """Return what they are called."""
        return self.person.name if self.person else self.named


def present(ask: Ask) -> list[Met]:
    """Return who takes part in an engagement or is invited to it, those of higher protocol rank first."""
    rows = people_present(ask.user, ask.office, ask.subject)
    found = [
        Met(row.person, _post(row.post_title, row.organisation), bool(row.stays))  # type: ignore[attr-defined]
        for row in rows
    ]
    known = {met.person.pk for met in found if met.person}
    guests = [guest for guest in guests_of(ask.user, ask.subject) if guest.person_id not in known]
    coming = [guest for guest in guests if guest.reply != Invitation.Reply.NO]
    staying = withheld_people({guest.person_id for guest in coming if guest.person_id})
    seen = seen_among(ask.user, ask.office, [guest.organisation_id for guest in coming])
    for guest in coming:
        body = guest.organisation if guest.organisation_id in seen else None
        reply = str(guest.get_reply_display()) if guest.reply != Invitation.Reply.YES else ""
        found.append(
            Met(guest.person, _post(guest.post_title, body), guest.person_id in staying, guest.name, reply)
        )
    return sorted(found, key=_rank)


def _rank(met: Met) -> tuple[int, str]:
    rank = met.person.protocol_rank if met.person else None
    return (rank if rank is not None else 10_000, fold(met.name))


def _post(title: str, organisation: Any) -> str:
    return ", ".join(word for word in (title, organisation.name if organisation else "") if word)


def _held(posts: Sequence[Post]) -> list[Met]:
    return [
        Met(post.person, _post(post.title, post.organisation), bool(getattr(post, "stays", False)))
        for post in posts
    ]


@part("people", gettext_lazy("Whom you meet"), order=30, books=(BRIEFING,))
def people(ask: Ask) -> Sequence[Block]:
    """Show who takes part, then who holds a post with the other side."""
    there = present(ask)
    known = {met.person.pk for met in there if met.person}
    others = [met for met in _held(posts_in(ask.scope)[0]) if met.person and met.person.pk not in known]
    blocks = [*_shown(ask, there)]
    if others:
        blocks += [Heading(_("Others in post there")), *_shown(ask, others)] if there else _shown(ask, others)
    return blocks


@part("people", gettext_lazy("People"), order=30, books=(HANDOVER,))
def people_ever(ask: Ask) -> Sequence[Block]:
    """Show who holds a post at the bodies, and who did; of a person, what they are and were."""
    now, before = posts_in(ask.scope)
    if ask.scope.person is not None:
        return _of_one(ask, ask.scope.person, now, before)
    blocks = _shown(ask, _held(now))
    if before:
        blocks += [Heading(_("Before")), *_shown(ask, _held(before))]
    return blocks


def _of_one(ask: Ask, person: Person, now: Sequence[Post], before: Sequence[Post]) -> list[Block]:
    held = [(_post(post.title, post.organisation), _term(post)) for post in (*now, *before)]
    reach = told((_("E-mail"), person.email), (_("Telephone"), person.phone), (_("Note"), person.note))
    blocks = _shown(ask, [Met(person, "", stays=False)])
    return [*blocks, *([Facts(reach)] if reach else []), *([Items(tuple(held))] if held else [])]


def _term(post: Post) -> str:
    if post.starts is None and post.ends is None:
        return ""
    return _("%(first)s to %(last)s") % {
        "first": full_date(post.starts) or "…",
        "last": full_date(post.ends) or _("today"),
    }


def _shown(ask: Ask, met: Sequence[Met]) -> list[Block]:
    """Return cards of people, and a line on how many may not be shown."""
    shown = [one for one in met if not one.stays]
    people = [one.person for one in shown if one.person]
    ask.saw(people)
    pictures = portraits_for(ask.user, ask.office, [person.pk for person in people], ask.today)
    cards = [_card(one, pictures.get(one.person.pk) if one.person else None) for one in shown]
    return [*([Cards(tuple(cards))] if cards else []), *left_out(len(met) - len(shown))]


def left_out(number: int) -> list[Block]:
    """Return the line that says how many people may not be named."""
    sentence = ngettext(
        "%(n)d person is left out: their data may not leave the office.",
        "%(n)d people are left out: their data may not leave the office.",
        number,
    )
    return [Words(sentence % {"n": number}, "small")] if number else []


def _card(met: Met, file: Any) -> Card:
    person = met.person
    if person is None:
        return Card(met.name, "", tuple(line for line in (met.post, met.reply) if line))
    lines = [
        met.post,
        met.reply,
        _("Say: %(words)s") % {"words": person.pronunciation} if person.pronunciation else "",
        _("Speaks %(languages)s") % {"languages": ", ".join(map(language_name, person.languages))}
        if person.languages
        else "",
    ]
    local = person.name_local if person.name_local != person.name else ""
    picture = portrait(path_of(file).read_bytes()) if file is not None and path_of(file).exists() else b""
    return Card(
        person.name,
        local,
        tuple(line for line in lines if line),
        picture,
        _("Portrait of %(name)s") % {"name": person.name},
        file.uid if picture else "",
    )


@part("protocol", gettext_lazy("Protocol"), order=40, books=(BRIEFING,))
def protocol(ask: Ask) -> Sequence[Block]:
    """Tell in which order people go, which languages are spoken, and what is known of the mission here."""
    met = [one for one in present(ask) if not one.stays]
    spoken = list(dict.fromkeys(code for one in met if one.person for code in one.person.languages))
    facts = told((_("Languages spoken"), ", ".join(map(language_name, spoken))))
    return [*_order(ask, met), *([Facts(facts)] if facts else []), *_missions(ask)]


def _order(ask: Ask, met: Sequence[Met]) -> list[Block]:
    """Return the order of precedence: of the list of guests where there is one, else by protocol rank."""
    named = {one.name for one in met}
    placed = in_order(guests_of(ask.user, ask.subject), ask.today)
    rows = [(str(one.place), str(one.guest), one.why) for one in placed if str(one.guest) in named]
    columns: tuple[str, ...] = (_("Place"), _("Name"), _("Why"))
    if not rows:
        ranked = [(one.person.protocol_rank, one) for one in met if one.person]
        rows = [(str(rank), one.name, one.post) for rank, one in ranked if rank is not None]
        columns = (_("Rank"), _("Name"), _("Post"))
    return [Table(_("Order of precedence"), columns, tuple(rows))] if rows else []


def _missions(ask: Ask) -> list[Block]:
    """Return the missions here of the countries the bodies are in: whom to tell, and their national day."""
    countries = {body.country for body in ask.scope.bodies if body.country}
    found = Mission.objects.visible_to(ask.user, ask.office).live().filter(sending__in=countries, closed=None)
    rows = list(found.select_related("organisation").order_by("organisation__name_folded")[:12])
    ask.saw(rows)
    lines = [
        (
            f"{one.organisation.name} ({Vocabulary.load('mission_kinds').label(one.kind)})",
            _("National day: %(day)s") % {"day": day_of_year(one.national_day)} if one.national_day else "",
        )
        for one in rows
    ]
    return [Heading(_("Their missions here")), Items(tuple(lines))] if lines else []
