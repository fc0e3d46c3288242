"""Tampering, a sample: edit, delete, insert, swap, backdate, cut, rewrite; always found, and the event named."""

from pathlib import Path

import pytest

from tests.sweep import tamper

pytestmark = [pytest.mark.reliability("H4"), pytest.mark.asvs("16.4.2", "16.4.3")]


def test_h_4_thirty_tamperings_are_found_and_named_and_nothing_where_nothing_was_changed(
    db: None, tmp_path: Path
) -> None:
    result = tamper.battery(30, tmp_path / "anchor")
    assert result.missed == [], f"seed {result.seed}"
    assert result.tampered == 30
    assert len(result.tried) == len(tamper.WAYS) + 1, "every way and the control"


def test_a_verifier_that_looks_away_is_seen(
    db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The battery itself can fail: without a look at the values, edits of values are missed."""
    monkeypatch.setattr("proxenia.audit.queries.verifying.digest_of", lambda *_parts: "")
    monkeypatch.setattr("proxenia.audit.queries.verifying._wrong", lambda *_args: "")
    result = tamper.battery(30, tmp_path / "anchor")
    assert any(sentence.startswith("edit_values") for sentence in result.missed)
