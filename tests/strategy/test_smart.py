"""STR-3, STR-4: the check on objectives as they are written, and the cap on priorities."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from proxenia.audit.queries import history_of
from proxenia.core.errors import NotAllowed, Refused
from proxenia.strategy import actions
from proxenia.strategy.models import Objective, Outcome, Strategy
from proxenia.strategy.rules.smart import Facts, MeasureFacts, check_smart, findings
from tests.cast import Cast

Aims = Callable[..., Objective]
GOOD = Facts(
    title="Forty firms of the port sell abroad",
    what="Small firms; Durban",
    has_person=True,
    due=dt.date(2028, 6, 30),
    means="Sixty days, 40,000 euro",
    ask="",
    starts=dt.date(2026, 1, 1),
    ends=dt.date(2029, 12, 31),
    measures=(MeasureFacts("Firms that export", True, dt.date(2028, 6, 30)),),
    within=True,
)


def asked(**values: Any) -> list[tuple[str, str, bool]]:
    found = findings(Facts(**{**GOOD.__dict__, **values}))
    return [(one.letter, one.where, one.is_required) for one in found]


def test_str_3_an_objective_that_lacks_nothing_is_left_alone() -> None:
    assert findings(GOOD) == []


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"title": "Trade"}, ("S", "title", False)),
        ({"title": "Strengthen our ties with Africa"}, ("S", "title", False)),
        ({"what": " "}, ("S", "what", False)),
        ({"measures": ()}, ("M", "measures", False)),
        ({"measures": (MeasureFacts("Firms", False, dt.date(2028, 1, 1)),)}, ("M", "measures", False)),
        ({"measures": (MeasureFacts("Firms", True, dt.date(2029, 1, 1)),)}, ("T", "measures", False)),
        ({"has_person": False}, ("A", "who", True)),
        ({"means": ""}, ("R", "means", False)),
        ({"within": False}, ("R", "ask", False)),
        ({"due": None}, ("T", "due", True)),
        ({"due": dt.date(2031, 1, 1)}, ("T", "due", False)),
    ],
)
def test_str_3_what_is_missing_is_said_with_a_suggestion(
    values: dict[str, Any], found: tuple[str, str, bool]
) -> None:
    assert found in asked(**values)
    for one in findings(Facts(**{**GOOD.__dict__, **values})):
        assert one.sentence.endswith(".")
        assert one.suggestion.endswith(".")


def test_str_3_a_number_makes_a_vague_verb_reachable_and_an_ask_settles_what_is_outside() -> None:
    assert asked(title="Strengthen 12 firms in Durban") == []
    assert asked(within=False, ask="The region opens its fund to us by 2027.") == []
    assert asked(within=None) == []


def test_str_3_without_a_person_or_date_it_is_refused_at_its_field() -> None:
    for values, where in (({"has_person": False}, "who"), ({"due": None}, "due")):
        with pytest.raises(Refused) as refusal:
            check_smart(findings(Facts(**{**GOOD.__dict__, **values})), "")
        assert refusal.value.where == where


def test_str_3_nobody_answers_and_nothing_is_written(cast: Cast, outcome: Outcome) -> None:
    with pytest.raises(Refused, match="Nobody answers for it"):
        actions.add_objective(outcome, by=cast.officer, values={"title": "Forty firms sell abroad"})
    values = {"title": "Forty firms sell abroad", "user": cast.officer}
    with pytest.raises(Refused, match="no date"):
        actions.add_objective(outcome, by=cast.officer, values=values)
    assert not Objective.objects.exists()


def test_str_3_the_check_is_set_aside_with_a_reason_by_who_decides_on_exceptions(
    cast: Cast, outcome: Outcome
) -> None:
    values = {"title": "Forty firms sell abroad", "override_reason": "The post is vacant until May."}
    with pytest.raises(NotAllowed):
        actions.add_objective(outcome, by=cast.officer, values=values)
    with pytest.raises(Refused, match="in a sentence"):
        actions.add_objective(outcome, by=cast.director, values={**values, "override_reason": "vacant"})
    made = actions.add_objective(outcome, by=cast.director, values=values)
    assert made.overridden_by == cast.director
    told = {one.field: one.after for one in history_of([made.uid])[0].changes}
    assert told["override_reason"] == values["override_reason"]
    # An officer may change something else as long as the reason stays; once it is mended the reason goes.
    again = actions.change_objective(made, by=cast.officer, values={"means": "Ten days"})
    assert again.overridden_by == cast.director
    mended = actions.change_objective(
        made, by=cast.officer, values={"user": cast.officer, "due": dt.date(2028, 1, 1)}
    )
    assert (mended.override_reason, mended.overridden_by) == ("", None)


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"title": "  "}, "Write the objective"),
        ({"sector": "alchemy"}, "sector from the list"),
    ],
)
def test_str_3_a_wrong_objective_is_refused(aim: Aims, values: dict[str, Any], told: str) -> None:
    with pytest.raises(Refused, match=told):
        aim(**values)


def test_str_4_the_cap_is_enforced_and_set_aside_with_a_reason(cast: Cast, aim: Aims) -> None:
    first, second, third = (aim(f"Forty firms of the port sell in place {n}") for n in range(3))
    for one in (first, second):
        actions.set_priority(one, by=cast.officer)
    with pytest.raises(Refused, match="2 priorities already") as refusal:
        actions.set_priority(third, by=cast.officer)
    assert refusal.value.where == "priority_reason"
    reason = "The council asked for it in its vote of May."
    with pytest.raises(NotAllowed):
        actions.set_priority(third, by=cast.officer, reason=reason)
    with pytest.raises(Refused, match="in a sentence"):
        actions.set_priority(third, by=cast.director, reason="asked")
    assert actions.set_priority(third, by=cast.director, reason=reason).priority_reason == reason
    actions.drop_priority(first, by=cast.officer)
    actions.drop_priority(third, by=cast.officer)
    assert actions.set_priority(third, by=cast.officer).priority_reason == ""


def test_str_4_a_priority_put_away_comes_back_as_an_ordinary_one_when_others_took_its_place(
    cast: Cast, aim: Aims
) -> None:
    first, second, third = (aim(f"Forty firms of the port sell in place {n}") for n in range(3))
    actions.set_priority(first, by=cast.officer)
    actions.archive_objective(first, by=cast.officer, reason="merged")
    for one in (second, third):
        actions.set_priority(one, by=cast.officer)
    assert not actions.restore_objective(first, by=cast.officer).is_priority


@pytest.mark.parametrize("cap", [0, 21])
def test_str_4_a_cap_that_caps_nothing_is_refused(cast: Cast, strategy: Strategy, cap: int) -> None:
    with pytest.raises(Refused, match="small number"):
        actions.change_strategy(strategy, by=cast.officer, values={"cap": cap})
