"""RES-1, RES-12, RES-18: the library, versions of a definition, own indicators, calibration."""

from decimal import Decimal
from typing import Any

import pytest

from proxenia.audit.models import Event
from proxenia.core.errors import Conflict, NotAllowed, Refused
from proxenia.core.vocabulary import Vocabulary
from proxenia.indicators import actions, models
from proxenia.indicators.models import Indicator, IndicatorVersion, Origin
from proxenia.indicators.queries import library
from proxenia.indicators.queries.library import Wanted
from proxenia.indicators.rules import check_definition, read_breakdowns, read_levels
from tests.cast import Cast

OWN = {
    "name": "Choirs that sang together",
    "horizon": "activity",
    "kind": "process",
    "family": "outcome",
    "unit": "number",
    "direction": "rising",
}


def add(cast: Cast, **more: Any) -> Indicator:
    return actions.add_indicator(cast.office, by=cast.officer, values={**OWN, **more})


def test_res_1_every_shipped_definition_can_be_measured_by() -> None:
    shipped = library.shipped_indicators()
    assert len(shipped) > 80
    choices: dict[str, Any] = {
        "horizon": models.Horizon, "kind": models.Kind, "family": models.Family, "unit": models.Unit,
        "direction": models.Direction, "frequency": models.Frequency,
    }  # fmt: skip
    for code, values in shipped.items():
        check_definition(values)
        assert values["definition"], code
        assert all((values["source"], values["derived_from"])), code
        assert all(values[name] in known.values for name, known in choices.items()), code
        assert values["sector"] in ("", *Vocabulary.load("policy_sectors").codes)


def test_res_1_the_library_holds_each_horizon_the_seven_variables_and_both_kinds() -> None:
    shipped = library.shipped_indicators().values()
    assert {one["horizon"] for one in shipped} == set(models.Horizon.values)
    assert {one["family"] for one in shipped} == set(models.Family.values)
    seven = {"investment_attracted", "new_headquarters", "projects_won", "talent_attracted", "jobs_generated",
             "fair_visitors", "tourists"}  # fmt: skip
    assert seven <= library.shipped_indicators().keys()
    assert not any("Metropolis" in one["name"] for one in shipped)


def test_res_1_the_library_is_loaded_once_and_a_second_run_changes_nothing(cast: Cast) -> None:
    first = actions.load_library(cast.office, by=cast.officer)
    assert set(first) == set(library.shipped_indicators())
    assert actions.load_library(cast.office, by=cast.officer) == []
    assert Event.objects.filter(verb="load_indicators").count() == 1
    assert not Indicator.objects.filter(office=cast.other_office).exists()
    assert IndicatorVersion.objects.count() == len(first)


