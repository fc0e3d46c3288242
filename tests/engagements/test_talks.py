"""ENG-4: before talks the mandate and the agenda, read by few; afterwards asked, obtained, conceded."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.utils import timezone

from proxenia.audit.queries import history_of
from proxenia.core.errors import Conflict, NotAllowed, NotFound, Refused
from proxenia.engagements import actions
from proxenia.engagements.actions.talks import (
    archive_mandate,
    change_mandate,
    draft_agenda,
    write_mandate,
)
from proxenia.engagements.models import Engagement, Mandate
from proxenia.engagements.queries.talks import agenda_of, mandates_of
from proxenia.records.actions import share
from tests.cast import Cast, signed_in
from tests.pages import fetch, send

Contact = Callable[..., Engagement]
WANTED = {"wanted": "A berth for cruise ships", "limits": "No exclusivity"}


@pytest.fixture
def planned(contact: Contact) -> Engagement:
    """Talks in ten days."""
    return contact((timezone.localdate() + dt.timedelta(days=10)).isoformat(), "Talks on the port")


def test_eng_4_a_mandate_is_read_by_those_named_on_it_alone(cast: Cast, planned: Engagement) -> None:
    mandate = write_mandate(planned, by=cast.officer, values=WANTED)
    assert mandate.visibility == "confidential"
    assert mandates_of(cast.officer, cast.office, planned) == [mandate]
    assert mandates_of(cast.director, cast.office, planned) == []
    address = f"/o/halden/mandates/{mandate.uid}/"
    fetch(signed_in(cast.director), address, status=404)
    page = fetch(signed_in(cast.director), f"/o/halden/engagements/{planned.uid}/talks/")
    assert "You read no mandate for these talks." in page.text
    share(mandate, by=cast.officer, reader=cast.director)
    assert "No exclusivity" in fetch(signed_in(cast.director), address).text


def test_eng_4_who_does_not_see_the_engagement_sees_no_mandate(cast: Cast, contact: Contact) -> None:
    hidden = contact("2026-05-01", visibility="confidential")
    mandate = write_mandate(hidden, by=cast.operator, values=WANTED)
    with pytest.raises(Refused):
        share(mandate, by=cast.operator, reader=cast.officer)
    fetch(signed_in(cast.officer), f"/o/halden/mandates/{mandate.uid}/", status=404)


def test_eng_4_what_came_of_it_is_noted_once_the_talks_took_place(cast: Cast, planned: Engagement) -> None:
    mandate = write_mandate(planned, by=cast.officer, values=WANTED)
    with pytest.raises(Refused) as refused:
        change_mandate(mandate, by=cast.officer, values={"obtained": "One berth"})
    assert refused.value.where == "asked"
    today = timezone.localdate().isoformat()
    Engagement.objects.filter(pk=planned.pk).update(date=today)
    planned.refresh_from_db()
    actions.move_engagement(planned, by=cast.officer, verb="hold_engagement")
    mandate = Mandate.objects.get(pk=mandate.pk)
    change_mandate(mandate, by=cast.officer, values={"obtained": "One berth", "conceded": "Two years"})
    assert history_of([mandate.uid])[0].verb == "note_results"
    page = fetch(signed_in(cast.officer), f"/o/halden/mandates/{mandate.uid}/")
    assert "One berth" in page.text
    assert "Two years" in page.text


def test_eng_4_an_empty_mandate_and_a_stale_one_are_refused(cast: Cast, planned: Engagement) -> None:
    with pytest.raises(Refused) as refused:
        write_mandate(planned, by=cast.officer, values={"wanted": "  "})
    assert refused.value.where == "wanted"
    mandate = write_mandate(planned, by=cast.officer, values=WANTED)
    with pytest.raises(Refused):
        change_mandate(mandate, by=cast.officer, values={"wanted": "", "limits": ""})
    change_mandate(mandate, by=cast.officer, values={"wanted": "Two berths"}, expected_version=1)
    with pytest.raises(Conflict):
        change_mandate(mandate, by=cast.officer, values={"wanted": "Three"}, expected_version=1)
    for role, refusal in (("viewer", NotAllowed), ("partner", NotFound)):
        with pytest.raises(refusal):
            write_mandate(planned, by=cast.everybody[role], values=WANTED)


def test_eng_4_a_mandate_is_put_away_with_a_reason(cast: Cast, planned: Engagement) -> None:
    mandate = write_mandate(planned, by=cast.officer, values=WANTED)
    with pytest.raises(Refused):
        archive_mandate(mandate, by=cast.officer, reason=" ")
    client = signed_in(cast.officer)
    client.post(f"/o/halden/mandates/{mandate.uid}/archive/", {"reason": "Of last year."})
    assert mandates_of(cast.officer, cast.office, planned) == []


def test_eng_4_an_agenda_keeps_every_draft_with_its_author(cast: Cast, planned: Engagement) -> None:
    draft_agenda(planned, by=cast.officer, text="Port\nSchools")
    draft_agenda(planned, by=cast.director, text="Schools\nPort")
    again = draft_agenda(planned, by=cast.officer, text="Schools\nPort")
    assert [(one.text, one.author) for one in agenda_of(planned)] == [
        ("Schools\nPort", cast.director),
        ("Port\nSchools", cast.officer),
    ]
    assert again.author == cast.director
    with pytest.raises(Refused):
        draft_agenda(planned, by=cast.officer, text="\n")
    assert [one.verb for one in history_of([planned.uid])][:2] == ["draft_agenda", "draft_agenda"]


def test_eng_4_the_pages_take_mandate_and_agenda(cast: Cast, planned: Engagement) -> None:
    client, base = signed_in(cast.officer), f"/o/halden/engagements/{planned.uid}/"
    send(client, f"{base}talks/agenda/", {"text": " "})
    assert client.post(f"{base}talks/agenda/", {"text": "Port"}).status_code == 302
    send(client, f"{base}mandates/add/", {"wanted": ""})
    assert client.post(f"{base}mandates/add/", WANTED).status_code == 302
    mandate = Mandate.objects.get()
    address = f"/o/halden/mandates/{mandate.uid}/edit/"
    assert "obtained" not in fetch(client, address).html
    assert client.post(address, {**WANTED, "wanted": "More", "expected_version": "1"}).status_code == 302
    send(client, address, {**WANTED, "wanted": "Less", "expected_version": "1"})
    page = fetch(client, base)
    assert page.links["Guests"] == f"{base}guests/"
    assert "An agenda is drafted." in page.text
