"""World maps drawn on the server: Equal Earth projection, land, great-circle arcs and dots as plain strings.

The projection is Šavrič, B., Patterson, T. & Jenny, B. (2018), "The Equal Earth map projection", International
Journal of Geographical Information Science 33(3), 454-465, on the unit sphere. A template turns the picture
into SVG (`templates/components/map.html`); no mark-up is made here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from math import acos, asin, atan2, ceil, cos, degrees, hypot, pi, radians, sin, sqrt
from typing import TypeAlias

from django.utils.translation import ngettext

from proxenia.core import shipped

Degrees: TypeAlias = tuple[float, float]  # longitude, latitude
Box: TypeAlias = tuple[float, float, float, float]  # left, top, right, bottom
Point: TypeAlias = tuple[float, float]  # x, y in units of the picture, y downwards

A1, A2, A3, A4 = 1.340264, -0.081106, 0.000893, 0.003796
M = sqrt(3) / 2
X_MAX = pi / (M * A1)
Y_MAX = 1.3173627591574133  # the pole on the unit sphere
WIDTH, MARGIN = 960.0, 4.0
SCALE = (WIDTH / 2 - MARGIN) / X_MAX
HEIGHT = 2 * (Y_MAX * SCALE + MARGIN)
MAX_ARCS, MAX_LABELS = 300, 16
BUNDLE = 14  # units within which neighbours are drawn as one, when there are more than MAX_ARCS places


@dataclass(frozen=True)
class MapPoint:
    """One place to draw: where, its name and address, how much happens there, and in which state it is."""

    lat: float
    lon: float
    label: str
    url: str = ""
    weight: float = 0
    tone: str = "plain"
    note: str = ""


@dataclass(frozen=True)
class Arc:
    """A line from home to a place; `width` is a class from 1 to 4."""

    path: str
    width: int
    tone: str


@dataclass(frozen=True)
class Label:
    """A name beside a dot, where there is room for it."""

    x: str
    y: str
    text: str
    anchor: str


@dataclass(frozen=True)
class Dot:
    """A place on the picture; `size` is a class from 1 to 4."""

    x: str
    y: str
    size: int
    label: str
    url: str
    tone: str
    note: str


@dataclass(frozen=True)
class MapPicture:
    """Everything the template draws; all coordinates are strings that no locale alters."""

    width: str
    height: str
    sphere: str
    graticule: str
    land: str
    arcs: tuple[Arc, ...]
    dots: tuple[Dot, ...]
    labels: tuple[Label, ...]
    home: Dot | None
    home_mark: str
    without_arc: int


def project(lon: float, lat: float) -> Point:
    """Equal Earth on the unit sphere: degrees to x (east) and y (north), equations 8 of the paper."""
    theta = asin(M * sin(radians(lat)))
    square = theta * theta
    sixth = square**3
    x = radians(lon) * cos(theta) / (M * (A1 + 3 * A2 * square + sixth * (7 * A3 + 9 * A4 * square)))
    return x, theta * (A1 + A2 * square + sixth * (A3 + A4 * square))


def unproject(x: float, y: float) -> Degrees:
    """The inverse of `project`, by Newton's method on the parametric latitude; degrees, good to 1e-9."""
    theta = y
    for _ in range(12):
        square = theta * theta
        sixth = square**3
        slope = A1 + 3 * A2 * square + sixth * (7 * A3 + 9 * A4 * square)
        step = (theta * (A1 + A2 * square + sixth * (A3 + A4 * square)) - y) / slope
        theta -= step
        if abs(step) < 1e-12:
            break
    square = theta * theta
    slope = A1 + 3 * A2 * square + square**3 * (7 * A3 + 9 * A4 * square)
    return degrees(M * x * slope / cos(theta)), degrees(asin(max(-1.0, min(1.0, sin(theta) / M))))


def place_on_picture(lon: float, lat: float) -> Point:
    """Degrees to units of the picture, y downwards."""
    x, y = project(lon, lat)
    return WIDTH / 2 + x * SCALE, HEIGHT / 2 - y * SCALE


