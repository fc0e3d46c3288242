"""RES-13, RES-2: what an accepted return says becomes values of its unit or partner; locks hold, nothing is lost."""

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from proxenia.audit.models import Event
from proxenia.core.errors import NotAllowed, Refused
from proxenia.core.periods import Period
from proxenia.directory.actions import add_organisation
from proxenia.indicators.actions import add_indicator
from proxenia.indicators.models import Indicator
from proxenia.records.actions import set_visibility
from proxenia.results.actions.accepting import accept_return
from proxenia.results.actions.observations import (
    Of,
    lock_period,
    open_period,
    record_observation,
    set_target,
)
from proxenia.results.actions.plans import add_business_plan, change_business_plan
from proxenia.results.actions.returns import (
    lock_return,
    open_return,
    reopen_return,
    send_back_return,
    submit_return,
)
from proxenia.results.models import Observation, ObservationRevision
from proxenia.results.models.returns import BusinessPlan, Return
from proxenia.results.queries.observations import series
from proxenia.results.queries.returns import asked_in, returns_seen
from proxenia.results.rules.given import Answered, Asked, Given, check_answers
from proxenia.results.rules.layouts import layout_from
from tests.cast import Cast, signed_in

PERIOD = "2024-Q2"
CHOIRS = {
    "name": "Choirs that sang abroad", "horizon": "activity", "kind": "process", "family": "outcome",
    "direction": "rising", "frequency": "quarter",
}  # fmt: skip
VALUES = {"code": "culture", "title": "Culture", "begins": "2024-Q1"}


def asked(cast: Cast, *lines: Any, period: str = PERIOD, **more: Any) -> Return:
    """Ask the unit for culture for figures: indicators, or (indicator, part)."""
    pairs = [line if isinstance(line, tuple) else (line, "") for line in lines]
    told = [{"outcome": "Work", "indicator": one, "part": part} for one, part in pairs]
    unit = more.pop("unit", cast.unit)
    plan = add_business_plan(cast.office, by=cast.officer, values={**VALUES, **more}, lines=told, unit=unit)
    return open_return(plan, by=cast.officer, period=period)


def said(one: Return, *given: Given | int | None) -> Answered:
    """Return what a unit says, line by line; None is not known."""
    lines = layout_from(one.layout).lines()
    figures = {
        line.key: told if isinstance(told, Given) else Given(Decimal(told))
        for line, told in zip(lines, given, strict=True)
        if told is not None
    }
    return Answered(figures=figures, cells=len(figures))


def accepted(cast: Cast, one: Return, *given: Given | int | None) -> Return:
    """Send a return in and accept it."""
    submit_return(one, by=cast.officer, answered=said(one, *given))
    return accept_return(one, by=cast.officer, rating=3)


@pytest.fixture
def choirs(cast: Cast) -> Indicator:
    return add_indicator(cast.office, by=cast.officer, values=CHOIRS)


def test_res_13_accepted_figures_become_values_and_lead_to_them(cast: Cast, due: Return) -> None:
    given = (
        Given(Decimal(18), source="Register", evidence="record", remark="Two more than planned"), 12, 5, 7,
        Given(Decimal(3), Decimal(4)), 2,
    )  # fmt: skip
    submit_return(due, by=cast.unit_editor, answered=said(due, *given))
    assert not Observation.objects.exists(), "nothing counts before the office says so"
    accept_return(due, by=cast.officer, rating=3)
    found = {one.indicator.code: one for one in Observation.objects.select_related("indicator")}
    assert {(one.period, one.unit, one.origin, one.changed_by) for one in found.values()} == {
        ("2026-Q2", cast.unit, "return", cast.officer)
    }
    firms = found["companies_supported"]
    assert (firms.value, firms.source, firms.evidence_level) == (18, "Register", "record")
    assert firms.words == "Two more than planned"
    assert found["planned_jobs"].parts == {"what": {"green": ["5"], "other": ["7"]}}
    share = found["commitments_for_capacity"]
    assert (share.value, share.numerator, share.denominator) == (None, 3, 4)
    assert (found["inventory_done"].value, found["inventory_done"].source) == (
        2,
        "Return of Culture, 2026-Q2",
    )
    event = Event.objects.get(verb="accept_return")
    assert event.subject_uid == due.uid
    client = signed_in(cast.viewer)
    shown = client.get(reverse("indicators:indicator", args=("halden", firms.indicator.uid))).content.decode()
    assert "Last known: 18 in Q2 2026" in shown
    assert (
        client.get(reverse("results:return", args=("halden", due.uid)))
        .content.decode()
        .count(reverse("results:observation", args=("halden", firms.uid)))
        == 1
    )
    page = client.get(reverse("results:observation", args=("halden", firms.uid))).content.decode()
    assert reverse("results:return", args=("halden", due.uid)) in page


