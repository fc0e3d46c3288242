"""Tampering with the log at random, as the owner of the database could: every time the verifier must name the event.

    python -m tests.sweep.tamper 1000       so many times, on a database of its own

A chain with erasures is written, its end anchored now and then; each round changes it in one of the ways below, asks
the verifier and the anchor, and takes the change back. A round without tampering is the control: it must find nothing.
"""

import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
CHAINS = (900_001, 900_002)
EVENTS, ANCHORED = 40, (7, 13, 22, 31)
SEED = 20261122
CONTROL = "control: nothing changed"


@dataclass
class Result:
    """How often each way was tried, and what was not found or wrongly named."""

    seed: int
    anchor: Path
    tried: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)

    @property
    def tampered(self) -> int:
        """How many rounds changed something."""
        return sum(self.tried.values()) - self.tried[CONTROL]


@dataclass(frozen=True)
class Ground:
    """What a way of tampering works on: one chain, its anchor, chance, and how the database is spoken to."""

    chain: int
    last: int
    anchor: Path
    chance: random.Random
    run: Callable[..., Any]

    def pick(self, first: int = 1, last: int = 0) -> int:
        """Return the number of an event at random."""
        return self.chance.randint(first, last or self.last)

    def event(self, seq: int) -> dict[str, Any]:
        """Return the columns of an event."""
        from proxenia.audit.models import Event

        return dict(Event.objects.filter(chain=self.chain, seq=seq).values().get())

    def set(self, seq: int, **columns: Any) -> None:
        """Overwrite columns of an event."""
        names = ", ".join(f'"{name}" = %s' for name in columns)
        self.run(
            f"UPDATE audit_event SET {names} WHERE chain = %s AND seq = %s",
            [*columns.values(), self.chain, seq],
        )

    def with_values(self) -> int:
        """Return the number of an event that has its values, an erasure's own excepted."""
        from proxenia.audit.models import Event

        found = Event.objects.filter(chain=self.chain, values__isnull=False).exclude(verb="erase_values")
        return int(self.chance.choice(list(found.order_by("seq").values_list("seq", flat=True))))

    def head(self, **columns: Any) -> None:
        """Overwrite the head."""
        names = ", ".join(f'"{name}" = %s' for name in columns)
        self.run(f"UPDATE audit_chainhead SET {names} WHERE chain = %s", [*columns.values(), self.chain])

    def cut(self, after: int) -> None:
        """Delete what follows an event."""
        for sql in (
            "DELETE FROM audit_erasedvalues WHERE event_id IN ({0}) OR erasure_id IN ({0})",
            "DELETE FROM audit_eventvalues WHERE event_id IN ({0})",
            "DELETE FROM audit_event WHERE id IN ({0})",
        ):
            ids = "SELECT id FROM audit_event WHERE chain = %s AND seq > %s"
            self.run(sql.format(ids), [self.chain, after] * sql.count("{0}"))


def other_hash(ground: Ground) -> str:
    """Return 64 letters that look like a hash."""
    return f"{ground.chance.getrandbits(256):064x}"


def edit_event(ground: Ground) -> set[int]:
    """Change one column of an event."""
    seq = ground.pick()
    column = ground.chance.choice(
        ["verb", "at", "by_uid", "subject_kind", "subject_uid", "digest", "previous", "hash"]
    )
    value: Any = (
        other_hash(ground)[:30] if column not in ("digest", "previous", "hash") else other_hash(ground)
    )
    if column == "at":
        from datetime import timedelta

        from django.db import connection

        moment = ground.event(seq)["at"] - timedelta(microseconds=ground.pick(1, 10**9))
        value = connection.ops.adapt_datetimefield_value(moment)
    ground.set(seq, **{column: value})
    return {seq}