def test_res_1_a_shipped_definition_that_changed_comes_in_unless_the_office_adapted_it(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    actions.load_library(cast.office, by=cast.officer)
    adapted = library.indicator_named(cast.office, "tourists")
    actions.change_indicator(adapted, by=cast.officer, values={"definition": "Guests of two nights."})
    measured = library.indicator_named(cast.office, "meetings")
    actions.mark_used(measured)
    new = {**library.shipped_indicators()}
    for code in ("tourists", "meetings", "events"):
        new[code] = {**new[code], "definition": "Counted anew."}
    monkeypatch.setattr(actions, "shipped_indicators", lambda: new)
    assert (
        actions.load_library(cast.office, by=cast.officer) == ["meetings", "events"]
        or set(actions.load_library(cast.office, by=cast.officer)) == set()
    )
    assert library.indicator_named(cast.office, "tourists").definition == "Guests of two nights."
    assert library.indicator_named(cast.office, "tourists").origin == Origin.ADAPTED
    assert library.indicator_named(cast.office, "meetings").number == 2
    assert library.indicator_named(cast.office, "events").number == 1


def test_res_12_a_definition_is_rewritten_until_something_is_measured_by_it(cast: Cast) -> None:
    one = add(cast)
    changed = actions.change_indicator(one, by=cast.officer, values={"unit": "people"})
    assert (changed.number, library.version_now(changed).body["unit"]) == (1, "people")


def test_res_12_once_used_a_changed_definition_is_a_new_version_and_needs_a_reason(cast: Cast) -> None:
    one = add(cast)
    version = actions.mark_used(one)
    with pytest.raises(Refused) as refused:
        actions.change_indicator(one, by=cast.officer, values={"unit": "people"})
    assert refused.value.where == "reason"
    assert Indicator.objects.get().unit == "number"
    changed = actions.change_indicator(
        one, by=cast.officer, values={"unit": "people"}, reason="Singers are counted, not choirs."
    )
    assert changed.number == 2
    version.refresh_from_db()
    assert version.body["unit"] == "number"
    assert library.version_now(changed).reason == "Singers are counted, not choirs."
    assert Event.objects.filter(verb="redefine_indicator").count() == 1


def test_res_12_where_it_stands_in_the_library_is_no_new_version(cast: Cast) -> None:
    one = add(cast)
    actions.mark_used(one)
    changed = actions.change_indicator(one, by=cast.officer, values={"horizon": "long"})
    assert (changed.number, changed.horizon) == (1, "long")
    assert library.version_now(changed).is_frozen


@pytest.mark.parametrize(
    ("values", "where"),
    [
        ({"name": " "}, "name"),
        ({"is_ratio": True, "unit": "percent", "denominator_words": "all"}, "numerator_words"),
        ({"is_ratio": True, "unit": "percent", "numerator_words": "some"}, "denominator_words"),
        ({"is_ratio": True, "unit": "money", "numerator_words": "a", "denominator_words": "b"}, "unit"),
        ({"unit": "level", "levels": [{"label": "One", "means": ""}]}, "levels"),
        ({"levels": [{"label": "One", "means": ""}, {"label": "Two", "means": ""}]}, "levels"),
        ({"sector": "astrology"}, "sector"),
        ({"computed_by": "meetings"}, "computed_by"),
    ],
)
def test_res_12_a_definition_nobody_could_measure_by_is_refused(
    cast: Cast, values: dict[str, Any], where: str
) -> None:
    with pytest.raises(Refused) as refused:
        add(cast, **values)
    assert refused.value.where == where
    assert not Indicator.objects.exists()


def test_res_12_breakdowns_and_levels_are_read_and_odd_ones_refused() -> None:
    assert read_breakdowns("sex: women | men; age: young|old")[1] == {
        "code": "age", "label": "age", "categories": ["young", "old"],
    }  # fmt: skip
    for text in ("women, men", "sex: women", "sex: a|b; sex: c|d", "sex: a | A"):
        with pytest.raises(Refused):
            read_breakdowns(text)
    assert read_levels("None: nothing\nMuch: all over")[0] == {"label": "None", "means": "nothing"}
    with pytest.raises(Refused):
        read_levels("|".join("abcdefghijklm"))


def test_res_1_who_may_not_write_for_the_office_changes_no_indicator(cast: Cast) -> None:
    one = add(cast)
    for user in (cast.viewer, cast.unit_editor, cast.partner, cast.auditor, cast.outsider):
        with pytest.raises(NotAllowed):
            actions.change_indicator(one, by=user, values={"name": "Mine"})
        with pytest.raises(NotAllowed):
            actions.load_library(cast.office, by=user)


def test_res_1_two_of_one_name_get_two_codes_and_a_stale_page_is_told(cast: Cast) -> None:
    one, two = add(cast), add(cast)
    assert (one.code, two.code) == ("choirs_that_sang_together", "choirs_that_sang_together_2")
    actions.change_indicator(one, by=cast.officer, values={"name": "Choirs"}, expected="1")
    with pytest.raises(Conflict):
        actions.change_indicator(one, by=cast.officer, values={"name": "Bands"}, expected="1")


def test_res_18_calibration_is_kept_with_reason_threshold_and_whom_not_to_compare(cast: Cast) -> None:
    one = add(cast)
    with pytest.raises(Refused):
        actions.calibrate_indicator(one, by=cast.officer, values={"applies": "no", "reason": ""})
    with pytest.raises(Refused):
        actions.calibrate_indicator(
            one, by=cast.officer, values={"applies": "yes", "threshold": Decimal(5), "threshold_words": ""}
        )
    values = {
        "applies": "partly", "reason": "Half of the choirs only.", "threshold": Decimal(5),
        "threshold_words": "fewer is a bad year", "not_comparable": "Moss counts rehearsals.",
    }  # fmt: skip
    sheet = actions.calibrate_indicator(one, by=cast.officer, values=values)
    assert actions.calibrate_indicator(one, by=cast.officer, values=values).version == sheet.version
    with pytest.raises(Conflict):
        actions.calibrate_indicator(one, by=cast.officer, values={"applies": "yes"}, expected="0")
    assert Event.objects.filter(verb="calibrate_indicator").count() == 1


def test_res_1_the_library_is_searched_and_filtered_with_counts(cast: Cast) -> None:
    actions.load_library(cast.office, by=cast.officer)
    found = library.wanted_indicators(cast.office, Wanted(text="delegations", computed="yes"))
    assert [one.code for one in found] == ["delegations", "delegations_in", "delegations_out"]
    counts = library.facet_counts(cast.office, Wanted(horizon="long"))
    long = library.wanted_indicators(cast.office, Wanted(horizon="long")).count()
    assert counts["horizon"]["long"] == long
    assert sum(counts["kind"].values()) == long
    retired = library.indicator_named(cast.office, "tourists")
    actions.retire_indicator(retired, by=cast.officer)
    assert [one.code for one in library.wanted_indicators(cast.office, Wanted(retired=True))] == ["tourists"]
    actions.reinstate_indicator(retired, by=cast.officer)
    assert not library.wanted_indicators(cast.office, Wanted(retired=True))
