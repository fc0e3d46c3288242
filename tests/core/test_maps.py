"""World maps: the projection against published values, and pictures that hold together."""

import json
import re
from itertools import pairwise
from math import asin, cos, hypot, radians, sin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxenia.core import coasts, maps, shipped
from proxenia.core.maps import MapPoint

pytestmark = pytest.mark.once

AUTHALIC_RADIUS = 6371007.1809  # metres, of the WGS 84 ellipsoid: the sphere of the same area

LONDON, TOKYO, AUCKLAND = (
    MapPoint(51.5, -0.1, "London"),
    MapPoint(35.7, 139.7, "Tokyo"),
    MapPoint(-36.8, 174.8, "Auckland"),
)


def test_the_projection_meets_the_extent_published_for_epsg_8857() -> None:
    """EPSG:8857 (Equal Earth, WGS 84) reaches 17,243,959.06 m east and 8,392,927.6 m north."""
    assert maps.project(180, 0)[0] * AUTHALIC_RADIUS == pytest.approx(17_243_959.06, abs=0.02)
    assert maps.project(0, 90)[1] * AUTHALIC_RADIUS == pytest.approx(8_392_927.60, abs=0.02)


@given(st.floats(-179, 179), st.floats(-88, 88))
def test_the_projection_keeps_areas(lon: float, lat: float) -> None:
    """A small patch keeps its area (cos of the latitude), which is what equal-area means."""
    step = 1e-4
    x0, y0 = maps.project(lon, lat)
    x1, y1 = maps.project(lon + step, lat)
    x2, y2 = maps.project(lon, lat + step)
    area = abs((x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)) / radians(step) ** 2
    assert area == pytest.approx(cos(radians(lat)), abs=2e-4)


@given(st.floats(-180, 180), st.floats(-89.9, 89.9))
def test_the_inverse_comes_back(lon: float, lat: float) -> None:
    back = maps.unproject(*maps.project(lon, lat))
    assert back == pytest.approx((lon, lat), abs=1e-6)


def test_a_great_circle_is_the_shortest_way() -> None:
    line = maps.great_circle((0.0, 0.0), (90.0, 60.0))
    length = sum(_angle(a, b) for a, b in pairwise(line))
    assert (line[0], line[-1]) == ((0.0, 0.0), (90.0, 60.0))
    assert length == pytest.approx(_angle(line[0], line[-1]), rel=1e-6)


def _angle(a: maps.Degrees, b: maps.Degrees) -> float:
    half_lat, half_lon = radians(b[1] - a[1]) / 2, radians(b[0] - a[0]) / 2
    return 2 * asin(hypot(sin(half_lat), sin(half_lon) * (cos(radians(a[1])) * cos(radians(b[1]))) ** 0.5))


def test_a_line_over_the_antimeridian_leaves_on_one_side_and_enters_on_the_other() -> None:
    parts = maps.split_at_antimeridian([(170.0, 10.0), (-170.0, 30.0)])
    assert parts == [
        [(170.0, 10.0), (180.0, pytest.approx(20.0))],
        [(-180.0, pytest.approx(20.0)), (-170.0, 30.0)],
    ]


def test_an_arc_over_the_antimeridian_never_crosses_the_whole_picture() -> None:
    picture = maps.world_map([MapPoint(21.3, -157.9, "Honolulu", weight=1)], TOKYO)
    for part in picture.arcs[0].path.split("M")[1:]:
        xs = [float(pair.split(",")[0]) for pair in part.split("L")]
        assert max(abs(a - b) for a, b in pairwise(xs)) < maps.WIDTH / 4
    assert picture.arcs[0].path.count("M") == 2


def test_a_ring_over_the_antimeridian_is_cut_in_two_closed_rings() -> None:
    ring = [(170.0, 0.0), (-170.0, 0.0), (-170.0, 10.0), (170.0, 10.0), (170.0, 0.0)]
    pieces = coasts.cut_ring(ring)
    assert sorted((min(x for x, _ in p), max(x for x, _ in p)) for p in pieces) == [(-180, -170), (170, 180)]
    assert all(piece[0] == piece[-1] for piece in pieces)