def edit_values(ground: Ground) -> set[int]:
    """Change one of the values an event holds."""
    seq = ground.with_values()
    column = ground.chance.choice(["salt", "by_name", "subject_name", "before", "after", "note"])
    ground.run(
        f'UPDATE audit_eventvalues SET "{column}" = %s WHERE event_id = %s',
        [other_hash(ground)[:30], ground.event(seq)["id"]],
    )
    return {seq}


def delete_values(ground: Ground) -> set[int]:
    """Take the values of an event away without an erasure."""
    seq = ground.with_values()
    ground.run("DELETE FROM audit_eventvalues WHERE event_id = %s", [ground.event(seq)["id"]])
    return {seq}


def hide_behind_erasure(ground: Ground) -> set[int]:
    """Take values away and say that an erasure of something else did it."""
    from proxenia.audit.models import Event

    seq = ground.with_values()
    key = ground.event(seq)["id"]
    erasures = Event.objects.filter(chain=ground.chain, verb="erase_values").values_list("pk", flat=True)
    ground.run("INSERT INTO audit_erasedvalues (event_id, erasure_id) VALUES (%s, %s)", [key, erasures[0]])
    ground.run("DELETE FROM audit_eventvalues WHERE event_id = %s", [key])
    return {seq}


def delete_event(ground: Ground) -> set[int]:
    """Take one event out."""
    seq = ground.with_values()
    key = ground.event(seq)["id"]
    ground.run("DELETE FROM audit_eventvalues WHERE event_id = %s", [key])
    ground.run("DELETE FROM audit_event WHERE id = %s", [key])
    return {seq}


def insert_at_end(ground: Ground) -> set[int]:
    """Add an event with a right hash after the last, and leave the head."""
    _add(ground, ground.last + 1, ground.event(ground.last)["hash"])
    return {ground.last + 1}


def insert_within(ground: Ground) -> set[int]:
    """Slip an event with a right hash in, and number those after it anew."""
    seq = ground.pick(1, ground.last - 1)
    ground.run("UPDATE audit_event SET seq = -seq - 1 WHERE chain = %s AND seq > %s", [ground.chain, seq])
    ground.run("UPDATE audit_event SET seq = -seq WHERE chain = %s AND seq < 0", [ground.chain])
    _add(ground, seq + 1, ground.event(seq)["hash"])
    return {seq + 1, seq + 2}


def _add(ground: Ground, seq: int, previous: str) -> None:
    """Insert a forged event with values and hash of its own."""
    from django.utils import timezone

    from proxenia.audit.actions import prepare
    from proxenia.audit.models import Event, EventValues
    from proxenia.audit.rules import hash_of

    one = prepare(by=Somebody("f" * 16, "Forger"), verb="share", kind="note", uid="forged", at=timezone.now())
    event = Event.objects.create(
        chain=ground.chain, seq=seq, verb=one.verb, at=one.at, by_uid=one.by_uid, digest=one.digest,
        subject_kind=one.subject_kind, subject_uid=one.subject_uid, previous=previous,
        hash=hash_of(previous, ground.chain, seq, one),
    )  # fmt: skip
    EventValues.objects.create(
        event=event, salt=one.salt, by_name=one.by_name, subject_name=one.subject_name,
        before=one.before, after=one.after, note=one.note,
    )  # fmt: skip


def swap(ground: Ground) -> set[int]:
    """Exchange two events, number and key excepted."""
    first = ground.pick(1, ground.last - 1)
    second = ground.pick(first + 1)
    one, other = ground.event(first), ground.event(second)
    columns = ("verb", "by_uid", "subject_kind", "subject_uid", "digest", "previous", "hash")
    ground.set(first, **{name: other[name] for name in columns})
    ground.set(second, **{name: one[name] for name in columns})
    return {first}


