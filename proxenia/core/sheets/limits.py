"""What a file may cost; the defaults carry 200,000 rows and are settings of the installation."""

from __future__ import annotations

from dataclasses import asdict, dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for reading one file: rows and columns of the table, bytes, bytes of memory, seconds."""

    rows: int = 200_000
    columns: int = 500
    file_bytes: int = 100 * MEGABYTE
    unpacked_bytes: int = 1024 * MEGABYTE
    zip_entries: int = 5_000
    zip_ratio: int = 250
    memory_bytes: int = 512 * MEGABYTE
    seconds: int = 120

    def plain(self) -> dict[str, int]:
        """Return the bounds as a dictionary, to hand to the reader's process."""
        return asdict(self)
