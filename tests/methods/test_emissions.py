"""ENG-6: legs, hauls at their edges, classes, years and ICAO's corrections, against published factors."""

import math

import pytest

from proxenia.core.yearly import by_year
from proxenia.methods import emissions
from proxenia.methods.emissions import Point, Unknown

pytestmark = pytest.mark.once
DEGREE = math.pi * emissions.RADIUS / 180


@pytest.fixture(scope="module")
def sets() -> dict[int, emissions.FactorSet]:
    return {year: emissions.read_factors(year, rows) for year, rows in by_year("factors", "travel").items()}


def apart(km: float, start: str = "GB", end: str = "US") -> tuple[Point, Point]:
    """Two points on the equator so many kilometres apart."""
    return Point(0, 0, start), Point(0, km / DEGREE, end)


def test_eng_6_the_great_circle_of_known_arcs() -> None:
    assert emissions.great_circle_km(*apart(1000)) == pytest.approx(1000, rel=1e-12)
    pole, equator = Point(90, 0, ""), Point(0, 77, "")
    assert emissions.great_circle_km(pole, equator) == pytest.approx(math.pi / 2 * emissions.RADIUS)
    assert emissions.great_circle_km(Point(0, 179, ""), Point(0, -179, "")) == pytest.approx(2 * DEGREE)
    assert emissions.great_circle_km(Point(10, 20, ""), Point(-10, -160, "")) == pytest.approx(180 * DEGREE)


@pytest.mark.parametrize(
    ("km", "start", "end", "haul"),
    [
        (3700.0, "GB", "EG", "short"),
        (3700.001, "GB", "EG", "long"),
        (3700.0, "EG", "GB", "short"),
        (900.0, "GB", "GB", "domestic"),
        (1200.0, "GB", "GB", "domestic"),
        (1000.0, "FR", "FR", "domestic"),
        (1000.001, "FR", "FR", "international"),
        (200.0, "FR", "CH", "international"),
        (9000.0, "FR", "JP", "international"),
    ],
)
def test_eng_6_hauls_change_at_their_edges_only(km: float, start: str, end: str, haul: str) -> None:
    assert emissions.band(km, start, end) == haul


@pytest.mark.parametrize(
    ("km", "more"), [(0, 50), (549.999, 50), (550, 100), (5500, 100), (5500.001, 125), (12000, 125)]
)
def test_eng_6_icao_corrects_the_distance_by_band(km: float, more: float) -> None:
    assert emissions.icao_km(km) == pytest.approx(km + more)


def test_eng_6_icao_formula_in_plain_numbers() -> None:
    # 10 t of fuel, four fifths for passengers, 200 seats, three quarters taken: 3.16 × 8000 / 150.
    assert emissions.icao_kg(10_000, passenger_share=0.8, seats=200, load=0.75) == pytest.approx(
        3.16 * 8000 / 150
    )
    with pytest.raises(ValueError, match="bounds"):
        emissions.icao_kg(10_000, passenger_share=0.8, seats=200, load=75)


def test_eng_6_a_leg_is_distance_times_published_factor_times_people(
    sets: dict[int, emissions.FactorSet],
) -> None:
    found = emissions.leg(sets[2026], "air", *apart(6000), people=3)
    assert (found.factor, found.year, found.rf) == (0.11704, 2026, True)
    assert found.km == pytest.approx(6000)
    assert found.kg == pytest.approx(6000 * 0.11704 * 3)


def test_eng_6_without_radiative_forcing_meets_the_published_class_value(
    sets: dict[int, emissions.FactorSet],
) -> None:
    """The publisher's long-haul premium economy without forcing is 0.11081; here it is derived from averages."""
    found = emissions.leg(sets[2025], "air", *apart(6000), fare="premium", rf=False)
    assert found.factor == pytest.approx(0.11081, abs=5e-6)
    assert found.rf is False
    for one in sets[2026].factors.values():
        if one.mode == "air":
            assert 1.6 < one.kg / (one.kg_without_rf or 0) < 1.8


def test_eng_6_a_class_that_a_haul_lacks_takes_the_next_lower(sets: dict[int, emissions.FactorSet]) -> None:
    def short(fare: str) -> float:
        return emissions.leg(sets[2026], "air", *apart(900), fare=fare).factor

    assert short("first") == short("business") == 0.18863
    assert short("premium") == short("economy") == 0.12576
    assert emissions.leg(sets[2026], "air", *apart(900, end="GB"), fare="first").factor == 0.22928


def test_eng_6_years_have_their_own_factors(sets: dict[int, emissions.FactorSet]) -> None:
    assert [emissions.of_year(sets, year).year for year in (2019, 2025, 2026, 2040, None)] == [
        2025, 2025, 2026, 2026, 2026,
    ]  # fmt: skip
    rail = [emissions.leg(sets[year], "rail", *apart(400, "FR", "FR")).factor for year in (2025, 2026)]
    assert rail == [0.03546, 0.03092]
    assert emissions.leg(sets[2026], "rail", *apart(400, "GB", "FR")).factor == 0.01135
    with pytest.raises(Unknown):
        emissions.of_year({}, 2026)


def test_eng_6_hotels_and_what_a_call_would_have_saved(sets: dict[int, emissions.FactorSet]) -> None:
    nights = emissions.stay(sets[2026], "DE", 3, people=2)
    assert (nights.km, nights.kg) == (None, pytest.approx(6 * 13.2))
    with pytest.raises(Unknown, match="hotel"):
        emissions.stay(sets[2026], "FR", 1)
    car = emissions.leg(sets[2026], "car", *apart(100))
    assert emissions.virtual_saving([nights, car]) == pytest.approx(6 * 13.2 + 100 * 0.16725)
    assert emissions.totals([("a", nights), ("b", car), ("a", car)]) == {
        "a": pytest.approx(nights.kg + car.kg),
        "b": pytest.approx(car.kg),
    }


def test_eng_6_shares_add_up_to_the_whole() -> None:
    parts = emissions.shares(100.0, ["a", "b", "c"])
    assert math.fsum(parts.values()) == pytest.approx(100.0)
    assert emissions.shares(90.0, ["a", "b"], {"a": 2.0, "b": 1.0}.__getitem__) == {"a": 60.0, "b": 30.0}
    assert emissions.shares(90.0, []) == {}


@pytest.mark.parametrize(("mode", "fare", "what"), [("boat", "economy", "mode"), ("air", "deck", "class")])
def test_eng_6_what_is_not_known_is_named(
    sets: dict[int, emissions.FactorSet], mode: str, fare: str, what: str
) -> None:
    with pytest.raises(Unknown) as caught:
        emissions.leg(sets[2026], mode, *apart(900), fare=fare)
    assert caught.value.what == what


@pytest.mark.parametrize("value", ["nan", "-0.1", "inf", "much"])
def test_eng_6_a_factor_that_is_no_number_is_refused(value: str) -> None:
    row = {"mode": "rail", "where": "", "class": "average", "unit": "", "kg_co2e": value}
    with pytest.raises(ValueError):
        emissions.read_factors(2026, [{**row, "kg_co2e_without_rf": "", "mark": "V2", "basis": ""}])


def test_eng_6_two_factors_for_one_thing_are_refused() -> None:
    row = {"mode": "rail", "where": "", "class": "average", "unit": "", "kg_co2e": "0.1"}
    row |= {"kg_co2e_without_rf": "", "mark": "V2", "basis": ""}
    with pytest.raises(ValueError, match="two factors"):
        emissions.read_factors(2026, [row, row])
