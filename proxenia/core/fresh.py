"""The tables of an empty database: made at once as all migrations together leave them, not by one after another.

Django knows from the migrations what every table is at their end; what models do not say stands in them as
`BesideModels` and is made too. All migrations then count as applied. Everything happens in one transaction: a database
is whole or empty. docs/adr/0014; tests/core/test_fresh.py holds both ways to the same outcome.
"""

from typing import Any

from django.core.management.sql import emit_post_migrate_signal
from django.db import migrations, router, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor


class BesideModels(migrations.RunPython):
    """What a migration makes beside the tables of models. It may ask the models for nothing.

    Any other RunPython mends rows that are there, so it has nothing to do in an empty database.
    """


def make_if_empty(connection: BaseDatabaseWrapper) -> bool:
    """Make everything where there is nothing yet; return whether it was so. Not to be called in a transaction.

    SQLite makes tables only while it does not look after foreign keys, which cannot be switched in a transaction.
    """
    with connection.constraint_checks_disabled(), transaction.atomic(connection.alias):
        if connection.introspection.table_names(include_views=True):
            return False
        told = make_tables(connection)
        # Kinds of content, permissions, the guards of the log.
        emit_post_migrate_signal(0, interactive=False, db=connection.alias, **told)
        return True


def make_tables(connection: BaseDatabaseWrapper) -> dict[str, Any]:
    """Make the tables and note all migrations as applied; return what is told to those who wait for migrations' end."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes(), clean_start=True)
    models = executor.loader.project_state().apps
    with connection.schema_editor() as editor:
        for model in models.get_models():
            if model._meta.can_migrate(connection) and router.allow_migrate_model(connection.alias, model):
                editor.create_model(model)
        for migration, _backwards in plan:
            for operation in migration.operations:
                if isinstance(operation, BesideModels):
                    operation.code(models, editor)
    for migration, _backwards in plan:
        executor.record_migration(migration)  # type: ignore[call-arg, arg-type] # the stubs know an older Django
    return {"apps": models, "plan": plan}


def is_newest(applied: set[tuple[str, str]], connection: BaseDatabaseWrapper) -> bool:
    """Say whether these are the migrations that there are, every one and no others."""
    return applied == set(MigrationExecutor(connection).loader.graph.nodes)
