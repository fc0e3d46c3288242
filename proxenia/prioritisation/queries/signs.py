"""What speaks for each place as a partner of one place: every sign on 0..1, from the world and what stands beside."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from proxenia.methods import matching as method
from proxenia.methods.matching import Floats, Governance

from .world import World, common_language, memberships

GRAPH_SIGNS = ("friends", "paths", "around", "countries", "ties")


@dataclass(frozen=True)
class Beside:
    """What else is known, all by the keys of places: `income` is money a head by country (alpha-2), with its source.

    `networks` and `governance` hold home too, where they are known of it; `tied` are partners that no list tells.
    """

    income: Mapping[str, float] = field(default_factory=dict)
    income_source: str = ""
    networks: Mapping[str, frozenset[str]] = field(default_factory=dict)
    governance: Mapping[str, Governance] = field(default_factory=dict)
    powers_needed: frozenset[str] = frozenset()
    worked: frozenset[str] = frozenset()
    tied: frozenset[str] = frozenset()


class Signs:
    """Every sign for one home, reckoned when a purpose asks for it."""

    def __init__(self, world: World, home: int, beside: Beside) -> None:
        self.world, self.home, self.beside = world, home, beside
        self.code = world.codes[home]
        self.kilometres = world.places.kilometres(home)

    def all(self, weights: Mapping[str, float]) -> dict[str, Floats | None]:
        """Return the signs that have a weight."""
        made: dict[str, Floats | None] = {}
        if self.world.graph is not None and any(weights[sign] > 0 for sign in GRAPH_SIGNS):
            made |= self._of_graph(self.world.graph)
        plain: dict[str, Callable[[], Floats | None]] = {
            "distance": self._distance,
            "hours": self._hours,
            "size": lambda: method.alike(self.world.places.people, self.people),
            "seat": lambda: 1 - np.abs(self.world.places.seat - self.world.places.seat[self.home]) / 2,
            "language": lambda: self._by_country(lambda code: common_language(self.code, code)[0] ** 0.5),
            "groups": lambda: self._by_country(self._groups),
            "name": lambda: (self.world.places.name == self.world.places.name[self.home]).astype(float),
            "market": self._market,
            "lower_income": self._lower_income,
            "networks": self._networks,
            "governance": self._governance,
        }
        made |= {sign: make() for sign, make in plain.items() if weights[sign] > 0}
        if weights["worked"] > 0:
            made["worked"] = self._worked(made)
        return made

    @property
    def people(self) -> float:
        """Return the people of home, NaN where unknown."""
        return float(self.world.places.people[self.home])

    def _of_graph(self, graph: method.Graph) -> dict[str, Floats | None]:
        places = self.world.places
        two, three = method.friends(graph, self.home)
        around = method.around(graph, places, self.home, self.kilometres)
        lift = method.between_countries(graph, places, self.home)
        return {
            "friends": method.filling(two, 0.1),
            "paths": method.filling(three, 0.05),
            "around": method.filling(around, 0.1),
            "countries": np.clip((lift + 1) / 3, 0, 1),
            "ties": method.filling(graph.degree.astype(float), 5.0),
        }

    def _distance(self) -> Floats:
        return 1 - np.log1p(self.kilometres / 100) / np.log1p(20_100 / 100)

    def _hours(self) -> Floats:
        apart = np.abs(self.world.places.hours - self.world.places.hours[self.home])
        return np.maximum(1 - np.minimum(apart, 24 - apart) / 8, 0.0)

    def _by_country(self, say: Callable[[str], float]) -> Floats:
        values = np.array([say(code) for code in self.world.country_codes])
        return values[self.world.places.country]

    def _groups(self, code: str) -> float:
        ours, theirs = memberships().get(self.code, frozenset()), memberships().get(code, frozenset())
        return len(ours & theirs) / len(ours | theirs) if ours | theirs else 0.0

    def _income(self) -> Floats | None:
        return self.world.of_country(self.beside.income) if self.beside.income else None

    def _market(self) -> Floats | None:
        income = self._income()
        if income is None:
            return None
        # The proxy of a city's market: its people at the country's income a head.
        return method.to_share(np.log10(np.maximum(income * self.world.places.people, 1.0)))

    def _lower_income(self) -> Floats | None:
        income, mine = self._income(), self.beside.income.get(self.code)
        if income is None or not mine:
            return None
        return np.clip(np.log10(mine / np.maximum(income, 1.0)) / 1.5, 0.0, 1.0)

    def _networks(self) -> Floats | None:
        ours = self.beside.networks.get(self.world.keys[self.home])
        if not ours:
            return None
        values = np.full(len(self.world.keys), np.nan)
        for key, theirs in self.beside.networks.items():
            if key in self.world.number:
                values[self.world.number[key]] = method.filling(np.array(float(len(ours & theirs))), 1.0)
        return values

    def _governance(self) -> Floats | None:
        values = np.full(len(self.world.keys), np.nan)
        for key in self.beside.governance.keys() & self.world.number.keys():
            value = self.fit(key).value
            values[self.world.number[key]] = np.nan if value is None else value
        values[self.home] = np.nan
        return None if np.isnan(values).all() else values

    def fit(self, key: str) -> method.Fit:
        """Return how the governance of a place fits ours."""
        ours = self.beside.governance.get(self.world.keys[self.home], Governance())
        theirs = self.beside.governance.get(key, Governance())
        return method.governance_fit(ours, theirs, self.beside.powers_needed)

    def _worked(self, made: Mapping[str, Floats | None]) -> Floats | None:
        rows = [self.world.number[key] for key in sorted(self.beside.worked) if key in self.world.number]
        columns = [column for sign in ("distance", "size", "language", "seat", "groups")
                   if (column := made.get(sign)) is not None]  # fmt: skip
        return method.like_those(columns, np.array(rows, dtype=np.int64))
