"""The stakeholder map: who stands where by interest and influence, in five levels each, and what follows from it.

Plain values in, an explained result out. Who has no level on one side, or on both, is on no field of the map: they
stand apart as unknown, and are counted as nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

LEVELS = 5
MANY = 3
"""From this level on a side counts as much: who stands in the middle is treated with the greater care."""

MANAGE, SATISFY, INFORM, WATCH, UNKNOWN = "manage", "satisfy", "inform", "watch", "unknown"
QUADRANTS = (MANAGE, SATISFY, INFORM, WATCH)


@dataclass(frozen=True)
class Placed:
    """Somebody with the levels they were given; None is unknown."""

    key: int
    interest: int | None
    influence: int | None


@dataclass(frozen=True)
class Dot:
    """A number on the picture: whom it stands for, and its middle in units of the picture."""

    key: int
    number: int
    x: int
    y: int


@dataclass(frozen=True)
class Map:
    """The picture: its side, the edge of one field, the dots, and the keys of those nobody could place."""

    side: int
    step: int
    dots: tuple[Dot, ...]
    unknown: tuple[int, ...]
    counts: dict[str, int]


def quadrant(interest: int | None, influence: int | None) -> str:
    """Return the quadrant of two levels (1 to 5); "unknown" where one of them is not known.

    Raises ValueError for a level outside 1 to 5: nought is no level.
    """
    for level in (interest, influence):
        if level is not None and not 1 <= level <= LEVELS:
            raise ValueError(f"a level is between 1 and {LEVELS}, not {level}")
    if interest is None or influence is None:
        return UNKNOWN
    if influence >= MANY:
        return MANAGE if interest >= MANY else SATISFY
    return INFORM if interest >= MANY else WATCH


def layout(placed: Iterable[Placed], *, step: int = 84) -> Map:
    """Lay stakeholders on a square of five by five fields, interest to the right and influence upwards.

    They are numbered in the order given, the unplaced too, so that the table beside it has the same numbers. Dots of
    one field stand in rows of three; a field that is too full overlaps, and the table still names everybody.
    """
    dots, unknown, counts = [], [], dict.fromkeys((*QUADRANTS, UNKNOWN), 0)
    taken: dict[tuple[int, int], int] = {}
    for number, one in enumerate(placed, 1):
        counts[quadrant(one.interest, one.influence)] += 1
        if one.interest is None or one.influence is None:
            unknown.append(one.key)
            continue
        field = one.interest, one.influence
        place = taken[field] = taken.get(field, -1) + 1
        x = (one.interest - 1) * step + step * (2 * (place % 3) + 1) // 6
        y = (LEVELS - one.influence) * step + step * (2 * (place // 3 % 3) + 1) // 6
        dots.append(Dot(one.key, number, x, y))
    return Map(LEVELS * step, step, tuple(dots), tuple(unknown), counts)


@dataclass(frozen=True)
class Move:
    """That somebody was put elsewhere: from which levels to which."""

    before: tuple[int | None, int | None]
    after: tuple[int | None, int | None]

    @property
    def crosses(self) -> bool:
        """Say whether the move leads into another quadrant, so that what to do with them changes."""
        return quadrant(*self.before) != quadrant(*self.after)


def moves(levels: Iterable[tuple[int | None, int | None]]) -> list[Move]:
    """Return the moves of somebody whose levels are given in the order of time; the first is none."""
    found: list[Move] = []
    last: tuple[int | None, int | None] | None = None
    for now in levels:
        if last is not None and last != now:
            found.append(Move(last, now))
        last = now
    return found
