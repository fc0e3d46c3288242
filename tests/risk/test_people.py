"""RSK-6, DIR-3: journeys and gifts name people: they are told, erased, and not kept for ever."""

import datetime as dt

import pytest

from proxenia.audit.queries.verifying import verify_chains
from proxenia.core.erasing import GONE
from proxenia.core.retention import months_before
from proxenia.directory.actions import add_person
from proxenia.directory.actions.erasing import erase_person
from proxenia.directory.models import Person
from proxenia.directory.queries.telling import everything_about
from proxenia.records.actions import set_visibility
from proxenia.records.actions.retention import run_retention
from proxenia.risk import actions
from proxenia.risk.models import Gift, SponsoredTrip
from tests.cast import Cast
from tests.risk.test_travel import journey, present

pytestmark = pytest.mark.django_db
NAME = "Ada Berg"


@pytest.fixture
def ada(cast: Cast) -> Person:
    return add_person(cast.office, by=cast.officer, values={"name": NAME})


def test_rsk_6_the_only_person_of_that_name_is_meant(cast: Cast, ada: Person) -> None:
    trip = actions.record_trip(cast.office, by=cast.officer, values=journey(traveller="ada  berg"))
    gift = actions.record_gift(cast.office, by=cast.officer, values=present())
    assert (trip.person, gift.our_person, gift.other_person) == (ada, ada, None)
    actions.change_trip(trip, by=cast.officer, values={"traveller": "Somebody Else"})
    assert trip.person is None


def test_rsk_6_of_two_people_of_one_name_neither_is_taken(cast: Cast, ada: Person) -> None:
    add_person(cast.office, by=cast.officer, values={"name": NAME})
    assert actions.record_trip(cast.office, by=cast.officer, values=journey()).person is None


def test_rsk_6_a_person_who_is_hidden_from_the_writer_is_not_taken(cast: Cast, ada: Person) -> None:
    set_visibility(ada, by=cast.director, visibility="confidential")
    assert actions.record_trip(cast.office, by=cast.officer, values=journey()).person is None
    assert actions.record_trip(cast.office, by=cast.director, values=journey()).person == ada


def test_dir_3_what_is_kept_of_a_traveller_is_told_to_them(cast: Cast, ada: Person) -> None:
    actions.record_trip(cast.office, by=cast.officer, values=journey(covers="Hotel and train"))
    told = everything_about(ada, cast.director)
    assert told["risk.SponsoredTrip"][0]["covers"] == "Hotel and train"


def test_dir_3_an_erased_person_leaves_journeys_and_gifts(cast: Cast, ada: Person) -> None:
    trip = actions.record_trip(cast.office, by=cast.officer, values=journey(note=f"{NAME} speaks there"))
    gift = actions.record_gift(cast.office, by=cast.officer, values=present(declared_to=NAME))
    erase_person(ada, by=cast.director, reason="asked")
    trip.refresh_from_db()
    gift.refresh_from_db()
    assert (trip.person, trip.traveller, gift.our_person, gift.our_side) == (None, GONE, None, GONE)
    assert NAME not in f"{trip.note} {gift.declared_to}"


def test_dir_3_journeys_and_gifts_forget_the_people_in_time(cast: Cast, ada: Person) -> None:
    trip = actions.record_trip(cast.office, by=cast.officer, values=journey(note="Private"))
    gift = actions.record_gift(cast.office, by=cast.officer, values=present())
    months = actions.RULES[0].months
    day = trip.ends
    while months_before(day, months) < trip.ends:
        day += dt.timedelta(days=1)
    run_retention(cast.office, by=cast.director, on=day - dt.timedelta(days=1))
    trip.refresh_from_db()
    assert trip.traveller == NAME
    run_retention(cast.office, by=cast.director, on=day)
    trip, gift = SponsoredTrip.objects.get(pk=trip.pk), Gift.objects.get(pk=gift.pk)
    assert (trip.traveller, trip.person, trip.note) == (GONE, None, "")
    assert (gift.our_side, gift.our_person, gift.what) == (GONE, None, "A glass vase")
    assert trip.payer == "office"
    again = run_retention(cast.office, by=cast.director, on=day)
    assert sum(one.count for one in again) == 0
    assert verify_chains() == []
