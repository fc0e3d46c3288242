"""What the tests of privacy stand on: one person of whom every table holds something."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from proxenia.commitments.models import Commitment
from proxenia.core.values import PartialDate
from proxenia.directory import actions
from proxenia.directory.actions import consents
from proxenia.directory.models import Person
from proxenia.engagements.actions import log_engagement
from proxenia.records.actions import add_file, add_note, create
from proxenia.records.models import ImportChange, ImportRun, StagedRow
from tests.cast import Cast

NAME = "Ysolde Quirrenbach"
MAIL = "ysolde.quirrenbach@example.org"
PHONE = "+49 651 7771234"
PDF = b"%PDF-1.4\n% the canary of the attachment: KANARIENVOGEL\n%%EOF\n"
CANARIES = (NAME, MAIL, PHONE, "Quirrenbach", "KANARIENVOGEL", "izolde-say-it", "vegan-canary", "form-canary")


@dataclass
class Told:
    """A person, and records of others that name them."""

    person: Person
    engagement: Any
    commitment: Commitment


@pytest.fixture
def told(cast: Cast, settings: Any, tmp_path: Any) -> Told:
    """A person with canaries wherever the office can hold something about a person."""
    settings.DATA_FOLDER = tmp_path
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    body = actions.add_organisation(cast.office, by=cast.director, values={"name": "City of Trier"})
    person = actions.add_person(
        cast.office,
        by=cast.director,
        values={
            "name": NAME,
            "name_local": "Ysolde Q. KANARIENVOGEL",
            "pronunciation": "izolde-say-it",
            "email": MAIL,
            "phone": PHONE,
            "languages": ["de", "cy"],
            "protocol_rank": 7,
            "note": "diet: vegan-canary",
        },
        posts=[{"organisation": body, "title": "mayor-canary", "starts": PartialDate(2019)}],
    )
    consents.record_consent(
        person, by=cast.director, purpose="newsletter", basis="consent", source="form-canary",
        given_on=person.created_at.date(),
    )  # fmt: skip
    consents.name_guardian(person, by=cast.director, name="Guardian-Canary", contact="guardian-contact")
    add_note(person.anchor, by=cast.director, text="note-canary on her page")
    add_file(
        person.anchor, by=cast.director, upload=SimpleUploadedFile("ysolde-cv.pdf", PDF), title="cv-canary"
    )
    engagement = log_engagement(
        cast.office,
        by=cast.director,
        values={
            "date": PartialDate(2024, 5, 1),
            "kind": "meeting",
            "title": f"Lunch with {NAME}",
            "people_text": f"{NAME}; a guide",
            "note": f"Write to {MAIL} next week",
        },
        people=[person],
    )
    commitment = create(
        Commitment,
        by=cast.director,
        office=cast.office,
        verb="add_commitment",
        values={
            "what": "Send the book", "what_folded": "send the book", "side": "us", "owner_name": "Quirrenbach, Ysolde",
            "note": "Mrs Quirrenbach asked twice",
        },
    )  # fmt: skip
    _import(cast, person)
    mail = tmp_path / "mail"
    mail.mkdir()
    (mail / "one.log").write_text(f"To: {MAIL}\n\nGood morning\n", "utf-8")
    (mail / "two.log").write_text("To: somebody.else@example.org\n\nGood morning\n", "utf-8")
    return Told(person, engagement, commitment)


def _import(cast: Cast, person: Person) -> None:
    from django.utils import timezone

    run = ImportRun.objects.create(
        office=cast.office, by=cast.director, kind="people", file_name="people.xlsx", file_digest="0" * 64,
        state=ImportRun.State.DONE, created_at=timezone.now(),
    )  # fmt: skip
    StagedRow.objects.create(run=run, number=2, verdict="refused", cells=[NAME, MAIL, "mayor"], changes={})
    ImportChange.objects.create(
        run=run, anchor_id=person.pk, model="directory.Person", created=False, version=1,
        before=f'{{"phone": "{PHONE}"}}',
    )  # fmt: skip
