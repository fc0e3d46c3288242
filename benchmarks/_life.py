"""What happened: a million engagements on the ties, who took part, and the promises."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from benchmarks._bulk import LETTERS, Table, uid
from benchmarks._directory import World
from benchmarks._ties import Ties, day, drawn
from benchmarks._words import PROMISES, SUBJECTS, TITLES
from proxenia.core.search import Entry
from proxenia.core.values import fold
from proxenia.engagements.rules import FACT_VISIBILITIES

KINDS = (
    ("meeting", 30), ("call", 22), ("correspondence", 14), ("event", 8), ("visit", 8), ("project", 6),
    ("delegation_in", 4), ("delegation_out", 4), ("exchange", 2), ("study_tour", 1), ("trade_mission", 1),
)  # fmt: skip
SIDES = ("us", "them", "both", "")
CHUNK = 50_000
FIRST_DAY = date(2000, 1, 1)


class Engagements:
    """Writes the engagements in chunks, the oldest first, and keeps what the ties remember of them."""

    def __init__(self, world: World, ties: Ties) -> None:
        self.world, self.ties = world, ties
        self.count = world.size(1_000_000)
        self.last: list[str | None] = [None] * ties.count
        self.contacts = [0] * ties.count
        self.links: list[tuple[int, int]] = []
        self.parts: list[tuple[int, int, int, str]] = []
        self.sample: list[tuple[int, int]] = []
        titles = [title.format(subject) for title in TITLES for subject in SUBJECTS]
        self.titles = [(title, fold(title)) for title in titles]

    def write(self) -> None:
        """Write the engagements; links and participations are kept for `write_links`."""
        from proxenia.engagements.models import Engagement

        columns = (
            "anchor_id uid unit_id visibility archived_at date kind title title_folded direction mode initiated_by"
            " hosted_by staff_hours cost currency note"
        )
        table = Table(Engagement, columns, **self.world.stamps())
        for start in range(0, self.count, CHUNK):
            # A list: the anchors of a chunk must be written before the copying of its rows begins.
            table.insert(list(self._chunk(start, min(CHUNK, self.count - start))))

    def _chunk(self, start: int, count: int) -> Iterator[tuple[Any, ...]]:
        world, ties, chance = self.world, self.ties, self.world.chance
        whose = chance.choices(range(ties.count), ties.weights, k=count)
        hidden, kinds = world.visibility(count), drawn(chance, KINDS, count)
        letters = chance.choices(LETTERS, k=count * 16)
        gone = [world.now if ties.archived[n] or chance.random() < 0.01 else None for n in whose]
        uids = ["".join(letters[at * 16 : at * 16 + 16]) for at in range(count)]
        anchors = [(uids[at], ties.units[n], hidden[at], gone[at]) for at, n in enumerate(whose)]
        keys = world.anchors("engagement", anchors)
        for at, key in enumerate(keys):
            n, on = whose[at], self._date(start + at)
            title, folded = chance.choice(self.titles)
            note = "They asked for a second meeting." if at % 7 == 0 else ""
            world.words.append(Entry(key, world.office.pk, "engagement", title, note))
            self._hang(key, n, on, gone[at] is None and hidden[at] in FACT_VISIBILITIES)
            away = kinds[at].startswith("delegation")
            paid = (f"{chance.randrange(100, 9000)}.00", "EUR") if at % 10 == 0 else (None, "")
            yield (
                key, uids[at], ties.units[n], hidden[at], gone[at], on, kinds[at], title, folded,
                kinds[at].rpartition("_")[2] if away else "none", "in_person" if at % 3 else "virtual",
                chance.choice(SIDES), chance.choice(SIDES), f"{chance.randrange(1, 40)}.00" if at % 4 else None, *paid,
                note,
            )  # fmt: skip

    def _date(self, number: int) -> str:
        """Return the day of an engagement: more of them in recent years, a few still to come."""
        today = self.world.now.date()
        span = (today - FIRST_DAY).days + 90
        along = ((number + self.world.chance.random()) / self.count) ** 0.6
        return str(FIRST_DAY + timedelta(days=int(span * along)))

    def _hang(self, key: int, n: int, on: str, counts: bool) -> None:
        chance, ties = self.world.chance, self.ties
        self.links.append((key, ties.keys[n]))
        others = [n]
        if chance.random() < 0.02:
            other = chance.randrange(ties.count)
            if other != n:
                self.links.append((key, ties.keys[other]))
                others.append(other)
        for one in others:
            if counts and on <= str(self.world.now.date()):
                self.contacts[one] += 1
                self.last[one] = max(on, self.last[one] or "")
        if chance.random() < 0.3:
            person, _name, organisation = self.world.people[
                int(chance.random() ** 2 * len(self.world.people))
            ]
            self.parts.append((key, person, organisation, ""))
        if chance.random() < 0.01:
            self.sample.append((key, n))

    def write_links(self) -> None:
        """Write which tie each engagement belongs to and who took part."""
        from proxenia.engagements.models import EngagementTie, Participation

        Table(EngagementTie, "engagement_id partnership_id").insert(self.links)
        Table(Participation, "engagement_id person_id organisation_id post_title").insert(self.parts)


def add_commitments(world: World, ties: Ties, engagements: Engagements) -> None:
    """Write promises of both sides; a quarter is open, most belong to a tie, some to an engagement."""
    from proxenia.commitments.models import Commitment
    from proxenia.engagements.models import FollowUp
    from proxenia.portfolio.models import PartnershipCommitment

    chance, count = world.chance, world.size(20_000)
    whose = [chance.randrange(ties.count) for _ in range(count)]
    uids, hidden = [uid(chance) for _ in whose], world.visibility(count)
    keys = world.anchors(
        "commitment",
        [(u, ties.units[n], v, ties.archived[n]) for u, n, v in zip(uids, whose, hidden, strict=True)],
    )
    states = drawn(chance, (("kept", 60), ("open", 25), ("broken", 8), ("dropped", 7)), count)
    rows = []
    for key, u, n, v, state in zip(keys, uids, whose, hidden, states, strict=True):
        what = chance.choice(PROMISES).format(chance.choice(SUBJECTS))
        due = day(chance, 2025, 2028) if state == "open" else day(chance, 2015, 2026)
        closed = None if state == "open" else date.fromisoformat(due)
        side = chance.choice(("us", "them"))
        rows.append((key, u, ties.units[n], v, ties.archived[n], what, fold(what), side, due, state, closed))
    columns = "anchor_id uid unit_id visibility archived_at what what_folded side due state closed_on"
    Table(Commitment, columns, **world.stamps()).insert(rows)
    tied = [
        (key, ties.keys[n]) for number, (key, n) in enumerate(zip(keys, whose, strict=True)) if number % 7
    ]
    Table(PartnershipCommitment, "commitment_id partnership_id").insert(tied)
    made_at = chance.sample(engagements.sample, k=min(len(engagements.sample), count // 3))
    Table(FollowUp, "commitment_id engagement_id").insert(
        (key, engagement) for key, (engagement, _n) in zip(keys, made_at, strict=False)
    )
