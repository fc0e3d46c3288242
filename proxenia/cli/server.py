"""The web server and the job worker, started together and stopped together."""

import ipaddress
import os
import subprocess
import sys
import threading
import time
from typing import Any

from proxenia.core.errors import Refused

THREADS = 4
DAILY = (
    "engagements.refresh_passed_contacts",
    "core.refresh_statistics",
    "audit.anchor",
    "audit.check",
    "audit.forget_old_reads",
)
"""Jobs asked for at the start and then every day; each may run twice."""
_DAY = 24 * 3600


def is_loopback(host: str) -> bool:
    """Say whether an address is this machine's own."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def check_host(host: str) -> None:
    """Refuse to listen beyond this machine without https in front."""
    from django.conf import settings

    if not is_loopback(host) and not settings.BASE_URL.startswith("https://"):
        raise Refused(
            "Beyond this machine Proxenia is served behind https only:"
            " put a proxy in front and name its address in PROXENIA_BASE_URL.",
            "--host",
        )


def base_address(host: str, port: int) -> str:
    """Return the address to open in a browser."""
    from django.conf import settings

    if settings.BASE_URL.startswith("https://"):
        return str(settings.BASE_URL)
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}"


def serve(host: str, port: int, *, quiet: bool = False) -> int:
    """Serve pages and run jobs until stopped."""
    check_host(host)
    _speak_of(base_address(host, port))
    _requeue_interrupted()
    _ask_daily()
    threading.Thread(target=_ask_every_day, daemon=True).start()
    if not quiet:
        print(f"Proxenia is served at {base_address(host, port)}", flush=True)
    worker = subprocess.Popen(
        [sys.executable, "-m", "django", "db_worker", "--interval", "0.5"],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "proxenia.settings"},
        stdout=sys.stderr,
    )
    try:
        _gunicorn(host, port)
    finally:
        worker.terminate()
        worker.wait(timeout=10)
    return 0


def _speak_of(address: str) -> None:
    """Write links with the address that is served, unless another one is set."""
    from django.conf import settings

    if "PROXENIA_BASE_URL" not in os.environ:
        settings.BASE_URL = os.environ["PROXENIA_BASE_URL"] = address


def _requeue_interrupted() -> None:
    """Give jobs back to the queue that a killed worker left running; every job may run twice."""
    from django_tasks_db.models import DBTaskResult

    DBTaskResult.objects.filter(status="RUNNING").update(status="READY", started_at=None)


def _ask_daily() -> None:
    """Queue what has to be done once a day, and leave no connection open for the workers to inherit."""
    from django.db import connections

    from proxenia.core.jobs import enqueue

    for name in DAILY:
        enqueue(name)
    connections.close_all()


def _ask_every_day() -> None:
    while True:
        time.sleep(_DAY)
        _ask_daily()


def _gunicorn(host: str, port: int) -> None:
    from gunicorn.app.base import BaseApplication

    _say_no_name()

    class Server(BaseApplication):
        """Gunicorn with threads, configured here rather than by a file."""

        def load_config(self) -> None:
            bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
            options = {"bind": bind, "workers": 2, "threads": THREADS, "worker_class": "gthread"}
            for name, value in {**options, "timeout": 120, "loglevel": "warning"}.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            from proxenia.wsgi import application

            return application

    Server().run()


def _say_no_name() -> None:
    """Leave out the header in which gunicorn says what it is; it has no setting for that."""
    from gunicorn.http.wsgi import Response

    named = Response.default_headers

    def unnamed(response: Any) -> list[str]:
        return [line for line in named(response) if not line.lower().startswith("server:")]

    Response.default_headers = unnamed
