"""Looks aimed at the guards of reviews, of who carries a tie, and of travel and its risk."""

import datetime as dt
from typing import Any

from django.utils import timezone

from proxenia.accounts.models import User
from proxenia.core.values import PartialDate
from proxenia.records.actions import add_note
from proxenia.reviews.models import EvidenceLine, PoliticalDate
from proxenia.reviews.queries import evidence, sponsors
from proxenia.reviews.views import sponsors as pages
from proxenia.risk import actions as travel
from proxenia.risk import queries as risk
from tests.sweep.aimed import Aims, fresh, let, refused
from tests.sweep.world import World

AIMED = Aims()
REASON = "The council has decided on this exception."


def _line(world: World, anchor: Any, note: Any = None) -> Any:
    review = world.rows["Review", "open"]
    return EvidenceLine.objects.create(review=review, section="note", anchor=anchor, note=note, words="x")


@AIMED.at("the evidence of a review from a hidden record")
def _evidence(world: World, user: User) -> str:
    line = _line(world, fresh(world, "engagement", "confidential").anchor)
    return "it is told" if line in evidence.lines_seen(user, world.rows["Review", "open"])[0] else ""


@AIMED.at("the evidence of a review from a note for others")
def _note(world: World, user: User) -> str:
    anchor = world.rows["Review", "open"].partnership.anchor
    note = add_note(anchor, by=world.users["officer"], text="Among us", sharing="room")
    line = _line(world, anchor, note)
    return "it is told" if line in evidence.lines_seen(user, world.rows["Review", "open"])[0] else ""


def _tomorrow(world: World, organisation: Any, person: Any = None) -> Any:
    day = timezone.localdate() + dt.timedelta(days=1)
    on = PartialDate(day.year, day.month, day.day)
    return PoliticalDate.objects.create(organisation=organisation, person=person, kind="term", on=on)


@AIMED.at("the political calendar with a date of a hidden body")
def _date_of_hidden(world: World, user: User) -> str:
    date = _tomorrow(world, fresh(world, "organisation", "confidential"))
    return "it is told" if date in sponsors.dates_ahead(user, world.cast.office, timezone.localdate()) else ""


@AIMED.at("the political calendar with a date of a hidden person")
def _date_of_person(world: World, user: User) -> str:
    date = _tomorrow(world, world.base_body, fresh(world, "person", "confidential"))
    return "it is told" if date in sponsors.dates_ahead(user, world.cast.office, timezone.localdate()) else ""


@AIMED.at("the dates of a body, one of a hidden person")
def _dates_at(world: World, user: User) -> str:
    assert world.base_body is not None
    date = _tomorrow(world, world.base_body, fresh(world, "person", "confidential"))
    return "it is told" if date in sponsors.dates_at(user, world.base_body, timezone.localdate()) else ""


@AIMED.at("a hidden person named to carry a tie", "unit_editor")
def _carrier(world: World, user: User) -> str:
    found = pages._who(world.cast.office, user, f"person:{world.uid('person', 'confidential')}")
    return f"it gives {found}" if found["person"] else ""


@AIMED.at("the form to decide a review, for who prepares it", "unit_editor")
def _decide(world: World, _user: User) -> str:
    return refused(world, "unit_editor", "reviews:decide", world.rows["Review", "open"].uid)


@AIMED.at("the step a review leads to, for who prepares it", "unit_editor")
def _carry_out(world: World, _user: User) -> str:
    uid = world.rows["Review", "open"].uid
    return refused(world, "unit_editor", "reviews:carry_out", uid, method="post")


@AIMED.at("a journey paid from outside, without the right to decide on exceptions", "unit_editor")
def _journey(world: World, user: User) -> str:
    day = timezone.localdate()
    values = {"traveller": "Somebody", "country": "FR", "starts": day, "ends": day, "payer": "company"}
    values |= {"sponsor": "A company", "covers": "The flight", "override_reason": REASON}
    office, unit = world.cast.office, world.cast.unit
    return let(lambda: travel.record_trip(office, by=user, values=values, unit=unit))


@AIMED.at("the risk of a destination whose rating is hidden")
def _destination(world: World, user: User) -> str:
    city = fresh(world, "destination", "confidential").city
    found = risk.destination_of(user, world.cast.office, "FR", city)
    return f"it gives {found}" if found else ""


@AIMED.at("the risk of destinations, one whose rating is hidden")
def _ratings(world: World, user: User) -> str:
    city = fresh(world, "destination", "confidential").city
    found = risk.ratings(user, world.cast.office, [("FR", city)])
    return f"it gives {found}" if any(found.values()) else ""
