"""The sharing rule on notes and files: public, partners, unattributed, in the room only; honoured everywhere."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from proxenia.core.errors import NotAllowed, NotFound, Refused
from proxenia.directory.actions import add_organisation
from proxenia.directory.models import Organisation
from proxenia.records.actions import add_file, add_note, put_away_file, share, share_note
from proxenia.records.actions.files import bring_back_file
from proxenia.records.models import File, Note, Sharing
from proxenia.records.queries.hangings import notes_on
from tests.cast import Cast, make_person, signed_in
from tests.pages import fetch


@pytest.fixture
def body(cast: Cast) -> Organisation:
    values = {"name": "Harbour board", "kind": "agency"}
    record = add_organisation(cast.office, by=cast.officer, values=values)
    share(record, by=cast.officer, reader=cast.partner)
    return record


@pytest.mark.asvs("8.2.2", "14.2.6")
@pytest.mark.parametrize("sharing", Sharing.values)
def test_rsk_14_who_hears_a_note(cast: Cast, body: Organisation, sharing: str) -> None:
    room = [cast.viewer] if sharing == "room" else []
    add_note(body.anchor, by=cast.officer, text="Said quietly.", sharing=sharing, room=room)
    heard = {
        name
        for name, user in cast.everybody.items()
        if Note.objects.visible_to(user, cast.office).filter(text="Said quietly.").exists()
    }
    assert heard == ({"officer", "viewer"} if sharing == "room" else set(cast.everybody))
    assert not Note.objects.visible_to(cast.outsider, cast.office).exists()
    for name, user in cast.everybody.items():
        shown = fetch(signed_in(user), f"/o/halden/organisations/{body.uid}/").text
        assert ("Said quietly." in shown) == (name in heard), name


def test_rsk_14_nobody_outside_learns_who_said_what_is_unattributed(cast: Cast, body: Organisation) -> None:
    add_note(body.anchor, by=cast.officer, text="A source told us.", sharing="unattributed")
    for user, author in ((cast.viewer, cast.officer.name), (cast.partner, ""), (None, "")):
        told = notes_on(body.pk, user, cast.office) if user else notes_on(body.pk)
        assert [note.told_by for note in told] == [author]  # type: ignore[attr-defined]
    shown = fetch(signed_in(cast.partner), f"/o/halden/organisations/{body.uid}/").text
    assert "A source told us." in shown
    assert cast.officer.name not in shown.replace("Unattributed", "")


def test_rsk_14_what_stays_in_the_room_stays_out_of_the_history(cast: Cast, body: Organisation) -> None:
    add_note(body.anchor, by=cast.officer, text="Said quietly.", sharing="room")
    upload = SimpleUploadedFile("quiet.pdf", b"%PDF-1.7 quiet")
    add_file(body.anchor, by=cast.officer, upload=upload, title="Quiet paper", sharing="room")
    history = fetch(signed_in(cast.director), f"/o/halden/history/{body.uid}/").text
    assert "added a note" in history
    assert "Said quietly." not in history
    assert "Quiet paper" not in history


@pytest.mark.reliability("D7")
@pytest.mark.asvs("8.2.2")
def test_rsk_14_a_file_of_the_room_is_there_for_its_people_only(cast: Cast, body: Organisation) -> None:
    upload = SimpleUploadedFile("quiet.pdf", b"%PDF-1.7 quiet")
    file = add_file(
        body.anchor, by=cast.officer, upload=upload, title="Quiet", sharing="room", room=[cast.partner]
    )
    expected = {"officer": 200, "partner": 200, "director": 404, "viewer": 404}
    got = {
        name: signed_in(cast.everybody[name]).get(f"/o/halden/files/{file.uid}/").status_code
        for name in expected
    }
    assert got == expected
    with pytest.raises(NotFound):
        put_away_file(file, by=cast.director)
    put_away_file(file, by=cast.officer)
    with pytest.raises(NotFound):
        bring_back_file(file, by=cast.director)
    bring_back_file(file, by=cast.officer)
    assert not File.objects.filter(pk=file.pk).heard_by(None).exists()


def test_rsk_14_people_are_named_only_for_the_room_and_only_those_who_see_the_record(
    cast: Cast, body: Organisation
) -> None:
    with pytest.raises(Refused, match="only for what stays in the room"):
        add_note(body.anchor, by=cast.officer, text="x", sharing="public", room=[cast.viewer])
    with pytest.raises(Refused, match="holds a role"):
        add_note(body.anchor, by=cast.officer, text="x", sharing="room", room=[cast.outsider])
    browser, url = signed_in(cast.officer), f"/o/halden/notes/{body.uid}/"
    answer = browser.post(url, {"text": "x", "sharing": "room", "room": "Nobody Known"}, follow=True)
    assert "Nobody of this office is called" in answer.content.decode()
    browser.post(url, {"text": "Heard", "sharing": "room", "room": cast.viewer.name})
    assert Note.objects.heard_by(cast.viewer).filter(text="Heard").exists()


@pytest.mark.asvs("8.2.2")
def test_rsk_14_how_far_a_note_may_go_is_changed_afterwards(cast: Cast, body: Organisation) -> None:
    note = add_note(body.anchor, by=cast.officer, text="Said quietly.")
    client, where = signed_in(cast.officer), f"/o/halden/notes/{note.uid}/sharing/"
    assert "Said quietly." in fetch(client, where).text
    answer = client.post(where, {"sharing": "room", "room": cast.viewer.email})
    assert answer.headers["Location"] == f"/o/halden/organisations/{body.uid}/"
    heard = {
        name
        for name, user in cast.everybody.items()
        if Note.objects.visible_to(user, cast.office).filter(pk=note.pk).exists()
    }
    assert heard == {"officer", "viewer"}
    assert signed_in(cast.director).get(where).status_code == 404, "who does not hear it changes nothing"
    assert cast.viewer.email in fetch(client, where).html
    client.post(where, {"sharing": "partners"})
    note.refresh_from_db()
    assert (note.sharing, note.room_readers.count()) == ("partners", 0)
    history = fetch(signed_in(cast.director), f"/o/halden/history/{body.uid}/").text
    assert "changed how far a note may go" in history


def test_rsk_14_only_its_author_lets_a_note_go_further_or_who_may_overrule(
    cast: Cast, body: Organisation
) -> None:
    note = add_note(body.anchor, by=cast.officer, text="A source told us.", sharing="unattributed")
    other = make_person(cast.office, "officer", "Second Officer")
    with pytest.raises(NotAllowed, match="Only who wrote it"):
        share_note(note, by=other, sharing="public")
    share_note(note, by=other, sharing="unattributed")
    assert share_note(note, by=cast.director, sharing="partners").sharing == "partners"
    assert share_note(note, by=other, sharing="unattributed").sharing == "unattributed"
    assert share_note(note, by=cast.officer, sharing="public").sharing == "public"
    with pytest.raises(NotAllowed):
        share_note(note, by=cast.viewer, sharing="unattributed")


def test_rsk_14_a_note_of_the_room_is_let_go_further_by_nobody_outside_it(
    cast: Cast, body: Organisation
) -> None:
    note = add_note(body.anchor, by=cast.officer, text="Said quietly.", sharing="room", room=[cast.viewer])
    with pytest.raises(NotFound):
        share_note(note, by=cast.director, sharing="public")
    note.refresh_from_db()
    assert note.sharing == "room"
