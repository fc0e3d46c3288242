"""SYS: the wheel runs from an empty folder, with its data, templates and gazetteer inside."""

from pathlib import Path

import pytest

from tests.repository import source
from tools import try_wheel

pytestmark = [pytest.mark.once, pytest.mark.wheel]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> try_wheel.Installed:
    return try_wheel.install(tmp_path_factory.mktemp("wheel"))


def test_every_shipped_file_is_in_the_wheel(installed: try_wheel.Installed) -> None:
    names = set(installed.names())
    for folder in ("data", "static", "templates", "locale"):
        for path in (source.ROOT / folder).rglob("*"):
            if path.is_file() and not path.name.endswith(
                ("-wal", "-shm", "-journal", ".pyc", ".tmp", ".part")
            ):
                assert f"proxenia/_shipped/{source.short(path)}" in names
    assert "proxenia/_shipped/data/gazetteer/gazetteer.sqlite" in names


def test_nothing_but_the_product_is_in_the_wheel(installed: try_wheel.Installed) -> None:
    tops = {name.split("/")[0] for name in installed.names()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"proxenia"}


def test_the_wheel_resolves_a_place_without_a_database(installed: try_wheel.Installed) -> None:
    before = sorted(Path(installed.folder).rglob("*"))
    answer = installed.json("resolve", "Sarrebruck", "--country", "Germany", "--json")
    assert answer["match"]["country"] == "DE"
    assert answer["match"]["name"] == "Saarbrücken"
    assert sorted(Path(installed.folder).rglob("*")) == before, "asking for a place writes nothing"


def test_the_wheel_founds_an_office(installed: try_wheel.Installed) -> None:
    done = installed.run("init", "--email", "someone@example.org", "--office", "Trial")
    assert done.returncode == 0, done.stderr
    assert "http://127.0.0.1:8000/" in done.stdout
    written = {path.relative_to(installed.folder).parts[0] for path in Path(installed.folder).rglob("*")}
    assert written == {".local"}
    assert installed.json("verify", "--json") == {"ok": True, "problems": []}
