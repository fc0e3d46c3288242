"""Pages for when something fails: without the database, without a trace, in plain words, sound as every page is."""

from __future__ import annotations

import errno
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig
from django.db import InterfaceError, OperationalError, ProgrammingError
from django.http import Http404
from django.test import Client, RequestFactory

from proxenia.core import failures
from tests import pages
from tests.cast import Cast, signed_in
from tests.plugins import house

PAGES = {
    400: lambda request: failures.bad_request(request, BadRequest("insides")),
    403: lambda request: failures.forbidden(request, PermissionDenied("insides")),
    404: lambda request: failures.not_found(request, Http404("insides")),
    405: lambda request: failures.wrong_method(request, failures.HttpResponse(headers={"Allow": "GET"})),
    413: lambda request: failures.bad_request(request, RequestDataTooBig("insides")),
    429: lambda request: failures.too_many(request, 60),
}


def sound(answer: Any, status: int) -> None:
    """Check one error page."""
    html = answer.content.decode()
    assert answer.status_code == status
    assert pages.faults(html) == []
    assert not any(
        word in html for word in ("Traceback", "insides", "Django", "sqlite", "psycopg", "proxenia/")
    )
    assert not re.search(r"\d+\.\d+\.\d+", html), "a version is told"
    assert "Nothing was changed" in html or "safe" in html or "address" in html


@pytest.mark.once
@pytest.mark.reliability("G5")
@pytest.mark.asvs("16.5.1", "13.4.6", "16.5.4")
@pytest.mark.parametrize("status", PAGES)
def test_error_pages_are_sound_and_ask_no_database(status: int, rf: RequestFactory) -> None:
    # Without the mark `db` any question to the database is an error.
    sound(PAGES[status](rf.get("/x")), status)


def fault_of(kind: type[BaseException], cause: BaseException | None) -> BaseException:
    """A fault as Django raises it around one of the database's."""
    try:
        raise kind("insides") from cause
    except BaseException as fault:  # noqa: BLE001
        return fault


def of_sqlite(name: str) -> sqlite3.OperationalError:
    fault = sqlite3.OperationalError("insides")
    fault.sqlite_errorname = name
    return fault


class OfPostgres(Exception):
    """A fault with the five characters of PostgreSQL."""

    def __init__(self, state: str | None) -> None:
        super().__init__("insides")
        self.sqlstate = state


OfPostgres.__module__ = "psycopg.errors"

FAULTS = [
    (fault_of(OperationalError, of_sqlite("SQLITE_BUSY")), 503),
    (fault_of(OperationalError, of_sqlite("SQLITE_BUSY_SNAPSHOT")), 503),
    (fault_of(OperationalError, of_sqlite("SQLITE_CANTOPEN")), 503),
    (fault_of(OperationalError, of_sqlite("SQLITE_IOERR_FSYNC")), 503),
    (fault_of(OperationalError, of_sqlite("SQLITE_FULL")), 507),
    (fault_of(OperationalError, of_sqlite("SQLITE_ERROR")), 500),
    (fault_of(OperationalError, OfPostgres(None)), 503),
    (fault_of(OperationalError, OfPostgres("57P01")), 503),
    (fault_of(OperationalError, OfPostgres("08006")), 503),
    (fault_of(OperationalError, OfPostgres("53300")), 503),
    (fault_of(OperationalError, OfPostgres("40P01")), 503),
    (fault_of(OperationalError, OfPostgres("53100")), 507),
    (fault_of(ProgrammingError, OfPostgres("42P01")), 500),
    (fault_of(InterfaceError, None), 503),
    (OSError(errno.ENOSPC, "insides"), 507),
    (OSError(errno.EACCES, "insides"), 500),
    (ValueError("insides"), 500),
]


@pytest.mark.once
@pytest.mark.reliability("G5")
@pytest.mark.asvs("16.5.2", "16.5.3", "16.5.4")
@pytest.mark.parametrize(
    ("fault", "status"), FAULTS, ids=lambda value: str(getattr(value, "__cause__", value))
)
def test_every_fault_has_its_page(rf: RequestFactory, fault: BaseException, status: int) -> None:
    try:
        raise fault
    except type(fault):
        answer = failures.server_error(rf.get("/x"))
    sound(answer, status)
    assert answer.headers.get("Retry-After") == ("30" if status == 503 else None)


