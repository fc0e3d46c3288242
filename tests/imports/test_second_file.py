"""PRT-1, PRT-7, DIR-1 and SYS-3: what a changed list, several countries, foreign ids and odd parents become."""

from pathlib import Path

import pytest

from proxenia.audit.models import EventValues
from proxenia.audit.queries import verify_chains
from proxenia.directory.models import Organisation, Person
from proxenia.engagements.models import Engagement, Participation
from proxenia.portfolio.models import Partnership, Party
from proxenia.records.actions.imports import import_file, undo_run
from proxenia.records.models import ImportRun
from proxenia.records.queries.exports import write_export
from tests.cast import Cast
from tests.imports.files import Desk, counts, why
from tests.imports.test_round_trip import FILES, KINDS

pytestmark = pytest.mark.django_db

MET = ["date", "kind", "title", "people"]


@pytest.fixture
def desk(cast: Cast, tmp_path: Path) -> Desk:
    return Desk(cast, tmp_path)


def present() -> tuple[list[str], str]:
    """Who was there: the linked by name, and the words."""
    linked = Participation.objects.order_by("person__name").values_list("person__name", flat=True)
    return list(linked), Engagement.objects.get().people_text


def test_prt_7_a_changed_list_of_people_replaces_the_one_before(desk: Desk, cast: Cast) -> None:
    desk.take("people", [["name"], ["Ada Lind"], ["Bo Ek"]])
    desk.take("engagements", [MET, ["2024-05-01", "call", "Trams", "Ada Lind; a guide; Bo Ek"]])
    changed = [MET, ["2024-05-01", "call", "Trams", "Bo Ek; a driver"]]
    assert counts(desk.take("engagements", changed)) == (0, 1, 0, 0)
    assert present() == (["Bo Ek"], "a driver")
    told = EventValues.objects.get(event__verb="change_by_import")
    assert "Ada Lind" in told.before
    assert counts(desk.take("engagements", changed)) == (0, 0, 1, 0)
    assert undo_run(ImportRun.objects.latest("pk"), by=cast.officer).restored == 1
    assert present() == (["Ada Lind", "Bo Ek"], "a guide")
    assert verify_chains() == []


def test_prt_7_fewer_people_are_a_change_and_a_blank_cell_is_none(desk: Desk) -> None:
    desk.take("people", [["name"], ["Ada Lind"]])
    desk.take("engagements", [MET, ["2024-05-01", "call", "Trams", "Ada Lind; a guide"]])
    assert counts(desk.take("engagements", [MET, ["2024-05-01", "call", "Trams", ""]])) == (0, 0, 1, 0)
    assert counts(desk.take("engagements", [MET, ["2024-05-01", "call", "Trams", "a guide"]])) == (0, 1, 0, 0)
    assert present() == ([], "a guide")


def test_prt_7_a_number_of_people_is_replaced_too(desk: Desk) -> None:
    desk.take("engagements", [MET, ["2024-05-01", "call", "Trams", "12"]])
    desk.take("engagements", [MET, ["2024-05-01", "call", "Trams", "14"]])
    assert present() == ([], "14")


def test_prt_7_rows_of_one_contact_name_its_people_together(desk: Desk) -> None:
    rows = [MET, *(["2024-05-01", "call", "Trams", name] for name in ("Ada", "Bo"))]
    desk.take("engagements", rows)
    assert counts(desk.take("engagements", rows)) == (0, 0, 2, 0)
    assert present() == ([], "Ada; Bo")


