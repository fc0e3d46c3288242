"""ENG-3, DIR-7: what stands in a briefing, on the page for the pocket and in a handover pack, and what does not."""

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from docx import Document

from proxenia.accounts.models import User
from proxenia.audit.models import ConfidentialRead
from proxenia.core.papers import Paper, Words, pdf, word
from proxenia.core.papers.pdf import pocket_pdf
from proxenia.directory.actions import consents
from proxenia.directory.actions.portraits import remove_portrait
from proxenia.engagements.actions import archive_engagement, change_engagement
from proxenia.engagements.actions.protocol import invite_guests, note_reply
from proxenia.engagements.actions.talks import draft_agenda, write_mandate
from proxenia.engagements.models import Member, Slot, Stop
from proxenia.places.actions import ensure_place
from proxenia.places.queries import resolve
from proxenia.portfolio.actions import add_promise
from proxenia.publication.documents import BRIEFING, HANDOVER, POCKET, book, names, part, parts_of
from proxenia.publication.documents import books as registry
from proxenia.records.actions import add_note
from tests.publication.conftest import TODAY, Visit
from tests.publication.words import text_of

pytestmark = pytest.mark.django_db


def made(
    visit: Visit, name: str = BRIEFING, by: User | None = None, subject: Any = None, **more: Any
) -> Paper:
    """Make a book about the visit as somebody."""
    reader = by or visit.cast.director
    return book(name, reader, visit.cast.office, subject or visit.engagement, TODAY, **more).paper


def told(paper: Paper) -> str:
    """Return the words of a paper, as Word holds them."""
    return text_of(word(paper))


def codes(paper: Paper) -> list[str]:
    return [section.code for section in paper.sections]


def test_eng_3_a_briefing_is_made_from_the_record(visit: Visit) -> None:
    text = told(made(visit))
    expected = (
        "Visit to Trier", "11 June 2026", "City of Trier", "Schools and wine", "Anna Mueller", "Анна Мюллер",
        "AH-na MUEL-ler", "Mayor", "German", "Send the school books", "overdue", "Name a wine expert",
        "Call about books", "They will take 200 copies.", "Germany",
    )  # fmt: skip
    assert [one for one in expected if one not in text] == []
    order = [
        text.index(title)
        for title in ("The engagement", "Who they are", "Whom you meet", "What was promised")
    ]
    assert order == sorted(order)
    assert codes(made(visit)) == ["event", "counterpart", "people", "protocol", "promises", "history"]
    assert pdf(made(visit)).startswith(b"%PDF-")


def test_eng_3_the_destinations_risk_and_its_checklist_stand_in_it(visit: Visit) -> None:
    match = resolve("Trier", "DE").match
    assert match is not None
    by = visit.cast.director
    there = change_engagement(visit.engagement, by=by, values={"place": ensure_place(match)})
    text = told(made(visit, subject=there))
    assert "2: more care" in text
    assert "Ministry" in text
    assert "Before you travel" in text


def test_eng_3_promises_of_both_sides_stand_apart_and_kept_ones_not(visit: Visit) -> None:
    sections = {section.code: section for section in made(visit).sections}
    words = [getattr(block, "text", "") or dict(block.lines) for block in sections["promises"].blocks]  # type: ignore[union-attr]
    assert words[0] == "We still owe them"
    assert list(words[1]) == ["Send the school books"]
    assert "overdue" in words[1]["Send the school books"]  # type: ignore[index]
    assert words[2] == "They still owe us"
    assert words[3] == {"Name a wine expert": "Anna Mueller, no date agreed"}


def test_eng_3_what_the_reader_may_not_see_is_not_in_it(visit: Visit, hide: Callable[..., Any]) -> None:
    cast = visit.cast
    hide(visit.log("2025-12-01", "Secret talk", visibility="internal"), cast.officer)
    hide(add_promise(visit.tie, by=cast.director, values={"what": "Secret loan", "side": "us"}), cast.officer)
    hide(visit.mayor, cast.officer)
    officer, viewer = (told(made(visit, by=user)) for user in (cast.officer, cast.viewer))
    secrets = ("Secret talk", "Secret loan", "AH-na", "Schools and wine", "Send the school books")
    assert [one for one in secrets if one not in officer] == []
    assert [one for one in secrets[:3] if one in viewer] == []
    hide(visit.body, cast.officer)
    hide(visit.tie, cast.officer)
    viewer = told(made(visit, by=cast.viewer))
    assert [one for one in (*secrets, "City of Trier") if one in viewer] == []


