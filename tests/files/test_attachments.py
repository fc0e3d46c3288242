"""Files on records, from the form to the disk and back: room, scanner, visibility, crashes."""

from __future__ import annotations

import os
import re
import socket
import struct
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project
from django.core.files.uploadedfile import SimpleUploadedFile

from proxenia.audit.queries import history_of
from proxenia.core import durable
from proxenia.core.errors import NoRoom, NotAllowed, Refused
from proxenia.directory.actions import add_organisation
from proxenia.directory.models import Organisation
from proxenia.portfolio.actions import add_agreement
from proxenia.records import jobs
from proxenia.records.actions import files
from proxenia.records.models import File, Scan, Sharing
from proxenia.records.queries.files import office_room
from tests.cast import Cast, make_tie, signed_in
from tests.files import samples
from tests.pages import fetch

PDF = samples.pdf()


@pytest.fixture
def body(cast: Cast) -> Organisation:
    values = {"name": "Harbour board", "kind": "agency"}
    return add_organisation(cast.office, by=cast.officer, values=values, visibility="internal")


def upload(name: str = "charter.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def keep(cast: Cast, body: Organisation, **more: Any) -> File:
    return files.add_file(body.anchor, by=cast.officer, **{"upload": upload(), **more})


def verbs(body: Organisation) -> list[str]:
    return [entry.verb for entry in history_of([body.uid])]


@pytest.mark.reliability("D1", "E3")
@pytest.mark.asvs("5.3.2", "5.4.1", "5.4.2", "3.2.1")
@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Ünterschrift.pdf", "filename*=utf-8''%C3%9Cnterschrift.pdf"),
        ('a"; filename="evil.exe.pdf', 'filename="a\\"; filename=\\"evil.exe.pdf"'),
        ("a\r\nSet-Cookie: x=1.pdf", 'filename="aSet-Cookie: x=1.pdf"'),
        ("../../etc/passwd", 'filename="passwd.pdf"'),
        ("charter\u202efdp.pdf", 'filename="charterfdp.pdf"'),
    ],
)
def test_prt_3_a_file_is_handed_out_as_a_download_and_nothing_else(
    cast: Cast, body: Organisation, name: str, told: str
) -> None:
    # Django's own upload takes the last part of a path; the verb must stand by itself as well.
    class Raw:
        size = len(PDF)

        def __init__(self) -> None:
            self.name = name

        def chunks(self) -> Iterator[bytes]:
            yield PDF

    file = keep(cast, body, upload=Raw())
    assert files.path_of(file) == Path(project.DATA_FOLDER) / "files" / file.uid[:2] / file.uid
    answer = signed_in(cast.viewer).get(f"/o/halden/files/{file.uid}/")
    assert b"".join(answer.streaming_content) == PDF  # type: ignore[attr-defined]
    said = answer.headers["Content-Disposition"]
    assert said.startswith("attachment; ")
    assert told in said
    assert "\n" not in said
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Content-Type"] == "application/pdf"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_the_files_of_a_record_on_its_page(cast: Cast, body: Organisation) -> None:
    browser = signed_in(cast.officer)
    url = f"/o/halden/organisations/{body.uid}/"
    assert "No files yet" in fetch(browser, url).text
    data = {"file": upload("visit.pdf"), "title": "The visit"}
    answer = browser.post(f"/o/halden/files/add/{body.uid}/", data, follow=True)
    assert "“The visit” is kept." in answer.content.decode()
    file = File.objects.get()
    page = fetch(browser, url)
    assert page.links["The visit"] == f"/o/halden/files/{file.uid}/"
    assert "The files of this office take up 0 % of" in page.text
    browser.post(f"/o/halden/files/{file.uid}/put-away/")
    page = fetch(browser, url)
    assert "The visit" not in page.links
    assert "1 file put away" in page.text
    assert browser.get(f"/o/halden/files/{file.uid}/").status_code == 404
    browser.post(f"/o/halden/files/{file.uid}/bring-back/")
    assert "The visit" in fetch(browser, url).links
    assert verbs(body)[:3] == ["bring_back_file", "put_away_file", "add_file"]


def test_a_refused_file_says_why_on_the_page(cast: Cast, body: Organisation) -> None:
    data = {"file": upload("a.pdf", b"MZ\x90\x00" + b"\0" * 200)}
    answer = signed_in(cast.officer).post(f"/o/halden/files/add/{body.uid}/", data, follow=True)
    assert "Keep a PDF, an office document" in answer.content.decode()
    assert not File.objects.exists()
    assert not list(files.files_folder().glob(f"*/{'*'}.part"))


