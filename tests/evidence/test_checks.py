"""Bad input: what is looked for in figures is found, told by rule and row, and left out or flagged as the rule says."""

import math

import pytest

from proxenia.evidence.rules.checks import (
    FLAGGED,
    LEFT_OUT,
    REFUSED,
    RULES,
    Examination,
    are_codes,
    read_value,
    read_year,
)
from proxenia.evidence.rules.declared import PAIRS, Cell, Indicator, Source, Table

pytestmark = pytest.mark.once
MONEY = Indicator("trade", "trade", "US dollars", low=0, is_money=True)
SCORE = Indicator("score", "score", "points of 100", low=0, high=100, zero_is_missing=True)
PLAIN = Indicator("plain", "plain", "anything")
THIS_YEAR = 2026


def source(table: Table | None = None, tolerance: float = 0.2) -> Source:
    return Source(
        "a",
        "A",
        "nobody",
        "none",
        "",
        (table or Table("a", (MONEY, SCORE, PLAIN)),),
        lambda _path: [],
        tolerance=tolerance,
    )


def naming(text: str) -> tuple[str, str]:
    if text == "WLD":
        return "", "aggregate"
    return (text, "") if text.isupper() and text.isalpha() else ("", "unknown")


def examined(*cells: Cell, table: Table | None = None) -> Examination:
    found = Examination(source(table), naming, THIS_YEAR)
    found.take(cells, "a.csv")
    return found


def told(found: Examination) -> dict[str, tuple[int, tuple[int, ...]]]:
    return {one.rule: (one.count, one.rows) for one in found.problems}


@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        (Cell(7, ("WLD",), 2020, "plain", 1), "aggregate"),
        (Cell(7, ("?",), 2020, "plain", 1), "unknown_place"),
        (Cell(7, ("DEU",), "-- 201", "plain", 1), "no_year"),
        (Cell(7, ("DEU",), "2027", "plain", 1), "future"),
        (Cell(7, ("DEU",), 2020, "other", 1), "other_indicator"),
        (Cell(7, ("DEU",), 2020, "plain", ".."), "missing"),
        (Cell(7, ("DEU",), 2020, "plain", None), "missing"),
        (Cell(7, ("DEU",), 2020, "plain", "NaN"), "missing"),
        (Cell(7, ("DEU",), 2020, "plain", "see note"), "no_number"),
        (Cell(7, ("DEU",), 2020, "plain", "1,5"), "no_number"),
        (Cell(7, ("DEU",), 2020, "plain", "inf"), "no_number"),
        (Cell(7, ("DEU",), 2020, "trade", -5), "negative"),
        (Cell(7, ("DEU",), 2020, "score", 0), "zero_missing"),
        (Cell(7, ("DEU",), 2020, "score", "9231"), "decimal_lost"),
        (Cell(7, ("DEU",), 2020, "score", "101.5"), "out_of_range"),
    ],
)
def test_evd_1_each_mistake_is_told_by_rule_and_row(cell: Cell, rule: str) -> None:
    found = examined(Cell(2, ("FRA",), 2020, "plain", 1), cell)
    assert told(found) == {rule: (1, (7,))}
    assert len(found.rows(found.source.tables[0])) == 1
    sentence = found.problems[0].sentence
    assert "row 7" in sentence
    assert RULES[rule].says in sentence


def test_evd_1_namibia_is_a_country_and_no_gap() -> None:
    found = examined(Cell(2, ("NA",), 2020, "plain", "NA"), Cell(3, ("NA",), 2021, "plain", 5))
    assert told(found) == {"missing": (1, (2,))}
    assert found.rows(found.source.tables[0]) == [("NA", 2021, "plain", 5.0)]


def test_evd_1_a_country_twice_is_flagged_or_refused() -> None:
    same = examined(Cell(2, ("DEU",), 2020, "plain", 1), Cell(3, ("DEU",), 2020, "plain", 1.0))
    assert told(same) == {"twice": (1, (3,))}
    assert len(same.rows(same.source.tables[0])) == 1
    assert same.problems[0].does == FLAGGED
    differ = examined(*(Cell(n, ("DEU",), 2020, "plain", n) for n in (2, 3, 4)))
    assert told(differ) == {"twice_differs": (3, (2, 3, 4))}
    assert differ.rows(differ.source.tables[0]) == []


