"""DIR-3: a person is erased from every table, text, file and index, the log's chain holds, and no backup undoes it."""

import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from proxenia.audit.queries import verify_chains
from proxenia.core import search
from proxenia.core.errors import NotAllowed, Refused
from proxenia.directory import actions
from proxenia.directory.actions.erasing import erase_person, preview_erasure
from proxenia.directory.models import Person, Post
from proxenia.directory.queries.erasing import subject_of
from proxenia.engagements.models import Participation
from proxenia.records.actions import add_note
from proxenia.records.actions.erasing import list_file, reapply_erasures, scrub
from proxenia.records.actions.keeping import keep_until, lift_hold
from proxenia.records.models import Erasure
from proxenia.records.queries.mentions import mentions, shown_mentions
from tests.cast import Cast
from tests.privacy.conftest import CANARIES, MAIL, NAME, Told

MORE = ("Guardian-Canary", "guardian-contact", "note-canary", "cv-canary", "mayor-canary", "ysolde-cv")


def everything(told: Told) -> frozenset[str]:
    """Return the keys of all mentions, so that those by a part of the name go as well."""
    return frozenset(one.key for one in mentions(subject_of(told.person)))


def rows_as_text() -> Iterator[tuple[str, str]]:
    """Yield every row of every table of the database as text."""
    with connection.cursor() as cursor:
        # The parts the search index is made of hold dead words until it is rewritten: the test of bytes looks there.
        tables = connection.introspection.table_names(cursor)
        for table in [name for name in tables if not name.startswith("core_search_")]:
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                yield table, repr(row)


def hits(canaries: tuple[str, ...]) -> list[str]:
    """Return which canaries stand in which table, whatever their capitals."""
    return sorted(
        {
            f"{canary} in {table}"
            for table, text in rows_as_text()
            for canary in canaries
            if canary.casefold() in text.casefold()
        }
    )


@pytest.mark.reliability("I2")
@pytest.mark.asvs("14.2.4", "14.2.7")
def test_dir_3_nothing_of_an_erased_person_is_left_in_any_table(
    cast: Cast, told: Told, django_capture_on_commit_callbacks: Any
) -> None:
    canaries = CANARIES + MORE
    assert {hit.split(" in ")[0] for hit in hits(canaries)} >= set(canaries) - {"KANARIENVOGEL"}
    with django_capture_on_commit_callbacks(execute=True):
        erase_person(told.person, by=cast.director, reason=f"asked by {NAME}", replace=everything(told))
    assert hits(canaries) == []
    files = [path for path in Path(settings.DATA_FOLDER).rglob("*") if path.is_file()]
    left = [path.name for path in files for canary in canaries if canary.encode() in path.read_bytes()]
    assert left == []
    assert {path.name for path in files} == {"two.log", list_file().name}
    assert verify_chains() == []


def test_dir_3_what_stays_is_an_empty_row_that_keeps_counts_true(cast: Cast, told: Told) -> None:
    erase_person(told.person, by=cast.director, reason="asked")
    told.person.refresh_from_db()
    assert told.person.name == "[erased]"
    assert told.person.erased_at is not None
    assert told.person.is_archived
    assert not Post.objects.exists()
    assert not Participation.objects.exists()
    assert search.find("Quirrenbach", cast.office.pk) == [told.commitment.pk]
    told.engagement.refresh_from_db()
    assert told.engagement.title == "Lunch with [erased]"
    assert told.engagement.title_folded == "lunch with erased"
    assert told.engagement.people_text == "[erased]; a guide"


def test_dir_3_the_preview_tells_what_the_erasure_does(cast: Cast, told: Told) -> None:
    before = list(rows_as_text())
    foretold = preview_erasure(told.person, by=cast.director)
    assert list(rows_as_text()) == before
    done = erase_person(told.person, by=cast.director, reason="asked")
    assert [(part.name, part.count, part.fate) for part in done] == [
        (part.name, part.count, part.fate) for part in foretold
    ]
    assert {part.name for part in foretold} >= {"log", "notes", "files", "undo", "texts", "mail", "person"}


