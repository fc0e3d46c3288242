"""Backup, restore and verification of the database and the kept files, on both engines."""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from proxenia.core.errors import Refused

MANIFEST = "manifest.json"


def _database_file() -> Path:
    return Path(str(settings.DATABASES["default"]["NAME"]))


def _files_folder() -> Path:
    return Path(settings.DATA_FOLDER) / "files"


def _owner_url() -> str:
    return settings.OWNER_DATABASE_URL or os.environ.get("PROXENIA_DATABASE_URL", "")


def write_backup(target: Path) -> str:
    """Write database and files into one tar file, whole or not at all; return a sentence."""
    target = target.resolve()
    if target.exists():
        raise Refused("There is a file of that name already; name another.", str(target))
    try:
        with tempfile.TemporaryDirectory(dir=target.parent) as folder:
            part = Path(folder) / "backup.tar"
            _pack(part, _dump(Path(folder)))
            part.replace(target)
    except OSError as error:
        raise Refused(f"The backup could not be written: {error.strerror}.", str(target)) from error
    return f"Everything is in {target.name}: {target.stat().st_size} bytes."


def _dump(folder: Path) -> Path:
    """Write a consistent copy of the database while others write; return its path."""
    if connection.vendor == "postgresql":
        dump = folder / "database.pgdump"
        _run(["pg_dump", "--format=custom", f"--file={dump}", f"--dbname={_owner_url()}"])
        return dump
    copy = folder / "database.sqlite3"
    source = sqlite3.connect(f"file:{_database_file()}?mode=ro", uri=True)
    try:
        with sqlite3.connect(copy) as target:
            source.backup(target)
        target.close()
    finally:
        source.close()
    return copy


def _pack(part: Path, dump: Path) -> None:
    kept = sorted(path for path in _files_folder().rglob("*") if path.is_file())
    names = {dump.name: dump} | {f"files/{path.relative_to(_files_folder())}": path for path in kept}
    manifest = {
        "engine": connection.vendor,
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
        "digests": {name: _digest(path) for name, path in names.items()},
    }
    listing = part.with_name(MANIFEST)
    listing.write_text(json.dumps(manifest, indent=1))
    with tarfile.open(part, "w") as archive:
        archive.add(listing, MANIFEST)
        for name, path in names.items():
            archive.add(path, name)


def _digest(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def read_backup(source: Path, *, replace: bool) -> str:
    """Check a backup and bring it back; refuses over existing data unless told to replace it."""
    if not source.is_file():
        raise Refused("There is no such file.", str(source))
    if not replace and _holds_data():
        raise Refused("The database holds data already; say --replace to lose it.", "database")
    folder = Path(settings.DATA_FOLDER)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        manifest = _unpack(source, Path(scratch))
        if manifest["engine"] != connection.vendor:
            raise Refused(
                f"This is a backup of {manifest['engine']}; this installation uses {connection.vendor}.",
                str(source),
            )
        _bring_back(Path(scratch))
    problems = problems_found()
    if problems:
        raise Refused("The backup is back, but does not hold: " + " ".join(problems), str(source))
    return "Everything is back, and the log's chain holds."


def _unpack(source: Path, scratch: Path) -> dict[str, object]:
    try:
        with tarfile.open(source) as archive:
            archive.extractall(scratch, filter="data")
        manifest: dict[str, object] = json.loads((scratch / MANIFEST).read_text())
        digests: dict[str, str] = dict(manifest["digests"])  # type: ignore[call-overload]
        broken = [name for name, digest in digests.items() if _digest(scratch / name) != digest]
    except (tarfile.TarError, OSError, KeyError, ValueError) as error:
        raise Refused("This is not a backup, or it is damaged; nothing was changed.", str(source)) from error
    if broken:
        raise Refused(f"The backup is damaged at {broken[0]}; nothing was changed.", str(source))
    return manifest


def _holds_data() -> bool:
    from proxenia.accounts.models import Office

    if "accounts_office" not in connection.introspection.table_names():
        return False
    return Office.objects.exists()


def _bring_back(scratch: Path) -> None:
    connection.close()
    if connection.vendor == "postgresql":
        dump = scratch / "database.pgdump"
        _run(
            [
                "pg_restore",
                "--clean",
                "--if-exists",
                "--single-transaction",
                f"--dbname={_owner_url()}",
                str(dump),
            ]
        )
        grant_application()
    else:
        _replace_sqlite(scratch / "database.sqlite3")
    shutil.rmtree(_files_folder(), ignore_errors=True)
    if (scratch / "files").exists():
        shutil.move(scratch / "files", _files_folder())


def _replace_sqlite(copy: Path) -> None:
    """Copy the pages over the database in one go, so that the file is never missing or half there."""
    with sqlite3.connect(copy) as source:
        if source.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            raise Refused("The database in the backup is damaged; nothing was changed.", copy.name)
        with sqlite3.connect(_database_file(), timeout=20) as target:
            source.backup(target)
        target.close()
    source.close()


def grant_application() -> None:
    """Let the application's role read and write everything but change the log (PostgreSQL, two roles)."""
    if connection.vendor != "postgresql" or not settings.OWNER_DATABASE_URL:
        return
    role = urlsplit(os.environ.get("PROXENIA_DATABASE_URL", "")).username
    owner = urlsplit(settings.OWNER_DATABASE_URL).username
    if not role or role == owner:
        return
    from proxenia.audit.rules import REVOKED

    quoted = connection.ops.quote_name(role)
    statements = [
        f"GRANT USAGE ON SCHEMA public TO {quoted}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {quoted}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {quoted}",
        *(f"REVOKE {', '.join(rights)} ON {table} FROM {quoted}" for table, rights in REVOKED.items()),
    ]
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def problems_found(anchor: Path | None = None) -> list[str]:
    """Check the chains, the foreign keys and the database itself, and compare the log with an anchor where one
    is named; return a sentence for each problem.
    """
    from proxenia.audit.queries import breaks_since_anchor, unguarded, verify_chains

    since = [one.sentence for one in breaks_since_anchor(anchor)] if anchor else []
    return [*_database_problems(), *verify_chains(), *since, *unguarded()]


def _database_problems() -> Iterator[str]:
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        yield from (f"Database: {row[0]}." for row in cursor.fetchall() if row[0] != "ok")
        cursor.execute("PRAGMA foreign_key_check")
        yield from (
            f"Row {row[1]} of {row[0]} points at a missing row of {row[2]}." for row in cursor.fetchall()
        )


def _run(command: list[str]) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError as error:
        raise Refused(f"{command[0]} is not installed on this machine.", command[0]) from error
    if done.returncode:
        raise Refused(f"{command[0]} failed: {done.stderr.strip().splitlines()[-1]}", command[0])