@pytest.mark.reliability("D7")
@pytest.mark.asvs("8.2.2")
def test_a_file_is_seen_with_its_record_and_its_sharing_rule(cast: Cast, body: Organisation) -> None:
    file = keep(cast, body, sharing=Sharing.ROOM)
    url = f"/o/halden/files/{file.uid}/"
    assert signed_in(cast.officer).get(url).status_code == 200
    missing = signed_in(cast.director).get(f"/o/halden/files/{'0' * 32}/")
    for user in (cast.director, cast.viewer, cast.partner, cast.outsider):
        hidden = signed_in(user).get(url)
        assert hidden.status_code == 404
    same = re.compile(rb'nonce="[^"]*"').sub
    assert same(b"", signed_in(cast.director).get(url).content) == same(b"", missing.content)
    for verb in ("put-away", "bring-back"):
        assert signed_in(cast.director).post(f"{url}{verb}/").status_code == 404
    assert signed_in(cast.outsider).get(f"/o/moss/files/{file.uid}/").status_code == 404
    assert "charter" not in str([entry.changes for entry in history_of([body.uid])])


def test_readers_do_not_put_files_away(cast: Cast, body: Organisation) -> None:
    file = keep(cast, body)
    with pytest.raises(NotAllowed):
        files.put_away_file(file, by=cast.viewer)
    files.put_away_file(file, by=cast.officer)
    with pytest.raises(Refused):
        files.put_away_file(file, by=cast.officer)
    with pytest.raises(NotAllowed):
        files.bring_back_file(file, by=cast.viewer)


def test_the_text_of_an_agreement_stays_where_it_is(cast: Cast) -> None:
    tie = make_tie(cast.office, by=cast.director, name="Nantes")
    agreement = add_agreement(tie, by=cast.director, values={"title": "Charter"}, upload=upload())
    file = agreement.versions.get().file
    assert file is not None
    with pytest.raises(Refused, match="stays where it is"):
        files.put_away_file(file, by=cast.director)


@pytest.mark.reliability("D5")
@pytest.mark.asvs("5.2.1", "5.2.4")
@pytest.mark.asvs("2.4.1")
def test_an_office_and_a_day_have_their_bounds(cast: Cast, body: Organisation, settings: Any) -> None:
    settings.FILE_DAILY_MB = 1
    big = b"x" * 700_000
    keep(cast, body, upload=upload("a.txt", big))
    answer = signed_in(cast.officer).post(f"/o/halden/files/add/{body.uid}/", {"file": upload("b.txt", big)})
    assert answer.status_code == 413
    assert "in a day" in answer.content.decode()
    files.add_file(body.anchor, by=cast.director, upload=upload("c.txt", big))
    settings.FILE_QUOTA_MB = 1
    with pytest.raises(NoRoom, match="used up"):
        files.add_file(body.anchor, by=cast.director, upload=upload("d.txt", big))
    files.put_away_file(File.objects.order_by("pk")[0], by=cast.officer)
    assert office_room(cast.office).used == 1_400_000, "what is put away still weighs"
    assert office_room(cast.other_office).used == 0
    assert File.objects.count() == 2


@pytest.mark.asvs("5.2.1")
def test_a_file_that_is_too_large_is_not_read_to_its_end(
    cast: Cast, body: Organisation, settings: Any
) -> None:
    settings.FILE_LIMIT_MB = 1
    taken = []

    class Endless:
        name, size = "a.txt", None

        def chunks(self) -> Iterator[bytes]:
            for number in range(1_000):
                taken.append(number)
                yield b"x" * 100_000

    with pytest.raises(Refused, match="larger than 1 MB"):
        keep(cast, body, upload=Endless())
    assert len(taken) == 11


class Clamd:
    """A scanner on this machine that speaks clamd's protocol; it finds the test file and nothing else."""

    def __init__(self, where: str = "") -> None:
        self.scanned: list[bytes] = []
        self.answer: bytes | None = None
        if where:
            self.socket = socket.socket(socket.AF_UNIX)
            self.socket.bind(where)
            self.where = where
        else:
            self.socket = socket.socket()
            self.socket.bind(("127.0.0.1", 0))
            self.where = f"127.0.0.1:{self.socket.getsockname()[1]}"
        self.socket.listen()
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self) -> None:
        while True:
            try:
                peer, _address = self.socket.accept()
            except OSError:
                return
            with peer, peer.makefile("rb") as said:
                self.one(peer, said)

    def one(self, peer: socket.socket, said: Any) -> None:
        assert said.read(10) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack("!L", said.read(4))[0]:
            content += said.read(size)
        self.scanned.append(content)
        found = b"stream: Eicar-Signature FOUND\0" if samples.EICAR in content else b"stream: OK\0"
        peer.sendall(found if self.answer is None else self.answer)

    def close(self) -> None:
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()


@pytest.fixture
def clamd(settings: Any) -> Iterator[Clamd]:
    """A scanner, named in the settings."""
    scanner = Clamd()
    settings.CLAMAV = scanner.where
    yield scanner
    scanner.close()


@pytest.mark.reliability("D8")
@pytest.mark.asvs("5.4.3")
def test_a_clean_file_is_scanned_and_handed_out(cast: Cast, body: Organisation, clamd: Clamd) -> None:
    file = keep(cast, body)
    file.refresh_from_db()
    assert (file.scan, clamd.scanned) == (Scan.CLEAN, [PDF])
    assert file.scanned_at is not None
    assert signed_in(cast.viewer).get(f"/o/halden/files/{file.uid}/").status_code == 200
    assert verbs(body)[:2] == ["scan_file", "add_file"]


