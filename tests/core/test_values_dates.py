"""Dates as offices write them: what is read, what is remarked, what is refused."""

import contextlib
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxenia.core.values import CellError, PartialDate, date_order, parse_date

pytestmark = pytest.mark.once

READ = [
    ("1979", "1979"),
    (1979, "1979"),
    ("Oct 1992", "1992-10"),
    ("Oktober 1992", "1992-10"),
    ("12 mars 1998", "1998-03-12"),
    ("9.5.1976", "1976-05-09"),
    ("31.12.2024", "2024-12-31"),
    ("2014-06-02", "2014-06-02"),
    ("2014-06-02T10:00", "2014-06-02"),
    ("2024-05-17 10:30:00", "2024-05-17"),
    ("12 mai 2004 10:30", "2004-05-12"),
    ("2014/06", "2014-06"),
    ("06/2014", "2014-06"),
    ("20240131", "2024-01-31"),
    ("4 d’abril de 1985", "1985-04-04"),
    ("1er mai 2001", "2001-05-01"),
    ("3rd of June, 1987", "1987-06-03"),
    ("June 3, 1987", "1987-06-03"),
    ("Mon, 12 May 2014", "2014-05-12"),
    ("12 de marzo de 1998", "1998-03-12"),
    ("7 luglio 2003", "2003-07-07"),
    ("1º de maio de 2010", "2010-05-01"),
    ("1. Juli 2010", "2010-07-01"),
    ("5 Ebrill 1999", "1999-04-05"),
    ("1998年3月12日", "1998-03-12"),
    ("2009년 5월", "2009-05"),
    ("１９７９年", "1979"),
    ("12/31/2020", "2020-12-31"),
    ("31/12/2020", "2020-12-31"),
    (dt.date(1976, 5, 9), "1976-05-09"),
    (dt.datetime(1976, 5, 9, 10, 30), "1976-05-09"),
]


@pytest.mark.parametrize(("cell", "date"), READ)
def test_a_clear_date_is_read_without_a_remark(cell: object, date: str) -> None:
    parsed = parse_date(cell)
    assert (str(parsed.value), parsed.remark, parsed.leftover) == (date, "", "")


@pytest.mark.parametrize("cell", [None, "", "  ", "-", "–", "n/a", "N/A", "?"])
def test_a_blank_is_no_date_and_no_remark(cell: object) -> None:
    assert parse_date(cell) == parse_date(None)
    assert parse_date(cell).value is None


@pytest.mark.parametrize("cell", [27889, 27889.0, 27889.5, "27889"])
def test_a_date_as_a_number_is_read_and_says_so(cell: object) -> None:
    parsed = parse_date(cell)
    assert str(parsed.value) == "1976-05-09"
    assert "was read as the spreadsheet date 1976-05-09" in parsed.remark


@pytest.mark.parametrize(
    "cell", ["5 years", "open", "tbd", "lapsed??", "yearly fee € 16.420,00", "May 25", "yes"]
)
def test_a_date_as_free_text_keeps_its_words_with_a_remark(cell: str) -> None:
    parsed = parse_date(cell)
    assert (parsed.value, parsed.leftover) == (None, cell)
    assert parsed.remark == f"“{cell}” is not a date; the words were kept in the notes."


@pytest.mark.parametrize("cell", [5, -3, 0.5, float("nan"), float("inf"), 10**30, True])
def test_a_number_that_is_no_date_is_kept_as_words(cell: object) -> None:
    assert parse_date(cell).value is None
    assert parse_date(cell).leftover


@pytest.mark.parametrize(
    ("cell", "date", "leftover"),
    [
        ("2009 / renewed 2019", "2009", "renewed 2019"),
        ("spring 2024", "2024", "spring"),
        ("Frühjahr 2019", "2019", "Frühjahr"),
        ("Q3 2024", "2024", "Q3"),
        ("12.3.1998 (Paris)", "1998-03-12", "(Paris)"),
        ("ca. 1985", "1985", "ca. 1985"),
        ("seit 1985", "1985", ""),
        ("ca.1985", "1985", "ca.1985"),
        ("~1985", "1985", "~1985"),
        ("since 1985", "1985", ""),
        ("1985?", "1985", "1985?"),
        ("1985 ?", "1985", "1985 ?"),
        ("March 1985?", "1985-03", "March 1985?"),
        ("1980s", "1980", "1980s"),
    ],
)
def test_a_leading_year_is_taken_and_the_words_are_kept(cell: str, date: str, leftover: str) -> None:
    parsed = parse_date(cell)
    assert (str(parsed.value), parsed.leftover) == (date, leftover)
    assert cell in parsed.remark


