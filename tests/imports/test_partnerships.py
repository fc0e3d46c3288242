"""PRT-1, PRT-9 and SYS-3: what the rows of a list of ties become."""

from collections.abc import Callable
from pathlib import Path

import pytest

from proxenia.audit.models import Event, EventValues
from proxenia.audit.queries import verify_chains
from proxenia.core.search import find
from proxenia.directory.models import Organisation
from proxenia.portfolio.models import Membership, Partnership, Party
from proxenia.records.actions.imports import import_file
from proxenia.records.models import Anchor, ImportRun
from tests.cast import Cast
from tests.imports.files import Desk, counts, why

pytestmark = pytest.mark.django_db

HEAD = ["counterpart", "country", "kind", "since", "status", "unit", "notes"]


@pytest.fixture
def desk(cast: Cast, tmp_path: Path) -> Desk:
    return Desk(cast, tmp_path)


def test_sys_3_the_workbook_of_an_office_goes_in_with_at_most_three_questions(
    cast: Cast, open_data: Callable[[str], Path]
) -> None:
    path = open_data("workbooks/ties_as_an_office_keeps_them.xlsx")
    outcome = import_file(cast.office, by=cast.officer, kind="partnerships", path=path, good_rows=True)
    assert outcome.rows == 11
    assert outcome.refused_rows + outcome.to_settle <= 3
    assert {13, 15} == set(why(outcome)), "the second Nantes and the row that says “same as above”"
    assert "row 5" in why(outcome)[13][1]
    assert sum(counts(outcome)) == 11
    nantes = Partnership.objects.get(name="Nantes")
    assert (nantes.kind, str(nantes.since), nantes.note) == ("sister_city", "1976-05-09", "active")
    assert str(Partnership.objects.get(name="Seattle").ends) == "2023-06-01", "a date kept as a number"
    assert Party.objects.get(named="Sarrebruck").organisation.name == "City of Saarbrücken"
    assert "16.420,00" in Partnership.objects.get(name="Eurocities").note
    assert any("TOTAL" in remark for remark in outcome.remarks)
    assert verify_chains() == []


def test_prt_1_rows_of_one_name_and_unit_are_one_tie_with_several_counterparts(desk: Desk) -> None:
    rows = [
        ["name", "counterpart", "country", "kind", "unit", "since"],
        ["Trams", "Nantes", "France", "grant project", "Culture", "2019"],
        ["Trams", "Trier", "Germany", "grant project", "Culture", "2019"],
        ["Trams", "Seattle", "USA", "grant project", "Port", "2019"],
    ]
    outcome = desk.take("partnerships", rows)
    assert counts(outcome) == (3, 0, 0, 0)
    assert outcome.records == 2 + 3
    ties = {tie.unit.name: tie for tie in Partnership.objects.filter(name="Trams")}
    assert sorted(ties["Culture"].parties.values_list("named", flat=True)) == ["Nantes", "Trier"]
    assert ties["Port"].parties.count() == 1
    assert counts(desk.take("partnerships", rows)) == (0, 0, 3, 0)


def test_prt_1_a_later_row_adds_a_counterpart_to_a_stored_tie(desk: Desk) -> None:
    desk.take("partnerships", [["name", "counterpart", "country"], ["Trams", "Nantes", "France"]])
    outcome = desk.take("partnerships", [["name", "counterpart", "country"], ["Trams", "Trier", "Germany"]])
    assert counts(outcome) == (0, 1, 0, 0)
    assert outcome.records == 2, "the tie and the organisation of the new counterpart"
    assert Partnership.objects.get().parties.count() == 2
    assert Partnership.objects.get().version == 2


def test_prt_1_another_counterpart_of_a_tie_may_say_otherwise_and_its_words_are_kept(desk: Desk) -> None:
    rows = [
        ["name", "counterpart", "country", "since"],
        ["Trams", "Nantes", "France", "2019"],
        ["Trams", "Trier", "Germany", "2021"],
    ]
    assert counts(desk.take("partnerships", rows)) == (2, 0, 0, 0)
    tie = Partnership.objects.get()
    assert str(tie.since) == "2019"
    assert "Trier" in tie.note
    assert "2021" in tie.note
    assert counts(desk.take("partnerships", rows)) == (0, 0, 2, 0)


