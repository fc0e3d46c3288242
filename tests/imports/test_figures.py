"""SYS-3: hours, costs, currencies and names of people in sheets; what is none is kept, nothing refused for it."""

from pathlib import Path

import openpyxl
import pytest

from proxenia.directory.models import Person
from proxenia.engagements.models import Engagement
from proxenia.records.actions.imports import import_file
from tests.cast import Cast
from tests.imports.files import Desk, counts, why

pytestmark = pytest.mark.django_db

HEAD = ["date", "kind", "title", "staff hours", "cost", "currency", "note"]


@pytest.fixture
def desk(cast: Cast, tmp_path: Path) -> Desk:
    return Desk(cast, tmp_path)


def logged(desk: Desk, hours: object = "", cost: object = "", currency: str = "") -> Engagement:
    """Import one contact with these figures; it is never refused."""
    outcome = desk.take("engagements", [HEAD, ["2024", "call", "Trams", hours, cost, currency, ""]])
    assert counts(outcome) == (1, 0, 0, 0), outcome.refused
    return Engagement.objects.get()


@pytest.mark.parametrize(("written", "hours"), [("2 days", "15.00"), ("7:30", "7.50"), ("12,5", "12.50")])
def test_sys_3_days_and_clock_times_are_hours(desk: Desk, written: str, hours: str) -> None:
    assert str(logged(desk, written).staff_hours) == hours


@pytest.mark.parametrize("written", ["1 week", "a lot", "-3", "NaN", "inf", "4e12", "99999999999", "#REF!"])
def test_sys_3_what_is_no_number_of_hours_is_kept_in_the_note(desk: Desk, written: str) -> None:
    one = logged(desk, written)
    assert one.staff_hours is None
    assert f"staff hours: {written}" in one.note


@pytest.mark.parametrize("written", ["-5 €", "2 or 3", "NaN", "99999999999", "300 XQZ"])
def test_sys_3_what_is_no_cost_is_kept_in_the_note(desk: Desk, written: str) -> None:
    one = logged(desk, "", written)
    assert (one.cost, one.currency) == (None, "")
    assert f"cost: {written}" in one.note


@pytest.mark.parametrize(("written", "code"), [("€", "EUR"), ("£", "GBP"), ("$", "USD"), ("¥", "JPY")])
def test_sys_3_a_sign_is_a_currency(desk: Desk, written: str, code: str) -> None:
    one = logged(desk, "", "500", written)
    assert (str(one.cost), one.currency) == ("500.00", code)


def test_sys_3_an_unknown_currency_is_kept_in_the_note_and_never_taken_for_another(desk: Desk) -> None:
    one = logged(desk, "", "500", "XQZ")
    assert (one.cost, one.currency) == (None, "")
    assert "currency: XQZ" in one.note
    assert "cost: 500" in one.note


def test_sys_3_a_required_formula_without_a_result_is_refused_as_such(desk: Desk, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in [["name", "organisation"], ["=B2", "Port"]]:
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    cast = desk.cast
    outcome = import_file(cast.office, by=cast.officer, kind="people", path=tmp_path / "a.xlsx")
    assert "holds a formula without a stored result" in why(outcome)[2][1]


def test_dir_2_family_and_given_name_with_a_comma_are_the_same_person(desk: Desk) -> None:
    rows = [
        ["name", "organisation"],
        ["Müller, Anna", "Port"],
        ["Anna Müller", "Port"],
        ["King, Jr.", "Port"],
        ["Ada Lind, PhD", "Port"],
        ["a, b, c", "Port"],
    ]
    desk.take("people", rows)
    names = sorted(Person.objects.values_list("name", flat=True))
    assert names == ["Ada Lind, PhD", "Anna Müller", "King, Jr.", "a, b, c"]
    assert counts(desk.take("people", rows))[0] == 0
