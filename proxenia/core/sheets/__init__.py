"""Spreadsheets in and out: xlsx, ods and delimited text, without a noun of the trade.

Reading happens in a process of its own (`reading`, `worker`); writing streams. What cannot be read or written
raises `SheetError` with a sentence. What writes is loaded when it is asked for: the reader's process lives for one
file and has no use for it.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .escape import escape_cell, restore_cell
from .limits import Limits
from .problems import SheetError
from .reading import read_table
from .table import Column, SheetRow, Skipped, Table

if TYPE_CHECKING:
    from .outcells import SheetColumn
    from .writing import SheetWriter, write_csv, write_ods, write_table, write_xlsx

__all__ = [
    "Column",
    "Limits",
    "SheetColumn",
    "SheetError",
    "SheetRow",
    "SheetWriter",
    "Skipped",
    "Table",
    "escape_cell",
    "read_table",
    "restore_cell",
    "write_csv",
    "write_ods",
    "write_table",
    "write_xlsx",
]


def __getattr__(name: str) -> Any:
    """Return what writes, from its module."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    place = "outcells" if name == "SheetColumn" else "writing"
    return getattr(import_module(f"{__name__}.{place}"), name)
