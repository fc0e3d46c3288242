"""Writes the hashed lock files under requirements/ from pyproject.toml: `make lock`.

The files name no index address, so they install from whichever index a machine is set up for.
"""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "requirements"

# What each lock file takes from pyproject.toml, and the locks it has to agree with.
LOCKS: dict[str, tuple[list[str], list[str]]] = {
    "bootstrap": (["--group", "bootstrap"], []),
    "core": (["pyproject.toml"], []),
    "postgres": (["pyproject.toml", "--extra", "postgres"], ["core"]),
    "saml": (["pyproject.toml", "--extra", "saml"], ["postgres"]),
    # What `make setup` gives a newcomer: the product with its documents, travel and methods.
    "everyday": (
        ["pyproject.toml", "--extra", "reports", "--extra", "travel", "--extra", "analytics"],
        ["core"],
    ),
    "distributed": (["pyproject.toml", "--extra", "analytics", "--extra", "distributed"], ["everyday"]),
    "build": (["--group", "build"], ["postgres"]),
    "dev": (["--group", "dev"], ["bootstrap", "build", "everyday", "postgres"]),
    # In an environment of its own, yet of the same versions: all locks are looked up for known holes together.
    "peers": (["--group", "peers"], ["dev", "everyday"]),
}


def uv() -> str:
    """The uv of this environment, else the one on the path."""
    own = Path(sys.executable).with_name("uv")
    found = str(own) if own.exists() else shutil.which("uv")
    if found is None:
        raise SystemExit("make lock needs uv: run `make setup` first.")
    return found


def compile_lock(name: str, upgrade: bool) -> None:
    """Write requirements/NAME.txt; versions already locked stay unless `upgrade` is asked for."""
    sources, agrees_with = LOCKS[name]
    command = [uv(), "pip", "compile", *sources, "--quiet", "--universal", "--python-version", "3.11"]
    command += ["--generate-hashes", "--no-emit-index-url", "--no-emit-find-links", "--no-annotate"]
    command += ["--custom-compile-command", "make lock", "--output-file", f"requirements/{name}.txt"]
    for other in agrees_with:
        command += ["--constraint", f"requirements/{other}.txt"]
    if upgrade:
        command.append("--upgrade")
    subprocess.run(command, cwd=ROOT, check=True)
    print(f"requirements/{name}.txt")


def main() -> None:
    """Write every lock file, in the order in which they depend on one another."""
    FOLDER.mkdir(exist_ok=True)
    for name in LOCKS:
        compile_lock(name, upgrade="--upgrade" in sys.argv)


if __name__ == "__main__":
    main()
