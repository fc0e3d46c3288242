"""The web server and the job worker, started together and stopped together."""

import ipaddress
import os
import subprocess
import sys
import threading
from typing import Any

from proxenia.core.errors import Refused

THREADS = 4
DAILY = (
    "reviews.judge_offices",
    "reviews.open_handovers",
    "portfolio.put_into_effect",
    "indicators.load_library",
    "results.compute_indicators",
    "results.ask_returns",
    "commitments.ask_digests",
    "core.refresh_statistics",
    "core.forget_old_jobs",
    "records.scan_waiting",
    "records.sweep_files",
    "audit.anchor",
    "audit.check",
    "audit.forget_old_reads",
    "directory.retention",
    "accounts.forget_old",
)
"""Jobs asked for once a day; each may run twice."""


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
    if not quiet:
        print(f"Proxenia is served at {base_address(host, port)}", flush=True)
    keeper = WorkerKeeper()
    keeper.start()
    try:
        _gunicorn(host, port)
    finally:
        keeper.stop()
    return 0


class WorkerKeeper:
    """Keeps one worker running beside the server: one that was killed is started again."""

    _PAUSE = 1.0
    _TO_THE_END = 10.0

    def __init__(self) -> None:
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._keep, daemon=True)
        self._process = self._begin()

    def start(self) -> None:
        """Watch the worker from now on."""
        self._thread.start()

    def stop(self) -> None:
        """Tell the worker to stop, and end it where it does not; what it was at is taken up at the next start."""
        self._over.set()
        self._thread.join()
        self._process.terminate()
        try:
            self._process.wait(self._TO_THE_END)
        except subprocess.TimeoutExpired:
            self._process.kill()

    def _keep(self) -> None:
        while not self._over.wait(self._PAUSE):
            if self._process.poll() is not None:
                self._process = self._begin()

    def _begin(self) -> "subprocess.Popen[bytes]":
        words = [sys.executable, "-m", "proxenia", "work", "--with-parent", str(os.getpid())]
        return subprocess.Popen(words, stdout=sys.stderr)


def _speak_of(address: str) -> None:
    """Write links with the address that is served, unless another one is set."""
    from django.conf import settings

    if "PROXENIA_BASE_URL" not in os.environ:
        settings.BASE_URL = os.environ["PROXENIA_BASE_URL"] = address


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
