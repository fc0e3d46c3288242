"""Numbers and money as offices write them; blank, zero and error are three things."""

import contextlib
import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxenia.core.values import (
    CellError,
    Money,
    parse_currency,
    parse_decimal,
    parse_hours,
    parse_int,
    parse_money,
    whole_number,
)

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("16.420,00", "16420.00"),
        ("1,234.5", "1234.5"),
        ("1 234,5", "1234.5"),
        ("1\u00a0234,5", "1234.5"),
        ("1'234", "1234"),
        ("1’234.50", "1234.50"),
        ("1.234.567", "1234567"),
        ("0.125", "0.125"),
        ("1,5", "1.5"),
        (",5", "0.5"),
        ("-5", "-5"),
        ("−5", "-5"),
        ("(300)", "-300"),
        ("1'200.-", "1200"),
        (12.0, "12"),
        (0.1, "0.1"),
        (7, "7"),
        ("0", "0"),
        (0, "0"),
    ],
)
def test_a_clear_number_is_read_without_a_remark(cell: object, number: str) -> None:
    parsed = parse_decimal(cell)
    assert (parsed.value, parsed.remark) == (Decimal(number), "")


@pytest.mark.parametrize(
    ("cell", "number"),
    [("12k", "12000"), ("ca. 30", "30"), ("30+", "30"), ("1.250", "1250"), ("3 Mio", "3000000")],
)
def test_an_unclear_number_says_how_it_was_read(cell: str, number: str) -> None:
    parsed = parse_decimal(cell)
    assert parsed.value == Decimal(number)
    assert parsed.remark == f"“{cell}” was read as {number}."


@pytest.mark.parametrize("cell", [None, "", " ", "-", "n/a"])
def test_blank_is_not_zero(cell: object) -> None:
    assert parse_decimal(cell).value is None
    assert parse_money(cell).value is None
    assert parse_int(cell).value is None


@pytest.mark.parametrize("cell", ["#DIV/0!", "#N/A", "#REF!"])
def test_an_error_of_the_spreadsheet_is_neither_blank_nor_zero(cell: str) -> None:
    with pytest.raises(CellError, match=f"spreadsheet error {cell}"):
        parse_decimal(cell)


@pytest.mark.parametrize("cell", ["paid by school", "12 + 3", "1.2.3", "1e5", "12,34.56,7"])
def test_what_is_no_number_is_refused_with_its_words(cell: str) -> None:
    with pytest.raises(CellError) as refused:
        parse_decimal(cell)
    assert str(refused.value) == f"“{cell}” is not a number."


@pytest.mark.parametrize("cell", [float("nan"), float("inf"), 10**20, "1" * 40])
@pytest.mark.asvs("1.4.2")
def test_a_number_beyond_reason_is_refused(cell: object) -> None:
    with pytest.raises(CellError, match="too large to be right"):
        parse_decimal(cell)


def test_words_after_a_number_are_kept() -> None:
    parsed = parse_decimal("about 40 people")
    assert (parsed.value, parsed.leftover) == (Decimal(40), "people")


@pytest.mark.parametrize(
    ("cell", "amount", "currency"),
    [
        ("€ 4.310,50", "4310.50", "EUR"),
        ("4.310,50 EUR", "4310.50", "EUR"),
        ("CHF 1'200.-", "1200", "CHF"),
        ("£12.30", "12.30", "GBP"),
        ("R$ 1.000,00", "1000.00", "BRL"),
        ("16.420,00", "16420.00", ""),
        (4310.5, "4310.5", ""),
    ],
)
def test_money_has_an_amount_and_its_currency(cell: object, amount: str, currency: str) -> None:
    assert parse_money(cell).value == Money(Decimal(amount), currency)


def test_a_sign_that_several_currencies_share_is_remarked() -> None:
    assert parse_money("$5").value == Money(Decimal(5), "USD")
    assert parse_money("$5").remark == "“$” was read as US dollars."


def test_a_fraction_is_no_whole_number() -> None:
    assert parse_int("12.0").value == 12
    with pytest.raises(CellError, match=r"“1\.5” is not a whole number\."):
        parse_int("1.5")


@given(st.decimals(-(10**9), 10**9, places=2))
def test_a_written_number_reads_back(number: Decimal) -> None:
    assert parse_decimal(f"{number:,.2f}").value == number
    swapped = f"{number:,.2f}".translate(str.maketrans(",.", ".,"))
    assert parse_decimal(swapped).value == number


@given(st.text(max_size=30))
def test_no_text_breaks_the_reading_of_numbers(text: str) -> None:
    with contextlib.suppress(CellError):
        parse_money(text)


@pytest.mark.parametrize(
    ("cell", "hours"),
    [
        ("2 days", "15"),
        ("1,5 Tage", "11.25"),
        ("1 day 3 h", "10.5"),
        ("2 person-days", "15"),
        ("7:30", "7.5"),
        ("07:30:00", "7.5"),
        ("7h30", "7.5"),
        ("30 min", "0.5"),
        ("8 hours", "8"),
        ("ca. 5", "5"),
        (12, "12"),
        (dt.timedelta(hours=30), "30"),
    ],
)
def test_sys_3_hours_are_read_as_offices_write_them(cell: object, hours: str) -> None:
    value = parse_hours(cell).value
    assert value is not None
    assert value.quantize(Decimal("0.01")) == Decimal(hours)


@pytest.mark.parametrize("cell", ["1 week", "3 months", "2 sprints", "2-3 days", "plenty", "12 (3 people)"])
def test_sys_3_what_does_not_say_hours_is_refused(cell: str) -> None:
    with pytest.raises(CellError):
        parse_hours(cell)


@pytest.mark.parametrize(
    ("cell", "code"),
    [("€", "EUR"), ("£", "GBP"), ("$", "USD"), ("¥", "JPY"), ("eur", "EUR"), ("Euro", "EUR"), ("DEM", "DEM")],
)
def test_sys_3_a_currency_is_a_code_a_sign_or_a_name(cell: str, code: str) -> None:
    parsed = parse_currency(cell)
    assert parsed.value == code
    assert bool(parsed.remark) == (cell in "$¥")


@pytest.mark.parametrize("cell", ["XQZ", "kr", "XXX", "12"])
def test_sys_3_an_unknown_currency_is_refused(cell: str) -> None:
    with pytest.raises(CellError, match="is not a currency known here"):
        parse_currency(cell)


def test_sys_3_an_amount_in_an_unknown_currency_is_no_amount() -> None:
    for cell in ("300 XQZ", "XQZ 300"):
        with pytest.raises(CellError):
            parse_money(cell)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("0", 0), ("17", 17), ("999999999", 999_999_999), ("", None), ("²", None), ("٣", None), ("-1", None),
     ("1.5", None), ("9" * 10, None), ("9" * 5000, None)],
)  # fmt: skip
def test_sys_6_a_number_of_our_own_pages_is_plain_and_short(text: str, expected: int | None) -> None:
    assert whole_number(text) == expected