def test_evd_1_of_two_files_the_first_is_kept_and_the_difference_told() -> None:
    found = examined(Cell(2, ("DEU",), 2020, "plain", 10.0), Cell(3, ("FRA",), 2020, "plain", 4))
    found.take([Cell(9, ("DEU",), 2020, "plain", 11.0), Cell(10, ("FRA",), 2020, "plain", 4)], "b.csv")
    assert [(one.rule, one.rows, one.file) for one in found.problems] == [
        ("files_differ", (9,), "b.csv"),
        ("other_file", (10,), "b.csv"),
    ]
    assert found.rows(found.source.tables[0])[0][-1] == 10.0


def test_evd_1_codes_in_place_of_money() -> None:
    letters = [f"A{chr(65 + n // 26)}{chr(65 + n % 26)}" for n in range(60)]
    codes = examined(*(Cell(n + 2, (text,), 2020, "trade", n % 30 + 1) for n, text in enumerate(letters)))
    assert told(codes)["codes"][0] == 60
    assert codes.is_mistaken()
    money = examined(*(Cell(n + 2, (text,), 2020, "trade", 3.7 * n + 1) for n, text in enumerate(letters)))
    assert told(money) == {}
    assert are_codes(n * 1e6 for n in range(1, 40)), "in millions as well"
    assert not are_codes([1, 2, 3])
    assert are_codes(n for n in range(1, 60) if n not in (7, 30)), "some rows were left out for other reasons"
    assert not are_codes(range(1000, 1060))


def test_evd_1_a_year_on_another_scale() -> None:
    letters = [f"A{chr(65 + n)}" for n in range(20)]
    cells = [
        Cell(100 * (year - 2000) + n, (text,), year, "score", (50 + n) / (10 if year == 2004 else 1))
        for year in range(2001, 2006)
        for n, text in enumerate(letters)
    ]
    found = examined(*cells)
    assert told(found)["mixed_scales"] == (20, tuple(range(400, 420)))
    assert {row[1] for row in found.rows(found.source.tables[0])} == {2001, 2002, 2003, 2005}


def test_evd_1_a_place_and_itself_are_no_pair() -> None:
    table = Table("a", (PLAIN,), PAIRS, PAIRS)
    found = examined(
        Cell(2, ("DEU", "DEU"), 2020, "plain", 1), Cell(3, ("DEU", "FRA"), 2020, "plain", 1), table=table
    )
    assert told(found) == {"loop": (1, (2,))}


def test_evd_1_more_mistakes_than_a_source_puts_up_with_refuse_the_whole() -> None:
    good = [Cell(n, (f"A{chr(65 + n)}",), 2020, "trade", 100.0 + n) for n in range(5, 13)]
    few, many = (
        [Cell(20, ("DEU",), 2020, "trade", -1)],
        [Cell(20 + n, ("DEU",), 2020, "trade", -n) for n in range(1, 5)],
    )
    assert not examined(*good, *few).is_mistaken()
    assert examined(*good, *many).is_mistaken()
    # What is left out because the file is made so is no mistake.
    assert not examined(*good, *(Cell(30, ("WLD",), 2020, "trade", 1) for _ in range(50))).is_mistaken()


def test_evd_1_years_and_figures() -> None:
    assert read_year("2024.0", THIS_YEAR) == (2024, "")
    assert read_year(1999, THIS_YEAR) == (1999, "")
    assert read_year("99", THIS_YEAR)[1] == read_year("999", THIS_YEAR)[1] == "no_year"
    assert read_value(" 5 ", PLAIN) == (5.0, "")
    assert read_value("-3", PLAIN) == (-3.0, "")
    assert read_value(math.inf, PLAIN)[1] == "no_number"


def test_evd_1_every_rule_says_what_it_does() -> None:
    assert {one.does for one in RULES.values()} == {LEFT_OUT, REFUSED, FLAGGED}
    assert all(one.says for one in RULES.values())