def test_res_13_accepted_anew_only_what_differs_is_revised_and_what_is_gone_is_not_known(
    cast: Cast, choirs: Indicator, indicators: dict[str, Indicator]
) -> None:
    one = asked(cast, choirs, indicators["companies_supported"], indicators["commitments_for_capacity"])
    accepted(cast, one, 4, 9, Given(Decimal(1), Decimal(2)))
    reopen_return(one, by=cast.officer, reason="Two choirs were one.")
    assert Observation.objects.get(indicator=choirs).value == 4, "it stands until it is accepted anew"
    accepted(cast, one, 3, 9, None)
    values = {row.indicator_id: row for row in Observation.objects.all()}
    assert (values[choirs.pk].value, values[choirs.pk].revision) == (3, 2)
    assert values[indicators["companies_supported"].pk].revision == 1
    gone = values[indicators["commitments_for_capacity"].pk]
    assert (gone.is_known, gone.words) == (False, "Not known any more.")
    kept = ObservationRevision.objects.get(observation=gone)
    assert Decimal(kept.said["numerator"]) == 1
    assert "Culture" in kept.reason
    client = signed_in(cast.viewer)
    assert (
        "not known" in client.get(reverse("results:observation", args=("halden", gone.uid))).content.decode()
    )


def test_res_13_why_a_figure_is_not_known_is_kept_beside_the_gap(cast: Cast, choirs: Indicator) -> None:
    accepted(cast, asked(cast, choirs), Given(remark="The list burned."))
    gap = Observation.objects.get()
    assert (gap.is_known, gap.words) == (False, "The list burned.")
    period = Period.parse(PERIOD)
    assert series([choirs], [period])[choirs.pk] == {}, "a gap is never nought"


def test_res_13_in_a_locked_period_nothing_is_accepted_or_opened_again(cast: Cast, choirs: Indicator) -> None:
    one = asked(cast, choirs)
    submit_return(one, by=cast.officer, answered=said(one, 4))
    lock = lock_period(cast.office, by=cast.officer, period=Period.parse("2024"))
    with pytest.raises(Refused, match="2024 is locked"):
        accept_return(one, by=cast.officer)
    one.refresh_from_db()
    assert (one.state, Observation.objects.count()) == (Return.State.SUBMITTED, 0)
    client = signed_in(cast.officer)
    response = client.post(reverse("results:accept_return", args=("halden", one.uid)), {"rating": "3"})
    assert response.status_code == 422
    assert "2024 is locked" in response.content.decode()
    send_back_return(one, by=cast.officer, comment="The year is closed; tell us what is new.")
    submit_return(one, by=cast.officer, answered=said(one, 5))
    open_period(lock, by=cast.director, reason="One return was late.")
    accept_return(one, by=cast.officer)
    lock_period(cast.office, by=cast.officer, period=Period.parse("2024"))
    with pytest.raises(Refused, match="2024 is locked"):
        reopen_return(one, by=cast.director, reason="Two choirs were one.")
    assert Observation.objects.get().value == 5


def test_res_13_a_locked_return_is_read_only_until_somebody_decides_on_an_exception(
    cast: Cast, choirs: Indicator
) -> None:
    one = accepted(cast, asked(cast, choirs), 4)
    lock_return(one, by=cast.officer)
    for step in (
        lambda: submit_return(one, by=cast.officer, answered=said(one, 5)),
        lambda: accept_return(one, by=cast.officer),
        lambda: send_back_return(one, by=cast.officer, comment="Look at it again."),
        lambda: lock_return(one, by=cast.officer),
    ):
        with pytest.raises(Refused):
            step()
    with pytest.raises(NotAllowed):
        reopen_return(one, by=cast.officer, reason="Two choirs were one.")
    address = reverse("results:return", args=("halden", one.uid))
    assert "Open it again" not in signed_in(cast.officer).get(address).content.decode()
    assert "Open it again" in signed_in(cast.director).get(address).content.decode()
    reopen_return(one, by=cast.director, reason="Two choirs were one.")
    assert accepted(cast, one, 3).state == Return.State.ACCEPTED


def test_res_13_one_figure_that_cannot_be_a_value_refuses_the_whole(
    cast: Cast, choirs: Indicator, indicators: dict[str, Indicator]
) -> None:
    one = asked(cast, indicators["companies_supported"], choirs)
    submit_return(one, by=cast.officer, answered=said(one, 9, 4))
    Indicator.objects.filter(pk=choirs.pk).update(computed_by="meetings")
    with pytest.raises(
        Refused, match="Choirs that sang abroad: “Choirs that sang abroad” is computed from records"
    ):
        accept_return(one, by=cast.officer)
    one.refresh_from_db()
    assert (one.state, Observation.objects.count()) == (Return.State.SUBMITTED, 0)


