"""RES-4, RES-17: what a claim must say, its steps, how it ages, and the chain that led to it."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from proxenia.audit.models import Event
from proxenia.core.errors import NotAllowed, NotFound, Refused
from proxenia.core.values import PartialDate
from proxenia.directory.actions import add_organisation, add_person, merge
from proxenia.engagements.models import Engagement, Participation
from proxenia.portfolio.models import Partnership
from proxenia.records.actions import add_file, set_visibility
from proxenia.results.actions import ledger as actions
from proxenia.results.models import Contribution, Result
from proxenia.results.queries import ledger as queries
from proxenia.results.rules import ledger as rules
from tests.cast import Cast, signed_in
from tests.pages import fetch

Make = Callable[..., Any]
pytestmark = pytest.mark.django_db


def refusal(doing: Callable[..., Any], /, *args: Any, **more: Any) -> tuple[str, str]:
    """Where a verb refuses, and what it says."""
    with pytest.raises(Refused) as caught:
        doing(*args, **more)
    return caught.value.where, str(caught.value)


def test_res_4_a_result_says_what_for_whom_where_when_and_how_much(cast: Cast, result: Make) -> None:
    one = result(
        kind="jobs", low=Decimal(34), high=Decimal(40), counted="full-time posts", whom="dockers",
        municipality="Harbour Town", district="Old quay", horizon="medium", confidence="high", level="record",
        source="Register of firms 2026", rivals="The bridge was closed.",
    )  # fmt: skip
    stored = Result.objects.get(pk=one.pk)
    assert (stored.low, stored.high, stored.state, stored.municipality_folded) == (
        Decimal(34),
        Decimal(40),
        "reported",
        "harbour town",
    )
    event = Event.objects.latest("pk")
    assert event.verb == "add_result"


@pytest.mark.parametrize(
    ("values", "where"),
    [
        ({"low": Decimal(40), "high": Decimal(34), "counted": "posts"}, "low"),
        ({"low": Decimal(-1), "high": Decimal(3)}, "low"),
        ({"low": Decimal(3)}, "high"),
        ({"kind": "investment", "low": Decimal(1), "high": Decimal(2)}, "currency"),
        ({"kind": "investment", "low": Decimal(1), "high": Decimal(2), "currency": "EUR"}, "valued_on"),
        ({"kind": "jobs", "low": Decimal(1), "high": Decimal(2), "currency": "EUR"}, "currency"),
        ({"kind": "policy", "low": Decimal(1), "high": Decimal(1)}, "counted"),
        ({"kind": "other", "low": Decimal(1), "high": Decimal(1), "currency": "EUR", "counted": "posts"}, "counted"),
        ({"kind": "money"}, "kind"),
        ({"kind": "riches"}, "kind"),
        ({"belongs": "nobody"}, "belongs"),
        ({"on": None}, "on"),
        ({"on": PartialDate(2200)}, "on"),
        ({"state": "substantiated"}, "state"),
        ({"level": "hearsay"}, "level"),
        ({"horizon": "soon"}, "horizon"),
        ({"confidence": "very"}, "confidence"),
        ({"district": "Old quay"}, "municipality"),
        ({"what": " "}, "what"),
    ],
)  # fmt: skip
def test_res_4_what_cannot_be_is_refused_with_its_field(
    cast: Cast, values: dict[str, Any], where: str
) -> None:
    given = {"what": "A change", "kind": "jobs", "belongs": "ours", "on": PartialDate(2025), **values}
    found, words = refusal(actions.add_result, cast.office, by=cast.officer, values=given)
    assert found == where
    assert words.endswith((".", "?"))
    assert not Result.objects.exists()


def test_res_4_a_planned_job_is_not_a_job(cast: Cast, result: Make) -> None:
    next_year = timezone.localdate().year + 1
    where, words = refusal(result, "A mill opens", on=str(next_year), kind="jobs")
    assert where == "on"
    assert "planned" in words
    planned = result("A mill opens", on=str(next_year), kind="jobs", state="planned")
    assert not Result.objects.filter(rules.counts(timezone.localdate())).exists()
    where, _words = refusal(actions.move_result, planned, by=cast.officer, verb="report_result")
    assert where == "on"
    there = actions.move_result(
        planned, by=cast.officer, verb="report_result", values={"on": PartialDate(2026, 1)}
    )
    assert there.state == "reported"
    assert Result.objects.filter(rules.counts(timezone.localdate())).count() == 1


def test_res_4_the_same_result_is_asked_about(cast: Cast, result: Make) -> None:
    figure = {"kind": "jobs", "low": Decimal(3), "high": Decimal(3), "counted": "posts"}
    result("A ferry line opened", **figure)
    assert refusal(result, "a FERRY line, opened", on="2020")[0] == "is_another"
    assert refusal(result, "Ferry jobs", **figure)[0] == "is_another"
    result("Ferry jobs", **figure, is_another=True)
    assert Result.objects.count() == 2


def evidence(**more: Any) -> dict[str, Any]:
    """What an outsider's confirmation says."""
    said = {"witness": "A. Auditor", "witness_of": "Chamber of Accounts", "witnessed_on": dt.date(2026, 6, 1)}
    return {"level": "record", "source": "Report 7/2026", **said, **more}


