"""Books and their parts: each part registers what it can tell; a book is the parts that have something to say.

A room that comes later joins by registering a part here; templates of offices find it under ``{{ rest }}`` or
``{{ everything }}``, or by its name.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from proxenia.accounts.models import Office, User
from proxenia.core.errors import Refused
from proxenia.core.papers import Block, Paper, Section, word
from proxenia.core.papers.templates import EVERYTHING, REST, Names
from proxenia.core.templatetags.words import full_date
from proxenia.directory.models import Person
from proxenia.directory.queries.consents import may_leave
from proxenia.engagements.models import Engagement
from proxenia.publication.queries.scope import Scope, scope_of
from proxenia.publication.queries.templates import template_in_use
from proxenia.records.models import Anchor, Record

BRIEFING, POCKET, HANDOVER = "briefing", "pocket", "handover"
WORDS: dict[str, Any] = {
    "title": gettext_lazy("what the paper is called"),
    "subtitle": gettext_lazy("when and where, or what it is about, in a line"),
    "when": gettext_lazy("the day or days of the engagement"),
    "where": gettext_lazy("the place of the engagement"),
    "partners": gettext_lazy("the names of the ties"),
    "office": gettext_lazy("the name of the office"),
    "made": gettext_lazy("the day it was made, and for whom"),
}
"""The short words a template may use, and what they are."""


@dataclass
class Ask:
    """What a part is asked: for whom, about what; it notes the records it shows in ``shown``."""

    scope: Scope
    subject: Any
    shown: dict[int, Record | Anchor] = field(default_factory=dict)

    @property
    def user(self) -> User:
        """Return who reads it."""
        return self.scope.user

    @property
    def office(self) -> Office:
        """Return whose record it is."""
        return self.scope.office

    @property
    def today(self) -> dt.date:
        """Return the day it is made."""
        return self.scope.today

    def saw(self, records: Iterable[Record | Anchor]) -> None:
        """Note records whose words stand in the paper, so that the opening of closed ones is logged."""
        self.shown.update({record.pk: record for record in records})


Fill = Callable[[Ask], Sequence[Block]]


@dataclass(frozen=True)
class Part:
    """One part of a book: its name in templates, its heading, its place, what fills it."""

    book: str
    code: str
    title: Any
    order: int
    fill: Fill


_PARTS: list[Part] = []


def part(code: str, title: Any, *, order: int, books: Collection[str]) -> Callable[[Fill], Fill]:
    """Register a function that tells one part of some books; what returns no block is left out."""

    def register(fill: Fill) -> Fill:
        _PARTS.extend(Part(book, code, title, order, fill) for book in books)
        return fill

    return register


def parts_of(book: str) -> list[Part]:
    """Return the parts of a book in their order."""
    return sorted((one for one in _PARTS if one.book == book), key=lambda one: (one.order, one.code))


def names() -> Names:
    """Return the placeholders that templates may use."""
    return Names(tuple(WORDS), tuple(dict.fromkeys(one.code for one in _PARTS if one.book != POCKET)))


@dataclass(frozen=True)
class Made:
    """A paper and the records whose words stand in it."""

    paper: Paper
    shown: list[Record | Anchor]


def book(
    name: str, user: User, office: Office, subject: Any, today: dt.date, *, without: Collection[str] = ()
) -> Made:
    """Return a book about a subject that this person sees: nothing is in it that they may not see."""
    ask = Ask(scope_of(user, subject, office, today), subject)
    ask.saw([subject] if isinstance(subject, Record) else [])
    ask.saw(ask.scope.ties)
    ask.saw(ask.scope.bodies)
    sections = []
    for one in parts_of(name):
        blocks = () if one.code in without else tuple(one.fill(ask))
        if blocks:
            sections.append(Section(one.code, str(one.title), blocks))
    paper = Paper(_title(name, subject), tuple(sections), _fields(ask), (get_language() or "en")[:2])
    return Made(paper, list(ask.shown.values()))


def _title(name: str, subject: Any) -> str:
    if name == HANDOVER:
        return _("Everything on record: %(name)s") % {"name": subject}
    return str(subject)


def _fields(ask: Ask) -> dict[str, str]:
    subject = ask.subject
    planned = isinstance(subject, Engagement)
    when = span(subject) if planned else ""
    where = subject.place.name if planned and subject.place else ""
    partners = ", ".join(tie.name for tie in ask.scope.ties) if planned else ""
    made = _("Made on %(day)s for %(name)s: it holds what they may see.")
    return {
        "subtitle": " · ".join(dict.fromkeys(word for word in (when, where, partners) if word)),
        "when": when,
        "where": where,
        "partners": partners,
        "office": ask.office.name,
        "made": made % {"day": full_date(ask.today), "name": ask.user.name or ask.user.email},
    }


def span(engagement: Engagement) -> str:
    """Return when an engagement is, in full: "11 April 2026 to 14 April 2026"."""
    first = full_date(engagement.date)
    if engagement.until is None or engagement.until == engagement.date:
        return first
    return _("%(first)s to %(last)s") % {"first": first, "last": full_date(engagement.until)}


def check_may_hand_over(subject: Any, today: dt.date) -> None:
    """Refuse a pack about somebody whose data may not leave the office."""
    if isinstance(subject, Person) and not may_leave(subject, today):
        raise Refused(_("This person's data may not leave the office, so no pack is made of them."))


def word_of(paper: Paper, office: Office, book: str) -> bytes:
    """Return a paper as Word document in the office's own template, or in the plain one.

    A handover pack must hold everything: a template that asks only for named parts is not used for it.
    """
    own = template_in_use(office)
    if own is None or (book == HANDOVER and not {EVERYTHING, REST} & set(own.placeholders)):
        return word(paper)
    return word(paper, bytes(own.content))