def test_prt_1_several_counterparts_have_a_country_each_or_one_for_all(desk: Desk) -> None:
    head = ["counterpart", "country"]
    rows = [head, ["Metz; Genoa", "FR; IT"], ["Nantes; Lyon", "France"]]
    assert counts(desk.take("partnerships", rows)) == (2, 0, 0, 0)
    found = dict(Party.objects.values_list("named", "organisation__country"))
    assert found == {"Metz": "FR", "Genoa": "IT", "Nantes": "FR", "Lyon": "FR"}
    assert Organisation.objects.exclude(place=None).count() == 4
    assert counts(desk.take("partnerships", rows)) == (0, 0, 2, 0)
    column, message = why(desk.take("partnerships", [head, ["Graz; Trier; Metz", "AT; DE"]]))[2]
    assert column == "country"
    assert "2 countries for 3 names" in message
    assert "Narnia" in why(desk.take("partnerships", [head, ["Graz; Trier", "AT; Narnia"]]))[2][1]


@pytest.mark.parametrize("name", ["Robert'); DROP TABLE x;--", "Fort-de-France"])
def test_prt_1_a_country_that_is_written_is_never_replaced(desk: Desk, name: str) -> None:
    rows = [["counterpart", "country", "kind"], [name, "FR", "sister city"]]
    assert desk.take("partnerships", rows).refused == ()
    assert set(Organisation.objects.values_list("country", flat=True)) == {"FR"}
    assert counts(desk.take("partnerships", rows)) == (0, 0, 1, 0)
    people = [["name", "organisation", "place", "country"], ["Ada Lind", "Port", name[:20], "FR"]]
    desk.take("people", people)
    assert Organisation.objects.get(name="Port").country == "FR"


def test_prt_1_a_kind_that_says_historic_says_the_state_where_none_is_given(desk: Desk) -> None:
    head = ["counterpart", "country", "kind", "status"]
    desk.take("partnerships", [head, ["Nantes", "FR", "historic", ""], ["Metz", "FR", "historic", "active"]])
    assert dict(Partnership.objects.values_list("name", "state")) == {"Nantes": "historic", "Metz": "active"}


def test_dir_1_an_organisation_that_is_its_own_parent_is_told_so(desk: Desk) -> None:
    said = why(desk.take("organisations", [["name", "parent"], ["Port", "Port"], ["Fair", "Zzyzx"]]))
    assert said[2][1] == "“Port” cannot be part of itself. Leave the cell empty."
    assert said[3][1] == "No organisation is called “Zzyzx”."


def test_prt_3_where_no_name_is_near_none_is_named(desk: Desk) -> None:
    said = why(desk.take("agreements", [["partnership", "title"], ["Nantes", "Charter"]]))
    assert said[2][1] == "No partnership is called “Nantes”."


def test_sys_3_what_one_office_exports_goes_into_another(desk: Desk, cast: Cast, tmp_path: Path) -> None:
    for kind, rows in FILES.items():
        desk.take(kind, rows)
    ada = Person.objects.get(name="Ada Lind").uid
    rows = [["id", "name", "organisation", "post"], [ada, "Ada Lind", "New body", "chair"]]
    assert counts(desk.take("people", rows)) == (0, 1, 0, 0)
    for kind in KINDS:
        path = tmp_path / f"{kind}.xlsx"
        count = write_export(kind, cast.office, user=cast.officer, path=path)
        taken = import_file(cast.other_office, by=cast.outsider, kind=kind, path=path, good_rows=True)
        assert (taken.created, taken.refused) == (count, ()), kind
        assert any("this id" in said for _row, said in taken.row_remarks), kind
        again = import_file(cast.other_office, by=cast.outsider, kind=kind, path=path, good_rows=True)
        assert (again.unchanged, again.records) == (count, 0), kind
    assert Person.objects.filter(office=cast.other_office, name="Ada Lind").count() == 1
    assert Person.objects.get(office=cast.other_office, name="Ada Lind").posts.count() == 2


def test_sys_3_two_of_one_name_with_ids_of_elsewhere_stay_two(desk: Desk) -> None:
    rows = [["id", "name", "phone"], ["x1", "Ada Lind", "1"], ["x2", "Ada Lind", "2"]]
    assert counts(desk.take("people", rows)) == (2, 0, 0, 0)
    assert counts(desk.take("people", rows)) == (0, 0, 2, 0)
