"""The shipped directory of city networks: facts that carry a source, read from `data/networks/networks.csv`."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from django.db.models import QuerySet

from proxenia.accounts.models import Office, User
from proxenia.core import shipped
from proxenia.core.values import PartialDate, fold
from proxenia.portfolio.models import Partnership, Party
from proxenia.portfolio.queries.parties import seen_body

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Founded:
    """When a network was founded, and the mark of the source that says so."""

    on: PartialDate
    mark: str


@dataclass(frozen=True, slots=True)
class Members:
    """How many members a network had. ``count`` is None where the source gives words only."""

    count: int | None
    at_least: bool
    note: str
    as_of: PartialDate | None
    mark: str


@dataclass(frozen=True, slots=True)
class Fee:
    """What membership costs a year. Amounts are None where only the basis is known.

    ``year`` is the year the source states, or the year in which an undated page was read (``year_is_stated`` False).
    """

    least: Decimal | None
    most: Decimal | None
    currency: str
    basis: str
    year: int | None
    year_is_stated: bool
    mark: str


@dataclass(frozen=True, slots=True)
class Joining:
    """Who may join, and the mark of the source."""

    who: str
    mark: str


@dataclass(frozen=True, slots=True)
class Network:
    """One network of the directory. What no source says is None or empty.

    ``types`` are codes of the vocabulary network_types, ``sector`` of policy_sectors, ``innovation_goals`` of
    innovation_goals. ``sources`` are addresses or documents named in `data/networks/SOURCES.md`.
    """

    code: str
    name: str
    short: str
    types: tuple[str, ...]
    type_is_nesta: bool
    theme: str
    sector: str
    innovation_goals: tuple[str, ...]
    region: str
    founded: Founded | None
    members: Members | None
    joining: Joining | None
    fee: Fee | None
    mark: str
    sources: tuple[str, ...]
    note: str

    def label(self) -> str:
        """Return the name with its short form in brackets, where it has another one."""
        return f"{self.name} ({self.short})" if self.short and self.short not in self.name else self.name


@cache
def load_networks() -> tuple[Network, ...]:
    """Return the directory in the order of its file. Read once."""
    with shipped.path("networks", "networks.csv").open(encoding="utf-8", newline="") as file:
        return tuple(_network(row) for row in csv.DictReader(file))


def match_network(text: str) -> Network | None:
    """Return the network that has this name, short form or code, or None. Spelling is folded, never guessed."""
    return _by_name().get(fold(text))


def named_networks(ties: QuerySet[Partnership], user: User, office: Office) -> list[tuple[str, Partnership]]:
    """Return the ties called like a network of the directory, or with a counterpart called so, by that name."""
    names = list(_by_name())
    parties = Party.objects.filter(partnership__in=ties).select_related("partnership", "organisation")
    found = [(tie.name, tie) for tie in ties.filter(name_folded__in=names)]
    found += [(party.named, party.partnership) for party in parties.filter(named_folded__in=names)]
    bodies = parties.filter(seen_body(user, office), organisation__name_folded__in=names)
    return found + [(party.organisation.name, party.partnership) for party in bodies]


@cache
def _by_name() -> dict[str, Network]:
    found: dict[str, Network] = {}
    for network in load_networks():
        for name in (network.name, network.short, network.label(), network.code.replace("_", " ")):
            if name:
                found.setdefault(fold(name), network)
    # The article and what stands in brackets are often left out.
    for network in load_networks():
        bare = fold(network.name.partition(" (")[0]).replace("the ", "")
        found.setdefault(bare, network)
    return found


def _network(row: Row) -> Network:
    return Network(
        code=row["code"],
        name=row["name"],
        short=row["short"],
        types=tuple(code for code in (row["type"], row["second_type"]) if code),
        type_is_nesta=row["type_basis"] == "nesta",
        theme=row["theme"],
        sector=row["sector"],
        innovation_goals=_listed(row["innovation_goal"]),
        region=row["region"],
        founded=_founded(row),
        members=_members(row),
        joining=Joining(row["who_can_join"], row["who_can_join_mark"]) if row["who_can_join"] else None,
        fee=_fee(row),
        mark=row["mark"],
        sources=_listed(row["source"]),
        note=row["note"],
    )


def _founded(row: Row) -> Founded | None:
    on = _date(row["founded"])
    return Founded(on, row["founded_mark"]) if on else None


def _members(row: Row) -> Members | None:
    if not (row["members"] or row["members_note"]):
        return None
    return Members(
        count=int(row["members"]) if row["members"] else None,
        at_least=row["members_at_least"] == "yes",
        note=row["members_note"],
        as_of=_date(row["members_as_of"]),
        mark=row["members_mark"],
    )


def _fee(row: Row) -> Fee | None:
    if not (row["fee_min"] or row["fee_basis"]):
        return None
    return Fee(
        least=Decimal(row["fee_min"]) if row["fee_min"] else None,
        most=Decimal(row["fee_max"]) if row["fee_max"] else None,
        currency=row["fee_currency"],
        basis=row["fee_basis"],
        year=int(row["fee_year"]) if row["fee_year"] else None,
        year_is_stated=row["fee_year_basis"] == "stated",
        mark=row["fee_mark"],
    )


def _date(text: str) -> PartialDate | None:
    return PartialDate.parse_iso(text) if text else None


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split("|") if part)
