"""The drill: a backup is made, brought back into a scratch place, compared and opened, each step timed.

A backup nobody ever restored is a hope. The scratch place is a folder of its own, and on PostgreSQL a database of its
own; both are removed afterwards, whatever happened.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from proxenia.cli.backup import taking
from proxenia.core.errors import Refused
from proxenia.core.stamps import new_uid

SCRATCH = ".drill-"


class _Steps:
    """How long each step took, and what stands against it."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.problems: list[str] = []

    @contextmanager
    def timed(self, name: str) -> Iterator[None]:
        """Note the seconds of a step; a refusal becomes a problem."""
        begun = time.monotonic()
        try:
            yield
        except Refused as refusal:
            self.problems.append(refusal.message)
        finally:
            self.seconds[name] = round(time.monotonic() - begun, 3)


def drill() -> dict[str, Any]:
    """Rehearse a restore, keep the result for the page of jobs, and return it."""
    begun, at = time.monotonic(), timezone.now()
    folder = Path(settings.DATA_FOLDER)
    with tempfile.TemporaryDirectory(dir=folder, prefix=SCRATCH) as name, _database() as url:
        report = _rehearsed(Path(name), url)
    seconds = round(time.monotonic() - begun, 3)
    from proxenia.core.models import Drill

    good = not report["problems"]
    Drill.objects.create(at=at, is_good=good, seconds=seconds, report=report)
    return {"ok": good, "at": at.isoformat(timespec="seconds"), "seconds_in_all": seconds, **report}


def _rehearsed(folder: Path, url: str) -> dict[str, Any]:
    steps, place = _Steps(), folder / "office"
    report: dict[str, Any] = {"engine": connection.vendor, "tables": 0, "rows": 0, "files": 0, "opened": 0}
    file = folder / "backup.tar"
    with steps.timed("backup"):
        told = taking.take(file).plain()
        report |= {name: told[name] for name in ("tables", "rows", "files", "bytes")}
        steps.problems += [f"The file {name} is gone or is not what its row says." for name in told["lost"]]
    if not steps.problems or file.exists():
        with steps.timed("restore"):
            back = _run(["-m", "proxenia", "restore", str(file), "--json"], place, url)
            # The restore compared every table, row by row, with what the backup says of it.
            steps.problems += _compared(told, back)
        with steps.timed("open"):
            seen = _run(["-m", "proxenia.cli.backup.rehearsal"], place, url) if not steps.problems else {}
            steps.problems += seen.get("problems", [])
            report["opened"] = seen.get("opened", 0)
    return {**report, "seconds": steps.seconds, "problems": steps.problems}


def _compared(told: dict[str, Any], back: dict[str, Any]) -> list[str]:
    """Return where what came back differs from what was written, in numbers."""
    pairs = {name: (told[name], back.get(name)) for name in ("tables", "rows")}
    pairs["files"] = (told["files"] - len(told["lost"]), back.get("files"))
    return [f"{before} {name} were written, {after} came back." for name, (before, after) in pairs.items()
            if before != after]  # fmt: skip


def _run(words: list[str], place: Path, url: str) -> dict[str, Any]:
    """Run a part of Proxenia in the scratch place and return its answer; its refusal is ours."""
    ours = {name: value for name, value in os.environ.items() if "DATABASE_URL" not in name}
    for name in ("PROXENIA_AS_OWNER", "PROXENIA_TESTING"):
        ours.pop(name, None)
    given = {"PROXENIA_DATA": str(place), "DJANGO_SETTINGS_MODULE": "proxenia.settings"}
    if url:
        given["PROXENIA_DATABASE_URL"] = url
    done = subprocess.run(
        [sys.executable, *words], env={**ours, **given}, capture_output=True, text=True, check=False
    )
    try:
        answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    except (ValueError, IndexError) as error:
        why = done.stderr.strip().splitlines()[-1:] or [f"exit code {done.returncode}"]
        raise Refused(f"The scratch place did not answer: {why[0]}") from error
    if "error" in answer:
        raise Refused(answer["error"]["message"])
    return answer


@contextmanager
def _database() -> Iterator[str]:
    """Yield the address of an empty database of its own ('' on SQLite) and remove it afterwards."""
    if connection.vendor != "postgresql":
        yield ""
        return
    name = f"proxenia_drill_{new_uid()}"
    quoted = connection.ops.quote_name(name)
    with connection.cursor() as cursor:
        try:
            cursor.execute(f"CREATE DATABASE {quoted} TEMPLATE template0")
        except DatabaseError as error:
            raise Refused(
                "The drill needs a database of its own: let the owner's role create databases"
                f" (ALTER ROLE … CREATEDB). PostgreSQL says: {error}",
                "PROXENIA_OWNER_DATABASE_URL",
            ) from error
    try:
        yield _address(name)
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {quoted} WITH (FORCE)")


def _address(name: str) -> str:
    """Return the owner's address with another database in it."""
    url = settings.OWNER_DATABASE_URL or os.environ.get("PROXENIA_DATABASE_URL", "")
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
