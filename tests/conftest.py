"""Fixtures for every test. What must happen before Django's settings are read is in tests/plugins/house.py."""

import os
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db.models.signals import post_migrate
from django.template import Context, Template
from django.test import Client
from hypothesis import HealthCheck, settings

from proxenia.audit.apps import guard_log, lift_guards
from tests import pages
from tests.cast import Cast, make_cast
from tests.plugins import house, prepared, probe
from tools import postgres

# How long an example takes tells of the machine and of what else runs on it, not of what is tested.
settings.register_profile(
    "house", settings.default, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("house")


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """The SQLite file is there before Django asks for it, as a copy; it goes with the folder of the run."""
    return house.ENGINE == "sqlite"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """The tables are made once a run and copied for each worker.

    SQLite tests use a file: the live server's threads then behave as they do in the product.
    """
    from django.conf import settings

    for number, database in enumerate(settings.DATABASES.values()):
        test = database.setdefault("TEST", {})
        if "sqlite" in database["ENGINE"]:
            test["NAME"] = str(house.DATA / f"test-{number}.sqlite3")
            prepared.copy_tables(Path(test["NAME"]))
        else:
            prepared.on_postgres(os.environ["PROXENIA_DATABASE_URL"])
            test["TEMPLATE"] = prepared.TABLES


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """The one place where the append-only triggers are lifted, so that tests can clean up after themselves."""
    # Emptying the tables after a test counts as a migration and would set the triggers again.
    post_migrate.disconnect(guard_log, sender=apps.get_app_config("audit"))
    with django_db_blocker.unblock():
        lift_guards()
        probe.install()


@pytest.fixture(scope="session", autouse=True)
def pages_told(django_test_environment: None) -> None:
    """A test hears of every page that was rendered, and what of; not of each of its hundred parts."""
    told = Template._render

    def rendered(self: Template, context: Context) -> Any:
        return told(self, context) if context.template is self else self.nodelist.render(context)

    Template._render = rendered


@pytest.fixture(autouse=True)
def watched_verbs(request: pytest.FixtureRequest) -> Iterator[None]:
    """A verb that changes rows and writes no event fails the test that called it."""
    if not {"db", "transactional_db"} & set(request.fixturenames):
        yield
        return
    with probe.watching():
        yield


@pytest.fixture(autouse=True)
def worker_within_a_test(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library's worker drops stale connections before each look; within a test's transaction it leaves ours."""
    monkeypatch.setattr("django_tasks_db.management.commands.db_worker.close_old_connections", lambda: None)


@pytest.fixture
def guarded(transactional_db: None) -> Iterator[None]:
    """The test database with its append-only triggers set, as in the product."""
    guard_log()
    yield
    lift_guards()


@pytest.fixture(autouse=True)
def sound_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every page that any test fetches is checked: headings, labels, ids, tokens, nothing inline."""
    fetch = Client.request

    def request(self: Client, **extra: Any) -> Any:
        response = fetch(self, **extra)
        if response.streaming or not response.headers.get("Content-Type", "").startswith("text/html"):
            return response
        html = response.content.decode()
        # A fragment is part of a page that was checked as a whole.
        found = pages.faults(html) if "<html" in html else []
        assert not found, f"{extra.get('PATH_INFO')}: {'; '.join(found)}"
        return response

    monkeypatch.setattr(Client, "request", request)


@pytest.fixture
def cast(db: None) -> Cast:
    """Two offices and one person for every role."""
    return make_cast()


@pytest.fixture(scope="session")
def open_data() -> Callable[[str], Path]:
    """`open_data("sister_cities/file.csv")`: a path into the open data, or a skip that says so."""

    def find(name: str) -> Path:
        if house.OPEN_DATA is None:
            pytest.skip("open data absent")
        path = house.OPEN_DATA / name
        assert path.exists(), f"the open data lack {name}"
        return path

    return find


@pytest.fixture
def product_environment(tmp_path: Path) -> dict[str, str]:
    """The environment for a `proxenia` of its own, with an empty data folder."""
    return prepared.environment_for(tmp_path / "product")


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[postgres.Cluster]:
    """A PostgreSQL of this worker, beside the one that a run on PostgreSQL stands on."""
    if postgres.binaries() is None:
        pytest.skip("PostgreSQL absent")
    with postgres.Cluster() as cluster:
        yield cluster


@pytest.fixture(scope="session")
def tables_in_cluster(postgres_cluster: postgres.Cluster) -> str:
    """The name of a database in it whose tables stand and hold nothing, to be copied."""
    return prepared.tables_in(postgres_cluster)


@pytest.fixture
def postgres_roles(postgres_cluster: postgres.Cluster) -> Iterator[tuple[str, str]]:
    """A fresh PostgreSQL database: the addresses for the application's role and the owner's, in this order."""
    yield from _database(postgres_cluster, "template1")


@pytest.fixture
def postgres_tables(postgres_cluster: postgres.Cluster, tables_in_cluster: str) -> Iterator[tuple[str, str]]:
    """The same two addresses of a database whose tables stand and hold nothing."""
    yield from _database(postgres_cluster, tables_in_cluster)


def _database(cluster: postgres.Cluster, template: str) -> Iterator[tuple[str, str]]:
    name = f"one_{uuid.uuid4().hex}"
    cluster.sql(f"CREATE DATABASE {name} OWNER {postgres.OWNER} TEMPLATE {template}")
    yield cluster.url(postgres.APPLICATION, name), cluster.url(postgres.OWNER, name)
    cluster.sql(f"DROP DATABASE {name} WITH (FORCE)")