@pytest.mark.reliability("D8")
@pytest.mark.asvs("5.4.3", "16.5.3")
def test_eicar_is_locked_away(cast: Cast, body: Organisation, clamd: Clamd) -> None:
    file = keep(cast, body, upload=upload("test.txt", b"test: " + samples.EICAR))
    file.refresh_from_db()
    assert file.scan == Scan.INFECTED
    answer = signed_in(cast.officer).get(f"/o/halden/files/{file.uid}/")
    assert answer.status_code == 409
    assert "locked away" in answer.content.decode()
    assert samples.EICAR not in answer.content
    assert "locked away" in fetch(signed_in(cast.officer), f"/o/halden/organisations/{body.uid}/").text
    event = history_of([body.uid])[0]
    assert (event.verb, "Eicar-Signature" in str(event.changes)) == ("scan_file", True)
    with pytest.raises(Refused, match="scanner found something"):
        files.published_copy(file)


@pytest.mark.reliability("D8")
@pytest.mark.asvs("16.5.3", "5.4.3")
@pytest.mark.parametrize(
    "answer", [b"", b"INSTREAM size limit exceeded. ERROR\0", b"stream: OKAY\0", b"\xff" * 2_000]
)
def test_an_odd_answer_of_the_scanner_lets_nothing_through(
    cast: Cast, body: Organisation, clamd: Clamd, answer: bytes
) -> None:
    clamd.answer = answer
    file = keep(cast, body)
    file.refresh_from_db()
    assert file.scan == Scan.WAITING
    assert signed_in(cast.officer).get(f"/o/halden/files/{file.uid}/").status_code == 409


@pytest.mark.reliability("D8")
@pytest.mark.asvs("16.5.3", "5.4.3")
def test_while_the_scanner_is_down_files_wait_and_a_job_has_them_scanned(
    cast: Cast, body: Organisation, settings: Any, tmp_path: Path
) -> None:
    before = keep(cast, body, upload=upload("before.pdf"))
    settings.CLAMAV = "127.0.0.1:1"
    during = keep(cast, body, upload=upload("during.pdf"))
    during.refresh_from_db()
    assert (before.scan, during.scan) == (Scan.NONE, Scan.WAITING)
    browser = signed_in(cast.officer)
    for file in (before, during):
        answer = browser.get(f"/o/halden/files/{file.uid}/")
        assert answer.status_code == 409
        assert "has not looked at this file yet" in answer.content.decode()
    scanner = Clamd(str(tmp_path / "clamd.sock"))
    settings.CLAMAV = scanner.where
    jobs.scan_waiting()
    scanner.close()
    assert set(File.objects.values_list("scan", flat=True)) == {Scan.CLEAN}
    assert len(scanner.scanned) == 2
    assert browser.get(f"/o/halden/files/{during.uid}/").status_code == 200


@pytest.mark.reliability("D6")
@pytest.mark.asvs("14.2.8")
def test_only_what_is_marked_public_has_a_public_copy(cast: Cast, body: Organisation) -> None:
    photo = keep(cast, body, upload=upload("visit.jpg", samples.picture()), sharing=Sharing.PUBLIC)
    assert samples.CANARY.encode() in files.path_of(photo).read_bytes(), "what is kept is the original"
    assert samples.CANARY.encode() not in files.published_copy(photo)
    with pytest.raises(Refused, match="not marked as public"):
        files.published_copy(keep(cast, body))


@pytest.mark.reliability("L7")
@pytest.mark.asvs("2.3.3")
def test_a_crash_leaves_no_row_without_its_bytes(
    cast: Cast, body: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: Any) -> None:
        raise OSError(28, "no space")

    monkeypatch.setattr(durable.os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        keep(cast, body)
    assert not File.objects.exists()
    monkeypatch.undo()
    monkeypatch.setattr(files, "event_on", lambda *a, **k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        keep(cast, body)
    assert not File.objects.exists()


@pytest.mark.reliability("L7")
def test_bytes_without_a_row_are_swept_after_a_day(cast: Cast, body: Organisation) -> None:
    kept = keep(cast, body)
    away = keep(cast, body)
    files.put_away_file(away, by=cast.officer)
    folder = files.files_folder() / "ab"
    folder.mkdir(parents=True, exist_ok=True)
    orphan, fresh, part = (
        folder / ("ab" + "0" * 30),
        folder / ("ab" + "1" * 30),
        folder / f"{'ab' + '2' * 30}.part",
    )
    for path in (orphan, fresh, part):
        path.write_bytes(b"x")
    old = time.time() - files.GRACE_SECONDS - 60
    for path in (orphan, part, files.path_of(kept), files.path_of(away)):
        os.utime(path, (old, old))
    jobs.sweep_files()
    assert not orphan.exists()
    assert not part.exists()
    assert fresh.exists()
    assert files.path_of(kept).read_bytes() == files.path_of(away).read_bytes() == PDF
    files.remove_bytes(away)
    files.remove_bytes(away)
    assert not files.path_of(away).exists()
    fresh.unlink()
