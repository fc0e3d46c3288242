"""SYS-8: a forked web worker has connections of its own, and finds its way back after a restart of the database."""

import subprocess
import sys

import pytest

from tests.plugins import house, prepared

pytestmark = [pytest.mark.once, pytest.mark.reliability("M2")]

PROGRAM = """
import os
import django
django.setup()
from django.db import connection

def backend():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]

backend()
mine = {one.info.backend_pid for one in connection.pool._pool} | {backend()}
connection.close()
child = os.fork()
if child == 0:
    theirs = backend()
    print("shared" if theirs in mine else "own", flush=True)
    os._exit(0)
os.waitpid(child, 0)
# The pool grows in the background: any of its connections will do, as long as one answers.
print("alive" if backend() else "lost", flush=True)
"""


def test_sys_8_a_forked_worker_shares_no_connection(postgres_roles: tuple[str, str]) -> None:
    environment = prepared.environment_for(house.DATA / "forks")
    environment |= {"PROXENIA_DATABASE_URL": postgres_roles[0], "DJANGO_SETTINGS_MODULE": "proxenia.settings"}
    command = [sys.executable, "-W", "ignore", "-c", PROGRAM]
    done = subprocess.run(
        command,
        cwd=house.ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout.split() == ["own", "alive"], done.stderr
