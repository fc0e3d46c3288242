"""DIR-3: what was kept long enough goes, what must be kept stays; the dry run is the real one but for its effect."""

import datetime as dt
import json
from typing import Any

import pytest
from django.utils import timezone

from proxenia.audit.models import Event
from proxenia.audit.queries import verify_chains
from proxenia.core.errors import NotAllowed, Refused
from proxenia.core.retention import months_before, rules
from proxenia.core.values import PartialDate
from proxenia.directory import actions
from proxenia.directory.actions import consents
from proxenia.directory.models import Consent, Guardian, Person
from proxenia.engagements.actions.second_forms import fill_by_office
from proxenia.engagements.models import Member, Proposal, TravelDetails
from proxenia.records.actions.keeping import keep_until
from proxenia.records.actions.retention import run_retention, set_retention
from proxenia.records.models import File, ImportRun, StagedRow
from proxenia.records.queries.retention import due
from proxenia.risk.actions import record_gift, record_trip
from tests.cast import Cast, signed_in
from tests.engagements.delegated import approved
from tests.privacy.conftest import Told

TODAY = timezone.localdate
YEARS = dt.timedelta(days=366)


def counts(found: Any) -> dict[str, int]:
    """Return rule -> how many are due."""
    return {one.rule.code: one.count for one in found}


def aged(cast: Cast, told: Told) -> None:
    """Put away what can be, and end what can end."""
    day = timezone.now()
    consents.withdraw_consent(told.person.consents.get(), by=cast.director, how="letter")
    File.objects.update(archived_at=day)
    young = {"name": "Of Age", "born": PartialDate.of(TODAY() - 17 * YEARS)}
    grown = actions.add_person(cast.office, by=cast.director, values=young)
    consents.name_guardian(grown, by=cast.director, name="Mor")
    body = actions.add_organisation(cast.office, by=cast.director, values={"name": "Old Body"})
    past = {"organisation": body, "ends": PartialDate.of(TODAY() - dt.timedelta(days=1))}
    actions.add_person(cast.office, by=cast.director, values={"name": "Past Mayor"}, posts=[past])
    actions.archive_person(told.person, by=cast.director, reason="left")
    _travelled(cast)


def _travelled(cast: Cast) -> None:
    """Record a journey, a gift, and the second form of a traveller."""
    days = {"starts": TODAY(), "ends": TODAY()}
    record_trip(
        cast.office, by=cast.officer, values={"traveller": "Bo", "country": "FR", "payer": "office", **days}
    )
    gift = {"what": "A vase", "direction": "received", "on": TODAY(), "other_side": "Mayor", "our_side": "Bo"}
    record_gift(cast.office, by=cast.officer, values=gift)
    approved(cast)
    answers = {"passport_country": "NL"}
    fill_by_office(Member.objects.get(), by=cast.officer, values=answers, agreed=False)
    came = {"office": cast.office, "kind": "mail", "title": "Dates", "received_at": timezone.now()}
    Proposal.objects.create(**came, key="one", content="one")
    Proposal.objects.create(**came, key="two", content="two", state="dismissed", decided_at=timezone.now())


@pytest.mark.reliability("I3")
@pytest.mark.asvs("14.2.7")
def test_dir_3_after_years_the_due_rows_are_gone_and_the_dry_run_told_so(cast: Cast, told: Told) -> None:
    aged(cast, told)
    assert set(counts(run_retention(cast.office, by=cast.director)).values()) == {0}
    later = TODAY() + 12 * YEARS
    events = Event.objects.count()
    foretold = run_retention(cast.office, by=cast.director, on=later, dry=True)
    assert Event.objects.count() == events
    assert all(counts(foretold).values()), "each rule has something to do in this test"
    assert set(counts(foretold)) == {rule.code for rule in rules()}
    done = run_retention(cast.office, by=cast.director, on=later)
    assert [(one.rule.code, one.names) for one in done] == [(one.rule.code, one.names) for one in foretold]
    told.person.refresh_from_db()
    assert told.person.name == "[erased]"
    assert not Consent.objects.exists()
    assert not Guardian.objects.exists()
    assert not File.objects.exists()
    assert not StagedRow.objects.exists()
    assert not TravelDetails.objects.exists()
    assert not Proposal.objects.exists()
    assert ImportRun.objects.exists()
    assert Person.objects.get(name="Past Mayor").is_archived
    assert Event.objects.filter(verb="retention").count() == sum(1 for one in done if one.count)
    assert verify_chains() == []
    again = counts(run_retention(cast.office, by=cast.director, on=later))
    # The mayor was put away a moment ago by the real clock, which that day counts as twelve years.
    assert {code for code, number in again.items() if number} == {"people_put_away"}


