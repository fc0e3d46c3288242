"""Text out of cells: cleaned for keeping, folded for comparing."""

import subprocess
import sys
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxenia.core.values import CellError, clean_text, fold, split_list

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("São Paulo", "sao paulo"),
        ("STRASSE", "Straße"),
        ("Ærøskøbing", "AEroskobing"),
        ("Saint-Étienne", "saint etienne"),
        ("  Rio   Branco ", "rio branco"),
        ("Тбилиси", "Tbilisi"),
        ("ＴＯＫＹＯ", "Tokyo"),
        ("Cafe\u0301", "Café"),
        ("E-Mail", "e mail"),
    ],
)
def test_two_spellings_of_one_name_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("山西", "陕西"), ("か", "が"), ("!!!", "???"), ("Bath", "Bat")])
def test_two_names_do_not_fold_alike(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    assert folded == " ".join(folded.split())


def test_a_hundred_thousand_names_fold_fast() -> None:
    names = [f"Straße der Nation {number % 30_000}" for number in range(100_000)]
    start = time.perf_counter()
    for name in names:
        fold(name)
    # Ten times the 0.2 s measured: only a blunder fails here.
    assert time.perf_counter() - start < 2


def test_text_loses_controls_and_overrides_and_runs_of_blanks() -> None:
    assert clean_text(" a\0b\x07 \u202e c\u00a0\u2003d\r\n e ") == "ab c d e"
    assert clean_text("e\u0301") == unicodedata.normalize("NFC", "é")
    assert clean_text(" one \r\n\r\n two  three \n", lines=True) == "one\n\ntwo three"
    assert (clean_text(12.0), clean_text(None), clean_text(True)) == ("12", "", "TRUE")


def test_text_that_is_too_long_is_refused_with_its_length() -> None:
    assert clean_text("abc", longest=3) == "abc"
    with pytest.raises(CellError, match="has 4 characters; at most 3 fit"):
        clean_text("abcd", longest=3)


@given(st.text(max_size=60))
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean_text(clean_text(text)) == clean_text(text)
    assert clean_text(clean_text(text, lines=True), lines=True) == clean_text(text, lines=True)


def test_a_list_in_a_cell_is_split_at_semicolons() -> None:
    assert split_list(" de; fr ;; de；it ") == ["de", "fr", "it"]
    assert split_list(None) == []


def test_values_need_no_configured_django() -> None:
    program = (
        "import sys\n"
        "from proxenia.core.values import parse_date\n"
        "print(parse_date('open').remark)\n"
        "from django.conf import settings\n"
        "assert not settings.configured\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env={"PYTHONUTF8": "1"}, check=False
    )
    assert done.stdout.strip() == "“open” is not a date; the words were kept in the notes.", done.stderr
