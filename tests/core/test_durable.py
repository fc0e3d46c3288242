"""SYS-8: a file that was written is on the disk under its name, whole or not at all."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from proxenia.core import durable

pytestmark = [pytest.mark.once, pytest.mark.reliability("L1")]


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of what was synced, in order."""
    names: list[str] = []
    really = os.fsync

    def fsync(handle: int) -> None:
        names.append(Path(f"/proc/self/fd/{handle}").readlink().name)
        really(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    return names


def test_sys_8_file_and_every_new_folder_are_synced(tmp_path: Path, synced: list[str]) -> None:
    path = tmp_path / "files" / "ab" / "abcd"
    durable.write(path, [b"one ", b"two"])
    assert path.read_bytes() == b"one two"
    assert path.stat().st_mode & 0o077 == 0, "nobody else reads it"
    assert synced[0] == "abcd.part", "the bytes first"
    assert set(synced[1:]) == {"ab", "files", tmp_path.name}, "then the names"


def test_sys_8_what_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    def chunks() -> Iterator[bytes]:
        yield b"half"
        raise OSError("the disk is full")

    path = tmp_path / "file"
    path.write_bytes(b"as it was")
    with pytest.raises(OSError, match="full"):
        durable.write(path, chunks())
    assert path.read_bytes() == b"as it was"
    assert [one.name for one in tmp_path.iterdir()] == ["file"]