def great_circle(start: Degrees, end: Degrees) -> list[Degrees]:
    """Points along the shortest way between two places, a step for every 4 degrees; both ends included."""
    (lon1, lat1), (lon2, lat2) = ((radians(a), radians(b)) for a, b in (start, end))
    cosine = sin(lat1) * sin(lat2) + cos(lat1) * cos(lat2) * cos(lon2 - lon1)
    angle = acos(max(-1.0, min(1.0, cosine)))
    if (
        angle < 1e-6 or angle > pi - 1e-6
    ):  # the same place, or opposite ones, which have no single shortest way
        return [start, end]
    steps = max(1, ceil(degrees(angle) / 4))
    points = []
    for step in range(1, steps):
        a, b = (sin((1 - step / steps) * angle) / sin(angle), sin(step / steps * angle) / sin(angle))
        x = a * cos(lat1) * cos(lon1) + b * cos(lat2) * cos(lon2)
        y = a * cos(lat1) * sin(lon1) + b * cos(lat2) * sin(lon2)
        z = a * sin(lat1) + b * sin(lat2)
        points.append((degrees(atan2(y, x)), degrees(atan2(z, hypot(x, y)))))
    return [start, *points, end]


def split_at_antimeridian(line: Sequence[Degrees]) -> list[list[Degrees]]:
    """Cut a line where it leaves the map on one side and comes in on the other."""
    parts: list[list[Degrees]] = [[line[0]]]
    for (lon1, lat1), (lon2, lat2) in pairwise(line):
        if abs(lon2 - lon1) > 180:
            edge = 180.0 if lon1 > 0 else -180.0
            share = (edge - lon1) / (lon2 + 2 * edge - lon1)
            lat = lat1 + share * (lat2 - lat1)
            parts[-1].append((edge, lat))
            parts.append([(-edge, lat)])
        parts[-1].append((lon2, lat2))
    return parts


def world_map(
    points: Iterable[MapPoint],
    home: MapPoint | None = None,
    *,
    max_arcs: int = MAX_ARCS,
    max_labels: int = MAX_LABELS,
) -> MapPicture:
    """Draw places and their ties to home; the busiest get arcs and names first, and all get dots.

    Above MAX_ARCS places, neighbours are drawn as one. One point per place is best: count ties by place first.
    """
    ordered = sorted(points, key=lambda point: (-point.weight, point.label))
    if len(ordered) > MAX_ARCS:
        ordered = bundle(ordered)
    top = max((point.weight for point in ordered), default=0)
    tied = ordered[: min(max_arcs, MAX_ARCS)] if home else []
    arcs = [_arc(home, point, top) for point in tied if home]
    dots = [_dot(point, top) for point in reversed(ordered)]
    return MapPicture(
        width=svg_number(WIDTH),
        height=svg_number(HEIGHT),
        sphere=sphere_path(),
        graticule=graticule_path(),
        land=stored_land(),
        arcs=tuple(reversed(arcs)),
        dots=tuple(dots),
        labels=tuple(_labels(ordered, home, max_labels)),
        home=_dot(home, 0) if home else None,
        home_mark=_diamond(home) if home else "",
        without_arc=len(ordered) - len(tied) if home else 0,
    )


