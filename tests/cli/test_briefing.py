"""ENG-3: `proxenia briefing` writes Word or PDF as somebody, only what they may see; each refusal in a sentence."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from docx import Document

from proxenia.audit.models import ConfidentialRead
from proxenia.cli.parser import main
from proxenia.core.values import PartialDate
from proxenia.engagements.actions import log_engagement
from proxenia.engagements.actions.talks import write_mandate
from proxenia.engagements.models import Engagement
from tests.cast import Cast

Ask = Callable[..., int]


@pytest.fixture
def visit(cast: Cast) -> Engagement:
    """A visit with a mandate that its writer alone reads."""
    values = {"kind": "visit", "title": "Visit of the harbour", "date": PartialDate(2027, 5, 4)}
    found = log_engagement(cast.office, by=cast.director, values=values)
    write_mandate(found, by=cast.director, values={"wanted": "A line of ferries"})
    return found


@pytest.fixture
def ask(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Run the command in this process, as somebody."""
    monkeypatch.setattr("proxenia.cli.ground.start_ready", lambda: None)

    def run(engagement: str, kind: str, out: Path, by: Any = None) -> int:
        words = ["briefing", engagement, "--format", kind, "--out", str(out), "--office", "halden"]
        return main([*words, "--as", (by or cast.director).email])

    return run


def words_of(path: Path) -> str:
    """The words of a Word file, tables included."""
    document = Document(io.BytesIO(path.read_bytes()))  # type: ignore[arg-type]
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def test_eng_3_the_command_writes_word_with_what_its_reader_sees(
    cast: Cast, visit: Engagement, ask: Ask, tmp_path: Path, capsys: Any
) -> None:
    whole, less = tmp_path / "whole.docx", tmp_path / "less.docx"
    assert ask(visit.uid, "docx", whole) == 0
    assert capsys.readouterr().out.strip() == str(whole)
    assert "Visit of the harbour" in words_of(whole)
    assert "A line of ferries" in words_of(whole)
    assert ConfidentialRead.objects.filter(via="command").exists()
    assert ask(visit.uid, "docx", less, cast.officer) == 0
    assert "Visit of the harbour" in words_of(less)
    assert "A line of ferries" not in words_of(less)


def test_eng_3_the_command_writes_pdf(visit: Engagement, ask: Ask, tmp_path: Path) -> None:
    out = tmp_path / "book.pdf"
    assert ask(visit.uid, "pdf", out) == 0
    with pikepdf.open(out) as book:
        assert len(book.pages) >= 1


def test_eng_3_what_the_command_refuses(
    cast: Cast, visit: Engagement, ask: Ask, tmp_path: Path, capsys: Any
) -> None:
    hidden = log_engagement(
        cast.office, by=cast.director, visibility="confidential",
        values={"kind": "call", "title": "Hidden", "date": PartialDate(2027)},
    )  # fmt: skip
    out = tmp_path / "book.docx"
    for uid, by, why in (
        ("no-such-id", None, "There is no engagement"),
        (hidden.uid, cast.officer, "There is no engagement"),
        (visit.uid, cast.outsider, "no office 'halden'"),
        (visit.uid, cast.partner, ""),
    ):
        assert ask(uid, "docx", out, by) == 1, why
        told = capsys.readouterr()
        assert why in told.err + told.out
        assert not out.exists()
    assert ask(visit.uid, "docx", tmp_path) == 1  # a folder
    assert "cannot be written" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        ask(visit.uid, "odt", out)
