"""The frame every run stands in: where it writes, which database it uses, what it says at its end.

Imported before Django's settings, since those read the environment set here.
"""

import atexit
import gc
import os
import shutil
import signal
import sys
import tempfile
from collections import Counter
from pathlib import Path

import django.db.models  # noqa: F401  (before pytest-randomly: it asks for model_bakery, whose own way in breaks Django's cycle)
import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT)] if str(ROOT) not in sys.path else []

from tools import postgres  # noqa: E402  (only importable once the root is on the path)

LONG = ("tests/faults/", "tests/sweep/", "tests/cli/test_backup", "tests/core/test_fresh")
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
ENGINE = os.environ.setdefault("PROXENIA_TEST_ENGINE", "sqlite")
CLUSTER: postgres.Cluster | None = None


def choose_data_folder() -> Path:
    """A folder for this run (and worker), so that nothing of a test lands in the clone."""
    base = os.environ.setdefault("PROXENIA_TEST_FOLDER", "") or tempfile.mkdtemp(prefix="proxenia-test-")
    os.environ["PROXENIA_TEST_FOLDER"] = base
    folder = Path(base) / (WORKER or "main")
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["PROXENIA_DATA"] = str(folder)
    return folder


def choose_database() -> None:
    """SQLite, or a PostgreSQL of our own. Never the database that a developer's environment names."""
    global CLUSTER
    if WORKER:
        return
    for name in ("PROXENIA_DATABASE_URL", "PROXENIA_OWNER_DATABASE_URL"):
        os.environ.pop(name, None)
    if ENGINE != "postgres":
        return
    if postgres.binaries() is None:
        raise SystemExit("PROXENIA_TEST_ENGINE=postgres, but PostgreSQL is not installed.")
    CLUSTER = postgres.Cluster()
    CLUSTER.start()
    os.environ.update(CLUSTER.environment())
    signal.signal(signal.SIGTERM, postgres.leave)


def open_data_folder() -> Path | None:
    """The folder of open data: PROXENIA_OPEN_DATA, else ../shared/data beside the clone, else none."""
    named = os.environ.get("PROXENIA_OPEN_DATA")
    folder = Path(named) if named else ROOT.parent / "shared" / "data"
    return folder if folder.is_dir() else None


def clean_up() -> None:
    """Stop the database and remove what the run wrote; at the very end, so that a run that never began is tidy too."""
    if CLUSTER is not None:
        CLUSTER.stop()
    shutil.rmtree(os.environ["PROXENIA_TEST_FOLDER"], ignore_errors=True)


DATA = choose_data_folder()
choose_database()
if not WORKER:
    atexit.register(clean_up)
OPEN_DATA = open_data_folder()
if OPEN_DATA is not None:
    os.environ["PROXENIA_OPEN_DATA"] = str(OPEN_DATA)
os.environ["PROXENIA_TESTING"] = "true"
os.environ.setdefault("PROXENIA_SECRET_KEY", "for-tests-only-and-nowhere-else-0123456789abcdef")


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Cheap password hashes: the real ones are slow on purpose."""
    from django.conf import settings

    if settings.configured or os.environ.get("DJANGO_SETTINGS_MODULE"):
        settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def asks_for_a_database(item: pytest.Item) -> bool:
    """Whether a test may use the database of the run."""
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool({"db", "transactional_db", "live_server"} & fixtures) or bool(
        item.get_closest_marker("django_db")
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out (not skip) what belongs to the other database, and run what needs none in the SQLite run only."""
    kept, left = [], []
    for item in items:
        marker = item.get_closest_marker("engine")
        # A browser sees pages; which database they come from is the client tests' matter.
        is_once = any(item.get_closest_marker(name) for name in ("once", "browser"))
        # A test that asks for no database is kept from it, and says the same whichever there is.
        is_once = is_once or not (marker or asks_for_a_database(item))
        elsewhere = (marker is not None and ENGINE not in marker.args) or (ENGINE == "postgres" and is_once)
        (left if elsewhere else kept).append(item)
    if left:
        config.hook.pytest_deselected(items=left)
    # Long ones first: at the end they would keep one worker busy and the others waiting.
    items[:] = sorted(kept, key=lambda item: not item.nodeid.startswith(LONG))


def pytest_collection_finish(session: pytest.Session) -> None:
    """Keep what is there to stay out of every later search for garbage: an import looks for some of its own."""
    gc.collect()
    gc.freeze()


def skips(config: pytest.Config) -> Counter[str]:
    """How many tests were skipped, by reason."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    reports = reporter.stats.get("skipped", []) if reporter else []
    reasons = (r.longrepr[2] if isinstance(r.longrepr, tuple) else str(r.longrepr) for r in reports)
    return Counter(reason.removeprefix("Skipped: ") for reason in reasons)


def none_may_skip() -> bool:
    """In CI with the open data present, a skipped test is a failed run."""
    return os.environ.get("CI") == "true" and OPEN_DATA is not None


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Turn a run with skips into a failure where none may skip."""
    if not WORKER and exitstatus == 0 and none_may_skip() and skips(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """The closing line of skips by reason, and the names of the skipped where none may skip."""
    found = skips(config)
    line = "; ".join(f"{number} {reason}" for reason, number in found.most_common()) or "none"
    terminalreporter.write_line(f"database: {ENGINE}; skips by reason: {line}")
    if found and none_may_skip():
        names = [report.nodeid for report in terminalreporter.stats["skipped"]]
        terminalreporter.write_line(
            f"CI with open data: no test may skip, these did: {', '.join(names)}", red=True
        )
