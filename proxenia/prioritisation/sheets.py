"""The office's own exports out of a file: place, product or industry, value; every row that is left out is named."""

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext

from proxenia.core.errors import Refused
from proxenia.core.sheets import SheetError, SheetRow, read_table
from proxenia.core.values import CellError, clean_text, fold, parse_decimal, whole_number
from proxenia.evidence.rules.checks import are_codes

from .queries.alignment import HS, SITC

HEADINGS: dict[str, frozenset[str]] = {
    "place": frozenset({"place", "city", "town", "metro", "area", "region", "stadt", "ville"}),
    "product": frozenset({
        "product", "products", "industry", "industries", "sector", "commodity", "good", "goods", "code", "hs",
        "hs code", "sitc", "sitc code", "naics", "nace", "isic", "produkt", "branche", "produit",
    }),
    "value": frozenset({
        "value", "amount", "exports", "export", "export value", "sales", "usd", "eur", "wert", "betrag", "valeur",
    }),
    "year": frozenset({"year", "jahr", "annee"}),
    "classification": frozenset({"classification", "nomenclature", "klassifikation"}),
}  # fmt: skip
NEEDED = ("product", "value")
MOST_ROWS, MOST_PRODUCTS, SHOWN = 50_000, 6_000, 100
TOLERANCE = 0.2
"""Where more than this part of the rows is mistaken, the file cannot be relied on."""
TOTALS = frozenset(
    {"total", "all", "all products", "all industries", "sum", "world", "summe", "insgesamt", "ttl"}
)


@dataclass(frozen=True)
class OwnMix:
    """What a file says of what a place sells: shares by product, the rows left out with why, and what the file is."""

    shares: Mapping[str, float]
    place: str
    classification: str
    year: int | None
    rows: int
    problems: tuple[tuple[int, str], ...]
    file: str
    digest: str

    def as_json(self) -> dict[str, Any]:
        """Return the form a question keeps."""
        return {
            "file": self.file, "digest": self.digest, "place": self.place, "year": self.year, "rows": self.rows,
            "classification": self.classification, "shares": dict(self.shares),
            "problems": [list(one) for one in self.problems[:SHOWN]], "left_out": len(self.problems),
        }  # fmt: skip


def mix_of(path: Path, *, place: str = "", classification: str = "", name: str = "") -> OwnMix:
    """Return the mix of exports that a table holds (xlsx, ods or delimited text), of one place and its newest year.

    A row that cannot be understood is left out and named; where that is more than a fifth of them, or the amounts are
    codes, the file is refused.
    """
    name = name or path.name
    try:
        with read_table(path, recognise=_recognised) as table:
            where = _columns([column.text for column in table.columns], name)
            found = _Rows(where, [[*_read(row, where)] for row in _few(table.rows, name)])
    except SheetError as error:
        raise Refused(str(error), name) from error
    found.check(name)
    place, rows = found.of_place(place, name)
    told = _classified(rows, classification, name)
    year = max((one[3] for one in rows if one[3]), default=None)
    amounts: dict[str, float] = defaultdict(float)
    for number, _place, product, when, value, _code in rows:
        if when not in (None, year):
            found.say(number, gettext("it is of %(then)d; only the newest year counts") % {"then": when})
            continue
        if product in amounts:
            found.say(
                number, gettext("“%(name)s” stands there twice; the amounts are added") % {"name": product}
            )
        amounts[product] += value
    whole = sum(amounts.values())
    if not whole > 0 or len(amounts) > MOST_PRODUCTS:
        why = (
            gettext("The table holds nothing that is sold.")
            if not whole > 0
            else gettext("It has too many products.")
        )
        raise Refused(why, name)
    shares = {product: amount / whole for product, amount in sorted(amounts.items())}
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    problems = tuple(sorted(found.problems))
    return OwnMix(shares, place, told, year, found.read, problems, name, digest)


def _recognised(headings: list[str]) -> int:
    known = {kind for text in headings for kind, words in HEADINGS.items() if fold(text) in words}
    return len(known) if known >= set(NEEDED) else 0


def _columns(headings: Sequence[str], name: str) -> dict[str, int]:
    """Return where each kind of column stands; refuses a table without products or amounts."""
    where: dict[str, int] = {}
    for at, text in enumerate(headings):
        for kind, words in HEADINGS.items():
            if fold(text) in words:
                where.setdefault(kind, at)
    missing = [kind for kind in NEEDED if kind not in where]
    if missing:
        told = gettext("This is not such a table: it has no column called %s.")
        raise Refused(told % ", ".join(missing), name)
    return where


