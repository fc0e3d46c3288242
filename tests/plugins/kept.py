"""Tables that outlive a run, for whoever asks for it: PROXENIA_TEST_KEEP_TABLES names the folder that holds them.

A copy is found by what tables are made from: every migration, the code that migrations lean on, the versions of
Django and of the database. Beside each copy lies its digest; one that does not match is thrown away and made anew.
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import time
import uuid
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import django
from django.apps import apps

from tests.plugins import house
from tools import postgres

VARIABLE = "PROXENIA_TEST_KEEP_TABLES"
# What migrations import, and what guards the log once they have run.
LEANED_ON = (
    "core/stamps.py", "core/fields.py", "core/append_only.py", "core/fresh.py", "audit/rules.py", "cli/ground.py",
)  # fmt: skip
DAYS = 14


def bring(name: str, target: Path, make: Callable[[Path], None]) -> bool:
    """Copy what an earlier run has kept to this folder; where nothing fits, make it there and keep a copy.

    Returns whether it was there.
    """
    if not os.environ.get(VARIABLE):
        make(target)
        return False
    folder = Path(os.environ[VARIABLE]).expanduser()
    folder.mkdir(parents=True, exist_ok=True)
    store = folder / f"{name}-{key()}"
    with locked(folder / f"{store.name}.lock"):
        if sound(store):
            shutil.copytree(store / "content", target)
            os.utime(store)
            return True
        make(target)
        keep(target, store)
        forget_old(folder)
        return False


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Hold back whoever else locks this file meanwhile."""
    with file.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def sound(store: Path) -> bool:
    """Whether a copy is there and is what was written; one that is not is told of and thrown away."""
    if not store.exists():
        return False
    digest = store / "digest"
    if digest.is_file() and digest.read_text() == digest_of(store / "content"):
        return True
    warnings.warn(f"The kept tables in {store} were damaged; they are made anew.", stacklevel=2)
    shutil.rmtree(store)
    return False


def keep(made: Path, store: Path) -> None:
    """Write a copy with its digest; it gets its name last, so that half of one is never found."""
    fresh = store.with_name(f"fresh-{uuid.uuid4().hex}")
    shutil.copytree(made, fresh / "content")
    (fresh / "digest").write_text(digest_of(fresh / "content"))
    fresh.rename(store)


def forget_old(folder: Path) -> None:
    """Remove copies that no run has asked for in a fortnight."""
    oldest = time.time() - DAYS * 86_400
    for path in list(folder.iterdir()):
        # Another run may have removed or renamed it meanwhile.
        with suppress(FileNotFoundError):
            if path.stat().st_mtime >= oldest:
                continue
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink()


def digest_of(folder: Path) -> str:
    """Return the digest of every file in a folder, names and all."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(f"{path.relative_to(folder)}\n{path.stat().st_size}\n".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def key() -> str:
    """Return the digest of all that tables are made from."""
    digest = hashlib.sha256("\n".join(versions()).encode())
    for path in sources():
        digest.update(f"{path.parent.parent.name}/{path.name}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:24]


def versions() -> list[str]:
    """Return the versions that matter: Django's and the databases'."""
    programs = postgres.binaries()
    server = subprocess.check_output([programs / "postgres", "--version"], text=True) if programs else ""
    return [django.__version__, sqlite3.sqlite_version, server]


def sources() -> list[Path]:
    """Return the files that matter, in order: migrations of every app, and what they lean on."""
    migrations = [
        path for app in apps.get_app_configs() for path in sorted(Path(app.path).glob("migrations/*.py"))
    ]
    return migrations + [house.ROOT / "proxenia" / name for name in LEANED_ON]
