"""SYS-3: a whole import is undone; what was edited since stays, one by one, and the log tells all of it."""

from pathlib import Path

import pytest

from proxenia.audit.models import Event
from proxenia.audit.queries import verify_chains
from proxenia.core.errors import NotFound, Refused
from proxenia.core.search import find
from proxenia.directory.actions import add_post, archive_person, change_person
from proxenia.directory.models import Organisation, Person, Post
from proxenia.engagements.models import Engagement
from proxenia.portfolio.actions import change_tie
from proxenia.portfolio.models import Partnership
from proxenia.records.actions import add_note
from proxenia.records.actions.imports import undo_run
from proxenia.records.models import Anchor, ImportRun
from proxenia.records.queries.imports import run_called
from tests.cast import Cast
from tests.imports.files import Desk, counts

pytestmark = pytest.mark.django_db

HEAD = ["counterpart", "country", "kind", "since", "notes"]
TWO = [
    HEAD,
    ["Nantes", "France", "sister city", "1976", "old"],
    ["Trier", "Germany", "sister city", "1970", ""],
]


@pytest.fixture
def desk(cast: Cast, tmp_path: Path) -> Desk:
    return Desk(cast, tmp_path)


def newest() -> ImportRun:
    """The last run."""
    return ImportRun.objects.latest("pk")


def test_sys_3_undo_puts_away_what_the_import_created(desk: Desk, cast: Cast) -> None:
    outcome = desk.take("partnerships", TWO)
    done = undo_run(newest(), by=cast.officer)
    assert done.plain() == {"archived": outcome.records, "restored": 0, "refused": []}
    assert not Partnership.objects.live().exists()
    assert not Organisation.objects.live().exists()
    assert not Anchor.objects.live().exists()
    assert Event.objects.filter(verb="archive_by_undo").count() == outcome.records
    assert find("Nantes", cast.office.pk) == []
    assert verify_chains() == []


def test_sys_3_a_second_undo_is_refused(desk: Desk, cast: Cast) -> None:
    desk.take("partnerships", TWO)
    undo_run(newest(), by=cast.officer)
    with pytest.raises(Refused, match="already"):
        undo_run(newest(), by=cast.officer)


def test_sys_3_after_an_undo_the_file_goes_in_again(desk: Desk, cast: Cast) -> None:
    first = desk.take("partnerships", TWO)
    undo_run(newest(), by=cast.officer)
    again = desk.take("partnerships", TWO)
    assert (counts(again), again.records) == (counts(first), first.records)
    assert Partnership.objects.live().count() == 2


def test_sys_3_undo_puts_back_what_the_import_changed(desk: Desk, cast: Cast) -> None:
    desk.take("partnerships", TWO)
    before = Partnership.objects.values("since", "note", "kind", "name").get(name="Nantes")
    rows = [["name", *HEAD], ["", "Nantes", "France", "friendship", "1999-05", "new words"]]
    assert counts(desk.take("partnerships", rows)) == (0, 1, 0, 0)
    done = undo_run(newest(), by=cast.officer)
    assert (done.archived, done.restored, done.refused) == (0, 1, ())
    tie = Partnership.objects.get(name="Nantes")
    assert Partnership.objects.values("since", "note", "kind", "name").get(pk=tie.pk) == before
    assert tie.version == 3
    event = Event.objects.select_related("values").get(verb="restore_by_undo")
    assert '"since":"1976"' in event.values.after
    assert verify_chains() == []


def test_sys_3_undo_takes_off_the_counterparts_it_added(desk: Desk, cast: Cast) -> None:
    desk.take("partnerships", [["name", "counterpart", "country"], ["Trams", "Nantes", "France"]])
    desk.take("partnerships", [["name", "counterpart", "country"], ["Trams", "Trier", "Germany"]])
    done = undo_run(newest(), by=cast.officer)
    assert (done.archived, done.restored) == (1, 1)
    assert [party.named for party in Partnership.objects.get().parties.all()] == ["Nantes"]


def test_sys_3_undo_puts_back_a_post_it_changed(desk: Desk, cast: Cast) -> None:
    head = ["name", "organisation", "post", "from"]
    desk.take("people", [head, ["Ada Lind", "Port", "clerk", "2010"]])
    desk.take("people", [head, ["Ada Lind", "Port", "director", "2012"]])
    assert undo_run(newest(), by=cast.officer).restored == 1
    assert (Post.objects.get().title, str(Post.objects.get().starts)) == ("clerk", "2010")


def test_sys_3_what_was_edited_since_is_refused_one_by_one(desk: Desk, cast: Cast) -> None:
    desk.take("partnerships", TWO)
    change_tie(Partnership.objects.get(name="Nantes"), by=cast.director, values={"note": "my own words"})
    done = undo_run(newest(), by=cast.officer)
    assert {kept.name for kept in done.refused} == {"Nantes", "City of Nantes"}
    assert all(kept.message for kept in done.refused)
    assert done.archived == 2
    assert Partnership.objects.live().get().note == "my own words"
    assert Organisation.objects.live().get().name == "City of Nantes", "a living tie needs it"


def test_sys_3_a_note_on_a_record_is_an_edit_too(desk: Desk, cast: Cast) -> None:
    desk.take("people", [["name"], ["Ada Lind"]])
    add_note(Person.objects.get().anchor, by=cast.director, text="met her in Trier")
    done = undo_run(newest(), by=cast.officer)
    assert [kept.name for kept in done.refused] == ["Ada Lind"]


