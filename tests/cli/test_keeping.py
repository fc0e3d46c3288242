"""`verify`: what does not hold is found and named. Backup, restore and drill: test_backup.py."""

import sqlite3
from pathlib import Path

from tests.cli.conftest import Command


def test_verify_names_a_change_of_the_log(office: Command, tmp_path: Path) -> None:
    database = sqlite3.connect(tmp_path / "product" / "proxenia.sqlite3")
    database.execute("DROP TRIGGER audit_event_no_update")
    database.execute("UPDATE audit_event SET verb = 'innocent' WHERE seq = 1 AND chain > 0")
    database.commit()
    answer = office("verify", "--json")
    assert answer.code == 1
    problems = " ".join(answer.json["problems"])
    assert "event 1" in problems
    assert "unguarded" in problems


def test_verify_names_a_row_that_points_nowhere(office: Command, tmp_path: Path) -> None:
    database = sqlite3.connect(tmp_path / "product" / "proxenia.sqlite3")
    database.execute("PRAGMA foreign_keys=OFF")
    database.execute("UPDATE accounts_membership SET office_id = 999")
    database.commit()
    answer = office("verify")
    assert answer.code == 1
    assert "accounts_membership" in answer.out


def test_two_roles_on_postgresql_guard_the_log(proxenia: Command, postgres_roles: tuple[str, str]) -> None:
    application, owner = postgres_roles
    both = {"PROXENIA_DATABASE_URL": application, "PROXENIA_OWNER_DATABASE_URL": owner}
    assert proxenia("init", **both).code == 0
    assert proxenia("verify", "--json", **both).json == {"ok": True, "problems": []}


def test_one_role_on_postgresql_is_reported_as_unguarded(
    proxenia: Command, postgres_tables: tuple[str, str]
) -> None:
    one = {"PROXENIA_DATABASE_URL": postgres_tables[1]}
    assert proxenia("init", **one).code == 0
    answer = proxenia("verify", "--json", **one)
    assert answer.code == 1
    assert "unguarded" in " ".join(answer.json["problems"])
