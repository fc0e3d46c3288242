"""What a return says, cell by cell, and what is wrong with it. Nothing is guessed: what is unclear is refused."""

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from proxenia.core.values import Cell, CellError, as_text, clean_text, parse_decimal
from proxenia.results.rules.layouts import LEVEL, LONGEST_ANSWER, NUMBER, PERCENT, RATIO, Layout, Line

LONGEST_NOTE = 300
VALUE, DENOMINATOR, SOURCE, EVIDENCE, REMARK, ANSWER = (
    "value",
    "denominator",
    "source",
    "evidence",
    "remark",
    "answer",
)
FIGURES = (VALUE, DENOMINATOR)

Match = Callable[[str], str | None]


@dataclass(frozen=True)
class Asked:
    """One cell that was found: which line or question it answers, in which part, where it stands, what is in it."""

    key: str
    part: str
    cell: Cell
    sheet: str = ""
    at: str = ""
    has_formula: bool = False


@dataclass(frozen=True)
class Problem:
    """Why a return is not taken: sheet and cell ('' where it is not about one), and the sentence."""

    sheet: str
    cell: str
    message: str

    def plain(self) -> dict[str, str]:
        """Return the problem as JSON."""
        return {"sheet": self.sheet, "cell": self.cell, "message": self.message}


@dataclass
class Given:
    """What was said on one line; None is unknown, never nought."""

    value: Decimal | None = None
    denominator: Decimal | None = None
    source: str = ""
    evidence: str = ""
    remark: str = ""

    @property
    def is_empty(self) -> bool:
        """Say whether no figure was given."""
        return self.value is None and self.denominator is None

    def plain(self) -> dict[str, str]:
        """Return the line as JSON, figures as text so that they stay exact."""
        figures = {name: exact(getattr(self, name)) for name in FIGURES}
        return {**figures, SOURCE: self.source, EVIDENCE: self.evidence, REMARK: self.remark}


@dataclass
class Answered:
    """A whole return as it was read: figures by line, answers by question, what is wrong, how many figures."""

    figures: dict[str, Given] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    cells: int = 0
    refused: int = 0

    @property
    def accepted(self) -> int:
        """Return how many figure cells passed."""
        return self.cells - self.refused

    def digest(self) -> str:
        """Return what tells one return from another by what it says, not by its bytes."""
        figures = {key: given.plain() for key, given in sorted(self.figures.items())}
        told = json.dumps([figures, sorted(self.answers.items())], ensure_ascii=False)
        return hashlib.sha256(told.encode()).hexdigest()


def exact(number: Decimal | None) -> str:
    """Return a figure as text without needless noughts; '' for an unknown one."""
    if number is None:
        return ""
    return format(
        number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize(), "f"
    )


def check_answers(layout: Layout, asked: Iterable[Asked], evidence: Match) -> Answered:
    """Return what the cells say and everything that is wrong with them.

    ``evidence`` gives the code of a word for a level of evidence. Figures that do not pass are left out.
    """
    answered, places = Answered(), dict[tuple[str, str], Asked]()
    lines = {line.key: line for line in layout.lines()}
    for one in asked:
        places[one.key, one.part] = one
        if one.part == ANSWER:
            _take_text(answered, one)
        elif one.key in lines:
            _take_cell(answered, lines[one.key], one, evidence)
    refused = {(one.sheet, one.cell) for one in answered.problems}
    for line in lines.values():
        _check_line(answered, line, places, refused)
    _check_sums(answered, layout, places, refused)
    _check_not_empty(answered, layout, places)
    answered.figures = {key: given for key, given in answered.figures.items() if given != Given()}
    answered.refused = len({(one.sheet, one.cell) for one in answered.problems} & _figure_cells(places))
    return answered


def _figure_cells(places: Mapping[tuple[str, str], Asked]) -> set[tuple[str, str]]:
    return {(one.sheet, one.at) for one in places.values() if one.part in FIGURES and _is_filled(one)}


def _is_filled(one: Asked) -> bool:
    return one.has_formula or (one.cell is not None and as_text(one.cell).strip() != "")


def _problem(answered: Answered, one: Asked, message: str) -> None:
    answered.problems.append(Problem(one.sheet, one.at, message))


