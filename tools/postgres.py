"""A PostgreSQL of our own for tests and measurements: started in a temporary folder, gone afterwards.

    python tools/postgres.py COMMAND …     run COMMAND with the database's addresses in its environment

Two roles are made: the owner of the tables and the application. PostgreSQL refuses to run as root, so that root
starts it as the user `postgres` (or `nobody`).
"""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

OWNER, APPLICATION, DATABASE = "proxenia_owner", "proxenia_app", "proxenia"
UNSAFE_AND_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
SIZES = {"shared_buffers": "256MB", "max_connections": "60", "max_wal_size": "2GB"}


def binaries() -> Path | None:
    """The folder with `initdb` and `pg_ctl`, the newest version first; None where PostgreSQL is not installed."""
    versions = Path("/usr/lib/postgresql").glob("*/bin")
    folders = sorted(versions, key=lambda path: -float(path.parent.name))
    on_path = shutil.which("initdb")
    if on_path:
        folders.append(Path(on_path).parent)
    return next((folder for folder in folders if (folder / "initdb").exists()), None)


def free_port() -> int:
    """A loopback port that nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def unprivileged() -> pwd.struct_passwd | None:
    """Whom to run the server as: None means ourselves."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise SystemExit(
        "PostgreSQL does not run as root, and there is no user 'postgres' or 'nobody' to run it as."
    )


@dataclass
class Cluster:
    """One private server. `durable` keeps PostgreSQL's own safety settings, for measurements."""

    durable: bool = False
    folder: Path = field(init=False)
    port: int = field(init=False)
    password: str = field(default_factory=lambda: secrets.token_urlsafe(12))

    def __enter__(self) -> "Cluster":
        self.start()
        return self

    def __exit__(self, *problem: object) -> None:
        self.stop()

    def run(self, program: str, *arguments: str, sql: str | None = None) -> str:
        """Run one of PostgreSQL's programs as the unprivileged user; its own words when it fails."""
        folder = binaries()
        if folder is None:
            raise SystemExit("PostgreSQL is not installed.")
        user = unprivileged()
        # pg_ctl's server would inherit a pipe and keep it open for as long as it runs.
        output = subprocess.DEVNULL if program == "pg_ctl" else subprocess.PIPE
        done = subprocess.run(
            [str(folder / program), *arguments],
            input=sql or "",
            stdout=output,
            stderr=output,
            text=True,
            cwd=self.folder,
            env={**os.environ, "PGPASSWORD": self.password, "LC_ALL": "C.UTF-8"},
            check=False,
            user=user.pw_uid if user else None,
            group=user.pw_gid if user else None,
            extra_groups=[] if user else None,
        )
        if done.returncode:
            log = self.folder / "server.log"
            raise SystemExit(f"{program} failed: {done.stderr or (log.read_text() if log.exists() else '')}")
        return str(done.stdout or "")

    def start(self) -> None:
        """Create the cluster, its two roles and its database."""
        self.folder = Path(tempfile.mkdtemp(prefix="proxenia-pg-"))
        self.port = free_port()
        secret = self.folder / "password"
        secret.write_text(self.password)
        user = unprivileged()
        if user:
            os.chown(self.folder, user.pw_uid, user.pw_gid)
            os.chown(secret, user.pw_uid, user.pw_gid)
        data = str(self.folder / "data")
        self.run("initdb", "-D", data, "-U", "admin", "-A", "scram-sha-256", f"--pwfile={secret}",
                 "-E", "UTF8", "--locale=C.UTF-8", *([] if self.durable else ["--no-sync"]))  # fmt: skip
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": str(self.folder),
        }
        settings |= SIZES | ({} if self.durable else UNSAFE_AND_FAST)
        options = " ".join(f"-c {name}={value}" for name, value in settings.items())
        self.run("pg_ctl", "-D", data, "-l", str(self.folder / "server.log"), "-o", options, "-w", "start")
        # Both may create databases: the test runner makes its own, whichever role it comes as.
        for role in (OWNER, APPLICATION):
            self.sql(f"CREATE ROLE {role} LOGIN CREATEDB PASSWORD '{self.password}'")
        self.sql(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")

    def sql(self, statement: str, database: str = "postgres") -> str:
        """Run a statement as the cluster's administrator."""
        where = ["-h", str(self.folder), "-p", str(self.port), "-U", "admin", "-d", database]
        return self.run("psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", *where, sql=statement)

    def url(self, role: str = APPLICATION, database: str = DATABASE) -> str:
        """The address of a database for one of the two roles."""
        return f"postgres://{role}:{self.password}@127.0.0.1:{self.port}/{database}"

    def environment(self) -> dict[str, str]:
        """What Proxenia and its tests read."""
        return {
            "PROXENIA_DATABASE_URL": self.url(),
            "PROXENIA_OWNER_DATABASE_URL": self.url(OWNER),
        }

    def stop(self) -> None:
        """Stop the server and remove its folder."""
        try:
            self.run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "-w", "stop")
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)


def leave(number: int, frame: FrameType | None) -> None:
    """A polite end on SIGTERM, so that the server is stopped too."""
    raise SystemExit(128 + number)


def main() -> None:
    """Run a command against a fresh cluster."""
    if len(sys.argv) < 2:
        raise SystemExit("usage: python tools/postgres.py COMMAND …")
    signal.signal(signal.SIGTERM, leave)
    with Cluster(durable=os.environ.get("DURABLE") == "1") as cluster:
        done = subprocess.run(sys.argv[1:], env={**os.environ, **cluster.environment()}, check=False)
    raise SystemExit(done.returncode)


if __name__ == "__main__":
    main()
