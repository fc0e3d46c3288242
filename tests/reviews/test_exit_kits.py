"""PRT-13: the exit kit of a tie that is sunset, its documents, and the page that remembers the tie."""

import io
import zipfile
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from proxenia.core.errors import Conflict, NotAllowed, Refused
from proxenia.instruments.actions import take_instrument
from proxenia.portfolio.models import Partnership
from proxenia.records.actions import set_visibility
from proxenia.reviews import actions
from proxenia.reviews.models import ExitKit, Review
from proxenia.reviews.rules.exit_kits import FIELDS, gaps
from tests.cast import Cast, signed_in

WHY = "The exchange has run its course and both sides know it."
pytest.importorskip("docx", reason="the extra for documents is not installed")


def address(name: str, *args: str) -> str:
    return reverse(f"reviews:{name}", args=["halden", *args])


@pytest.fixture
def moss(tie: Any) -> Partnership:
    found: Partnership = tie("Moss", values={"purpose": "Rowing"})
    return found


@pytest.fixture
def review(cast: Cast, moss: Partnership) -> Review:
    form = take_instrument(cast.office, by=cast.officer, code="partnership_review")
    made = actions.begin_review(moss, by=cast.officer, instrument=form, moves=True)
    return actions.decide_review(made, by=cast.officer, decision="sunset", reason=WHY)


@pytest.fixture
def client(cast: Cast) -> Client:
    return signed_in(cast.officer)


def test_prt_13_a_sunset_drafts_its_kit_and_says_what_is_missing(review: Review, client: Client) -> None:
    kit = ExitKit.objects.get()
    assert "Moss" in kit.letter
    assert "Office of Halden" in kit.letter
    assert kit.remains.startswith("Rowing")
    assert WHY not in kit.letter + kit.notice + kit.press_line
    missing = gaps({name: getattr(kit, name) for name in FIELDS})
    assert missing["letter"][0] == "[Name and title]"
    assert missing["contact_way"] == [""]
    page = client.get(address("exit_kit", review.uid)).content.decode()
    assert "still to be filled in" in page
    assert address("exit_kit", review.uid) in client.get(address("review", review.uid)).content.decode()


def test_prt_13_another_decision_leaves_no_kit(cast: Cast, tie: Any, client: Client) -> None:
    form = take_instrument(cast.office, by=cast.officer, code="partnership_review")
    review = actions.begin_review(tie("Rygge"), by=cast.officer, instrument=form)
    over = actions.decide_review(review, by=cast.officer, decision="historic", reason=WHY)
    assert not ExitKit.objects.exists()
    with pytest.raises(Refused, match="sunset"):
        actions.draft_exit_kit(over, by=cast.officer)
    assert client.get(address("exit_kit", review.uid)).status_code == 404


def test_prt_13_texts_are_changed_by_hand_and_not_over_one_another(
    cast: Cast, review: Review, client: Client
) -> None:
    kit = ExitKit.objects.get()
    change = address("change_exit_kit", review.uid)
    assert "[Name and title]" in client.get(change).content.decode()
    client.post(change, {"letter": "Dear mayor", "contact_name": "Joost", "expected_version": "1"})
    kit.refresh_from_db()
    assert (kit.letter, kit.notice, kit.revision) == ("Dear mayor", "", 2)
    stale = client.post(change, {"letter": "Over it", "expected_version": "1"})
    assert stale.status_code == 422
    assert "Over it" in stale.content.decode()
    with pytest.raises(Conflict):
        actions.change_exit_kit(kit, by=cast.officer, values={"letter": "x"}, expected="1")
    with pytest.raises(NotAllowed):
        actions.change_exit_kit(kit, by=cast.viewer, values={"letter": "x"})
    assert actions.change_exit_kit(kit, by=cast.officer, values={"letter": "Dear mayor"}).revision == 2


@pytest.mark.parametrize("part", ["kit", "letter", "press_line"])
def test_prt_13_the_kit_is_handed_out_as_word_and_pdf(review: Review, client: Client, part: str) -> None:
    answer = client.get(address("exit_document", review.uid, part, "docx"))
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.content)) as opened:
        text = opened.read("word/document.xml").decode()
    assert "Office of Halden" in text
    made = client.get(address("exit_document", review.uid, part, "pdf"))
    assert made.content.startswith(b"%PDF-")


def test_prt_13_what_is_no_document_is_not_found(review: Review, client: Client) -> None:
    for part, ending in (("kit", "exe"), ("reason", "pdf")):
        assert client.get(address("exit_document", review.uid, part, ending)).status_code == 404


def test_prt_13_texts_with_marks_of_a_template_stay_texts(cast: Cast, review: Review, client: Client) -> None:
    kit = ExitKit.objects.get()
    bad = '{{ settings.SECRET_KEY }} {% for x in y %} #read("/etc/passwd") <w:p/> \x07'
    actions.change_exit_kit(kit, by=cast.officer, values={"letter": bad})
    answer = client.get(address("exit_document", review.uid, "letter", "docx"))
    with zipfile.ZipFile(io.BytesIO(answer.content)) as opened:
        assert "settings.SECRET_KEY" in opened.read("word/document.xml").decode()
    assert client.get(address("exit_document", review.uid, "letter", "pdf")).content.startswith(b"%PDF-")


def test_prt_13_the_tie_is_remembered_with_its_reason(
    cast: Cast, moss: Partnership, review: Review, client: Client
) -> None:
    assert client.get(address("archive", moss.uid)).status_code == 404
    actions.carry_out_review(review, by=cast.officer)
    page = client.get(address("archive", moss.uid)).content.decode()
    for words in (WHY, "Rowing", "City of Moss", "Follow-up contact"):
        assert words in page
    story = client.get(reverse("portfolio:tie", args=["halden", moss.uid])).content.decode()
    assert address("archive", moss.uid) in story


def test_prt_13_a_kit_is_seen_with_its_tie(cast: Cast, moss: Partnership, review: Review) -> None:
    viewer = signed_in(cast.viewer)
    assert viewer.get(address("exit_kit", review.uid)).status_code == 200
    assert viewer.get(address("change_exit_kit", review.uid)).status_code == 403
    set_visibility(moss, by=cast.officer, visibility="confidential")
    director = signed_in(cast.director)
    for name, args in (("exit_kit", ()), ("change_exit_kit", ()), ("exit_document", ("kit", "pdf"))):
        assert director.get(address(name, review.uid, *args)).status_code == 404
    assert director.get(address("archive", moss.uid)).status_code == 404
