"""What must never happen to a table's rows: triggers refuse it, on both engines and whoever asks."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

_SENTENCE = "this log may only grow"


@dataclass(frozen=True)
class Refusal:
    """One thing a trigger refuses: an event on a table, always, or where a condition on OLD and NEW holds.

    ``event`` is INSERT, UPDATE, DELETE or TRUNCATE (PostgreSQL knows the last alone). ``vendor`` keeps a refusal to
    one engine. ``after`` looks once the statement is through, so that the condition sees what it wrote.
    """

    table: str
    event: str
    when: str = ""
    vendor: str = ""
    after: bool = False

    @property
    def name(self) -> str:
        """The trigger's name."""
        return f"{self.table}_no_{self.event.lower()}"

    def concerns(self, vendor: str) -> bool:
        """Whether this engine has it."""
        return self.vendor in ("", vendor) and (self.event != "TRUNCATE" or vendor == "postgresql")


def guard(connection: BaseDatabaseWrapper, refusals: Iterable[Refusal]) -> None:
    """Put up the triggers; running it again changes nothing."""
    wanted = [refusal for refusal in refusals if refusal.concerns(connection.vendor)]
    lift(connection, wanted)
    make = _on_postgresql if connection.vendor == "postgresql" else _on_sqlite
    with connection.cursor() as cursor:
        for refusal in wanted:
            for sql in make(refusal):
                cursor.execute(sql)


def lift(connection: BaseDatabaseWrapper, refusals: Iterable[Refusal]) -> None:
    """Take the triggers away: for the tests, and for a restore by the owner."""
    with connection.cursor() as cursor:
        for refusal in refusals:
            if refusal.concerns(connection.vendor):
                suffix = f' ON "{refusal.table}"' if connection.vendor == "postgresql" else ""
                cursor.execute(f'DROP TRIGGER IF EXISTS "{refusal.name}"{suffix}')


def missing(connection: BaseDatabaseWrapper, refusals: Iterable[Refusal]) -> list[str]:
    """Return the names of the triggers that do not stand, or are switched off."""
    sql = (
        "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D' AND NOT tgisinternal"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql)
        standing: set[Any] = {row[0] for row in cursor.fetchall()}
    wanted = [refusal.name for refusal in refusals if refusal.concerns(connection.vendor)]
    return [name for name in wanted if name not in standing]


def _on_sqlite(refusal: Refusal) -> list[str]:
    moment = "AFTER" if refusal.after else "BEFORE"
    when = f" WHEN {refusal.when}" if refusal.when else ""
    return [
        f'CREATE TRIGGER "{refusal.name}" {moment} {refusal.event} ON "{refusal.table}" FOR EACH ROW{when}'
        f" BEGIN SELECT RAISE(ABORT, '{_SENTENCE}'); END"
    ]


def _on_postgresql(refusal: Refusal) -> list[str]:
    moment = "AFTER" if refusal.after else "BEFORE"
    each = "STATEMENT" if refusal.event == "TRUNCATE" else "ROW"
    back = {"TRUNCATE": "NULL", "DELETE": "OLD"}.get(refusal.event, "NEW")
    # Names are looked up where the owner keeps the tables: a role's own temporary tables must not stand in.
    return [
        f'CREATE OR REPLACE FUNCTION "{refusal.name}"() RETURNS trigger LANGUAGE plpgsql'
        f" SET search_path = pg_catalog, public, pg_temp AS"
        f" $$ BEGIN IF {refusal.when or 'true'} THEN RAISE EXCEPTION '{_SENTENCE}'; END IF;"
        f" RETURN {back}; END $$",
        f'CREATE TRIGGER "{refusal.name}" {moment} {refusal.event} ON "{refusal.table}" FOR EACH {each}'
        f' EXECUTE FUNCTION "{refusal.name}"()',
    ]
