"""STR-2, STR-9, STR-11: objectives against plans, targets of the global goals, and our powers."""

import csv
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import reverse

from proxenia.core import shipped
from proxenia.core.errors import NotAllowed, NotFound, Refused
from proxenia.methods.strategy_versions import Contradiction, Stand, contradictions
from proxenia.records.actions import set_visibility
from proxenia.strategy import actions
from proxenia.strategy.models import LocalPlan, Objective, PlanStance, Power
from proxenia.strategy.queries.powers import sectors_within
from proxenia.strategy.queries.sdg import coverage, goals, targets
from proxenia.strategy.rules.plans import within_powers
from tests.cast import Cast, signed_in
from tests.strategy.conftest import TERM

Aims = Callable[..., Objective]
Plans = Callable[..., LocalPlan]
ALL_THEIRS = dict.fromkeys(Power.Function.values, "nation")


@pytest.mark.once
def test_str_2_all_169_targets_of_the_17_goals_are_shipped(open_data: Callable[[str], Path]) -> None:
    assert (len(goals()), len(targets())) == (17, 169)
    assert "11.c" in targets()
    listed = open_data("devcoop/iati_codelists/UNSDG-Targets.xml").read_text(encoding="utf-8")
    assert list(targets()) == re.findall(r"<code>([^<]+)</code>", listed)
    with shipped.path("sdg", "targets.csv").open(encoding="utf-8", newline="") as file:
        assert all(row["source"] for row in csv.DictReader(file))
    assert all(one.goal == int(code.split(".")[0]) for code, one in targets().items())


def test_str_2_coverage_shows_goals_nobody_serves(cast: Cast, aim: Aims) -> None:
    one = aim()
    actions.set_targets(one, by=cast.officer, codes=["11.c", "8.3"])
    actions.set_targets(one, by=cast.officer, codes=["11.c", "8.3"])
    served = {each.goal.number for each in coverage([one]) if each.served}
    assert served == {8, 11}
    with pytest.raises(Refused, match=r"no target 18\.1"):
        actions.set_targets(one, by=cast.officer, codes=["18.1"])
    actions.set_targets(one, by=cast.officer, codes=[])
    assert not any(each.served for each in coverage([one]))


def test_str_11_a_plan_twice_is_refused(cast: Cast, plan: Plans) -> None:
    first = plan("Climate plan 2030")
    with pytest.raises(Refused, match="already") as refusal:
        plan("  climate  PLAN 2030 ")
    assert refusal.value.where == "title"
    actions.archive_plan(first, by=cast.officer, reason="replaced")
    plan("Climate plan 2030")
    with pytest.raises(Refused, match="already"):
        actions.restore_plan(first, by=cast.officer)
    with pytest.raises(Refused, match="ends before"):
        plan("Other", starts=2030, ends=2026)
    with pytest.raises(Refused, match="four figures"):
        plan("Other", starts=26)


def test_str_11_a_stance_says_why(cast: Cast, aim: Aims, plan: Plans) -> None:
    one, port = aim(), plan()
    for stance in ("advances", "conflicts"):
        with pytest.raises(Refused, match="Say why"):
            actions.take_stance(one, by=cast.officer, plan=port, stance=stance)
    with pytest.raises(Refused, match="how it stands"):
        actions.take_stance(one, by=cast.officer, plan=port, stance="sideways", reason="x")
    actions.take_stance(one, by=cast.officer, plan=port, stance="neutral")
    actions.take_stance(one, by=cast.officer, plan=port, stance="advances", reason="It fills the quay.")
    assert [(held.stance, held.reason) for held in PlanStance.objects.all()] == [
        ("advances", "It fills the quay.")
    ]
    actions.drop_stance(one, by=cast.officer, plan=port)
    assert not PlanStance.objects.exists()
    set_visibility(port, by=cast.director, visibility="confidential")
    with pytest.raises(NotFound):
        actions.take_stance(one, by=cast.officer, plan=port, stance="neutral")


def test_str_11_contradictions_between_sector_strategies_are_shown(
    cast: Cast, aim: Aims, plan: Plans
) -> None:
    climate = plan("Climate plan", line="no")
    sector = actions.add_strategy(cast.office, by=cast.officer, values={"title": "Tourism abroad", **TERM})
    under = actions.add_outcome(sector, by=cast.officer, title="More guests")
    flights = actions.add_objective(
        under, by=cast.officer,
        values={"title": "Three new air routes to the city", "user": cast.officer, "due": TERM["ends"]},
    )  # fmt: skip
    rail = aim("Half of our journeys go by rail")
    actions.take_stance(flights, by=cast.officer, plan=climate, stance="conflicts", reason="More flights.")
    actions.take_stance(rail, by=cast.officer, plan=climate, stance="advances", reason="Fewer flights.")
    told = signed_in(cast.viewer).get(reverse("strategy:against_plans", args=("halden",))).content.decode()
    assert "1 plan towards which they pull in opposite directions" in told
    for words in ("Contradictions", "Tourism abroad", "More flights.", "Plans without one"):
        assert words in told


