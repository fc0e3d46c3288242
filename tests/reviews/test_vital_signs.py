"""Vital signs of an office: which contacts count, what is stored, when it is made anew."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from proxenia.audit.models import Run
from proxenia.commitments.actions import add_commitment
from proxenia.core import jobs
from proxenia.core.values import PartialDate
from proxenia.engagements.actions import archive_engagement
from proxenia.engagements.models import Engagement
from proxenia.engagements.rules import contacts, is_contact
from proxenia.portfolio.models import Partnership, PartnershipCommitment
from proxenia.records.actions import set_visibility
from proxenia.results.actions.ledger import add_contribution, add_result
from proxenia.reviews.actions import judge_office
from proxenia.reviews.models import VitalSign
from proxenia.reviews.queries.judging import Sign, judge
from proxenia.reviews.rules import sentence
from tests.cast import Cast

TODAY = dt.date(2026, 6, 30)
Make = Callable[..., Any]


def back(days: int) -> str:
    """A day before today, as ISO text."""
    return (TODAY - dt.timedelta(days=days)).isoformat()


@pytest.fixture
def ties(tie: Make, contact: Make) -> dict[str, Partnership]:
    """A lively tie, one that fell silent after a steady rhythm, and one without a contact."""
    made = {name: tie(name) for name in ("Lively", "Silent", "Empty")}
    for number in range(8):
        contact(back(20 + 90 * number), ties=[made["Lively"]])
        contact(back(1100 + 90 * number), ties=[made["Silent"]])
    return made


def signs(cast: Cast, on: dt.date = TODAY) -> dict[str, Sign]:
    """The signs of the office by the name of the tie."""
    return {sign.tie.name: sign for sign in judge(cast.office, on).signs}


def fact(sign: Sign, name: str) -> dict[str, Any]:
    """One fact of a sign."""
    return next(one for one in sign.facts if one["fact"] == name)


def test_prt_5_words_follow_the_ties_own_rhythm(cast: Cast, ties: dict[str, Partnership]) -> None:
    found = signs(cast)
    assert found["Lively"].state == "alive"
    assert found["Silent"].stopped > found["Lively"].stopped
    assert found["Lively"].last == TODAY - dt.timedelta(days=20)
    low, p, high = found["Silent"].low, found["Silent"].stopped, found["Silent"].high
    assert 0 <= low <= p <= high <= 1


def test_prt_5_a_tie_without_a_contact_has_no_word_and_no_figure(
    cast: Cast, ties: dict[str, Partnership]
) -> None:
    empty = signs(cast)["Empty"]
    assert (empty.state, empty.stopped, empty.low, empty.last) == ("", None, None, None)
    assert sentence(empty.facts[0]) == "No contact is on record."


def test_prt_5_only_contacts_up_to_the_day_that_all_may_see_count(
    cast: Cast, ties: dict[str, Partnership], contact: Make
) -> None:
    plain = signs(cast)["Silent"]
    contact("2026-07-15", ties=[ties["Silent"]])
    contact(back(3), ties=[ties["Silent"]], visibility="confidential")
    put_away = contact(back(4), ties=[ties["Silent"]])
    archive_engagement(put_away, by=cast.officer, reason="A mistake.")
    assert signs(cast)["Silent"] == plain
    contact(back(5), ties=[ties["Silent"]])
    assert signs(cast)["Silent"].last == TODAY - dt.timedelta(days=5)


def test_prt_5_as_of_a_day_nothing_later_is_known(cast: Cast, ties: dict[str, Partnership]) -> None:
    then = TODAY - dt.timedelta(days=1090)
    found = signs(cast, then)
    assert found["Silent"].state == "alive"
    assert found["Silent"].last == TODAY - dt.timedelta(days=1100)
    assert found["Lively"].last is None


def test_prt_5_historic_ties_are_left_out(cast: Cast, ties: dict[str, Partnership]) -> None:
    Partnership.objects.filter(pk=ties["Silent"].pk).update(state="historic")
    assert "Silent" not in signs(cast)


def test_eng_1_the_rule_of_a_contact_is_the_same_for_one_and_for_many(
    cast: Cast, ties: dict[str, Partnership], contact: Make
) -> None:
    contact("2026-06", ties=[ties["Empty"]])
    contact("2026-07", ties=[ties["Empty"]])
    archive_engagement(contact(back(2)), by=cast.officer, reason="A mistake.")
    many = set(Engagement.objects.filter(contacts(TODAY)).values_list("pk", flat=True))
    assert many == {one.pk for one in Engagement.objects.all() if is_contact(one, TODAY)}
    assert len(many) == 17


def test_prt_8_hours_nobody_wrote_down_are_estimated_and_say_so(cast: Cast, tie: Make, contact: Make) -> None:
    moss = tie("Moss")
    for hours in (4, 6, 20):
        contact(back(30), ties=[moss], staff_hours=hours, cost=100, currency="EUR")
    contact(back(20), ties=[moss])
    contact(back(10), ties=[moss], kind="visit")
    cost = fact(signs(cast)["Moss"], "cost")
    assert (cost["value"], cost["estimated_hours"], cost["unknown"]) == (30.0, 6.0, 1)
    assert "0.8 more are estimated" in sentence(cost)
    assert "300" in sentence(cost)


def test_prt_5_promises_of_both_sides_are_told(cast: Cast, ties: dict[str, Partnership]) -> None:
    for side, due in (("us", "2026-01"), ("them", "2026-02"), ("them", "2027-01")):
        values = {"what": "Send it", "side": side, "due": PartialDate.parse_iso(due)}
        promise = add_commitment(cast.office, by=cast.officer, values=values)
        PartnershipCommitment.objects.create(commitment=promise, partnership=ties["Lively"])
    told = fact(signs(cast)["Lively"], "delivery")
    assert told["promises"] == {"overdue_us": 1, "overdue_them": 1, "open_them": 1}
    assert told["value"] == 2


def test_prt_5_results_never_count_as_zero(cast: Cast, ties: dict[str, Partnership]) -> None:
    results = fact(signs(cast)["Lively"], "results")
    assert results["value"] is None
    assert sentence(results).startswith("No result that counts names it; that none is written down")
    before = {"fact": "results", "value": None}
    assert sentence(before) == "Results were not kept yet."


def test_prt_5_results_name_the_tie_itself_or_its_engagements(
    cast: Cast, ties: dict[str, Partnership], contact: Any
) -> None:
    lively, call = ties["Lively"], contact("2025-01-05", ties=[ties["Lively"]])
    for number, target in enumerate((lively, call, call)):
        planned = number == 2
        values = {"what": f"Change {number}", "kind": "policy", "belongs": "ours"}
        values |= {
            "on": PartialDate(2027 if planned else 2025, 2),
            "state": "planned" if planned else "reported",
        }
        one = add_result(cast.office, by=cast.officer, values=values)
        add_contribution(one, by=cast.officer, target=target)
    told = fact(signs(cast)["Lively"], "results")
    assert told["value"] == 2
    assert told["named"] == {"there": 2, "substantiated": 0, "planned": 1, "theirs": 0, "world": 0}
    assert sentence(told) == (
        "2 results in our place name it, 0 confirmed by an outsider; 1 is planned and does not count."
    )
    set_visibility(one, by=cast.operator, visibility="confidential")
    assert fact(signs(cast)["Lively"], "results")["named"]["planned"] == 0


def test_res_17_signs_do_not_add_what_is_there_for_the_partner(
    cast: Cast, ties: dict[str, Partnership]
) -> None:
    for number, belongs in enumerate(("ours", "theirs", "theirs", "world")):
        values = {
            "what": f"Change {number}",
            "kind": "policy",
            "belongs": belongs,
            "on": PartialDate(2025, 2),
        }
        one = add_result(cast.office, by=cast.officer, values=values)
        add_contribution(one, by=cast.officer, target=ties["Lively"])
    told = fact(signs(cast)["Lively"], "results")
    assert told["value"] == 1
    assert sentence(told) == (
        "1 result in our place names it, 0 confirmed by an outsider."
        " Kept apart: 2 in the partner's place, 1 for the world."
    )
    before = {"fact": "results", "kept": True, "value": 4, "named": {"there": 4, "substantiated": 0}}
    assert sentence(before) == "4 results name it, 0 confirmed by an outsider."


def test_prt_5_every_fact_has_a_sentence_and_the_change_stands_last(
    cast: Cast, ties: dict[str, Partnership]
) -> None:
    for sign in signs(cast).values():
        assert all(sentence(one).endswith(".") for one in sign.facts)
        assert sign.facts[0]["fact"] == "recency"
    assert signs(cast)["Silent"].facts[-1]["fact"] == "change"


def test_prt_5_a_run_is_stored_and_one_tie_is_renewed_after_an_engagement(
    cast: Cast, ties: dict[str, Partnership], contact: Make
) -> None:
    run = judge_office(cast.office, by=cast.operator, today=TODAY)
    assert Run.objects.get() == run
    assert run.result["words"]["alive"] >= 1
    before = {sign.partnership_id: sign for sign in VitalSign.objects.all()}
    assert len(before) == 3
    contact(timezone.localdate().isoformat(), ties=[ties["Empty"]])
    after = {sign.partnership_id: sign for sign in VitalSign.objects.all()}
    assert after[ties["Empty"].pk].state == "alive"
    assert after[ties["Empty"].pk].run_id == run.pk
    assert after[ties["Silent"].pk].computed_at == before[ties["Silent"].pk].computed_at


def test_prt_5_the_night_judges_every_office(cast: Cast, ties: dict[str, Partnership]) -> None:
    jobs.enqueue("reviews.judge_offices")
    assert VitalSign.objects.filter(partnership__office=cast.office).count() == 3
    jobs.enqueue("reviews.judge_offices")
    assert VitalSign.objects.count() == 3


def test_prt_5_an_office_without_a_run_waits_for_the_night(cast: Cast, ties: dict[str, Partnership]) -> None:
    assert not VitalSign.objects.exists()