def _take_text(answered: Answered, one: Asked) -> None:
    text = _text_of(answered, one, LONGEST_ANSWER)
    if text:
        answered.answers[one.key] = text


def _text_of(answered: Answered, one: Asked, longest: int) -> str:
    if one.has_formula:
        _problem(answered, one, _("The cell holds a formula; write the words themselves."))
        return ""
    text = clean_text(as_text(one.cell), lines=True) if one.cell is not None else ""
    if len(text) > longest:
        message = _("The text has %(length)d characters; there is room for %(limit)d. Shorten it.")
        _problem(answered, one, message % {"length": len(text), "limit": longest})
        return ""
    return text


def _take_cell(answered: Answered, line: Line, one: Asked, evidence: Match) -> None:
    given = answered.figures.setdefault(line.key, Given())
    if one.part in FIGURES:
        answered.cells += _is_filled(one)
        if one.part == DENOMINATOR and line.kind != RATIO:
            if _is_filled(one):
                _problem(answered, one, _("Nothing is asked here: this line has one figure, not two."))
            return
        try:
            setattr(given, one.part, figure_of(line, one))
        except CellError as error:
            _problem(answered, one, str(error))
        return
    text = _text_of(answered, one, LONGEST_NOTE)
    if one.part == EVIDENCE and text:
        code = evidence(text) or ""
        if not code:
            message = _("“%(text)s” is not one of the levels to choose from. Choose one of the list.")
            _problem(answered, one, message % {"text": text[:60]})
        text = code
    setattr(given, one.part, text)


def figure_of(line: Line, one: Asked) -> Decimal | None:
    """Return the figure in a cell, None where it is blank; raises CellError for what is no clear figure."""
    if one.has_formula:
        raise CellError(_("The cell holds a formula; write the figure itself."))
    if isinstance(one.cell, bool):
        raise CellError(_("The cell holds yes or no; write a figure."))
    if isinstance(one.cell, dt.date):
        raise CellError(
            _("The spreadsheet program made the date %(day)s of what was typed; write the figure again.")
            % {"day": one.cell.isoformat()[:10]}
        )
    if line.kind == LEVEL:
        return _level(line, one.cell)
    if isinstance(one.cell, str):
        return _from_text(line, one.cell)
    number = parse_decimal(one.cell).value
    return None if number is None else _in_bounds(line, number, one.part)


def _from_text(line: Line, text: str) -> Decimal | None:
    """Return a figure that a program keeps as text, such as “1 250” or “0.3 %”; words are refused."""
    told = clean_text(text)
    if not told:
        return None
    has_sign = told.endswith("%")
    if has_sign and line.kind != PERCENT:
        raise CellError(_("“%(text)s”: no percentage is asked here. Write the number.") % {"text": told[:60]})
    try:
        parsed = parse_decimal(told.removesuffix("%").strip())
    except CellError:
        parsed = None
    if parsed is None or parsed.value is None or parsed.leftover or parsed.remark:
        message = _(
            "“%(text)s” is not a figure. Write the number alone, or leave the cell blank where it is not known "
            "and say so in the remark."
        )
        raise CellError(message % {"text": told[:60]})
    return _in_bounds(line, parsed.value, VALUE, is_sure=has_sign)


def _in_bounds(line: Line, number: Decimal, part: str, *, is_sure: bool = False) -> Decimal:
    if number < 0 and not line.signed:
        raise CellError(_("%(number)s is less than nothing.") % {"number": exact(number)})
    if line.whole and number != number.to_integral_value():
        raise CellError(_("%(number)s: whole numbers are counted here.") % {"number": exact(number)})
    if line.kind == PERCENT:
        _check_percent(number, is_sure=is_sure)
    if part == DENOMINATOR and number == 0:
        raise CellError(_("A share of nothing says nothing: leave both cells blank where there was none."))
    return number


def _check_percent(number: Decimal, *, is_sure: bool) -> None:
    if number > 100:
        raise CellError(_("%(number)s %% is more than everything.") % {"number": exact(number)})
    if 0 < abs(number) < 1 and not is_sure:
        message = _(
            "%(number)s can mean %(number)s %% or %(hundred)s %%. Write 30 for 30 %%; for less than one percent write "
            "it as text with the sign: '%(number)s %%"
        )
        raise CellError(message % {"number": exact(number), "hundred": exact(number * 100)})