def test_res_13_a_partner_s_figures_stand_beside_ours_and_are_not_added(
    cast: Cast, choirs: Indicator
) -> None:
    body = add_organisation(cast.office, by=cast.officer, values={"name": "Chamber of Moss", "kind": "other"})
    accepted(cast, asked(cast, choirs, unit=None, body=body, code="moss", title="Moss"), 40)
    accepted(cast, asked(cast, choirs), 4)
    assert sorted(Observation.objects.values_list("partner__name", "value"), key=str) == [
        ("Chamber of Moss", 40), (None, 4),
    ]  # fmt: skip
    assert series([choirs], [Period.parse(PERIOD)])[choirs.pk][PERIOD].value == 4


def test_res_13_less_than_one_percent_that_was_meant_is_taken(
    cast: Cast, indicators: dict[str, Indicator]
) -> None:
    one = asked(cast, indicators["housing_pressure"], period="2024", begins="2024", frequency="year")
    line = next(layout_from(one.layout).lines())
    sure = check_answers(layout_from(one.layout), [Asked(line.key, "value", "0.3 %")], lambda text: None)
    assert sure.problems == []
    submit_return(one, by=cast.officer, answered=sure)
    accept_return(one, by=cast.officer)
    assert Observation.objects.get().value == Decimal("0.3")


def test_res_13_what_was_asked_is_taken_though_the_plan_asks_it_no_more(
    cast: Cast, choirs: Indicator, indicators: dict[str, Indicator]
) -> None:
    one = asked(cast, choirs)
    line = {"outcome": "Work", "indicator": indicators["companies_supported"]}
    change_business_plan(one.plan, by=cast.officer, values=VALUES, lines=[line])
    accepted(cast, one, 4)
    assert Observation.objects.get().indicator == choirs


def test_res_13_a_plan_whose_returns_are_accepted_stays_whose_it_is(cast: Cast, choirs: Indicator) -> None:
    one = asked(cast, choirs)
    moved = {**VALUES, "unit": cast.other_unit}
    change_business_plan(one.plan, by=cast.officer, values=moved)
    one = Return.objects.get(pk=one.pk)
    assert one.unit == cast.other_unit, "what is owed goes with the plan"
    accepted(cast, one, 4)
    with pytest.raises(Refused, match="Let it end"):
        change_business_plan(one.plan, by=cast.officer, values={**VALUES, "unit": cast.unit})
    assert Observation.objects.get().unit == cast.other_unit


def test_res_13_the_return_of_a_confidential_plan_is_seen_by_its_readers_alone(
    cast: Cast, choirs: Indicator
) -> None:
    plan = asked(cast, choirs).plan
    set_visibility(plan, by=cast.officer, visibility="confidential")
    one = open_return(plan, by=cast.operator, period="2024-Q3")
    assert list(returns_seen(cast.officer, cast.office)) == [Return.objects.get(period=PERIOD), one]
    assert not returns_seen(cast.director, cast.office).exists()
    address = reverse("results:return", args=("halden", one.uid))
    assert signed_in(cast.officer).get(address).status_code == 200
    assert signed_in(cast.viewer).get(address).status_code == 404
    assert (
        "Culture"
        not in signed_in(cast.viewer).get(reverse("results:returns", args=("halden",))).content.decode()
    )


def test_res_13_last_quarter_s_figure_is_the_one_that_holds_and_targets_stand_beside(
    cast: Cast, choirs: Indicator
) -> None:
    first = accepted(cast, asked(cast, choirs, period="2024-Q1"), 4)
    of = Of(unit=cast.unit)
    record_observation(
        choirs, by=cast.officer, period=Period.parse("2024-Q1"), values={"value": Decimal(3)}, of=of,
        reason="One was counted twice.",
    )  # fmt: skip
    set_target(choirs, by=cast.officer, period=Period.parse(PERIOD), values={"value": Decimal(6)}, of=of)
    line = next(asked_in(open_return(first.plan, by=cast.officer, period=PERIOD)).lines())
    assert (line.last, line.target) == ("3", "6")


