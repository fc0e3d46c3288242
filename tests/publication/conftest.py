"""A visit to prepare: a tie with a past, people, promises both ways, a destination, and what is hidden from some."""

import datetime as dt
import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from proxenia.core.values import PartialDate
from proxenia.directory.actions import add_organisation, add_person, consents
from proxenia.directory.actions.portraits import set_portrait
from proxenia.directory.models import Organisation, Person
from proxenia.engagements.actions import log_engagement
from proxenia.engagements.models import Engagement
from proxenia.portfolio.actions import Counterpart, add_promise, add_tie
from proxenia.portfolio.models import Partnership
from proxenia.records.actions import add_file, set_visibility, share
from proxenia.risk.actions import rate_destination
from tests.cast import Cast

TODAY = dt.date(2026, 5, 20)


def jpeg() -> bytes:
    """Return a small picture."""
    out = io.BytesIO()
    Image.new("RGB", (60, 80), "steelblue").save(out, "JPEG")
    return out.getvalue()


@dataclass
class Visit:
    """A planned visit and what is around it."""

    cast: Cast
    tie: Partnership
    body: Organisation
    mayor: Person
    child: Person
    engagement: Engagement

    def log(self, date: str, title: str, **more: Any) -> Engagement:
        """Log a contact with the tie."""
        options = {name: more.pop(name) for name in ("visibility", "people", "ties") if name in more}
        values = {"kind": "call", "title": title, "date": PartialDate.parse_iso(date), **more}
        by = self.cast.director
        return log_engagement(self.cast.office, by=by, values=values, **{"ties": [self.tie], **options})


@pytest.fixture
def data_folder(settings: Any, tmp_path: Any) -> Any:
    """Files of the test lie in a folder of its own."""
    settings.DATA_FOLDER = tmp_path
    return tmp_path


@pytest.fixture
def visit(cast: Cast, data_folder: Any) -> Visit:
    """A visit to Trier with the mayor and a minor, two promises, a past, and a rated destination."""
    by, office = cast.director, cast.office
    body = add_organisation(
        office, by=by, values={"name": "City of Trier", "kind": "municipality", "country": "DE"}
    )
    tie = add_tie(
        office, by=by, values={"name": "Trier", "kind": "sister_city", "purpose": "Schools and wine"},
        counterparts=[Counterpart(organisation=body)],
    )  # fmt: skip
    said = {
        "name_local": "Анна Мюллер",
        "pronunciation": "AH-na MUEL-ler",
        "languages": ["de"],
        "protocol_rank": 3,
    }
    posts = [{"organisation": body, "title": "Mayor"}]
    mayor = add_person(office, by=by, values={"name": "Anna Mueller", **said}, posts=posts)
    child = add_person(
        office, by=by, values={"name": "Kim Klein", "is_minor": True},
        posts=[{"organisation": body, "title": "Youth council"}],
    )  # fmt: skip
    add_promise(
        tie, by=by, values={"what": "Send the school books", "side": "us", "due": PartialDate(2026, 4, 1)}
    )
    add_promise(
        tie, by=by, values={"what": "Name a wine expert", "side": "them", "owner_name": "Anna Mueller"}
    )
    rate_destination(
        office,
        by=by,
        values={"country": "DE", "level": 2, "source": "Ministry", "rated_on": dt.date(2026, 1, 5)},
    )
    values = {"kind": "delegation_out", "title": "Visit to Trier", "date": PartialDate(2026, 6, 11)}
    engagement = log_engagement(
        office, by=by, values={**values, "direction": "out"}, ties=[tie], people=[mayor, child]
    )
    made = Visit(cast, tie, body, mayor, child, engagement)
    made.log("2025-11-03", "Call about books", note="They will take 200 copies.")
    return made


@pytest.fixture
def hide(cast: Cast) -> Callable[..., Any]:
    """`hide(record, officer)` closes a record to all but the named."""

    def close(record: Any, *readers: Any) -> Any:
        closed = set_visibility(record, by=cast.operator, visibility="confidential")
        for reader in readers:
            share(closed, by=cast.operator, reader=reader)
        return closed

    return close


@pytest.fixture
def portrayed(visit: Visit) -> Visit:
    """The same visit; the mayor has a portrait, and agreed to photographs."""
    by = visit.cast.director
    upload = SimpleUploadedFile("mayor.jpg", jpeg())
    file = add_file(visit.mayor.anchor, by=by, upload=upload, title="Official portrait")
    set_portrait(visit.mayor, by=by, file=file)
    consents.record_consent(
        visit.mayor, by=by, purpose="photo", basis="consent", source="letter", given_on=dt.date(2024, 1, 1)
    )
    return visit
