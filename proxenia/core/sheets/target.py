"""The file an archive is written to: after the first failure of the disk it takes everything and keeps nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Target:
    """A file for `zipfile`, which writes once more when it is dropped; a full disk is told once, not again then."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._file = Path(path).open("wb")  # noqa: SIM115 closed by close() or abandon()
        self._gone = False
        self._place = 0

    def write(self, content: bytes) -> int:
        """Write bytes and return their number."""
        if not self._gone:
            with self._once():
                self._file.write(content)
        self._place += len(content)
        return len(content)

    def tell(self) -> int:
        """Return the place in the file."""
        return self._place

    def seek(self, place: int, whence: int = 0) -> int:
        """Go to a place in the file, which writes what was buffered."""
        self._place = place + (self._place if whence else 0)
        if not self._gone:
            with self._once():
                self._place = self._file.seek(place, whence)
        return self._place

    @contextmanager
    def _once(self) -> Iterator[None]:
        try:
            yield
        except OSError:
            self.abandon()
            raise

    def seekable(self) -> bool:
        """Archives can be written in place."""
        return True

    def flush(self) -> None:
        """Bytes reach the disk when the file is closed."""

    def close(self) -> None:
        """Finish the file."""
        if not self._gone:
            with self._once():
                self._file.close()
            self._gone = True

    def abandon(self) -> None:
        """Drop the file as it stands."""
        self._gone = True
        self._file.raw.close()
