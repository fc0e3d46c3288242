"""What the database itself refuses: direct SQL as the application, on both engines."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Command

pytestmark = [pytest.mark.reliability("H4", "H5"), pytest.mark.asvs("16.4.2")]

ONE = "(SELECT min(id) FROM audit_event)"
STATEMENTS = {
    "change an event": "UPDATE audit_event SET verb = 'innocent'",
    "change nothing of an event": "UPDATE audit_event SET verb = verb",
    "delete an event": f"DELETE FROM audit_event WHERE id = {ONE}",
    "delete all events": "DELETE FROM audit_event",
    "change values": "UPDATE audit_eventvalues SET by_name = 'x'",
    "delete values": f"DELETE FROM audit_eventvalues WHERE event_id = {ONE}",
    "claim an erasure": f"INSERT INTO audit_erasedvalues (event_id, erasure_id) VALUES ({ONE},"
    " (SELECT max(id) FROM audit_event))",
    "move a head back": "UPDATE audit_chainhead SET seq = 0, hash = ''",
    "move a head to where nothing is": "UPDATE audit_chainhead SET seq = seq + 1",
    "keep a head's number and change its hash": "UPDATE audit_chainhead SET hash = 'x'",
    "delete a head": "DELETE FROM audit_chainhead",
    "begin a chain in its middle": "INSERT INTO audit_chainhead (chain, seq, hash) VALUES (77, 5, 'x')",
    "change who read": "UPDATE audit_confidentialread SET by_uid = 'x'",
    "delete who read": "DELETE FROM audit_confidentialread",
    "change a check": "UPDATE audit_logcheck SET events = 0",
    "delete a check": "DELETE FROM audit_logcheck",
}
ON_SQLITE = {
    "replace an event": "INSERT OR REPLACE INTO audit_event SELECT * FROM audit_event LIMIT 1",
    "replace an event by its number": "REPLACE INTO audit_event (chain, seq, verb, at, by_uid, subject_kind,"
    " subject_uid, digest, previous, hash) SELECT chain, seq, 'x', at, by_uid, subject_kind, subject_uid, digest,"
    " previous, hash FROM audit_event LIMIT 1",
    "upsert an event": "INSERT INTO audit_event SELECT * FROM audit_event WHERE true ON CONFLICT DO UPDATE"
    " SET verb = 'x'",
    "update or replace an event": "UPDATE OR REPLACE audit_event SET seq = 1",
    "replace values": "REPLACE INTO audit_eventvalues SELECT * FROM audit_eventvalues LIMIT 1",
    "replace a head": "REPLACE INTO audit_chainhead SELECT chain, 0, '' FROM audit_chainhead",
    "replace who read": "REPLACE INTO audit_confidentialread SELECT * FROM audit_confidentialread LIMIT 1",
}
ON_POSTGRESQL = {
    **{f"truncate {table}": f"TRUNCATE {table} CASCADE" for table in (
        "audit_event", "audit_eventvalues", "audit_erasedvalues", "audit_chainhead", "audit_confidentialread",
        "audit_logcheck",
    )},
    "switch the triggers off": "ALTER TABLE audit_event DISABLE TRIGGER ALL",
    "drop a trigger": "DROP TRIGGER audit_event_no_update ON audit_event",
    "replace a trigger's function": "CREATE OR REPLACE FUNCTION audit_event_no_update() RETURNS trigger"
    " LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
    "pass for a replica": "SET session_replication_role = replica",
    "drop the table": "DROP TABLE audit_eventvalues CASCADE",
    "drop a constraint": "ALTER TABLE audit_event DROP CONSTRAINT audit_event_chain_seq",
}  # fmt: skip
SEED = (
    "INSERT INTO audit_confidentialread (chain, at, by_uid, subject_kind, subject_uid, via, outcome)"
    " VALUES (1, '{now}', 'a', 'partnership', 'b', 'page', 'shown')",
    "INSERT INTO audit_logcheck (kind, at, events, problems, \"where\") VALUES ('verify', '{now}', 1, '[]', '')",
)


def not_refused(
    execute: Callable[[str], object], refusal: type[Exception], extra: dict[str, str]
) -> list[str]:
    """Send every statement; return the names of those that went through."""
    passed = []
    for name, sql in {**STATEMENTS, **extra}.items():
        try:
            execute(sql)
        except refusal:
            continue
        passed.append(name)
    return passed


@pytest.mark.engine("sqlite")
def test_h_5_sqlite_refuses_every_change_of_the_log(office: Command, tmp_path: Path) -> None:
    file = sqlite3.connect(tmp_path / "product" / "proxenia.sqlite3", isolation_level=None)
    for sql in SEED:
        file.execute(sql.format(now="2999-01-01 00:00:00"))
    assert not_refused(file.execute, sqlite3.DatabaseError, ON_SQLITE) == []
    assert office("verify", "--json").json == {"ok": True, "problems": []}


@pytest.mark.engine("sqlite")
def test_the_statements_go_through_once_the_triggers_are_gone(office: Command, tmp_path: Path) -> None:
    """The control: it is the triggers that refuse, not a mistake in the statements."""
    file = sqlite3.connect(tmp_path / "product" / "proxenia.sqlite3", isolation_level=None)
    for sql in SEED:
        file.execute(sql.format(now="2999-01-01 00:00:00"))
    for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        file.execute(f'DROP TRIGGER "{name}"')
    file.execute("BEGIN")

    def try_and_take_back(sql: str) -> None:
        file.execute("SAVEPOINT one")
        try:
            file.execute(sql)
        finally:
            file.execute("ROLLBACK TO one")

    passed = not_refused(try_and_take_back, sqlite3.DatabaseError, ON_SQLITE)
    missing = {*STATEMENTS, *ON_SQLITE} - set(passed)
    # The table's own constraints refuse these two without a trigger.
    assert missing <= {"update or replace an event", "claim an erasure"}, missing


def test_h_5_the_applications_role_on_postgresql_changes_nothing_of_the_log(
    proxenia: Command, postgres_tables: tuple[str, str]
) -> None:
    import psycopg

    application, owner = postgres_tables
    both = {"PROXENIA_DATABASE_URL": application, "PROXENIA_OWNER_DATABASE_URL": owner}
    assert proxenia("init", **both).code == 0
    with psycopg.connect(application, autocommit=True) as connection:
        for sql in SEED:
            connection.execute(sql.format(now="2999-01-01 00:00:00+00"))  # type: ignore[arg-type]
        run: Callable[[str], object] = connection.execute  # type: ignore[assignment]
        assert not_refused(run, psycopg.Error, ON_POSTGRESQL) == []
        # PostgreSQL only warns that nothing was granted; verify looks at the rights below.
        connection.execute("GRANT ALL ON audit_event TO proxenia_app")
        # Tables of one's own that bear the log's names must not stand in for it.
        connection.execute("CREATE TEMP TABLE audit_erasedvalues AS SELECT id AS event_id FROM audit_event")
        connection.execute("SET search_path = pg_temp, public")
        with pytest.raises(psycopg.Error):
            connection.execute("DELETE FROM public.audit_eventvalues")
    assert proxenia("verify", "--json", **both).json == {"ok": True, "problems": []}


def test_h_5_even_the_owner_meets_the_triggers(proxenia: Command, postgres_tables: tuple[str, str]) -> None:
    import psycopg

    one = {"PROXENIA_DATABASE_URL": postgres_tables[1]}
    assert proxenia("init", **one).code == 0
    with psycopg.connect(postgres_tables[1], autocommit=True) as connection:
        for sql in SEED:
            connection.execute(sql.format(now="2999-01-01 00:00:00+00"))  # type: ignore[arg-type]
        truncates = {name: sql for name, sql in ON_POSTGRESQL.items() if name.startswith("truncate")}
        run: Callable[[str], object] = connection.execute  # type: ignore[assignment]
        assert not_refused(run, psycopg.Error, truncates) == []


@pytest.mark.engine("sqlite")
def test_h_4_a_flipped_letter_in_the_file_is_found(office: Command, tmp_path: Path) -> None:
    path = tmp_path / "product" / "proxenia.sqlite3"
    file = sqlite3.connect(path)
    chain, own = file.execute("SELECT chain, hash FROM audit_event WHERE seq = 1 AND chain > 0").fetchone()
    file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    file.close()
    whole = path.read_bytes()
    assert own.encode() in whole
    path.write_bytes(whole.replace(own.encode(), own[:-1].encode() + (b"0" if own[-1] != "0" else b"1")))
    answer = office("verify", "--json")
    assert answer.code == 1
    assert f"Chain {chain} (Kept): event 1 (" in " ".join(answer.json["problems"])
