"""SYS-3: an empty database gets at once what all migrations, walked one by one, would have left it with."""

import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.special import RunSQL

from proxenia.core.fresh import BesideModels
from tests import shape
from tests.cli.test_backup import python
from tests.plugins import house, prepared
from tools import postgres

pytestmark = pytest.mark.once

FAILS = """
    import os
    from django.db.migrations.executor import MigrationExecutor
    from proxenia.cli import main
    def fail(self, migration):
        if migration.app_label == "reviews":
            {failure}
        note(self, migration)
    note, MigrationExecutor.record_migration = MigrationExecutor.record_migration, fail
    main(["migrate"])
"""
FAILURES = {"killed": "os.kill(os.getpid(), 9)", "no room": "raise OSError('no room')"}


def walk(environment: dict[str, str]) -> None:
    """Bring a database up to date by Django's own command: every migration, one after another."""
    command = [sys.executable, "-m", "django", "migrate", "-v", "0", "--settings", "proxenia.settings"]
    done = subprocess.run(
        command, cwd=house.ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def shape_of(folder: Path) -> shape.Shape:
    """Return what the SQLite file of an installation is made of."""
    with closing(sqlite3.connect(folder / "proxenia.sqlite3")) as database:
        return shape.of_sqlite(database)


def test_sys_3_on_sqlite_tables_made_at_once_are_those_all_migrations_make(tmp_path: Path) -> None:
    at_once = shape_of(prepared.installation())
    (tmp_path / "walked").mkdir()
    walk(prepared.environment_for(tmp_path / "walked"))
    assert shape.differences(at_once, shape_of(tmp_path / "walked")) == {}
    # What is compared is there: tables, indexes, the search index, the guards of the log, kinds of content.
    assert any("CHECK" in piece for pieces in at_once.values() for piece in pieces)
    assert "trigger audit_event_no_update of audit_event" in at_once
    assert at_once["table core_search of core_search"][0].startswith("CREATE VIRTUAL TABLE")
    assert len(at_once["rows of django_migrations"]) > 100
    assert len(at_once["rows of auth_permission"]) == 4 * len(at_once["rows of django_content_type"])


def test_sys_3_on_postgresql_tables_made_at_once_are_those_all_migrations_make(
    postgres_cluster: postgres.Cluster,
    tables_in_cluster: str,
    postgres_roles: tuple[str, str],
    tmp_path: Path,
) -> None:
    application, owner = postgres_roles
    roles = {"PROXENIA_DATABASE_URL": application, "PROXENIA_OWNER_DATABASE_URL": owner}
    walk({**prepared.environment_for(tmp_path), **roles, "PROXENIA_AS_OWNER": "1"})
    # Nothing is left to be done but to hand the application's role its rights.
    prepared.proxenia(tmp_path, "migrate", **roles)
    with psycopg.connect(postgres_cluster.url("admin", tables_in_cluster)) as database:
        at_once = shape.of_postgres(database)
    with psycopg.connect(postgres_cluster.url("admin", owner.rpartition("/")[2])) as database:
        walked = shape.of_postgres(database)
    assert shape.differences(at_once, walked) == {}
    for name in shape.ON_POSTGRES:
        assert at_once[name], name
    assert any(postgres.APPLICATION in relation for relation in at_once["relations"])


@pytest.mark.parametrize("failure", FAILURES)
def test_sys_3_on_sqlite_making_tables_that_fails_half_way_leaves_none(tmp_path: Path, failure: str) -> None:
    failed = python(FAILS.format(failure=FAILURES[failure]), prepared.environment_for(tmp_path), check=False)
    assert failed.returncode == (-signal.SIGKILL if failure == "killed" else 1)
    assert shape_of(tmp_path) == {}
    prepared.proxenia(tmp_path, "migrate")
    assert shape.differences(shape_of(prepared.installation()), shape_of(tmp_path)) == {}


def test_sys_3_on_postgresql_making_tables_that_is_killed_half_way_leaves_none(
    postgres_roles: tuple[str, str], tmp_path: Path
) -> None:
    application, owner = postgres_roles
    roles = {"PROXENIA_DATABASE_URL": application, "PROXENIA_OWNER_DATABASE_URL": owner}
    environment = {**prepared.environment_for(tmp_path), **roles, "PROXENIA_AS_OWNER": "1"}
    failed = python(FAILS.format(failure=FAILURES["killed"]), environment, check=False)
    assert failed.returncode == -signal.SIGKILL
    with psycopg.connect(owner) as database:
        assert {name: found for name, found in shape.of_postgres(database).items() if found} == {}
    prepared.proxenia(tmp_path, "migrate", **roles)
    prepared.proxenia(tmp_path, "verify", **roles)


def test_sys_3_a_database_with_anything_in_it_walks_its_migrations(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "proxenia.sqlite3")) as database:
        database.execute("CREATE VIEW somebodys AS SELECT 1 AS one")
        database.commit()
    told = python(
        """
        from proxenia.cli import ground
        ground.start()
        from django.db import connection
        from proxenia.core import fresh
        print(fresh.make_if_empty(connection), len(connection.introspection.table_names()))
        """,
        prepared.environment_for(tmp_path),
    )
    assert told.stdout == "False 0\n", told.stderr


def test_sys_3_what_migrations_of_ours_do_beside_models_is_declared() -> None:
    """Whoever forgets to declare a RunPython is told by the comparisons above, if it leaves anything behind."""
    ours = [
        operation
        for migration in MigrationLoader(None).disk_migrations.values()
        if migration.__module__.startswith("proxenia.")
        for operation in migration.operations
    ]
    assert any(isinstance(operation, BesideModels) for operation in ours)
    assert not any(isinstance(operation, RunSQL) for operation in ours), "write it as BesideModels"
