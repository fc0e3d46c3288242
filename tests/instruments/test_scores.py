"""VET-2: what answers come to, and the range that missing ones leave open."""

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxenia.instruments.queries import shipped_forms
from proxenia.methods.instrument_forms import (
    criterion_faults,
    differences,
    faults,
    free_code,
    move,
    put_criterion,
    put_section,
    remove,
)
from proxenia.methods.instruments import Criterion, Form, Level, Section, form_from, plain_of, score, share_of

pytestmark = pytest.mark.once

LEVELS = (Level(0, "None"), Level(1, "Some"), Level(4, "Much"))
FORM = Form(
    "trial",
    "Trial",
    "To try",
    sections=(
        Section(
            "a",
            "First",
            criteria=(
                Criterion("steps", "How much?", "levels", 3, levels=LEVELS),
                Criterion("sure", "Sure?", "yes_no", 1),
            ),
        ),
        Section(
            "b",
            "Second",
            criteria=(
                Criterion("days", "Days?", "number", 2, low=0, high=20, better="low"),
                Criterion("why", "Why?", "text"),
            ),
        ),
    ),
)
POSSIBLE: dict[str, tuple[Any, ...]] = {
    "steps": (None, 0, 1, 2),
    "sure": (None, "yes", "no"),
    "days": (None, 0.0, 5.0, 20.0),
}
ANSWERS = [dict(zip(POSSIBLE, values, strict=True)) for values in itertools.product(*POSSIBLE.values())]


def test_vet_2_a_score_is_the_weighted_mean_of_what_is_answered() -> None:
    # By hand: (3 * 1/4 + 1 * 1 + 2 * (1 - 5/20)) / 6.
    whole = score(FORM, {"steps": 1, "sure": "yes", "days": 5.0, "why": "because"}).whole
    assert whole.score == pytest.approx(100 * (0.75 + 1 + 1.5) / 6)
    assert whole.lowest == pytest.approx(whole.score)
    assert whole.highest == pytest.approx(whole.score)
    assert whole.is_complete


def test_vet_2_unknown_is_not_zero() -> None:
    whole = score(FORM, {"sure": "yes"}).whole
    assert whole.score == 100
    assert whole.lowest == pytest.approx(100 / 6)
    assert whole.highest == 100
    assert whole.unknown == ("steps", "days")
    assert score(FORM, {"sure": "yes", "steps": None, "days": None}).whole == whole


def test_vet_2_no_answer_is_no_score() -> None:
    whole = score(FORM, {}).whole
    assert (whole.score, whole.lowest, whole.highest) == (None, 0, 100)


@pytest.mark.parametrize("rule", ["weighted_mean", "weakest"])
@pytest.mark.parametrize("answers", ANSWERS)
def test_vet_2_the_range_is_exactly_what_the_missing_answers_can_make(
    rule: str, answers: dict[str, Any]
) -> None:
    form = Form(FORM.code, FORM.name, FORM.purpose, rule, (), FORM.sections)
    whole = score(form, answers).whole
    missing = [code for code, value in answers.items() if value is None]
    possible = [
        score(form, {**answers, **dict(zip(missing, values, strict=True))}).whole.score
        for values in itertools.product(*(POSSIBLE[code][1:] for code in missing))
    ]
    scores = [one for one in possible if one is not None]
    if rule == "weighted_mean" or any(value is not None for value in answers.values()):
        assert whole.lowest == pytest.approx(min(scores))
        assert whole.highest == pytest.approx(max(scores))
    if whole.score is not None:
        assert whole.lowest - 1e-9 <= whole.score <= whole.highest + 1e-9


def test_vet_2_the_weakest_section_decides_and_is_named() -> None:
    form = Form("t", "T", "", "weakest", (), FORM.sections)
    result = score(form, {"steps": 2, "sure": "yes", "days": 15.0})
    assert result.decisive == "b"
    assert result.whole.score == pytest.approx(25)


@pytest.mark.parametrize(
    ("code", "answer"),
    [("steps", 3), ("steps", -1), ("steps", True), ("steps", "1"), ("sure", "maybe"), ("days", 20.5)],
)
def test_vet_2_an_answer_the_scale_lacks_is_refused(code: str, answer: Any) -> None:
    criterion = next(one for one in FORM.criteria() if one.code == code)
    with pytest.raises(ValueError, match=code):
        share_of(criterion, answer)


@given(st.floats(0, 1e6), st.floats(0.5, 1e6), st.floats(0, 1))
def test_vet_2_a_number_stands_where_it_is_between_its_ends(low: float, span: float, place: float) -> None:
    number = min(low + span * place, low + span)
    share = share_of(Criterion("n", "N?", "number", low=low, high=low + span), number)
    assert share == pytest.approx(place, abs=1e-6)


def test_vet_2_shipped_forms_are_usable_and_come_back_as_they_were() -> None:
    forms = shipped_forms()
    assert set(forms) == {"deployment_set", "partner_view", "partnership_review", "seven_barriers"}
    for form in forms.values():
        assert faults(form) == ()
        assert form_from(plain_of(form)) == form
    assert len(forms["seven_barriers"].sections) == 7


@pytest.mark.parametrize(
    ("criterion", "what"),
    [
        (Criterion("x", "", "yes_no"), "no question"),
        (Criterion("x", "X?", "stars"), "no such scale"),
        (Criterion("x", "X?", "yes_no", 0), "bad weight"),
        (Criterion("x", "X?", "yes_no", float("nan")), "bad weight"),
        (Criterion("x", "X?", "levels", levels=LEVELS[:1]), "few levels"),
        (Criterion("x", "X?", "levels", levels=(Level(1, "A"), Level(1, "B"))), "same points"),
        (Criterion("x", "X?", "levels", levels=(Level(1, "A"), Level(2, "a"))), "same levels"),
        (Criterion("x", "X?", "number", low=3, high=3), "bad range"),
    ],
)
def test_vet_2_what_is_wrong_with_a_criterion_is_named(criterion: Criterion, what: str) -> None:
    assert [one.what for one in criterion_faults(criterion)] == [what]


def test_vet_2_edits_move_add_and_remove_and_differences_name_them() -> None:
    new = Criterion(free_code(FORM, "sure"), "Really?", "yes_no")
    form = put_criterion(move(remove(FORM, "days"), "sure", -1), "b", new)
    assert [one.code for one in form.criteria()] == ["sure", "steps", "why", "sure_2"]
    told = [(one.what, one.code) for one in differences(FORM, form)]
    assert told == [("removed", "days"), ("moved", "sure"), ("moved", "steps"), ("added", "sure_2")]
    renamed = put_section(FORM, Section("a", "Start"))
    assert [(one.field, one.before, one.after) for one in differences(FORM, renamed)] == [
        ("title", "First", "Start")
    ]
    assert differences(FORM, FORM) == ()
    assert move(FORM, "steps", -1) == FORM