@pytest.mark.reliability("G5")
@pytest.mark.asvs("16.5.1", "16.5.4")
def test_a_fault_in_a_page_is_a_page(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(*args: Any, **kwargs: Any) -> None:
        raise fault_of(OperationalError, of_sqlite("SQLITE_BUSY"))

    from proxenia.desk.views import today

    monkeypatch.setattr(today, "render", break_down)
    client = signed_in(cast.director)
    client.raise_request_exception = False
    sound(client.get("/o/halden/"), 503)
    monkeypatch.setattr(today, "render", lambda *a, **k: 1 / 0)
    sound(client.get("/o/halden/"), 500)


ASK = """
import django
django.setup()
from django.test import Client
client = Client(raise_request_exception=False, headers={"accept-language": "en"})
client.cookies["sessionid"] = "a" * 32
for url in ("/o/halden/", "/sign-in/", "/"):
    answer = client.get(url)
    html = answer.content
    print(url, answer.status_code, answer.headers.get("Retry-After"), b"<h1>" in html, b"Trace" in html)
    print("policy", "nonce-" in answer.headers["Content-Security-Policy"], answer.headers["Cache-Control"])
"""


def ask(environment: dict[str, str]) -> list[str]:
    """Ask a product of its own for pages; what it answers, line by line."""
    done = subprocess.run(
        [sys.executable, "-c", ASK],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        cwd=house.ROOT,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.splitlines()


@pytest.mark.once
@pytest.mark.reliability("G5")
@pytest.mark.parametrize("which", ["postgres", "sqlite"])
def test_a_database_that_is_away_is_a_page_with_503(
    product_environment: dict[str, str], tmp_path: Path, which: str
) -> None:
    environment = {
        **product_environment,
        "DJANGO_SETTINGS_MODULE": "proxenia.settings",
        "PROXENIA_HOSTS": "testserver",
    }
    if which == "postgres":
        environment["PROXENIA_DATABASE_URL"] = "postgresql://nobody@127.0.0.1:1/none"
        environment["PROXENIA_TESTING"] = "true"
    else:
        folder = Path(environment["PROXENIA_DATA"])
        (folder / "proxenia.sqlite3").mkdir(parents=True)
    lines = ask(environment)
    assert lines[0] == "/o/halden/ 503 30 True False"
    assert lines[1] == "policy True no-store"


@pytest.mark.once
@pytest.mark.reliability("J1")
@pytest.mark.asvs("13.4.2")
def test_the_check_for_deployment_finds_nothing(product_environment: dict[str, str]) -> None:
    environment = {**product_environment, "PROXENIA_BASE_URL": "https://ties.city.example"}
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=120, cwd=house.ROOT, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.once
@pytest.mark.asvs("13.4.2")
def test_an_installation_shows_no_insides(as_another_environment: Callable[..., dict[str, Any]]) -> None:
    found = as_another_environment(PROXENIA_BASE_URL="https://ties.city.example", PROXENIA_TESTING="false")
    assert found["DEBUG"] is False
    assert found["ALLOWED_HOSTS"] == ["ties.city.example"]


@pytest.mark.asvs("13.4.1", "13.4.3", "13.4.5", "5.3.1")
@pytest.mark.reliability("D7")
@pytest.mark.parametrize(
    "url",
    ["/static/", "/static/css/", "/files/", "/media/", "/var/", "/.git/config", "/.env", "/static/../manage.py",
     "/static/%2e%2e/manage.py", "/static/css/%2e%2e/%2e%2e/manage.py", "/secret-key", "/proxenia.sqlite3",
     "/admin/", "/o/halden/files/", "/server-status",
     "/metrics", "/docs/", "/swagger/", "/.svn/entries", "/__debug__/"],
)  # fmt: skip
def test_there_are_no_lists_of_folders(cast: Cast, url: str) -> None:
    for client in (Client(), signed_in(cast.director)):
        answer = client.get(url)
        assert answer.status_code in (404, 400), url
        assert b"Index of" not in answer.content