def test_res_4_only_an_outsider_with_evidence_substantiates(cast: Cast, result: Make, tie: Make) -> None:
    one = result()
    trier = tie("Trier")
    actions.add_contribution(one, by=cast.officer, target=trier)

    def step(**more: Any) -> Any:
        return refusal(
            actions.move_result, one, by=cast.officer, verb="substantiate_result", values=evidence(**more)
        )[0]

    assert step(source="") == "source"
    assert step(level="said_by_us") == "level"
    assert step(level="") == "level"
    assert step(witness="") == "witness"
    assert step(witness_of="") == "witness_of"
    assert step(witness_of="office of HALDEN") == "witness_of"
    assert step(witness_of="City of Trier") == "witness_of"
    assert step(witnessed_on=timezone.localdate() + dt.timedelta(days=1)) == "witnessed_on"
    one.refresh_from_db()
    assert (one.state, one.witness) == ("reported", "")
    upload: Any = SimpleUploadedFile("proof.pdf", b"%PDF-1.7 x")
    add_file(one.anchor, by=cast.officer, upload=upload)
    moved = actions.move_result(one, by=cast.officer, verb="substantiate_result", values=evidence(source=""))
    assert moved.state == "substantiated"
    assert refusal(actions.change_result, moved, by=cast.officer, values={"witness": ""})[0] == "witness"


@pytest.mark.parametrize(
    ("said", "where"),
    [
        ({"witness_of": "City of Graz"}, "witness_of"),
        ({"witness_of": "Port of Graz"}, "witness_of"),
        ({"witness_of": "CULTURE"}, "witness_of"),
        ({"witness": "officer", "witness_of": "University of Vienna"}, "witness"),
    ],
)
def test_res_4_who_sat_at_the_table_or_works_here_is_no_outsider(
    cast: Cast, result: Make, tie: Make, contact: Make, said: dict[str, str], where: str
) -> None:
    graz = tie("Graz")
    port = add_organisation(cast.office, by=cast.officer, values={"name": "Port of Graz", "country": "AT"})
    person = add_person(cast.office, by=cast.officer, values={"name": "Pia Port"})
    call = contact("2025-11", ties=[graz])
    Participation.objects.create(engagement=call, person=person, organisation=port)
    one = result()
    actions.add_contribution(one, by=cast.officer, target=call)
    if "witness" in said:
        said = {**said, "witness": cast.officer.name.upper()}
    if said["witness_of"] == "CULTURE":
        said = {"witness_of": cast.unit.name.upper()}
    values = evidence(**said)
    assert (
        refusal(actions.move_result, one, by=cast.officer, verb="substantiate_result", values=values)[0]
        == where
    )


def test_res_4_who_confirmed_it_is_not_put_into_the_chain_afterwards(cast: Cast, result: Make) -> None:
    body = add_organisation(
        cast.office, by=cast.officer, values={"name": "Chamber of Accounts", "country": "AT"}
    )
    one = actions.move_result(result(), by=cast.officer, verb="substantiate_result", values=evidence())
    assert refusal(actions.add_contribution, one, by=cast.officer, target=body)[0] == "named"
    assert refusal(actions.add_contribution, one, by=cast.officer, named="chamber of accounts")[0] == "named"
    assert not one.contributions.exists()
    actions.add_contribution(one, by=cast.officer, named="Somebody else")
    back = actions.move_result(one, by=cast.officer, verb="doubt_result", reason="They had a part in it.")
    actions.add_contribution(back, by=cast.officer, target=body)


