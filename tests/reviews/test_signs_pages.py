"""Vital signs where people look for ties: list, map, the page of dormant ties, Today; and what a tie costs."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from proxenia.core.values import PartialDate
from proxenia.engagements.models import Engagement
from proxenia.portfolio.actions import add_agreement
from proxenia.portfolio.models import Partnership
from proxenia.records.actions import set_visibility, share
from proxenia.reviews.actions import judge_office
from proxenia.reviews.models import VitalSign
from proxenia.reviews.queries import capacity, signs
from proxenia.reviews.queries.capacity import Quarter, costs_of, known_hours, load_of
from proxenia.reviews.queries.gathering import usual_hours
from tests.cast import Cast, signed_in

Make = Callable[..., Any]


def day(back: int) -> str:
    """A day before today, as ISO text."""
    return (timezone.localdate() - dt.timedelta(days=back)).isoformat()


def html(client: Client, name: str, cast: Cast, *more: Any, query: str = "") -> str:
    """The text of a page of the office."""
    answer = client.get(reverse(name, args=[cast.office.slug, *more]) + query)
    assert answer.status_code == 200, answer.content[:400]
    return str(answer.content.decode())


@pytest.fixture
def words(cast: Cast, tie: Make, contact: Make) -> dict[str, Partnership]:
    """Three ties with a word each, stored as a night stored them; the words are set, not computed."""
    ties = {name: tie(name) for name in ("Livorno", "Quito", "Dornbirn")}
    for back, one in zip((10, 300, 1100), ties.values(), strict=True):
        contact(day(back), ties=[one])
    judge_office(cast.office, by=cast.operator)
    states = (("alive", 0.05), ("quiet", 0.5), ("dormant", 0.95))
    for one, (state, chance) in zip(ties.values(), states, strict=True):
        VitalSign.objects.filter(pk=one.pk).update(state=state, p_stopped=chance)
    return ties


@pytest.mark.parametrize("view", ["list", "map"])
def test_prt_5_list_and_map_are_narrowed_by_vital_sign(
    cast: Cast, words: dict[str, Partnership], view: str
) -> None:
    client = signed_in(cast.viewer)
    whole = html(client, f"portfolio:{view}", cast)
    assert "vital=dormant" in whole
    only = html(client, f"portfolio:{view}", cast, query="?vital=dormant")
    assert "Dornbirn" in only
    assert "Quito" not in only
    assert "1 of 3 ties fits." in only
    assert "Dornbirn" not in html(client, f"portfolio:{view}", cast, query="?vital=alive&vital=quiet")


def test_prt_5_a_line_of_the_list_says_its_word(cast: Cast, words: dict[str, Partnership]) -> None:
    text = html(signed_in(cast.viewer), "portfolio:list", cast)
    assert '<span class="sub">Dormant</span>' in text


def test_prt_5_the_counts_follow_what_is_computed_without_an_event(
    cast: Cast, words: dict[str, Partnership]
) -> None:
    client = signed_in(cast.viewer)
    assert "1 of 3 ties fits." in html(client, "portfolio:list", cast, query="?vital=dormant")
    VitalSign.objects.filter(pk=words["Quito"].pk).update(state="dormant", computed_at=timezone.now())
    assert "2 of 3 ties fit." in html(client, "portfolio:list", cast, query="?vital=dormant")


def test_prt_5_a_tie_that_became_historic_has_no_word(cast: Cast, words: dict[str, Partnership]) -> None:
    Partnership.objects.filter(pk=words["Dornbirn"].pk).update(state="historic")
    client = signed_in(cast.viewer)
    assert "Dornbirn" not in html(client, "portfolio:list", cast, query="?vital=dormant")
    assert "Dornbirn" not in html(client, "reviews:vital_signs", cast)
    assert "Vital signs" not in html(client, "portfolio:tie", cast, words["Dornbirn"].uid)


def test_prt_5_dormant_ties_are_explained_with_what_comes_next(
    cast: Cast, words: dict[str, Partnership]
) -> None:
    ended, running = PartialDate.parse_iso("2020-05"), PartialDate.parse_iso("2199")
    for title, ends in (("Old", ended), ("New", running)):
        values = {"title": title, "state": "signed", "signed": PartialDate.parse_iso("2019"), "ends": ends}
        add_agreement(words["Dornbirn"], by=cast.operator, values=values)
    text = html(signed_in(cast.officer), "reviews:vital_signs", cast)
    assert "Dornbirn" in text
    assert "Quito" not in text
    assert "1 agreement still stands as in force." in text
    assert "The last contact was 36 months ago" in text
    assert f"?tie={words['Dornbirn'].uid}" in text
    assert reverse("reviews:open", args=[cast.office.slug, words["Dornbirn"].uid]) in text
    assert "All 3 ties computed" in text
    quiet = html(signed_in(cast.viewer), "reviews:vital_signs", cast, query="?state=quiet")
    assert "Quito" in quiet
    assert "?tie=" not in quiet


def test_prt_5_before_the_first_night_the_page_says_when(cast: Cast, tie: Make) -> None:
    tie("Livorno")
    text = html(signed_in(cast.viewer), "reviews:vital_signs", cast, query="?state=nonsense")
    assert "computed at night for the first time" in text


def test_prt_5_who_may_not_see_a_tie_reads_nothing_of_it(cast: Cast, words: dict[str, Partnership]) -> None:
    set_visibility(words["Dornbirn"], by=cast.operator, visibility="confidential")
    client = signed_in(cast.viewer)
    assert "Dornbirn" not in html(client, "reviews:vital_signs", cast)
    assert "No tie we work on is dormant" in html(client, "desk:today", cast)
    address = reverse("reviews:costs", args=[cast.office.slug, words["Dornbirn"].uid])
    assert client.get(address).status_code == 404


def test_prt_5_a_partner_outside_is_not_told_what_the_office_knows(
    cast: Cast, words: dict[str, Partnership]
) -> None:
    share(words["Quito"], by=cast.operator, reader=cast.partner)
    text = html(signed_in(cast.partner), "portfolio:tie", cast, words["Quito"].uid)
    assert "Vital signs" not in text
    address = reverse("reviews:costs", args=[cast.office.slug, words["Quito"].uid])
    assert signed_in(cast.partner).get(address).status_code == 403


def test_prt_5_today_says_how_many_have_gone_silent_and_how_old_that_is(
    cast: Cast, words: dict[str, Partnership]
) -> None:
    text = html(signed_in(cast.viewer), "desk:today", cast)
    assert "1 tie we work on is dormant" in text
    assert "1 is quiet" in text
    assert "A night was missed" not in text
    run = signs.last_run(cast.office)
    assert run is not None
    run.at -= dt.timedelta(days=3)
    run.save()
    VitalSign.objects.filter(pk=words["Livorno"].pk).update(computed_at=timezone.now())
    assert "A night was missed" in html(signed_in(cast.viewer), "desk:today", cast)


def test_prt_5_planned_and_cancelled_engagements_are_no_contact(
    cast: Cast, words: dict[str, Partnership], contact: Make
) -> None:
    for state in ("planned", "cancelled"):
        one = contact(day(3), ties=[words["Dornbirn"]])
        Engagement.objects.filter(pk=one.pk).update(state=state)
    judge_office(cast.office, by=cast.operator)
    sign = VitalSign.objects.get(pk=words["Dornbirn"].pk)
    assert sign.last_contact == dt.date.fromisoformat(day(1100))


def test_prt_5_a_sign_renewed_while_the_office_was_computed_stays(
    cast: Cast, words: dict[str, Partnership]
) -> None:
    later = timezone.now() + dt.timedelta(minutes=5)
    VitalSign.objects.filter(pk=words["Quito"].pk).update(computed_at=later)
    judge_office(cast.office, by=cast.operator)
    assert VitalSign.objects.get(pk=words["Quito"].pk).state == "quiet"
    assert VitalSign.objects.get(pk=words["Dornbirn"].pk).state != "dormant"


@given(st.dates(dt.date(1990, 1, 1), dt.date(2090, 1, 1)), st.integers(1, 12), st.integers(0, 9))
def test_prt_8_every_day_lies_in_its_quarter_and_quarters_join(
    day: dt.date, begins: int, number: int
) -> None:
    quarter = Quarter.of(day, begins)
    assert quarter.first <= day <= quarter.last
    assert (quarter.first.month - begins) % 3 == 0
    assert quarter.before(1).last + dt.timedelta(days=1) == quarter.first
    assert Quarter.of(quarter.before(number).first, begins) == quarter.before(number)


def test_prt_8_what_is_written_down_and_what_is_estimated_stand_apart(
    cast: Cast, tie: Make, contact: Make
) -> None:
    moss, today = tie("Moss"), timezone.localdate()
    for hours in (2, 4, 12):
        contact(day(0), ties=[moss], staff_hours=Decimal(hours), cost=Decimal(100), currency="EUR")
    contact(day(0), ties=[moss], cost=Decimal(30), currency="NOK")
    contact(day(0), ties=[moss], kind="visit")
    found = costs_of(cast.viewer, moss, today, usual_hours(cast.office, today))
    newest = found.quarters[0][1]
    assert (newest.contacts, newest.hours, newest.estimated) == (5, Decimal(18), 4.0)
    assert (newest.guessed, newest.unknown) == (1, 1)
    assert newest.money == {"EUR": Decimal(300), "NOK": Decimal(30)}
    assert set(found.kinds) == {"call", "visit"}
    text = html(signed_in(cast.viewer), "reviews:costs", cast, moss.uid)
    assert "18 staff hours are written down" in text
    assert "about 4 hours more (an estimate)" in text
    assert "For 1 contact no estimate can be made" in text
    assert "Nobody has said how many staff hours the office has" in text


def test_prt_8_cost_stands_against_the_hours_the_office_has(cast: Cast, tie: Make, contact: Make) -> None:
    cast.office.quarter_hours = 40
    cast.office.save()
    moss, today = tie("Moss"), timezone.localdate()
    contact(day(0), ties=[moss], staff_hours=Decimal(10))
    contact(day(0), ties=[tie("Rygge")], staff_hours=Decimal(20))
    ahead = contact(day(0), ties=[moss], staff_hours=Decimal(6))
    Engagement.objects.filter(pk=ahead.pk).update(state="planned")
    load = load_of(cast.office, today, {})
    assert (load.held.whole, load.planned.whole, load.left) == (30.0, 6.0, 4.0)
    text = html(signed_in(cast.viewer), "reviews:costs", cast, moss.uid)
    assert "10 of the office&#x27;s 40 hours, 25 %" in text
    assert "Of the office&#x27;s 40 hours 4 are left." in text
    cast.office.quarter_hours = 30
    cast.office.save()
    assert "6 hours more than the 30" in html(signed_in(cast.viewer), "reviews:costs", cast, moss.uid)


def test_prt_8_contacts_a_reader_may_not_see_are_not_in_the_cost(
    cast: Cast, tie: Make, contact: Make
) -> None:
    moss, today = tie("Moss"), timezone.localdate()
    contact(day(0), ties=[moss], staff_hours=Decimal(10))
    contact(day(0), ties=[moss], staff_hours=Decimal(5), visibility="confidential")
    assert costs_of(cast.viewer, moss, today, {}).year.hours == 10
    assert costs_of(cast.operator, moss, today, {}).year.hours == 15
    assert load_of(cast.office, today, {}).held.hours == 10


def test_prt_8_usual_hours_are_those_the_last_night_stored(cast: Cast, tie: Make, contact: Make) -> None:
    moss, today = tie("Moss"), timezone.localdate()
    contact(day(1), ties=[moss], staff_hours=Decimal(4), mode="virtual")
    judge_office(cast.office, by=cast.operator)
    stored = known_hours(cast.office, today)
    assert stored == usual_hours(cast.office, today) == {("call", "virtual"): 4.0, ("call", ""): 4.0}
    contact(day(1), ties=[moss], staff_hours=Decimal(90), mode="virtual")
    assert known_hours(cast.office, today) == stored


def test_prt_8_the_questions_do_not_grow_with_the_contacts(
    cast: Cast, tie: Make, contact: Make, django_assert_num_queries: Any
) -> None:
    moss, today = tie("Moss"), timezone.localdate()
    for back in range(12):
        contact(day(back), ties=[moss], staff_hours=Decimal(1))
    with django_assert_num_queries(1):
        assert costs_of(cast.operator, moss, today, {}).year.contacts == 12
    with django_assert_num_queries(1):
        capacity.load_of(cast.office, today, {})