def bundle(points: Sequence[MapPoint]) -> list[MapPoint]:
    """Draw neighbours as one, under the name of the busiest, so that a crowded map stays light and readable."""
    groups: dict[tuple[int, int], list[MapPoint]] = {}
    for point in points:
        x, y = place_on_picture(point.lon, point.lat)
        groups.setdefault((int(x // BUNDLE), int(y // BUNDLE)), []).append(point)
    bundled = [_bundled(group) for group in groups.values()]
    return sorted(bundled, key=lambda point: (-point.weight, point.label))


def _bundled(group: Sequence[MapPoint]) -> MapPoint:
    if len(group) == 1:
        return group[0]
    more = ngettext("and %(n)d more near by", "and %(n)d more near by", len(group) - 1) % {
        "n": len(group) - 1
    }
    return replace(group[0], weight=sum(point.weight for point in group), url="", note=more)


@lru_cache(maxsize=1)
def stored_land() -> str:
    """The land of the world as a path, projected and simplified beforehand by `tools/vendor.py`."""
    return str(json.loads(shipped.path("map", "land.json").read_text())["land"])


@lru_cache(maxsize=1)
def sphere_path() -> str:
    """The outline of the world."""
    east = [place_on_picture(180, lat) for lat in range(90, -91, -5)]
    west = [place_on_picture(-180, lat) for lat in range(-90, 91, 5)]
    return _path([*east, *west]) + "z"


@lru_cache(maxsize=1)
def graticule_path() -> str:
    """Meridians and parallels, every 30 degrees."""
    lines = [[place_on_picture(lon, lat) for lat in range(-90, 91, 5)] for lon in range(-150, 151, 30)]
    lines += [[place_on_picture(lon, lat) for lon in (-180, 180)] for lat in range(-60, 61, 30)]
    return "".join(_path(line) for line in lines)


def _arc(home: MapPoint, point: MapPoint, top: float) -> Arc:
    path = _arc_path((home.lon, home.lat), (point.lon, point.lat))
    return Arc(path, _class_of(point.weight, top), point.tone)


@lru_cache(maxsize=4096)
def _arc_path(start: Degrees, end: Degrees) -> str:
    """The way between two places; an office draws the same ones again and again."""
    parts = split_at_antimeridian(great_circle(start, end))
    return "".join(_path([place_on_picture(lon, lat) for lon, lat in part]) for part in parts)


def _dot(point: MapPoint, top: float) -> Dot:
    x, y = place_on_picture(point.lon, point.lat)
    size = _class_of(point.weight, top)
    return Dot(svg_number(x), svg_number(y), size, point.label, point.url, point.tone, point.note)


def _diamond(point: MapPoint) -> str:
    x, y = place_on_picture(point.lon, point.lat)
    return _path([(x, y - 6), (x + 6, y), (x, y + 6), (x - 6, y)]) + "z"


def _labels(points: Sequence[MapPoint], home: MapPoint | None, limit: int) -> list[Label]:
    """Names beside home and the busiest dots, left out where they would cover another name or a dot."""
    taken = [_around(point) for point in points[:MAX_ARCS]]
    labels: list[Label] = []
    for point in [home, *points] if home else points:
        if len(labels) >= limit + bool(home):
            break
        for label, box in _beside(point):
            if 0 < box[0] and box[2] < WIDTH and not any(_overlap(box, other) for other in taken):
                taken.append(box)
                labels.append(label)
                break
    return labels


def _beside(point: MapPoint) -> Iterable[tuple[Label, Box]]:
    """Where a name may stand: right of its dot, left of it, beneath, above; with the room it takes."""
    x, y = place_on_picture(point.lon, point.lat)
    wide = 8 * len(point.label)
    for anchor, at, shift, left in (
        ("start", x + 9, 4.5, x + 9),
        ("end", x - 9, 4.5, x - 9 - wide),
        ("middle", x, 20, x - wide / 2),
        ("middle", x, -11, x - wide / 2),
    ):
        foot = y + shift
        yield (
            Label(svg_number(at), svg_number(foot), point.label, anchor),
            (left, foot - 12, left + wide, foot + 4),
        )


def _around(point: MapPoint) -> Box:
    x, y = place_on_picture(point.lon, point.lat)
    return x - 6, y - 6, x + 6, y + 6


def _overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _class_of(weight: float, top: float) -> int:
    """1 to 4: nothing, up to a third of the busiest, up to two thirds, more."""
    return 1 if weight <= 0 or top <= 0 else min(4, 2 + int(3 * weight / top - 1e-9))


def _path(points: Sequence[Point]) -> str:
    return "M" + "L".join(f"{svg_number(x)},{svg_number(y)}" for x, y in points)


def svg_number(number: float) -> str:
    """A number as SVG wants it: one decimal at most, a point, no trailing nought."""
    shown = f"{number:.1f}"
    return shown[:-2] if shown.endswith(".0") else shown
