"""Votes in the General Assembly of the United Nations: how often two states voted alike in the last ten years told.

Agreement is 1 for the same vote, a half where one abstained, 0 for yes against no (Lijphart 1963), averaged over the
roll calls in which both voted. The rows name states by two letters: NA is Namibia; rows without letters are states
that are no more. A state that did not vote has no row: that is no abstention.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from proxenia.core.errors import Refused
from proxenia.core.values.sentences import gettext
from proxenia.evidence.readers import tables
from proxenia.evidence.rules.declared import MORE, PAIRS, Cell, Indicator, Source, Table

BESIDE = "un_roll_calls.csv"
YEARS = 10
STANDS = {"y": 1.0, "a": 0.5, "n": 0.0}
INDICATORS = (
    Indicator("vote_agreement", "how alike two states vote", "0 to 1", MORE, low=0, high=1),
    Indicator("votes_together", "roll calls in which both voted", "roll calls", low=0),
)


def read(path: Path) -> Iterator[Cell]:
    """Yield agreement and number of roll calls of each pair, both ways; rows without a state under their number."""
    years = _years(path)
    last = max(years.values())
    recent = {call: n for n, call in enumerate(call for call, year in years.items() if year > last - YEARS)}
    states: dict[str, int] = {}
    marks: list[tuple[int, int, float]] = []
    for number, row in tables.rows(path, ("rcid", "country_code", "vote")):
        code, stand = row["country_code"], STANDS.get(row["vote"])
        if not code or stand is None:
            yield Cell(number, (code, code), years.get(row["rcid"], ""), "vote_agreement", row["vote"])
        elif row["rcid"] in recent:
            marks.append((states.setdefault(code, len(states)), recent[row["rcid"]], stand))
    yield from _pairs(list(states), _grid(len(states), len(recent), marks), last)


def _grid(states: int, calls: int, marks: list[tuple[int, int, float]]) -> np.ndarray:
    grid = np.full((states, calls), np.nan)
    rows, columns, stands = zip(*marks, strict=True)
    grid[list(rows), list(columns)] = stands
    return grid


def _pairs(states: list[str], grid: np.ndarray, year: int) -> Iterator[Cell]:
    for here, name in enumerate(states):
        apart = np.abs(grid - grid[here])
        both = (~np.isnan(apart)).sum(axis=1)
        with np.errstate(invalid="ignore"):
            alike = 1 - np.nansum(apart, axis=1) / both
        for there, other in enumerate(states):
            if here == there or not both[there]:
                continue
            yield Cell(0, (name, other), year, "vote_agreement", round(float(alike[there]), 6))
            yield Cell(0, (name, other), year, "votes_together", int(both[there]))


def _years(path: Path) -> dict[str, int]:
    """Return roll call → year, from the list of roll calls that lies beside the votes."""
    beside = path.with_name(BESIDE)
    if not beside.is_file():
        raise Refused(gettext("Beside the votes must lie the list of roll calls: %s.") % BESIDE, str(path))
    return {row["rcid"]: int(row["date"][:4]) for _number, row in tables.rows(beside, ("rcid", "date"))}


SOURCE = Source(
    name="votes",
    title="Votes in the General Assembly",
    publisher="Voeten, Strezhnev and Bailey, by way of unvotes",
    licence="CC0",
    address="https://dataverse.harvard.edu/dataverse/Voeten",
    tables=(
        Table(
            "votes",
            INDICATORS,
            PAIRS,
            PAIRS,
            coverage="members of the United Nations, the last ten years",
        ),
    ),
    read=read,
    files=("un_votes_long*.csv*",),
    tradition="iso",
    transformation="agreement over the roll calls of ten years: 1 alike, 0.5 where one abstained, 0 against",
    stale_after=6,
    tolerance=0.5,
)