@pytest.mark.parametrize(
    ("cell", "start", "end"),
    [
        ("14.-17. May 25", "2025-05-14", "2025-05-17"),
        ("14–17 May 2025", "2025-05-14", "2025-05-17"),
        ("28 April - 3 May 2024", "2024-04-28", "2024-05-03"),
        ("28.4.-3.5.2024", "2024-04-28", "2024-05-03"),
        ("15.3.2009 bis 17.3.2009", "2009-03-15", "2009-03-17"),
        ("2014-2019", "2014", "2019"),
        ("2019/20", "2019", "2020"),
    ],
)
def test_a_range_gives_start_and_end(cell: str, start: str, end: str) -> None:
    parsed = parse_date(cell)
    assert (str(parsed.value), str(parsed.until)) == (start, end)
    assert "span of time" in parsed.remark


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ("30 February 2025", "30 February 2025 is not a day in the calendar."),
        ("30 February", "30 February is not a day in the calendar."),
        ("2025-02-30", "30 February 2025 is not a day in the calendar."),
        ("31.04.2020", "31 April 2020 is not a day in the calendar."),
        ("29.2.2023", "29 February 2023 is not a day in the calendar."),
        ("13/13/2020", "There is no month 13."),
        ("0202-01-01", "The year 202 is not between 1000 and 2200."),
        ("5000", "The year 5000 is not between 1000 and 2200."),
    ],
)
def test_30_february_and_other_impossible_dates_are_refused(cell: str, sentence: str) -> None:
    with pytest.raises(CellError) as refused:
        parse_date(cell)
    assert str(refused.value) == sentence


def test_the_order_of_day_and_month_follows_the_column() -> None:
    assert date_order(["12/3/1965", "31.12.2024", "1979", None, 5]) == "dmy"
    assert date_order(["12/3/1965", "12/31/2024"]) == "mdy"
    assert date_order(["12/3/1965", "1979"]) is None
    assert date_order(["12/31/2024", "31/12/2024"]) is None
    assert date_order(["12/31/2024"] * 20 + ["31/12/2024"]) == "mdy"
    assert str(parse_date("12/3/1965", "mdy").value) == "1965-12-03"
    assert parse_date("12/3/1965", "mdy").remark == ""
    assert parse_date("12/3/1965", "dmy").remark == ""


def test_without_proof_the_day_comes_first_and_a_remark_says_so() -> None:
    parsed = parse_date("12/3/1965")
    assert str(parsed.value) == "1965-03-12"
    assert "read day first, as 1965-03-12" in parsed.remark
    assert parse_date("3/3/1965").remark == ""


def test_a_year_of_two_digits_is_completed_with_a_remark() -> None:
    assert (str(parse_date("12.3.98").value), str(parse_date("12.3.25").value)) == (
        "1998-03-12",
        "2025-03-12",
    )
    assert "The year “98” was read as 1998." in parse_date("12.3.98").remark


@pytest.mark.parametrize("text", ["1976", "1976-05", "1976-05-09"])
def test_a_partial_date_is_written_as_it_is_read(text: str) -> None:
    date = PartialDate.parse_iso(text)
    assert str(date) == text
    assert date.precision == {4: "year", 7: "month", 10: "day"}[len(text)]


def test_a_partial_date_knows_its_first_and_last_day() -> None:
    assert PartialDate(1976).first() == dt.date(1976, 1, 1)
    assert PartialDate(1976).last() == dt.date(1976, 12, 31)
    assert PartialDate(1976, 2).last() == dt.date(1976, 2, 29)
    assert PartialDate(1976, 2, 3).first() == PartialDate(1976, 2, 3).last() == dt.date(1976, 2, 3)


@pytest.mark.parametrize("text", ["", "76", "1976-5", "1976-05-32", "1976-13", "0976", "x"])
def test_what_is_no_iso_date_is_refused(text: str) -> None:
    with pytest.raises(CellError):
        PartialDate.parse_iso(text)


dates = st.builds(
    lambda day, parts: PartialDate(*(day.year, day.month, day.day)[:parts]),
    st.dates(dt.date(1000, 1, 1), dt.date(2200, 12, 31)),
    st.integers(1, 3),
)


@given(dates, dates)
def test_dates_sort_as_their_texts_do(one: PartialDate, other: PartialDate) -> None:
    assert (one < other) == (str(one) < str(other))
    assert (one == other) == (str(one) == str(other))
    assert parse_date(str(one)).value == one


@given(st.text(max_size=40))
def test_no_text_breaks_the_reading_of_dates(text: str) -> None:
    with contextlib.suppress(CellError):
        parsed = parse_date(text)
        assert parsed.value is None or 1000 <= parsed.value.year <= 2200
