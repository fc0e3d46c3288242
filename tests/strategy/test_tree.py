"""STR-2, STR-8: the tree, its versions, what changed, and the page for citizens."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from proxenia.core.errors import NotAllowed, Refused
from proxenia.methods.strategy_versions import Change, differences
from proxenia.records.actions import set_visibility
from proxenia.strategy import actions
from proxenia.strategy.models import Objective, Outcome, Strategy
from proxenia.strategy.queries.tree import snapshot, tree_of
from tests.cast import Cast, make_unit, signed_in
from tests.strategy.conftest import TERM

Aims = Callable[..., Objective]


def adopt(cast: Cast, strategy: Strategy, **values: object) -> object:
    given = {"adopted_on": timezone.localdate(), "adopted_by": "The council", **values}
    return actions.adopt_strategy(strategy, by=cast.officer, **given)  # type: ignore[arg-type]


def test_str_2_the_tree_holds_outcomes_goals_and_objectives(
    cast: Cast, strategy: Strategy, outcome: Outcome, aim: Aims
) -> None:
    goal = actions.add_outcome(strategy, by=cast.officer, title="Firms find partners", parent=outcome)
    first = aim()
    second = aim("Ten firms of the port meet a buyer")
    actions.change_objective(second, by=cast.officer, values={"outcome": goal})
    (root,) = tree_of(cast.viewer, strategy)
    assert [leaf.objective for leaf in root.leaves] == [first]
    assert [leaf.objective for leaf in root.goals[0].leaves] == [second]
    assert root.leaves[0].who == cast.officer.name


def test_str_2_a_circle_is_refused(cast: Cast, strategy: Strategy, outcome: Outcome) -> None:
    goal = actions.add_outcome(strategy, by=cast.officer, title="Firms find partners", parent=outcome)
    for parent in (outcome, goal):
        with pytest.raises(Refused, match="circle"):
            actions.change_outcome(outcome, by=cast.officer, title=outcome.title, parent=parent)
    under = actions.add_strategy(
        cast.office, by=cast.officer, values={"title": "Culture", "umbrella": strategy, **TERM}
    )
    with pytest.raises(Refused, match="circle"):
        actions.change_strategy(strategy, by=cast.officer, values={"umbrella": under})
    with pytest.raises(Refused, match="circle"):
        actions.change_strategy(strategy, by=cast.officer, values={"umbrella": strategy})
    outcome.refresh_from_db()
    assert outcome.parent is None


def test_str_2_a_tree_too_deep_is_refused_also_when_a_branch_is_moved(
    cast: Cast, strategy: Strategy, outcome: Outcome
) -> None:
    def under(parent: Outcome | None, title: str) -> Outcome:
        return actions.add_outcome(strategy, by=cast.officer, title=title, parent=parent)

    second = under(outcome, "Second")
    third = under(second, "Third")
    with pytest.raises(Refused, match="levels"):
        under(third, "Fourth")
    other = under(None, "Other")
    beneath = under(other, "Beneath other")
    assert beneath.parent == other
    with pytest.raises(Refused, match="levels"):
        actions.change_outcome(other, by=cast.officer, title="Other", parent=second)


def test_str_2_wrong_strategies_and_outcomes_are_refused(
    cast: Cast, strategy: Strategy, outcome: Outcome, aim: Aims
) -> None:
    with pytest.raises(Refused, match="ends before"):
        actions.change_strategy(strategy, by=cast.officer, values={"ends": dt.date(2025, 1, 1)})
    with pytest.raises(Refused, match="title"):
        actions.change_strategy(strategy, by=cast.officer, values={"title": " "})
    other = actions.add_strategy(cast.office, by=cast.officer, values={"title": "Culture", **TERM})
    with pytest.raises(Refused, match="same strategy"):
        actions.add_outcome(other, by=cast.officer, title="x", parent=outcome)
    foreign = actions.add_outcome(other, by=cast.officer, title="Elsewhere")
    with pytest.raises(Refused, match="same strategy"):
        actions.change_objective(aim(), by=cast.officer, values={"outcome": foreign})
    with pytest.raises(Refused, match="stand under it"):
        actions.remove_outcome(outcome, by=cast.officer)
    actions.remove_outcome(foreign, by=cast.officer)
    with pytest.raises(NotAllowed):
        actions.add_outcome(strategy, by=cast.viewer, title="x")


def test_str_8_a_version_keeps_the_tree_as_it_stood(cast: Cast, strategy: Strategy, aim: Aims) -> None:
    one = aim()
    first = adopt(cast, strategy)
    strategy.refresh_from_db()
    assert strategy.state == "adopted"
    actions.change_objective(one, by=cast.officer, values={"means": "Sixty days"})
    actions.set_targets(one, by=cast.officer, codes={"11.c", "8.3"})
    changed = differences(first.body, snapshot(strategy))  # type: ignore[attr-defined]
    assert [(each.field, each.before, each.after) for each in changed] == [
        ("means", "", "Sixty days"),
        ("targets", [], ["11.c", "8.3"]),
    ]
    second = adopt(cast, strategy, note="Means are named.")
    assert second.number == 2  # type: ignore[attr-defined]
    assert cast.officer.name not in str(second.body)  # type: ignore[attr-defined]


def test_str_8_how_objectives_stand_to_plans_is_a_part_of_the_version(
    cast: Cast, strategy: Strategy, aim: Aims
) -> None:
    one = aim()
    climate, harbour = (
        actions.add_plan(cast.office, by=cast.officer, values={"title": title})
        for title in ("Climate plan", "Harbour plan")
    )
    actions.take_stance(one, by=cast.officer, plan=climate, stance="advances", reason="Fewer ships idle.")
    first = adopt(cast, strategy)
    actions.take_stance(one, by=cast.officer, plan=climate, stance="conflicts", reason="More trips by air.")
    actions.take_stance(one, by=cast.officer, plan=harbour, stance="advances", reason="It is in it.")
    changed = differences(first.body, snapshot(strategy))  # type: ignore[attr-defined]
    assert [(each.field, each.before, each.after) for each in changed] == [
        ("plans", [f"advances {climate.uid}"], [f"advances {harbour.uid}", f"conflicts {climate.uid}"])
    ]
    address = reverse("strategy:differences", args=("halden", strategy.uid))
    set_visibility(harbour, by=cast.officer, visibility="confidential")
    told = signed_in(cast.viewer).get(address).content.decode()
    assert "Conflicts with it: Climate plan" in told
    assert "Advances it: a plan you may not see" in told
    assert "Harbour plan" not in told
    adopt(cast, strategy)
    actions.publish_strategy(strategy, by=cast.officer)
    told = Client().get(citizen(strategy)).content.decode()
    assert "Plans of the city it conflicts with: Climate plan" in told
    assert "Plans of the city it serves" not in told
    assert "Harbour plan" not in told
    assert "More trips by air" not in told


def test_str_8_what_an_earlier_version_did_not_keep_is_no_difference(
    cast: Cast, strategy: Strategy, aim: Aims
) -> None:
    aim()
    first = adopt(cast, strategy)
    body = first.body  # type: ignore[attr-defined]
    for fields in body["objectives"].values():
        del fields["plans"]
    assert differences(body, snapshot(strategy)) == []
    assert differences({}, snapshot(strategy))


def test_str_8_differences_name_what_was_added_and_taken_off() -> None:
    old = {"fields": {"cap": 5}, "outcomes": {"a": {"title": "A"}}, "objectives": {"x": {"title": "X"}}}
    new = {"fields": {"cap": 3}, "outcomes": {"a": {"title": "A"}}, "objectives": {"y": {"title": "Y"}}}
    assert differences(old, new) == [
        Change("strategy", "", "", "changed", "cap", 5, 3),
        Change("objectives", "y", "Y", "added"),
        Change("objectives", "x", "X", "removed"),
    ]
    assert differences(old, old) == []


def test_str_8_what_cannot_be_adopted_is_refused(
    cast: Cast, strategy: Strategy, outcome: Outcome, aim: Aims
) -> None:
    with pytest.raises(Refused, match="no objective"):
        adopt(cast, strategy)
    one = aim()
    with pytest.raises(Refused, match="still to come"):
        adopt(cast, strategy, adopted_on=timezone.localdate() + dt.timedelta(days=1))
    with pytest.raises(Refused, match="who adopted"):
        adopt(cast, strategy, adopted_by=" ")
    Objective.objects.filter(pk=one.pk).update(user=None)
    with pytest.raises(Refused, match="Forty firms"):
        adopt(cast, strategy)
    Objective.objects.filter(pk=one.pk).update(user=cast.officer)
    adopt(cast, strategy)
    with pytest.raises(Refused, match="Nothing has changed"):
        adopt(cast, strategy)
    actions.change_strategy(strategy, by=cast.officer, values={"vision": "Another one"})
    with pytest.raises(Refused, match="later than that"):
        adopt(cast, strategy, adopted_on=dt.date(2020, 1, 1))
    with pytest.raises(NotAllowed):
        actions.adopt_strategy(
            strategy, by=cast.viewer, adopted_on=timezone.localdate(), adopted_by="The council"
        )
    actions.end_strategy(strategy, by=cast.officer, reason="The term is over.")
    with pytest.raises(Refused, match="has ended"):
        adopt(cast, strategy)


def test_str_8_nothing_new_comes_into_a_strategy_that_has_ended(
    cast: Cast, strategy: Strategy, outcome: Outcome, aim: Aims
) -> None:
    one = aim()
    actions.end_strategy(strategy, by=cast.officer, reason="The term is over.")
    with pytest.raises(Refused, match="begin the next one"):
        actions.add_outcome(strategy, by=cast.officer, title="Another one")
    outcome.refresh_from_db()
    with pytest.raises(Refused, match="begin the next one"):
        aim("Sixty firms of the port sell abroad")
    page = signed_in(cast.viewer).get(reverse("strategy:objective", args=("halden", one.uid)))
    assert page.status_code == 200


def test_str_8_a_unit_editor_neither_adopts_nor_publishes(cast: Cast) -> None:
    values = {"title": "Culture abroad", **TERM}
    own = actions.add_strategy(cast.office, by=cast.unit_editor, values=values, unit=cast.unit)
    for verb in (actions.publish_strategy, actions.close_strategy):
        with pytest.raises(NotAllowed):
            verb(own, by=cast.unit_editor)


def citizen(strategy: Strategy) -> str:
    return reverse("citizen_strategy", args=(strategy.uid,))


def test_str_8_citizens_read_what_was_adopted_once_a_person_opened_it(
    cast: Cast, strategy: Strategy, aim: Aims
) -> None:
    one, hidden = aim(), aim("A hidden aim of the port office")
    set_visibility(hidden, by=cast.officer, visibility="confidential")
    with pytest.raises(Refused, match="adopt a version first"):
        actions.publish_strategy(strategy, by=cast.officer)
    adopt(cast, strategy)
    assert Client().get(citizen(strategy)).status_code == 404
    actions.publish_strategy(strategy, by=cast.officer)
    actions.change_objective(one, by=cast.officer, values={"title": "Fifty firms of the port sell abroad"})
    told = Client().get(citizen(strategy)).content.decode()
    assert "Forty firms of the port sell abroad" in told
    assert "Fifty firms" not in told
    assert "A hidden aim" not in told
    assert cast.officer.name not in told
    assert "No figures are kept yet" in told
    # Hidden since, an objective leaves the page of citizens too.
    set_visibility(one, by=cast.officer, visibility="confidential")
    assert "Forty firms" not in Client().get(citizen(strategy)).content.decode()
    actions.close_strategy(strategy, by=cast.officer)
    assert Client().get(citizen(strategy)).status_code == 404


def test_str_8_what_is_hidden_or_put_away_is_no_page_for_citizens(
    cast: Cast, strategy: Strategy, aim: Aims
) -> None:
    aim()
    adopt(cast, strategy)
    actions.publish_strategy(strategy, by=cast.officer)
    set_visibility(strategy, by=cast.officer, visibility="restricted")
    assert Client().get(citizen(strategy)).status_code == 404
    actions.close_strategy(strategy, by=cast.officer)
    with pytest.raises(Refused, match="citizens cannot"):
        actions.publish_strategy(strategy, by=cast.officer)
    set_visibility(strategy, by=cast.officer, visibility="internal")
    actions.publish_strategy(strategy, by=cast.officer)
    actions.archive_strategy(strategy, by=cast.officer, reason="over")
    assert Client().get(citizen(strategy)).status_code == 404


def test_str_8_the_page_of_differences_leaves_out_hidden_objectives(
    cast: Cast, strategy: Strategy, aim: Aims
) -> None:
    aim()
    adopt(cast, strategy)
    hidden = aim("A hidden aim of the port office")
    set_visibility(hidden, by=cast.officer, visibility="confidential")
    address = reverse("strategy:differences", args=("halden", strategy.uid))
    assert "A hidden aim" in signed_in(cast.officer).get(address).content.decode()
    assert "A hidden aim" not in signed_in(cast.viewer).get(address).content.decode()
    odd = signed_in(cast.viewer).get(f"{address}?from=99&to=x")
    assert odd.status_code == 200


def test_str_2_objectives_are_hidden_and_moved_with_their_strategy(
    cast: Cast, strategy: Strategy, aim: Aims
) -> None:
    one = aim()
    page = reverse("strategy:objective", args=("halden", one.uid))
    assert signed_in(cast.viewer).get(page).status_code == 200
    set_visibility(strategy, by=cast.officer, visibility="confidential")
    assert signed_in(cast.viewer).get(page).status_code == 404
    one.refresh_from_db()
    assert one.visibility == "confidential"
    port = make_unit(cast.office, "Harbour")
    actions.change_strategy(strategy, by=cast.officer, values={"unit": port})
    one.refresh_from_db()
    assert one.unit == port
