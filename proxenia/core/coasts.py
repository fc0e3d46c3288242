"""Coasts for the world map: rings of land cut at the antimeridian, projected, simplified, written as one path.

Used by `tools/vendor.py` when the land is made, never while a page is drawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import hypot

from proxenia.core.maps import Degrees, Point, place_on_picture, svg_number

TOLERANCE = 0.35  # how far a simplified coast may stray
SMALLEST = 0.8  # islands of a smaller area are left out


def land_path(rings: Iterable[Sequence[Degrees]]) -> str:
    """Project, simplify and write rings of coast as one compact path in relative steps of a tenth of a unit."""
    parts = []
    for piece in (piece for ring in rings for piece in cut_ring(ring)):
        points = [place_on_picture(lon, lat) for lon, lat in piece]
        if _area(points) < SMALLEST:
            continue
        middle = len(points) // 2
        kept = _simplify(points[: middle + 1])[:-1] + _simplify(points[middle:])
        parts.append(_relative(kept[:-1]))
    return "".join(parts)


def cut_ring(ring: Sequence[Degrees]) -> list[list[Degrees]]:
    """Cut a ring that runs over the antimeridian, or round a pole, into closed rings within 180 degrees."""
    line = [ring[0]]
    for lon, lat in ring[1:]:
        line.append((lon + 360 * round((line[-1][0] - lon) / 360), lat))
    if abs(line[-1][0] - line[0][0]) > 180:  # round a pole: along it and back
        pole = -90.0 if line[0][1] < 0 else 90.0
        line += [(line[-1][0], pole), (line[0][0], pole), line[0]]
    pieces = []
    for turn in (-360.0, 0.0, 360.0):
        shifted = [(lon + turn, lat) for lon, lat in line]
        piece = _clip(_clip(shifted, -180, 1), 180, -1)
        if len(piece) > 3:
            pieces.append(piece)
    return pieces


def _clip(ring: Sequence[Degrees], edge: float, side: int) -> list[Degrees]:
    """Sutherland & Hodgman (1974): the part of a closed ring east (side 1) or west (-1) of a meridian."""
    kept: list[Degrees] = []
    for (lon1, lat1), (lon2, lat2) in pairwise(ring):
        inside1, inside2 = (lon1 - edge) * side >= 0, (lon2 - edge) * side >= 0
        if inside1:
            kept.append((lon1, lat1))
        if inside1 != inside2:
            kept.append((edge, lat1 + (edge - lon1) / (lon2 - lon1) * (lat2 - lat1)))
    return [*kept, kept[0]] if kept else []


def _relative(points: Sequence[Point]) -> str:
    """One closed ring as a path; each point is rounded first, so that errors do not add up."""
    grid = [(round(x * 10), round(y * 10)) for x, y in points]
    steps = [(x2 - x1, y2 - y1) for (x1, y1), (x2, y2) in pairwise(grid) if (x1, y1) != (x2, y2)]
    start = f"M{svg_number(grid[0][0] / 10)},{svg_number(grid[0][1] / 10)}"
    return start + "l" + " ".join(f"{svg_number(x / 10)},{svg_number(y / 10)}" for x, y in steps) + "z"


def _simplify(points: Sequence[Point]) -> list[Point]:
    """Douglas & Peucker (1973): leave out points that lie within TOLERANCE of the line without them."""
    keep = {0, len(points) - 1}
    stack = [(0, len(points) - 1)]
    while stack:
        first, last = stack.pop()
        far, distance = first, 0.0
        for index in range(first + 1, last):
            away = _from_line(points[index], points[first], points[last])
            if away > distance:
                far, distance = index, away
        if distance > TOLERANCE:
            keep.add(far)
            stack += [(first, far), (far, last)]
    return [points[index] for index in sorted(keep)]


def _from_line(point: Point, start: Point, end: Point) -> float:
    length = hypot(end[0] - start[0], end[1] - start[1])
    if length == 0:
        return hypot(point[0] - start[0], point[1] - start[1])
    cross = (end[0] - start[0]) * (start[1] - point[1]) - (start[0] - point[0]) * (end[1] - start[1])
    return abs(cross) / length


def _area(points: Sequence[Point]) -> float:
    pairs = zip(points, [*points[1:], points[0]], strict=True)
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)) / 2
