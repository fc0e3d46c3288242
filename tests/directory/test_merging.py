"""DIR-6: two records that are one become one, nothing is lost, and it can be taken apart."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core import serializers

from proxenia.accounts.models import Office, Unit, User
from proxenia.audit.models import Event
from proxenia.audit.queries import verify_chains
from proxenia.core import search
from proxenia.core.errors import NotAllowed, NotFound, Refused
from proxenia.core.registry import pointers_to, register_pointer
from proxenia.core.values import PartialDate, fold
from proxenia.directory import actions
from proxenia.directory.models import Merge, Organisation, Person, Post
from proxenia.engagements.models import Engagement, Participation
from proxenia.portfolio.models import Partnership, Party
from proxenia.records.actions import add_note, create, share
from proxenia.records.models import Anchor, Note, Reader
from tests.directory.conftest import person_with_role

WATCHED = (Organisation, Person, Post, Party, Participation, Note, Reader, Anchor)
STAMPS = ("version", "updated_at", "updated_by")


def picture() -> dict[str, list[Any]]:
    """Return every watched row as plain values, but for the stamps that each verb moves on."""
    found = {}
    for model in WATCHED:
        rows = json.loads(serializers.serialize("json", model._default_manager.order_by("pk")))
        for row in rows:
            for stamp in STAMPS:
                row["fields"].pop(stamp, None)
        found[model.__name__] = rows
    return found


@pytest.fixture(autouse=True)
def pointers() -> None:
    """The pointers of higher apps, where these have not registered theirs yet."""
    wanted = [
        ("directory.Organisation", "portfolio.Party", "organisation", ("partnership",)),
        ("directory.Person", "engagements.Participation", "person", ("engagement",)),
        ("directory.Organisation", "engagements.Participation", "organisation", ()),
    ]
    for target, model, field, unique in wanted:
        if (model, field) not in {(one.model, one.field) for one in pointers_to(target)}:
            register_pointer(target, model, field, unique_with=unique)


def tie(office: Office, by: User, name: str, *parties: Organisation, said: str = "") -> Partnership:
    values = {"name": name, "name_folded": fold(name), "kind": "sister_city"}
    row = create(Partnership, by=by, office=office, verb="add_partnership", values=values)
    for party in parties:
        Party.objects.create(
            partnership=row, organisation=party, named=party.name, named_folded=fold(party.name),
            responsibilities=said if party is parties[-1] else "",
        )  # fmt: skip
    return row


def meeting(
    office: Office, by: User, title: str, *people: Person, at: Organisation | None = None
) -> Engagement:
    values = {"title": title, "title_folded": fold(title), "kind": "meeting", "date": PartialDate(2024)}
    row = create(Engagement, by=by, office=office, verb="add_engagement", values=values)
    for person in people:
        Participation.objects.create(engagement=row, person=person, organisation=at, post_title="mayor")
    return row


@pytest.mark.parametrize("both_in_one_tie", [False, True])
@pytest.mark.parametrize("same_post", [False, True])
@pytest.mark.parametrize("with_child", [False, True])
def test_dir_6_an_organisation_merged_and_taken_apart_is_as_it_was(
    office: Office,
    officer: User,
    body: Any,
    somebody: Any,
    both_in_one_tie: bool,
    same_post: bool,
    with_child: bool,
) -> None:
    kept = body("City of Trier", kind="municipality", note="Old friends.")
    dropped = body("Trier", kind="municipality", website="https://trier.example", note="Roman.", country="DE")
    tie(office, officer, "Alone", dropped)
    if both_in_one_tie:
        tie(office, officer, "Both", kept, dropped, said="Hosts the youth.")
    post = {"title": "Mayor", "starts": PartialDate(2015)}
    person = somebody("Wolfram Leibe", posts=[{**post, "organisation": dropped}])
    if same_post:
        actions.add_post(person, by=officer, organisation=kept, **post)
    if with_child:
        body("Office of culture", parent=dropped)
    meeting(office, officer, "Visit", person, at=dropped)
    add_note(dropped.anchor, by=officer, text="They love music.")
    share(dropped, by=officer, reader=person_with_role(office, "partner"))
    before = picture()

    merge = actions.merge(kept, dropped, by=officer)

    assert picture() != before
    for pointer in pointers_to("directory.Organisation"):
        model = {m._meta.label: m for m in WATCHED}.get(pointer.model)
        if model is not None:
            assert not model._default_manager.filter(**{pointer.field: dropped}).exists()
    kept.refresh_from_db()
    dropped.refresh_from_db()
    assert dropped.is_archived
    assert dropped.merged_into == kept
    assert (kept.name, kept.website, kept.country) == ("City of Trier", "https://trier.example", "DE")
    assert kept.note == "Old friends.\n\nRoman."
    if both_in_one_tie:
        assert Party.objects.get(partnership__name="Both").responsibilities == "Hosts the youth."
    assert kept.pk in search.find("trier", office.pk)
    assert dropped.pk not in search.find("trier", office.pk)

    actions.undo_merge(merge, by=officer)

    assert picture() == before
    assert dropped.pk in search.find("trier", office.pk)
    assert verify_chains() == []


@pytest.mark.parametrize("both_took_part", [False, True])
def test_dir_6_a_person_merged_and_taken_apart_is_as_before(
    office: Office, officer: User, body: Any, somebody: Any, both_took_part: bool
) -> None:
    city = body("City of Trier")
    post = {"organisation": city, "title": "Mayor", "starts": PartialDate(2015), "ends": PartialDate(2023)}
    kept = somebody("Ana Lund", posts=[post], languages=["de"])
    dropped = somebody(
        "A. Lund", posts=[post, {"organisation": city, "title": "Councillor"}], languages=["fr", "de"]
    )
    meeting(office, officer, "Signing", *([kept, dropped] if both_took_part else [dropped]), at=city)
    before = picture()

    merge = actions.merge(kept, dropped, by=officer)

    kept.refresh_from_db()
    assert sorted(kept.posts.values_list("title", flat=True)) == ["Councillor", "Mayor"]
    assert kept.languages == ["de", "fr"]
    assert kept.participations.count() == 1
    assert kept.pk in search.find("councillor", office.pk)
    actions.undo_merge(merge, by=officer)
    assert picture() == before
    assert kept.pk not in search.find("councillor", office.pk)


def test_dir_6_each_of_the_two_records_gets_one_event(office: Office, officer: User, body: Any) -> None:
    kept, dropped = body("A one"), body("A two")
    seen = Event.objects.count()
    merge = actions.merge(kept, dropped, by=officer)
    events = Event.objects.order_by("pk")[seen:]
    assert [(e.verb, e.subject_uid) for e in events] == [("merge_away", dropped.uid), ("merge", kept.uid)]
    actions.undo_merge(merge, by=officer)
    assert Event.objects.count() == seen + 4


def test_dir_6_choices_decide_field_by_field(office: Office, officer: User, body: Any) -> None:
    kept, dropped = body("A", note="one", website="https://a.example"), body("B", note="two", kind="chamber")
    actions.merge(kept, dropped, by=officer, choices={"name": "dropped", "note": "kept", "kind": "kept"})
    kept.refresh_from_db()
    assert (kept.name, kept.name_folded, kept.note, kept.kind) == ("B", "b", "one", "other")


def test_dir_6_a_merge_makes_nothing_open_to_more_people(office: Office, officer: User, body: Any) -> None:
    open_one = body("A")
    director = person_with_role(office, "director")
    closed = actions.add_organisation(office, by=director, values={"name": "B"}, visibility="internal")
    partner = person_with_role(office, "partner")
    share(open_one, by=officer, reader=partner)
    Organisation.objects.filter(pk=closed.pk).update(visibility="confidential")
    Anchor.objects.filter(pk=closed.pk).update(visibility="confidential")
    share_reader = Reader.objects.create(anchor_id=closed.pk, user=officer)
    closed.refresh_from_db()
    actions.merge(closed, open_one, by=User.objects.get(pk=officer.pk))
    closed.refresh_from_db()
    assert closed.visibility == "confidential"
    assert list(Reader.objects.filter(anchor_id=closed.pk)) == [share_reader]


def test_dir_6_undo_is_refused_once_a_merged_field_was_changed(
    office: Office, officer: User, body: Any
) -> None:
    kept, dropped = body("A"), body("B", website="https://b.example")
    merge = actions.merge(kept, dropped, by=officer)
    kept.refresh_from_db()
    actions.change_organisation(kept, by=officer, values={"website": "https://c.example"})
    with pytest.raises(Refused, match="website"):
        actions.undo_merge(merge, by=officer)
    assert Merge.objects.get().undone_at is None


def test_dir_6_undo_is_refused_once_a_moved_row_is_gone(
    office: Office, officer: User, body: Any, somebody: Any
) -> None:
    kept, dropped = body("A"), body("B")
    person = somebody("Ana", posts=[{"organisation": dropped, "title": "Head"}])
    merge = actions.merge(kept, dropped, by=officer)
    actions.remove_post(person.posts.get(), by=officer)
    with pytest.raises(Refused, match="posts"):
        actions.undo_merge(merge, by=officer)
    dropped.refresh_from_db()
    assert dropped.is_archived


def test_dir_6_other_changes_since_do_not_stop_an_undo(office: Office, officer: User, body: Any) -> None:
    kept, dropped = body("A"), body("B")
    merge = actions.merge(kept, dropped, by=officer)
    kept.refresh_from_db()
    actions.change_organisation(kept, by=officer, values={"note": "new"})
    actions.undo_merge(merge, by=officer)
    kept.refresh_from_db()
    assert kept.note == "new"


def test_dir_6_merges_come_apart_last_first(office: Office, officer: User, body: Any) -> None:
    first, second, third = body("A"), body("B"), body("C")
    inner = actions.merge(first, second, by=officer)
    outer = actions.merge(third, first, by=officer)
    with pytest.raises(Refused, match="since"):
        actions.undo_merge(inner, by=officer)
    actions.undo_merge(outer, by=officer)
    actions.undo_merge(inner, by=officer)
    assert not Organisation.objects.exclude(archived_at=None).exists()
    with pytest.raises(Refused, match="already"):
        actions.undo_merge(inner, by=officer)


def test_dir_6_a_parent_merged_into_its_part_leaves_no_ring(office: Office, officer: User, body: Any) -> None:
    top = body("Ministry")
    dropped = body("Agency", parent=top)
    kept = body("The agency", parent=dropped)
    merge = actions.merge(kept, dropped, by=officer)
    kept.refresh_from_db()
    assert kept.parent == top
    actions.undo_merge(merge, by=officer)
    kept.refresh_from_db()
    assert kept.parent == dropped
    below = body("Unit", parent=kept)
    with pytest.raises(Refused, match="above"):
        actions.merge(below, dropped, by=officer)


def test_dir_6_only_who_may_merge_merges(office: Office, body: Any) -> None:
    kept, dropped = body("A"), body("B")
    for role in ("unit_editor", "viewer", "auditor", "administrator", "partner"):
        with pytest.raises((NotAllowed, NotFound)):
            actions.merge(kept, dropped, by=person_with_role(office, role))
    unit = Unit.objects.create(office=office, name="Culture", name_folded="culture")
    with pytest.raises(NotAllowed):
        actions.merge(kept, dropped, by=person_with_role(office, "officer", unit))
    other = Office.objects.create(name="Elsewhere", slug="elsewhere")
    with pytest.raises((NotAllowed, NotFound)):
        actions.merge(kept, dropped, by=person_with_role(other, "director"))


@pytest.mark.parametrize("pick", [lambda a, b: (a, a), lambda a, b: (b, a)])
def test_dir_6_what_cannot_be_merged_is_refused(
    office: Office, officer: User, body: Any, pick: Callable[[Any, Any], tuple[Any, Any]]
) -> None:
    first, away = body("A"), body("B")
    actions.archive_organisation(away, by=officer, reason="closed")
    with pytest.raises(Refused):
        actions.merge(*pick(first, away), by=officer)
    assert not Merge.objects.exists()


def test_dir_6_a_merged_record_comes_back_by_undo_only(office: Office, officer: User, body: Any) -> None:
    kept, dropped = body("A"), body("B")
    actions.merge(kept, dropped, by=officer)
    dropped.refresh_from_db()
    with pytest.raises(Refused, match="Undo the merge"):
        actions.restore_organisation(dropped, by=officer)


def test_dir_6_a_merged_records_name_is_still_found(office: Office, officer: User, body: Any) -> None:
    kept, middle, dropped = body("City of Hammerfest"), body("Town of Hammerfest"), body("Møllner Kontor")
    first = actions.merge(middle, dropped, by=officer)
    actions.merge(kept, Organisation.objects.get(pk=middle.pk), by=officer)
    assert search.find("Moellner", office.pk) == [kept.pk]
    assert search.find("Mollner", office.pk) == [kept.pk]
    actions.undo_merge(Merge.objects.get(kept_id=kept.pk), by=officer)
    assert search.find("Mollner", office.pk) == [middle.pk]
    actions.undo_merge(first, by=officer)
    assert search.find("Mollner", office.pk) == [dropped.pk]