def test_res_4_an_engagement_cancelled_since_is_told_in_the_chain(
    cast: Cast, result: Make, contact: Make
) -> None:
    call, later = contact("2025-11", "A call"), contact("2025-12", "A visit")
    one = result()
    for each in (call, later):
        actions.add_contribution(one, by=cast.officer, target=each)
    page = reverse("results:result", args=(cast.office.slug, one.uid))
    assert "Take it away, or mend the engagement." not in fetch(signed_in(cast.officer), page).text
    Engagement.objects.filter(pk=call.pk).update(state=Engagement.State.CANCELLED)
    Engagement.objects.filter(pk=later.pk).update(date=PartialDate(2026, 6))
    text = fetch(signed_in(cast.officer), page).text
    assert "“A call” was cancelled." in text
    assert "was there before “A visit”" in text


def test_res_4_steps_need_their_reason_and_their_place(cast: Cast, result: Make) -> None:
    one = result()
    assert refusal(actions.move_result, one, by=cast.officer, verb="withdraw_result")[0] == "reason"
    assert (
        refusal(actions.move_result, one, by=cast.officer, verb="doubt_result", reason="So it seems.")[0]
        == "step"
    )
    gone = actions.move_result(one, by=cast.officer, verb="withdraw_result", reason="The firm moved on.")
    assert (gone.state, gone.ages_on) == ("withdrawn", None)
    assert refusal(actions.look_at_result, gone, by=cast.officer)[0] == "state"
    again = actions.move_result(gone, by=cast.officer, verb="claim_again", reason="It came back.")
    assert again.state == "reported"


def test_res_4_claims_age_unless_somebody_looks(cast: Cast, result: Make) -> None:
    one = result()
    today = timezone.localdate()
    assert one.ages_on > today + dt.timedelta(days=690)
    Result.objects.filter(pk=one.pk).update(looked_on=dt.date(2020, 1, 1), ages_on=dt.date(2022, 1, 1))
    one.refresh_from_db()
    assert rules.standing(one, today) == "aged"
    assert not Result.objects.filter(rules.counts(today)).exists()
    assert [one.pk for one in queries.ageing(cast.officer, cast.office, today, dt.timedelta(), 5)] == [one.pk]
    actions.look_at_result(one, by=cast.officer)
    assert rules.standing(Result.objects.get(pk=one.pk), today) == "reported"


@pytest.mark.parametrize(
    ("state", "on", "looked", "ages"),
    [
        ("planned", PartialDate(2026, 6), dt.date(2026, 1, 31), dt.date(2026, 12, 28)),
        ("planned", PartialDate(2030), dt.date(2026, 1, 15), dt.date(2028, 1, 15)),
        ("reported", PartialDate(2020), dt.date(2026, 3, 31), dt.date(2028, 3, 28)),
        ("substantiated", PartialDate(2020), dt.date(2026, 3, 1), dt.date(2031, 3, 1)),
        ("withdrawn", PartialDate(2020), dt.date(2026, 3, 1), None),
    ],
)
def test_res_4_when_a_claim_ages(state: str, on: PartialDate, looked: dt.date, ages: dt.date | None) -> None:
    assert rules.ages_on(state, on, looked) == ages


def test_res_4_a_plan_past_its_date_needs_more_than_a_look(cast: Cast, result: Make) -> None:
    one = result(on="2024", state="planned")
    assert rules.standing(one, timezone.localdate()) == "aged"
    assert refusal(actions.look_at_result, one, by=cast.officer)[0] == "on"


