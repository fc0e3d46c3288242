"""Who sits where: a long table with two sides, and round tables; the order of precedence is given.

The places of honour are those nearest the middle of a long table: the first of each side sits in its middle, the
second on the right hand of the first, the third on the left, and so on outwards. At round tables the first of both
sides share table 1, and sides alternate as long as both last. Guests are any values; every one given gets one place.
"""

from collections.abc import Sequence
from typing import TypeVar

Guest = TypeVar("Guest")


def outwards(ranked: Sequence[Guest], *, right_is_after: bool = True) -> list[Guest]:
    """Return guests in the order of their seats from left to right, the first in the middle.

    ``right_is_after``: the right hand of the first is further on in the row (seen from behind the chairs).
    """
    right, left = list(ranked[1::2]), list(ranked[2::2])
    row = [*reversed(left), *ranked[:1], *right]
    return row if right_is_after else row[::-1]


def long_table(ours: Sequence[Guest], theirs: Sequence[Guest]) -> list[tuple[Guest | None, Guest | None]]:
    """Return the pairs that face each other along a long table, ours on one side, theirs on the other.

    Both sides are in order of precedence. The first of each side face each other; the second of each sits at the
    right hand of its first, hence at opposite ends. An empty chair is None.
    """
    our_row = outwards(ours)
    their_row = outwards(theirs, right_is_after=False)
    our_middle = _at(our_row, ours)
    their_middle = _at(their_row, theirs)
    shift = their_middle - our_middle
    length = max(len(our_row) + max(shift, 0), len(their_row) + max(-shift, 0))
    pairs = []
    for place in range(length):
        mine, yours = place - max(shift, 0), place - max(-shift, 0)
        pairs.append((_seat(our_row, mine), _seat(their_row, yours)))
    return pairs


def _at(row: Sequence[Guest], ranked: Sequence[Guest]) -> int:
    return row.index(ranked[0]) if ranked else 0


def _seat(row: Sequence[Guest], place: int) -> Guest | None:
    return row[place] if 0 <= place < len(row) else None


def alternate(ours: Sequence[Guest], theirs: Sequence[Guest]) -> list[Guest]:
    """Return both sides as one row in which they alternate as long as both last, guests first."""
    row: list[Guest] = []
    for place in range(max(len(ours), len(theirs))):
        row.extend(side[place] for side in (theirs, ours) if place < len(side))
    return row


def round_tables(ours: Sequence[Guest], theirs: Sequence[Guest], chairs: int) -> list[list[Guest]]:
    """Return tables of so many chairs at most, filled evenly, both sides spread over all of them.

    Table 1 has the first of both sides, table 2 the next, so that every table has somebody of rank. Raises ValueError
    for fewer than two chairs.
    """
    if chairs < 2:
        raise ValueError("a table has two chairs at least")
    number = -(-(len(ours) + len(theirs)) // chairs)
    tables: list[tuple[list[Guest], list[Guest]]] = [([], []) for _table in range(number)]
    # One of each side for every table first, then the rest wherever fewest sit.
    for side, guests in enumerate((ours, theirs)):
        for place, guest in enumerate(guests[:number]):
            tables[place][side].append(guest)
    for side, guests in enumerate((ours, theirs)):
        for guest in guests[number:]:
            least = min(range(number), key=lambda at: (sum(map(len, tables[at])), len(tables[at][side]), at))
            tables[least][side].append(guest)
    return [alternate(mine, yours) for mine, yours in tables]
