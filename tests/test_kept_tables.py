"""Tables kept beyond a run (tests/plugins/kept.py) are copied while they fit, and made anew once they do not."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.plugins import kept, prepared

pytestmark = pytest.mark.once


class Maker:
    """Makes one file and counts how often it was asked to."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, folder: Path) -> None:
        self.times += 1
        (folder / "deeper").mkdir(parents=True)
        (folder / "deeper" / "tables").write_text("all of them")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where tables are kept during one test, with one migration to make them from."""
    migration = tmp_path / "app" / "migrations" / "0001_initial.py"
    migration.parent.mkdir(parents=True)
    migration.write_text("first")
    monkeypatch.setenv(kept.VARIABLE, str(tmp_path / "kept"))
    monkeypatch.setattr(kept, "sources", lambda: [migration])
    return tmp_path


def stores(folder: Path) -> list[Path]:
    """The copies that are kept."""
    return [path for path in (folder / "kept").iterdir() if path.is_dir()]


def test_what_was_made_once_is_copied_for_the_next_run(folder: Path) -> None:
    make = Maker()
    assert [kept.bring("sqlite", folder / name, make) for name in ("first", "second")] == [False, True]
    assert make.times == 1
    assert (folder / "second" / "deeper" / "tables").read_text() == "all of them"


def test_nothing_is_kept_unless_a_folder_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(kept.VARIABLE)
    make = Maker()
    assert [kept.bring("sqlite", folder / name, make) for name in ("first", "second")] == [False, False]
    assert make.times == 2
    assert not (folder / "kept").exists()


@pytest.mark.parametrize("what", ["migration", "Django", "database"])
def test_another_migration_django_or_database_asks_for_tables_of_its_own(
    folder: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    make = Maker()
    kept.bring("sqlite", folder / "first", make)
    if what == "migration":
        (folder / "app" / "migrations" / "0001_initial.py").write_text("first, edited")
    elif what == "Django":
        monkeypatch.setattr("django.__version__", "9.9")
    else:
        monkeypatch.setattr("sqlite3.sqlite_version", "9.9")
    assert not kept.bring("sqlite", folder / "second", make)
    assert len(stores(folder)) == 2


def change(store: Path) -> None:
    (store / "content" / "deeper" / "tables").write_text("half of them")


def lose(store: Path) -> None:
    (store / "content" / "deeper" / "tables").unlink()


def add(store: Path) -> None:
    (store / "content" / "stray").write_text("")


def unsign(store: Path) -> None:
    (store / "digest").unlink()


@pytest.mark.parametrize("damage", [change, lose, add, unsign])
def test_a_damaged_copy_is_told_of_and_made_anew(folder: Path, damage: Callable[[Path], None]) -> None:
    make = Maker()
    kept.bring("sqlite", folder / "first", make)
    damage(stores(folder)[0])
    with pytest.warns(UserWarning, match="damaged"):
        assert not kept.bring("sqlite", folder / "second", make)
    assert kept.bring("sqlite", folder / "third", make)
    assert (folder / "third" / "deeper" / "tables").read_text() == "all of them"


def test_what_fails_while_it_is_made_is_not_kept(folder: Path) -> None:
    def fail(target: Path) -> None:
        target.mkdir()
        raise OSError("no room")

    with pytest.raises(OSError, match="no room"):
        kept.bring("sqlite", folder / "first", fail)
    assert stores(folder) == []


def test_copies_that_no_run_asked_for_in_a_fortnight_go(folder: Path) -> None:
    old = folder / "kept" / "sqlite-old"
    old.mkdir(parents=True)
    long_ago = time.time() - 15 * 86_400
    os.utime(old, (long_ago, long_ago))
    kept.bring("sqlite", folder / "first", Maker())
    assert old not in stores(folder)


def test_every_migration_of_every_app_counts() -> None:
    names = {f"{path.parent.parent.name}/{path.name}" for path in kept.sources()}
    assert {"audit/0001_initial.py", "portfolio/0001_initial.py", "auth/0001_initial.py"} <= names
    assert all(path.is_file() for path in kept.sources())


def test_a_file_with_a_journal_beside_it_is_not_whole(tmp_path: Path) -> None:
    file = tmp_path / "proxenia.sqlite3"
    file.touch()
    assert prepared.is_whole(file)
    (tmp_path / "proxenia.sqlite3-wal").touch()
    assert not prepared.is_whole(file)