def test_res_13_parts_by_two_breakdowns_each_come_to_the_whole(
    cast: Cast, indicators: dict[str, Indicator]
) -> None:
    people = Indicator.objects.get(office=cast.office, code="exchange_people")
    parts = ("", "received", "sent", "students", "professionals")
    one = asked(cast, *[(people, part) for part in parts])
    layout, lines = layout_from(one.layout), list(layout_from(one.layout).lines())
    assert [(line.breakdown, line.complete) for line in lines[1:]] == [
        ("direction", True), ("direction", True), ("who", False), ("who", False),
    ]  # fmt: skip

    def wrong(*figures: int | None) -> list[str]:
        cells = [
            Asked(line.key, "value", number, "Work", f"G{place}")
            for place, (line, number) in enumerate(zip(lines, figures, strict=True), start=5)
        ]
        return [
            f"{one.cell} {one.message}" for one in check_answers(layout, cells, lambda text: None).problems
        ]

    assert wrong(12, 5, 7, 4, 2) == [], "four students and two professionals need not be all"
    assert wrong(12, 5, 8, 4, 2) == ["G5 12 does not match the sum of its parts, 13."]
    assert wrong(12, 5, 6, 4, 2) == ["G5 12 does not match the sum of its parts, 11."]
    assert wrong(12, 5, None, 9, 4) == ["G5 12 does not match the sum of its parts, 13."]
    assert wrong(None, 5, 7, 4, 2) == [
        "G5 Its parts come to 12, and the whole is not filled in.",
        "G5 Its parts come to 6, and the whole is not filled in.",
    ]
    accepted(cast, one, 12, 5, 7, 4, 2)
    assert Observation.objects.get().parts == {
        "direction": {"received": ["5"], "sent": ["7"]}, "who": {"students": ["4"], "professionals": ["2"]},
    }  # fmt: skip


def test_res_13_a_part_of_a_share_has_both_figures_and_is_no_larger(cast: Cast) -> None:
    share = add_indicator(
        cast.office, by=cast.officer,
        values={
            **CHOIRS, "unit": "percent", "is_ratio": True, "numerator_words": "who sang", "denominator_words": "all",
            "disaggregations": [{"code": "sex", "label": "sex", "categories": ["women", "men"]}],
        },
    )  # fmt: skip
    one = asked(cast, (share, ""), (share, "women"))
    layout, lines = layout_from(one.layout), list(layout_from(one.layout).lines())

    def wrong(*numbers: int) -> list[str]:
        places = [(line.key, part) for line in lines for part in ("value", "denominator")]
        cells = [
            Asked(key, part, number, "", part) for (key, part), number in zip(places, numbers, strict=True)
        ]
        return [told.message for told in check_answers(layout, cells, lambda text: None).problems]

    assert wrong(3, 8, 2, 5) == []
    assert wrong(3, 8, 4, 5) == ["3 does not match the sum of its parts, 4."]
    assert wrong(3, 8, 2, 9) == ["8 does not match the sum of its parts, 9."]
    accepted(cast, one, Given(Decimal(3), Decimal(8)), Given(Decimal(2), Decimal(5)))
    assert Observation.objects.get().parts == {"sex": {"women": ["2", "5"]}}


def test_res_13_nothing_is_asked_twice_and_parts_need_their_whole(
    cast: Cast, plan: BusinessPlan, indicators: dict[str, Indicator]
) -> None:
    firms, level = indicators["companies_supported"], indicators["inventory_done"]
    for lines, more, message in (
        (
            [firms],
            {"code": "more", "begins": "2026-Q3"},
            "asked for the same periods already by the plan “Culture”",
        ),
        ([(firms, "green")], {"code": "more", "unit": None}, "ask for the whole too"),
        ([level, (level, "green")], {"code": "more", "unit": None}, "no parts"),
        ([firms], {"code": "culture", "unit": None}, "short code"),
    ):
        with pytest.raises(Refused, match=message):
            asked(cast, *lines, **more)
    other = asked(cast, firms, code="more", begins="2024-Q1", until="2025-Q4")
    with pytest.raises(Refused, match="short code"):
        change_business_plan(other.plan, by=cast.officer, values={**VALUES, "until": "2025-Q4"})
    line = {"outcome": "Work", "indicator": firms}
    with pytest.raises(Refused, match="already by the plan"):
        change_business_plan(other.plan, by=cast.officer, values={**VALUES, "code": "more"}, lines=[line])


def test_res_13_what_was_sent_back_stands_in_the_form_again(
    cast: Cast, indicators: dict[str, Indicator]
) -> None:
    one = asked(cast, indicators["inventory_done"])
    submit_return(one, by=cast.officer, answered=said(one, Given(Decimal(3), evidence="document")))
    send_back_return(one, by=cast.officer, comment="Which sources are told?")
    page = signed_in(cast.officer).get(reverse("results:fill_in_return", args=("halden", one.uid)))
    shown = page.content.decode()
    assert '<option value="Whole" selected>' in shown
    assert '<option value="A document shows it" selected>' in shown
