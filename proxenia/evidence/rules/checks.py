"""What is looked for in figures before anything is reckoned from them: every finding has a rule, a row, a sentence.

Some rules leave a row out because of how the file is made (a group of countries, a mark for missing); others because
it is mistaken; others only flag it. Which is which stands in `RULES`, so that a reader can disagree in one place.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from proxenia.core.values.sentences import gettext, gettext_noop
from proxenia.evidence.rules.declared import Cell, Indicator, Source, Table

LEFT_OUT, REFUSED, FLAGGED = "left_out", "refused", "flagged"


class Rule(NamedTuple):
    """What happens to a row, and the words for why."""

    does: str
    says: str


RULES: dict[str, Rule] = {
    "aggregate": Rule(
        LEFT_OUT, gettext_noop("it speaks of a group of countries, or of nowhere in particular")
    ),
    "dissolved": Rule(LEFT_OUT, gettext_noop("it speaks of a state that is no more, or of several together")),
    "part": Rule(
        LEFT_OUT, gettext_noop("it speaks of a part of a country, or of a territory without a code")
    ),
    "unknown_place": Rule(LEFT_OUT, gettext_noop("its country is not in the table of countries")),
    "loop": Rule(LEFT_OUT, gettext_noop("it speaks of a place and itself")),
    "missing": Rule(LEFT_OUT, gettext_noop("the source marks the figure as missing")),
    "zero_missing": Rule(LEFT_OUT, gettext_noop("the figure is 0, which this source writes for missing")),
    "other_indicator": Rule(LEFT_OUT, gettext_noop("its indicator is not one that is kept")),
    "other_file": Rule(LEFT_OUT, gettext_noop("another file of this source tells the same")),
    "files_differ": Rule(
        FLAGGED, gettext_noop("two files of this source tell different figures; the first is kept")
    ),
    "twice": Rule(FLAGGED, gettext_noop("it stands there twice with the same figure; one is kept")),
    "twice_differs": Rule(
        REFUSED, gettext_noop("it stands there twice with different figures; none is kept")
    ),
    "no_year": Rule(REFUSED, gettext_noop("its year cannot be read")),
    "future": Rule(REFUSED, gettext_noop("its year has not come yet")),
    "no_number": Rule(REFUSED, gettext_noop("the figure is not a number")),
    "negative": Rule(REFUSED, gettext_noop("the figure is negative, which it cannot be")),
    "decimal_lost": Rule(REFUSED, gettext_noop("the figure seems to have lost its decimal comma")),
    "out_of_range": Rule(REFUSED, gettext_noop("the figure lies outside what its scale allows")),
    "codes": Rule(REFUSED, gettext_noop("the column holds codes (1, 2, 3, …) in place of amounts")),
    "mixed_scales": Rule(
        REFUSED, gettext_noop("the figures of its year are on another scale than those of other years")
    ),
}
MISSING = frozenset(
    {"", "..", "...", "…", ":", "-", "–", "na", "n/a", "nan", "null", "none", ".", "~", "\\n", "x"}
)
SHOWN = 100
"""So many rows are named under each rule; all are counted."""
RUN = 20
"""From so many different whole numbers on, a run without a gap is taken for codes."""
SCALES = 6.0
"""Years whose middle figures lie so many times apart are on different scales."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Rows under one rule: how many, the first of them (the heading is row 1), and what happened to them."""

    rule: str
    count: int
    rows: tuple[int, ...]
    example: str = ""
    file: str = ""

    @property
    def does(self) -> str:
        """Whether the rows were left_out (as the file is made so), refused (mistaken) or flagged (kept)."""
        return RULES[self.rule].does

    @property
    def sentence(self) -> str:
        """Say it."""
        told = gettext("%(count)d rows %(what)s, the first in row %(first)d (%(example)s): %(why)s.")
        what = gettext("are flagged") if self.does == FLAGGED else gettext("are left out")
        first, why = self.rows[0] if self.rows else 0, gettext(RULES[self.rule].says)
        return told % {"count": self.count, "what": what, "first": first, "example": self.example, "why": why}


Key = tuple[tuple[str, ...], int, str]
Row = tuple[str | float | int, ...]
Naming = Callable[[str], tuple[str, str]]
"""A text → the code of the place it names, or '' and a rule."""


