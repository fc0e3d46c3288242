"""16 writers on one chain of the log: as many predecessors as events, and none of what was acknowledged is missing.

    python -m faults --kinds chain
    python -m faults.chain --database sqlite --writers 16 --events 1000     alone

The control writes as one would without a head to lock: it reads the last entry and puts its own after it. It must
fork, or the count of predecessors would be blind.
"""

import argparse
import hashlib
import sqlite3
import time
from pathlib import Path
from typing import Any

from faults._site import Site
from faults._tally import Control, Tally

VERB, KIND = "add_note", "chain"
NAIVE_WRITERS, NAIVE_EVENTS = 8, 150
PATIENCE = 3600
NAIVE_TABLE = "CREATE TABLE naive (id {key}, previous text NOT NULL, hash text NOT NULL)"
LAST = "SELECT hash FROM naive ORDER BY id DESC LIMIT 1"


def run(site: Site, *, writers: int, events: int, seed: int) -> Tally:
    """Let the writers write, count what they acknowledged, and judge the chain; then the control."""
    tally = Tally("chain", site.engine, seed)
    site.lay(site.plain())
    began = time.monotonic()
    children = [site.fork(write, site.diaries, number, events) for number in range(writers)]
    wait(site, children, tally)
    seconds = time.monotonic() - began
    for sentence in site.faults():
        tally.complain(sentence)
    tally.acknowledged = sum(int(path.read_text()) for path in site.diaries.glob("chain-*"))
    found = site.ask(judge, seconds=PATIENCE)
    tally.lost = max(0, tally.acknowledged - found["events"])
    tally.forks = found["events"] - found["predecessors"]
    for problem in found["problems"]:
        tally.complain(problem)
    tally.notes.append(
        f"{writers} writers, {found['events']} events in one chain, {found['predecessors']} distinct"
        f" predecessors, {tally.acknowledged / seconds:.0f} events a second, verified in {found['seconds']:.0f} s"
    )
    tally.controls.append(control(site, tally))
    return tally.over()


def wait(site: Site, children: list[int], tally: Tally) -> None:
    """Wait for every child; one that hangs is ended and told."""
    for child in children:
        if not site.ended(child, PATIENCE):
            site.kill([child])
            tally.complain("a writer hangs")


def write(diaries: Path, number: int, events: int) -> None:
    """Write events through the log's own verb, each in its transaction; note how many were acknowledged."""
    from django.db import OperationalError, transaction

    from proxenia.accounts.models import Office, User
    from proxenia.audit.actions import record

    office, by, done = Office.objects.get(), User.objects.operator(), 0
    while done < events:
        try:
            with transaction.atomic():
                after = {"writer": number, "turn": done}
                record(chain=office.pk, by=by, verb=VERB, kind=KIND, uid=f"{number}-{done}", after=after)
        except OperationalError:
            continue  # told that the database is busy: nothing was acknowledged, so it is tried again
        done += 1
    (diaries / f"chain-{number}").write_text(str(done))


def judge() -> dict[str, Any]:
    """Count events and predecessors of the writers' chain, and let the product verify every chain."""
    from proxenia.accounts.models import Office
    from proxenia.audit.models import Event
    from proxenia.audit.queries import verify_chains

    chain = Event.objects.filter(chain=Office.objects.get().pk)
    ours = chain.filter(verb=VERB, subject_kind=KIND)
    began = time.monotonic()
    return {
        "problems": verify_chains(),
        "seconds": time.monotonic() - began,
        "events": ours.count(),
        "predecessors": ours.values("previous").distinct().count(),
    }


def control(site: Site, tally: Tally) -> Control:
    """Let writers without a head write, and count how many events share a predecessor."""
    where = site.server.cluster.url("proxenia_owner") if site.server else str(site.data / "naive.sqlite3")
    site.ask(prepare_naive, where)
    children = [site.fork(write_naively, where, number) for number in range(NAIVE_WRITERS)]
    wait(site, children, tally)
    for sentence in site.faults():
        tally.complain(f"control: {sentence}")
    events, predecessors = site.ask(count_naive, where)
    name = "the last entry instead of a locked head"
    return Control(
        name, events, events - predecessors, "events stand after a predecessor that has another one"
    )


def connect(where: str) -> Any:
    """Return a plain connection, beside Django: each statement of its own accord unless told otherwise."""
    if where.startswith("postgres"):
        import psycopg

        return psycopg.connect(where, autocommit=True)
    return sqlite3.connect(where, timeout=60, isolation_level=None)


def prepare_naive(where: str) -> None:
    """Make the control's table with a first entry."""
    connection = connect(where)
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA journal_mode=WAL")
        key = "integer PRIMARY KEY"
    else:
        key = "bigserial PRIMARY KEY"
    connection.execute(NAIVE_TABLE.format(key=key))
    connection.execute("INSERT INTO naive (previous, hash) VALUES ('', 'begin')")
    connection.close()


def write_naively(where: str, number: int) -> None:
    """Put entries after the last one: locked on PostgreSQL, read before the transaction on SQLite."""
    connection = connect(where)
    is_sqlite = isinstance(connection, sqlite3.Connection)
    mark, begin = ("?", "BEGIN IMMEDIATE") if is_sqlite else ("%s", "BEGIN")
    for turn in range(NAIVE_EVENTS):
        last = connection.execute(LAST).fetchone() if is_sqlite else None
        time.sleep(0.001)  # as long as a verb has other things to do
        connection.execute(begin)
        last = last or connection.execute(f"{LAST} FOR UPDATE").fetchone()
        own = hashlib.sha256(f"{last[0]} {number} {turn}".encode()).hexdigest()
        connection.execute(f"INSERT INTO naive (previous, hash) VALUES ({mark}, {mark})", (last[0], own))
        connection.execute("COMMIT")
    connection.close()


def count_naive(where: str) -> list[int]:
    """Return how many entries the control wrote, and after how many different ones."""
    connection = connect(where)
    row = connection.execute("SELECT count(*), count(DISTINCT previous) FROM naive").fetchone()
    connection.close()
    return [int(value) for value in row]


def main() -> None:
    """Run this kind alone, on one database."""
    from faults import _report

    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--writers", type=int, default=16)
    parser.add_argument("--events", type=int, default=10_000, help="of each writer")
    asked = parser.parse_args()
    with Site(asked.database) as site:
        tally = run(site, writers=asked.writers, events=asked.events, seed=0)
    print(_report.line(tally))
    raise SystemExit(0 if tally.is_good else 1)


if __name__ == "__main__":
    main()