def _level(line: Line, cell: Cell) -> Decimal | None:
    """Return the place of the level that was chosen, counted from one as everywhere in the office."""
    if cell is None or not as_text(cell).strip():
        return None
    told = clean_text(as_text(cell))
    for place, words in enumerate(line.levels, start=1):
        if told.casefold() in (words.casefold(), str(place), f"{place}: {words}".casefold()):
            return Decimal(place)
    message = _("“%(text)s” is not one of the levels to choose from. Choose one of the list.")
    raise CellError(message % {"text": told[:60]})


def _check_line(
    answered: Answered,
    line: Line,
    places: Mapping[tuple[str, str], Asked],
    refused: set[tuple[str, str]],
) -> None:
    """Check the two cells of a share against one another."""
    top, below = places.get((line.key, VALUE)), places.get((line.key, DENOMINATOR))
    if line.kind != RATIO or top is None or below is None:
        return
    if {(top.sheet, top.at), (below.sheet, below.at)} & refused:
        return
    given = answered.figures[line.key]
    if (given.value is None) != (given.denominator is None):
        missing, other = (top, below) if given.value is None else (below, top)
        message = _("A share needs both figures: %(other)s is filled in and this one is not.")
        _problem(answered, missing, message % {"other": other.at})
    elif line.share and (given.value or 0) > (given.denominator or 0):
        message = _("%(part)s of %(whole)s is more than everything.")
        told = {"part": exact(given.value), "whole": exact(given.denominator)}
        _problem(answered, top, message % told)


def _check_sums(
    answered: Answered,
    layout: Layout,
    places: Mapping[tuple[str, str], Asked],
    refused: set[tuple[str, str]],
) -> None:
    """Refuse parts that are more than their whole, or that are all there and do not add up to it."""
    parts: dict[tuple[str, str], list[Line]] = {}
    for line in layout.lines():
        if line.part_of:
            parts.setdefault((line.part_of, line.breakdown), []).append(line)
    for (whole, _breakdown), some in parts.items():
        for figure in FIGURES:
            at = places.get((whole, figure))
            cells = [places[line.key, figure] for line in some if (line.key, figure) in places]
            if at is None or {(one.sheet, one.at) for one in (*cells, at)} & refused:
                continue
            known = [getattr(answered.figures.get(line.key, Given()), figure) for line in some]
            total = getattr(answered.figures.get(whole, Given()), figure)
            if wrong := _wrong_sum(total, known, is_complete=all(line.complete for line in some)):
                _problem(answered, at, wrong)


def _wrong_sum(total: Decimal | None, parts: list[Decimal | None], *, is_complete: bool) -> str:
    """Return what is wrong between a whole and its parts, '' where nothing is."""
    if all(one is None for one in parts):
        return ""
    added = sum((one for one in parts if one is not None), Decimal(0))
    if total is None:
        return _("Its parts come to %(sum)s, and the whole is not filled in.") % {"sum": exact(added)}
    if added > total or (added != total and is_complete and None not in parts):
        told = {"total": exact(total), "sum": exact(added)}
        return _("%(total)s does not match the sum of its parts, %(sum)s.") % told
    return ""


def _check_not_empty(answered: Answered, layout: Layout, places: Mapping[tuple[str, str], Asked]) -> None:
    """Refuse a return that says nothing at all."""
    if answered.cells or answered.answers or answered.problems:
        return
    if layout.is_short:
        message = _("Nothing is answered. Answer at least one question.")
        answered.problems.append(Problem("", "", message))
        return
    first = next((places[line.key, VALUE] for line in layout.lines() if (line.key, VALUE) in places), None)
    message = _("Nothing is filled in. Write the figures you know; a nought where there was none.")
    answered.problems.append(Problem(first.sheet if first else "", first.at if first else "", message))


__all__ = [
    "ANSWER",
    "DENOMINATOR",
    "EVIDENCE",
    "FIGURES",
    "NUMBER",
    "REMARK",
    "SOURCE",
    "VALUE",
    "Answered",
    "Asked",
    "Given",
    "Problem",
    "check_answers",
    "exact",
    "figure_of",
]
