"""STR-2: the objectives that ties and engagements serve, objectives nobody serves, work that serves none."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from proxenia.core.errors import NotAllowed, NotFound
from proxenia.engagements.actions.objectives import serve_objectives as serve_by_contact
from proxenia.engagements.models import EngagementObjective
from proxenia.engagements.queries.objectives import coverage
from proxenia.portfolio.actions.objectives import serve_objectives
from proxenia.portfolio.models import TieObjective
from proxenia.records.actions import set_visibility
from proxenia.strategy.models import Objective
from tests.cast import Cast, make_tie, signed_in
from tests.strategy.conftest import aim, outcome, strategy

__all__ = ["aim", "outcome", "strategy"]

Aims = Callable[..., Objective]


def day(back: int) -> str:
    return (timezone.localdate() - dt.timedelta(days=back)).isoformat()


@pytest.fixture
def moss(cast: Cast) -> Any:
    return make_tie(cast.office, by=cast.officer, name="Moss", values={"state": "active"})


def test_str_2_a_tie_serves_objectives_and_the_list_is_narrowed_by_them(
    cast: Cast, aim: Aims, moss: Any
) -> None:
    one, other = aim(), aim("Ten firms of the port meet a buyer")
    make_tie(cast.office, by=cast.officer, name="Vik", values={"state": "active"})
    client = signed_in(cast.officer)
    form = reverse("portfolio:objectives", args=("halden", moss.uid))
    assert client.post(form, {"objectives": [one.uid, other.uid]}).status_code == 302
    assert TieObjective.objects.count() == 2
    assert client.post(form, {"objectives": ["x"]}).status_code == 422
    assert client.post(form, {"objectives": [one.uid]}).status_code == 302
    assert one.title in client.get(reverse("portfolio:tie", args=("halden", moss.uid))).content.decode()
    listed = reverse("portfolio:list", args=("halden",))
    assert [row.name for row in _ties(client.get(f"{listed}?objective={one.uid}"))] == ["Moss"]
    assert [row.name for row in _ties(client.get(f"{listed}?objective=none"))] == ["Vik"]
    assert {row.name for row in _ties(client.get(f"{listed}?objective=none&objective={one.uid}"))} == {
        "Moss",
        "Vik",
    }
    assert "Moss" in client.get(reverse("strategy:objective", args=("halden", one.uid))).content.decode()
    assert client.post(form, {}).status_code == 302
    assert not TieObjective.objects.exists()


def _ties(answer: Any) -> list[Any]:
    return list(answer.context["page"].object_list) if "page" in answer.context else []


def test_str_2_an_engagement_serves_objectives_and_the_list_is_narrowed_by_them(
    cast: Cast, aim: Aims, moss: Any, contact: Any
) -> None:
    one = aim()
    done, idle = contact(day(5), ties=[moss]), contact(day(6), ties=[moss])
    serve_objectives(moss, by=cast.officer, objectives=[one])
    client = signed_in(cast.officer)
    form = reverse("engagements:objectives", args=("halden", done.uid))
    assert "checked" in client.get(form).content.decode()
    assert client.post(form, {"objectives": [one.uid]}).status_code == 302
    listed = reverse("engagements:list", args=("halden",))
    for value, shown, hidden in ((one.uid, done, idle), ("none", idle, done)):
        told = client.get(f"{listed}?objective={value}").content.decode()
        assert shown.uid in told
        assert hidden.uid not in told
    assert done.uid not in client.get(f"{listed}?objective=unknown").content.decode()
    assert (
        one.title in client.get(reverse("engagements:engagement", args=("halden", done.uid))).content.decode()
    )


def test_str_2_what_serves_what(cast: Cast, aim: Aims, moss: Any, contact: Any) -> None:
    served, idle = aim(), aim("Ten firms of the port meet a buyer")
    vik = make_tie(cast.office, by=cast.officer, name="Vik", values={"state": "active"})
    through, own, none = (
        contact(day(5), ties=[moss]),
        contact(day(6), ties=[vik]),
        contact(day(7), ties=[vik]),
    )
    serve_objectives(moss, by=cast.officer, objectives=[served])
    serve_by_contact(own, by=cast.officer, objectives=[served])
    found = coverage(cast.viewer, cast.office, timezone.localdate())
    rows = {row.objective.pk: (row.ties, row.engagements) for row in found.rows}
    assert rows == {served.pk: (1, 1), idle.pk: (0, 0)}
    assert list(found.idle_ties) == [vik]
    assert list(found.idle_contacts) == [none]
    assert through not in found.idle_contacts
    told = signed_in(cast.viewer).get(reverse("engagements:coverage", args=("halden",))).content.decode()
    assert "Nobody works on 1 of 2 objectives; 1 working tie serves none." in told


def test_str_2_hidden_objectives_and_ties_are_neither_named_nor_lost(
    cast: Cast, aim: Aims, moss: Any
) -> None:
    one, hidden = aim(), aim("A hidden aim of the port office")
    serve_objectives(moss, by=cast.officer, objectives=[one, hidden])
    set_visibility(hidden, by=cast.director, visibility="confidential")
    page = reverse("portfolio:tie", args=("halden", moss.uid))
    assert "A hidden aim" not in signed_in(cast.viewer).get(page).content.decode()
    serve_objectives(moss, by=cast.officer, objectives=[])
    assert list(TieObjective.objects.values_list("objective", flat=True)) == [hidden.pk]
    with pytest.raises(NotFound):
        serve_objectives(moss, by=cast.officer, objectives=[hidden])
    with pytest.raises(NotAllowed):
        serve_objectives(moss, by=cast.viewer, objectives=[one])
    set_visibility(moss, by=cast.director, visibility="confidential")
    told = (
        signed_in(cast.viewer).get(reverse("strategy:objective", args=("halden", one.uid))).content.decode()
    )
    assert "Moss" not in told


def test_str_2_the_coverage_asks_a_constant_number_of_questions(
    cast: Cast, aim: Aims, contact: Any, django_assert_max_num_queries: Any
) -> None:
    for n in range(6):
        tie = make_tie(cast.office, by=cast.officer, name=f"Place {n}", values={"state": "active"})
        serve_objectives(tie, by=cast.officer, objectives=[aim(f"Ten firms of the port sell in place {n}")])
        contact(day(n + 1), ties=[tie])
    with django_assert_max_num_queries(8):
        found = coverage(cast.viewer, cast.office, timezone.localdate())
        assert sum(row.ties for row in found.rows) == 6
    assert dt.date.today() - found.since >= dt.timedelta(days=364)
    assert not EngagementObjective.objects.exists()
