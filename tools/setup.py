"""Sets up a clone with nothing but Python 3.11 or newer: `python tools/setup.py [group …]`.

Groups are lock files under requirements/ (everyday, postgres, saml, build, dev, distributed). Everything is installed
with hashes required into `.venv` beside the code; a stamp per step makes the second run instant. uv does the work
where PyPI has it for this machine, else pip.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = Path(os.environ.get("PROXENIA_VENV", ROOT / ".venv"))
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / "python"
STAMPS = VENV / ".stamps"
GAZETTEER = ROOT / "data" / "gazetteer" / "gazetteer.sqlite"
FIRST_START = """
import os, sys, tempfile
sys.dont_write_bytecode = False
with tempfile.TemporaryDirectory() as folder:
    os.environ |= {"PROXENIA_DATA": folder, "DJANGO_SETTINGS_MODULE": "proxenia.settings"}
    from proxenia.cli import ground
    ground.start()
    import duckdb, ibis.backends.duckdb, pandas, pyarrow, scipy.stats
    import proxenia.urls, proxenia.wsgi, proxenia.desk.actions.demonstration
"""


def say(sentence: str) -> None:
    """Progress goes to stderr, so that stdout stays the answer of what is run next."""
    print(sentence, file=sys.stderr, flush=True)


def digest(*paths: Path) -> str:
    """One fingerprint of the named files' contents and of the Python that uses them."""
    total = hashlib.sha256(sys.version.split()[0].encode())
    for path in paths:
        total.update(path.read_bytes() if path.exists() else b"absent")
    return total.hexdigest()


def once(step: str, fingerprint: str, work: Callable[[], None]) -> None:
    """Do `work` unless this step's stamp already carries the fingerprint."""
    stamp = STAMPS / step
    if stamp.exists() and stamp.read_text() == fingerprint:
        return
    work()
    STAMPS.mkdir(exist_ok=True)
    stamp.write_text(fingerprint)


def make_environment() -> None:
    """Create `.venv`; an existing one is never touched."""
    if PYTHON.exists():
        return
    if importlib.util.find_spec("ensurepip") is None:
        raise SystemExit(
            "This Python cannot make a virtual environment: its 'venv' part is missing.\n"
            "On Debian and Ubuntu: apt-get install python3-venv. Then run the same command again."
        )
    say(f"Creating {VENV.name} …")
    venv.create(VENV, with_pip=True, symlinks=os.name != "nt")


def pip_setting(name: str) -> str:
    """A setting of pip's own configuration ('' where there is none), so that uv uses the same package index."""
    answer = subprocess.run(
        [PYTHON, "-m", "pip", "config", "get", f"global.{name}"], capture_output=True, text=True, check=False
    )
    return answer.stdout.strip()


def uv_environment() -> dict[str, str]:
    """The environment for uv, with pip's index and certificates where pip was given its own."""
    names = {"UV_DEFAULT_INDEX": "index-url", "SSL_CERT_FILE": "cert"}
    settings = {variable: os.environ.get(variable) or pip_setting(name) for variable, name in names.items()}
    # An office's proxy may sign with a certificate that only the system knows.
    system = {"UV_SYSTEM_CERTS": "true", "UV_NATIVE_TLS": "true"}
    return {**system, **os.environ, **{variable: value for variable, value in settings.items() if value}}


def install(*arguments: str) -> None:
    """Install with uv, else with pip; stops with pip's own words when neither can."""
    uv = BIN / "uv"
    if uv.exists():
        command = [str(uv), "pip", "install", "--quiet", "--python", str(PYTHON), *arguments]
        if subprocess.run(command, cwd=ROOT, env=uv_environment(), check=False).returncode == 0:
            return
        say("uv could not; trying pip …")
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *arguments]
    if subprocess.run(command, cwd=ROOT, check=False).returncode != 0:
        raise SystemExit(f"Could not install {' '.join(arguments)}: the lines above say why.")


def install_uv() -> None:
    """Fetch uv for speed; without it everything works the same, only slower."""
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    command += ["--require-hashes", "-r", "requirements/bootstrap.txt"]
    if subprocess.run(command, cwd=ROOT, check=False, stderr=subprocess.DEVNULL).returncode != 0:
        say("uv is not to be had for this machine: pip does the work.")


def install_group(group: str) -> None:
    """Install one lock file, hashes required."""
    say(f"Installing {group} …")
    install("--require-hashes", "-r", f"requirements/{group}.txt")


def install_project() -> None:
    """Put `proxenia` into the environment as an editable install."""
    install("--no-deps", "--no-build-isolation", "--editable", ".")


@contextmanager
def compiling() -> Iterator[None]:
    """Compile meanwhile what a first start imports: pip does so when it installs, uv leaves it to that start."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("PROXENIA_")}
    quiet = subprocess.DEVNULL
    # Whatever goes wrong here goes wrong again, and with its words, where it matters.
    process = subprocess.Popen([PYTHON, "-c", FIRST_START], cwd=ROOT, env=ours, stdout=quiet, stderr=quiet)
    try:
        yield
    finally:
        process.wait()


def build_gazetteer() -> None:
    """Make the table of places that the product ships."""
    say("Building the gazetteer …")
    with compiling():
        subprocess.run([PYTHON, ROOT / "tools" / "gazetteer.py"], cwd=ROOT, check=True)


def build_data() -> None:
    """Build what the product ships but the repository does not hold."""
    makers = [ROOT / "tools" / name for name in ("gazetteer.py", "place_tables.py", "local_names.py")]
    if makers[0].exists():
        if not GAZETTEER.exists():
            (STAMPS / "gazetteer").unlink(missing_ok=True)
        once("gazetteer", digest(*makers, ROOT / "requirements" / "build.txt"), build_gazetteer)


def main() -> None:
    """Set up the environment with the groups named (everyday and build always)."""
    if sys.version_info < (3, 11):
        raise SystemExit(f"Proxenia needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    groups = ["everyday", "build", *[group for group in sys.argv[1:] if group not in {"everyday", "build"}]]
    make_environment()
    requirements = ROOT / "requirements"
    if not shutil.which("uv", path=str(BIN)):
        once("bootstrap", digest(requirements / "bootstrap.txt"), install_uv)
    for group in groups:
        once(group, digest(requirements / f"{group}.txt"), partial(install_group, group))
    once("project", digest(ROOT / "pyproject.toml"), install_project)
    build_data()


if __name__ == "__main__":
    main()