def test_str_11_only_opposite_stances_contradict() -> None:
    stands = [
        Stand(1, 10, "advances"),
        Stand(1, 11, "neutral"),
        Stand(2, 10, "conflicts"),
        Stand(2, 12, "advances"),
    ]
    assert contradictions(stands) == [Contradiction(2, (12,), (10,))]


@pytest.mark.parametrize(
    ("holders", "within"),
    [
        ([], None),
        (["nation"], None),
        (["nation", "nation", "region", "above"], False),
        (["nation", "nation", "region", "shared"], True),
        (["us"], True),
    ],
)
def test_str_9_an_unknown_power_stays_unknown(holders: list[str], within: bool | None) -> None:
    assert within_powers(holders) is within


def test_str_9_an_objective_outside_our_powers_is_flagged_and_becomes_an_ask(cast: Cast, aim: Aims) -> None:
    actions.set_powers(cast.office, by=cast.officer, sector="health", holders=ALL_THEIRS, source="Health act")
    one = aim("Every clinic takes part in an exchange", sector="health")
    page = reverse("strategy:objective", args=("halden", one.uid))
    told = signed_in(cast.viewer).get(page).content.decode()
    assert "outside our powers" in told
    assert "Turn it into an ask" in told
    actions.change_objective(
        one, by=cast.officer, values={"ask": "The ministry pays for exchanges from 2027."}
    )
    told = signed_in(cast.viewer).get(page).content.decode()
    assert "Turn it into an ask" not in told
    listed = signed_in(cast.viewer).get(reverse("strategy:powers", args=("halden",))).content.decode()
    assert "The ministry pays for exchanges" in listed


def test_str_9_powers_are_changed_by_who_writes_for_the_office(cast: Cast) -> None:
    actions.set_powers(cast.office, by=cast.officer, sector="health", holders=ALL_THEIRS)
    again = actions.set_powers(cast.office, by=cast.officer, sector="health", holders=ALL_THEIRS)
    assert len(again) == 4
    actions.set_powers(cast.office, by=cast.officer, sector="health", holders={"funds": "us"})
    assert sectors_within(cast.office) == {"health": True}
    actions.set_powers(cast.office, by=cast.officer, sector="health", holders={"funds": ""})
    assert sectors_within(cast.office) == {}
    for sector, holders in (("alchemy", {}), ("health", {"dreams": "us"}), ("health", {"funds": "nobody"})):
        with pytest.raises(Refused, match="from the list"):
            actions.set_powers(cast.office, by=cast.officer, sector=sector, holders=holders)
    with pytest.raises(NotAllowed):
        actions.set_powers(cast.office, by=cast.unit_editor, sector="health", holders={})


def test_str_11_every_conflict_stands_with_its_reason_on_the_matrix_and_in_the_tree(
    cast: Cast, aim: Aims, plan: Plans
) -> None:
    one, climate = aim(national_policy="Export letter 2025"), plan("Climate plan")
    hidden = plan("Secret plan")
    for each in (climate, hidden):
        actions.take_stance(one, by=cast.officer, plan=each, stance="conflicts", reason=f"Against {each}.")
    set_visibility(hidden, by=cast.officer, visibility="confidential")
    client = signed_in(cast.viewer)
    matrix = client.get(reverse("strategy:against_plans", args=("halden",))).content.decode()
    assert "Objectives that conflict with a plan" in matrix
    assert "Against Climate plan." in matrix
    tree = client.get(
        reverse("strategy:strategy", args=("halden", one.outcome.strategy.uid))
    ).content.decode()
    assert "conflicts with Climate plan" in tree
    assert "Secret plan" not in matrix + tree


def test_str_2_an_objective_that_names_no_national_policy_is_listed(cast: Cast, aim: Aims) -> None:
    aim(national_policy="Export letter 2025")
    bare = aim("Sixty firms of the port sell abroad")
    told = signed_in(cast.viewer).get(reverse("strategy:goals", args=("halden",))).content.decode()
    listed = told.split("Objectives that name no national policy", 1)[1]
    assert bare.title in listed
    assert "Forty firms" not in listed
    page = signed_in(cast.viewer).get(reverse("strategy:objective", args=("halden", bare.uid)))
    assert "none is named" in page.content.decode()


def test_str_11_the_page_of_a_plan_says_in_a_line_what_the_list_says(cast: Cast, plan: Plans) -> None:
    one = plan("Climate plan 2030", department="Environment")
    page = reverse("strategy:plan", args=("halden", one.uid))
    told = signed_in(cast.viewer).get(page).content.decode()
    assert "Department: Environment · " in told
    actions.archive_plan(one, by=cast.officer, reason="replaced")
    assert "Department: Environment · " not in signed_in(cast.viewer).get(page).content.decode()
