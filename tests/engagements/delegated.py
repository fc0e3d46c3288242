"""What the tests of delegations stand on: one outbound journey with its members, stops and programme."""

import datetime as dt
from typing import Any

from django.utils import timezone

from proxenia.core.values import PartialDate
from proxenia.directory.actions import add_organisation, add_person
from proxenia.directory.models import Person
from proxenia.engagements.actions import delegations, itineraries, log_engagement
from proxenia.engagements.models import Engagement, Member, Slot, Stop
from proxenia.risk.actions import rate_destination
from tests.cast import Cast

AHEAD = dt.timedelta(days=60)


def first_day() -> dt.date:
    """The first day of the journey."""
    return timezone.localdate() + AHEAD


def journey(cast: Cast, **more: Any) -> Engagement:
    """An engagement to which a delegation of ours will travel."""
    values = {
        "date": PartialDate.of(first_day()),
        "until": PartialDate.of(first_day() + dt.timedelta(days=2)),
        "kind": "delegation_out",
        "title": "Ports and people",
        "direction": "out",
        "mode": "in_person",
        "state": "planned",
        **more,
    }
    return log_engagement(cast.office, by=cast.officer, values=values)


def rated(cast: Cast, level: int = 2, **more: Any) -> None:
    """Rate where it goes."""
    values = {"country": "FR", "level": level, "source": "Advice", "rated_on": timezone.localdate(), **more}
    rate_destination(cast.office, by=cast.officer, values=values)


def stop(cast: Cast, engagement: Engagement, **more: Any) -> Stop:
    """Three days in Lyon."""
    values = {
        "country": "FR",
        "city": "Lyon",
        "zone": "Europe/Paris",
        "starts": first_day(),
        "ends": first_day() + dt.timedelta(days=2),
        **more,
    }
    return itineraries.add_stop(engagement, by=cast.officer, values=values)


def member(cast: Cast, engagement: Engagement, name: str = "Ada Berg", **more: Any) -> Member:
    """Somebody new to the directory, on the delegation."""
    person = add_person(cast.office, by=cast.officer, values={"name": name, **more.pop("person", {})})
    return itineraries.add_member(engagement, by=cast.officer, person=person, values=more)


def slot(cast: Cast, engagement: Engagement, begins: str = "09:00", ends: str = "10:00", **more: Any) -> Slot:
    """An item of the first day."""
    members = more.pop("members", ())
    values = {
        "title": "Talks at the town hall",
        "on": first_day(),
        "starts": dt.time.fromisoformat(begins),
        "ends": dt.time.fromisoformat(ends),
        "zone": "Europe/Paris",
        **more,
    }
    return itineraries.add_slot(engagement, by=cast.officer, values=values, members=members)


def planned(cast: Cast, **more: Any) -> Engagement:
    """A delegation with one member, one rated stop and one item."""
    engagement = journey(cast, **more)
    delegations.plan_delegation(engagement, by=cast.officer)
    rated(cast)
    stop(cast, engagement)
    member(cast, engagement)
    slot(cast, engagement)
    return engagement


def approved(cast: Cast, **more: Any) -> Engagement:
    """The same, approved by the director."""
    engagement = planned(cast, **more)
    delegations.submit_delegation(engagement, by=cast.officer)
    delegations.approve_delegation(engagement, by=cast.director)
    return engagement


def body(cast: Cast, name: str) -> Any:
    """A new organisation."""
    return add_organisation(cast.office, by=cast.officer, values={"name": name, "kind": "company"})


def minor(cast: Cast, name: str = "Kim Lund") -> Person:
    """Somebody under age."""
    return add_person(cast.office, by=cast.officer, values={"name": name, "is_minor": True})
