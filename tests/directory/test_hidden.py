"""SYS-1: what is hidden from a reader changes no answer of the directory, of Today and of the search."""

import datetime as dt
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from django.urls import reverse

from proxenia.core.values import PartialDate
from proxenia.desk.queries import today as desk
from proxenia.desk.queries.search import find_everything
from proxenia.desk.queries.seeing import anchors_by_key
from proxenia.directory.actions import add_organisation, add_person, consents, corps, hosting, merge
from proxenia.directory.actions.portraits import set_portrait
from proxenia.directory.models import Mission
from proxenia.directory.queries import open_places, organisations
from proxenia.directory.queries.corps import ending_terms
from proxenia.directory.queries.hosting import assessments_of, reviews_due
from proxenia.directory.queries.merging import merged_seen, movements, seen_of
from proxenia.directory.queries.portraits import pictures_on, portraits_for
from proxenia.directory.queries.telling import files_of
from proxenia.directory.views.panels import listed_as
from proxenia.places.models import Place
from proxenia.portfolio.actions import add_agreement
from proxenia.records.actions import add_file, set_visibility
from proxenia.records.models import Anchor
from tests.cast import Cast, make_person, make_tie, signed_in
from tests.imports.files import Desk
from tests.publication.conftest import jpeg

TODAY = dt.date(2026, 6, 1)


def hide(cast: Cast, record: Any) -> Any:
    """Close a record to everybody but the operator."""
    return set_visibility(record, by=cast.operator, visibility="confidential")


def close(record: Any) -> None:
    """Close a record, and leave what stands in it as it is."""
    type(record).objects.filter(pk=record.pk).update(visibility="confidential")
    Anchor.objects.filter(pk=record.pk).update(visibility="confidential")


def body(cast: Cast, name: str, **values: Any) -> Any:
    """An organisation."""
    return add_organisation(cast.office, by=cast.operator, values={"name": name, **values})


def person(cast: Cast, name: str, at: Any = None) -> Any:
    """Somebody, with a post at a body."""
    posts = [{"organisation": at, "title": "Chair"}] if at else []
    return add_person(cast.office, by=cast.operator, values={"name": name}, posts=posts)


def request_of(cast: Cast) -> Any:
    """A page asked for by the viewer."""
    request: Any = RequestFactory().get("/")
    request.user, request.office = cast.viewer, cast.office
    return request


def test_sys_1_a_hidden_term_is_in_no_list_of_those_that_end(cast: Cast) -> None:
    ends: dict[str, Any] = {"rank": "consul", "until": PartialDate(2026, 7, 1)}
    missions = []
    for name in ("One", "Two"):
        mission = corps.add_mission(
            cast.office, by=cast.operator, organisation=body(cast, name), values={"sending": "FR"}
        )
        head = corps.appoint_head(mission, by=cast.operator, person=person(cast, f"Head of {name}"), **ends)
        missions.append((mission, head))
    assert len(ending_terms(cast.viewer, cast.office, TODAY)) == 2
    hide(cast, missions[0][0])
    assert len(ending_terms(cast.viewer, cast.office, TODAY)) == 1
    hide(cast, missions[1][1].person)
    assert ending_terms(cast.viewer, cast.office, TODAY) == []


def test_sys_1_a_hidden_body_we_host_is_due_for_no_review_and_listed_nowhere(cast: Cast) -> None:
    seat = body(cast, "Seat")
    values = {"review_on": dt.date(2026, 6, 10)}
    hosted = hosting.add_hosted_body(cast.office, by=cast.operator, organisation=seat, values=values)
    mission = corps.add_mission(
        cast.office, by=cast.operator, organisation=body(cast, "Consulate"), values={"sending": "FR"}
    )
    assert reviews_due(cast.viewer, cast.office, TODAY) == [hosted]
    assert listed_as(request_of(cast), seat)
    assert listed_as(request_of(cast), mission.organisation)
    hide(cast, hosted), hide(cast, mission)
    assert reviews_due(cast.viewer, cast.office, TODAY) == []
    assert listed_as(request_of(cast), seat) is None
    assert listed_as(request_of(cast), mission.organisation) is None


def test_sys_1_an_assessment_is_for_those_named_on_it(cast: Cast) -> None:
    seat = body(cast, "Seat")
    hosted = hosting.add_hosted_body(cast.office, by=cast.operator, organisation=seat, values={})
    hosting.assess_hosted_body(hosted, by=cast.officer, title="Assessment", text="Words")
    assert len(assessments_of(hosted, cast.officer)) == 1
    assert assessments_of(hosted, cast.viewer) == []


def test_sys_1_a_mission_of_a_hidden_body_is_not_found(cast: Cast) -> None:
    seat = body(cast, "Seat")
    mission = corps.add_mission(cast.office, by=cast.operator, organisation=seat, values={"sending": "FR"})
    assert list(anchors_by_key(cast.viewer, cast.office, [mission.pk])) == [mission.pk]
    close(seat)
    assert anchors_by_key(cast.viewer, cast.office, [mission.pk]) == {}
    assert not Mission.objects.visible_to(cast.viewer, cast.office).exists()


def test_sys_1_a_merge_counts_nothing_with_a_hidden_end(cast: Cast) -> None:
    kept, dropped = body(cast, "Kept"), body(cast, "Dropped")
    ana = person(cast, "Ana", dropped)
    part = body(cast, "Part", parent=dropped)
    moving = movements(kept, dropped, "internal")
    assert sum(one.total for one in seen_of(moving, cast.viewer, cast.office)) == 2
    hide(cast, ana), hide(cast, part)
    assert sum(one.total for one in seen_of(moving, cast.viewer, cast.office)) == 0


