"""Bad inputs to readers and pages at sample size; `python -m tests.sweep.inputs` gives them by the hundred thousand."""

import time

import pytest

from proxenia.core.values import CellError, parse_date, parse_decimal
from proxenia.core.values.hours import parse_hours
from proxenia.core.vocabulary import Vocabulary
from tests.sweep import forms, parsers, regexes
from tests.sweep.payloads import MARK, SUM, corpus
from tests.sweep.world import World, build

SEED = 20261122


@pytest.mark.once
@pytest.mark.reliability("C3", "C6", "E1")
@pytest.mark.asvs("1.1.1", "1.2.10", "2.2.1")
def test_sys_3_whatever_is_typed_is_read_or_refused_with_a_sentence() -> None:
    found, counts, _longest = parsers.texts(3_000, SEED)
    assert found == [], f"seed {SEED}"
    assert set(counts) == set(parsers.PARSERS)


@pytest.mark.once
@pytest.mark.reliability("C3")
def test_sys_3_broken_files_are_read_or_refused_with_a_sentence() -> None:
    assert parsers.raw_bytes(300, SEED) == ([], 300)
    assert parsers.sheets(9, SEED) == ([], 9)


@pytest.mark.once
@pytest.mark.reliability("C7")
@pytest.mark.asvs("1.3.12")
def test_sys_3_no_regular_expression_repeats_a_repetition() -> None:
    every = list(regexes.expressions())
    assert len(every) > 50
    assert [one.where for one in every if regexes.nested(one.pattern)] == []


@pytest.mark.once
@pytest.mark.reliability("C7")
@pytest.mark.asvs("1.3.12")
@pytest.mark.parametrize("piece", ["a", "a ", "(", "1", "1.", "1 ", "9", "-", ", ", "May "])
def test_sys_3_long_texts_are_words_and_no_puzzle(piece: str) -> None:
    text = piece * (50_000 // len(piece)) + "x"
    assert parse_date(text).value is None
    assert Vocabulary.load("partnership_kinds").match(text) is None
    for parse in (parse_decimal, parse_hours):
        with pytest.raises(CellError) as refusal:
            parse(text)
        assert len(str(refusal.value)) < 200


@pytest.mark.once
def test_sys_3_what_is_slow_or_nested_would_be_noticed() -> None:
    import re

    assert regexes.nested(re.compile(r"(a+)+b"))
    assert not regexes.nested(re.compile(r"\d+(?:,\d+)*"))
    began = time.process_time()
    seconds, _on = regexes.slow(regexes.Expression("here", re.compile(r"a*a*b"), ("search",)), 0.005)
    assert seconds > 0.005
    assert time.process_time() - began < 60
    assert parsers.one("broken", lambda _text: 1 // 0, "x")[0]


@pytest.fixture(autouse=True)
def sound_pages() -> None:
    """In place of the fixture for all tests: what is typed here may well look like a template on the page."""


@pytest.fixture
def world(db: None, settings: pytest.FixtureRequest) -> World:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}  # type: ignore[attr-defined]
    return build()


@pytest.mark.reliability("C6", "C9")
@pytest.mark.asvs("1.1.2", "1.2.1", "1.2.4", "1.3.5", "1.3.7", "1.3.10", "15.3.7", "16.5.1")
def test_sys_3_no_request_breaks_a_page_or_becomes_a_part_of_it(world: World) -> None:
    found, counts, _longest = forms.run(world, 60, SEED, routes=40)
    assert found == [], f"seed {SEED}"
    assert counts["forms"] > 20


@pytest.mark.once
def test_sys_3_an_answer_that_is_wrong_would_be_noticed() -> None:
    class Answer:
        status_code, streaming = 200, False
        headers = {"Content-Type": "text/html"}

        def __init__(self, html: str) -> None:
            self.content = html.encode()

    assert forms.wrong(Answer(f'<p>&lt;b {MARK}&gt;</p><input value="&lt;b {MARK}&gt;">'), 0) == ""
    assert "element" in forms.wrong(Answer(f"<p><b {MARK}>x</b></p>"), 0)
    assert "element" in forms.wrong(Answer(f'<input value="" {MARK}="1">'), 0)
    assert "sum" in forms.wrong(Answer(f"<p>{eval(SUM)}</p>"), 0)
    assert "s" in forms.wrong(Answer("<p></p>"), 9)
    assert len(corpus()) > 450
