"""Restarts under requests: visitors write and read over HTTP while the database or the server is taken away.

On PostgreSQL the database is restarted, frozen, one of its processes killed, every connection cut; on SQLite it is
the product's own server whose processes are killed. A page may answer 503 with Retry-After, nothing else; what was
answered with a redirect stands once, and once only.
"""

import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from http.client import HTTPException

from faults import _oracle, _server, _visit
from faults._site import ROOT, Site
from faults._tally import Tally
from tools.postgres import APPLICATION, free_port

VISITORS = 6
BACK_WITHIN = 30.0
LOG = "serve.log"


class Served:
    """The product's server as `proxenia serve` starts it."""

    def __init__(self, site: Site, pages: _visit.Pages) -> None:
        self.site = site
        self.pages = pages
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; it answers a little later."""
        command = [sys.executable, "-W", "ignore", "-m", "proxenia", "serve", "--port", str(self.port)]
        address = {"PROXENIA_BASE_URL": f"http://127.0.0.1:{self.port}"}
        kept = {name: value for name, value in self.site.environment().items() if name != "LD_PRELOAD"}
        with (self.site.root / LOG).open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env={**kept, **address}, stdout=log, stderr=log
            )

    def processes(self) -> list[int]:
        """Return the server's own process and those it started: web workers, and who does the jobs."""
        if self.process is None:
            return []
        found = {self.process.pid}
        for _ in range(3):
            found |= {pid for pid in _server.running() if _server.parent_of(pid) in found}
        return sorted(found)

    def back(self) -> float:
        """Wait until it shows Today to somebody signed in; return the seconds that took."""
        began = time.monotonic()
        while time.monotonic() - began < BACK_WITHIN:
            try:
                if _visit.ask(self.port, self.pages, None)[0] == 200:
                    return time.monotonic() - began
            except (OSError, HTTPException):
                pass
            time.sleep(0.02)
        raise RuntimeError(f"no page within {BACK_WITHIN:.0f} s")

    def kill(self) -> None:
        """Kill all of it at once."""
        for pid in self.processes():
            _server.send(pid, signal.SIGKILL)
        if self.process is not None:
            self.process.wait()
            self.process = None

    def stop(self) -> None:
        """Stop it politely; whatever is left is killed."""
        left = self.processes()
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                pass
            self.process = None
        for pid in left:
            _server.send(pid, signal.SIGKILL)


def run(site: Site, *, count: int, seed: int) -> Tally:
    """Take database or server away so many times, with a while of work between."""
    tally = Tally("restart", site.engine, seed)
    chance = random.Random(seed)
    site.lay(site.plain())
    served = Served(site, site.ask(_visit.prepare))
    try:
        served.start()
        served.back()
        storm(site, served, tally, count, chance)
    finally:
        served.stop()
    return tally.over()


def storm(site: Site, served: Served, tally: Tally, count: int, chance: random.Random) -> None:
    """Let visitors in, take things away, and ask at the end what became of what they were told."""
    visitors = site.fork(_visit.visit, site.diaries, served.port, served.pages, VISITORS)
    ways = list((DATABASE if site.server else SERVER).items())
    for number in range(count):
        time.sleep(chance.uniform(0.3, 0.9))
        name, way = ways[number % len(ways)]
        way(site, served)
        tally.faults += 1
        try:
            tally.ready.append(round(served.back(), 3))
        except RuntimeError as error:
            tally.complain(f"restart {number} ({name}): {error}")
            break
    time.sleep(0.5)
    (site.diaries / _visit.STOP).touch()
    if not site.ended(visitors, 60):
        site.kill([visitors])
        tally.complain("a visitor hangs")
    tally.take(site.ask(_oracle.examine, site.diaries), "at the end", 0)
    for sentence in site.faults():
        tally.complain(sentence)
    _visit.judge(site.diaries, tally, may_refuse_connections=site.server is None)


def cut_connections(site: Site, served: Served) -> None:
    """End every connection of the application."""
    assert site.server
    site.server.admin(
        f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{APPLICATION}'"
    )


def restart_with(how: signal.Signals) -> Callable[[Site, Served], None]:
    """Return what stops the database in a way and starts it again."""

    def restart(site: Site, served: Served) -> None:
        assert site.server
        site.server.stop(how)
        site.server.start()

    return restart


def freeze(site: Site, served: Served) -> None:
    """Let the database stand still for a second."""
    assert site.server
    found = site.server.processes()
    for pid in found:
        _server.send(pid, signal.SIGSTOP)
    time.sleep(1)
    for pid in found:
        _server.send(pid, signal.SIGCONT)


def kill_backend(site: Site, served: Served) -> None:
    """Kill one process of the database, after which it recovers by itself."""
    assert site.server
    found = site.server.admin(f"SELECT pid FROM pg_stat_activity WHERE usename = '{APPLICATION}' LIMIT 1")
    if found:
        _server.send(int(found), signal.SIGKILL)
        time.sleep(0.05)
        site.server.wait()


def kill_web_worker(site: Site, served: Served) -> None:
    """Kill one of the server's children, a web worker or who does the jobs."""
    children = [pid for pid in served.processes() if served.process and pid != served.process.pid]
    if children:
        _server.send(children[int(time.monotonic() * 1000) % len(children)], signal.SIGKILL)


def kill_server(site: Site, served: Served) -> None:
    """Kill all of the server and start it again."""
    served.kill()
    served.start()


def restart_server(site: Site, served: Served) -> None:
    """Stop the server politely and start it again."""
    served.stop()
    served.start()


DATABASE: dict[str, Callable[[Site, Served], None]] = {
    "connections cut": cut_connections,
    "immediate restart": restart_with(signal.SIGQUIT),
    "connections cut again": cut_connections,
    "fast restart": restart_with(signal.SIGINT),
    "frozen": freeze,
    "one process killed": kill_backend,
}
SERVER: dict[str, Callable[[Site, Served], None]] = {
    "web worker killed": kill_web_worker,
    "server killed": kill_server,
    "another worker killed": kill_web_worker,
    "server restarted": restart_server,
}
