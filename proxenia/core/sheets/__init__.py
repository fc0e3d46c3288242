"""Spreadsheets in and out: xlsx, ods and delimited text, without a noun of the trade.

Reading happens in a process of its own (`reading`, `worker`); writing streams. What cannot be read or written
raises `SheetError` with a sentence.
"""

from .escape import escape_cell, restore_cell
from .limits import Limits
from .outcells import SheetColumn
from .problems import SheetError
from .reading import read_table
from .table import Column, SheetRow, Skipped, Table
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
