"""`backup`, `restore` and `verify`: everything comes back, damage is found, nothing is lost by mistake."""

import sqlite3
import tarfile
from pathlib import Path

import pytest

from tests.cli.conftest import Command


def test_sys_8_a_backup_brings_everything_back(office: Command, tmp_path: Path) -> None:
    target = tmp_path / "all.tar"
    files = tmp_path / "product" / "files" / "ab"
    files.mkdir(parents=True)
    (files / "abc").write_bytes(b"signed text")
    assert office("backup", str(target)).code == 0
    office("init", "--office", "Added later")
    (files / "abc").unlink()
    assert office("restore", str(target), "--replace").code == 0
    assert (files / "abc").read_bytes() == b"signed text"
    assert "nothing was changed" in office("init", "--office", "Kept").out
    named = sqlite3.connect(tmp_path / "product" / "proxenia.sqlite3").execute(
        "SELECT name FROM accounts_office"
    )
    assert named.fetchall() == [("Kept",)]
    assert office("verify", "--json").json["ok"] is True


def test_restore_into_an_empty_folder_needs_no_replace(office: Command, tmp_path: Path) -> None:
    target = tmp_path / "all.tar"
    office("backup", str(target))
    elsewhere = {"PROXENIA_DATA": str(tmp_path / "elsewhere")}
    assert office("restore", str(target), **elsewhere).code == 0
    assert office("verify", "--json", **elsewhere).json["ok"] is True


def test_restore_refuses_over_existing_data(office: Command, tmp_path: Path) -> None:
    target = tmp_path / "all.tar"
    office("backup", str(target))
    answer = office("restore", str(target))
    assert answer.code == 1
    assert "--replace" in answer.err


def test_backup_never_overwrites(office: Command, tmp_path: Path) -> None:
    target = tmp_path / "all.tar"
    target.write_text("precious")
    assert office("backup", str(target)).code == 1
    assert target.read_text() == "precious"


@pytest.mark.parametrize("damage", ["cut", "changed", "no tar", "missing"])
def test_a_damaged_backup_is_refused_and_changes_nothing(
    office: Command, tmp_path: Path, damage: str
) -> None:
    target = tmp_path / "all.tar"
    office("backup", str(target))
    if damage == "cut":
        target.write_bytes(target.read_bytes()[:5000])
    elif damage == "changed":
        whole = bytearray(target.read_bytes())
        place = whole.index(b"SQLite format 3") + 5000
        whole[place : place + 4] = b"oops"
        target.write_bytes(whole)
    elif damage == "no tar":
        target.write_text("hello")
    else:
        target.unlink()
    answer = office("restore", str(target), "--replace")
    assert answer.code == 1
    assert answer.err.strip()
    assert office("verify", "--json").json["ok"] is True


def test_a_backup_that_climbs_out_of_its_folder_is_refused(office: Command, tmp_path: Path) -> None:
    evil = tmp_path / "evil.tar"
    (tmp_path / "x").write_text("x")
    with tarfile.open(evil, "w") as archive:
        archive.add(tmp_path / "x", "../../escaped")
    assert office("restore", str(evil), "--replace").code == 1
    assert not (tmp_path.parent / "escaped").exists()


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


def test_two_roles_on_postgresql_guard_the_log(
    proxenia: Command, postgres_roles: tuple[str, str], tmp_path: Path
) -> None:
    application, owner = postgres_roles
    both = {"PROXENIA_DATABASE_URL": application, "PROXENIA_OWNER_DATABASE_URL": owner}
    assert proxenia("init", **both).code == 0
    assert proxenia("verify", "--json", **both).json == {"ok": True, "problems": []}
    target = tmp_path / "all.tar"
    assert proxenia("backup", str(target), **both).code == 0
    assert proxenia("init", "--office", "Added later", **both).code == 0
    answer = proxenia("restore", str(target), "--replace", **both)
    assert answer.code == 0, answer.err
    assert proxenia("verify", "--json", **both).json["ok"] is True


def test_one_role_on_postgresql_is_reported_as_unguarded(
    proxenia: Command, postgres_roles: tuple[str, str]
) -> None:
    one = {"PROXENIA_DATABASE_URL": postgres_roles[1]}
    assert proxenia("init", **one).code == 0
    answer = proxenia("verify", "--json", **one)
    assert answer.code == 1
    assert "unguarded" in " ".join(answer.json["problems"])