def test_sys_1_a_merge_with_what_is_hidden_is_neither_told_nor_undone(cast: Cast) -> None:
    kept, dropped = body(cast, "Kept"), body(cast, "Dropped")
    done = merge(kept, dropped, by=cast.officer)
    assert merged_seen(done, cast.viewer, cast.office) == dropped
    close(dropped)
    assert merged_seen(done, cast.viewer, cast.office) is None
    other, gone = body(cast, "Other"), body(cast, "Gone")
    done = merge(other, gone, by=cast.officer)
    close(other)
    undo = reverse("directory:undo_merge", args=(cast.office.slug, done.uid))
    assert signed_in(cast.officer).post(undo).status_code == 404
    done.refresh_from_db()
    assert done.undone_at is None


def test_sys_1_a_hidden_body_waits_for_no_place(cast: Cast) -> None:
    def told() -> list[tuple[Any, ...]]:
        groups = [{"place_asked": "Nowhere", "country": "", "n": 1}]
        return [one.records for one in open_places.with_candidates(cast.viewer, cast.office, groups, {})]

    one = body(cast, "Kabinett", place_asked="Nowhere")
    assert list(open_places.records_of(cast.viewer, cast.office, "Nowhere", "")) == [one]
    assert told() == [(one,)]
    hide(cast, one)
    assert not open_places.records_of(cast.viewer, cast.office, "Nowhere", "").exists()
    assert told() == [()]


def test_sys_1_a_hidden_municipality_and_a_hidden_part_are_not_found(cast: Cast) -> None:
    place = Place.objects.create(office=cast.office, name="Trier", name_folded="trier", country="DE")
    town = body(cast, "Trier", kind="municipality", country="DE", place=place)
    part = body(cast, "Harbour", parent=town)
    find = (organisations.municipality_at, organisations.municipality_called)
    assert find[0](cast.office, cast.viewer, place) == town
    assert find[1](cast.office, cast.viewer, "Trier", "DE") == town
    assert len(organisations.tree_under(town, cast.viewer)) == 1
    hide(cast, part)
    assert organisations.tree_under(town, cast.viewer) == []
    hide(cast, town)
    assert find[0](cast.office, cast.viewer, place) is None
    assert find[1](cast.office, cast.viewer, "Trier", "DE") is None


def test_sys_1_a_picture_of_the_room_and_a_hidden_face_are_shown_to_nobody_else(cast: Cast) -> None:
    ana = person(cast, "Ana")
    upload: Any = SimpleUploadedFile("ana.jpg", jpeg())
    file = add_file(ana.anchor, by=cast.officer, upload=upload, title="Ana")
    set_portrait(ana, by=cast.officer, file=file)
    given: dict[str, Any] = {
        "purpose": "photo",
        "basis": "consent",
        "source": "letter",
        "given_on": dt.date(2024, 1, 1),
    }
    consents.record_consent(ana, by=cast.officer, **given)
    assert pictures_on(ana, cast.viewer) == files_of(ana, cast.viewer) == [file]
    assert list(portraits_for(cast.viewer, cast.office, [ana.pk], TODAY)) == [ana.pk]
    type(file).objects.filter(pk=file.pk).update(sharing="room")
    assert pictures_on(ana, cast.viewer) == files_of(ana, cast.viewer) == []
    assert portraits_for(cast.viewer, cast.office, [ana.pk], TODAY) == {}
    type(file).objects.filter(pk=file.pk).update(sharing="partners")
    close(ana)
    assert portraits_for(cast.viewer, cast.office, [ana.pk], TODAY) == {}


def test_sys_1_who_may_not_write_a_person_is_told_of_no_file(cast: Cast) -> None:
    ana = person(cast, "Ana")
    other = make_person(cast.office, "unit_editor", "Other Editor", unit=cast.other_unit)
    address = reverse("directory:set_portrait", args=(cast.office.slug, ana.uid))
    assert signed_in(other).post(address, {"file": "x" * 16}).status_code == 403


def test_sys_1_a_sheet_proposes_no_hidden_body_for_a_name_nearly_so(cast: Cast, tmp_path: Any) -> None:
    secret = body(cast, "Kabinettskanzlei")
    sheet = Desk(cast, tmp_path)
    rows = [["name", "kind", "part of"], ["New one", "agency", "Kabinettskanzle"]]
    assert "Kabinettskanzlei" in str(sheet.take("organisations", rows, dry_run=True))
    hide(cast, secret)
    assert "Kabinettskanzlei" not in str(sheet.take("organisations", rows, dry_run=True))


def test_sys_1_the_search_names_no_hidden_body_of_a_post(cast: Cast) -> None:
    seat = body(cast, "Kabinett")
    person(cast, "Ana Lund", seat)
    assert "Kabinett" in str(find_everything(cast.viewer, cast.office, "Ana Lund"))
    hide(cast, seat)
    assert "Kabinett" not in str(find_everything(cast.viewer, cast.office, "Ana Lund"))


def test_sys_1_the_end_of_an_agreement_of_a_hidden_tie_is_not_told(cast: Cast) -> None:
    tie = make_tie(cast.office, by=cast.operator, name="Trier")
    values = {
        "title": "Text",
        "state": "signed",
        "signed": PartialDate(2020),
        "ends": PartialDate(2026, 7, 1),
    }
    add_agreement(tie, by=cast.operator, values=values)
    assert desk.terms(cast.viewer, cast.office, TODAY).ending == 1
    close(tie)
    assert desk.terms(cast.viewer, cast.office, TODAY).ending == 0