@dataclass
class Examination:
    """Goes through the cells of a source file by file and keeps what can be relied on."""

    source: Source
    naming: Naming
    this_year: int
    kept: dict[str, dict[Key, tuple[float, tuple[float, ...], int]]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    read: int = 0
    mistaken: int = 0

    def take(self, cells: Iterable[Cell], file: str = "") -> None:
        """Examine the cells of one file; what an earlier file told stays."""
        found = _File(self.source, self.naming, self.this_year)
        for cell in cells:
            found.take(cell)
        found.finish()
        for name, figures in found.kept.items():
            earlier = self.kept.setdefault(name, {})
            for key, figure in figures.items():
                if key not in earlier:
                    earlier[key] = figure
                    continue
                near = math.isclose(earlier[key][0], figure[0], rel_tol=1e-9)
                found.note("other_file" if near else "files_differ", figure[2], f"{key[0]} {key[1]}")
        self.read += found.read
        self.mistaken += sum(one.count for one in found.problems() if one.does == REFUSED)
        self.problems += [
            Problem(one.rule, one.count, one.rows, one.example, file) for one in found.problems()
        ]

    def rows(self, table: Table) -> list[Row]:
        """Return the rows of a table in the order of their keys: keys, numbers, year, indicator, value."""
        figures = self.kept.get(table.name, {})
        return [
            (*keys, *figure[1], year, indicator, figure[0])
            for (keys, year, indicator), figure in sorted(figures.items())
        ]

    def is_mistaken(self) -> bool:
        """Say whether more of it is mistaken than the source's declaration puts up with."""
        return self.mistaken > self.source.tolerance * max(self.read, 1)


class _File:
    """The figures of one file, before they join those of others."""

    def __init__(self, source: Source, naming: Naming, this_year: int) -> None:
        self.source, self.naming, self.this_year = source, naming, this_year
        self.kept: dict[str, dict[Key, tuple[float, tuple[float, ...], int]]] = {}
        self.named: dict[tuple[str, tuple[str, ...]], tuple[str, ...]] = {}
        self.told_otherwise: set[tuple[str, Key]] = set()
        self.counts: Counter[str] = Counter()
        self.rows: dict[str, list[int]] = defaultdict(list)
        self.examples: dict[str, str] = {}
        self.read = 0
        self.tables = {one.name: one for one in source.tables}
        self.indicators = {(one.name, it.code): it for one in source.tables for it in one.indicators}

    def note(self, rule: str, row: int, example: str) -> None:
        """Keep a finding."""
        self.counts[rule] += 1
        self.examples.setdefault(rule, example[:80])
        if len(self.rows[rule]) < SHOWN:
            self.rows[rule].append(row)

    def problems(self) -> list[Problem]:
        """Return the findings, the most frequent first."""
        return [
            Problem(rule, count, tuple(self.rows[rule]), self.examples[rule])
            for rule, count in self.counts.most_common()
        ]

    def take(self, cell: Cell) -> None:
        """Examine one cell: where, when, of what and how much."""
        self.read += 1
        table = self.tables[cell.table] if cell.table else self.source.tables[0]
        keys, wrong, text = self._keys(table, cell.keys)
        if wrong:
            return self.note(wrong, cell.row, text)
        year, wrong = read_year(cell.year, self.this_year)
        if wrong:
            return self.note(wrong, cell.row, str(cell.year))
        indicator = self.indicators.get((table.name, cell.indicator))
        if indicator is None:
            return self.note("other_indicator", cell.row, cell.indicator)
        value, wrong = read_value(cell.value, indicator)
        if wrong:
            return self.note(wrong, cell.row, f"{' '.join(keys)} {year} {cell.value}")
        return self._keep(table.name, (keys, year, cell.indicator), value, cell)

    def _keys(self, table: Table, keys: tuple[str, ...]) -> tuple[tuple[str, ...], str, str]:
        """Return the keys with their places as codes, or the rule that one of them breaks and its text."""
        if (table.name, keys) in self.named:
            return self.named[table.name, keys], "", ""
        found = []
        for name, text in zip(table.keys, keys, strict=True):
            if name not in table.places or (not text and name in table.may_be_empty):
                found.append(text)
                continue
            code, wrong = self.naming(text)
            if wrong:
                return (), "unknown_place" if wrong == "unknown" else wrong, text
            found.append(code)
        half = len(found) // 2
        if len(table.places) == 2 and found[:half] == found[half:]:
            return (), "loop", " ".join(keys)
        self.named[table.name, keys] = tuple(found)
        return tuple(found), "", ""

    def _keep(self, table: str, key: Key, value: float, cell: Cell) -> None:
        figures = self.kept.setdefault(table, {})
        if (table, key) in self.told_otherwise:
            return self.note("twice_differs", cell.row, _words(key))
        if key not in figures:
            figures[key] = (value, cell.numbers, cell.row)
            return None
        if figures[key][0] == value:
            return self.note("twice", cell.row, _words(key))
        self.told_otherwise.add((table, key))
        self.note("twice_differs", figures.pop(key)[2], _words(key))
        return self.note("twice_differs", cell.row, _words(key))

    def finish(self) -> None:
        """Look at whole columns: codes in place of amounts, years on another scale."""
        for table, figures in self.kept.items():
            columns: dict[str, dict[Key, float]] = defaultdict(dict)
            for key, figure in figures.items():
                columns[key[2]][key] = figure[0]
            for code, column in columns.items():
                indicator = self.indicators[table, code]
                bad = list(column) if indicator.is_money and are_codes(column.values()) else []
                self._drop(figures, bad, "codes")
                if not bad and indicator.low is not None and indicator.high is not None:
                    self._drop(figures, other_scale(column), "mixed_scales")

    def _drop(
        self, figures: dict[Key, tuple[float, tuple[float, ...], int]], keys: list[Key], rule: str
    ) -> None:
        for key in keys:
            self.note(rule, figures.pop(key)[2], _words(key))


def read_year(text: str | int, this_year: int) -> tuple[int, str]:
    """Return the year, or 0 and the rule it breaks; "2024.0" is 2024."""
    if isinstance(text, int):
        year = text
    else:
        digits = text.strip().removesuffix(".0")
        if not (digits.isdigit() and len(digits) == 4):
            return 0, "no_year"
        year = int(digits)
    if year > this_year:
        return 0, "future"
    return (year, "") if year >= 1800 else (0, "no_year")


def read_value(text: str | float | None, indicator: Indicator) -> tuple[float, str]:
    """Return the figure, or 0 and the rule it breaks."""
    if text is None or (isinstance(text, str) and text.strip().lower() in MISSING):
        return 0.0, "missing"
    try:
        value = float(text)
    except ValueError:
        return 0.0, "no_number"
    if not math.isfinite(value):
        return 0.0, "missing" if math.isnan(value) else "no_number"
    if value == 0 and indicator.zero_is_missing:
        return 0.0, "zero_missing"
    return value, _beyond(value, indicator)


def _beyond(value: float, indicator: Indicator) -> str:
    """Return the rule that a figure outside its scale breaks, '' for one within."""
    low, high = indicator.low, indicator.high
    if low is not None and value < low:
        return "negative" if low == 0 else "out_of_range"
    if high is None or value <= high:
        return ""
    # 92,31 on a scale to 100 becomes 9231: whole, and within the scale once the comma is put back.
    return "decimal_lost" if value == int(value) and value >= 10 * high / 2 else "out_of_range"


def are_codes(values: Iterable[float]) -> bool:
    """Say whether figures are the codes 1, 2, 3, … n of a list of texts in place of amounts, in any unit.

    Of n numbers a tenth may be absent, as their rows were left out for other reasons; amounts never lie so close.
    """
    different = sorted(set(values))
    if len(different) < RUN or different[0] <= 0:
        return False
    unit = min(later - earlier for earlier, later in pairwise(different))
    steps = [value / unit for value in different]
    whole = all(math.isclose(step, round(step), rel_tol=1e-9, abs_tol=1e-6) for step in steps)
    return whole and round(steps[-1]) <= len(different) / 0.9


def other_scale(column: dict[Key, float]) -> list[Key]:
    """Return the keys of the years, fewer than half, whose middle figure lies far from that of the other years."""
    years: dict[int, list[float]] = defaultdict(list)
    for key, value in column.items():
        years[key[1]].append(abs(value))
    middles = {year: sorted(values)[len(values) // 2] for year, values in years.items() if len(values) >= 10}
    if len(middles) < 2 or not all(middles.values()):
        return []
    usual = sorted(middles.values())[len(middles) // 2]
    odd = {year for year, one in middles.items() if max(one / usual, usual / one) >= SCALES}
    return [key for key in column if key[1] in odd]


def _words(key: Key) -> str:
    return f"{' '.join(key[0])} {key[1]} {key[2]}"
