"""STR-2, STR-3: measures with baseline and target, at most four of them."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from proxenia.core.errors import NotAllowed, Refused
from proxenia.indicators.actions import load_library
from proxenia.indicators.models import Indicator
from proxenia.strategy import actions
from proxenia.strategy.models import Measure, Objective, Strategy
from proxenia.strategy.queries import progress
from tests.cast import Cast, signed_in

Aims = Callable[..., Objective]
BY = dt.date(2028, 1, 31)


@pytest.fixture
def library(cast: Cast) -> Callable[[str], Indicator]:
    load_library(cast.office, by=cast.director)
    return lambda code: Indicator.objects.get(office=cast.office, code=code)


def values(indicator: Indicator | None, **more: Any) -> dict[str, Any]:
    given = {"baseline": Decimal(4), "baseline_on": dt.date(2025, 12, 31), "target": Decimal(30), "by": BY}
    return {"indicator": indicator, **given, **more}


def test_str_3_a_fifth_measure_is_refused(cast: Cast, aim: Aims, library: Callable[[str], Indicator]) -> None:
    one = aim()
    for code in ("export_deals", "business_matches", "delegations", "meetings"):
        actions.add_measure(one, by=cast.officer, values=values(library(code)))
    with pytest.raises(Refused, match="at most 4 measures"):
        actions.add_measure(one, by=cast.officer, values=values(library("events")))
    assert one.measures.count() == 4
    page = signed_in(cast.officer).get(reverse("strategy:objective", args=("halden", one.uid)))
    assert "It has its 4 measures" in page.content.decode()


@pytest.mark.parametrize(
    ("more", "where"),
    [
        ({"by": dt.date(2025, 12, 31)}, "by"),
        ({"by": dt.date(2020, 1, 1)}, "by"),
        ({"by": None}, "by"),
        ({"target": None}, "target"),
        ({"target": Decimal(3)}, "target"),
        ({"baseline_on": None}, "baseline_on"),
        ({"baseline": None}, "baseline"),
        ({"indicator": None}, "indicator"),
        ({"baseline_on": timezone.localdate() + dt.timedelta(days=1)}, "baseline_on"),
        ({"target": Decimal(-30), "baseline": None, "baseline_on": None}, "target"),
    ],
)
def test_str_3_a_wrong_measure_is_refused_at_its_field(
    cast: Cast, aim: Aims, library: Callable[[str], Indicator], more: dict[str, Any], where: str
) -> None:
    with pytest.raises(Refused) as refusal:
        actions.add_measure(aim(), by=cast.officer, values={**values(library("export_deals")), **more})
    assert refusal.value.where == where
    assert not Measure.objects.exists()


@pytest.mark.parametrize(
    ("code", "name", "value"),
    [
        ("strategy_linked", "target", "9"),
        ("strategy_linked", "target", "2.5"),
        ("strategy_linked", "baseline", "0"),
        ("jobs_generated", "target", "30.5"),
        ("promises_kept", "target", "130"),
        ("promises_kept", "baseline", "-3"),
    ],
)
def test_str_3_a_value_the_indicator_can_never_have_is_refused_at_its_field(
    cast: Cast, aim: Aims, library: Callable[[str], Indicator], code: str, name: str, value: str
) -> None:
    sound = {"baseline": Decimal(1), "target": Decimal(2), name: Decimal(value)}
    with pytest.raises(Refused) as refusal:
        actions.add_measure(aim(), by=cast.officer, values=values(library(code), **sound))
    assert refusal.value.where == name


def test_str_3_less_than_one_per_cent_and_a_target_that_stands_already_are_asked_about(
    cast: Cast, aim: Aims, library: Callable[[str], Indicator]
) -> None:
    one = aim()
    tiny = values(library("promises_kept"), baseline=Decimal("0.1"), target=Decimal("0.3"))
    actions.add_measure(one, by=cast.officer, values=tiny)
    same = values(library("export_deals"), baseline=Decimal(4), target=Decimal(4))
    actions.add_measure(one, by=cast.officer, values=same)
    told = signed_in(cast.officer).get(reverse("strategy:objective", args=("halden", one.uid)))
    text = told.content.decode()
    assert "“Commitments kept” is to reach less than one per cent." in text
    assert "“Export deals” begins at its target" in text


def test_str_3_what_stands_there_already_or_is_retired_is_refused(
    cast: Cast, aim: Aims, library: Callable[[str], Indicator]
) -> None:
    one, deals = aim(), library("export_deals")
    actions.add_measure(one, by=cast.officer, values=values(deals))
    with pytest.raises(Refused, match="by this indicator already"):
        actions.add_measure(one, by=cast.officer, values=values(deals))
    Indicator.objects.filter(code="events").update(retired_at=timezone.now())
    with pytest.raises(Refused, match="not in use"):
        actions.add_measure(one, by=cast.officer, values=values(library("events")))
    with pytest.raises(NotAllowed):
        actions.add_measure(one, by=cast.viewer, values=values(library("meetings")))


def test_str_3_the_pages_of_measures_write_what_is_typed(
    cast: Cast, aim: Aims, library: Callable[[str], Indicator]
) -> None:
    one, client = aim(), signed_in(cast.officer)
    add = reverse("strategy:add_measure", args=("halden", one.uid))
    sent = {"baseline": "4", "baseline_on": "2025-12-31", "target": "30", "by": "2028-01-31"}
    assert client.post(add, {**sent, "indicator": library("export_deals").uid}).status_code == 302
    made = Measure.objects.get()
    edit = reverse("strategy:edit_measure", args=("halden", made.uid))
    refused = client.post(edit, {**sent, "by": "2025-01-01"})
    assert refused.status_code == 422
    assert "lies before its baseline" in refused.content.decode()
    assert client.post(edit, {**sent, "target": "see note"}).status_code == 422
    assert client.post(edit, {**sent, "target": "40"}).status_code == 302
    made.refresh_from_db()
    assert made.target == 40
    assert signed_in(cast.viewer).get(edit).status_code == 403
    assert client.post(reverse("strategy:remove_measure", args=("halden", made.uid))).status_code == 302
    assert not Measure.objects.exists()


def test_str_8_citizens_read_figures_where_some_are_kept(
    cast: Cast,
    strategy: Strategy,
    aim: Aims,
    library: Callable[[str], Indicator],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = actions.add_measure(aim(), by=cast.officer, values=values(library("export_deals")))
    today = timezone.localdate()
    actions.adopt_strategy(strategy, by=cast.officer, adopted_on=today, adopted_by="The council")
    actions.publish_strategy(strategy, by=cast.officer)
    address = reverse("citizen_strategy", args=(strategy.uid,))
    told = Client().get(address).content.decode()
    assert "no figure yet" in told
    assert "target 30 by" in told

    def read(keys: Any) -> dict[int, progress.Reading]:
        return {made.pk: progress.Reading(Decimal(17), "2026-Q3")}

    monkeypatch.setattr(progress, "_READERS", [read])
    told = Client().get(address).content.decode()
    assert "17" in told
    assert "2026-Q3" in told
    assert "No figures are kept yet" not in told
    strategy.refresh_from_db()
    actions.change_measure(made, by=cast.officer, values={"target": Decimal("30.0")})
    page = signed_in(cast.viewer).get(reverse("strategy:differences", args=("halden", strategy.uid)))
    assert "Nothing you may see differs" in page.content.decode()
