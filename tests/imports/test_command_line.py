"""SYS-3: what the command line says of an import, on which stream, and in whole sentences."""

import json
from pathlib import Path

import pytest

from proxenia.cli import main
from proxenia.core.sheets import write_table
from proxenia.portfolio.models import Partnership
from proxenia.records.models import ImportRun
from tests.cast import Cast

pytestmark = pytest.mark.django_db

Said = pytest.CaptureFixture[str]
ODD = [["counterpart", "country", "kind"], ["Nantes", "France", "pen friends"]]
"""One row with words that are no kind of tie."""


def run(cast: Cast, *words: object) -> int:
    """Run a command as the officer."""
    return main([*map(str, words), "--as", cast.officer.email, "--office", cast.office.slug])


def table(folder: Path, rows: list[list[str]]) -> Path:
    """Write rows, the headings first."""
    path = folder / "table.csv"
    write_table(path, rows[0], rows[1:])
    return path


@pytest.mark.parametrize("more", [[], ["--json"]])
def test_sys_3_remarks_on_cells_are_told_beside_the_answer(
    cast: Cast, tmp_path: Path, capsys: Said, more: list[str]
) -> None:
    assert run(cast, "import", "partnerships", table(tmp_path, ODD), *more) == 0
    said = capsys.readouterr()
    assert "row 2: “pen friends” is not known as" in said.err
    assert "pen friends" not in said.out
    if more:
        assert json.loads(said.out)["created"] == 1


def test_sys_3_of_very_many_remarks_the_rest_is_counted(cast: Cast, tmp_path: Path, capsys: Said) -> None:
    rows = [ODD[0], *([f"Town {number}", "France", "pen friends"] for number in range(201))]
    run(cast, "import", "partnerships", table(tmp_path, rows), "--dry-run")
    lines = capsys.readouterr().err.splitlines()
    assert sum(line.startswith("row ") for line in lines) == 200
    assert lines[-1] == "and 1 more remark"


def test_sys_3_one_of_a_thing_is_told_as_one(cast: Cast, tmp_path: Path, capsys: Said) -> None:
    rows = [["name", "place"], ["Fair of nowhere", "Xyzzyburg"]]
    run(cast, "import", "organisations", table(tmp_path, rows))
    said = capsys.readouterr().out
    assert "1 row: 1 created" in said
    assert "1 place waits under To settle." in said
    assert "1 record written." in said
    run(cast, "undo", ImportRun.objects.get().uid)
    assert "1 record put away, 0 put back, 0 left as they are." in capsys.readouterr().out
    run(cast, "import", "partnerships", table(tmp_path, ODD))
    run(cast, "export", "partnerships", tmp_path / "out.csv")
    assert "1 row written to" in capsys.readouterr().out


def test_sys_3_a_second_column_of_one_meaning_is_named(cast: Cast, tmp_path: Path, capsys: Said) -> None:
    rows = [["partner city", "counterpart", "country", "colour"], ["Nantes", "Trier", "", "blue"]]
    run(cast, "import", "partnerships", table(tmp_path, rows))
    said = capsys.readouterr().err
    assert "“partner city” means the same as “counterpart”; only “counterpart” was used." in said
    assert "These columns were not used: colour." in said
    assert Partnership.objects.get().name == "Trier"


@pytest.mark.parametrize("command", ["template", "export"])
def test_sys_3_a_file_of_another_ending_is_not_written(
    cast: Cast, tmp_path: Path, capsys: Said, command: str
) -> None:
    path = tmp_path / "table.txt"
    words = ["--out", path] if command == "template" else [path]
    assert run(cast, command, "people", *words) == 1
    assert ".xlsx, .ods or .csv" in capsys.readouterr().err
    assert not path.exists()
