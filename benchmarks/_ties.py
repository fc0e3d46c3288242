"""The ties of the measured office, with counterparts, classifications and agreements."""

import random
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from benchmarks._bulk import Table, uid
from benchmarks._directory import World
from benchmarks._words import SUBJECTS
from proxenia.core.search import Entry
from proxenia.core.values import fold
from proxenia.core.vocabulary import Vocabulary

STATES = (
    ("active", 60), ("exploring", 8), ("proposed", 6), ("under_review", 6),
    ("scaled_down", 3), ("suspended", 2), ("historic", 15),
)  # fmt: skip
KINDS = (
    ("sister_city", 34), ("friendship", 12), ("memorandum", 16), ("economic_partnership", 10),
    ("grant_project", 12), ("network_membership", 6), ("coalition_membership", 3), ("sister_state", 2), ("other", 5),
)  # fmt: skip
FACETS = (
    ("collaboration_type", "collaboration_types", 0.9), ("innovation_stage", "innovation_stages", 0.8),
    ("policy_sector", "policy_sectors", 1.4), ("sdg", "sdgs", 0.8), ("purpose", "purposes", 1.0),
    ("innovation_goal", "innovation_goals", 0.6), ("scale", "scales", 0.5), ("lead_actor", "lead_actor_types", 0.5),
)  # fmt: skip


def drawn(chance: random.Random, weighted: Iterable[tuple[str, int]], count: int) -> list[str]:
    """Draw codes by weight."""
    codes, weights = zip(*weighted, strict=True)
    return chance.choices(codes, weights, k=count)


def day(chance: random.Random, first: int, last: int) -> str:
    """Return a day between two years, as ISO text."""
    return str(date(first, 1, 1) + timedelta(days=chance.randrange((last - first) * 365)))


