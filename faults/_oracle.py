"""The oracle: after every fault, is all that was acknowledged there, is anything half there, does the product open."""

import hashlib
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Count

from faults import _diary
from faults._load import IMPORT_ROWS

Line = dict[str, Any]
STUCK_AFTER = 60.0
HANGING = ("add_note", "add_file", "put_away_file", "share", "unshare")
"""Verbs whose event stands on a record without changing it: the others change its version."""


def examine(diaries: Path, since: float = 0.0, again: bool = True) -> dict[str, Any]:
    """Return what is lost, half there or broken, and the seconds from ``since`` until Today opened.

    ``again`` imports the last acknowledged list once more, which must change nothing.
    """
    opened = open_today()
    ready = time.monotonic() - since if since else 0.0
    opened += catch_up()
    lines = _diary.acknowledged(diaries)
    lost = [sentence for line in lines for sentence in missing(line, _Shelf.of(lines))]
    half = [*halves(), *half_imports(diaries), *unfindable()]
    broken = [*opened, *problems(), *(changed_again(lines) if again else [])]
    return {
        "acknowledged": len(lines),
        "refused": dict(Counter(line["error"] for line in _diary.refusals(diaries))),
        "lost": lost, "half": half, "broken": broken, "ready": round(ready, 3),
    }  # fmt: skip


