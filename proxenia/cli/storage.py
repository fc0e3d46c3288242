"""What the database and the kept files owe: the application's rights on PostgreSQL, and that everything holds."""

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection


def grant_application() -> None:
    """Let the application's role read and write everything but change the log (PostgreSQL, two roles)."""
    if connection.vendor != "postgresql" or not settings.OWNER_DATABASE_URL:
        return
    role = urlsplit(os.environ.get("PROXENIA_DATABASE_URL", "")).username
    owner = urlsplit(settings.OWNER_DATABASE_URL).username
    if not role or role == owner:
        return
    from proxenia.audit.rules import REVOKED

    quoted = connection.ops.quote_name(role)
    statements = [
        f"GRANT USAGE ON SCHEMA public TO {quoted}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {quoted}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {quoted}",
        *(f"REVOKE {', '.join(rights)} ON {table} FROM {quoted}" for table, rights in REVOKED.items()),
    ]
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def problems_found(anchor: Path | None = None) -> list[str]:
    """Check the chains, the foreign keys and the database itself, and compare the log with an anchor where one
    is named; return a sentence for each problem.
    """
    from proxenia.audit.queries import breaks_since_anchor, unguarded

    since = [one.sentence for one in breaks_since_anchor(anchor)] if anchor else []
    return [*problems_within(), *since, *unguarded()]


def problems_within() -> list[str]:
    """Check what is in the database and on the disk, whoever may change it; return a sentence for each problem."""
    from proxenia.audit.queries import verify_chains

    return [*_database_problems(), *_file_problems(), *verify_chains()]


def _database_problems() -> Iterator[str]:
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        yield from (f"Database: {row[0]}." for row in cursor.fetchall() if row[0] != "ok")
        cursor.execute("PRAGMA foreign_key_check")
        yield from (
            f"Row {row[1]} of {row[0]} points at a missing row of {row[2]}." for row in cursor.fetchall()
        )


def _file_problems() -> Iterator[str]:
    """Yield the files that rows speak of and that do not lie where they should, or have another size."""
    from proxenia.records.actions.files import path_of
    from proxenia.records.models import File

    for file in File.objects.only("uid", "size").iterator():
        path = path_of(file)
        if not path.is_file():
            yield f"The file {file.uid} is gone."
        elif path.stat().st_size != file.size:
            yield f"The file {file.uid} has another size than its row says."
