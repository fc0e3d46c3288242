"""ENG-6: `proxenia emissions` on lists of legs as offices keep them."""

import json
from pathlib import Path
from typing import Any

import pytest

from proxenia.cli.parser import main
from proxenia.core.errors import Refused
from proxenia.places import readers
from proxenia.places.queries import airports, gazetteer

pytestmark = pytest.mark.once

pytest.importorskip("airportsdata")
needs_gazetteer = pytest.mark.skipif(not gazetteer.file().exists(), reason="gazetteer not built")
HEADER = "date,mode,from,to,class,people,nights,country"


def ask(capsys: pytest.CaptureFixture[str], path: Path, *rows: str, header: str = HEADER) -> dict[str, Any]:
    """Write a list, reckon it and return the answer."""
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    assert main(["emissions", str(path), "--json"]) == 0
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    return answer


def test_eng_6_a_flight_counts_everybody_and_km_counts_one(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "legs.csv"
    answer = ask(capsys, path, "2026-03-01,air,lhr,JFK,,2,,", "2026-03-01,air,LHR,JFK,,,,")
    two, one = answer["legs"]
    assert set(answer) == {"legs", "total_kg", "problems"}
    assert set(one) == {"row", "km", "kg_co2e", "factor", "year", "rf"}
    assert (two["row"], one["row"]) == (2, 3)
    assert (one["factor"], one["year"], one["rf"]) == (0.11704, 2026, True)
    assert one["km"] == pytest.approx(5540, rel=0.005)
    assert one["kg_co2e"] == pytest.approx(one["km"] * one["factor"], abs=1e-3)
    assert two["km"] == one["km"]
    assert two["kg_co2e"] == pytest.approx(2 * one["kg_co2e"], abs=2e-3)
    assert answer["total_kg"] == pytest.approx(two["kg_co2e"] + one["kg_co2e"], abs=2e-3)


@needs_gazetteer
def test_eng_6_trains_cars_and_nights(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    answer = ask(
        capsys,
        tmp_path / "legs.csv",
        '2025-03-01,rail,"Lyon, France","Paris, France",,3,,',
        '2026-03-01,car,"Lyon, France","Metz, France",,,,',
        "2026-03-01,hotel,,,,2,3,Germany",
    )
    rail, car, hotel = answer["legs"]
    assert answer["problems"] == []
    assert rail["km"] == pytest.approx(392, abs=5)
    assert rail["kg_co2e"] == pytest.approx(rail["km"] * 0.03546 * 3, abs=1e-3)
    assert (rail["year"], rail["rf"], car["factor"]) == (2025, False, 0.16725)
    assert (hotel["km"], hotel["kg_co2e"]) == (None, pytest.approx(2 * 3 * 13.2))


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("2026-03-01,air,LHR,XXQ,,,,", "“XXQ” is not the IATA code"),
        ("2026-03-01,air,LHR,,,,,", "codes of airports"),
        ("2026-03-01,air,LHR,LHR,,,,", "same place"),
        ("2026-03-01,air,LHR,JFK,deck,,,", "“deck” is not a class"),
        ("2026-03-01,air,LHR,JFK,,0,,", "people: “0”"),
        ("2026-03-01,air,LHR,JFK,,1e9,,", "people: “1e9”"),
        ("2026-13-01,air,LHR,JFK,,,,", "month 13"),
        ("soon,air,LHR,JFK,,,,", "“soon” is not a date"),
        ("2026-03-01,boat,LHR,JFK,,,,", "“boat” is not a way to travel"),
        ("2026-03-01,,LHR,JFK,,,,", "is not a way to travel"),
        ("2026-03-01,hotel,,,,,2,France", "hotels in FR"),
        ("2026-03-01,hotel,,,,,2,Narnia", "“Narnia” is not a country"),
        ("2026-03-01,hotel,,,,,2,", "in which country"),
        ("2026-03-01,hotel,,,,,,Germany", "how many nights"),
    ],
)
def test_eng_6_a_row_with_a_problem_is_named_and_left_out(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, row: str, says: str
) -> None:
    answer = ask(capsys, tmp_path / "legs.csv", "2026-03-01,hotel,,,,,1,DE", "", row)
    assert answer["total_kg"] == 13.2
    (problem,) = answer["problems"]
    assert problem["row"] == 4
    assert says in problem["message"]


@needs_gazetteer
def test_eng_6_a_place_that_is_not_found_is_asked_about(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    answer = ask(capsys, tmp_path / "legs.csv", '2026,rail,"Qwxzzk","Paris, France",,,,')
    assert answer["legs"] == []
    assert "“Qwxzzk”" in answer["problems"][0]["message"]


def test_eng_6_without_radiative_forcing_and_in_words(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "legs.csv"
    path.write_text(f"{HEADER}\n2026-03-01,air,LHR,JFK,,,,\nx\n", encoding="utf-8")
    assert main(["emissions", str(path), "--no-rf", "--json"]) == 0
    (leg,) = json.loads(capsys.readouterr().out)["legs"]
    assert (leg["factor"], leg["rf"]) == (0.06926, False)
    assert main(["emissions", str(path)]) == 0
    said = capsys.readouterr().out
    assert "with radiative forcing" in said
    assert "row 3: left out. “x” is not a date." in said
    assert said.splitlines()[-1].startswith("total: ")


def test_eng_6_a_file_without_modes_and_one_that_is_gone_are_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "list.csv").write_text("from,to\nLHR,JFK\n")
    for name, says in (("list.csv", "no column called mode"), ("gone.csv", "No such file")):
        assert main(["emissions", str(tmp_path / name)]) == 1
        assert says in capsys.readouterr().err


def test_eng_6_an_office_loads_the_factors_of_a_year_itself(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "factors").mkdir()
    columns = "mode,where,class,unit,kg_co2e,kg_co2e_without_rf,mark,basis"
    own = tmp_path / "factors" / "travel_2027.csv"
    own.write_text(f"{columns}\nhotel,DE,average,room-night,99,,V,published\n")
    monkeypatch.setenv("PROXENIA_DATA", str(tmp_path))
    readers.factor_sets.cache_clear()
    try:
        answer = ask(capsys, tmp_path / "legs.csv", "2027-03-01,hotel,,,,,1,DE", "2026-03-01,hotel,,,,,1,DE")
        assert [(leg["factor"], leg["year"]) for leg in answer["legs"]] == [(99, 2027), (13.2, 2026)]
        own.write_text(f"{columns}\nhotel,DE,average,room-night,much,,V,published\n")
        readers.factor_sets.cache_clear()
        with pytest.raises(Refused, match="2027 cannot be read"):
            readers.factor_sets()
    finally:
        readers.factor_sets.cache_clear()


def test_eng_6_without_the_list_of_airports_the_line_to_type_is_said(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(name: str) -> None:
        raise ModuleNotFoundError(name)

    airports._airports.cache_clear()
    monkeypatch.setattr(airports, "import_module", missing)
    path = tmp_path / "legs.csv"
    path.write_text(f"{HEADER}\n2026-03-01,air,LHR,JFK,,,,\n", encoding="utf-8")
    assert main(["emissions", str(path), "--json"]) == 1
    assert "pip install 'proxenia[travel]'" in json.loads(capsys.readouterr().out)["error"]["message"]