def open_today() -> list[str]:
    """Sign the director in and open Today, as a person does; complain where that is refused."""
    from django.test import Client

    from proxenia.accounts.models import Membership

    held = Membership.objects.select_related("user", "office").filter(role="director").first()
    if held is None:
        return ["the office or its director is gone"]
    client = Client(SERVER_NAME="127.0.0.1", raise_request_exception=False)
    client.force_login(held.user, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(f"/o/{held.office.slug}/", follow=True)
    return [] if answer.status_code == 200 else [f"Today answers {answer.status_code}"]


def catch_up() -> list[str]:
    """Do the jobs that wait or that a killed worker left, as a worker does; complain of those that do not end."""
    from proxenia.core.models import Job
    from proxenia.core.worker import Worker

    worker, until = Worker(), time.monotonic() + STUCK_AFTER
    pending = Job.objects.standing(Job.State.WAITING, Job.State.RUNNING)
    while pending.exists() and time.monotonic() < until:
        if not worker.step():
            time.sleep(0.05)
    stuck = [f"job {one.name} is still {one.state} after {STUCK_AFTER:.0f} s" for one in pending]
    failed = Job.objects.standing(Job.State.FAILED, Job.State.REFUSED)
    return stuck + [f"job {one.name} {one.state}: {one.error}" for one in failed]


class _Shelf:
    """What the database holds of the things in the diaries, fetched once for all lines."""

    def __init__(self, lines: list[Line]) -> None:
        from proxenia.directory.models import Organisation
        from proxenia.engagements.models import Engagement
        from proxenia.portfolio.models import Partnership
        from proxenia.records.models import File, ImportRun, Note

        self.visits = dict(
            Note.objects.filter(text__startswith="Visit ")
            .values_list("text")
            .annotate(Count("pk"))
            .order_by()
        )
        wanted: dict[str, list[str]] = {}
        for line in lines:
            wanted.setdefault(line["do"], []).append(line["uid"])
        self.organisations = _by_uid(Organisation, wanted.get("organisation", []) + wanted.get("counter", []))
        self.ties = _by_uid(Partnership, wanted.get("tie", []))
        self.contacts = _by_uid(Engagement, wanted.get("contact", []))
        self.notes = _by_uid(Note, wanted.get("note", []))
        self.files = _by_uid(File, wanted.get("file", []))
        self.runs = _by_uid(ImportRun, wanted.get("import", []))

    _last: tuple[int, "_Shelf"] | None = None

    @classmethod
    def of(cls, lines: list[Line]) -> "_Shelf":
        """Return the shelf of these lines, filled the first time it is asked for."""
        if cls._last is None or cls._last[0] != id(lines):
            cls._last = (id(lines), cls(lines))
        return cls._last[1]


def _by_uid(model: Any, uids: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    unique = sorted(set(uids))
    for start in range(0, len(unique), 500):
        found |= {row.uid: row for row in model.objects.filter(uid__in=unique[start : start + 500])}
    return found


def missing(line: Line, shelf: _Shelf) -> Iterator[str]:
    """Yield a sentence where something acknowledged is gone or is not what it was."""
    row, agrees = _found(line, shelf)
    if row is None:
        yield f"{line['do']} {line['uid']} is gone"
    elif not agrees(row):
        yield f"{line['do']} {line['uid']} is not what was acknowledged"


def _found(line: Line, shelf: _Shelf) -> tuple[Any, Callable[[Any], bool]]:
    uid = line["uid"]
    table: dict[str, tuple[dict[str, Any], Callable[[Any], bool]]] = {
        "organisation": (shelf.organisations, lambda row: (row.name, row.note) == (line["name"], line["note"])),
        # Later changes of the same counter may stand already: what counts is that none went back.
        "counter": (shelf.organisations, lambda row: int(row.note or -1) >= line["value"]),
        "tie": (shelf.ties, lambda row: row.name == line["name"] and row.parties.exists()),
        "contact": (shelf.contacts, lambda row: row.title == line["title"]),
        "visit": ({"": shelf.visits}, lambda row: row.get(line["text"]) == 1),
        "note": (shelf.notes, lambda row: row.text == line["text"]),
        "file": (shelf.files, lambda row: digest_kept(row) == line["digest"]),
        "import": (shelf.runs, lambda row: row.state == "done" and imported(line["prefix"]) == IMPORT_ROWS),
    }  # fmt: skip
    rows, agrees = table[line["do"]]
    return rows.get(uid), agrees


def digest_kept(row: Any) -> str:
    """Return the digest of the bytes kept for a file; empty where there are none."""
    from proxenia.records.actions.hangings import path_of

    path = path_of(row)
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def imported(prefix: str) -> int:
    """Count what stands of one imported list."""
    from proxenia.directory.models import Organisation

    return Organisation.objects.filter(name__startswith=f"{prefix} ").count()


def kinds() -> dict[str, Any]:
    """Return every kind of record with its model."""
    from proxenia.records.models import Record

    found = (model for model in apps.get_models() if issubclass(model, Record))
    return {model.record_kind: model for model in found}


def halves() -> Iterator[str]:
    """Yield what stands half: a record without its event, an event without its record, a row without its file."""
    from proxenia.audit.models import Event, EventValues
    from proxenia.records.models import Anchor, File, Note

    events = Event.objects.exclude(verb__in=HANGING).filter(subject_kind__in=kinds())
    told = dict(events.values_list("subject_uid").annotate(Count("pk")).order_by())
    anchors = {uid: (kind, pk) for pk, uid, kind in Anchor.objects.values_list("pk", "uid", "kind")}
    for kind, model in kinds().items():
        rows = dict(model.objects.values_list("uid", "version"))
        yield from (
            f"{kind} {uid} has an anchor only"
            for uid, (of, _pk) in anchors.items()
            if of == kind and uid not in rows
        )
        yield from (
            f"{kind} {uid} stands at version {version}, the log tells of {told.get(uid, 0)}"
            for uid, version in rows.items() if told.get(uid, 0) != version
        )  # fmt: skip
    yield from (f"the log tells of {uid}, which is gone" for uid in told if uid not in anchors)
    yield from uneven("note", Note, "add_note")
    yield from uneven("file", File, "add_file")
    yield from (
        f"file {row.uid} has no bytes" for row in File.objects.all() if digest_kept(row) != row.digest
    )
    twice = (
        Note.objects.values_list("text").annotate(n=Count("pk")).filter(n__gt=1, text__startswith="Visit ")
    )
    yield from (f"“{text}” was written {number} times" for text, number in twice.order_by())
    if Event.objects.count() != EventValues.objects.count():
        yield f"{Event.objects.count()} events have {EventValues.objects.count()} sets of values"


def uneven(what: str, model: Any, verb: str) -> Iterator[str]:
    """Yield records on which there hang more or fewer things than the log tells of."""
    from proxenia.audit.models import Event

    hanging = dict(model.objects.values_list("anchor__uid").annotate(Count("pk")).order_by())
    told = dict(Event.objects.filter(verb=verb).values_list("subject_uid").annotate(Count("pk")).order_by())
    for uid in sorted({*hanging, *told}):
        if hanging.get(uid, 0) != told.get(uid, 0):
            yield f"{uid} has {hanging.get(uid, 0)} {what}s, the log tells of {told.get(uid, 0)}"


def half_imports(diaries: Path) -> Iterator[str]:
    """Yield lists of which some rows stand and others not, whether the import was acknowledged or not."""
    from proxenia.records.models import ImportChange, ImportRun

    for path in sorted(diaries.glob("Import-*.csv")):
        count = imported(path.stem.replace("-", " "))
        if count not in (0, IMPORT_ROWS):
            yield f"{path.stem}: {count} of {IMPORT_ROWS} rows stand"
    for run in ImportRun.objects.filter(state=ImportRun.State.DONE):
        kept = ImportChange.objects.filter(run=run).count()
        if kept != IMPORT_ROWS:
            yield f"import {run.uid} is done and remembers {kept} of {IMPORT_ROWS} changes"


def unfindable() -> Iterator[str]:
    """Yield records of which search knows nothing though they are there."""
    key = "rowid" if connection.vendor == "sqlite" else "id"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {key} FROM core_search")
        known = {row[0] for row in cursor.fetchall()}
    for kind in ("organisation", "partnership", "engagement"):
        rows = kinds()[kind].objects.filter(archived_at=None).values_list("pk", "uid")
        yield from (f"search does not know {kind} {uid}" for pk, uid in rows if pk not in known)


def problems() -> Iterable[str]:
    """Return what the product's own `proxenia verify` says: the database, the keys, every chain."""
    from proxenia.cli.storage import problems_found

    return problems_found()


def changed_again(lines: list[Line]) -> Iterator[str]:
    """Import the last acknowledged list again, and yield what that changed."""
    from proxenia.audit.models import Event
    from proxenia.records.actions.imports import import_file

    done = [line for line in lines if line["do"] == "import" and Path(line["path"]).exists()]
    if not done:
        return
    from proxenia.accounts.models import Membership

    held = Membership.objects.select_related("user", "office").get(role="director")
    before = Event.objects.count()
    outcome = import_file(held.office, by=held.user, kind="organisations", path=Path(done[-1]["path"]))
    if outcome.created or outcome.changed or Event.objects.count() != before:
        yield f"the same list again created {outcome.created} and changed {outcome.changed}"
