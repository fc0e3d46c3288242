"""SYS-8 on PostgreSQL: rows of one moment, no dump program, two roles; brought back in one transaction."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.cli.conftest import Command
from tests.cli.test_backup import SEED, WRITER, python

pytestmark = pytest.mark.once
Both = dict[str, str]


@pytest.fixture
def both(
    proxenia: Command, postgres_tables: tuple[str, str], product_environment: dict[str, str]
) -> dict[str, str]:
    """A fresh installation with two roles and what `seeded` has; no program of PostgreSQL is on its path."""
    roles = {"PROXENIA_DATABASE_URL": postgres_tables[0], "PROXENIA_OWNER_DATABASE_URL": postgres_tables[1]}
    done = proxenia("init", "--office", "Kept", **roles)
    assert done.code == 0, done.err
    python(SEED, {**product_environment, **roles})
    return {**roles, "PATH": "/nowhere"}


def bodies(url: str) -> list[str]:
    """What organisations there are."""
    with psycopg.connect(url) as connection:
        return [
            row[0] for row in connection.execute("SELECT name FROM directory_organisation ORDER BY anchor_id")
        ]


@pytest.mark.reliability("L3", "L4")
def test_sys_8_on_postgresql_everything_comes_back_as_it_was(
    proxenia: Command, both: Both, product_environment: dict[str, str], tmp_path: Path
) -> None:
    target, owner = tmp_path / "all.tar", both["PROXENIA_OWNER_DATABASE_URL"]
    writer = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(WRITER)],
        env={**product_environment, **both, "DJANGO_SETTINGS_MODULE": "proxenia.settings"},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "0\n"
        made = proxenia("backup", str(target), "--json", **both)
    finally:
        writer.kill()
        writer.wait()
    assert made.code == 0, made.err
    assert made.json["lost"] == []
    with psycopg.connect(owner) as connection:
        connection.execute("UPDATE directory_organisation SET name = 'Forged'")
    back = proxenia("restore", str(target), "--replace", "--json", **both)
    assert back.code == 0, back.err
    assert (back.json["rows"], back.json["files"]) == (made.json["rows"], made.json["files"])
    found = bodies(owner)
    assert found[0] == "City of Trier"
    assert sorted(found[1:]) == sorted(f"Body {number}" for number in range(len(found) - 1))
    assert proxenia("verify", "--json", **both).json == {"ok": True, "problems": []}
    # The application's role works with what came back, and numbers go on where they stood.
    python(SEED, {**product_environment, **both})
    drilled = proxenia("drill", "--json", **both)
    assert drilled.code == 0, drilled.out + drilled.err
    assert drilled.json["opened"] == 1
    with psycopg.connect(owner) as connection:
        databases = connection.execute("SELECT datname FROM pg_database WHERE datname LIKE 'proxenia_drill%'")
        assert databases.fetchall() == []


@pytest.mark.reliability("L2", "L3", "L5")
def test_sys_8_on_postgresql_a_restore_that_fails_or_is_killed_changes_nothing(
    proxenia: Command, both: Both, product_environment: dict[str, str], tmp_path: Path
) -> None:
    target, owner = tmp_path / "all.tar", both["PROXENIA_OWNER_DATABASE_URL"]
    assert proxenia("backup", str(target), **both).code == 0
    with psycopg.connect(owner) as connection:
        connection.execute("UPDATE directory_organisation SET name = 'Newer'")
    killed = python(
        f"""
        import os
        from proxenia.cli import main
        from proxenia.cli.backup import finishing
        finishing.finish = lambda *given: os.kill(os.getpid(), 9)
        main(["restore", {str(target)!r}, "--replace"])
        """,
        {**product_environment, **both, "PROXENIA_AS_OWNER": "1"},
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    assert bodies(owner) == ["Newer"]
    whole = bytearray(target.read_bytes())
    whole[whole.index(b"City of Trier")] = ord("P")
    target.write_bytes(whole)
    answer = proxenia("restore", str(target), "--replace", "--json", **both)
    assert answer.code == 1
    assert "tables/" in answer.json["error"]["message"]
    assert bodies(owner) == ["Newer"]
    assert proxenia("verify", "--json", **both).json["ok"] is True


@pytest.mark.reliability("L3")
def test_sys_8_on_postgresql_a_backup_of_an_older_version_walks_its_migrations(
    proxenia: Command, both: Both, product_environment: dict[str, str], tmp_path: Path
) -> None:
    target = tmp_path / "all.tar"
    assert proxenia("backup", str(target), **both).code == 0
    with psycopg.connect(both["PROXENIA_OWNER_DATABASE_URL"]) as connection:
        connection.execute("UPDATE directory_organisation SET name = 'Newer'")
    python(
        f"""
        from proxenia.cli import main
        from proxenia.core import fresh
        fresh.is_newest = lambda *given: False
        raise SystemExit(main(["restore", {str(target)!r}, "--replace"]))
        """,
        {**product_environment, **both, "PROXENIA_AS_OWNER": "1"},
    )
    assert bodies(both["PROXENIA_OWNER_DATABASE_URL"]) == ["City of Trier"]
    assert proxenia("verify", "--json", **both).json == {"ok": True, "problems": []}


def test_sys_8_no_password_stands_among_the_words_of_a_process(
    proxenia: Command, both: Both, product_environment: dict[str, str], tmp_path: Path
) -> None:
    password = urlsplit(both["PROXENIA_OWNER_DATABASE_URL"]).password or "?"
    done = subprocess.Popen(
        [sys.executable, "-m", "proxenia", "backup", str(tmp_path / "all.tar")],
        env={**product_environment, **both},
        stdout=subprocess.DEVNULL,
    )
    seen = []
    while done.poll() is None:
        for entry in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                words = entry.read_bytes()
            except OSError:
                continue
            if password.encode() in words and str(os.getpid()).encode() not in words:
                seen.append(words)
        time.sleep(0.05)
    assert done.returncode == 0
    assert seen == []