def _few(rows: Any, name: str) -> Any:
    if len(rows) > MOST_ROWS:
        raise Refused(gettext("At most %(n)d rows can be read here.") % {"n": MOST_ROWS}, name)
    return rows


def _read(row: SheetRow, where: Mapping[str, int]) -> tuple[int, dict[str, Any], str]:
    """Return the number of a row, its cells by kind, and what is wrong with it as a whole."""
    return row.number, {kind: row.cells[at] for kind, at in where.items()}, row.problem


Read = tuple[int, str, str, int | None, float, str]
"""A row that is understood: number, place, product, year, amount, classification."""


@dataclass
class _Rows:
    """The rows of a file, and what is wrong with those that are left out."""

    where: Mapping[str, int]
    told: list[list[Any]]
    problems: list[tuple[int, str]] = field(default_factory=list)
    kept: list[Read] = field(default_factory=list)
    mistaken: int = 0

    @property
    def read(self) -> int:
        """Return how many rows there were."""
        return len(self.told)

    def say(self, number: int, why: str) -> None:
        """Keep what is to be known of a row."""
        self.problems.append((number, why))

    def check(self, name: str) -> None:
        """Go through all rows; refuses a file of which too much is mistaken."""
        for number, cells, wrong in self.told:
            why, is_mistaken, row = (wrong, True, None) if wrong else _understood(number, cells)
            if row is not None:
                self.kept.append(row)
            else:
                self.say(number, why)
                self.mistaken += is_mistaken
        if are_codes([one[4] for one in self.kept]):
            raise Refused(gettext("The amounts are codes (1, 2, 3, …), no money."), name)
        if not self.kept or self.mistaken > TOLERANCE * self.read:
            first = self.problems[0] if self.problems else (0, gettext("it has no rows"))
            told = gettext(
                "The file cannot be relied on: %(n)d of %(all)d rows are mistaken, row %(row)d first: %(why)s."
            )
            raise Refused(
                told % {"n": self.mistaken, "all": self.read, "row": first[0], "why": first[1]}, name
            )

    def of_place(self, place: str, name: str) -> tuple[str, list[Read]]:
        """Return the place and its rows; of a file with several places one has to be named."""
        places = {fold(one[1]): one[1] for one in self.kept}
        if place and fold(place) in places:
            mine = fold(place)
        elif len(places) == 1:
            mine = next(iter(places))
        else:
            told = gettext("The file tells of several places; say which is yours: %(names)s.")
            raise Refused(told % {"names": ", ".join(sorted(places.values())[:20])}, "place")
        return places[mine], [one for one in self.kept if fold(one[1]) == mine]


def _understood(number: int, cells: Mapping[str, Any]) -> tuple[str, bool, Read | None]:
    """Return why a row is left out, whether that is a mistake, and the row where it is none of both."""
    product, year, why = clean_text(cells["product"]), None, ""
    if isinstance(cells["product"], float) and cells["product"].is_integer():
        product = str(int(cells["product"]))
    if not product:
        return gettext("it names no product or industry"), True, None
    if fold(product) in TOTALS:
        return gettext("it is a total"), False, None
    if "year" in cells and clean_text(cells["year"]):
        year, why = _year(clean_text(cells["year"]).removesuffix(".0"))
    value, wrong = _amount(cells["value"])
    if why or wrong:
        return why or wrong, bool(why) or wrong != _untold(), None
    told = clean_text(cells.get("classification", ""))
    return "", False, (number, clean_text(cells.get("place", "")), product, year, value, fold(told))


def _untold() -> str:
    """Return the words for an amount that is not told."""
    return gettext("its amount is not told")


def _year(text: str) -> tuple[int | None, str]:
    year = whole_number(text)
    if year is None or not 1900 <= year <= dt.datetime.now(tz=dt.UTC).year:
        return None, gettext("“%(text)s” is no year that has come") % {"text": text[:40]}
    return year, ""


def _amount(cell: Any) -> tuple[float, str]:
    try:
        value = parse_decimal(cell).value
    except CellError:
        return 0.0, gettext("“%(text)s” is not an amount") % {"text": clean_text(cell)[:40]}
    if value is None:
        return 0.0, _untold()
    if value < 0:
        return 0.0, gettext("the amount is negative, which it cannot be")
    return float(value), ""


def _classified(rows: Sequence[Read], asked: str, name: str) -> str:
    """Return the classification of the products: as asked, else as the file says."""
    told = {one[5] for one in rows if one[5]}
    if asked or not told:
        return asked
    heads = {
        HS if one.startswith("hs") or "harmoni" in one else SITC if one.startswith("sitc") else ""
        for one in told
    }
    if len(heads) > 1:
        raise Refused(gettext("The file mixes classifications; bring one of them."), name)
    return heads.pop()