def test_dir_3_each_mention_is_decided_by_itself(cast: Cast, told: Told) -> None:
    """A whole name goes unless it is kept; a family name alone stays unless it is chosen."""
    found = shown_mentions(subject_of(told.person), cast.director, cast.office)
    by_field = {one.key.rsplit(":", 1)[1]: one for one in found if "Engagement" in one.key}
    commitment = {one.key.rsplit(":", 1)[1]: one for one in found if "Commitment" in one.key}
    assert commitment["owner_name"].sure
    assert not commitment["note"].sure
    assert MAIL in by_field["note"].excerpt
    erase_person(told.person, by=cast.director, reason="asked", keep=[by_field["title"].key])
    told.engagement.refresh_from_db()
    told.commitment.refresh_from_db()
    assert NAME in told.engagement.title
    assert told.engagement.note == "Write to [erased] next week"
    assert told.commitment.owner_name == "[erased]"
    assert told.commitment.note == "Mrs Quirrenbach asked twice"


def test_dir_3_texts_of_records_one_may_not_see_are_counted_not_shown(cast: Cast, told: Told) -> None:
    type(told.engagement).objects.filter(pk=told.engagement.pk).update(visibility="confidential")
    told.engagement.anchor.visibility = "confidential"
    told.engagement.anchor.save()
    found = shown_mentions(subject_of(told.person), cast.director, cast.office)
    hidden = [one for one in found if "Engagement" in one.key]
    assert hidden
    assert all(not one.excerpt and not one.name for one in hidden)


def test_dir_3_another_office_is_not_searched(cast: Cast, told: Told) -> None:
    theirs = actions.add_organisation(
        cast.other_office, by=cast.outsider, values={"name": "Body", "note": f"knows {NAME}"}
    )
    erase_person(told.person, by=cast.director, reason="asked")
    theirs.refresh_from_db()
    assert NAME in theirs.note


def test_dir_3_merged_records_go_with_the_one_they_live_on_in(cast: Cast, told: Told) -> None:
    double = actions.add_person(
        cast.office, by=cast.director, values={"name": "Y. Dropped-Canary", "email": "dropped@example.org"}
    )
    add_note(double.anchor, by=cast.director, text="wrote as Y. Dropped-Canary")
    actions.merge(told.person, double, by=cast.director)
    double.refresh_from_db()
    with pytest.raises(Refused):
        erase_person(double, by=cast.director, reason="asked")
    told.person.refresh_from_db()
    erase_person(told.person, by=cast.director, reason="asked", replace=everything(told))
    assert hits((*CANARIES, "Dropped-Canary", "dropped@example.org")) == []
    assert Erasure.objects.count() == 2


def test_dir_3_a_post_that_stood_double_in_a_merge_of_organisations_does_not_come_back(cast: Cast) -> None:
    kept, dropped = (
        actions.add_organisation(cast.office, by=cast.director, values={"name": name}) for name in ("A", "B")
    )
    posts = [{"organisation": one, "title": "double-canary"} for one in (kept, dropped)]
    person = actions.add_person(cast.office, by=cast.director, values={"name": "Twice There"}, posts=posts)
    merge = actions.merge(kept, dropped, by=cast.director)
    assert "double-canary" in str(merge.moved)
    erase_person(person, by=cast.director, reason="asked")
    assert hits(("double-canary", "Twice There")) == []
    merge.refresh_from_db()
    actions.undo_merge(merge, by=cast.director)
    assert hits(("double-canary",)) == []


@pytest.mark.reliability("I3")
def test_dir_3_who_must_be_kept_is_not_erased(cast: Cast, told: Told) -> None:
    hold = keep_until(told.person.anchor, by=cast.director, because="a claim before the court")
    with pytest.raises(Refused, match="a claim before the court"):
        erase_person(told.person, by=cast.director, reason="asked")
    lift_hold(hold, by=cast.director)
    erase_person(told.person, by=cast.director, reason="asked")
    with pytest.raises(Refused):
        erase_person(told.person, by=cast.director, reason="again")