def test_res_4_shares_never_come_to_more_than_one(cast: Cast, result: Make, tie: Make, contact: Make) -> None:
    one, trier = result(), tie("Trier")
    call = contact("2025-11-02", "Call on ferries", ties=[trier])
    actions.add_contribution(one, by=cast.officer, target=call, share=(1, 3), how="They met the ferry owner.")
    link = actions.add_contribution(one, by=cast.officer, target=trier, share=(60, 100))
    where, words = refusal(actions.add_contribution, one, by=cast.officer, named="A fund", share=(7, 100))
    assert where == "share"
    assert "0.3333 per cent too much" in words
    unsaid = actions.add_contribution(one, by=cast.officer, named="A fund")
    assert (unsaid.part, unsaid.sort) == (None, "named")
    assert refusal(actions.change_contribution, unsaid, by=cast.officer, share=(1, 10), how="")[0] == "share"
    actions.change_contribution(link, by=cast.officer, share=(1, 2), how="")
    actions.change_contribution(unsaid, by=cast.officer, share=(1, 10), how="")
    actions.remove_contribution(link, by=cast.officer)
    assert Contribution.objects.count() == 2


def test_res_4_nothing_stands_in_a_chain_twice(cast: Cast, result: Make, tie: Make) -> None:
    one, trier = result(), tie("Trier")
    actions.add_contribution(one, by=cast.officer, target=trier)
    assert refusal(actions.add_contribution, one, by=cast.officer, target=trier)[0] == "partnership"
    actions.add_contribution(one, by=cast.officer, named="The fund")
    assert refusal(actions.add_contribution, one, by=cast.officer, named="THE FUND")[0] == "named"
    assert refusal(actions.add_contribution, one, by=cast.officer, named=" ")[0] == "named"


def test_res_4_no_result_was_there_before_what_led_to_it(cast: Cast, result: Make, contact: Make) -> None:
    one, later = result(on="2024-05"), contact("2024-06", "Too late")
    where, words = refusal(actions.add_contribution, one, by=cast.officer, target=later)
    assert where == "engagement"
    assert "Too late" in words
    same_year = contact("2024", "That year")
    actions.add_contribution(one, by=cast.officer, target=same_year)
    where, _words = refusal(actions.change_result, one, by=cast.officer, values={"on": PartialDate(2023)})
    assert where == "engagement"


def test_res_4_what_never_took_place_led_to_nothing(cast: Cast, result: Make, contact: Make) -> None:
    there = result(on="2026-01")
    ahead = contact("2026-01", "Meeting")
    Engagement.objects.filter(pk=ahead.pk).update(state="planned")
    ahead.refresh_from_db()
    assert refusal(actions.add_contribution, there, by=cast.officer, target=ahead)[0] == "engagement"
    planned = result("Later", on="2027", state="planned")
    actions.add_contribution(planned, by=cast.officer, target=ahead)
    where, _words = refusal(
        actions.move_result,
        planned,
        by=cast.officer,
        verb="report_result",
        values={"on": PartialDate(2026, 2)},
    )
    assert where == "engagement"
    Engagement.objects.filter(pk=ahead.pk).update(state="cancelled")
    ahead.refresh_from_db()
    assert (
        refusal(actions.add_contribution, result("Another"), by=cast.officer, target=ahead)[0] == "engagement"
    )


def test_res_4_who_may_not_write_changes_nothing(cast: Cast, result: Make, tie: Make) -> None:
    one = result()
    with pytest.raises(NotAllowed):
        actions.add_contribution(one, by=cast.viewer, named="x")
    with pytest.raises(NotAllowed):
        result("Another", by=cast.viewer)
    hidden = tie("Hidden", visibility="confidential")
    with pytest.raises(NotFound):
        actions.add_contribution(one, by=cast.officer, target=hidden)


def test_res_4_a_hidden_link_has_a_share_and_no_name(cast: Cast, result: Make, tie: Make) -> None:
    one, trier = result(), tie("Trier")
    actions.add_contribution(one, by=cast.operator, target=trier, share=(1, 2))
    set_visibility(trier, by=cast.operator, visibility="confidential")
    (link,) = queries.chain_of(cast.viewer, one)
    assert (link.name, link.uid, link.is_seen, link.contribution.part) == ("", "", False, 1)


def test_res_4_a_chain_follows_a_merge_and_drops_the_double(cast: Cast, result: Make) -> None:
    one, two = result(), result("Another")
    values = {"kind": "chamber", "country": "DE"}
    bodies = [
        add_organisation(cast.office, by=cast.officer, values={"name": name, **values})
        for name in ("Chamber", "Chamber of Trade")
    ]
    actions.add_contribution(one, by=cast.officer, target=bodies[0], share=(1, 2))
    actions.add_contribution(one, by=cast.officer, target=bodies[1], share=(1, 4))
    actions.add_contribution(two, by=cast.officer, target=bodies[1])
    merge(bodies[0], bodies[1], by=cast.director)
    assert set(Contribution.objects.values_list("organisation", "result")) == {
        (bodies[0].pk, one.pk),
        (bodies[0].pk, two.pk),
    }


