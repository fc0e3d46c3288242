"""What commands stand on: Django, a database that is up to date, who acts in which office."""

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from proxenia.core.errors import Refused


def start() -> None:
    """Start Django; the commands that need no database do not call this."""
    import django
    from django.conf import settings

    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    django.setup()


def start_ready() -> None:
    """Start Django and refuse a database that is missing or behind the program."""
    start()
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        raise Refused(f"The database cannot be opened: {error}", "PROXENIA_DATABASE_URL") from error
    if pending:
        raise Refused("The database is empty or older than the program; run proxenia init first.", "database")


def migrate() -> None:
    """Bring the database up to date, as the owner's role where one is named; an empty one gets its tables at once."""
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from proxenia.core import fresh

    if not settings.OWNER_DATABASE_URL or os.environ.get("PROXENIA_AS_OWNER"):
        if not fresh.make_if_empty(connection):
            call_command("migrate", verbosity=0, interactive=False)
        return
    environment = {**os.environ, "PROXENIA_AS_OWNER": "1"}
    done = subprocess.run([sys.executable, "-m", "proxenia", "migrate"], env=environment, check=False)
    if done.returncode:
        raise Refused("The database could not be brought up to date by its owner's role.", "database")


def run_as_owner(words: Sequence[str]) -> int | None:
    """Run the same command again as the owner's role of the database and return its exit code.

    Returns None where this process is the owner already, or where no other role than the application's is named.
    """
    if not os.environ.get("PROXENIA_OWNER_DATABASE_URL") or os.environ.get("PROXENIA_AS_OWNER"):
        return None
    environment = {**os.environ, "PROXENIA_AS_OWNER": "1"}
    return subprocess.run([sys.executable, "-m", "proxenia", *words], env=environment, check=False).returncode


def actor(arguments: argparse.Namespace):  # type: ignore[no-untyped-def] # models exist only once Django runs
    """Return the person a command acts as: ``--as EMAIL``, else the built-in operator."""
    from proxenia.accounts.models import User

    email = (arguments.as_email or "").strip().lower()
    if not email:
        return User.objects.operator()
    user = User.objects.filter(email=email, is_active=True).first()
    if user is None:
        raise Refused(f"Nobody here has the address {email}.", "--as")
    return user


def desk(arguments: argparse.Namespace):  # type: ignore[no-untyped-def] # models exist only once Django runs
    """Return the office a command works in and the person it acts as, None where there is none.

    For commands that answer without an office too: no database, an older one, no office, or several of which none is
    named are no error. An office or a person that is named and not there is one.
    """
    from django.db import DatabaseError, connection

    from proxenia.accounts.models import Office

    named = getattr(arguments, "office", "") or getattr(arguments, "as_email", "")
    file = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite" and "memory" not in file and not Path(file).is_file() and not named:
        return None
    try:
        if not named and Office.objects.count() != 1:
            return None
        user = actor(arguments)
        return office_of(arguments, user), user
    except DatabaseError as error:
        if named:
            raise Refused(f"The database cannot be opened: {error}", "database") from error
        return None


def office_of(arguments: argparse.Namespace, user):  # type: ignore[no-untyped-def]
    """Return the office a command works in: the one named, or the only one."""
    from proxenia.accounts.queries import offices_of

    offices = offices_of(user)
    named = getattr(arguments, "office", "")
    if named:
        found = offices.filter(slug=named).first() or offices.filter(name=named).first()
        if found is None:
            raise Refused(f"There is no office {named!r}, or it is not open to you.", "--office")
        return found
    some = list(offices[:2])
    if not some:
        raise Refused("There is no office yet; run proxenia init first.", "--office")
    if len(some) > 1:
        raise Refused("There are several offices; say which with --office.", "--office")
    return some[0]
