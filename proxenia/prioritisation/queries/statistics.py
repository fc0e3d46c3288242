"""What the store of statistics holds, as the factors ask it: figures by place and year, with where they come from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.utils.translation import gettext

from proxenia.evidence import expressions
from proxenia.evidence.store import Dataset, NotLoaded, Store

Series = dict[str, list[tuple[int, float]]]
"""Figures by place (alpha-3), each with its year, the oldest first."""


TWINNED = (
    "city", "iso3", "latitude", "longitude",
    "partner_city", "partner_iso3", "partner_latitude", "partner_longitude",
)  # fmt: skip
"""The columns of a row of the list of twinnings, as `Statistics.twinnings` returns them."""
MEMBERS = ("network", "city", "iso3", "latitude", "longitude")
Mixes = dict[str, tuple[int | None, dict[str, float]]]
"""By place (alpha-3): the year, and the share of each product, summing to one."""
Potentials = dict[str, dict[str, tuple[int, float]]]
"""By market (alpha-3) and product: the year, and what could be sold there beyond what is, in money."""
REPORTED = {"exports": ("origin", "destination"), "imports": ("destination", "origin")}
"""Who sells and who buys in a table of pairs whose origin is who reports, by indicator."""


@dataclass(frozen=True)
class Declared:
    """Where an indicator's figures come from: unit, source and vintage as told, and a warning where they are old."""

    unit: str
    source: str
    vintage: str
    stale: str = ""


class Statistics(Protocol):
    """What can be asked of a store."""

    def declared(self, table: str, indicator: str) -> Declared | None:
        """Return where figures come from, None where the table is not loaded or lacks the indicator."""

    def by_place(self, table: str, indicator: str) -> Series:
        """Return the figures of every place."""

    def by_partner(self, table: str, indicator: str, home: str, *, inward: bool) -> Series:
        """Return the figures between home and every partner: from home, or towards it."""

    def mixes(self, table: str, indicator: str, side: str) -> Mixes:
        """Return what part of its trade each product is, by place; `side` is exporter or importer."""

    def potentials(self, table: str, indicator: str, home: str) -> Potentials:
        """Return what home could sell to each market beyond what it does, by product (ITC-style, without tariffs)."""

    def areas(self, table: str, indicator: str) -> list[tuple[str, str]]:
        """Return code and name of every metropolitan area that a table tells of, none where it is not loaded."""

    def by_area(self, table: str, indicator: str) -> Series:
        """Return the figures of every metropolitan area, by its code."""

    def by_state(self, table: str, indicator: str, partner: str) -> dict[str, tuple[float, int]]:
        """Return the last figure and its year between every state of the United States and a partner."""

    def members(self) -> list[tuple[object, ...]]:
        """Return network, city, country (alpha-3) and degrees of each member of a network that a list tells."""

    def twinnings(self) -> list[tuple[object, ...]] | None:
        """Return the rows of the list of twinnings, None where it is not loaded."""


@dataclass(frozen=True)
class Held:
    """Statistics that are held in memory: for tests, and where nothing is loaded."""

    places: Mapping[tuple[str, str], Series]
    partners: Mapping[tuple[str, str], Mapping[tuple[str, str], list[tuple[int, float]]]]
    told: Mapping[tuple[str, str], Declared]
    pairs: list[tuple[object, ...]] | None = None
    products: Mapping[tuple[str, str, str], Mixes] = field(default_factory=dict)
    unrealised: Mapping[tuple[str, str, str], Potentials] = field(default_factory=dict)
    memberships: tuple[tuple[object, ...], ...] = ()
    metros: Mapping[tuple[str, str], Mapping[tuple[str, str], list[tuple[int, float]]]] = field(
        default_factory=dict
    )
    states: Mapping[str, Mapping[str, tuple[float, int]]] = field(default_factory=dict)

    def declared(self, table: str, indicator: str) -> Declared | None:
        """See `Statistics`."""
        return self.told.get((table, indicator))

    def by_place(self, table: str, indicator: str) -> Series:
        """See `Statistics`."""
        return {place: sorted(told) for place, told in self.places.get((table, indicator), {}).items()}

    def by_partner(self, table: str, indicator: str, home: str, *, inward: bool) -> Series:
        """See `Statistics`."""
        mine, theirs = (1, 0) if inward else (0, 1)
        cells = self.partners.get((table, indicator), {})
        return {pair[theirs]: sorted(told) for pair, told in cells.items() if pair[mine] == home}

    def mixes(self, table: str, indicator: str, side: str) -> Mixes:
        """See `Statistics`."""
        return self.products.get((table, indicator, side), {})

    def potentials(self, table: str, indicator: str, home: str) -> Potentials:
        """See `Statistics`."""
        return self.unrealised.get((table, indicator, home), {})

    def areas(self, table: str, indicator: str) -> list[tuple[str, str]]:
        """See `Statistics`."""
        return sorted(self.metros.get((table, indicator), {}))

    def by_area(self, table: str, indicator: str) -> Series:
        """See `Statistics`."""
        return {area: sorted(told) for (area, _name), told in self.metros.get((table, indicator), {}).items()}

    def by_state(self, table: str, indicator: str, partner: str) -> dict[str, tuple[float, int]]:
        """See `Statistics`."""
        return dict(self.states.get(partner, {}))

    def members(self) -> list[tuple[object, ...]]:
        """See `Statistics`."""
        return list(self.memberships)

    def twinnings(self) -> list[tuple[object, ...]] | None:
        """See `Statistics`."""
        return self.pairs


