"""RES-2, RES-12, RES-14, RES-15: values recorded, revised, locked, rolled up; bad figures refused with their field."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from proxenia.audit.models import Event
from proxenia.core.errors import Conflict, NotAllowed, Refused
from proxenia.core.periods import Period
from proxenia.indicators.actions import add_indicator, change_indicator, load_library
from proxenia.indicators.models import Indicator
from proxenia.indicators.queries.library import indicator_named
from proxenia.results.actions.observations import (
    Of,
    Said,
    lock_period,
    open_period,
    record_observation,
    record_observations,
    set_target,
)
from proxenia.results.models import Observation, ObservationRevision, PeriodLock, Target
from proxenia.results.queries.observations import rolled_over_units, series
from proxenia.results.rules.observations import read_number
from tests.cast import Cast, signed_in

Q1, Q2 = Period.parse("2025-Q1"), Period.parse("2025-Q2")
BASE = {
    "name": "Choirs",
    "horizon": "activity",
    "kind": "process",
    "family": "outcome",
    "direction": "rising",
}
SHARE = {"unit": "percent", "is_ratio": True, "numerator_words": "those who sang", "denominator_words": "all"}
LEVELS = [{"label": "None", "means": ""}, {"label": "Some", "means": ""}, {"label": "All", "means": ""}]


def make(cast: Cast, **more: Any) -> Indicator:
    return add_indicator(cast.office, by=cast.officer, values={**BASE, **more})


def say(cast: Cast, one: Indicator, period: Period = Q1, **more: Any) -> Observation:
    of, reason = more.pop("of", Of()), more.pop("reason", "")
    return record_observation(one, by=cast.officer, period=period, values=more, of=of, reason=reason)


def test_res_2_a_value_is_revised_with_a_reason_and_what_it_said_is_kept(cast: Cast) -> None:
    one = make(cast)
    first = say(cast, one, value=Decimal(12), source="list of choirs", evidence_level="document")
    with pytest.raises(Refused) as refused:
        say(cast, one, value=Decimal(13))
    assert refused.value.where == "reason"
    again = say(cast, one, value=Decimal(13), reason="One came late.")
    assert (again.pk, again.revision, again.source) == (first.pk, 2, "list of choirs")
    kept = ObservationRevision.objects.get()
    assert (Decimal(kept.said["value"]), kept.reason, kept.number) == (Decimal(12), "One came late.", 1)
    assert say(cast, one, value=Decimal(13)).revision == 2
    assert Event.objects.filter(verb="revise_observation").count() == 1
    with pytest.raises(Conflict):
        record_observation(
            one, by=cast.officer, period=Q1, values={"value": Decimal(1)}, reason="x", expected="1"
        )


@pytest.mark.parametrize(
    ("definition", "values", "where"),
    [
        ({}, {}, "value"),
        ({}, {"value": Decimal(-1)}, "value"),
        ({}, {"value": Decimal(1), "numerator": Decimal(1)}, "numerator"),
        ({"unit": "people"}, {"value": Decimal("1.5")}, "value"),
        ({"unit": "percent"}, {"value": Decimal("0.3")}, "value"),
        ({"unit": "money"}, {"value": Decimal(5)}, "currency"),
        (SHARE, {"value": Decimal(30)}, "numerator"),
        (SHARE, {"denominator": Decimal(4)}, "numerator"),
        (SHARE, {"numerator": Decimal(4)}, "denominator"),
        (SHARE, {"numerator": Decimal(4), "denominator": Decimal(0)}, "denominator"),
        (SHARE, {"numerator": Decimal(5), "denominator": Decimal(4)}, "numerator"),
        (SHARE, {"numerator": Decimal(3), "denominator": Decimal(10), "value": Decimal("0.3")}, "value"),
        ({"unit": "level", "levels": LEVELS}, {"value": Decimal(4), "words": "Seen."}, "value"),
        ({"unit": "level", "levels": LEVELS}, {"value": Decimal(2)}, "words"),
        ({}, {"value": Decimal(1), "evidence_level": "gossip"}, "evidence_level"),
        ({}, {"value": Decimal(1), "parts": {"age": {"young": "1"}}}, "parts"),
    ],
)
def test_res_12_figures_that_cannot_be_are_refused_with_their_field(
    cast: Cast, definition: dict[str, Any], values: dict[str, Any], where: str
) -> None:
    one = make(cast, **definition)
    with pytest.raises(Refused) as refused:
        say(cast, one, **values)
    assert refused.value.where == where
    assert refused.value.message.endswith((".", "?"))
    assert not Observation.objects.exists()


def test_res_12_thirty_per_cent_is_kept_as_three_of_ten(cast: Cast) -> None:
    one = make(cast, **SHARE)
    kept = say(cast, one, numerator=Decimal(3), denominator=Decimal(10), value=Decimal(30))
    assert (kept.value, kept.numerator, kept.denominator) == (None, 3, 10)
    nothing = say(cast, one, Q2, numerator=Decimal(0), denominator=Decimal(0))
    assert nothing.is_known
    assert series([one], [Q1, Q2])[one.pk]["2025-Q1"].value == 30
    assert series([one], [Q1, Q2])[one.pk]["2025-Q2"].value is None


@pytest.mark.parametrize("text", ["see note", "n/a?", "twelve", "#REF!"])
def test_res_2_words_in_a_number_are_refused_with_their_field(text: str) -> None:
    with pytest.raises(Refused) as refused:
        read_number(text, "value")
    assert refused.value.where == "value"


def test_res_12_breakdowns_are_named_by_the_definition_and_never_more_than_the_whole(cast: Cast) -> None:
    parts = [{"code": "age", "label": "age", "categories": ["young", "old"]}]
    one = make(cast, disaggregations=parts)
    for bad in ({"height": {"tall": "1"}}, {"age": {"middling": "1"}}, {"age": {"young": "8", "old": "5"}}):
        with pytest.raises(Refused):
            say(cast, one, value=Decimal(12), parts=bad)
    kept = say(cast, one, value=Decimal(12), parts={"age": {"Young": "8"}}, of=Of(unit=cast.unit))
    assert kept.parts == {"age": {"young": ["8"]}}
    rolled = rolled_over_units(one, Q1)
    assert (rolled.value, rolled.parts["age"]["young"].value) == (12, 8)
    assert rolled.missing == ("Port",)


def test_res_2_a_gap_is_said_in_words_and_stays_a_gap(cast: Cast) -> None:
    one = make(cast)
    gap = say(cast, one, words="The list was lost.", of=Of(unit=cast.unit))
    assert not gap.is_known
    say(cast, one, value=Decimal(4), of=Of(unit=cast.other_unit))
    rolled = rolled_over_units(one, Q1)
    assert (rolled.value, rolled.missing) == (4, ("Culture",))
    assert series([one], [Q1])[one.pk]["2025-Q1"].known == 1


def test_res_12_roll_up_in_the_database_is_that_of_the_method(cast: Cast) -> None:
    """What the office states for itself stands before its units; shares are added above and below."""
    count, share = make(cast), make(cast, **SHARE)
    for unit, number in ((cast.unit, 3), (cast.other_unit, 10)):
        say(cast, count, value=Decimal(number), of=Of(unit=unit))
        say(cast, share, numerator=Decimal(number), denominator=Decimal(10 * number - 20), of=Of(unit=unit))
    for one in (count, share):
        by_method, by_database = rolled_over_units(one, Q1), series([one], [Q1])[one.pk]["2025-Q1"]
        assert by_method.value == by_database.value
        assert by_method.known == by_database.known == 2
    assert series([share], [Q1])[share.pk]["2025-Q1"].value == Decimal(1300) / Decimal(90)
    say(cast, count, value=Decimal(20))
    assert rolled_over_units(count, Q1).value == series([count], [Q1])[count.pk]["2025-Q1"].value == 20


def test_res_15_a_district_has_its_value_and_is_not_added_to_the_units(cast: Cast) -> None:
    one = make(cast)
    say(cast, one, value=Decimal(9))
    say(cast, one, value=Decimal(4), of=Of(district="Harbour"))
    assert Observation.objects.count() == 2
    assert rolled_over_units(one, Q1).value == 9


def test_res_12_values_of_two_definitions_are_not_added(cast: Cast) -> None:
    one = make(cast)
    say(cast, one, value=Decimal(9), of=Of(unit=cast.unit))
    changed = change_indicator(one, by=cast.officer, values={"unit": "people"}, reason="Singers now.")
    say(cast, changed, value=Decimal(90), of=Of(unit=cast.other_unit))
    assert sorted(Observation.objects.values_list("version__number", flat=True)) == [1, 2]
    assert (
        rolled_over_units(changed, Q1).why
        == series([changed], [Q1])[one.pk]["2025-Q1"].why
        == "several versions"
    )


def test_res_2_a_locked_period_holds_its_values_until_it_is_opened_with_a_reason(cast: Cast) -> None:
    one = make(cast)
    say(cast, one, value=Decimal(9))
    lock = lock_period(cast.office, by=cast.officer, period=Period.parse("2025"))
    for period in (Q1, Q2, Period.parse("2025-H1")):
        with pytest.raises(Refused) as refused:
            say(cast, one, period, value=Decimal(8), reason="No.")
        assert "is locked since" in refused.value.message
    with pytest.raises(Refused):
        lock_period(cast.office, by=cast.officer, period=Q1)
    with pytest.raises(NotAllowed):
        open_period(lock, by=cast.officer, reason="I want to.")
    with pytest.raises(Refused):
        open_period(lock, by=cast.director, reason=" ")
    open_period(lock, by=cast.director, reason="The audit found a mistake.")
    assert say(cast, one, value=Decimal(8), reason="Audit.").revision == 2
    assert lock_period(cast.office, by=cast.officer, period=Period.parse("2025")).pk != lock.pk


def test_res_2_wrong_periods_are_refused(cast: Cast) -> None:
    one = make(cast, frequency="year")
    with pytest.raises(Refused) as refused:
        say(cast, one, Q1, value=Decimal(1))
    assert "2025" in refused.value.message
    with pytest.raises(Refused):
        lock_period(cast.office, by=cast.officer, period=Period.of(dt.date.today(), "year"))


def test_res_2_what_is_computed_is_never_typed_and_units_write_their_own(cast: Cast) -> None:
    load_library(cast.office, by=cast.officer)
    with pytest.raises(Refused):
        say(cast, indicator_named(cast.office, "meetings"), value=Decimal(1))
    one = make(cast)
    record_observation(
        one, by=cast.unit_editor, period=Q1, values={"value": Decimal(1)}, of=Of(unit=cast.unit)
    )
    for of in (Of(), Of(unit=cast.other_unit)):
        with pytest.raises(NotAllowed):
            record_observation(one, by=cast.unit_editor, period=Q1, values={"value": Decimal(1)}, of=of)


def test_res_2_many_are_recorded_or_none(cast: Cast) -> None:
    one = make(cast)
    good, bad = Said(one, Q1, {"value": Decimal(1)}), Said(one, Q2, {"value": Decimal(-1)})
    with pytest.raises(Refused):
        record_observations(cast.office, by=cast.officer, all_said=[good, bad], origin="return")
    assert not Observation.objects.exists()
    done = record_observations(cast.office, by=cast.officer, all_said=[good], origin="return")
    assert done[0].origin == "return"


def test_res_2_targets_and_baselines_are_set_and_replaced(cast: Cast) -> None:
    one = make(cast)
    set_target(one, by=cast.officer, period=Q2, values={"value": Decimal(30)})
    with pytest.raises(Refused, match="why it is moved"):
        set_target(one, by=cast.officer, period=Q2, values={"value": Decimal(40)})
    set_target(one, by=cast.officer, period=Q2, values={"value": Decimal(30), "source": "Budget"})
    set_target(one, by=cast.officer, period=Q2, values={"value": Decimal(40), "words": "Decided in May."})
    set_target(one, by=cast.officer, period=Q1, values={"value": Decimal(5)}, kind=Target.Kind.BASELINE)
    assert sorted(Target.objects.values_list("kind", "value")) == [("baseline", 5), ("target", 40)]
    with pytest.raises(Refused):
        set_target(one, by=cast.officer, period=Q2, values={})
    lock_period(cast.office, by=cast.officer, period=Q1)
    values = {"value": Decimal(2), "words": "Looks better so."}
    with pytest.raises(Refused, match="is locked since"):
        set_target(one, by=cast.officer, period=Q1, values=values, kind=Target.Kind.BASELINE)
    assert Target.objects.get(kind="baseline").value == 5


def address(name: str, *args: str) -> str:
    return reverse(name, args=["halden", *args])


@pytest.fixture
def client(cast: Cast) -> Client:
    return signed_in(cast.officer)


def test_res_2_on_pages_a_value_is_recorded_revised_and_told(cast: Cast, client: Client) -> None:
    one = make(cast)
    form = address("results:record", one.uid)
    assert client.get(form).status_code == 200
    refused = client.post(form, {"period": "2025-Q1", "value": "see note"})
    assert refused.status_code == 422
    assert client.post(form, {"period": "2025-Q9", "value": "3"}).status_code == 422
    client.post(form, {"period": "2025-Q1", "value": "1,200", "source": "the list"})
    kept = Observation.objects.get()
    assert kept.value == 1200
    revise = address("results:revise", kept.uid)
    assert client.get(revise).status_code == 200
    client.post(
        revise, {"period": "2025-Q1", "value": "1300", "reason": "Counted again.", "expected_version": "1"}
    )
    page = client.get(address("results:observation", kept.uid)).content.decode()
    assert "What it said before" in page
    assert "Counted again." in page
    target = address("results:set_target", one.uid, "target")
    assert client.get(target).status_code == 200
    client.post(target, {"period": "2025-Q4", "value": "2000"})
    shown = client.get(address("indicators:indicator", one.uid)).content.decode()
    assert "Last known" in shown
    assert "2,000" in shown
    assert signed_in(cast.outsider).get(address("results:observation", kept.uid)).status_code == 404
    assert signed_in(cast.viewer).post(form, {"period": "2025-Q1", "value": "3"}).status_code == 403


def test_res_14_on_pages_a_level_is_chosen_and_needs_its_evidence(cast: Cast, client: Client) -> None:
    one = make(cast, unit="level", levels=LEVELS)
    form = address("results:record", one.uid)
    assert client.post(form, {"period": "2025-Q1", "value": "2"}).status_code == 422
    client.post(form, {"period": "2025-Q1", "value": "2", "words": "Two groups said so."})
    assert "2: Some" in client.get(address("indicators:indicator", one.uid)).content.decode()


def test_res_2_on_pages_a_period_is_locked_and_opened(cast: Cast, client: Client) -> None:
    assert "No period is locked" in client.get(address("results:locks")).content.decode()
    assert client.get(address("results:lock")).status_code == 200
    assert client.post(address("results:lock"), {"period": "2999"}).status_code == 422
    client.post(address("results:lock"), {"period": "2025-Q1", "reason": "Told to the council."})
    lock = PeriodLock.objects.get()
    assert client.post(address("results:open_period", lock.uid), {"reason": "x"}).status_code == 403
    director = signed_in(cast.director)
    page = director.post(address("results:open_period", lock.uid), {"reason": ""}, follow=True)
    assert "Say why" in page.content.decode()
    director.post(address("results:open_period", lock.uid), {"reason": "A mistake."})
    assert "A mistake." in client.get(address("results:locks")).content.decode()
