"""The programs others wrote that measurements are held against, in an environment of their own.

They bring some 500 MB that neither the product nor its development needs, so they are locked apart
(`requirements/peers.txt`, hashes required) and installed beneath `.venv` on the first measurement that asks for them.
"""

import os
import subprocess
import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools import setup  # noqa: E402  (importable once the root is on the path)

FOLDER = setup.VENV / "peers"
PYTHON = FOLDER / setup.BIN.name / setup.PYTHON.name
LOCK = ROOT / "requirements" / "peers.txt"


@cache
def python() -> Path | None:
    """Return a Python that has the peers, set up where it is not yet; None, said aloud, where they cannot be had."""
    stamp, print_of = FOLDER / "stamp", setup.digest(LOCK)
    if stamp.exists() and stamp.read_text() == print_of:
        return PYTHON
    print("Installing the peers …", flush=True)
    subprocess.run([sys.executable, "-m", "venv", "--clear", FOLDER], check=True)
    uv, required = setup.BIN / "uv", ["--quiet", "--require-hashes", "-r", str(LOCK)]
    tools = [[str(uv), "pip", "install", "--python", str(PYTHON)]] if uv.exists() else []
    tools.append([str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check"])
    for tool in tools:
        done = subprocess.run([*tool, *required], env=setup.uv_environment(), check=False)
        if done.returncode == 0:
            stamp.write_text(print_of)
            return PYTHON
    print("The peers cannot be had here: measured without them.", flush=True)
    return None


def ask(code: str, *words: str) -> str:
    """Run a program in the peers' Python, with the repository importable, and return what it prints."""
    command = [str(python()), "-W", "ignore", "-c", code, *words]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    if done.returncode:
        raise SystemExit(f"A peer failed: {done.stderr[-2000:]}")
    return done.stdout