def test_prt_1_without_a_name_the_key_is_counterpart_country_and_unit(desk: Desk) -> None:
    rows = [
        HEAD,
        ["Valencia", "Spain", "sister city", "1990", "", "", ""],
        ["Valencia", "Venezuela", "sister city", "1990", "", "", ""],
        ["Valencia", "Spain", "sister city", "1990", "", "Culture", ""],
        ["Valencia", "Spain", "sister city", "1990", "", "", ""],
    ]
    assert counts(desk.take("partnerships", rows)) == (3, 0, 1, 0)
    assert Partnership.objects.filter(name="Valencia").count() == 3
    assert Organisation.objects.filter(kind="municipality").count() == 2


def test_prt_1_two_rows_that_contradict_each_other_are_named_both(desk: Desk) -> None:
    rows = [
        HEAD,
        ["Nantes", "France", "sister city", "1976", "", "", ""],
        ["Nantes", "France", "sister city", "1977", "", "", ""],
        ["Nantes", "France", "", "", "", "", "later a word"],
    ]
    outcome = desk.take("partnerships", rows)
    assert counts(outcome) == (2, 0, 0, 1)
    column, sentence = why(outcome)[3]
    assert column == "counterpart"
    assert "3" in sentence
    assert "2" in sentence
    assert str(Partnership.objects.get().since) == "1976"
    assert Partnership.objects.get().note == "later a word", "an empty cell is no difference"


def test_sys_3_nothing_is_written_where_a_row_is_refused(desk: Desk) -> None:
    rows = [HEAD, ["Nantes", "France", "", "", "", "", ""], ["Trier", "Narnia", "", "", "", "", ""]]
    outcome = desk.take("partnerships", rows, good_rows=False)
    assert (counts(outcome), outcome.run) == ((1, 0, 0, 1), "")
    assert why(outcome)[3][0] == "country"
    assert not Anchor.objects.exists()
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize("good_rows", [True, False])
def test_sys_3_a_dry_run_counts_what_the_real_one_does(desk: Desk, good_rows: bool) -> None:
    rows = [HEAD, ["Nantes", "France", "", "", "", "", ""], ["Xyzzyburg", "France", "", "", "", "", ""]]
    dry = desk.take("partnerships", rows, dry_run=True, good_rows=good_rows).plain()
    assert not Partnership.objects.exists()
    real = desk.take("partnerships", rows, good_rows=good_rows).plain()
    assert real["run"] is not None
    assert {**dry, "run": None} == {**real, "run": None}


def test_sys_3_a_place_nobody_knows_waits_and_does_not_stop_the_row(desk: Desk) -> None:
    outcome = desk.take("partnerships", [HEAD, ["Xyzzyburg", "France", "sister city", "", "", "", ""]])
    assert (counts(outcome), outcome.to_settle) == ((1, 0, 0, 0), 1)
    body = Organisation.objects.get()
    assert body.place_is_open
    assert (body.place_asked, body.country, body.kind) == ("Xyzzyburg", "FR", "municipality")


def test_sys_3_the_same_file_again_changes_nothing_and_makes_no_run(desk: Desk) -> None:
    rows = [
        HEAD,
        ["Nantes", "France", "twinning", "9.5.1976 (signed)", "active", "Culture", "line"],
        ["Xyzzyburg", "France", "pen friends", "", "", "", ""],
        ["Bath", "", "twinning", "1987", "", "", ""],
    ]
    desk.take("partnerships", rows)
    runs = ImportRun.objects.count()
    again = desk.take("partnerships", rows)
    assert (counts(again), again.records, again.run) == ((0, 0, 3, 0), 0, "")
    assert ImportRun.objects.count() == runs


def test_sys_3_a_changed_cell_changes_the_record_and_an_empty_one_does_not(desk: Desk) -> None:
    desk.take("partnerships", [HEAD, ["Nantes", "France", "sister city", "1976", "active", "", "first"]])
    outcome = desk.take("partnerships", [HEAD, ["Nantes", "France", "", "1977", "", "", ""]])
    assert (counts(outcome), outcome.records) == ((0, 1, 0, 0), 1)
    tie = Partnership.objects.get()
    assert (str(tie.since), tie.kind, tie.state, tie.note) == ("1977", "sister_city", "active", "first")
    event = EventValues.objects.get(event__subject_uid=tie.uid, event__verb="change_by_import")
    assert event.before == '{"since":"1976"}'
    assert event.after == '{"since":"1977"}'
    assert event.note == "table.csv, row 2"