def test_a_ring_round_the_pole_is_closed_along_it() -> None:
    ring = [(float(lon), -70.0) for lon in (-180, -90, 0, 90, 179)] + [(-180.0, -70.0)]
    pieces = coasts.cut_ring(ring)
    assert min(lat for piece in pieces for _, lat in piece) == -90


def test_no_coast_runs_across_the_picture() -> None:
    """A ring left uncut at the antimeridian shows as one long step."""
    land = json.loads(shipped.path("map", "land.json").read_text())["land"]
    steps = [tuple(map(float, step.split(","))) for step in re.findall(r"(?<=[l ])-?[\d.]+,-?[\d.]+", land)]
    along_the_edge = maps.HEIGHT / 2 - maps.MARGIN
    assert len(steps) > 1500
    pole = 0.6 * maps.WIDTH  # Antarctica lies along the pole, a line of 0.59 of the width
    assert all(abs(x) < 60 or (abs(y) < 0.2 and abs(x) <= pole) for x, y in steps)
    assert all(abs(y) < along_the_edge for _, y in steps)


def test_the_stored_land_is_small_and_inside_the_picture() -> None:
    file = shipped.path("map", "land.json")
    assert file.stat().st_size < 60_000
    starts = re.findall(r"M([\d.]+),([\d.]+)", maps.stored_land())
    assert len(starts) > 50
    assert all(0 <= float(x) <= maps.WIDTH and 0 <= float(y) <= maps.HEIGHT for x, y in starts)


def test_prt_4_the_busiest_get_arcs_and_all_get_dots() -> None:
    points = [
        MapPoint(lat, lon, f"{lat} {lon}", weight=lat)
        for lat in range(-60, 60, 6)
        for lon in range(-170, 170, 17)
    ]
    picture = maps.world_map(points, LONDON)
    assert len(picture.arcs) == 300
    assert len(picture.dots) == len(points)
    assert picture.without_arc == len(points) - 300


def test_prt_4_many_neighbours_are_drawn_as_one_and_none_is_lost() -> None:
    crowd = [MapPoint(48 + i / 1000, 8 + i / 1000, f"Town {i}", weight=i) for i in range(400)]
    picture = maps.world_map([*crowd, TOKYO], LONDON)
    assert len(picture.dots) < 10
    more = sum(int(dot.note.split()[1]) for dot in picture.dots if dot.note)
    assert more + len(picture.dots) == 401
    assert picture.dots[-1].label == "Town 399"


def test_width_follows_activity_and_the_busiest_lies_on_top() -> None:
    picture = maps.world_map(
        [MapPoint(0, 0, "idle"), MapPoint(10, 10, "some", weight=3), MapPoint(20, 20, "most", weight=9)],
        LONDON,
    )
    assert [arc.width for arc in picture.arcs] == [1, 2, 4]
    assert picture.dots[-1].label == "most"


def test_names_do_not_cover_one_another_or_a_dot() -> None:
    crowd = [MapPoint(50 + i / 3, 8 + i / 5, f"Town {i}", weight=i) for i in range(30)]
    picture = maps.world_map(crowd, LONDON)
    spots = [(float(label.x), float(label.y)) for label in picture.labels]
    assert 0 < len(spots) < len(crowd)
    assert all(
        abs(x1 - x2) > 30 or abs(y1 - y2) > 14 for i, (x1, y1) in enumerate(spots) for x2, y2 in spots[:i]
    )


def test_without_a_home_there_are_dots_only() -> None:
    picture = maps.world_map([TOKYO, AUCKLAND])
    assert (picture.arcs, picture.home, picture.without_arc) == ((), None, 0)
    assert len(picture.dots) == 2


def test_an_empty_office_still_has_a_world() -> None:
    picture = maps.world_map([])
    assert picture.dots == ()
    assert picture.land.startswith("M")


def test_home_to_itself_and_to_its_opposite_are_drawn() -> None:
    line = maps.great_circle((10.0, 20.0), (-170.0, -20.0))
    assert line == [(10.0, 20.0), (-170.0, -20.0)]
    assert maps.world_map([LONDON], LONDON).arcs[0].path.startswith("M")


def test_the_great_circle_passes_the_pole_when_that_is_shorter() -> None:
    line = maps.great_circle((0.0, 60.0), (179.0, 60.0))
    assert max(lat for _, lat in line) > 85
