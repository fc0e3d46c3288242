"""What the tests of the portfolio stand on: an office, its people, and short ways to add ties."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from proxenia.accounts.models import Membership, Office, Unit, User
from proxenia.core.values import PartialDate, fold
from proxenia.places.models import Place
from proxenia.places.queries import PlaceRef
from proxenia.portfolio import actions
from proxenia.portfolio.models import Partnership


def _place(number: int, name: str, local: str, country: str, lat: float, lon: float) -> PlaceRef:
    return PlaceRef(
        id=f"geonames:{number}", name=name, local_name=local, country=country, region="", lat=lat, lon=lon,
        population=100_000, timezone="",
    )  # fmt: skip


TRIER = _place(2821164, "Trier", "Trier", "DE", 49.75, 6.63)
NIMES = _place(2990363, "Nîmes", "Nîmes", "FR", 43.83, 4.36)
ODESA = _place(698740, "Odesa", "Одеса", "UA", 46.47, 30.73)


def day(text: str) -> PartialDate:
    """A partial date as it is written."""
    return PartialDate.parse_iso(text)


@dataclass
class Cast:
    """An office and the people in it."""

    office: Office
    port: Unit

    def person(self, role: str, unit: Unit | None = None) -> User:
        """Somebody new who holds a role in the office, or in a unit of it."""
        name = f"{role} {User.objects.count()}"
        user = User.objects.create(email=f"{name.replace(' ', '.')}@example.org", name=name)
        Membership.objects.create(user=user, office=self.office, role=role, unit=unit)
        return user


@pytest.fixture
def cast(db: None) -> Cast:
    """An office with a unit."""
    office = Office.objects.create(name="Office of Halden", slug="halden", currency="EUR")
    port = Unit.objects.create(office=office, name="Port", name_folded=fold("Port"))
    return Cast(office, port)


@pytest.fixture
def director(cast: Cast) -> User:
    """Somebody who may decide on exceptions."""
    return cast.person("director")


@pytest.fixture
def officer(cast: Cast) -> User:
    """Somebody who reads and writes everything of the office."""
    return cast.person("officer")


@pytest.fixture
def viewer(cast: Cast) -> User:
    """Somebody who only reads."""
    return cast.person("viewer")


AddTie = Callable[..., Partnership]


@pytest.fixture
def add_tie(cast: Cast, officer: User) -> AddTie:
    """`add_tie("Trier", state="exploring")` adds a tie with the city of that name."""

    def add(
        words: str, *, place: PlaceRef | None = TRIER, by: User | None = None, **values: Any
    ) -> Partnership:
        options = {
            name: values.pop(name)
            for name in ("codes", "unit", "visibility", "override_reason")
            if name in values
        }
        who = actions.Counterpart(words=words, country="DE", place=place)
        return actions.add_tie(
            cast.office,
            by=by or officer,
            values={"kind": "friendship", **values},
            counterparts=[who],
            **options,
        )

    return add


@pytest.fixture
def home(cast: Cast) -> Place:
    """The office's own city."""
    from proxenia.places.models import Home

    place = Place.objects.create(
        name="Halden", name_folded="halden", country="NO", lat=59.12, lon=11.39, office=cast.office
    )
    Home.objects.create(office=cast.office, place=place)
    return place


VIEWS = ("", "map/", "timeline/", "matrix/")
ROOT = "/o/halden/partnerships/"


def signed_in(user: User) -> Client:
    """A browser in which this person is signed in."""
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def full(cast: Cast, add_tie: AddTie, officer: User, home: Place) -> list[Partnership]:
    """A handful of ties of several kinds, one of them with everything."""
    trier = add_tie(
        "Trier", kind="sister_city", since=day("1988"), purpose="Wine and schools.", unit=cast.port,
        codes=[("collaboration_type", "strategic_peer"), ("innovation_stage", "discovery"), ("purpose", "culture")],
    )  # fmt: skip
    nimes = add_tie("Nîmes", place=NIMES, state="exploring", kind="memorandum")
    odesa = add_tie("Odesa", place=ODESA, kind="friendship", state="historic", since=day("1957"))
    Partnership.objects.filter(pk=trier.pk).update(last_contact="2019-05", contact_count=9)
    values = {
        "title": "Declaration",
        "signed": day("1988"),
        "ends": PartialDate(timezone.localdate().year + 3),
    }
    agreement = actions.add_agreement(trier, by=officer, values=values)
    actions.add_promise(
        trier, by=officer, agreement=agreement, values={"what": "Send the dates", "side": "us"}
    )
    actions.set_parent(nimes, by=officer, parent=trier)
    network = actions.join_network(cast.office, by=officer, name="Eurocities", code="eurocities")
    return [trier, nimes, odesa, network]
