"""Whether the database itself keeps the log from being changed."""

from collections.abc import Iterator

from django.db import connection

from proxenia.audit.rules import GUARDS, REVOKED
from proxenia.core.append_only import missing


def unguarded() -> list[str]:
    """Say where the log could be rewritten by the role the application uses."""
    problems = []
    gone = missing(connection, GUARDS)
    if gone:
        problems.append(
            "The log is unguarded: triggers that keep it from being changed are missing"
            f" ({', '.join(gone[:3])}{' and others' if len(gone) > 3 else ''}). Run proxenia migrate."
        )
    if connection.vendor == "postgresql" and any(_rights_too_many()):
        problems.append(
            "The log is unguarded: the application's database role may change it."
            " Name the owner's role in PROXENIA_OWNER_DATABASE_URL and run proxenia init."
        )
    return problems


def _rights_too_many() -> Iterator[str]:
    """Yield what the role may do to the log's tables and should not."""
    with connection.cursor() as cursor:
        for table, rights in REVOKED.items():
            for right in rights:
                cursor.execute("SELECT has_table_privilege(%s, %s)", [table, right])
                if cursor.fetchone()[0]:
                    yield f"{right} {table}"
