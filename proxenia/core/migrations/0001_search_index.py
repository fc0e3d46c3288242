"""The search index: a virtual table on SQLite, a table with a tsvector on PostgreSQL."""

from django.db import migrations

from proxenia.core.fresh import BesideModels

SQLITE = (
    "CREATE VIRTUAL TABLE core_search USING fts5("
    "words, office UNINDEXED, kind UNINDEXED, tokenize=\"unicode61 remove_diacritics 2\")"
)
POSTGRES = (
    "CREATE TABLE core_search (id bigint PRIMARY KEY, office bigint NOT NULL, kind text NOT NULL,"
    " vector tsvector NOT NULL)",
    "CREATE INDEX core_search_vector ON core_search USING gin (vector)",
)


def create(apps, schema_editor):  # noqa: ANN001, ANN201, ARG001 (Django calls it by position)
    if schema_editor.connection.vendor == "postgresql":
        for sql in POSTGRES:
            schema_editor.execute(sql)
    else:
        schema_editor.execute(SQLITE)


def remove(apps, schema_editor):  # noqa: ANN001, ANN201, ARG001
    schema_editor.execute("DROP TABLE core_search")


class Migration(migrations.Migration):
    initial = True
    dependencies: list[tuple[str, str]] = []
    operations = [BesideModels(create, remove)]