def test_eng_3_opening_closed_records_in_a_briefing_is_noted(
    visit: Visit, hide: Callable[..., Any], client: Any
) -> None:
    cast = visit.cast
    secret = hide(visit.log("2025-12-01", "Secret talk", visibility="internal"), cast.officer)
    client.force_login(cast.officer)
    assert client.get(f"/o/halden/engagements/{visit.engagement.uid}/briefing/docx/").status_code == 200
    found = ConfidentialRead.objects.filter(subject_uid=secret.uid, by_uid=cast.officer.uid)
    assert [one.via for one in found] == ["briefing"]


def test_eng_3_a_minor_is_left_out_and_counted_until_a_guardian_agrees(visit: Visit) -> None:
    text = told(made(visit))
    assert "Kim Klein" not in text
    assert "1 person is left out" in text
    consents.name_guardian(
        visit.child, by=visit.cast.director, name="Guardian", consented_on=dt.date(2024, 1, 1)
    )
    text = told(made(visit))
    assert "Kim Klein" in text
    assert "left out" not in text


def pictures(paper: Paper) -> int:
    """Count the portraits in the Word document."""
    return len(Document(io.BytesIO(word(paper))).element.xpath("//pic:pic"))


def test_eng_3_a_portrait_stands_in_it_while_there_is_consent(portrayed: Visit) -> None:
    assert pictures(made(portrayed)) == 1
    with pikepdf.open(io.BytesIO(pdf(made(portrayed)))) as document:
        assert any(
            thing.get("/Subtype") == "/Image"
            for thing in document.objects
            if isinstance(thing, pikepdf.Stream)
        )
    consent = portrayed.mayor.consents.get()
    consents.withdraw_consent(consent, by=portrayed.cast.director, how="by mail")
    later = book(
        BRIEFING, portrayed.cast.director, portrayed.cast.office, portrayed.engagement, dt.date(2099, 1, 1)
    )
    assert pictures(later.paper) == 0


def test_eng_3_a_portrait_taken_away_stands_nowhere(portrayed: Visit) -> None:
    remove_portrait(portrayed.mayor, by=portrayed.cast.director)
    assert pictures(made(portrayed)) == 0


def test_eng_3_cancelled_and_put_away_contacts_are_no_history(visit: Visit) -> None:
    gone = visit.log("2025-10-01", "Entered by mistake")
    archive_engagement(gone, by=visit.cast.director, reason="mistake")
    visit.log("2027-01-01", "Return visit")
    text = told(made(visit))
    assert "Entered by mistake" not in text
    assert text.index("Planned") < text.index("Return visit") < text.index("So far")


def test_eng_3_talking_points_come_from_the_mandate_for_those_named_on_it(visit: Visit) -> None:
    cast = visit.cast
    said = {
        "raise_first": "- The bus line\n- The twin school",
        "wanted": "Forty places",
        "limits": "No exclusivity",
    }
    write_mandate(visit.engagement, by=cast.director, values=said)
    draft_agenda(visit.engagement, by=cast.director, text="Welcome\nSchools")
    director, viewer = told(made(visit)), told(made(visit, by=cast.viewer))
    for words in ("The bus line", "Forty places", "No exclusivity"):
        assert (words in director, words in viewer) == (True, False)
    assert "Talking points" in viewer
    assert "Welcome" in viewer
    assert "The bus line" in told(made(visit, POCKET))
    assert "The bus line" not in told(made(visit, POCKET, by=cast.viewer))


def test_eng_3_guests_stand_among_the_people_in_the_order_of_precedence(visit: Visit) -> None:
    by = visit.cast.director
    guests = invite_guests(visit.engagement, by=by, people=[], names=["Paul Abroad", "Nora Nowhere"])
    note_reply(guests[1], by=by, reply="no")
    text = told(made(visit))
    assert "Paul Abroad" in text
    assert "No answer yet" in text
    assert "Nora Nowhere" not in text
    assert "Paul Abroad" in told(made(visit, POCKET))