def backdate_with_hash(ground: Ground) -> set[int]:
    """Set an event back in time and give it a right hash: the next one shows it, or the head."""
    from datetime import timedelta

    from django.db import connection

    from proxenia.audit.rules import chain_hash

    seq = ground.pick()
    row = ground.event(seq)
    at = row["at"] - timedelta(days=30)
    parts = [row[name] for name in ("by_uid", "subject_kind", "subject_uid", "digest")]
    own = chain_hash(row["previous"], ground.chain, seq, row["verb"], at, *parts)
    ground.set(seq, at=connection.ops.adapt_datetimefield_value(at), hash=own)
    return {seq + 1} if seq < ground.last else {seq}


def cut_tail(ground: Ground) -> set[int]:
    """Delete the newest events and leave the head."""
    seq = ground.pick(1, ground.last - 1)
    ground.cut(seq)
    return {seq + 1, *_undone(ground, seq)}


def cut_tail_and_head(ground: Ground) -> set[int]:
    """Delete the newest events, anchored ones among them, and move the head back: only the anchor shows it."""
    seq = ground.pick(1, ANCHORED[-1] - 1)
    own = ground.event(seq)["hash"]
    ground.cut(seq)
    ground.head(seq=seq, hash=own)
    return {seq + 1, *_undone(ground, seq)}


def _undone(ground: Ground, seq: int) -> set[int]:
    """Return the events whose erasure was cut off: they stand without values and are named first."""
    from proxenia.audit.models import Event

    bare = Event.objects.filter(chain=ground.chain, values__isnull=True, erased__isnull=True, seq__lte=seq)
    return set(bare.values_list("seq", flat=True))


def rewrite(ground: Ground) -> set[int]:
    """Change an event and hash everything from there on anew, the head too: only the anchor shows it."""
    from proxenia.audit.rules import chain_hash

    begin = ground.pick(1, ANCHORED[-1])
    previous = ground.event(begin)["previous"]
    for seq in range(begin, ground.last + 1):
        row = ground.event(seq)
        by = "somebody-else" if seq == begin else row["by_uid"]
        parts = (row["subject_kind"], row["subject_uid"], row["digest"])
        own = chain_hash(previous, ground.chain, seq, row["verb"], row["at"], by, *parts)
        ground.set(seq, by_uid=by, previous=previous, hash=own)
        previous = own
    ground.head(hash=previous)
    return {max(seq for seq in (0, *ANCHORED) if seq < begin) + 1}


def take_all(ground: Ground) -> set[int]:
    """Delete a whole chain with its head: only the anchor shows it."""
    ground.cut(0)
    ground.run("DELETE FROM audit_chainhead WHERE chain = %s", [ground.chain])
    return {1}


def take_head(ground: Ground) -> set[int]:
    """Delete the head."""
    ground.run("DELETE FROM audit_chainhead WHERE chain = %s", [ground.chain])
    return {ground.last}


def move_head(ground: Ground) -> set[int]:
    """Move the head back, so that what comes next would be written over what is there."""
    seq = ground.pick(1, ground.last - 1)
    ground.head(seq=seq, hash=ground.event(seq)["hash"])
    return {seq + 1}


WAYS: tuple[Callable[[Ground], set[int]], ...] = (
    edit_event, edit_values, delete_values, hide_behind_erasure, delete_event, insert_at_end, insert_within, swap,
    backdate_with_hash, cut_tail, cut_tail_and_head, rewrite, take_all, take_head, move_head,
)  # fmt: skip


@dataclass(frozen=True)
class Somebody:
    """Who an event is by."""

    uid: str
    name: str


def write_chains(anchor: Path) -> int:
    """Write two chains with erasures and anchor them now and then; return the number of the last event."""
    from django.db import transaction

    from proxenia.audit.actions import erase_values, record
    from proxenia.audit.models import Event
    from proxenia.audit.queries import heads
    from proxenia.audit.rules import anchor_line

    by = Somebody("a" * 16, "Ann Actor")
    for turn in range(1, EVENTS + 1):
        for chain in CHAINS:
            if turn % 15 == 0:
                old = Event.objects.get(chain=chain, seq=turn - 9)
                erase_values(chain=chain, by=by, reason="term over", event_ids=[old.pk])
                continue
            with transaction.atomic():
                after = {"turn": turn, "name": f"Näme {turn}"}
                record(chain=chain, by=by, verb="add_note", kind="note", uid=f"{turn:016}", after=after)
        if turn in ANCHORED:
            with anchor.open("a") as file:
                found = (head for head in heads(at=f"turn-{turn}") if head.chain in CHAINS)
                file.writelines(f"{anchor_line(head)}\n" for head in found)
    return EVENTS


