"""Bringing a backup back: it is unpacked, compared and made ready beside the office, then takes its place at once.

Whatever happens in between, a kill too, leaves either the old office or the new one: files are only added before, and
the database changes in one transaction.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection, transaction

from proxenia.cli.backup import archive, finishing, postgres, sqlite, taking
from proxenia.core import durable
from proxenia.core.errors import Refused

SCRATCH, ASIDE = ".restore-", "before-restore.sqlite3"


def restore(source: Path, *, replace: bool, seal: str = "") -> dict[str, Any]:
    """Bring a backup back and return what came; over existing data only where ``replace`` says so.

    With ``seal`` only the very file that printed it when it was made is taken.
    """
    if not source.is_file():
        raise Refused("There is no such file.", str(source))
    if not replace and _holds_data():
        raise Refused("The database holds data already; say --replace to lose it.", "database")
    with _scratch() as scratch:
        unpacked = scratch / "unpacked"
        unpacked.mkdir()
        manifest = archive.unpack(source, unpacked)
        _check_fits(manifest, source, seal)
        erasures = {
            **manifest["erasures"],
            **taking.erasures_beside(source.resolve().parent),
            **_known_here(),
        }
        bring = _into_postgres if connection.vendor == "postgresql" else _into_sqlite
        erased = bring(unpacked, scratch, manifest, erasures)
    return _answer(manifest, erased)


def _answer(manifest: dict[str, Any], erased: int) -> dict[str, Any]:
    tables = manifest["tables"]
    return {
        "ok": True,
        "written": manifest["written"],
        "tables": len(tables),
        "rows": sum(one["rows"] for one in tables.values()),
        "files": len(manifest["files"]) - len(manifest["lost"]),
        "lost": manifest["lost"],
        "erased_again": erased,
    }


@contextmanager
def _scratch() -> Iterator[Path]:
    """Yield an empty folder on the disk of the office; what a killed restore left is removed."""
    folder = Path(settings.DATA_FOLDER)
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob(f"{SCRATCH}*"):
        shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=SCRATCH) as name:
        yield Path(name)


def _holds_data() -> bool:
    from proxenia.accounts.models import Office

    if "accounts_office" not in connection.introspection.table_names():
        return False
    return Office.objects.exists()


def _known_here() -> dict[str, Any]:
    """Return the erasures this installation knows of, before its database is replaced."""
    if "records_erasure" in connection.introspection.table_names():
        return taking.erasures_known()
    return taking.erasures_beside(Path(settings.DATA_FOLDER))


def _check_fits(manifest: dict[str, Any], source: Path, seal: str) -> None:
    wanted = ("engine", "written", "program", "migrations", "tables", "chains", "files", "lost", "erasures")
    if any(name not in manifest for name in wanted):
        raise Refused("The backup does not say what is in it; nothing was changed.", archive.MANIFEST)
    if manifest["engine"] != connection.vendor:
        raise Refused(
            f"This is a backup of {manifest['engine']}; this installation uses {connection.vendor}.",
            str(source),
        )
    if seal and archive.seal_of(source) != seal:
        raise Refused("This is not the backup that seal belongs to; nothing was changed.", str(source))
    there = {name for name in manifest["parts"] if name.startswith("files/")}
    missing = sorted(manifest["files"].keys() - set(manifest["lost"]) - there)
    if missing:
        raise Refused(f"The backup lacks {missing[0]}; nothing was changed.", str(source))
    wrong = [name for name in there if manifest["files"].get(name) != manifest["parts"][name]["sha256"]]
    if wrong:
        raise Refused(f"{wrong[0]} is not the file its row speaks of; nothing was changed.", str(source))


def _into_sqlite(unpacked: Path, scratch: Path, manifest: dict[str, Any], erasures: dict[str, Any]) -> int:
    """Make a copy ready in the scratch folder, then put it in the place of the office's database."""
    copy = unpacked / sqlite.PART
    problems = list(sqlite.problems(copy, manifest))
    if problems:
        raise Refused("Nothing was changed. " + " ".join(problems[:5]), sqlite.PART)
    ready = scratch / "ready"
    ready.mkdir()
    copy.rename(ready / "proxenia.sqlite3")
    erased = _made_ready(ready, {"manifest": manifest, "erasures": erasures}, scratch)
    with closing(sqlite.opened(ready / "proxenia.sqlite3")) as database:
        kept = {row[0] for row in database.execute("SELECT uid FROM records_file")}
    _add_files(unpacked, kept)
    connection.close()
    live, aside = taking.database_file(), Path(settings.DATA_FOLDER) / ASIDE
    _swap(ready / "proxenia.sqlite3", live, aside)
    _keep_erasures(ready)
    return erased


