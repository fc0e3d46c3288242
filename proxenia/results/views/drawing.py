"""The chain of a result as a picture: one stream for each contribution, as wide as its share, into the result."""

from dataclasses import dataclass
from fractions import Fraction

from proxenia.results.queries.ledger import Link
from proxenia.results.rules.shares import share_of

WIDTH, ROW, TOP = 320, 34, 20
FULL = 30.0
"""How wide a stream of the whole would be."""


@dataclass(frozen=True)
class Stream:
    """One contribution: its number in the list beside, its line, how wide, and whether its share was said."""

    number: int
    y: str
    path: str
    width: str
    is_said: bool
    is_seen: bool


@dataclass(frozen=True)
class Drawing:
    """The whole picture in its own units; ``rest`` is what nobody is said to have led to."""

    width: int
    height: int
    middle: str
    box: str
    streams: tuple[Stream, ...]


def drawing(links: list[Link]) -> Drawing | None:
    """Return the picture of a chain; None where there is nothing to draw."""
    if not links:
        return None
    height = 2 * TOP + ROW * (len(links) - 1)
    middle = height / 2
    streams = tuple(_stream(number, link, middle) for number, link in enumerate(links, 1))
    return Drawing(WIDTH, height, f"{middle:.1f}", f"{middle - 16:.1f}", streams)


def _stream(number: int, link: Link, middle: float) -> Stream:
    y = TOP + ROW * (number - 1)
    share = share_of(link.contribution)
    width = max(1.5, FULL * float(share)) if share else 1.5
    path = f"M 30 {y} C 150 {y} 150 {middle:.1f} 268 {middle:.1f}"
    return Stream(number, str(y), path, f"{width:.1f}", share is not None, link.is_seen)


def share_words(share: Fraction | None) -> str:
    """Return a share in per cent, as a reader says it."""
    if share is None:
        return ""
    return f"{float(share * 100):.3g} %"