@dataclass(frozen=True)
class Stored:
    """What a store of tables holds, as `Statistics`; a table is read when it is first asked for."""

    store: Store

    def declared(self, table: str, indicator: str) -> Declared | None:
        """See `Statistics`."""
        dataset = self._dataset(table, indicator)
        if dataset is None:
            return None
        stale = ""
        if dataset.is_stale(self.store.this_year):
            told = gettext("old: its newest figures are of %(year)s")
            stale = told % {"year": dataset.last_year}
        return Declared(dataset.unit[indicator], dataset.title, dataset.vintage, stale)

    def by_place(self, table: str, indicator: str) -> Series:
        """See `Statistics`."""
        rows = self._rows(table, indicator, ("iso3", "year", "value"), {})
        return _series(rows)

    def by_partner(self, table: str, indicator: str, home: str, *, inward: bool) -> Series:
        """See `Statistics`."""
        mine, theirs = ("destination", "origin") if inward else ("origin", "destination")
        return _series(self._rows(table, indicator, (theirs, "year", "value"), {mine: home}))

    def mixes(self, table: str, indicator: str, side: str) -> Mixes:
        """See `Statistics`."""
        told = self._flows(table, indicator)
        told = told.filter(told[side] != "")
        last = told.group_by(side).agg(newest=told.year.max()).rename(place=side)
        told = told.join(last, [told[side] == last.place, told.year == last.newest])
        sums = told.group_by(["place", "newest", "product"]).agg(amount=told.value.sum())
        amounts: dict[str, tuple[int, dict[str, float]]] = {}
        for place, year, product, amount in sums.execute().itertuples(index=False, name=None):
            if amount > 0:
                amounts.setdefault(str(place), (int(year), {}))[1][str(product)] = float(amount)
        return {place: (year, _parts(one)) for place, (year, one) in amounts.items()}

    def potentials(self, table: str, indicator: str, home: str) -> Potentials:
        """See `Statistics`; reckoned from the newest year in which home sold anything."""
        told = self._flows(table, indicator)
        told = told.filter((told.importer != "") & (told.exporter != "") & (told.value > 0))
        newest = told.filter(told.exporter == home).year.max()
        year = newest.execute()
        if year is None or year != year:
            return {}
        could = expressions.potential(told.filter(told.year == int(year)))
        mine = could.filter(could.exporter == home).select("importer", "product", "unrealised").execute()
        found: Potentials = {}
        for importer, product, amount in mine.itertuples(index=False, name=None):
            found.setdefault(str(importer), {})[str(product)] = (int(year), float(amount))
        return found

    def _flows(self, table: str, indicator: str) -> Any:
        """Return exporter, importer, product, year and value of an indicator, whoever told it."""
        told = self.store.table(table)
        told = told.filter(told.indicator == indicator)
        if "exporter" not in told.columns:
            exporter, importer = REPORTED[indicator]
            told = told.rename(exporter=exporter, importer=importer)
        return told.select("exporter", "importer", "product", "year", "value")

    def areas(self, table: str, indicator: str) -> list[tuple[str, str]]:
        """See `Statistics`."""
        if self._dataset(table, indicator) is None:
            return []
        return sorted(
            {(str(one[0]), str(one[1])) for one in self._rows(table, indicator, ("area", "name"), {})}
        )

    def by_area(self, table: str, indicator: str) -> Series:
        """See `Statistics`."""
        return _series(self._rows(table, indicator, ("area", "year", "value"), {}))

    def by_state(self, table: str, indicator: str, partner: str) -> dict[str, tuple[float, int]]:
        """See `Statistics`."""
        told = _series(self._rows(table, indicator, ("code", "year", "value"), {"partner": partner}))
        return {state: (series[-1][1], series[-1][0]) for state, series in told.items()}

    def members(self) -> list[tuple[object, ...]]:
        """See `Statistics`."""
        if self._dataset("city_networks", "member") is None:
            return []
        return self._rows("city_networks", "member", MEMBERS, {})

    def twinnings(self) -> list[tuple[object, ...]] | None:
        """See `Statistics`."""
        if self._dataset("twinnings", "twinned") is None:
            return None
        return self._rows("twinnings", "twinned", TWINNED, {})

    def _dataset(self, table: str, indicator: str) -> Dataset | None:
        try:
            chosen = self.store.chosen(table)
        except NotLoaded:
            return None
        return next((one for one, codes in chosen if indicator in codes), None)

    def _rows(
        self, table: str, indicator: str, columns: tuple[str, ...], where: dict[str, str]
    ) -> list[tuple[Any, ...]]:
        told = self.store.table(table)
        told = told.filter(told.indicator == indicator)
        for column, value in where.items():
            told = told.filter(told[column] == value)
        frame = told.select(*columns).execute()
        return list(frame.itertuples(index=False, name=None))


def _series(rows: list[tuple[Any, ...]]) -> Series:
    found: Series = {}
    for place, year, value in sorted(rows):
        found.setdefault(str(place), []).append((int(year), float(value)))
    return found


def _parts(amounts: Mapping[str, float]) -> dict[str, float]:
    whole = sum(amounts.values())
    return {name: amount / whole for name, amount in amounts.items()}