@pytest.mark.reliability("I3")
def test_dir_3_what_must_be_kept_stays(cast: Cast, told: Told) -> None:
    aged(cast, told)
    keep_until(told.person.anchor, by=cast.director, because="a claim", until=TODAY() + 13 * YEARS)
    run_retention(cast.office, by=cast.director, on=TODAY() + 12 * YEARS)
    told.person.refresh_from_db()
    assert told.person.name != "[erased]"
    assert told.person.consents.exists()
    assert File.objects.filter(anchor=told.person.anchor).exists()
    run_retention(cast.office, by=cast.director, on=TODAY() + 14 * YEARS)
    told.person.refresh_from_db()
    assert told.person.name == "[erased]"


def test_dir_3_a_hold_follows_into_the_record_it_lives_on_in(cast: Cast, told: Told) -> None:
    kept = actions.add_person(cast.office, by=cast.director, values={"name": "Y. Q."})
    keep_until(told.person.anchor, by=cast.director, because="a claim")
    actions.merge(kept, told.person, by=cast.director)
    kept.refresh_from_db()
    actions.archive_person(kept, by=cast.director, reason="left")
    run_retention(cast.office, by=cast.director, on=TODAY() + 12 * YEARS)
    kept.refresh_from_db()
    assert kept.erased_at is None


def test_dir_3_nothing_goes_a_day_too_early(cast: Cast, told: Told) -> None:
    actions.archive_person(told.person, by=cast.director, reason="left")
    last = next(day for day in days(TODAY(), 37 * 31) if months_before(day, 36) >= TODAY())
    assert counts(due(cast.office, last - dt.timedelta(days=1), cast.operator))["people_put_away"] == 0
    assert counts(due(cast.office, last, cast.operator))["people_put_away"] == 1


def days(first: dt.date, number: int) -> list[dt.date]:
    """Return so many days in a row."""
    return [first + dt.timedelta(days=one) for one in range(number)]


def test_dir_3_months_before_keeps_to_the_calendar() -> None:
    assert months_before(dt.date(2026, 3, 31), 1) == dt.date(2026, 2, 28)
    assert months_before(dt.date(2024, 2, 29), 12) == dt.date(2023, 2, 28)
    assert months_before(dt.date(2026, 1, 15), 1) == dt.date(2025, 12, 15)


def test_dir_3_an_office_chooses_within_limits(cast: Cast, told: Told) -> None:
    actions.archive_person(told.person, by=cast.director, reason="left")
    on = TODAY() + dt.timedelta(days=8 * 31)
    assert counts(due(cast.office, on, cast.operator))["people_put_away"] == 0
    set_retention(cast.office, by=cast.director, rule="people_put_away", months=6)
    assert counts(due(cast.office, on, cast.operator))["people_put_away"] == 1
    for months in (5, 121, 0):
        with pytest.raises(Refused):
            set_retention(cast.office, by=cast.director, rule="people_put_away", months=months)
    with pytest.raises(NotAllowed):
        set_retention(cast.office, by=cast.officer, rule="people_put_away", months=12)
    with pytest.raises(NotAllowed):
        run_retention(cast.office, by=cast.officer, dry=True)


def test_dir_3_the_page_shows_the_table_and_saves_a_term(cast: Cast, told: Told) -> None:
    client = signed_in(cast.director)
    page = "/o/halden/retention/"
    text = client.get(page).content.decode()
    assert all(str(rule.what) in text for rule in rules())
    assert client.post(f"{page}people_put_away/", {"months": "6"}).status_code == 302
    assert 'value="6"' in client.get(page).content.decode()
    answer = client.post(f"{page}people_put_away/", {"months": "999"}, follow=True)
    assert "Choose between 6 and 120 months." in answer.content.decode()
    assert signed_in(cast.officer).get(page).status_code == 403


def test_dir_3_today_announces_what_will_go(cast: Cast, told: Told) -> None:
    actions.archive_person(told.person, by=cast.director, reason="left")
    Person.objects.update(archived_at=timezone.now() - dt.timedelta(days=36 * 30.44 - 10))
    assert "kept long enough" in signed_in(cast.director).get("/o/halden/").content.decode()
    assert "kept long enough" not in signed_in(cast.officer).get("/o/halden/").content.decode()


def test_dir_3_the_command_tells_the_same(cast: Cast, told: Told, capsys: Any, monkeypatch: Any) -> None:
    from proxenia.cli import ground, main

    monkeypatch.setattr(ground, "start_ready", lambda: None)
    aged(cast, told)
    set_retention(cast.office, by=cast.director, rule="people_put_away", months=6)
    Person.objects.filter(pk=told.person.pk).update(archived_at=timezone.now() - 2 * YEARS)
    assert main(["retention", "--dry-run", "--json", "--office", "halden"]) == 0
    foretold = json.loads(capsys.readouterr().out)
    assert main(["retention", "--json", "--office", "halden"]) == 0
    done = json.loads(capsys.readouterr().out)
    assert foretold["rules"] == done["rules"]
    assert {row["rule"]: row["count"] for row in done["rules"]}["people_put_away"] == 1
    told.person.refresh_from_db()
    assert told.person.name == "[erased]"