def _made_ready(ready: Path, given: dict[str, Any], scratch: Path) -> int:
    """Migrate, check and finish the copy in a process of its own whose data folder is the scratch folder."""
    more = scratch / "more.json"
    more.write_text(json.dumps(given), "utf-8")
    ours = {name: value for name, value in os.environ.items() if "DATABASE_URL" not in name}
    done = subprocess.run(
        [sys.executable, "-m", "proxenia.cli.backup.finishing", str(more)],
        env={**ours, "PROXENIA_DATA": str(ready), "DJANGO_SETTINGS_MODULE": "proxenia.settings"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    try:
        answer = json.loads(done.stdout.splitlines()[-1])
    except (ValueError, IndexError) as error:
        why = done.stderr.strip().splitlines()[-1:] or ["no word"]
        raise Refused(f"Nothing was changed: the copy could not be made ready ({why[0]}).", "copy") from error
    if "error" in answer:
        raise Refused(f"Nothing was changed. {answer['error']}", answer["where"])
    return int(answer["erased"])


def _add_files(unpacked: Path, wanted: set[str]) -> None:
    """Put the wanted files of the backup where the office keeps its own; none of the office's is taken away.

    Those nobody's row speaks of afterwards are swept by the daily job.
    """
    folder = unpacked / "files"
    for path in sorted(folder.rglob("*")) if folder.exists() else ():
        if path.is_file() and path.name in wanted:
            target = Path(settings.DATA_FOLDER) / path.relative_to(unpacked)
            if not target.exists() or taking.digest_of(target) != taking.digest_of(path):
                durable.write(target, _blocks(path))


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while data := file.read(1024 * 1024):
            yield data


def _swap(copy: Path, live: Path, aside: Path) -> None:
    """Replace the database, the old one kept aside until the new one is seen to stand."""
    aside.unlink(missing_ok=True)
    had = live.exists()
    if had:
        sqlite.copy(live, aside)
        durable.settle(aside, aside.parent)
    sqlite.put_in_place(copy, live)
    if had and not sqlite.is_sound(live):
        sqlite.put_in_place(aside, live)
        raise Refused("The database could not be replaced; the old one stands.", live.name)
    aside.unlink(missing_ok=True)


def _keep_erasures(ready: Path) -> None:
    """Let the list of erasures beside the database be that of the new one, which holds all that was known."""
    made = ready / taking.BESIDE
    if made.exists():
        durable.write(Path(settings.DATA_FOLDER) / taking.BESIDE, [made.read_bytes()])


def _into_postgres(unpacked: Path, scratch: Path, manifest: dict[str, Any], erasures: dict[str, Any]) -> int:
    """Load, check and finish everything in one transaction: until its end everybody works with the old office."""
    from proxenia.audit.apps import guard_log
    from proxenia.cli.storage import grant_application

    _add_files(unpacked, {Path(name).name for name in manifest["files"]})
    try:
        with transaction.atomic():
            postgres.load(unpacked, manifest)
            postgres.migrate_on()
            erased = finishing.finish(manifest, erasures)
            guard_log()
            grant_application()
    except DatabaseError as error:
        raise Refused(
            f"The database could not be replaced; the old one stands: {error}", "database"
        ) from error
    return erased
