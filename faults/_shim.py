"""Plans for the shim: which call of which process fails, or kills, when."""

import errno
import mmap
import os
import shutil
import struct
import subprocess
from pathlib import Path

SOURCE = Path(__file__).with_name("shim.c")
LAYOUT = struct.Struct("=6i3q200s")
PLAN, LIBRARY = "PROXENIA_FAULTS_PLAN", "PROXENIA_FAULTS_SHIM"
WRITE, SYNC, OPEN, RENAME, SEND = 1, 2, 4, 8, 16
KILL = 0
EIO, ENOSPC, EMFILE, EROFS = errno.EIO, errno.ENOSPC, errno.EMFILE, errno.EROFS


def why_none() -> str:
    """Say why no call can be made to fail here; empty where it can."""
    return "" if shutil.which("gcc") or shutil.which("cc") else "needs a C compiler"


def build(folder: Path) -> dict[str, str]:
    """Compile the shim and lay an empty plan; return what the environment of programs under it holds."""
    library, plan = folder / "shim.so", folder / "plan"
    compiler = shutil.which("gcc") or shutil.which("cc") or "cc"
    subprocess.run([compiler, "-O2", "-fPIC", "-shared", "-o", library, SOURCE, "-ldl"], check=True)
    plan.write_bytes(bytes(LAYOUT.size))
    for path in (library, plan):
        path.chmod(0o666 if path == plan else 0o755)
    return {PLAN: str(plan), LIBRARY: str(library), "LD_PRELOAD": str(library)}


def is_there() -> bool:
    """Say whether this process itself runs under the shim."""
    return bool(os.environ.get(PLAN)) and os.environ.get(LIBRARY, "?") in os.environ.get("LD_PRELOAD", "")


class Plan:
    """The plan that this process and those it starts share."""

    def __init__(self, prefix: Path) -> None:
        self.prefix = str(prefix).encode()
        with Path(os.environ[PLAN]).open("r+b") as file:
            self.memory = mmap.mmap(file.fileno(), LAYOUT.size)

    def arm(
        self, calls: int, at: int, *, error: int = KILL, process: int = 0, for_good: bool = False
    ) -> None:
        """Let the n-th of these calls fail with an error, or kill who makes it."""
        self.disarm()
        self.memory[:] = LAYOUT.pack(0, process, calls, error, for_good, 0, at, 0, 0, self.prefix)
        self.memory[:4] = struct.pack("=i", 1)

    def disarm(self) -> None:
        """Let everything through again."""
        self.memory[:4] = struct.pack("=i", 0)

    @property
    def is_armed(self) -> bool:
        """Say whether calls can fail."""
        return bool(struct.unpack("=i", self.memory[:4])[0])

    @property
    def hits(self) -> int:
        """Return how many faults were made since it was armed."""
        return int(LAYOUT.unpack(self.memory[:])[8])