def test_eng_3_the_programme_of_a_delegation_stands_in_it(visit: Visit) -> None:
    one = visit.engagement
    Stop.objects.create(
        engagement=one, country="DE", city="Trier", zone="Europe/Berlin", starts=dt.date(2026, 6, 11),
        ends=dt.date(2026, 6, 12),
    )  # fmt: skip
    day, berlin = dt.date(2026, 6, 11), "Europe/Berlin"
    at = {
        "on": day,
        "starts": dt.time(9),
        "ends_on": day,
        "ends": dt.time(10, 30),
        "zone": berlin,
        "end_zone": berlin,
    }
    title = "Talks at the town hall"
    Slot.objects.create(engagement=one, title=title, venue="Town hall", interpreter="Ms Berg", **at)
    Member.objects.create(engagement=one, person=visit.mayor, role="head")
    Member.objects.create(engagement=one, person=visit.child)
    paper = made(visit)
    assert codes(paper).index("event") < codes(paper).index("programme") < codes(paper).index("people")
    programme = told(made(visit, without=[code for code in codes(paper) if code != "programme"]))
    for words in (
        "11 June 2026",
        "09:00–10:30",
        "Talks at the town hall",
        "Town hall",
        "Ms Berg",
        "Anna Mueller",
    ):
        assert words in programme
    assert "Kim Klein" not in programme
    assert "1 person is left out" in programme
    assert "Talks at the town hall" in told(made(visit, POCKET))


def test_eng_3_parts_can_be_left_out(visit: Visit) -> None:
    assert "history" in codes(made(visit))
    assert codes(made(visit, without=["history", "promises"])) == [
        "event",
        "counterpart",
        "people",
        "protocol",
    ]


def test_eng_3_the_pocket_page_names_people_promises_and_the_last_contact_on_one_page(visit: Visit) -> None:
    for number in range(30):
        add_promise(
            visit.tie, by=visit.cast.director, values={"what": f"Promise {number} " * 20, "side": "them"}
        )
    paper = made(visit, POCKET)
    text = told(paper)
    for word_ in ("Anna Mueller", "AH-na MUEL-ler", "Send the school books", "Call about books"):
        assert word_ in text
    assert "Kim Klein" not in text
    with pikepdf.open(io.BytesIO(pocket_pdf(paper))) as document:
        assert len(document.pages) == 1


def test_dir_7_a_handover_pack_holds_everything_ever(visit: Visit) -> None:
    for year in range(1990, 2020):
        visit.log(str(year), f"Contact of {year}")
    add_note(visit.tie.anchor, by=visit.cast.director, text="Ask for Ms Mueller, never for her deputy.")
    add_note(visit.tie.anchor, by=visit.cast.director, text="Said in the room", sharing="room")
    for subject in (visit.tie, visit.body):
        text = told(made(visit, HANDOVER, subject=subject))
        for word_ in (
            "Contact of 1990",
            "Contact of 2019",
            "Send the school books",
            "Director",
            "Anna Mueller",
        ):
            assert word_ in text, (subject, word_)
        assert "Said in the room" not in text
    assert "never for her deputy" in told(made(visit, HANDOVER, subject=visit.tie))
    person = told(made(visit, HANDOVER, subject=visit.mayor))
    assert "City of Trier" in person
    assert "Contact of 1990" not in person


def test_eng_3_a_room_that_comes_later_joins_by_registering(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "_PARTS", list(registry._PARTS))
    part("weather", "The weather", order=15, books=(BRIEFING,))(lambda ask: [Words(f"Fair in {ask.subject}")])
    assert codes(made(visit))[:3] == ["event", "weather", "counterpart"]
    assert "weather" in names().sections
    assert "Fair in Visit to Trier" in told(made(visit))


def test_eng_3_every_part_has_one_name_and_is_reached_by_templates() -> None:
    for name in (BRIEFING, POCKET, HANDOVER):
        found = [one.code for one in parts_of(name)]
        assert len(set(found)) == len(found) > 3
    assert {one.code for one in (*parts_of(BRIEFING), *parts_of(HANDOVER))} == set(names().sections)


@pytest.mark.parametrize("name", [BRIEFING, HANDOVER])
def test_eng_3_a_longer_past_asks_no_more_of_the_database(
    visit: Visit, name: str, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    subject = visit.engagement if name == BRIEFING else visit.tie
    made(visit, name, subject=subject)
    for number in range(25):
        visit.log("2024-01", f"Contact {number}", people=[visit.mayor])
    with django_assert_max_num_queries(60):
        made(visit, name, subject=subject)
