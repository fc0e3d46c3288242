"""What the chained log costs a verb: beside the same verb with a plain audit row, and how fast a long log is read.

    python -m benchmarks audit_cost
    python -m benchmarks.audit_cost WRITES [EVENTS]      other sizes: verbs of each way, events of the long log

The plain row has the same columns in one table: no chain, no head to lock, no values apart, no digest. Both ways run
the whole verb with Django, its transaction and its commit, in turns of a few writes, so that whatever else the
machine does falls on both. One writer is held to a bar; eight writers in one office on PostgreSQL are told only.
"""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "proxenia.settings")

from benchmarks import _report  # noqa: E402

DATABASES = True
WRITES, TURN, WRITERS = 3_000, 50, 8
EVENTS = 1_000_000
AT_LEAST = 80.0
PLAIN = (
    "CREATE TABLE IF NOT EXISTS plain_audit (id {key}, chain bigint NOT NULL, verb varchar(80) NOT NULL,"
    " at {moment} NOT NULL, by_uid varchar(32) NOT NULL, by_name varchar(200) NOT NULL,"
    " subject_kind varchar(60) NOT NULL, subject_uid varchar(32) NOT NULL, subject_name varchar(300) NOT NULL,"
    " before text NOT NULL, after text NOT NULL, note text NOT NULL)"
)
ADD_PLAIN = (
    "INSERT INTO plain_audit (chain, verb, at, by_uid, by_name, subject_kind, subject_uid, subject_name, before,"
    " after, note) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)
Verb = Callable[[int], Any]


def make_plain_table() -> None:
    """Make the table of plain rows, with an index for a record's history as the log has one."""
    from django.conf import settings
    from django.db import connection

    postgres = connection.vendor == "postgresql"
    key, moment = (
        ("bigserial PRIMARY KEY", "timestamptz") if postgres else ("integer PRIMARY KEY", "datetime")
    )
    statements = [
        PLAIN.format(key=key, moment=moment),
        "CREATE INDEX IF NOT EXISTS plain_subject ON plain_audit (subject_uid)",
    ]
    if not postgres:
        with connection.cursor() as cursor:
            for sql in statements:
                cursor.execute(sql)
        return
    import psycopg

    role = connection.settings_dict["USER"]
    with psycopg.connect(settings.OWNER_DATABASE_URL, autocommit=True) as owner:
        for sql in (*statements, f"GRANT ALL ON plain_audit, plain_audit_id_seq TO {role}"):
            owner.execute(sql)  # type: ignore[arg-type]


def record_plainly(
    *, chain: Any, by: Any, verb: str, kind: str, uid: str, name: str = "", before: Any = None, after: Any = None,
    note: str = "",
) -> None:  # fmt: skip
    """Write an audit row as most programs do."""
    from django.db import connection
    from django.utils import timezone

    from proxenia.audit.rules import canonical

    at = connection.ops.adapt_datetimefield_value(timezone.now())
    old, new = canonical(before) if before else "", canonical(after) if after else ""
    row = [chain or 0, verb, at, by.uid, by.name, kind, uid, name[:300], old, new, note]
    with connection.cursor() as cursor:
        cursor.execute(ADD_PLAIN, row)


@contextmanager
def plainly() -> Any:
    """Let the verbs write plain rows meanwhile, wherever they write their event."""
    from proxenia.audit import actions

    chained = actions.record
    users = [
        (module, name)
        for module in list(sys.modules.values())
        if getattr(module, "__name__", "").startswith("proxenia.")
        for name in ("record", "record_event")
        if vars(module).get(name) is chained
    ]
    for module, name in users:
        setattr(module, name, record_plainly)
    try:
        yield
    finally:
        for module, name in users:
            setattr(module, name, chained)


def verbs(office: Any, by: Any, number: int) -> dict[str, Verb]:
    """Return the verbs measured: a record changed, a note added, a record created."""
    from proxenia.directory.actions import add_organisation, change_organisation
    from proxenia.records.actions import add_note

    values = {"kind": "municipality", "country": "DE"}
    body = add_organisation(office, by=by, values={"name": f"Town of Measures {number}", **values})

    def change(turn: int) -> None:
        body.refresh_from_db()
        change_organisation(body, by=by, values={"name": f"Town of Measures {number} {turn}"})

    return {
        "change a record": change,
        "add a note": lambda turn: add_note(body.anchor, by=by, text=f"What was said the {turn}th time."),
        "create a record": lambda turn: add_organisation(
            office, by=by, values={"name": f"Body {number} {turn} {time.monotonic_ns()}", **values}
        ),
    }


def timed(verb: Verb, first: int) -> float:
    """Return the seconds that a turn of writes took."""
    begun = time.perf_counter()
    for turn in range(first, first + TURN):
        verb(turn)
    return time.perf_counter() - begun


def compare(verb: Verb, writes: int) -> tuple[float, float]:
    """Return how many writes a second the chained way and the plain way made, in turns, each first every other time."""
    chained: list[float] = []
    plain: list[float] = []
    timed(verb, 0)
    for number in range(max(2, writes // TURN)):
        first = (number + 1) * 2 * TURN
        for is_plain in (False, True) if number % 2 else (True, False):
            if is_plain:
                with plainly():
                    plain.append(timed(verb, first + TURN))
            else:
                chained.append(timed(verb, first))
    return TURN / statistics.median(chained), TURN / statistics.median(plain)


def crowd(way: str, writes: int) -> float:
    """Return how many writes a second eight writers made in one office, each in a process of its own."""
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.audit_cost", "--writer", way, str(writes)]
    children = [
        subprocess.Popen([*command, str(number)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for number in range(WRITERS)
    ]
    for child in children:
        assert child.stdout
        child.stdout.readline()  # ready
    begun = time.perf_counter()
    for child in children:
        assert child.stdin
        child.stdin.write(b"go\n")
        child.stdin.close()
    ended = [child.wait() for child in children]
    if any(ended):
        raise SystemExit("A writer of the crowd failed.")
    return WRITERS * writes / (time.perf_counter() - begun)


def one_of_the_crowd(way: str, writes: int, number: int) -> None:
    """Add notes to a record of one's own in the office of all, once told to begin."""
    from contextlib import nullcontext

    office, by = stage()
    verb = verbs(office, by, 100 + number)["add a note"]
    verb(0)
    print("ready", flush=True)
    sys.stdin.readline()
    with plainly() if way == "plain" else nullcontext():
        for turn in range(writes):
            verb(turn)


def stage() -> tuple[Any, Any]:
    """Start Django and return the office and the person who writes."""
    import django

    django.setup()
    from proxenia.accounts.models import Office, User

    return Office.objects.get(slug="measured"), User.objects.get(email="director@measured.example")


def set_up() -> None:
    """Make a database with one office."""
    command = [sys.executable, "-m", "proxenia", "init", "--office", "Measured"]
    more = ["--email", "director@measured.example"]
    subprocess.run([*command, *more], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def long_log(events: int) -> list[list[object]]:
    """Write a long chain and as many openings; return how long verifying and asking takes."""
    import resource

    from django.db import transaction
    from django.utils import timezone

    from proxenia.accounts.models import Office, User
    from proxenia.audit.actions import prepare, record_many, record_reads
    from proxenia.audit.queries import first_break, reads_of

    office, by = Office.objects.get(slug="measured"), User.objects.operator()
    for start in range(0, events, 50_000):
        count = min(50_000, events - start)
        with transaction.atomic():
            record_many(chain=9_000_001, events=[
                prepare(by=by, verb="add_note", kind="note", uid=f"{start + turn:016}", after={"note": f"Words {turn}"})
                for turn in range(count)
            ])  # fmt: skip
        uids = [f"{(start + turn) % 5000:016}" for turn in range(count)]
        record_reads(chain=office.pk, by=by, kind="note", uids=uids, via="page")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = time.perf_counter()
    assert first_break(9_000_001) is None
    took = time.perf_counter() - begun
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    begun = time.perf_counter()
    assert list(reads_of(office.pk, uid=f"{7:016}", until=timezone.now()))
    asked = time.perf_counter() - begun
    return [
        [f"verify a chain of {events:,} events", f"{took:.1f} s", "–"],
        ["memory the verifier adds at its peak", f"{grown:.0f} MB", "–"],
        [f"who opened one record, of {events:,} openings", f"{asked * 1000:.1f} ms", "60 s"],
    ]


def main() -> None:
    """Measure on the database at hand, write the section, and fail under the bar."""
    engine = os.environ.get("PROXENIA_BENCH_ENGINE", "sqlite")
    sizes = [int(word) for word in sys.argv[1:] if word.isdigit()]
    writes = sizes[0] if sizes else WRITES
    set_up()
    office, by = stage()
    make_plain_table()
    rows, below = [], []
    for name, verb in verbs(office, by, 0).items():
        chained, plain = compare(verb, writes)
        share = 100 * chained / plain
        rows.append([name, f"{chained:.0f}", f"{plain:.0f}", f"{share:.0f} %", f"{AT_LEAST:.0f} %"])
        below += [f"{name}: {share:.0f} %"] if share < AT_LEAST else []
    if engine == "postgres":
        chained, plain = crowd("chained", writes // WRITERS), crowd("plain", writes // WRITERS)
        share = 100 * chained / plain
        rows.append(
            [
                "add a note, eight writers in one office",
                f"{chained:.0f}",
                f"{plain:.0f}",
                f"{share:.0f} %",
                "–",
            ]
        )
    head = ("verb", "chained, a second", "plain row, a second", "share", "at least")
    text = _report.table(head, rows)
    log = long_log(sizes[1] if len(sizes) > 1 else EVENTS)
    text += "\n\n" + _report.table(("the log as a whole", "took", "bar"), log)
    text += f"\n\n{writes:,} writes each way, in turns of {TURN}; the middle turn counts. {_report.machine()}"
    if below:
        text = f"Under the bar: {'; '.join(below)}.\n\n{text}"
    print(text)
    name = {"sqlite": "SQLite", "postgres": "PostgreSQL"}[engine]
    if "--dry" not in sys.argv:
        _report.write_section(f"audit-cost-{engine}", f"What the log costs a verb, on {name}", text)
    raise SystemExit(1 if below else 0)


if __name__ == "__main__":
    if "--writer" in sys.argv:
        way, count, which = sys.argv[2:5]
        one_of_the_crowd(way, int(count), int(which))
    else:
        main()
