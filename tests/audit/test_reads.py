"""Who opened what: every opening of a confidential record is noted before it is shown, and every one in vain."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from proxenia.audit.actions import forget_old_reads, record_read
from proxenia.audit.models import ConfidentialRead
from proxenia.audit.queries import reads_of
from proxenia.portfolio.models import Partnership
from proxenia.records.actions import change
from proxenia.records.models import Reader
from proxenia.records.queries.exports import write_export
from tests.cast import Cast, make_tie, signed_in
from tests.pages import fetch

pytestmark = [pytest.mark.reliability("H7", "I6"), pytest.mark.asvs("16.3.2", "16.3.3")]


@pytest.fixture
def closed(cast: Cast) -> Partnership:
    """A confidential tie whose one reader is the officer."""
    tie = make_tie(cast.office, by=cast.officer, name="Quiet Harbour", unit=cast.unit)
    Reader.objects.get_or_create(anchor_id=tie.pk, user=cast.officer)
    tie = change(tie, by=cast.officer, verb="change_tie", values={"visibility": "confidential"})
    ConfidentialRead.objects.all().delete()
    return tie


def noted() -> list[tuple[str, str, str]]:
    """Return door, outcome and record of every opening, oldest first."""
    return list(ConfidentialRead.objects.order_by("pk").values_list("via", "outcome", "subject_uid"))


def page_of(cast: Cast, tie: Partnership) -> str:
    return reverse("portfolio:tie", args=[cast.office.slug, tie.uid])


def test_rsk_8_opening_a_confidential_record_is_noted_without_its_content(
    cast: Cast, closed: Partnership
) -> None:
    fetch(signed_in(cast.officer), page_of(cast, closed))
    row = ConfidentialRead.objects.get()
    assert (row.chain, row.by_uid) == (cast.office.pk, cast.officer.uid)
    assert (row.subject_kind, row.subject_uid, row.via, row.outcome) == (
        "partnership",
        closed.uid,
        "page",
        "shown",
    )
    assert "Quiet" not in " ".join(str(value) for value in vars(row).values())


def test_an_open_record_is_not_noted(cast: Cast) -> None:
    tie = make_tie(cast.office, by=cast.officer, name="Open Harbour")
    fetch(signed_in(cast.officer), page_of(cast, tie))
    assert noted() == []


def test_a_request_in_vain_is_noted_and_looks_the_same_as_for_what_is_not_there(
    cast: Cast, closed: Partnership
) -> None:
    client = signed_in(cast.viewer)
    fetch(client, page_of(cast, closed), status=404)
    fetch(client, reverse("portfolio:tie", args=[cast.office.slug, "0" * 16]), status=404)
    assert noted() == [("page", "refused", closed.uid), ("page", "missing", "0" * 16)]


def test_history_search_and_export_are_doors_too(cast: Cast, closed: Partnership, tmp_path: Path) -> None:
    client, slug = signed_in(cast.officer), cast.office.slug
    fetch(client, reverse("records:history", args=[slug, closed.uid]))
    fetch(client, reverse("desk:search", args=[slug]), data={"q": "Quiet"})
    write_export("partnerships", cast.office, user=cast.officer, path=tmp_path / "out.csv")
    assert [row for row in noted() if row[2] == closed.uid] == [
        (door, "shown", closed.uid) for door in ("history", "search", "export")
    ]
    assert "Quiet Harbour" in (tmp_path / "out.csv").read_text()


def test_who_does_not_see_it_exports_and_finds_nothing_and_nothing_is_noted(
    cast: Cast, closed: Partnership, tmp_path: Path
) -> None:
    write_export("partnerships", cast.office, user=cast.viewer, path=tmp_path / "out.csv")
    fetch(signed_in(cast.viewer), reverse("desk:search", args=[cast.office.slug]), data={"q": "Quiet"})
    assert "Quiet" not in (tmp_path / "out.csv").read_text()
    assert noted() == []


@pytest.mark.asvs("16.5.3")
def test_what_cannot_be_noted_is_not_shown(
    cast: Cast, closed: Partnership, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(*_args: Any, **_more: Any) -> None:
        raise DatabaseError("attempt to write a readonly database")

    monkeypatch.setattr("proxenia.audit.actions.reads.insert_rows", fail)
    client = Client(raise_request_exception=False)
    client.force_login(cast.officer, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(page_of(cast, closed))
    assert answer.status_code >= 500
    assert b"Quiet" not in answer.content
    out = tmp_path / "out.csv"
    with pytest.raises(DatabaseError):
        write_export("partnerships", cast.office, user=cast.officer, path=out)
    assert not out.exists()


def test_the_history_tells_who_opened_it(cast: Cast, closed: Partnership) -> None:
    client = signed_in(cast.officer)
    fetch(client, page_of(cast, closed))
    where = reverse("records:history", args=[cast.office.slug, closed.uid])
    assert "Who opened this" in fetch(client, where).text
    assert cast.officer.name in fetch(client, where).text
    assert "Nobody opened it on these days" in fetch(client, where, data={"to": "2001-01-01"}).text


def test_the_log_tells_openings_to_director_and_auditor_only(cast: Cast, closed: Partnership) -> None:
    fetch(signed_in(cast.officer), page_of(cast, closed))
    where = reverse("records:log_openings", args=[cast.office.slug])
    for user in (cast.director, cast.auditor, cast.administrator):
        text = fetch(signed_in(user), where).text
        assert cast.officer.name in text
        assert "one you may not see" in text
        assert closed.uid not in text
    for user in (cast.officer, cast.viewer, cast.unit_editor, cast.partner):
        fetch(signed_in(user), where, status=403)


def test_the_page_of_the_log_hides_what_its_reader_may_not_see(cast: Cast, closed: Partnership) -> None:
    make_tie(cast.office, by=cast.officer, name="Open Harbour")
    where = reverse("records:log", args=[cast.office.slug])
    text = fetch(signed_in(cast.director), where).text
    assert "Open Harbour" in text
    assert "An entry about a record you may not see" in text
    filtered = fetch(signed_in(cast.director), where, data={"by": cast.officer.uid}).text
    assert "Open Harbour" in filtered
    assert "you may not see" not in filtered
    for page in (text, filtered):
        assert "Quiet" not in page.replace("City of Quiet Harbour", "")
        assert closed.uid not in page
    sheet = signed_in(cast.director).get(reverse("records:log_export", args=[cast.office.slug, "csv"]))
    told = b"".join(sheet.streaming_content).decode()  # type: ignore[arg-type]
    assert "Open Harbour" in told
    assert closed.uid not in told


def test_the_log_is_recomputed_on_demand_and_says_what_it_found(cast: Cast) -> None:
    make_tie(cast.office, by=cast.officer, name="Open Harbour")
    client, slug = signed_in(cast.auditor), cast.office.slug
    assert client.post(reverse("records:verify_log", args=[slug])).status_code == 302
    text = fetch(client, reverse("records:log", args=[slug])).text
    # The tests' tables stand without their triggers, and the page says so.
    assert "does not hold" in text
    assert "unguarded" in text


def test_i_6_who_saw_a_record_between_two_moments_is_answered_from_an_index(cast: Cast) -> None:
    for _turn in range(3):
        record_read(chain=cast.office.pk, by=cast.officer, kind="partnership", uid="a" * 16, via="page")
    record_read(chain=cast.office.pk, by=cast.viewer, kind="partnership", uid="b" * 16, via="page")
    now = timezone.now()
    found = reads_of(cast.office.pk, uid="a" * 16, since=now - timedelta(hours=1), until=now)
    assert {row.by_uid for row in found} == {cast.officer.uid}
    assert found.count() == 3
    plan = found.explain()
    assert "audit_read" in plan or "Seq Scan" in plan, plan
    assert not reads_of(cast.office.pk, uid="a" * 16, until=now - timedelta(hours=1)).exists()


@pytest.mark.reliability("H5")
def test_the_log_of_reads_only_grows_until_its_term_is_over(guarded: None) -> None:
    from proxenia.accounts.models import User

    by = User.objects.operator()
    record_read(chain=1, by=by, kind="partnership", uid="c" * 16, via="page")
    row = ConfidentialRead.objects.get()
    for spoil in (
        lambda: ConfidentialRead.objects.update(by_uid="x"),
        lambda: ConfidentialRead.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            spoil()
    assert forget_old_reads() == 0
    old = ConfidentialRead.objects.create(
        chain=1,
        at=row.at - timedelta(days=4 * 366),
        by_uid=by.uid,
        subject_kind="partnership",
        subject_uid="d" * 16,
        via="page",
    )
    assert forget_old_reads() == 1
    assert not ConfidentialRead.objects.filter(pk=old.pk).exists()
    assert ConfidentialRead.objects.filter(pk=row.pk).exists()