def test_res_17_results_elsewhere_are_never_added_to_ours(cast: Cast, result: Make) -> None:
    for place in ("ours", "theirs", "world"):
        result(
            f"Jobs {place}",
            kind="jobs",
            low=Decimal(10),
            high=Decimal(10),
            counted=f"posts {place}",
            belongs=place,
        )
    today = timezone.localdate()
    rows = Result.objects.filter(rules.counts(today))
    for place in ("ours", "theirs", "world"):
        (total,) = queries.totals(rows.filter(belongs=place))
        assert (total.low, total.results) == (Decimal(10), 1)


def test_res_4_totals_keep_units_and_currencies_apart(cast: Cast, result: Make) -> None:
    money = {"kind": "investment", "valued_on": PartialDate(2025)}
    result("One", **money, low=Decimal(10), high=Decimal(20), currency="EUR")
    result("Two", **money, low=Decimal(1), high=Decimal(1), currency="SEK")
    result("Three", kind="jobs", low=Decimal(2), high=Decimal(3), counted="Full-time posts")
    result("Four", kind="jobs", low=Decimal(2), high=Decimal(2), counted="full-time posts")
    result("Five", kind="jobs")
    found: dict[Any, Any] = {
        (one.kind, one.currency, one.counted.casefold()): (one.low, one.high, one.results, one.without_figure)
        for one in queries.totals(Result.objects.all())
    }
    assert found == {
        ("investment", "EUR", ""): (10, 20, 1, 0),
        ("investment", "SEK", ""): (1, 1, 1, 0),
        ("jobs", "", "full-time posts"): (4, 5, 2, 0),
        ("jobs", "", ""): (0, 0, 1, 1),
    }


def test_res_4_the_costs_page_learns_outcomes_by_tie(
    cast: Cast, result: Make, tie: Make, contact: Make
) -> None:
    trier, graz = tie("Trier"), tie("Graz")
    call = contact("2025-01", ties=[trier, graz])
    one, two = result("One"), result("Two")
    actions.add_contribution(one, by=cast.officer, target=call)
    actions.add_contribution(one, by=cast.officer, target=trier)
    actions.add_contribution(two, by=cast.officer, target=trier)
    actions.move_result(two, by=cast.officer, verb="withdraw_result", reason="Not so at all.")
    ties = Partnership.objects.all()
    found = queries.counted_by_tie(cast.officer, cast.office, ties, timezone.localdate())
    assert found == {trier.pk: {"ours": 1}, graz.pk: {"ours": 1}}


def test_res_17_by_tie_their_results_stand_beside_ours_and_are_not_added(
    cast: Cast, result: Make, tie: Make
) -> None:
    trier = tie("Trier")
    for belongs, count in (("ours", 2), ("theirs", 3), ("world", 1)):
        for number in range(count):
            actions.add_contribution(
                result(f"{belongs} {number}", belongs=belongs), by=cast.officer, target=trier
            )
    today = timezone.localdate()
    found = queries.counted_by_tie(cast.officer, cast.office, Partnership.objects.all(), today)
    assert found == {trier.pk: {"ours": 2, "theirs": 3, "world": 1}}
    page = fetch(signed_in(cast.viewer), reverse("portfolio:cost", args=(cast.office.slug,)))
    assert "Our place 2, The partner's place 3, The world 1" in page.text
    page = fetch(signed_in(cast.viewer), reverse("portfolio:tie", args=(cast.office.slug, trier.uid)))
    told = " ".join(page.text.split())
    assert "Results that count and name it: Our place 2, The partner's place 3, The world 1." in told
    page = fetch(signed_in(cast.viewer), reverse("results:ledger", args=(cast.office.slug,)))
    assert "2 results count in our place; 0 of them confirmed by outsiders." in page.text
    assert "Kept apart from these: The partner's place 3, The world 1." in page.text
