"""Tables that may only grow: triggers refuse UPDATE and DELETE on both engines."""

from django.db.backends.base.base import BaseDatabaseWrapper

_REFUSAL = "this log may only grow"


def guard(connection: BaseDatabaseWrapper, table: str, *, deletes: bool = True, updates: bool = True) -> None:
    """Refuse changes of rows of ``table``; running it again changes nothing."""
    lift(connection, table)
    events = [name for name, wanted in (("DELETE", deletes), ("UPDATE", updates)) if wanted]
    with connection.cursor() as cursor:
        for event in events:
            for sql in _trigger(connection.vendor, table, event):
                cursor.execute(sql)


def lift(connection: BaseDatabaseWrapper, table: str) -> None:
    """Take the triggers away: for the tests, and for a restore by the owner."""
    with connection.cursor() as cursor:
        for event in ("DELETE", "UPDATE"):
            name = f"{table}_no_{event.lower()}"
            suffix = f' ON "{table}"' if connection.vendor == "postgresql" else ""
            cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"{suffix}')


def is_guarded(connection: BaseDatabaseWrapper, table: str) -> bool:
    """Say whether at least one of the triggers stands."""
    name = f"{table}_no_update"
    sql = (
        "SELECT count(*) FROM pg_trigger WHERE tgname = %s AND tgenabled <> 'D'"
        if connection.vendor == "postgresql"
        else "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name = %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [name])
        return bool(cursor.fetchone()[0])


def _trigger(vendor: str, table: str, event: str) -> list[str]:
    name = f"{table}_no_{event.lower()}"
    if vendor == "postgresql":
        return [
            "CREATE OR REPLACE FUNCTION proxenia_append_only() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$",
            f'CREATE TRIGGER "{name}" BEFORE {event} ON "{table}" FOR EACH ROW'
            " EXECUTE FUNCTION proxenia_append_only()",
        ]
    return [
        f'CREATE TRIGGER "{name}" BEFORE {event} ON "{table}" BEGIN SELECT RAISE(ABORT, \'{_REFUSAL}\'); END'
    ]
