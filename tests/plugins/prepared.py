"""What is made once a run and copied: the tables of an empty database, an installation with one office.

Bringing an empty database up to date takes longer than most tests. Every test worker would do it, and every
`proxenia init` that a test begins with.
"""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.plugins import house, kept
from tools import postgres

TABLES = "tables"
"""The name of the PostgreSQL database whose tables stand and hold nothing."""
THEIRS = (
    "PROXENIA_TESTING",
    "PROXENIA_TEST_",
    "PROXENIA_SECRET_KEY",
    "PROXENIA_DATABASE",
    "PROXENIA_OWNER",
    "DJANGO_",
)


def environment_for(folder: Path) -> dict[str, str]:
    """The environment for a `proxenia` of its own in another process: its data folder, no test settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(THEIRS)}
    return {**kept, "PROXENIA_DATA": str(folder)}


def proxenia(folder: Path, *words: str, **more: str) -> None:
    """Run a command in an installation; an error with its own words where it fails."""
    command = [sys.executable, "-m", "proxenia", *words]
    environment = {**environment_for(folder), **more}
    done = subprocess.run(
        command, cwd=house.ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def run_folder() -> Path:
    """The folder that all workers of this run share."""
    return Path(os.environ["PROXENIA_TEST_FOLDER"])


@contextmanager
def alone(name: str) -> Iterator[None]:
    """Hold back the other workers of this run meanwhile."""
    with (run_folder() / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def once_a_run(name: str, make: Callable[[Path], None]) -> Path:
    """Return a file or folder that the first worker who asks for it makes, and all workers copy."""
    target = run_folder() / name
    with alone(name):
        if not target.exists():
            fresh = run_folder() / f"{name}.fresh"
            shutil.rmtree(fresh, ignore_errors=True)
            make(fresh)
            fresh.rename(target)
    return target


def installation() -> Path:
    """The data folder of an installation whose tables stand and hold nothing."""

    def make(folder: Path) -> None:
        proxenia(folder, "migrate")
        assert is_whole(folder / "proxenia.sqlite3")

    return once_a_run("tables", lambda folder: kept.bring("sqlite", folder, make))


def office() -> Path:
    """The data folder of an installation with one office called Kept."""

    def make(folder: Path) -> None:
        shutil.copytree(installation(), folder)
        proxenia(folder, "init", "--office", "Kept")

    return once_a_run("kept", make)


def is_whole(file: Path) -> bool:
    """Whether an SQLite file holds all that was written: whoever was the last to close it left no journal beside it."""
    return not file.with_name(f"{file.name}-wal").exists()


def copy_tables(target: Path) -> None:
    """Write an SQLite file whose tables stand and hold nothing."""
    shutil.copyfile(installation() / "proxenia.sqlite3", target)


def on_postgres(address: str) -> Path:
    """Make the database TABLES beside the one this address leads to; return the folder with its dump, `tables.sql`."""
    tables = f"{address.rpartition('/')[0]}/{TABLES}"

    def make(folder: Path) -> None:
        proxenia(folder, "migrate", PROXENIA_DATABASE_URL=tables)
        dump(tables, folder / "tables.sql", "--no-owner", "--no-privileges")

    def stand(folder: Path) -> None:
        import psycopg

        with psycopg.connect(address, autocommit=True) as session:
            session.execute(f"DROP DATABASE IF EXISTS {TABLES}")
            session.execute(f"CREATE DATABASE {TABLES}")
        if kept.bring("postgres", folder, make):
            load(tables, folder / "tables.sql")

    return once_a_run("tables-on-postgres", stand)


def tables_in(cluster: postgres.Cluster) -> str:
    """Return the name of a database of this cluster whose tables stand, made by the owner's role for the application's.

    The first worker who asks has them made; the others read what that left.
    """
    cluster.sql(f"CREATE DATABASE {TABLES} OWNER {postgres.OWNER}")
    addresses = {
        "PROXENIA_DATABASE_URL": cluster.url(database=TABLES),
        "PROXENIA_OWNER_DATABASE_URL": cluster.url(postgres.OWNER, TABLES),
    }
    made: list[Path] = []

    def make(folder: Path) -> None:
        proxenia(folder, "migrate", **addresses, PROXENIA_AS_OWNER="1")
        dump(cluster.url("admin", TABLES), folder / "tables.sql")
        made.append(folder)

    tables = once_a_run("tables-of-two-roles", lambda folder: kept.bring("postgres-roles", folder, make))
    if not made:
        load(cluster.url("admin", TABLES), tables / "tables.sql")
    return TABLES


def dump(address: str, file: Path, *options: str) -> None:
    """Write all that a PostgreSQL database holds as SQL."""
    program = (postgres.binaries() or Path()) / "pg_dump"
    with file.open("wb") as target:
        subprocess.run([program, *options, address], stdout=target, check=True)


def load(address: str, file: Path) -> None:
    """Run such a file in an empty PostgreSQL database."""
    program = (postgres.binaries() or Path()) / "psql"
    command = [program, "-X", "-q", "-1", "-v", "ON_ERROR_STOP=1", "-d", address, "-f", file]
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
