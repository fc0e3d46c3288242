"""DIR-3: what people agreed to, and that it counts from the next request on; minors never leave without a guardian."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from proxenia.core.errors import Refused
from proxenia.core.values import PartialDate
from proxenia.directory import actions
from proxenia.directory.actions import consents
from proxenia.directory.models import Person
from proxenia.directory.queries import may_leave, may_use, usable
from proxenia.directory.queries.consents import is_minor
from proxenia.records.access import may_see
from proxenia.records.actions import share
from proxenia.records.queries.exports import write_export
from tests.cast import Cast, signed_in

TODAY = timezone.localdate
DAY = dt.timedelta(days=1)


@pytest.fixture
def person(cast: Cast) -> Person:
    """A grown-up person of the office."""
    return actions.add_person(cast.office, by=cast.officer, values={"name": "Runa Holm"})


def agree(cast: Cast, person: Person, **values: Any) -> Any:
    """Record a consent with usual values."""
    usual = {"purpose": "newsletter", "basis": "consent", "source": "signed form", "given_on": TODAY()}
    return consents.record_consent(person, by=cast.officer, **{**usual, **values})


@pytest.mark.reliability("I4")
def test_dir_3_a_withdrawn_consent_counts_from_the_next_request_on(cast: Cast, person: Person) -> None:
    assert not may_use(person, "newsletter")
    consent = agree(cast, person)
    assert may_use(person, "newsletter")
    assert not may_use(person, "photo")
    assert list(usable(Person.objects.all(), "newsletter")) == [person]
    consents.withdraw_consent(consent, by=cast.officer, how="by telephone")
    assert not may_use(person, "newsletter")
    assert list(usable(Person.objects.all(), "newsletter")) == []


def test_dir_3_a_consent_holds_from_its_first_to_its_last_day(cast: Cast, person: Person) -> None:
    start = TODAY() - 9 * DAY
    agree(cast, person, given_on=start, until=start + 3 * DAY)
    held = [may_use(person, "newsletter", start + n * DAY) for n in (-1, 0, 3, 4)]
    assert held == [False, True, True, False]


@pytest.mark.parametrize(
    ("values", "where"),
    [
        ({"purpose": "anything"}, "purpose"),
        ({"basis": "because"}, "basis"),
        ({"purpose": "special_data", "basis": "public_task"}, "basis"),
        ({"source": "  "}, "source"),
        ({"given_on": TODAY() + DAY}, "given_on"),
        ({"until": TODAY() - DAY}, "until"),
    ],
)
def test_dir_3_an_odd_consent_is_refused(cast: Cast, person: Person, values: Any, where: str) -> None:
    with pytest.raises(Refused) as refusal:
        agree(cast, person, **values)
    assert refusal.value.where == where
    assert not person.consents.exists()


def test_dir_3_nothing_is_withdrawn_twice_or_before_it_was_given(cast: Cast, person: Person) -> None:
    consent = agree(cast, person, given_on=TODAY() - DAY)
    with pytest.raises(Refused):
        consents.withdraw_consent(consent, by=cast.officer, how="", on=TODAY() - 2 * DAY)
    with pytest.raises(Refused):
        consents.withdraw_consent(consent, by=cast.officer, how="", on=TODAY() + DAY)
    consents.withdraw_consent(consent, by=cast.officer, how="")
    with pytest.raises(Refused):
        consents.withdraw_consent(consent, by=cast.officer, how="")


def test_dir_3_the_person_page_shows_records_and_withdraws(cast: Cast, person: Person) -> None:
    client = signed_in(cast.officer)
    page = f"/o/halden/people/{person.uid}/"
    assert "Nothing is recorded" in client.get(page).content.decode()
    data = {"purpose": "photo", "basis": "consent", "source": "form of May", "given_on": str(TODAY())}
    assert client.post(f"{page}consents/add/", {**data, "source": ""}).status_code == 422
    assert client.post(f"{page}consents/add/", data).status_code == 302
    assert "form of May" in client.get(page).content.decode()
    uid = person.consents.get().uid
    answer = client.post(f"{page}consents/{uid}/withdraw/", {"on": str(TODAY()), "how": "letter"})
    assert answer.status_code == 302
    assert "withdrawn on" in client.get(page).content.decode()
    assert signed_in(cast.viewer).post(f"{page}consents/add/", data).status_code == 403


BORN = dt.date(2008, 11, 22)


@pytest.mark.parametrize(
    ("born", "on", "minor"),
    [
        (PartialDate.of(BORN), dt.date(2026, 11, 21), True),
        (PartialDate.of(BORN), dt.date(2026, 11, 22), False),
        (PartialDate(2008, 11), dt.date(2026, 11, 29), True),
        (PartialDate(2008, 11), dt.date(2026, 11, 30), False),
        (PartialDate(2008), dt.date(2026, 12, 30), True),
        (PartialDate(2008), dt.date(2026, 12, 31), False),
        (PartialDate(2008, 2, 29), dt.date(2026, 2, 28), True),
        (PartialDate(2008, 2, 29), dt.date(2026, 3, 1), False),
        (PartialDate(2010, 3, 1), dt.date(2028, 2, 29), True),
        (None, dt.date(2026, 1, 1), True),
    ],
)
def test_dir_3_of_age_on_the_18th_birthday_of_the_last_day_it_may_be(
    cast: Cast, born: Any, on: dt.date, minor: bool
) -> None:
    """The mark stands; a date of birth decides by itself, in Python and in the database alike."""
    values = {"name": "Ivo Canary", "born": born, "is_minor": True}
    person = actions.add_person(cast.office, by=cast.officer, values=values)
    assert is_minor(person, on) is minor
    assert Person.objects.minors(on).exists() is minor
    assert may_leave(person, on) is not minor


@pytest.fixture
def child(cast: Cast) -> Person:
    """A minor, whose name is the canary."""
    values = {
        "name": "Canaria Minor",
        "born": PartialDate.of(TODAY() - 15 * 365 * DAY),
        "email": "canary@example.org",
    }
    return actions.add_person(cast.office, by=cast.officer, values=values)


def exported(cast: Cast, folder: Any) -> str:
    """Return what the sheets of people and contacts give away, as one text."""
    texts = []
    for kind in ("people", "engagements"):
        path = folder / f"{kind}-{len(list(folder.iterdir()))}.csv"
        write_export(kind, cast.office, user=cast.director, path=path)
        texts.append(path.read_text("utf-8"))
    return "".join(texts)


@pytest.mark.reliability("I4")
def test_dir_3_a_minor_leaves_only_while_a_guardian_agrees(cast: Cast, child: Person, tmp_path: Any) -> None:
    from proxenia.engagements.actions import log_engagement

    values = {"date": PartialDate(2024), "kind": "meeting", "title": "Youth day"}
    log_engagement(cast.office, by=cast.officer, values=values, people=[child])
    agree(cast, child)
    share(child, by=cast.director, reader=cast.partner)

    def leaves() -> list[bool]:
        cast.partner.__dict__.pop("_shared", None)
        outside = may_see(cast.partner, child), Person.objects.visible_to(cast.partner, cast.office).exists()
        return [may_use(child, "newsletter"), "Canaria" in exported(cast, tmp_path), *outside]

    assert leaves() == [False] * 4
    guardian = consents.name_guardian(child, by=cast.officer, name="Mor", contact="mor@example.org")
    assert leaves() == [False] * 4
    consents.record_guardian_consent(guardian, by=cast.officer, on=TODAY(), source="signed form")
    assert leaves() == [True] * 4
    consents.withdraw_guardian_consent(guardian, by=cast.officer)
    assert leaves() == [False] * 4


def test_dir_3_no_print_shows_a_minor_without_consent(cast: Cast, child: Person) -> None:
    client = signed_in(cast.officer)
    row = client.get("/o/halden/people/").content.decode().split("Canaria Minor")[0].rsplit("<tr", 1)[1]
    assert 'class="no-print"' in row
    page = client.get(f"/o/halden/people/{child.uid}/").content.decode()
    assert "print-only" in page
    assert "without a guardian" in page
    guardian = consents.name_guardian(child, by=cast.officer, name="Mor")
    consents.record_guardian_consent(guardian, by=cast.officer, on=TODAY())
    row = client.get("/o/halden/people/").content.decode().split("Canaria Minor")[0].rsplit("<tr", 1)[1]
    assert "no-print" not in row


def test_dir_3_who_may_be_a_minor_stays_one_in_a_merge(cast: Cast, child: Person) -> None:
    kept = actions.add_person(cast.office, by=cast.officer, values={"name": "Canaria Minor"})
    marked = actions.add_person(cast.office, by=cast.officer, values={"name": "C. Minor", "is_minor": True})
    actions.merge(kept, marked, by=cast.officer)
    kept.refresh_from_db()
    assert not may_leave(kept)


def test_dir_3_a_sheet_brings_dates_of_birth_and_gives_them_of_those_who_may_leave(
    cast: Cast, tmp_path: Any
) -> None:
    from proxenia.records.actions.imports import import_file

    young = TODAY().year - 12
    path = tmp_path / "people.csv"
    path.write_text(f"name,date of birth\nYoung Canary,{young}-05\nOld Canary,1970-05-09\n", "utf-8")
    import_file(cast.office, by=cast.director, kind="people", path=path)
    assert str(Person.objects.get(name="Young Canary").born) == f"{young}-05"
    out = exported(cast, tmp_path)
    assert "Old Canary" in out
    assert "1970-05-09" in out
    assert "Young Canary" not in out
