"""Countries and towns of a sheet: each pair of words is looked up once a file."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from rapidfuzz import process

from proxenia.core.errors import Refused
from proxenia.core.sheets.cells import RowCells
from proxenia.core.values import clean_text, fold
from proxenia.core.values.parsed import is_blank
from proxenia.places.actions import ensure_places
from proxenia.places.queries import (
    GazetteerMissing,
    PlaceRef,
    countries,
    countries_of,
    country_of,
    resolve_many,
)
from proxenia.records.actions.imports.plan import Plan


def place_keys(places: dict[str, Any]) -> dict[str, int]:
    """Make places of the gazetteer rows and return their keys by id."""
    return {key: place.pk for key, place in ensure_places(places.values()).items()}


class Places:
    """What the words for places in one file mean."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        plan.place_keys = place_keys
        self._found: dict[tuple[str, str], PlaceRef | None] = {}
        self._countries: dict[str, str | None] = {}
        self._refs: dict[str, PlaceRef] = {}

    def country(self, row: RowCells, *, needed: bool = True) -> tuple[str, str]:
        """Return the ISO code of a row's country and the words for it, both '' for a blank cell.

        Unknown words refuse the row; where no country is ``needed`` (a network) they are left out with a remark.
        """
        return self._country(row, clean_text(row.cell("country")), needed)

    def countries(self, row: RowCells, count: int, *, needed: bool = True) -> tuple[tuple[str, str], ...]:
        """Return code and words of a country for each of ``count`` names of a row: one for all, or a list as long."""
        words = clean_text(row.cell("country")).replace("；", ";")
        parts = [part.strip() for part in words.split(";")]
        while len(parts) > max(count, 1) and not parts[-1]:
            parts.pop()
        if len(parts) == 1 or not any(parts):
            return (self._country(row, parts[0], needed),) * max(count, 1)
        if len(parts) != count:
            message = _(
                "There are %(countries)s countries for %(names)s names. Write as many, or one for all."
            )
            row.refuse("country", message % {"countries": len(parts), "names": count})
            return (("", ""),) * max(count, 1)
        return tuple(self._country(row, part, needed) for part in parts)

    def _country(self, row: RowCells, words: str, needed: bool) -> tuple[str, str]:
        if not words:
            return "", ""
        if words not in self._countries:
            found = country_of(words)
            self._countries[words] = found.code if found else None
        code = self._countries[words]
        if code is not None:
            return code, words
        if is_blank(words):
            return "", ""
        if needed:
            row.refuse("country", _unknown(words))
        else:
            row.remark(
                _("“%(words)s” is no country and was left out; a network needs none.") % {"words": words}
            )
        return "", ""

    def code_of(self, words: str) -> str:
        """Return the ISO code of words for a country that were read already, '' for none."""
        return self._countries.get(words) or ""

    def gather(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Look up the towns of a chunk of rows: pairs of name and the words for its country."""
        new = list(dict.fromkeys(pair for pair in pairs if pair[0] and pair not in self._found))
        try:
            for pair, answer in zip(new, resolve_many(new), strict=True):
                place = answer.match
                if place is not None:
                    place = self._refs.setdefault(place.id, place)
                self._found[pair] = place
        except GazetteerMissing as error:
            raise Refused(str(error), where="gazetteer") from error

    def town(self, name: str, country: str) -> PlaceRef | None:
        """Return the town that was found for a pair, None where it has to be asked about.

        A town the gazetteer files under another country than the one written (a territory, say) is taken only where
        it is called exactly so.
        """
        place = self._found.get((name, country))
        code = self._countries.get(country) if country else None
        if place is not None and code and place.country != code and fold(place.name) != fold(name):
            return None
        return place

    def use(self, place: PlaceRef) -> str:
        """Return the id of a place a record will point at, and note that it is needed."""
        self._plan.places[place.id] = place
        return place.id


def country_name(code: str) -> str:
    """Return the English name of a country as exports write it, '' for none."""
    found = countries().get(code)
    return found.name if found else code


def _unknown(words: str) -> str:
    """Return the sentence about a country nobody knows, with the nearest names or the countries it may be."""
    several = countries_of(words)
    if several:
        names = ", ".join(country.name for country in several)
        return _("“%(words)s” may be %(names)s; write which.") % {"words": words, "names": names}
    near = process.extract(
        words, [country.name for country in countries().values()], limit=3, score_cutoff=60
    )
    if near:
        names = ", ".join(name for name, _score, _place in near)
        message = _("“%(words)s” is not a country known here. Nearest: %(names)s.")
        return message % {"words": words, "names": names}
    return _("“%(words)s” is not a country known here. Write its name or its ISO code.") % {"words": words}