def test_sys_3_what_something_newer_points_at_stays(desk: Desk, cast: Cast) -> None:
    desk.take("organisations", [["name"], ["Port"], ["Museum"]])
    run = newest()
    desk.take("people", [["name", "organisation"], ["Ada Lind", "Port"]])
    done = undo_run(run, by=cast.officer)
    assert [kept.name for kept in done.refused] == ["Port"]
    assert "Ada Lind" in done.refused[0].message
    assert Organisation.objects.live().get().name == "Port"


def test_sys_3_changed_records_edited_since_keep_the_edit(desk: Desk, cast: Cast) -> None:
    desk.take("people", [["name", "phone"], ["Ada Lind", "1"], ["Bo Ek", "1"]])
    desk.take("people", [["name", "phone"], ["Ada Lind", "2"], ["Bo Ek", "2"]])
    change_person(Person.objects.get(name="Bo Ek"), by=cast.director, values={"phone": "3"})
    done = undo_run(newest(), by=cast.officer)
    assert (done.archived, done.restored, [kept.name for kept in done.refused]) == (0, 1, ["Bo Ek"])
    assert dict(Person.objects.values_list("name", "phone")) == {"Ada Lind": "1", "Bo Ek": "3"}


def test_sys_3_the_facts_of_a_tie_follow_an_undo(desk: Desk, cast: Cast) -> None:
    desk.take("partnerships", TWO)
    desk.take(
        "engagements", [["date", "kind", "title", "partnership"], ["2024-05", "call", "Trams", "Nantes"]]
    )
    assert Partnership.objects.get(name="Nantes").contact_count == 1
    undo_run(newest(), by=cast.officer)
    tie = Partnership.objects.get(name="Nantes")
    assert (tie.contact_count, tie.last_contact) == (0, None)
    assert not Engagement.objects.live().exists()


def test_sys_3_an_undo_is_for_those_who_may_import_and_of_this_office(desk: Desk, cast: Cast) -> None:
    desk.take("partnerships", TWO)
    with pytest.raises(Refused):
        undo_run(newest(), by=cast.viewer)
    with pytest.raises(NotFound):
        run_called(cast.other_office, cast.outsider, newest().uid)


def test_sys_3_a_post_added_by_hand_keeps_its_organisation(desk: Desk, cast: Cast) -> None:
    desk.take("people", [["name", "organisation"], ["Ada Lind", "Port"]])
    desk.take("organisations", [["name"], ["Museum"]])
    run = newest()
    add_post(Person.objects.get(), by=cast.director, organisation=Organisation.objects.get(name="Museum"))
    assert undo_run(run, by=cast.officer).archived == 0


def test_sys_3_a_change_that_was_undone_does_not_stand_against_an_earlier_undo(
    desk: Desk, cast: Cast
) -> None:
    desk.take("people", [["name", "phone"], ["Ada Lind", "1"]])
    first = newest()
    desk.take("people", [["name", "phone"], ["Ada Lind", "2"]])
    second = newest()
    desk.take("people", [["name", "phone"], ["Ada Lind", "3"]])
    assert [kept.name for kept in undo_run(second, by=cast.officer).refused] == ["Ada Lind"]
    assert undo_run(newest(), by=cast.officer).restored == 1
    assert undo_run(second, by=cast.officer).restored == 1
    assert Person.objects.get().phone == "1"
    assert undo_run(first, by=cast.officer).plain() == {"archived": 1, "restored": 0, "refused": []}
    assert verify_chains() == []


def test_sys_3_an_edit_between_two_imports_stands_against_the_earlier_undo_still(
    desk: Desk, cast: Cast
) -> None:
    desk.take("people", [["name", "phone"], ["Ada Lind", "1"]])
    first = newest()
    change_person(Person.objects.get(), by=cast.director, values={"email": "ada@example.org"})
    desk.take("people", [["name", "phone"], ["Ada Lind", "2"]])
    assert undo_run(newest(), by=cast.officer).restored == 1
    assert [kept.name for kept in undo_run(first, by=cast.officer).refused] == ["Ada Lind"]


def test_sys_3_an_undo_that_left_something_can_be_finished_later(desk: Desk, cast: Cast) -> None:
    desk.take("organisations", [["name"], ["Port"], ["Museum"]])
    run = newest()
    desk.take("people", [["name", "organisation"], ["Ada Lind", "Port"]])
    people = newest()
    assert undo_run(run, by=cast.officer).archived == 1
    run.refresh_from_db()
    assert run.state == ImportRun.State.DONE
    again = undo_run(run, by=cast.officer)
    assert (again.archived, [kept.name for kept in again.refused]) == (0, ["Port"])
    undo_run(people, by=cast.officer)
    assert undo_run(run, by=cast.officer).plain() == {"archived": 1, "restored": 0, "refused": []}
    assert run.state == ImportRun.State.UNDONE
    assert run.summary["undone"] == {"archived": 2, "restored": 0, "refused": []}
    with pytest.raises(Refused, match="already"):
        undo_run(run, by=cast.officer)


def test_sys_3_what_was_put_away_by_hand_leaves_nothing_to_undo(desk: Desk, cast: Cast) -> None:
    desk.take("people", [["name"], ["Ada Lind"]])
    archive_person(Person.objects.get(), by=cast.director, reason="entered twice")
    done = undo_run(newest(), by=cast.officer)
    assert "put away since" in done.refused[0].message
    assert newest().state == ImportRun.State.UNDONE
