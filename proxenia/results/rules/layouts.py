"""What is asked in a return: pages by outcome, lines by indicator, the fixed questions. Plain values, kept as JSON.

A layout is frozen when the return is opened, so that a plan changed later does not change what was asked.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.utils.translation import gettext_lazy as _

NUMBER, PERCENT, RATIO, LEVEL = "number", "percent", "ratio", "level"
KINDS = (NUMBER, PERCENT, RATIO, LEVEL)
MOST_LINES = 20
"""So many lines fit on the one page an outcome has."""
LONGEST_ANSWER = 900
"""Characters of an answer: four of them and the lines fill the page."""

QUESTIONS: dict[str, Any] = {
    "well": _("What went well?"),
    "not": _("What did not?"),
    "lesson": _("What was learned from it?"),
    "case": _(
        "One case that shows it, without the names of people or companies who did not agree to be named"
    ),
}
"""What is asked of every outcome, always and in this order."""


@dataclass(frozen=True)
class Line:
    """One figure that is asked for: what it is called and means, how it is written, what was said before.

    ``kind`` is number, percent (written 30 for 30 %), ratio (two cells) or level (one of ``levels``); ``part_of`` is
    the key of the line whose figure this one is a part of, ``breakdown`` by what it is broken down there,
    ``complete`` whether the parts asked by it are all there are; ``whole``: no fractions; ``signed``: may be below
    nought; ``indicator``: its uid.
    """

    key: str
    name: str
    indicator: str = ""
    part: str = ""
    kind: str = NUMBER
    unit: str = ""
    guidance: str = ""
    numerator: str = ""
    denominator: str = ""
    levels: tuple[str, ...] = ()
    part_of: str = ""
    breakdown: str = ""
    complete: bool = True
    whole: bool = False
    signed: bool = False
    share: bool = True
    """Of a ratio: whether the numerator is a part of the denominator, so that it cannot be the larger one."""
    last: str = ""
    target: str = ""


@dataclass(frozen=True)
class Page:
    """One outcome: its heading, what it is for, its lines.

    ``asks``: open questions by code; None stands for the fixed ones of every return.
    """

    key: str
    title: str
    guidance: str = ""
    lines: tuple[Line, ...] = ()
    asks: tuple[tuple[str, str], ...] | None = None

    def questions(self) -> dict[str, str]:
        """Return the open questions of the page by code, in their order."""
        if self.asks is None:
            return {code: str(words) for code, words in QUESTIONS.items()}
        return dict(self.asks)


@dataclass(frozen=True)
class Layout:
    """Everything that is asked in one return.

    ``is_short``: of a line only its figure or level is asked, as in a questionnaire; not where from and how sure.
    """

    pages: tuple[Page, ...]
    is_short: bool = False

    def lines(self) -> Iterator[Line]:
        """Go through the lines of all pages."""
        for page in self.pages:
            yield from page.lines

    def line(self, key: str) -> Line | None:
        """Return a line by its key."""
        return next((line for line in self.lines() if line.key == key), None)

    def plain(self) -> dict[str, Any]:
        """Return the layout as JSON keeps it."""
        return asdict(self)

    def digest(self) -> str:
        """Return what tells this layout from others: keys and kinds, not words or earlier figures."""
        told: list[Any] = [
            [page.key, [[one.key, one.kind, one.part_of] for one in page.lines]] for page in self.pages
        ]
        if self.is_short:
            told += [[page.key, *page.questions()] for page in self.pages]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:12]

    def with_words(self, last: dict[str, str], target: dict[str, str]) -> "Layout":
        """Return the layout with the figures of the period before and the targets, by key of the line."""
        pages = []
        for page in self.pages:
            lines = tuple(
                replace(one, last=last.get(one.key, one.last), target=target.get(one.key, one.target))
                for one in page.lines
            )
            pages.append(replace(page, lines=lines))
        return Layout(tuple(pages), self.is_short)


def layout_from(plain: dict[str, Any]) -> Layout:
    """Return a layout as it was kept."""
    pages = []
    for page in plain.get("pages", []):
        lines = tuple(Line(**{**line, "levels": tuple(line.get("levels", ()))}) for line in page["lines"])
        asks = page.get("asks")
        told = None if asks is None else tuple((code, words) for code, words in asks)
        pages.append(Page(page["key"], page["title"], page.get("guidance", ""), lines, told))
    return Layout(tuple(pages), plain.get("is_short", False))
