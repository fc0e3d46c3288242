"""ENG-3: the pages of papers, the files they hand out, and the office's templates."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from docx import Document

from proxenia.core.papers import standard_template
from proxenia.publication.models import PaperTemplate
from tests.publication.conftest import Visit
from tests.publication.words import template, text_of

pytestmark = pytest.mark.django_db
TEMPLATES = "/o/halden/settings/templates/"


def body(answer: Any) -> str:
    assert answer.status_code in (200, 422), answer.status_code
    return answer.content.decode()


@pytest.fixture
def officer(client: Client, visit: Visit) -> Client:
    client.force_login(visit.cast.officer)
    return client


def test_eng_3_the_page_of_a_contact_leads_to_the_briefing(officer: Client, visit: Visit) -> None:
    at = f"/o/halden/engagements/{visit.engagement.uid}/"
    assert f"{at}briefing/" in body(officer.get(at))
    page = body(officer.get(f"{at}briefing/"))
    assert "Send the school books" in page
    assert f"{at}briefing/docx/" in page
    without = body(officer.get(f"{at}briefing/?without=promises"))
    assert "Send the school books" not in without
    assert f"{at}briefing/pdf/?without=promises" in without
    answer = officer.get(f"{at}briefing/docx/?without=promises")
    assert answer["Content-Disposition"] == 'attachment; filename="visit-to-trier.docx"'
    assert "Send the school books" not in text_of(answer.content)
    assert officer.get(f"{at}briefing/pdf/").content.startswith(b"%PDF-")
    assert officer.get(f"{at}briefing/exe/").status_code == 404
    assert "Send the school books" in body(officer.get(f"{at}pocket/"))
    assert officer.get(f"{at}pocket/pdf/").content.startswith(b"%PDF-")


def test_dir_7_pages_of_ties_bodies_people_and_places_lead_to_the_pack(officer: Client, visit: Visit) -> None:
    for kind, one, page in (
        ("tie", visit.tie, "portfolio:tie"),
        ("organisation", visit.body, "directory:organisation"),
        ("person", visit.mayor, "directory:person"),
    ):
        url = f"/o/halden/handover/{kind}/{one.uid}/"
        assert url in body(officer.get(reverse(page, args=("halden", one.uid))))
        assert "Trier" in body(officer.get(url))
        assert "Trier" in text_of(officer.get(f"{url}docx/").content)
    assert officer.get(f"/o/halden/handover/office/{visit.tie.uid}/").status_code == 404
    assert officer.get(f"/o/halden/handover/tie/{visit.body.uid}/").status_code == 404


def test_dir_7_no_pack_is_made_of_somebody_who_may_not_leave(officer: Client, visit: Visit) -> None:
    for ending in ("", "docx/", "pdf/"):
        answer = officer.get(f"/o/halden/handover/person/{visit.child.uid}/{ending}")
        assert answer.status_code == 409
        assert "may not leave the office" in answer.content.decode()


def test_eng_3_portraits_are_shown_on_the_page(client: Client, portrayed: Visit) -> None:
    client.force_login(portrayed.cast.officer)
    page = body(client.get(f"/o/halden/engagements/{portrayed.engagement.uid}/briefing/"))
    assert 'alt="Portrait of Anna Mueller"' in page


@pytest.fixture
def director(client: Client, visit: Visit) -> Client:
    client.force_login(visit.cast.director)
    return client


def bring(client: Client, content: bytes, name: str = "own.docx", **more: str) -> Any:
    return client.post(TEMPLATES, {"file": SimpleUploadedFile(name, content), **more})


def test_eng_3_an_office_takes_in_its_template_and_briefings_use_it(director: Client, visit: Visit) -> None:
    plain = director.get(f"{TEMPLATES}standard/").content
    assert "{{ everything }}" in text_of(plain)
    own = template("Letterhead of Halden", "{{ promises }}", "{{ title }}")
    assert bring(director, own, name="Own briefing.docx").status_code == 302
    row = PaperTemplate.objects.get()
    assert (row.name, row.is_used, row.placeholders) == ("Own briefing.docx", True, ["promises", "title"])
    at = f"/o/halden/engagements/{visit.engagement.uid}/briefing/docx/"
    told = text_of(director.get(at).content)
    assert "Letterhead of Halden" in told
    assert "Send the school books" in told
    assert "Call about books" not in told
    pack = text_of(director.get(f"/o/halden/handover/tie/{visit.tie.uid}/docx/").content)
    assert "Call about books" in pack
    assert "Letterhead" not in pack
    assert director.get(f"{TEMPLATES}{row.uid}/").content == own
    assert bring(director, standard_template(), name="b.docx", name_="").status_code == 302
    assert [one.is_used for one in PaperTemplate.objects.order_by("pk")] == [False, True]
    director.post(f"{TEMPLATES}{row.uid}/use/")
    director.post(f"{TEMPLATES}{row.uid}/remove/")
    assert "Letterhead" not in text_of(director.get(at).content)
    assert director.get(f"{TEMPLATES}{row.uid}/").status_code == 404


def test_eng_3_a_template_with_code_is_refused_on_the_page_and_nothing_is_kept(director: Client) -> None:
    answer = bring(director, template("{{ everything }}", "{{ ''.__class__.__mro__ }}"))
    assert answer.status_code == 422
    assert "__class__.__mro__" in body(answer)
    assert "no code" in body(answer)
    assert bring(director, b"MZ program", name="own.docx").status_code == 422
    assert not PaperTemplate.objects.exists()


def test_eng_3_only_who_keeps_the_settings_touches_templates(officer: Client, visit: Visit) -> None:
    assert officer.get(TEMPLATES).status_code == 403
    assert bring(officer, standard_template()).status_code == 403


def test_eng_3_a_template_too_heavy_is_refused(director: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("proxenia.publication.actions.templates.MOST_BYTES", 10)
    assert "at most" in body(bring(director, standard_template()))
    assert not PaperTemplate.objects.exists()


def test_dir_7_a_portrait_is_chosen_among_the_pictures(client: Client, portrayed: Visit) -> None:
    client.force_login(portrayed.cast.director)
    at = f"/o/halden/people/{portrayed.mayor.uid}/"
    assert "stands in briefings" in body(client.get(at))
    client.post(f"{at}portrait/", {"file": ""})
    assert "None of the pictures" in body(client.get(at))
    assert client.post(f"{at}portrait/", {"file": "x" * 16}).status_code == 404
    uid = portrayed.mayor.anchor.files.get().uid
    assert client.post(f"{at}portrait/", {"file": uid}).status_code == 302
    assert "stands in briefings" in body(client.get(at))


def test_eng_3_word_of_the_page_is_the_word_document(officer: Client, visit: Visit) -> None:
    content = officer.get(f"/o/halden/engagements/{visit.engagement.uid}/briefing/docx/").content
    headings = [one.text for one in Document(io.BytesIO(content)).paragraphs if one.style.name == "Heading 1"]
    page = body(officer.get(f"/o/halden/engagements/{visit.engagement.uid}/briefing/"))
    assert headings
    assert [one for one in headings if f">{one}</h2>" not in page] == []
