"""Tables out to files: xlsx, ods and csv, streamed row by row, every text safe to open in a spreadsheet program."""

from __future__ import annotations

import csv
import datetime as dt
import errno
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Protocol

from proxenia.core.values.sentences import gettext
from proxenia.core.values.text import as_text

from .escape import escape_cell
from .ods import OdsFile
from .outcells import WIDEST, OutCell, PathLike, SheetColumn, plain_cell
from .problems import sheet_error
from .table import Column
from .xlsx import XlsxFile

MOST_ROWS = 1_048_576

Columns = Sequence[SheetColumn | str]
OutRows = Iterable[Sequence[OutCell]]


def write_table(path: PathLike, columns: Columns, rows: OutRows, *, sheet: str = "Sheet1") -> int:
    """Write a file of the kind its name ends in; return the number of rows. Raises SheetError for other names."""
    suffix = Path(path).suffix.lower()
    if suffix == ".xlsx":
        return write_xlsx(path, columns, rows, sheet=sheet)
    if suffix == ".ods":
        return write_ods(path, columns, rows, sheet=sheet)
    if suffix in (".csv", ".txt", ".tsv"):
        return write_csv(path, columns, rows, separator="\t" if suffix == ".tsv" else ",")
    raise sheet_error("write_type", suffix=suffix)


def write_xlsx(
    path: PathLike,
    columns: Columns,
    rows: OutRows,
    *,
    sheet: str = "Sheet1",
    help_sheet: str = "",
    notes: Sequence[str] = (),
) -> int:
    """Write an xlsx workbook and return the number of rows.

    With `help_sheet` a second sheet of that name explains every column and holds the choices, which the columns
    offer as lists; `notes` stand at its top. Raises SheetError when the disk or the sheet is full.
    """
    with writing(path), XlsxFile(path, as_columns(columns), sheet) as file:
        if help_sheet:
            file.explain(help_sheet, notes)
        return _fill(file, rows)


def write_ods(
    path: PathLike,
    columns: Columns,
    rows: OutRows,
    *,
    sheet: str = "Sheet1",
    help_sheet: str = "",
    notes: Sequence[str] = (),
) -> int:
    """Write an ods workbook as `write_xlsx` does; the help sheet lists the choices, the cells do not offer them."""
    with writing(path), OdsFile(path, as_columns(columns), sheet) as file:
        count = _fill(file, rows)
        if help_sheet:
            file.explain(help_sheet, notes)
        return count


def write_csv(path: PathLike, columns: Columns, rows: OutRows, *, separator: str = ",") -> int:
    """Write delimited text in UTF-8 with a byte order mark, so that every program sees the encoding."""
    with writing(path), CsvFile(path, as_columns(columns), separator) as file:
        return _fill(file, rows)


class TableFile(Protocol):
    """A file being written: its headings stand already, rows follow in order."""

    def add(self, cells: Sequence[OutCell]) -> None: ...

    def close(self) -> None: ...

    def abandon(self) -> None: ...


def as_columns(columns: Columns) -> list[SheetColumn]:
    """Return columns given as headings or in full as the latter."""
    return [SheetColumn(column) if isinstance(column, str) else column for column in columns]


@contextmanager
def writing(path: PathLike) -> Iterator[None]:
    """Turn a full disk into a sentence and leave no half-written file behind."""
    try:
        yield
    except OSError as error:
        _discard(Path(path))
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise sheet_error("disk_full", where=Path(path).name) from error
        raise sheet_error("unreadable", where=Path(path).name, reason=error.strerror or str(error)) from error
    except BaseException:
        _discard(Path(path))
        raise


def _discard(path: Path) -> None:
    if path.is_file():
        path.unlink(missing_ok=True)


def _fill(file: TableFile, rows: OutRows) -> int:
    count = 0
    for count, cells in enumerate(rows, start=1):
        if count >= MOST_ROWS and not isinstance(file, CsvFile):
            raise sheet_error("sheet_full", limit=MOST_ROWS)
        file.add(cells)
    return count


class CsvFile:
    """Delimited text being written."""

    def __init__(self, path: PathLike, columns: list[SheetColumn], separator: str = ",") -> None:
        self._file: IO[str] = Path(path).open("w", encoding="utf-8-sig", newline="")  # noqa: SIM115 closed by close()
        self._writer: Any = csv.writer(self._file, delimiter=separator)
        self._row = 1
        self._writer.writerow([escape_cell(column.heading) for column in columns])

    def add(self, cells: Sequence[OutCell]) -> None:
        """Write a row."""
        self._row += 1
        self._writer.writerow([self._text(cell) for cell in cells])

    def _text(self, cell: OutCell) -> str:
        # No limit of length here: text files have none.
        if isinstance(cell, str):
            return escape_cell(cell)
        if isinstance(cell, Decimal):
            return format(cell, "f")
        value = plain_cell(cell)
        return value.isoformat() if isinstance(value, dt.date) else as_text(value)

    def close(self) -> None:
        """Finish the file."""
        self._file.close()

    def abandon(self) -> None:
        """Drop the file as it stands."""
        # What is still buffered would meet the same full disk.
        self._file.buffer.raw.close()  # type: ignore[attr-defined]

    def __enter__(self) -> CsvFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self.close()
        else:
            self.abandon()


class SheetWriter:
    """Writes rows that were refused back as a file of the same shape, with a column that says why.

    The kind follows the name of the file. A column "Problem" that an earlier round left is used again.
    """

    def __init__(self, path: PathLike, columns: Sequence[Column], *, sheet: str = "Sheet1") -> None:
        self._path = Path(path)
        self.problem_heading = gettext("Problem")
        self._width = len(columns)
        self._old = next((column.index for column in columns if column.text == self.problem_heading), None)
        headings = [SheetColumn(column.text) for column in columns if column.index != self._old]
        headings.append(SheetColumn(self.problem_heading, width=WIDEST))
        self.count = 0
        with writing(self._path):
            self._file = _open_by_name(self._path, headings, sheet)

    def add(self, cells: Sequence[OutCell], problem: str) -> None:
        """Write a row of the source and the sentence on what is wrong with it."""
        padded = [*cells, *[None] * (self._width - len(cells))]
        kept = [cell for index, cell in enumerate(padded) if index != self._old]
        self.count += 1
        with writing(self._path), self._dropped_on_failure():
            self._file.add([*kept, problem])

    def close(self) -> None:
        """Finish the file."""
        with writing(self._path), self._dropped_on_failure():
            self._file.close()

    @contextmanager
    def _dropped_on_failure(self) -> Iterator[None]:
        try:
            yield
        except BaseException:
            self._file.abandon()
            raise

    def __enter__(self) -> SheetWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self.close()


def _open_by_name(path: Path, columns: list[SheetColumn], sheet: str) -> TableFile:
    suffix = path.suffix.lower()
    if suffix == ".xlsx":
        return XlsxFile(path, columns, sheet)
    if suffix == ".ods":
        return OdsFile(path, columns, sheet)
    if suffix in (".csv", ".txt", ".tsv"):
        return CsvFile(path, columns, "\t" if suffix == ".tsv" else ",")
    raise sheet_error("write_type", suffix=suffix)
