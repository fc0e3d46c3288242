"""Office and kind join the words of the search index, so that both are part of one question to it."""

from django.db import migrations

SQLITE = "UPDATE core_search SET words = words || ' ǂ' || kind || ' ǂ' || office"
POSTGRES = "UPDATE core_search SET vector = vector || array_to_tsvector(ARRAY['ǂ' || kind, 'ǂ' || office])"


def mark(apps, schema_editor):  # noqa: ANN001, ANN201, ARG001 (Django calls it by position)
    schema_editor.execute(POSTGRES if schema_editor.connection.vendor == "postgresql" else SQLITE)


class Migration(migrations.Migration):
    dependencies = [("core", "0001_search_index")]
    operations = [migrations.RunPython(mark, migrations.RunPython.noop)]
