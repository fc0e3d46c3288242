"""Taking a backup while people write: one moment of the database, and the files that its rows speak of."""

import hashlib
import json
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection, transaction

from proxenia.cli.backup import archive, postgres, sqlite
from proxenia.core import durable
from proxenia.core.errors import Refused

BESIDE = "erasures.json"
"""The list of erasures is written beside the backups, the newest over the older ones: an old backup is erased anew."""
_TRIES = 3


@dataclass(frozen=True)
class Taken:
    """A backup as it was written: where, its seal, how much is in it, and files that were gone before."""

    path: Path
    seal: str
    manifest: dict[str, Any]
    lost: tuple[str, ...]

    def plain(self) -> dict[str, Any]:
        """Return the form of the command line."""
        tables = self.manifest["tables"]
        return {
            "file": str(self.path),
            "bytes": self.path.stat().st_size,
            "seal": self.seal,
            "tables": len(tables),
            "rows": sum(one["rows"] for one in tables.values()),
            "files": len(self.manifest["files"]),
            "lost": list(self.lost),
        }


def take(target: Path) -> Taken:
    """Write database and files into one file, read it back, and return what was written; never over another file."""
    target = target.resolve()
    if target.exists():
        raise Refused("There is a file of that name already; name another.", str(target))
    if not target.parent.is_dir():
        raise Refused("There is no such folder.", str(target.parent))
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
            taken = _take(target, Path(folder))
        _write_erasures(target.parent, taken.manifest["erasures"])
    except (OSError, sqlite3.DatabaseError, DatabaseError) as error:
        why = getattr(error, "strerror", None) or error
        raise Refused(f"The backup could not be written: {why}.", str(target)) from error
    return taken


def _take(target: Path, folder: Path) -> Taken:
    """Hold a moment whose files are all there; one that was erased meanwhile asks for another moment."""
    for _try in range(_TRIES):
        moment = folder / f"moment-{_try}"
        moment.mkdir()
        manifest, parts = _moment(moment)
        lost = _gather(moment, manifest["files"])
        if not lost:
            break
        if _try + 1 < _TRIES:
            shutil.rmtree(moment)
    manifest["lost"] = list(lost)
    files = [(name, moment / name) for name in manifest["files"] if name not in lost]
    seal = archive.pack(target, manifest, [*parts, *files])
    return Taken(target, seal, manifest, tuple(lost))


def _moment(folder: Path) -> tuple[dict[str, Any], list[tuple[str, Path]]]:
    """Write one moment of the database into a folder; return what is in it and its parts."""
    told: dict[str, Any] = {
        "engine": connection.vendor,
        "program": program_version(),
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
        "erasures": erasures_known(),
    }
    if connection.vendor == "postgresql":
        with transaction.atomic():
            postgres.begin_moment()
            told |= {"server": getattr(connection, "pg_version", 0), **postgres.dump(folder)}
            told |= _said_by(_ask_connection)
        return told, [(name, folder / name) for name in map(postgres.part_of, told["tables"])]
    copy = folder / sqlite.PART
    sqlite.copy(database_file(), copy)
    with closing(sqlite.opened(copy)) as database:
        told |= {"server": sqlite3.sqlite_version, "tables": sqlite.contents(database)}
        told |= _said_by(lambda sql: database.execute(sql).fetchall())
    return told, [(sqlite.PART, copy)]


def _ask_connection(sql: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def _said_by(ask: Any) -> dict[str, Any]:
    """Return what the moment itself says: its migrations, the heads of its chains, the files it speaks of."""
    files = {f"files/{uid[:2]}/{uid}": digest for uid, digest in ask("SELECT uid, digest FROM records_file")}
    return {
        "migrations": sorted([list(row) for row in ask("SELECT app, name FROM django_migrations")]),
        "chains": sorted([list(row) for row in ask("SELECT chain, seq, hash FROM audit_chainhead")]),
        "files": files,
    }


def _gather(folder: Path, files: dict[str, str]) -> list[str]:
    """Copy the files of a moment beside it; return those that are gone or are not what their row says."""
    lost = []
    for name, digest in files.items():
        source, copy = Path(settings.DATA_FOLDER) / name, folder / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        try:
            shutil.copyfile(source, copy)
        except FileNotFoundError:
            lost.append(name)
            continue
        if digest_of(copy) != digest:
            lost.append(name)
    return lost


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def database_file() -> Path:
    """Return where the SQLite database lies."""
    return Path(str(settings.DATABASES["default"]["NAME"]))


def program_version() -> str:
    """Return which version of Proxenia this is."""
    try:
        return version("proxenia")
    except PackageNotFoundError:
        return "0"


def erasures_known() -> dict[str, Any]:
    """Return the list of erasures: digests and decisions, no personal data."""
    from proxenia.records.actions.erasing import listed

    return listed()


def erasures_beside(folder: Path) -> dict[str, Any]:
    """Return the list of erasures that lies beside backups; an unreadable one is refused, never passed over."""
    path = folder / BESIDE
    if not path.exists():
        return {}
    try:
        found: dict[str, Any] = json.loads(path.read_text("utf-8"))
        return {str(digest): dict(entry) for digest, entry in found.items()}
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise Refused(
            "The list of erasures beside the backups cannot be read; mend it or take it away.", str(path)
        ) from error


def _write_erasures(folder: Path, known: dict[str, Any]) -> None:
    """Bring the list beside the backups up to date; what it holds already is kept."""
    together = {**erasures_beside(folder), **known}
    text = json.dumps(together, indent=1, sort_keys=True)
    durable.write(folder / BESIDE, _once(text.encode()))


def _once(content: bytes) -> Iterator[bytes]:
    yield content
