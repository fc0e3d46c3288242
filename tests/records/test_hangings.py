"""Notes, files, history and kept views: whoever may see the record sees what hangs on it."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from proxenia.core.errors import NotAllowed, NotFound, Refused
from proxenia.directory.actions import add_organisation
from proxenia.directory.models import Organisation
from proxenia.records.actions import add_file, add_note, keep_view, put_away_file, remove_view
from proxenia.records.actions.hangings import path_of
from proxenia.records.models import SavedView
from proxenia.records.queries.hangings import views_of
from tests.cast import Cast, signed_in

PDF = b"%PDF-1.7 signed text"


@pytest.fixture
def body(cast: Cast) -> Organisation:
    values = {"name": "Harbour board", "kind": "agency"}
    return add_organisation(cast.office, by=cast.officer, values=values, visibility="internal")


def pdf(name: str = "charter.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_a_note_is_kept_and_shown(cast: Cast, body: Organisation) -> None:
    browser = signed_in(cast.officer)
    answer = browser.post(f"/o/halden/notes/{body.uid}/", {"text": "They <b>moved</b> in May."}, follow=True)
    assert "They &lt;b&gt;moved&lt;/b&gt; in May." in answer.content.decode()
    with pytest.raises(Refused):
        add_note(body.anchor, by=cast.officer, text="  ")
    with pytest.raises(NotAllowed):
        add_note(body.anchor, by=cast.viewer, text="Mine")


def test_prt_3_a_file_comes_back_as_a_download_and_never_as_a_page(cast: Cast, body: Organisation) -> None:
    file = add_file(body.anchor, by=cast.officer, upload=pdf("../../Ünterschrift\n.pdf"), title="Charter")
    assert path_of(file).parent.parent == Path(settings.DATA_FOLDER) / "files", "the server chooses the name"
    answer = signed_in(cast.viewer).get(f"/o/halden/files/{file.uid}/")
    assert b"".join(answer.streaming_content) == PDF  # type: ignore[attr-defined]
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b"<html><script>", "PDF"),
        (b"MZ\x90\x00", "PDF"),
        (b"%PDF-" + b"0" * 20_971_520, "20 MB"),
    ],
)
def test_prt_3_files_that_are_not_kept(cast: Cast, body: Organisation, content: bytes, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        add_file(body.anchor, by=cast.officer, upload=pdf("x.pdf", content))
    assert not body.anchor.files.exists()


def test_a_file_of_a_hidden_record_is_not_there(cast: Cast, body: Organisation) -> None:
    file = add_file(body.anchor, by=cast.officer, upload=pdf())
    Organisation.objects.filter(pk=body.pk).update(visibility="confidential")
    body.anchor.visibility = "confidential"
    body.anchor.save()
    assert signed_in(cast.viewer).get(f"/o/halden/files/{file.uid}/").status_code == 404
    assert signed_in(cast.outsider).get(f"/o/halden/files/{file.uid}/").status_code == 404
    with pytest.raises(NotFound):
        put_away_file(file, by=cast.viewer)


def test_a_file_put_away_is_no_longer_handed_out(cast: Cast, body: Organisation) -> None:
    file = add_file(body.anchor, by=cast.officer, upload=pdf())
    put_away_file(file, by=cast.officer)
    assert signed_in(cast.officer).get(f"/o/halden/files/{file.uid}/").status_code == 404
    assert path_of(file).exists(), "nothing is lost"


def test_history_tells_who_did_what_with_before_and_after(cast: Cast, body: Organisation) -> None:
    add_note(body.anchor, by=cast.officer, text="First note")
    page = signed_in(cast.auditor).get(f"/o/halden/history/{body.uid}/").content.decode()
    for words in ("added a note", cast.officer.name, "First note", "Harbour board"):
        assert words in page
    assert signed_in(cast.outsider).get(f"/o/halden/history/{body.uid}/").status_code == 404
    assert signed_in(cast.partner).get(f"/o/halden/history/{body.uid}/").status_code == 403


def test_prt_7_a_view_is_kept_shared_and_removed(cast: Cast) -> None:
    mine = keep_view(cast.office, by=cast.officer, page="portfolio", name="Silent", query="silence=24")
    again = keep_view(cast.office, by=cast.officer, page="portfolio", name="Silent", query="silence=12")
    assert (again.pk, SavedView.objects.get().query) == (mine.pk, "silence=12")
    assert not views_of(cast.viewer, cast.office, "portfolio").exists()
    keep_view(
        cast.office, by=cast.officer, page="portfolio", name="Silent", query="silence=12", is_shared=True
    )
    assert list(views_of(cast.viewer, cast.office, "portfolio")) == [mine]
    with pytest.raises(NotAllowed):
        remove_view(mine, by=cast.viewer)
    with pytest.raises(NotAllowed):
        keep_view(cast.office, by=cast.outsider, page="portfolio", name="X", query="")
    remove_view(again, by=cast.officer)
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "javascript:1"])
def test_keeping_a_view_never_leads_elsewhere(cast: Cast, back: str) -> None:
    data = {"name": "V", "page": "portfolio", "query": "", "back": back}
    assert signed_in(cast.officer).post("/o/halden/views/", data).headers["Location"] == "/o/halden/"