class Ties:
    """Writes the ties; `weights` says how lively each is: a few have thousands of engagements."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.count = world.size(20_000)
        chance = world.chance
        self.units = [
            chance.choice(world.units) if chance.random() < 0.5 else None for _ in range(self.count)
        ]
        self.hidden = world.visibility(self.count)
        self.archived = [world.now if chance.random() < 0.01 else None for _ in range(self.count)]
        self.names: list[str] = []
        self.keys: list[int] = []
        ranks = list(range(self.count))
        chance.shuffle(ranks)
        self.weights = [0.0 if rank % 12 == 11 else (rank + 5) ** -0.9 for rank in ranks]

    def write(self, last: list[str | None], contacts: list[int]) -> None:
        """Write the rows, the keys being reserved already, with the stored facts of their engagements."""
        from proxenia.portfolio.models import Partnership

        world, chance = self.world, self.world.chance
        kinds, states = drawn(chance, KINDS, self.count), drawn(chance, STATES, self.count)
        columns = (
            "anchor_id uid unit_id visibility archived_at name name_folded is_named kind state since ends review_on"
            " open_ended_reason purpose parent_id last_contact contact_count"
        )
        rows = []
        for n, key in enumerate(self.keys):
            name, since = self.names[n], day(chance, 1955, 2026)
            until = day(chance, 2025, 2032) if chance.random() < 0.6 else None
            review = day(chance, 2025, 2029) if chance.random() < 0.5 else None
            parent = self.keys[n - 1] if n % 40 == 1 else None
            why = "" if until else "It was founded before terms were set."
            purpose = f"To work together on {chance.choice(SUBJECTS)} and {chance.choice(SUBJECTS)}."
            rows.append((
                key, self.uids[n], self.units[n], self.hidden[n], self.archived[n], name, fold(name)[:300], n % 5 == 0,
                kinds[n], states[n], since if n % 3 else since[:4], until, review, why, purpose, parent, last[n],
                contacts[n],
            ))  # fmt: skip
            world.words.append(Entry(key, world.office.pk, "partnership", name, f"{self.words[n]} {purpose}"))
        Table(Partnership, columns, **world.stamps()).insert(rows)
        self._parties()
        self._classify()
        self._memberships(kinds)

    def reserve(self) -> None:
        """Name the ties and write their anchors."""
        world, chance = self.world, self.world.chance
        kinds = (
            Vocabulary.load("partnership_kinds").english(code) for code in drawn(chance, KINDS, self.count)
        )
        self.partners = [self._partners(n) for n in range(self.count)]
        self.words = [" ".join(world.organisations[o][1] for o in found) for found in self.partners]
        for found, kind in zip(self.partners, kinds, strict=True):
            self.names.append(f"{world.organisations[found[0]][1]}: {kind}" if len(found) > 1 else
                              world.organisations[found[0]][1])  # fmt: skip
        self.uids = [uid(chance) for _ in range(self.count)]
        anchors = list(zip(self.uids, self.units, self.hidden, self.archived, strict=True))
        self.keys = world.anchors("partnership", anchors)

    def _partners(self, number: int) -> list[int]:
        """Return which organisations stand on the other side: one, and in every tenth tie several."""
        total = len(self.world.organisations)
        more = self.world.chance.sample(range(total), k=4) if number % 10 == 0 else []
        return list(dict.fromkeys([number % total, *more]))

    def _parties(self) -> None:
        from proxenia.portfolio.models import Party

        chance, organisations = self.world.chance, self.world.organisations
        Table(Party, "uid partnership_id organisation_id named named_folded").insert(
            (
                uid(chance),
                key,
                organisations[one][0],
                organisations[one][1],
                fold(organisations[one][1])[:300],
            )
            for key, found in zip(self.keys, self.partners, strict=True)
            for one in found
        )

    def _classify(self) -> None:
        from proxenia.portfolio.models import Classification

        Table(Classification, "partnership_id facet code").insert(self._classes())

    def _classes(self) -> Iterator[tuple[int, str, str]]:
        chance = self.world.chance
        for key in self.keys:
            for facet, vocabulary, mean in FACETS:
                codes = Vocabulary.load(vocabulary).codes
                wanted = int(mean) + (chance.random() < mean % 1)
                for code in chance.sample(codes, k=wanted):
                    yield key, facet, code

    def _memberships(self, kinds: list[str]) -> None:
        from proxenia.portfolio.models import Membership

        pairs = zip(self.keys, kinds, strict=True)
        Table(Membership, "partnership_id role").insert(
            (key, "member") for key, kind in pairs if kind == "network_membership"
        )


def add_agreements(world: World, ties: Ties) -> None:
    """Write an agreement for most ties, some with two, each with its first text."""
    from proxenia.portfolio.models import Agreement, AgreementVersion

    chance = world.chance
    under = [n for n in range(ties.count) for _ in range(chance.choice((0, 0, 1, 1, 1, 2)))]
    uids = [uid(chance) for _ in under]
    keys = world.anchors(
        "agreement",
        [(u, ties.units[n], ties.hidden[n], ties.archived[n]) for u, n in zip(uids, under, strict=True)],
    )
    columns = "anchor_id uid unit_id visibility archived_at partnership_id title title_folded signed starts ends review"
    rows: list[tuple[Any, ...]] = []
    for number, (key, u, n) in enumerate(zip(keys, uids, under, strict=True)):
        title, signed = f"Agreement on {SUBJECTS[number % len(SUBJECTS)]}", day(chance, 1990, 2026)
        ends = day(chance, 2024, 2034) if chance.random() < 0.7 else None
        shared = (ties.units[n], ties.hidden[n], ties.archived[n], ties.keys[n], title, fold(title))
        rows.append((key, u, *shared, signed, signed, ends, day(chance, 2025, 2030) if number % 2 else None))
        world.words.append(Entry(key, world.office.pk, "agreement", title, ties.names[n]))
    Table(Agreement, columns, **world.stamps()).insert(rows)
    Table(AgreementVersion, "uid agreement_id dated", number=1, kind="original").insert(
        (uid(chance), row[0], row[8]) for row in rows
    )