def test_prt_1_unknown_kinds_and_states_are_kept_in_words_with_a_remark(desk: Desk) -> None:
    outcome = desk.take("partnerships", [HEAD, ["Nantes", "France", "pen friends", "", "sleepy", "", ""]])
    assert counts(outcome) == (1, 0, 0, 0)
    tie = Partnership.objects.get()
    assert (tie.kind, tie.state) == ("other", "active")
    assert "pen friends" in tie.note
    assert "sleepy" in tie.note


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("sister city", "sister_city"),
        ("Städtepartnerschaft", "sister_city"),
        ("sister state", "sister_state"),
        ("friendship", "friendship"),
        ("economic partnership", "economic_partnership"),
        ("MoU", "memorandum"),
        ("grant project", "grant_project"),
        ("network membership", "network_membership"),
        ("coalition", "coalition_membership"),
        ("historic", "historic"),
    ],
)
def test_prt_1_every_kind_of_tie_is_accepted(desk: Desk, written: str, kind: str) -> None:
    desk.take("partnerships", [HEAD, ["Nantes", "France", written, "", "", "", ""]])
    assert Partnership.objects.get().kind == kind


@pytest.mark.parametrize(
    "state", ["proposed", "exploring", "active", "under review", "scaled down", "suspended", "historic"]
)
def test_prt_4_every_state_of_a_tie_is_accepted(desk: Desk, state: str) -> None:
    desk.take("partnerships", [HEAD, ["Nantes", "France", "", "", state, "", ""]])
    assert Partnership.objects.get().state == state.replace(" ", "_")


def test_prt_9_a_network_needs_no_country_and_is_linked_to_its_line_in_the_directory(desk: Desk) -> None:
    outcome = desk.take("partnerships", [HEAD, ["Eurocities", "(network)", "member", "1991", "", "", ""]])
    assert counts(outcome) == (1, 0, 0, 0)
    body = Organisation.objects.get()
    assert (body.name, body.kind, body.country, body.place_is_open) == (
        "Eurocities",
        "city_network",
        "",
        False,
    )
    assert Membership.objects.get().network_code == "eurocities"


@pytest.mark.parametrize(
    ("words", "kind", "name"),
    [
        ("University of Trier", "university", "University of Trier"),
        ("Port of Rotterdam", "seaport", "Port of Rotterdam"),
        ("Port Louis", "municipality", "City of Port Louis"),
        ("Rotterdam", "municipality", "City of Rotterdam"),
    ],
)
def test_dir_1_the_counterpart_of_a_memorandum_is_a_body_by_its_words(
    desk: Desk, words: str, kind: str, name: str
) -> None:
    desk.take("partnerships", [HEAD, [words, "", "MoU", "", "", "", ""]])
    body = Organisation.objects.get()
    assert (body.kind, body.name) == (kind, name)


def test_dir_1_a_sister_state_is_a_region_and_not_a_town_to_settle(desk: Desk) -> None:
    outcome = desk.take("partnerships", [HEAD, ["Bavaria", "Germany", "sister state", "", "", "", ""]])
    assert outcome.to_settle == 0
    assert Organisation.objects.get().kind == "region"


@pytest.mark.parametrize(
    ("words", "kind"),
    [("Osaka Prefecture", "region"), ("Pomeranian Voivodeship", "region"), ("Osaka", "municipality")],
)
def test_dir_1_a_prefecture_in_a_list_of_sister_cities_is_not_its_city(
    desk: Desk, words: str, kind: str
) -> None:
    country = "Japan" if "Osaka" in words else "Poland"
    desk.take("partnerships", [["counterpart", "country", "kind"], [words, country, "sister city"]])
    assert Party.objects.get(named=words).organisation.kind == kind


def test_dir_1_two_names_of_one_town_are_one_organisation(desk: Desk) -> None:
    desk.take(
        "organisations", [["name", "kind", "place", "country"], ["Stadt Wien", "municipality", "Wien", "AT"]]
    )
    desk.take(
        "partnerships",
        [HEAD, ["Vienna", "Austria", "", "", "", "", ""], ["Wien", "AT", "", "", "", "Port", ""]],
    )
    assert Organisation.objects.get().name == "Stadt Wien"
    assert Party.objects.count() == 2


@pytest.mark.parametrize("words", ["Same as above", "ditto", "wie oben", '"'])
def test_sys_3_a_row_that_points_at_another_is_refused(desk: Desk, words: str) -> None:
    outcome = desk.take("partnerships", [HEAD, [words, "France", "", "", "", "", ""]])
    assert why(outcome)[2][0] == "counterpart"


