"""Where one database is mistreated: folder, filesystem, server, and children that have Django loaded already."""

import json
import logging
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from faults._disks import LoopDisk, Mount, Tmpfs, run
from faults._server import Server

ROOT = Path(__file__).resolve().parent.parent
OFFICE, DIRECTOR = "Faults", "director@faults.example.org"
MEMORY = Path("/dev/shm") if Path("/dev/shm").is_dir() else Path(tempfile.gettempdir())


class Site:
    """One database and its data folder. This process loads Django and never opens a connection: children do."""

    def __init__(self, engine: str) -> None:
        self.engine = engine
        self.root = Path(tempfile.mkdtemp(prefix="proxenia-faults-", dir=MEMORY))
        self.root.chmod(0o755)
        self.data = self.root / "data"
        self.diaries = self.root / "diaries"
        self.template = self.root / "template"
        self.mount: Mount = Mount(self.data)
        self.server = Server(self.root / "server", self.data / "postgres") if engine == "postgres" else None
        self.children: list[int] = []

    def __enter__(self) -> "Site":
        try:
            self._prepare()
        except BaseException:
            self.clean_up()
            raise
        return self

    def __exit__(self, *problem: object) -> None:
        self.clean_up()

    def clean_up(self) -> None:
        """Leave nothing behind: no process, no mount, no loop device, no file."""
        self.end_children()
        if self.server:
            self.server.kill()
        self.mount.gone()
        shutil.rmtree(self.root, ignore_errors=True)

    def environment(self) -> dict[str, str]:
        """Return the environment of a product that lives here, without anything of the caller's."""
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("PROXENIA_", "DJANGO_"))
        }
        passed = {name: value for name, value in os.environ.items() if name.startswith("PROXENIA_FAULTS_")}
        urls = self.server.cluster.environment() if self.server else {}
        return {
            **kept, **passed, **urls, "PROXENIA_DATA": str(self.data), "PROXENIA_LOG_LEVEL": "CRITICAL",
            "PROXENIA_SECRET_KEY": "for-faults-only-and-nowhere-else-0123456789abcdef",
            "DJANGO_SETTINGS_MODULE": "proxenia.settings",
        }  # fmt: skip

    def _prepare(self) -> None:
        """Make the office once, as `proxenia init` does, and keep it as what every round begins from."""
        if self.server:
            self.server.create()
        if tables := os.environ.get("PROXENIA_FAULTS_TABLES"):
            self._bring(Path(tables))
        command = [
            sys.executable,
            "-W",
            "ignore",
            "-m",
            "proxenia",
            "init",
            "--office",
            OFFICE,
            "--email",
            DIRECTOR,
        ]
        subprocess.run(command, cwd=ROOT, env=self.environment(), check=True, stdout=subprocess.DEVNULL)
        if self.server:
            self.server.stop()
        run("cp", "-a", self.data, self.template)
        shutil.rmtree(self.data)
        self.data.mkdir()
        own = self.environment()
        os.environ.clear()
        os.environ.update(own)
        import django

        django.setup()
        # What a child would otherwise load anew each time.
        import proxenia.cli.storage
        import proxenia.urls  # noqa: F401
        from faults import _load, _oracle  # noqa: F401

    def _bring(self, tables: Path) -> None:
        """Begin with tables that a caller made and that hold nothing: `proxenia init` finds them up to date."""
        if self.server:
            self.server.load(tables / "tables.sql")
        else:
            shutil.copytree(tables, self.data, dirs_exist_ok=True)

    def lay(self, mount: Mount) -> None:
        """Begin anew on a filesystem: the empty office, a clean diary, a running server."""
        self.end_children()
        if self.server:
            self.server.kill()
        if self.mount is not mount:
            self.mount.gone()
        self.mount = mount
        mount.lay()
        run("cp", "-a", f"{self.template}/.", self.data)
        if isinstance(mount, LoopDisk):
            mount.settle()
        self.forget()
        self.start()

    def forget(self) -> None:
        """Begin a clean diary."""
        shutil.rmtree(self.diaries, ignore_errors=True)
        self.diaries.mkdir()

    def start(self) -> None:
        """Start the server where there is one."""
        if self.server and self.server.process is None:
            self.server.start()

    def revive(self) -> None:
        """Start the server where a fault ended it, as the service of the system would."""
        if self.server and self.server.process is not None and self.server.process.poll() is not None:
            self.server.process = None
            self.server.start()

    def plain(self) -> Mount:
        """Return the data folder as it is, on the memory of the machine."""
        return Mount(self.data)

    def disk(self) -> LoopDisk:
        """Return a disk whose plug can be pulled."""
        return LoopDisk(self.data, self.root / "disk.img")

    def memory(self) -> Tmpfs:
        """Return a disk that can be as full as one likes."""
        return Tmpfs(self.data)

    def fork(self, task: Callable[..., Any], *arguments: Any, loosen: str = "") -> int:
        """Run a task in a child of its own, with its own connection; return its process."""
        child = os.fork()
        if child:
            self.children.append(child)
            return child
        self._in_child(task, arguments, loosen)
        raise AssertionError

    def _in_child(self, task: Callable[..., Any], arguments: Sequence[Any], loosen: str) -> None:
        code = 1
        try:
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            logging.disable(logging.CRITICAL)
            if loosen:
                loosen_safety(loosen)
            task(*arguments)
            code = 0
        except BaseException:  # noqa: BLE001 # whatever it is, the parent has to hear of it
            (self.root / f"fault-{os.getpid()}.txt").write_text(traceback.format_exc())
        finally:
            os._exit(code)

    def ask(self, task: Callable[..., Any], *arguments: Any, seconds: float = 120, **more: Any) -> Any:
        """Run a task in a child and return what it returned, as JSON knows it."""
        answer = self.root / "answer.json"
        answer.unlink(missing_ok=True)

        def told() -> None:
            answer.write_text(json.dumps(task(*arguments, **more)))

        child = self.fork(told)
        if not self.ended(child, seconds):
            self.kill([child])
            raise RuntimeError(f"{getattr(task, '__name__', task)} did not come back within {seconds:.0f} s.")
        if not answer.exists():
            raise RuntimeError(self.why(child))
        return json.loads(answer.read_text())

    def why(self, child: int) -> str:
        """Return the traceback that a child left."""
        path = self.root / f"fault-{child}.txt"
        return path.read_text() if path.exists() else f"child {child} ended without a word"

    def faults(self) -> list[str]:
        """Return the last line of every traceback that children left, and forget them."""
        found = sorted(self.root.glob("fault-*.txt"))
        said = [path.read_text().strip().splitlines()[-1][:300] for path in found]
        for path in found:
            path.unlink()
        return said

    def ended(self, child: int, seconds: float) -> bool:
        """Wait for a child; False where it is still at work."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            done, status = os.waitpid(child, os.WNOHANG)
            if done:
                self.children.remove(child)
                if os.WIFSIGNALED(status) and os.WTERMSIG(status) != signal.SIGKILL:
                    crash = self.root / f"fault-{child}.txt"
                    crash.write_text(f"ended by {signal.Signals(os.WTERMSIG(status)).name}")
                return True
            time.sleep(0.002)
        return False

    def kill(self, children: Sequence[int]) -> None:
        """Kill children at once and wait until they are gone."""
        for child in children:
            if child in self.children:
                os.kill(child, signal.SIGKILL)
        for child in children:
            if child in self.children:
                os.waitpid(child, 0)
                self.children.remove(child)

    def end_children(self) -> None:
        """Kill every child that is left."""
        self.kill(list(self.children))


def loosen_safety(how: str) -> None:
    """Take a safety away in this child, for the controls: a pragma of SQLite or a setting of PostgreSQL."""
    from django.db import connection

    options = connection.settings_dict.setdefault("OPTIONS", {})
    if connection.vendor == "sqlite":
        options["init_command"] = f"{options['init_command']} PRAGMA synchronous={how};"
    else:
        options["options"] = f"-c synchronous_commit={how}"
