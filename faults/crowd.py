"""A crowd: 32 writers, a long read and imports at once. Nobody may be told that the database is locked."""

import random
import time
from pathlib import Path

from faults import _diary, _load, _oracle
from faults._site import Site
from faults._tally import Tally

VERBS = ("change", "note", "organisation", "contact")
LONGEST = 5.0


def run(site: Site, *, writers: int, seconds: int, seed: int) -> Tally:
    """Let them all work for a while; every verb counts as one that could have met a lock."""
    tally = Tally("crowd", site.engine, seed)
    chance = random.Random(seed)
    site.lay(site.plain())
    children = [
        site.fork(one_of_many, site.diaries, f"m{number}", chance.randrange(10**9), seconds)
        for number in range(writers)
    ]
    children.append(site.fork(read_on, seconds))
    children.append(site.fork(import_on, site.diaries, seconds))
    for child in children:
        if not site.ended(child, seconds + 120):
            site.kill([child])
            tally.complain("one of the crowd hangs")
    for sentence in site.faults():
        tally.complain(sentence)
    tally.take(site.ask(_oracle.examine, site.diaries), "at the end", 0)
    waits = sorted(line["took"] for line in _diary.lines(site.diaries) if line["said"] == "wait")
    for line in _diary.refusals(site.diaries):
        tally.complain(f"refused: {line['error']}: {line['words']}")
    tally.notes.append(
        f"{writers} writers, a read over the whole time and imports: {len(waits)} verbs, the middle one took"
        f" {waits[len(waits) // 2] * 1000:.0f} ms, the longest {waits[-1]:.1f} s"
        + ("" if waits[-1] <= LONGEST else f" (the aim is {LONGEST:.0f} s)")
    )
    return tally.over()


def one_of_many(diaries: Path, name: str, seed: int, seconds: float) -> None:
    """Work, and note how long each verb took."""
    writer = _load.Writer(diaries, name, seed)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        began = time.monotonic()
        writer.do(writer.chance.choice(VERBS))
        writer.diary.write(said="wait", took=round(time.monotonic() - began, 3))
        time.sleep(0.05)


def read_on(seconds: float) -> None:
    """Read the log slowly within one transaction."""
    from django.db import connection, transaction

    until = time.monotonic() + seconds
    if connection.vendor == "sqlite":
        # As a report does that only reads: a deferred transaction, with its view of the past held open.
        connection.settings_dict["OPTIONS"]["transaction_mode"] = "DEFERRED"
    from proxenia.audit.models import Event

    with transaction.atomic():
        while time.monotonic() < until:
            Event.objects.count()
            time.sleep(0.2)


def import_on(diaries: Path, seconds: float) -> None:
    """Import one list after the other."""
    writer = _load.Writer(diaries, "importer", 7)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        writer.do("import")
        time.sleep(0.5)
