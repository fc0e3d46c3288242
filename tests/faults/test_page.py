"""SYS-8: the page of faults is written from kept figures, and says of each line at which commit it was made."""

from pathlib import Path

import pytest

from faults import _report
from faults._tally import Tally, from_plain, latest

pytestmark = pytest.mark.once


def tally(kind: str, commit: str, **more: int) -> Tally:
    """Figures of a kind, as they come back from a file."""
    made = Tally(kind, "sqlite", 1, commit=commit, seconds=60.0, **more)
    return from_plain(made.plain())


def test_sys_8_later_figures_of_a_kind_hold_and_every_line_names_its_commit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_report, "PAGE", tmp_path / "faults.md")
    monkeypatch.setattr(_report, "ROOT", tmp_path)
    older = [tally("power", "aaaa111", faults=200), tally("io", "aaaa111", faults=3, broken=1)]
    _report.write(latest([*older, tally("io", "bbbb222", faults=450)]), 1)
    page = (tmp_path / "faults.md").read_text()
    assert "commit aaaa111 and commit bbbb222, seed 1, in 2 minutes" in page
    assert "| io | SQLite | 450 | 0 | 0 | 0 | 0 | 0 |  | bbbb222 |" in page
    assert "| **all** |  | **650** | **0** | **0** | **0** | **0** | **0** |  |  |" in page
    assert Tally("io", "sqlite", 1).over().commit, "what runs now says at which commit"
