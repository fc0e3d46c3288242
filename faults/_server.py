"""A PostgreSQL whose data lie where we say, started and killed by us, with its own safety settings."""

import os
import signal
import subprocess
import time
from pathlib import Path

from tools import postgres

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    # What a server has by itself. Each writer of a crowd is a process, whose pool opens two connections as it begins.
    "max_connections": "100",
    "shared_buffers": "64MB",
    "min_wal_size": "32MB",
    "max_wal_size": "128MB",
    "log_min_messages": "error",
}
READY_WITHIN = 60


class Server:
    """One server; its socket and log lie outside the data, so that a cut leaves them alone."""

    def __init__(self, folder: Path, data: Path) -> None:
        self.data = data
        self.cluster = postgres.Cluster(durable=True)
        self.cluster.folder, self.cluster.port = folder, postgres.free_port()
        folder.mkdir(parents=True, exist_ok=True)
        self.user = postgres.unprivileged()
        if self.user:
            os.chown(folder, self.user.pw_uid, self.user.pw_gid)
        self.process: subprocess.Popen[bytes] | None = None

    def create(self) -> None:
        """Make an empty cluster with the two roles and the database, and leave it running."""
        self.data.mkdir(parents=True, exist_ok=True)
        secret = self.cluster.folder / "password"
        secret.write_text(self.cluster.password)
        if self.user:
            os.chown(self.data, self.user.pw_uid, self.user.pw_gid)
            os.chown(secret, self.user.pw_uid, self.user.pw_gid)
        self.cluster.run(
            "initdb", "-D", str(self.data), "-U", "admin", "-A", "scram-sha-256", f"--pwfile={secret}",
            "-E", "UTF8", "--locale=C.UTF-8", "--no-sync",
        )  # fmt: skip
        self.start()
        for role in (postgres.OWNER, postgres.APPLICATION):
            self.cluster.sql(f"CREATE ROLE {role} LOGIN CREATEDB PASSWORD '{self.cluster.password}'")
        self.cluster.sql(f"CREATE DATABASE {postgres.DATABASE} OWNER {postgres.OWNER}")
        self.cluster.sql("CREATE EXTENSION IF NOT EXISTS amcheck", postgres.DATABASE)

    def load(self, dump: Path) -> None:
        """Run a file of SQL in the database as its owner."""
        cluster = self.cluster
        where = [
            "-h",
            str(cluster.folder),
            "-p",
            str(cluster.port),
            "-U",
            postgres.OWNER,
            "-d",
            postgres.DATABASE,
        ]
        cluster.run("psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", *where, sql=dump.read_text(encoding="utf-8"))

    def start(self) -> None:
        """Start it on its data, recovering what a crash left, and wait until it answers."""
        settings = {
            **SETTINGS,
            "port": str(self.cluster.port),
            "unix_socket_directories": str(self.cluster.folder),
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        folder = postgres.binaries()
        if folder is None:
            raise SystemExit("PostgreSQL is not installed.")
        with (self.cluster.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [str(folder / "postgres"), "-D", str(self.data), *options],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.cluster.folder,
                env={**os.environ, "LC_ALL": "C.UTF-8"},
                user=self.user.pw_uid if self.user else None, group=self.user.pw_gid if self.user else None,
                extra_groups=[] if self.user else None,
            )  # fmt: skip
        self.wait()

    def wait(self, seconds: float = READY_WITHIN) -> None:
        """Wait until it takes connections; a server that ended meanwhile is an error."""
        until = time.monotonic() + seconds
        while not self.answers():
            if self.process is None or self.process.poll() is not None:
                raise RuntimeError("PostgreSQL ended while it was started; see its log.")
            if time.monotonic() > until:
                raise RuntimeError(f"PostgreSQL did not answer within {seconds:.0f} s.")
            time.sleep(0.02)

    def answers(self) -> bool:
        """Say whether it takes a connection and answers a question."""
        import psycopg

        try:
            with psycopg.connect(self.cluster.url("admin", "postgres"), connect_timeout=5) as connection:
                connection.execute("SELECT 1")
        except psycopg.Error:
            return False
        return True

    def processes(self) -> list[int]:
        """Return the server's processes, the first one first; children outlive a killed parent for a moment."""
        if self.process is None:
            return []
        parent = self.process.pid
        return [
            parent,
            *(pid for pid in running() if parent_of(pid) == parent),
        ]

    def kill(self) -> None:
        """Kill every process of it at once, as a power cut does."""
        found = self.processes()
        for pid in found:
            send(pid, signal.SIGKILL)
        if self.process is not None:
            self.process.wait()
            self.process = None
        until = time.monotonic() + 10
        while any(Path(f"/proc/{pid}").exists() for pid in found) and time.monotonic() < until:
            time.sleep(0.01)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop it: SIGINT is its fast shutdown, SIGQUIT its immediate one."""
        if self.process is not None:
            send(self.process.pid, how)
            self.process.wait(timeout=60)
            self.process = None

    def admin(self, statement: str) -> str:
        """Run a statement in the product's database as its administrator."""
        return self.cluster.sql(statement, postgres.DATABASE).strip()

    def problems(self) -> list[str]:
        """Let amcheck read every index and table of the product; return its complaints."""
        statement = (
            "SELECT c.relname, e.msg FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace,"
            " LATERAL verify_heapam(c.oid) e WHERE n.nspname = 'public' AND c.relkind = 'r' LIMIT 20;"
            "SELECT bt_index_check(i.indexrelid, true) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
            " JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_am a ON a.oid = c.relam"
            " WHERE n.nspname = 'public' AND a.amname = 'btree' AND i.indisvalid;"
        )
        try:
            said = self.admin(statement)
        except SystemExit as error:
            return [str(error)]
        return [line for line in said.splitlines() if line.strip()]


def running() -> list[int]:
    """Return every process of the machine."""
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]


def parent_of(pid: int) -> int:
    """Return the parent of a process; 0 where it is gone."""
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except (OSError, IndexError, ValueError):
        return 0


def send(pid: int, number: int) -> None:
    """Send a signal to a process of ours that may be gone already."""
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        pass
