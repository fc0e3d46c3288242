"""DIR-3: who asks gets everything: a canary in every field of every table that can hold them comes back."""

import datetime as dt
import io
import json
import zipfile
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.utils import timezone

from proxenia.audit.models import Event
from proxenia.core import personal
from proxenia.core.fields import PartialDateField
from proxenia.core.stamps import new_uid
from proxenia.directory import actions
from proxenia.directory.documents import dossier
from proxenia.directory.models import Person
from proxenia.directory.queries.telling import everything_about
from proxenia.records.models import Anchor, ImportChange, Record, RoomReader, StagedRow
from tests.cast import Cast, signed_in
from tests.privacy.conftest import MAIL, NAME, PHONE, Told


def opened(content: bytes) -> dict[str, bytes]:
    """Return the files of a zip file by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.reliability("I1")
def test_dir_3_every_canary_comes_back_readable_and_for_machines(cast: Cast, told: Told) -> None:
    files = opened(dossier(told.person, cast.director))
    canaries = (NAME, MAIL, PHONE, "izolde-say-it", "vegan-canary", "form-canary", "Guardian-Canary",
                "guardian-contact", "note-canary", "cv-canary", "mayor-canary", "ysolde-cv.pdf", "newsletter",
                "Lunch with", "Write to", "City of Trier")  # fmt: skip
    for name in ("person.json", "person.html"):
        text = files[name].decode()
        assert [canary for canary in canaries if canary not in text] == [], name
    attached = [content for name, content in files.items() if name.startswith("files/")]
    assert len(attached) == 1
    assert b"KANARIENVOGEL" in attached[0]
    data = json.loads(files["person.json"])["data"]
    assert data["directory.Person"][0]["email"] == MAIL
    assert len(data["log"]) == Event.objects.filter(subject_uid=told.person.uid).count()


def holders() -> list[tuple[Any, str]]:
    """Return every model that can hold a person, with the field by which it does, as the models themselves say."""
    found = []
    for model in apps.get_models():
        if model in (Person, Anchor) or not model.__module__.startswith("proxenia."):
            continue
        for field in model._meta.concrete_fields:
            hangs = field.related_model is Anchor and not issubclass(model, Record)
            if (
                field.related_model is Person
                or hangs
                or (field.name == "anchor_id" and model is ImportChange)
            ):
                found.append((model, field.name))
    return found


PERSONAL = {personal.NAME, personal.CONTACT, personal.ROLE, personal.ABOUT, personal.FREE_TEXT}


def fill(model: Any, field_name: str, person: Person, cast: Cast) -> list[str]:
    """Insert a row that points at a person, a canary in every field that may hold something personal."""
    values: dict[str, Any] = {}
    canaries = []
    for number, field in enumerate(model._meta.concrete_fields):
        if field.name == field_name:
            values[field.attname] = person.pk
        elif isinstance(field, models.BigAutoField):
            continue
        elif model.personal_data.get(field.name) in PERSONAL:
            values[field.attname], canary = canary_for(field, number)
            canaries.append(canary)
        else:
            values[field.attname] = usual(field, person, cast)
    row = model(**values)
    if issubclass(model, Record):
        anchor = Anchor.objects.create(office=cast.office, kind=model.record_kind)
        row.anchor, row.uid = anchor, anchor.uid
    row.save(force_insert=True)
    return canaries


def canary_for(field: Any, number: int) -> tuple[Any, str]:
    """Return a value that stands nowhere else, and how it reads."""
    if isinstance(field, (PartialDateField, models.DateField)):
        day = dt.date(1951, 1, 1) + dt.timedelta(days=number)
        return day, day.isoformat()
    if isinstance(field, models.BooleanField):
        return True, "true"
    if isinstance(field, models.IntegerField):
        return 7000 + number, str(7000 + number)
    word = f"k{number}{new_uid()}"[: field.max_length or 20]
    return ([word] if isinstance(field, models.JSONField) else word), word


def usual(field: Any, person: Person, cast: Cast) -> Any:
    """Return something a field takes that is about nobody."""
    if field.is_relation:
        target: Any = field.related_model
        if field.null:
            return None
        own = {"Office": cast.office, "User": cast.director, "Anchor": person.anchor}
        row = own.get(target.__name__) or target._default_manager.first()
        return row.pk if row else needed(target, cast).pk
    if field.has_default():
        return field.get_default()
    if field.null:
        return None
    if isinstance(field, models.DateTimeField):
        return timezone.now()
    if isinstance(field, (PartialDateField, models.DateField)):
        return timezone.localdate()
    return 1 if isinstance(field, (models.IntegerField, models.BooleanField)) else "x"


def needed(target: Any, cast: Cast) -> Any:
    """Return a row that another row must point at."""
    values = {
        field.attname: usual(field, Person.objects.get(), cast)
        for field in target._meta.concrete_fields
        if not isinstance(field, models.BigAutoField)
    }
    if issubclass(target, Record):
        anchor = Anchor.objects.create(office=cast.office, kind=target.record_kind)
        values |= {"anchor_id": anchor.pk, "uid": anchor.uid, "office_id": cast.office.pk}
    row = target(**values)
    row.save(force_insert=True)
    return row


@pytest.mark.reliability("I1")
@pytest.mark.parametrize(("model", "field"), holders(), ids=lambda one: getattr(one, "__name__", one))
def test_dir_3_every_personal_field_of_every_table_is_told(cast: Cast, model: Any, field: str) -> None:
    """New tables take part by themselves: whatever points at a person, or hangs on their record, is filled and told."""
    actions.add_organisation(cast.office, by=cast.director, values={"name": "City of Trier"})
    person = actions.add_person(cast.office, by=cast.director, values={"name": "Somebody"})
    canaries = fill(model, field, person, cast)
    told = json.dumps(everything_about(person, cast.director), default=str, ensure_ascii=False)
    assert [canary for canary in canaries if canary not in told] == []


def test_dir_3_every_personal_field_of_the_person_is_told(cast: Cast) -> None:
    person = actions.add_person(cast.office, by=cast.director, values={"name": "Somebody"})
    wanted = [f for f in Person._meta.concrete_fields if Person.personal_data[f.name] in PERSONAL]
    values = {field.attname: canary_for(field, number) for number, field in enumerate(wanted)}
    values.pop("name_folded"), values.pop("name")
    Person.objects.filter(pk=person.pk).update(**{name: value for name, (value, _canary) in values.items()})
    told = json.dumps(everything_about(person, cast.director), default=str, ensure_ascii=False)
    assert [canary for _value, canary in values.values() if canary not in told] == []


def test_dir_3_what_was_said_in_the_room_is_not_handed_out_by_others(cast: Cast, told: Told) -> None:
    from proxenia.records.models import Note

    Note.objects.filter(anchor=told.person.anchor).update(sharing="room", created_by=cast.officer)
    assert "note-canary" not in json.dumps(
        everything_about(told.person, cast.director)["directory.Person"], default=str
    )
    assert "records.Note" not in everything_about(told.person, cast.director)
    note = Note.objects.get(anchor=told.person.anchor)
    RoomReader.objects.create(note=note, user=cast.director)
    assert "records.Note" in everything_about(told.person, cast.director)


def test_dir_3_rows_of_an_import_that_name_them_are_told(cast: Cast, told: Told) -> None:
    assert StagedRow.objects.exists()
    told_of = json.dumps(everything_about(told.person, cast.director), default=str)
    assert "rows of imports" in told_of


@pytest.mark.asvs("8.2.1", "8.2.2")
def test_dir_3_the_page_is_for_those_who_answer_such_requests(cast: Cast, told: Told) -> None:
    page = f"/o/halden/people/{told.person.uid}/privacy/"
    for user in (cast.officer, cast.viewer, cast.auditor, cast.unit_editor):
        assert signed_in(user).get(page).status_code == 403
        assert signed_in(user).post(f"{page}export/").status_code == 403
        assert signed_in(user).post(f"{page}hold/", {"because": "x"}).status_code == 403
    assert signed_in(cast.outsider).get(page).status_code == 404
    assert Person.objects.get(pk=told.person.pk).erased_at is None


def test_dir_3_the_page_tells_keeps_and_erases(cast: Cast, told: Told) -> None:
    client = signed_in(cast.director)
    page = f"/o/halden/people/{told.person.uid}/privacy/"
    text = client.get(page).content.decode()
    assert "Mrs Quirrenbach asked twice" in text
    answer = client.post(f"{page}export/")
    assert answer["Content-Type"] == "application/zip"
    assert "person.json" in opened(answer.content)
    assert Event.objects.filter(verb="export_person", subject_uid=told.person.uid).count() == 1
    assert client.post(f"{page}hold/", {"because": ""}).status_code == 422
    assert client.post(f"{page}hold/", {"because": "claim-canary"}).status_code == 302
    sent = {"reason": "asked by letter", "sure": "on"}
    refused = client.post(page, sent)
    assert refused.status_code == 422
    assert "claim-canary" in refused.content.decode()
    hold = told.person.anchor.holds.get()
    assert client.post(f"{page}hold/{hold.uid}/lift/").status_code == 302
    assert client.post(page, {"reason": "asked"}).status_code == 422
    assert client.post(page, sent).status_code == 302
    told.engagement.refresh_from_db()
    assert NAME in told.engagement.title  # no box was ticked: every mention was decided to stay
    assert client.get(f"/o/halden/people/{told.person.uid}/").status_code == 200
