"""Files that outlast a power cut: what a row in the database speaks of is on the disk before the row is.

A file that was only written lies in the system's memory for seconds; the database syncs its own files and no others.
"""

import os
from collections.abc import Iterable
from pathlib import Path


def write(path: Path, chunks: Iterable[bytes], *, mode: int = 0o600) -> None:
    """Write a file whole or not at all, and come back once it is on the disk under its name.

    Raises OSError, as opening, writing and syncing do; nothing of that name is there then.
    """
    part = path.with_name(f"{path.name}.part")
    folders = make_folders(path.parent)
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    try:
        with os.fdopen(handle, "wb") as file:
            for chunk in chunks:
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    settle(path.parent, *folders)


def make_folders(folder: Path) -> list[Path]:
    """Make a folder with those above it; return the folders that hold new ones, which are to be settled."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    return [one.parent for one in missing]


def settle(*paths: Path) -> None:
    """Come back once these files, and the names in these folders, are on the disk."""
    for path in paths:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
