"""What the words of a roll-up are called, where they lead, and which of them have nothing."""

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from proxenia.accounts.models import Office, Unit, User
from proxenia.core.names import country_name
from proxenia.core.periods import Period
from proxenia.core.values import CellError, fold
from proxenia.core.vocabulary import Vocabulary
from proxenia.engagements.models import Engagement
from proxenia.portfolio.models import Partnership
from proxenia.results.models import Area, Result
from proxenia.results.queries import rollups
from proxenia.results.queries.ledger import areas_of
from proxenia.strategy.models import Objective
from proxenia.strategy.queries.tree import objectives_seen


@dataclass(frozen=True)
class Name:
    """How a word of a dimension is shown: its name, and what of the ledger it filters or which record it is."""

    text: str
    uid: str = ""
    filters: str = ""


def names_of(office: Office, dimension: str, words: Collection[Hashable]) -> dict[Hashable, Name]:
    """Return the names of the words of a dimension; records by one question."""
    known = [word for word in words if word is not None]
    found = _RECORDS.get(dimension)
    if found is not None:
        return found(office, known)
    if dimension == rollups.AREA:
        called = {one.name_folded: one.name for one in areas_of(office)}
        return {
            word: Name(called.get(str(word), str(word).title()), filters=f"area={word}") for word in known
        }
    if dimension == rollups.DISTRICT:
        return _districts(office, known)
    label: Any = {
        rollups.COUNTRY: country_name,
        rollups.SECTOR: Vocabulary.load("policy_sectors").label,
        rollups.KIND: Vocabulary.load("result_kinds").label,
        rollups.QUARTER: lambda code: Period.parse(code, office.fiscal_year_start).label,
    }[dimension]
    return {word: Name(str(label(str(word))), filters=f"{dimension}={word}") for word in known}


def _districts(office: Office, words: Collection[Hashable]) -> dict[Hashable, Name]:
    rows = Result.objects.filter(office=office).exclude(district="").order_by("pk")
    called = {
        fold(rollups.district_of(one)): rollups.district_of(one)
        for one in rows.only("district", "municipality")
    }
    return {
        word: Name(called.get(str(word), str(word).title()), filters=urlencode({"district": str(word)}))
        for word in words
    }


def _ties(office: Office, keys: Collection[Any]) -> dict[Hashable, Name]:
    rows = Partnership.objects.filter(office=office, pk__in=keys).values_list("pk", "name", "uid")
    return {pk: Name(name, uid, f"tie={uid}") for pk, name, uid in rows}


def _engagements(office: Office, keys: Collection[Any]) -> dict[Hashable, Name]:
    rows = Engagement.objects.filter(office=office, pk__in=keys).values_list("pk", "title", "date", "uid")
    return {pk: Name(f"{title} ({date})", uid) for pk, title, date, uid in rows}


def _units(office: Office, keys: Collection[Any]) -> dict[Hashable, Name]:
    rows = Unit.objects.filter(office=office, pk__in=keys).values_list("pk", "name", "uid")
    return {pk: Name(name, uid, f"unit={uid}") for pk, name, uid in rows}


def _objectives(office: Office, keys: Collection[Any]) -> dict[Hashable, Name]:
    rows = Objective.objects.filter(office=office, pk__in=keys).values_list("pk", "title", "uid")
    return {pk: Name(title, uid, f"objective={uid}") for pk, title, uid in rows}


_RECORDS = {
    rollups.TIE: _ties,
    rollups.ENGAGEMENT: _engagements,
    rollups.UNIT: _units,
    rollups.OBJECTIVE: _objectives,
}


def word_of(user: User, office: Office, dimension: str, code: str) -> tuple[Any, str] | None:
    """Return the word of a dimension that an address names, with its name; None where this reader has none."""
    rows: Any = {
        rollups.OBJECTIVE: lambda: objectives_seen(user, office),
        rollups.UNIT: lambda: Unit.objects.filter(office=office),
        rollups.ENGAGEMENT: lambda: Engagement.objects.visible_to(user, office).live(),
    }.get(dimension)
    if rows is not None:
        found = rows().filter(uid=code).first()
        return (found.pk, str(found)) if found else None
    if dimension == rollups.QUARTER:
        try:
            return code, Period.parse(code, office.fiscal_year_start).label
        except CellError:
            return None
    known = {rollups.SECTOR: Vocabulary.load("policy_sectors").codes}.get(dimension)
    if known is not None and code not in known:
        return None
    return code, names_of(office, dimension, [code])[code].text


def label_of(dimension: str) -> str:
    """Return what a dimension is called."""
    return {
        rollups.TIE: _("Tie"),
        rollups.COUNTRY: _("Country"),
        rollups.SECTOR: _("Sector"),
        rollups.OBJECTIVE: _("Objective"),
        rollups.ENGAGEMENT: _("Engagement"),
        rollups.KIND: _("Kind"),
        rollups.AREA: _("Municipality"),
        rollups.DISTRICT: _("District"),
        rollups.UNIT: _("Unit"),
        rollups.QUARTER: _("Quarter"),
    }[dimension]


@dataclass(frozen=True)
class Narrowed:
    """A word of a dimension by which a list is narrowed: which dimension, its code in the address, its name."""

    dimension: str
    code: str
    name: str


def narrowed(
    user: User, office: Office, rows: QuerySet[Result], asked: Mapping[str, str]
) -> tuple[QuerySet[Result], list[Narrowed]]:
    """Narrow results by the words of dimensions that an address names; one this reader has not finds nothing."""
    told = []
    for dimension, code in asked.items():
        word = word_of(user, office, dimension, code) if code else None
        if word is not None:
            rows = rows.filter(pk__in=rollups.naming_results(user, office, dimension, word[0]))
            told.append(Narrowed(dimension, code, word[1]))
        elif code:
            rows = rows.none()
    return rows, told


@dataclass(frozen=True)
class Spread:
    """Results by municipality of our own place: who has none, and the centre beside the others per head."""

    empty: list[Area]
    centre: Decimal | None
    others: Decimal | None
    unplaced: int
    unknown: list[Area]


def spread_of(office: Office, told: rollups.Told) -> Spread | None:
    """Return how results spread over our municipalities, or districts; None where nobody has written them down.

    An area with a comma in its name is a district of the municipality behind it. Per head is results per 100,000
    inhabitants, and unknown where any area of that side has no figure.
    """
    areas = [one for one in areas_of(office) if ("," in one.name) == (told.dimension == rollups.DISTRICT)]
    if not areas:
        return None
    named = {str(word): tally.named for word, tally in told.results.tallies.items() if word is not None}
    empty = [one for one in areas if not named.get(one.name_folded)]
    nobody = told.results.tallies.get(rollups.NOBODY)
    sides = {
        side: _per_head([one for one in areas if one.is_centre == side], named) for side in (True, False)
    }
    unknown = [one for one in areas if one.inhabitants is None]
    return Spread(empty, sides[True], sides[False], int(nobody.results) if nobody else 0, unknown)


def _per_head(areas: list[Area], named: dict[str, int]) -> Decimal | None:
    people = [one.inhabitants for one in areas]
    known = [one for one in people if one]
    if not areas or len(known) < len(people):
        return None
    results = sum(named.get(one.name_folded, 0) for one in areas)
    return (Decimal(results) * 100_000 / sum(known)).quantize(Decimal("0.1"))
