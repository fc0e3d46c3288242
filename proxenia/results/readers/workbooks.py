"""The workbook of a return read back by its hidden keys: what is in which cell, and sheets that are not of it."""

import os
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from proxenia.core.sheets.grids import Grid, address, read_grids
from proxenia.core.values import as_text, clean_text
from proxenia.results.rules.given import ANSWER, DENOMINATOR, EVIDENCE, REMARK, SOURCE, VALUE, Asked, Problem
from proxenia.results.rules.layouts import RATIO, Layout, Page
from proxenia.results.rules.marks import BEGINNING, Mark, check_pages, mark_from

KEY = "px:"
PARTS = (VALUE, DENOMINATOR, SOURCE, EVIDENCE, REMARK)
LONGEST_ADDED = 2_000


@dataclass(frozen=True)
class FoundSheet:
    """A sheet that bears a mark (None: one that does not hold)."""

    grid: Grid
    mark: Mark | None


@dataclass
class Read:
    """What was read: the cells that answer something, words in rows and columns people added, what is wrong."""

    asked: list[Asked] = field(default_factory=list)
    added: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def open_workbook(path: str | os.PathLike[str]) -> list[FoundSheet]:
    """Return the sheets of a file that bear a mark, the cover too. Raises SheetError for what cannot be read."""
    found = []
    for grid in read_grids(path):
        text = _mark_of(grid)
        if text:
            found.append(FoundSheet(grid, mark_from(text)))
    return found


def _mark_of(grid: Grid) -> str:
    for cells in grid.rows.values():
        for cell in cells:
            if isinstance(cell, str) and cell.startswith(BEGINNING):
                return cell
    return ""


def read_answers(sheets: list[FoundSheet], asked: Mark, layout: Layout) -> Read:
    """Return what the pages of a workbook say; with a foreign, doubled or missing page only that is said."""
    read = Read(problems=check_pages([(one.grid.name, one.mark) for one in sheets], asked, layout))
    if read.problems:
        return read
    pages = {page.key: page for page in layout.pages}
    for one in sheets:
        page = pages.get(one.mark.page) if one.mark else None
        if page is not None:
            _PageReader(one.grid, page, read).read()
    return read


class _PageReader:
    """One page being read."""

    def __init__(self, grid: Grid, page: Page, into: Read) -> None:
        self.grid, self.page, self.into = grid, page, into
        self.columns: dict[str, int] = {}
        self.keys: dict[str, int] = {}
        self.key_columns: set[int] = set()
        self.words: list[str] = []

    def read(self) -> None:
        """Find columns and rows by their keys, take the cells, keep what people added."""
        self._find()
        if not self._check_whole():
            return
        for row in sorted(self.grid.rows):
            self._take(row)
        if self.words:
            self.into.added[f"{self.page.key}.added"] = "\n".join(self.words)[:LONGEST_ADDED]

    def _find(self) -> None:
        for number, cells in self.grid.rows.items():
            for place, cell in enumerate(cells):
                if not isinstance(cell, str) or not cell.startswith((KEY, BEGINNING)):
                    continue
                code = cell.removeprefix(KEY)
                if code.startswith("c:"):
                    self.columns.setdefault(code[2:], place)
                    continue
                self.key_columns.add(place)
                if code.startswith(("l:", "a:")):
                    self._find_row(code, number)

    def _find_row(self, code: str, number: int) -> None:
        if code in self.keys:
            message = _(
                "This row is a copy of row %(row)d; it is not known which of them counts. Delete one."
            )
            self._problem("", message % {"row": self.keys[code]}, row=number)
        self.keys.setdefault(code, number)

    def _problem(self, cell: str, message: str, row: int = 0) -> None:
        at = cell or (address(row, self.columns.get("name", 1)) if row else "")
        self.into.problems.append(Problem(self.grid.name, at, message))

    def _check_whole(self) -> bool:
        """Say whether the keys are all there; what is missing is told."""
        if not self.keys or "name" not in self.columns:
            self._problem(
                "", _("The hidden keys of this sheet are gone. Take the workbook anew and copy your figures.")
            )
            return False
        needed = [VALUE, *([DENOMINATOR] if any(line.kind == RATIO for line in self.page.lines) else [])]
        missing = [code for code in needed if code not in self.columns]
        for code in missing:
            message = _("The column “%(name)s” is missing. Take the workbook anew and copy your figures.")
            self._problem("", message % {"name": _("This time") if code == VALUE else _("Out of")})
        for line in self.page.lines:
            if f"l:{line.key}" not in self.keys:
                self._problem("", _("The row “%(name)s” is missing. Bring it back.") % {"name": line.name})
        return not missing

    def _take(self, row: int) -> None:
        key = self._key_of(row)
        if key.startswith("l:"):
            self._take_line(row, key[2:])
        elif key.startswith("a:"):
            self._take_answer(row, key[2:])
        elif not key:
            self._take_added(row)

    def _key_of(self, row: int) -> str:
        """Return the key of a row; 't' for one that came with the workbook and asks nothing."""
        for cell in self.grid.rows[row]:
            if isinstance(cell, str) and cell.startswith(BEGINNING):
                return "t"
            if isinstance(cell, str) and cell.startswith(KEY):
                return cell.removeprefix(KEY)
        return ""

    def _take_line(self, row: int, key: str) -> None:
        if self.keys.get(f"l:{key}") != row or all(line.key != key for line in self.page.lines):
            return
        for part in PARTS:
            if part in self.columns:
                self._ask(key, part, row, self.columns[part])
        known = {*self.columns.values(), *self.key_columns}
        self.words += self._texts(row, known)

    def _ask(self, key: str, part: str, row: int, place: int) -> None:
        formula = (row, place) in self.grid.formulas
        cell = self.grid.cell(row, place)
        self.into.asked.append(Asked(key, part, cell, self.grid.name, address(row, place), formula))

    def _take_answer(self, row: int, key: str) -> None:
        """Take what was written to a question; people write beside the cell too."""
        if self.keys.get(f"a:{key}") != row:
            return
        place = self.columns["name"]
        beside = self._texts(row, {place, *self.key_columns, self.columns.get("comment", -1)})
        cell = self.grid.cell(row, place)
        if beside and (row, place) not in self.grid.formulas:
            cell = " ".join([as_text(cell).strip(), *beside]).strip()
        formula = (row, place) in self.grid.formulas
        self.into.asked.append(Asked(key, ANSWER, cell, self.grid.name, address(row, place), formula))

    def _take_added(self, row: int) -> None:
        """Keep the words of a row somebody added; a figure in it answers nothing and is refused."""
        for part in (VALUE, DENOMINATOR):
            place = self.columns.get(part, -1)
            cell = self.grid.cell(row, place) if place >= 0 else None
            if isinstance(cell, (int, float)) or (row, place) in self.grid.formulas:
                message = _(
                    "This row was added, so it is not known what the figure is about. Write it in a remark."
                )
                self._problem(address(row, place), message)
                return
        self.words += self._texts(row, self.key_columns)

    def _texts(self, row: int, without: set[int]) -> list[str]:
        cells = enumerate(self.grid.rows[row])
        texts = [
            clean_text(as_text(cell)) for place, cell in cells if place not in without and cell is not None
        ]
        return [text for text in texts if text]
