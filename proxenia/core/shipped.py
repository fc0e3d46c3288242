"""Where shipped files lie: the clone's folders where they exist, else the copies inside the wheel."""

import os
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent
_CLONE = _PACKAGE.parent


def root(kind: str) -> Path:
    """Return the folder of one kind of shipped files: ``data``, ``static``, ``templates`` or ``locale``."""
    in_clone = _CLONE / kind
    if (_CLONE / "pyproject.toml").exists() and in_clone.exists():
        return in_clone
    return _PACKAGE / "_shipped" / kind


def path(*parts: str) -> Path:
    """Return the path of one file under ``data/``; it need not exist."""
    return root("data").joinpath(*parts)


def in_clone() -> bool:
    """Say whether Proxenia runs from a clone rather than from an installed wheel."""
    return (_CLONE / "pyproject.toml").exists()


def clone_folder() -> Path:
    """Return the folder that holds the package: the clone, when there is one."""
    return _CLONE


def data_folder() -> Path:
    """Return where everything written lives: ``var/`` in a clone, the user's data folder when installed."""
    named = os.environ.get("PROXENIA_DATA", "")
    if named:
        return Path(named).expanduser().resolve()
    if in_clone():
        return clone_folder() / "var"
    base = os.environ.get("XDG_DATA_HOME", "") or str(Path.home() / ".local" / "share")
    return Path(base) / "proxenia"