def battery(rounds: int, anchor: Path, seed: int = SEED) -> Result:
    """Tamper so many times, each in a transaction that is taken back; the triggers must be lifted before."""
    from django.db import connection, transaction

    last, result, chance = write_chains(anchor), Result(seed, anchor), random.Random(seed)
    for number in range(rounds + rounds // 10 + 1):
        way = None if number % 11 == 0 else WAYS[(number - number // 11) % len(WAYS)]
        chain = chance.choice(CHAINS)
        with transaction.atomic(), connection.cursor() as cursor:
            ground = Ground(chain, last, anchor, chance, cursor.execute)
            expected = way(ground) if way else set()
            _judge(result, way.__name__ if way else CONTROL, chain, expected)
            transaction.set_rollback(True)
    return result


def _judge(result: Result, name: str, chain: int, expected: set[int]) -> None:
    """Compare what verifier and anchor name with what was done; only the chain tampered with may be named."""
    from proxenia.audit.queries import breaks_since_anchor, first_break

    result.tried[name] += 1
    named = {one: found.seq for one in CHAINS if (found := first_break(one))}
    anchored = {found.chain: found.seq for found in breaks_since_anchor(result.anchor)}
    found = {one: named.get(one, anchored.get(one)) for one in CHAINS if one in named or one in anchored}
    if set(found) != ({chain} if expected else set()):
        result.missed.append(f"{name}: chains named {sorted(found)} instead of {chain}")
    elif expected and found[chain] not in expected:
        result.missed.append(f"{name}: event {found[chain]} named instead of {sorted(expected)}")


def on_its_own(rounds: int, seed: int) -> int:
    """Run on a fresh database in this process; print what came of it; 0 where all was found."""
    import django

    django.setup()
    from proxenia.audit.apps import lift_guards

    began = time.monotonic()
    lift_guards()
    with tempfile.TemporaryDirectory() as folder:
        result = battery(rounds, Path(folder) / "anchor", seed)
    for name, count in sorted(result.tried.items()):
        print(f"{count:6} {name}")
    print(
        f"{result.tampered} tamperings, {result.tampered - len(result.missed)} found and named,"
        f" {result.tried[CONTROL]} controls; seed {seed}, {time.monotonic() - began:.0f} s"
    )
    print("\n".join(result.missed[:20]))
    return 1 if result.missed else 0


def main(size: int = 1000, seed: int = SEED) -> int:
    """Make a database of its own, in a process of its own, and tamper with it so many times."""
    with tempfile.TemporaryDirectory(prefix="proxenia-tamper-") as folder:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PROXENIA_")}
        own = {**kept, "PROXENIA_DATA": folder, "DJANGO_SETTINGS_MODULE": "proxenia.settings"}
        made = [sys.executable, "-m", "proxenia", "init", "--office", "Tampered"]
        subprocess.run(made, cwd=ROOT, env=own, check=True, capture_output=True)
        command = [sys.executable, "-m", "tests.sweep.tamper", str(size), str(seed), "--here"]
        return subprocess.run(command, cwd=ROOT, env=own, check=False).returncode


if __name__ == "__main__":
    words = [word for word in sys.argv[1:] if word != "--here"]
    size, seed = int(words[0]) if words else 1000, int(words[1]) if len(words) > 1 else SEED
    raise SystemExit(on_its_own(size, seed) if "--here" in sys.argv else main(size, seed))
