"""DIR-6: `proxenia resolve` on the command line: names, blanks, and files as offices save them."""

import json
from pathlib import Path

import pytest

from proxenia.cli.parser import main
from proxenia.places.queries import gazetteer

pytestmark = pytest.mark.skipif(not gazetteer.file().exists(), reason="gazetteer not built")

ROWS = [["name", "country"], ["Nîmes", "France"], ["Lüttich", "Belgium"]]
IDS = ["geonames:2990363", "geonames:2792413"]


def answers(capsys: pytest.CaptureFixture[str]) -> list[dict]:
    """Return the lines of JSON that were printed."""
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_dir_6_a_file_is_read_in_the_encoding_it_is_in(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, encoding: str, separator: str
) -> None:
    path = tmp_path / "towns.csv"
    path.write_bytes("".join(separator.join(row) + "\r\n" for row in ROWS).encode(encoding))
    assert main(["resolve", "--file", str(path)]) == 0
    assert [answer["match"]["id"] for answer in answers(capsys)] == IDS


def test_dir_6_an_empty_file_a_folder_and_a_workbook_have_sentences_of_their_own(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "empty.csv").touch()
    (tmp_path / "list.csv").write_text("town\nParis\n")
    said = {}
    for name in ("empty.csv", "", "list.csv", "gone.csv"):
        assert main(["resolve", "--file", str(tmp_path / name)]) == 1
        said[name] = capsys.readouterr().err
    assert "The file is empty." in said["empty.csv"]
    assert "This is a folder" in said[""]
    assert "no column called name" in said["list.csv"]
    assert "No such file" in said["gone.csv"]


@pytest.mark.parametrize("name", ["", "   ", "—"])
def test_dir_6_no_name_is_answered_and_is_no_mistake_of_usage(
    capsys: pytest.CaptureFixture[str], name: str
) -> None:
    assert main(["resolve", name, "--json"]) == 0
    (answer,) = answers(capsys)
    assert (answer["match"], answer["alternatives"]) == (None, [])
    assert answer["why"] == "There is no name to look for."


@pytest.mark.parametrize("name", ["Springfield", "Qwxzzk", ""])
def test_dir_6_an_unknown_country_is_named(capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert main(["resolve", name, "--country", "Narnia", "--json"]) == 0
    (answer,) = answers(capsys)
    assert answer["match"] is None
    assert "“Narnia” is not a country known here." in answer["why"]
