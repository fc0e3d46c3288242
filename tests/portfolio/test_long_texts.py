"""Texts that are too long, and whatever else a form refuses, are told plainly beside what was typed."""

import pytest

from proxenia.accounts.models import User
from proxenia.core.values import CellError
from proxenia.portfolio import actions
from tests.pages import checked
from tests.portfolio.conftest import ROOT, AddTie, Cast, signed_in

NEW = {"kind": "friendship", "counterpart_kind": "municipality", "state": "active", "visibility": "internal"}
LONG = "Nîmes " * 100


def test_prt_1_a_counterpart_too_long_to_be_a_name_is_told_at_its_field(cast: Cast, officer: User) -> None:
    page = checked(signed_in(officer).post(f"{ROOT}add/", {**NEW, "counterparts": LONG}), status=422)
    assert "Write one counterpart a line." in page.text
    assert LONG.strip() in page.html


def test_prt_1_a_sentence_of_the_cleaning_is_shown_in_the_form(
    cast: Cast, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object, **_more: object) -> None:
        raise CellError("This text is too long.")

    monkeypatch.setattr(actions, "add_tie", refuse)
    page = checked(signed_in(officer).post(f"{ROOT}add/", {**NEW, "counterparts": "Trier"}), status=422)
    assert "This text is too long." in page.text


def test_prt_1_mistakes_are_told_in_plain_sentences(cast: Cast, officer: User, add_tie: AddTie) -> None:
    tie = add_tie("Trier")
    data = {"kind": "friendship", "visibility": "internal", "name": "x" * 301, "review_on": "soon"}
    page = checked(signed_in(officer).post(f"{ROOT}{tie.uid}/edit/", data), status=422)
    assert "This text has 301 characters; at most 300 fit. Shorten it." in page.text
    assert "This is not a day." in page.text
    assert "Ensure" not in page.text