def test_sys_3_every_record_has_its_event_and_its_row_in_the_search(desk: Desk, cast: Cast) -> None:
    desk.take("partnerships", [HEAD, ["Nantes", "France", "sister city", "1976", "", "Heritage", ""]])
    for anchor in Anchor.objects.all():
        assert Event.objects.filter(subject_uid=anchor.uid, verb="add_by_import").count() == 1
        assert anchor.pk in find(Partnership.objects.get().name, cast.office.pk)
    assert Event.objects.filter(verb="add_unit").count() == 1
    assert Event.objects.filter(verb="import").count() == 1
    tie = Partnership.objects.get()
    assert (tie.anchor.unit_id, tie.anchor.kind) == (tie.unit_id, "partnership")


def test_sys_3_somebody_of_a_unit_imports_rows_of_that_unit_only(desk: Desk, cast: Cast) -> None:
    rows = [
        HEAD,
        ["Nantes", "France", "", "", "", "Culture", ""],
        ["Trier", "Germany", "", "", "", "Port", ""],
        ["Lyon", "France", "", "", "", "", ""],
        ["Graz", "Austria", "", "", "", "A unit of my own", ""],
    ]
    outcome = desk.take("partnerships", rows, by=cast.unit_editor)
    assert counts(outcome) == (1, 0, 0, 3)
    assert {column for column, _sentence in why(outcome).values()} == {"unit"}


def test_sys_3_whoever_may_not_import_is_refused(desk: Desk, cast: Cast) -> None:
    from proxenia.core.errors import NotAllowed

    for user in (cast.viewer, cast.auditor, cast.partner, cast.outsider):
        with pytest.raises(NotAllowed):
            desk.take("partnerships", [HEAD, ["Nantes", "France", "", "", "", "", ""]], by=user)


def test_sys_3_what_a_person_may_not_see_is_not_changed_by_their_file(desk: Desk, cast: Cast) -> None:
    desk.take("partnerships", [HEAD, ["Nantes", "France", "", "1976", "", "", ""]], by=cast.director)
    Partnership.objects.update(visibility="confidential")
    Anchor.objects.filter(kind="partnership").update(visibility="confidential")
    outcome = desk.take("partnerships", [HEAD, ["Nantes", "France", "", "1999", "", "", ""]])
    assert counts(outcome) == (1, 0, 0, 0)
    assert sorted(str(tie.since) for tie in Partnership.objects.all()) == ["1976", "1999"]


def test_sys_3_an_id_wins_over_the_key_and_an_unknown_one_is_told(desk: Desk) -> None:
    desk.take("partnerships", [HEAD, ["Nantes", "France", "", "", "", "", ""]])
    uid = Partnership.objects.get().uid
    rows = [
        ["id", "name", "counterpart", "country"],
        [uid, "The Nantes years", "Nantes", "France"],
        ["nobody", "", "Trier", "Germany"],
    ]
    outcome = desk.take("partnerships", rows)
    assert counts(outcome) == (1, 1, 0, 0), "an id of elsewhere: the row is taken by what it says"
    assert 3 in dict(outcome.row_remarks)
    assert Partnership.objects.get(uid=uid).name == "The Nantes years"


def test_sys_3_the_order_of_day_and_month_comes_from_the_column(desk: Desk) -> None:
    rows = [
        HEAD,
        ["Nantes", "France", "", "12/3/1965", "", "", ""],
        ["Trier", "Germany", "", "4/25/1970", "", "", ""],
    ]
    desk.take("partnerships", rows)
    assert str(Partnership.objects.get(name="Nantes").since) == "1965-12-03"


def test_sys_3_words_kept_from_a_second_row_add_to_the_note_and_contradict_nothing(desk: Desk) -> None:
    desk.take("partnerships", [HEAD, ["Nantes", "France", "", "", "", "", "an old note"]])
    rows = [
        HEAD,
        ["Nantes", "France", "", "soon", "", "", ""],
        ["Nantes", "France", "pen friends", "", "", "", ""],
    ]
    assert counts(desk.take("partnerships", rows)) == (0, 2, 0, 0)
    assert Partnership.objects.get().note == "an old note\nsince: soon\nkind: pen friends"
    assert counts(desk.take("partnerships", rows)) == (0, 0, 2, 0)
