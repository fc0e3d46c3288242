"""STR-3, STR-4: the check on objectives as they are written, and the cap on priorities."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from proxenia.accounts.models import Membership
from proxenia.audit.queries import history_of
from proxenia.core.errors import NotAllowed, Refused
from proxenia.core.values import PartialDate
from proxenia.directory.actions import add_organisation, add_person
from proxenia.directory.models import Post
from proxenia.strategy import actions
from proxenia.strategy.models import Objective, Outcome, Strategy
from proxenia.strategy.queries.tree import have_left
from proxenia.strategy.rules.smart import Facts, MeasureFacts, check_smart, findings
from tests.cast import Cast, signed_in

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
        ({"due": dt.date(2025, 12, 31)}, ("T", "due", False)),
        ({"title": "Forty firms sell abroad by 2027"}, ("T", "due", False)),
        ({"has_left": True}, ("A", "who", False)),
        ({"has_sector": False}, ("R", "sector", False)),
        ({"measures": (MeasureFacts("Firms", True, None, is_at_target=True),)}, ("M", "measures", False)),
        ({"measures": (MeasureFacts("Share", True, None, is_tiny_share=True),)}, ("M", "measures", False)),
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


def test_str_3_days_at_the_ends_of_the_term_and_a_year_that_agrees_are_left_alone() -> None:
    assert asked(due=dt.date(2029, 12, 31)) == []
    assert asked(due=dt.date(2026, 1, 1), measures=(MeasureFacts("Firms", True, None),)) == []
    assert asked(title="Forty firms sell more by 2028 than in 2024") == []


def test_str_3_whoever_left_or_lost_the_post_is_said_to_answer_no_more(cast: Cast, aim: Aims) -> None:
    body = add_organisation(cast.office, by=cast.officer, values={"name": "Port of Halden"})
    person = add_person(cast.office, by=cast.officer, values={"name": "Pia Port"})
    by_user, by_person = aim(), aim("Sixty firms of the port sell abroad", user=None, person=person)
    post = Post.objects.create(person=person, organisation=body, title="Head", starts=PartialDate(2020))

    def gone() -> set[int]:
        return have_left(cast.office, [by_user, by_person])

    assert gone() == set()
    Post.objects.filter(pk=post.pk).update(ends=PartialDate(2026, 1))
    assert gone() == {by_person.pk}
    Membership.objects.filter(user=cast.officer).delete()
    assert gone() == {by_user.pk, by_person.pk}
    page = signed_in(cast.viewer).get(reverse("strategy:objective", args=("halden", by_user.uid)))
    assert "Who answers for it works here no more." in page.content.decode()


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


def test_str_4_the_cap_is_neither_lowered_below_what_stands_nor_raised_to_get_around_it(
    cast: Cast, strategy: Strategy, aim: Aims
) -> None:
    for number in range(2):
        actions.set_priority(aim(f"Forty firms of the port sell in place {number}"), by=cast.officer)
    with pytest.raises(Refused, match=r"2 priorities\. Take some off") as refusal:
        actions.change_strategy(strategy, by=cast.officer, values={"cap": 1})
    assert refusal.value.where == "cap"
    with pytest.raises(NotAllowed, match="decide on exceptions"):
        actions.change_strategy(strategy, by=cast.officer, values={"cap": 3})
    strategy.refresh_from_db()
    assert strategy.cap == 2
    raised = actions.change_strategy(strategy, by=cast.director, values={"cap": 3})
    # There is room again, so anybody who writes may set it higher still, or back to what stands.
    actions.change_strategy(raised, by=cast.officer, values={"cap": 4})
    strategy.refresh_from_db()
    assert actions.change_strategy(strategy, by=cast.officer, values={"cap": 2}).cap == 2


@pytest.mark.parametrize("cap", [0, 21])
def test_str_4_a_cap_that_caps_nothing_is_refused(cast: Cast, strategy: Strategy, cap: int) -> None:
    with pytest.raises(Refused, match="small number"):
        actions.change_strategy(strategy, by=cast.officer, values={"cap": cap})
