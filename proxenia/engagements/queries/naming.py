"""Whom a name in a line means: people and ties of the office that this person may see, the likeliest first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz

from proxenia.accounts.models import Office, User
from proxenia.core import search
from proxenia.core.search import Entry
from proxenia.core.values import fold
from proxenia.directory.models import Organisation, Person, Post
from proxenia.engagements.queries.finding import tie_words
from proxenia.portfolio.models import Partnership, Party
from proxenia.records.models import visible_through

MOST_NAMES = 12
MOST_CHOICES = 6
ALIKE = 82
"""So many of 100 by rapidfuzz's token order: Muller for Müller, Jon for John, not Anna for Hanna Lund."""
_MOST_LOOKED_AT = 60
_BINDERS = (" of ", " from ", " de ", " von ", " van ", " di ", " da ", " del ")
_FORMS_OF_ADDRESS = frozenset(
    (
        "dr", "mr", "mrs", "ms", "prof", "herr", "herrn", "frau", "mme", "m", "sr", "sra", "ambassador",
        "mayor", "governor", "minister", "burgermeister",
    )
)  # fmt: skip


@dataclass(frozen=True)
class Choice:
    """One record a name can mean."""

    kind: str
    record: Any
    sub: str = ""

    @property
    def uid(self) -> str:
        """The record's uid."""
        return str(self.record.uid)


@dataclass(frozen=True)
class Named:
    """A name as written, what it can mean, and whether one meaning is beyond doubt."""

    words: str
    choices: tuple[Choice, ...] = ()
    is_sure: bool = False


def whom(user: User, office: Office, names: Sequence[str]) -> list[Named]:
    """Return what each name of a line can mean, a dozen names at most; nothing is shown that is hidden."""
    return [_one(user, office, words) for words in names[:MOST_NAMES]]


def _one(user: User, office: Office, words: str) -> Named:
    exact = _called(user, office, fold(words))
    if exact:
        return Named(words, exact[:MOST_CHOICES], is_sure=len(exact) == 1)
    found = _holding(user, office, words)
    for text in () if found else _shorter(words):
        found = found or _called(user, office, fold(text)) or _holding(user, office, text)
    if found:
        return Named(words, found[:MOST_CHOICES], is_sure=len(found) == 1)
    # A near name is never beyond doubt.
    return Named(words, _alike(user, office, words)[:MOST_CHOICES])


def _shorter(words: str) -> Iterable[str]:
    """Return what a name comes down to: without a form of address; the body behind "mayor of"."""
    parts = words.split()
    if len(parts) > 1 and fold(parts[0]).strip(".") in _FORMS_OF_ADDRESS:
        yield " ".join(parts[1:])
    for binder in _BINDERS:
        head, found, tail = words.partition(binder)
        if found and tail[:1].isupper():
            yield head
            yield tail


def _people(user: User, office: Office) -> Any:
    return Person.objects.visible_to(user, office).live()


def _ties(user: User, office: Office) -> Any:
    return Partnership.objects.visible_to(user, office).live()


def _called(user: User, office: Office, folded: str) -> tuple[Choice, ...]:
    """Return people, ties and ties of bodies that are called exactly so."""
    if not folded:
        return ()
    people = _people(user, office).filter(name_folded=folded[:200])[:MOST_CHOICES]
    ties = list(_ties(user, office).filter(name_folded=folded[:300])[:MOST_CHOICES])
    bodies = Organisation.objects.visible_to(user, office).live().filter(name_folded=folded[:300])
    behind = [tie for tie in _ties_of(user, office, bodies) if tie not in ties]
    return (*_as_people(user, office, people), *_as_ties([*ties, *behind]))


def _ties_of(user: User, office: Office, bodies: Any) -> list[Partnership]:
    parties = Party.objects.filter(organisation__in=bodies).values("partnership")
    return list(_ties(user, office).filter(pk__in=parties)[:MOST_CHOICES])


def _holding(user: User, office: Office, text: str) -> tuple[Choice, ...]:
    """Return people whose names, and ties whose names, hold every word of a text."""
    keys = search.find(text, office.pk, kinds=("person", "partnership"), limit=_MOST_LOOKED_AT)
    if not keys:
        return ()
    people = [one for one in _people(user, office).filter(pk__in=keys) if _holds(one.name, text)]
    ties = [
        tie
        for tie in _ties(user, office).filter(pk__in=keys).prefetch_related("parties__organisation__place")
        if _holds(tie_words(tie), text)
    ]
    return (*_as_people(user, office, people), *_as_ties(ties))


def _holds(name: str, text: str) -> bool:
    return search.holds(Entry(0, 0, "", name), text)


def _alike(user: User, office: Office, words: str) -> tuple[Choice, ...]:
    """Return people and ties with a name that is written nearly so, the nearest first."""
    keys: set[int] = set()
    for word in fold(words).split():
        if len(word) > 2:
            beginning = word[: max(3, len(word) // 2)]
            keys.update(
                search.find(beginning, office.pk, kinds=("person", "partnership"), limit=_MOST_LOOKED_AT)
            )
    found = [
        *_as_people(user, office, _people(user, office).filter(pk__in=keys)),
        *_as_ties(_ties(user, office).filter(pk__in=keys)),
    ]
    scored = [(fuzz.token_sort_ratio(fold(words), one.record.name_folded), one) for one in found]
    near = sorted((pair for pair in scored if pair[0] >= ALIKE), key=lambda pair: -pair[0])
    return tuple(one for _score, one in near)


def _as_people(user: User, office: Office, people: Iterable[Person]) -> list[Choice]:
    rows = list(people)
    posts = _posts_of(user, office, rows) if rows else {}
    return [Choice("person", one, posts.get(one.pk, "")) for one in rows]


def _posts_of(user: User, office: Office, people: list[Person]) -> dict[int, str]:
    """Return the newest post of each person in words, which tells two of one name apart.

    A post with a body that is hidden from this person is not named.
    """
    seen = visible_through(user, office, "organisation__", is_known=True)
    rows = Post.objects.filter(seen, person__in=[one.pk for one in people]).order_by("starts", "pk")
    return {row.person_id: row.title for row in rows}


def _as_ties(ties: Iterable[Partnership]) -> list[Choice]:
    return [Choice("tie", tie) for tie in ties]


def ties_behind(user: User, office: Office, people: Iterable[Person]) -> list[Partnership]:
    """Return the ties whose counterparts some people hold a post with: whom a contact with them belongs to.

    A post with a body that is hidden from this person leads nowhere.
    """
    keys = [one.pk for one in people]
    if not keys:
        return []
    seen = visible_through(user, office, "organisation__", is_known=True)
    bodies = Organisation.objects.filter(posts__person__in=keys, posts__ends=None)
    parties = Party.objects.filter(seen, organisation__in=bodies).values("partnership")
    return list(_ties(user, office).filter(pk__in=parties)[:MOST_CHOICES])
