"""ENG-1: the pages of contacts, for an empty office and a full one, and for whoever may not see."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from proxenia.core.panels import panels_for
from proxenia.core.registry import address_of, known_verbs, pointers_to, search_entry
from proxenia.core.values import PartialDate
from proxenia.directory.actions import add_organisation, add_person
from proxenia.engagements.actions import archive_engagement
from proxenia.engagements.models import Engagement
from proxenia.engagements.queries.finding import newest_first, slice_after, visible_engagements
from proxenia.engagements.queries.story import months_back, months_of_silence
from proxenia.engagements.queries.words import who_moved
from proxenia.portfolio.models import Partnership
from proxenia.records.actions import share
from tests.cast import Cast, signed_in
from tests.pages import fetch, send

Tie = Callable[..., Partnership]
Contact = Callable[..., Engagement]
LIST = "/o/halden/engagements/"


def page_of(engagement: Engagement) -> str:
    """The address of its page."""
    return address_of("engagement", "halden", engagement.uid)


def test_eng_1_an_empty_list_teaches_what_belongs_here(cast: Cast) -> None:
    page = fetch(signed_in(cast.officer), LIST)
    assert "No contacts yet" in page.text
    assert page.links["Log a contact"] == f"{LIST}log/"
    assert "Log a contact" not in fetch(signed_in(cast.viewer), LIST).links


def test_eng_1_filters_stand_in_the_address(cast: Cast, tie: Tie, contact: Contact) -> None:
    trier = tie("Trier")
    contact("2025-03-04", "Call about wine", ties=[trier], direction="out", mode="virtual")
    contact("2024", "Letter on schools", kind="correspondence", direction="in")
    client = signed_in(cast.viewer)
    for query, wine, schools in (
        ("", True, True),
        ("?q=wine", True, False),
        ("?q=scho", False, True),
        ("?kind=correspondence", False, True),
        ("?year=2025", True, False),
        ("?year=2024", False, True),
        ("?direction=out", True, False),
        ("?mode=virtual", True, False),
        (f"?tie={trier.uid}", True, False),
        ("?tie=unknown", False, False),
        ("?kind=unknown&year=x&mode=%00", True, True),
        ("?year=2025&kind=correspondence", False, False),
    ):
        page = fetch(client, LIST + query)
        table = page.root.all("table")[0].text
        assert ("Call about wine" in table) == wine, query
        assert ("Letter on schools" in table) == schools, query


def test_eng_1_a_long_list_is_read_from_where_the_last_page_ended(cast: Cast, contact: Contact) -> None:
    for number in range(7):
        contact("2025-03-04" if number < 5 else "2025-03", f"Call {number}")
    found = newest_first(visible_engagements(cast.viewer, cast.office))
    first = slice_after(found, "", size=3)
    second = slice_after(found, first.after, size=3)
    third = slice_after(found, second.after, size=3)
    titles = [row.title for part in (first, second, third) for row in part.rows]
    assert titles == ["Call 4", "Call 3", "Call 2", "Call 1", "Call 0", "Call 6", "Call 5"]
    assert third.after == ""
    for nonsense in ("nonsense", f"2026.{'9' * 30}", "2026.²"):
        assert len(slice_after(found, nonsense, size=9).rows) == 7


def test_eng_1_logging_from_a_tie_offers_the_tie_and_its_people(cast: Cast, tie: Tie) -> None:
    trier = tie("Trier")
    body = trier.parties.get().organisation
    ana = add_person(
        cast.office,
        by=cast.operator,
        values={"name": "Ana Lund"},
        posts=[{"organisation": body, "title": "Mayor", "starts": None, "ends": None}],
    )
    client = signed_in(cast.officer)
    address = f"{LIST}log/?tie={trier.uid}"
    page = fetch(client, address)
    assert page.title == "Log a contact with Trier"
    assert "Ana Lund" in page.text
    answer = client.post(
        address,
        {
            "date": "2025-09-18",
            "kind": "call",
            "title": "Call about the exchange",
            "ties": [trier.uid],
            "people": [ana.uid],
            "direction": "out",
            "initiated_by": "us",
            "currency": "EUR",
            "note": "We promised dates by October.",
        },
    )
    logged = Engagement.objects.get()
    assert answer.url == page_of(logged)
    shown = fetch(client, page_of(logged))
    for words in ("18 September 2025, we called", "Trier", "Ana Lund", "Mayor", "We promised dates"):
        assert words in shown.text
    told = fetch(client, address_of("partnership", "halden", trier.uid))
    assert "months of silence" in told.text
    assert "Call about the exchange" in told.text


def test_eng_1_a_refused_form_keeps_what_was_typed(cast: Cast, tie: Tie) -> None:
    tie("Trier")
    client = signed_in(cast.officer)
    typed = {
        "date": "2025-09-18",
        "kind": "call",
        "title": "A long call",
        "cost": "12",
        "more_ties": "Tryer; Trie",
    }
    page = send(client, f"{LIST}log/", typed)
    assert "A long call" in page.html
    assert "Nothing is called “Tryer”" in page.text
    page = send(client, f"{LIST}log/", {**typed, "more_ties": "trier", "until": "2024"})
    assert "cannot end (2024) before it begins" in page.text
    page = send(client, f"{LIST}log/", {**typed, "more_ties": ""})
    assert "Say in which currency" in page.text
    assert not Engagement.objects.exists()


def test_eng_1_editing_notices_another_s_change(cast: Cast, contact: Contact) -> None:
    one = contact("2025-09-18", "Call")
    client, address = signed_in(cast.officer), f"{page_of(one)}edit/"
    fetch(client, address)
    data = {"date": "2025-09", "kind": "call", "title": "Call, corrected", "visibility": "internal"}
    assert client.post(address, {**data, "expected_version": "1"}).status_code == 302
    page = send(client, address, {**data, "title": "Mine", "expected_version": "1"})
    assert "Somebody changed this" in page.text
    one.refresh_from_db()
    assert (one.title, str(one.date)) == ("Call, corrected", "2025-09")


def test_eng_1_a_unit_editor_logs_within_the_unit(cast: Cast) -> None:
    client = signed_in(cast.unit_editor)
    data = {"date": "2025-09-18", "kind": "call", "title": "Call", "unit": cast.unit.uid}
    assert client.post(f"{LIST}log/", data).status_code == 302
    assert Engagement.objects.get().unit == cast.unit
    page = send(client, f"{LIST}log/", {**data, "unit": cast.other_unit.uid})
    assert "not among the choices" in page.text


def test_eng_1_put_away_with_a_reason_and_undone(cast: Cast, contact: Contact) -> None:
    one = contact("2025-09-18", "Call about wine")
    client = signed_in(cast.officer)
    client.post(f"{page_of(one)}archive/", {"reason": "Logged twice"})
    page = fetch(client, page_of(one))
    assert "put away" in page.text
    assert "Call about wine" not in fetch(client, LIST).text
    client.post(f"{page_of(one)}restore/")
    assert "Call about wine" in fetch(client, LIST).text


@pytest.mark.parametrize("role", ["viewer", "auditor", "administrator", "partner"])
def test_eng_1_who_only_reads_gets_no_form(cast: Cast, contact: Contact, role: str) -> None:
    one = contact("2025-09-18", "Call")
    client = signed_in(cast.everybody[role])
    for address in (f"{LIST}log/", f"{page_of(one)}edit/", f"{page_of(one)}promises/add/"):
        assert client.get(address).status_code == 403
    for address in (f"{page_of(one)}archive/", f"{page_of(one)}restore/"):
        assert client.post(address, {"reason": "x"}).status_code == 403


def test_eng_1_restricted_contacts_are_neither_shown_nor_counted(
    cast: Cast, tie: Tie, contact: Contact
) -> None:
    trier = tie("Trier")
    contact("2025-01-10", "Open call", ties=[trier])
    secret = contact("2026-01-10", "Secret talks", ties=[trier], visibility="restricted", unit=cast.unit)
    closest = contact("2026-02-10", "Closest talks", ties=[trier], visibility="confidential")
    share(closest, by=cast.operator, reader=cast.viewer)
    address = address_of("partnership", "halden", trier.uid)
    for role, sees in (("officer", set()), ("unit_editor", {secret}), ("viewer", {closest})):
        client = signed_in(cast.everybody[role])
        lists = [fetch(client, url) for url in (LIST, f"{LIST}?tie={trier.uid}", address)]
        for one in (secret, closest):
            assert client.get(page_of(one)).status_code == (200 if one in sees else 404), role
            assert all((one.title in page.html) == (one in sees) for page in lists), (role, one.title)
        assert ("not open to the whole office" in lists[2].text) == bool(sees)
        assert ("1 contact" in fetch(client, f"{LIST}?tie={trier.uid}").text) == (not sees)
    assert signed_in(cast.outsider).get(LIST).status_code == 404


def test_eng_1_a_hidden_tie_is_not_named_on_an_open_contact(cast: Cast, tie: Tie, contact: Contact) -> None:
    hidden = tie("Verborgen", visibility="confidential")
    one = contact("2025-01-10", "Open call", ties=[hidden], visibility="internal")
    client = signed_in(cast.officer)
    for address in (LIST, page_of(one), f"{page_of(one)}edit/", f"{LIST}?tie={hidden.uid}"):
        assert "Verborgen" not in fetch(client, address).html, address


def test_eng_1_the_number_of_questions_does_not_grow(cast: Cast, tie: Tie, contact: Contact) -> None:
    trier = tie("Trier")
    addresses = [LIST, f"{LIST}?tie={trier.uid}", address_of("partnership", "halden", trier.uid)]

    def questions() -> list[int]:
        client, counts = signed_in(cast.officer), []
        for address in addresses:
            client.get(address)
            with CaptureQueriesContext(connection) as asked:
                client.get(address)
            counts.append(len(asked))
        return counts

    contact("2025-01-10", "Call", ties=[trier])
    few = questions()
    others = [tie(f"Tie {number}") for number in range(3)]
    for number in range(9):
        contact(f"2025-02-{number + 1:02}", f"Call {number}", ties=[trier, *others])
    assert questions() == few
    assert max(few[:2]) <= 16


def test_eng_1_organisation_person_and_place_show_their_contacts(
    cast: Cast, tie: Tie, contact: Contact
) -> None:
    trier = tie("Trier")
    council = add_organisation(cast.office, by=cast.operator, values={"name": "Council"})
    ana = add_person(
        cast.office,
        by=cast.operator,
        values={"name": "Ana Lund"},
        posts=[{"organisation": council, "title": "Mayor", "starts": None, "ends": None}],
    )
    contact("2025-01-10", "Open call", ties=[trier], people=[ana])
    client = signed_in(cast.viewer)
    body = trier.parties.get().organisation
    for kind, uid in (("organisation", body.uid), ("organisation", council.uid), ("person", ana.uid)):
        assert "Open call" in fetch(client, address_of(kind, "halden", uid)).text, kind
    assert panels_for("places.place", "middle")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"kind": "call", "initiated_by": "us"}, "we called"),
        ({"kind": "call", "direction": "in"}, "they called"),
        ({"kind": "correspondence", "direction": "out"}, "we wrote"),
        ({"kind": "delegation_in"}, "they came"),
        ({"kind": "delegation_out", "initiated_by": "them"}, "we travelled"),
        ({"kind": "meeting", "initiated_by": "both"}, "both sides began it"),
        ({"kind": "meeting", "mode": "virtual"}, "online"),
        ({"kind": "meeting"}, ""),
    ],
)
def test_eng_1_who_moved_in_two_words(values: dict[str, Any], words: str) -> None:
    assert who_moved(Engagement(**values)) == words


def test_eng_1_silence_is_counted_from_the_last_day_it_can_have_been() -> None:
    from datetime import date

    today = date(2026, 11, 21)
    for text, months in (("2025-09-18", 14), ("2025-09-22", 13), ("2025-09", 13), ("2025", 10), ("2026", 0)):
        assert months_of_silence(PartialDate.parse_iso(text), today) == months, text
    assert months_of_silence(None, today) is None


def test_eng_1_months_are_counted_over_three_years() -> None:
    from collections import Counter
    from datetime import date

    days = ["2026-11-21", "2026-11", "2026", "2023-12-01", "2023-11-30"]
    counts = months_back(Counter(day[:7] for day in days), date(2026, 11, 21))
    assert len(counts) == 36
    assert (counts[0], counts[-1]) == (("2023-12", 1), ("2026-11", 2))
    assert sum(count for _month, count in counts) == 3


def test_eng_1_the_room_told_the_others_what_they_need(cast: Cast, contact: Contact) -> None:
    one = contact("2025", "Call", people_text="Ms Lund")
    entry = search_entry("engagement", one)
    assert entry is not None
    assert "Ms Lund" in entry.body
    assert {"log_engagement", "change_engagement", "archive_engagement"} <= known_verbs()
    models = {pointer.model for pointer in pointers_to("directory.Person")}
    assert "engagements.Participation" in models
    archive_engagement(one, by=cast.officer, reason="x")


def test_eng_1_the_same_contact_sent_twice_is_asked_about(cast: Cast, tie: Tie) -> None:
    trier = tie("Trier")
    client = signed_in(cast.officer)
    data = {"date": "2025-09-18", "kind": "call", "title": "Call on schools", "ties": [trier.uid]}
    address = f"{LIST}log/?tie={trier.uid}"
    assert client.post(address, data).status_code == 302
    page = send(client, address, {**data, "title": "Call on  schools"})
    assert "You logged the same contact at" in page.text
    assert 'name="again"' in page.html
    assert Engagement.objects.count() == 1
    assert client.post(address, {**data, "again": "on"}).status_code == 302
    assert client.post(f"{LIST}log/", data | {"ties": []}).status_code == 302
    assert Engagement.objects.count() == 3
    Engagement.objects.update(created_at=timezone.now() - dt.timedelta(minutes=11))
    assert client.post(address, data).status_code == 302


def test_eng_1_a_date_far_ahead_is_asked_about(cast: Cast) -> None:
    client = signed_in(cast.officer)
    data = {"date": "2099", "kind": "call", "title": "Call"}
    page = send(client, f"{LIST}log/", data)
    assert "Really 2099?" in page.text
    near = str(timezone.localdate().year + 5)
    assert client.post(f"{LIST}log/", {**data, "date": near}).status_code == 302
    assert client.post(f"{LIST}log/", {**data, "sure": "on"}).status_code == 302


def test_eng_1_what_is_wrong_is_said_in_plain_sentences(cast: Cast) -> None:
    client = signed_in(cast.officer)
    wrong = {"title": "x" * 400, "kind": "party", "cost": "1.2345", "staff_hours": "99999999"}
    for data in (wrong, {"title": "", "cost": "many", "direction": "up"}):
        page = send(client, f"{LIST}log/", data)
        for words in ("Ensure", "This field is required", "Select a valid choice", "Enter a number"):
            assert words not in page.text
    assert "Say when it was" in page.text
    assert "Choose what kind of contact it was" in page.text


def test_eng_1_the_tie_tells_the_last_contact_and_the_newest_eight(
    cast: Cast, tie: Tie, contact: Contact
) -> None:
    trier, today = tie("Trier"), timezone.localdate()
    for days in range(9, 20):
        contact(
            (today - dt.timedelta(days=days)).isoformat(), f"Call {days}", ties=[trier], initiated_by="us"
        )
    page = fetch(signed_in(cast.viewer), address_of("partnership", "halden", trier.uid))
    assert "The last contact with Trier was 9 days ago." in page.text
    assert "of silence" not in page.text
    assert "Hollow dots: we began; filled: they did." in page.text
    assert page.links["All 11 contacts"] == f"{LIST}?tie={trier.uid}"
    assert "Call 16" in page.text
    assert "Call 17" not in page.text