def test_dir_3_only_those_who_look_after_privacy_erase(cast: Cast, told: Told) -> None:
    for user in (cast.officer, cast.unit_editor, cast.viewer, cast.partner, cast.auditor, cast.outsider):
        with pytest.raises(NotAllowed):
            erase_person(told.person, by=user, reason="no")
        with pytest.raises(NotAllowed):
            preview_erasure(told.person, by=user)
    assert Person.objects.get().name == NAME
    erase_person(told.person, by=cast.administrator, reason="asked")


@pytest.mark.reliability("I2")
def test_dir_3_a_restore_of_an_older_backup_erases_again(
    cast: Cast, told: Told, django_capture_on_commit_callbacks: Any
) -> None:
    """The rows come back as an old backup would bring them; the file beside the database knows better."""
    values = {field.attname: getattr(told.person, field.attname) for field in Person._meta.concrete_fields}
    with django_capture_on_commit_callbacks(execute=True):
        erase_person(told.person, by=cast.director, reason="asked")
    assert NAME not in list_file().read_text("utf-8")
    assert told.person.uid not in list_file().read_text("utf-8")
    Person.objects.filter(pk=told.person.pk).update(**values)
    Erasure.objects.all().delete()
    assert hits((NAME,))
    assert reapply_erasures() == 1
    assert hits((NAME, MAIL)) == []
    assert Erasure.objects.count() == 1
    assert reapply_erasures() == 0


def bytes_left(canaries: tuple[str, ...]) -> list[str]:
    """Return which canaries stand in the bytes of the database: file, log of writes, or a whole dump."""
    if connection.vendor == "sqlite":
        base = str(connection.settings_dict["NAME"])
        content = b"".join(Path(base + end).read_bytes() for end in ("", "-wal") if Path(base + end).exists())
    else:
        place = connection.settings_dict
        address = f"postgresql://{place['USER']}:{place['PASSWORD']}@{place['HOST']}:{place['PORT']}/{place['NAME']}"
        content = subprocess.run(["pg_dump", f"--dbname={address}"], capture_output=True, check=True).stdout
    return [canary for canary in canaries if canary.encode().lower() in content.lower()]


@pytest.mark.reliability("I2")
@pytest.mark.django_db(transaction=True)
def test_dir_3_no_byte_of_an_erased_person_is_left_in_the_database_file(cast: Cast, told: Told) -> None:
    """With writes before and after, so that pages were freed and used again; the control finds them first."""
    canaries = (*CANARIES[:4], *CANARIES[5:], *MORE)
    for number in range(40):
        add_note(told.engagement.anchor, by=cast.director, text=f"{NAME} said {'x' * number * 20}")
        actions.change_person(
            told.person, by=cast.director, values={"note": f"vegan-canary {'y' * number * 30}"}
        )
    assert set(bytes_left(canaries)) == set(canaries)
    erase_person(told.person, by=cast.director, reason="asked", replace=everything(told))
    scrub()
    assert bytes_left(canaries) == []
    assert timezone.now()  # the connection still works after the file was rewritten
    assert Person.objects.count() == 1
    assert verify_chains() == []


def test_dir_3_the_version_of_sqlite_rewrites_its_search_index() -> None:
    """``scrub`` relies on 'optimize' of FTS5, which merges its parts into one without the dead entries."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE t USING fts5(words)")
    database.execute("INSERT INTO t(rowid, words) VALUES (1, 'quirrenbach'), (2, 'other')")
    database.execute("DELETE FROM t WHERE rowid = 1")
    database.execute("INSERT INTO t(t) VALUES('optimize')")
    blocks = [row[0] for row in database.execute("SELECT block FROM t_data")]
    assert not any(b"quirrenbach" in block for block in blocks)
