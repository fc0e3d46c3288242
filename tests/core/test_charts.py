"""Positions of the pictures drawn on the server."""

from datetime import date

import pytest

from proxenia.core import charts
from proxenia.core.charts import Span, SpanRow, Tick

pytestmark = pytest.mark.once

TODAY = date(2026, 11, 21)


def test_a_strip_shows_the_most_as_the_whole_height_and_nothing_as_a_line() -> None:
    strip = charts.month_strip([("January", 0), ("February", 2), ("March", 4)])
    assert [bar.height for bar in strip.bars] == ["2", "17", "34"]
    assert [bar.x for bar in strip.bars] == ["0", "120", "240"]
    assert all(float(bar.y) + float(bar.height) == strip.height for bar in strip.bars)


def test_a_strip_of_nothing_is_empty() -> None:
    assert charts.month_strip([]).bars == ()


def test_prt_4_a_timeline_spans_all_its_days_and_today() -> None:
    row = SpanRow(
        "Nîmes",
        date(1988, 1, 1),
        spans=[Span(date(1988, 1, 1), date(2028, 12, 31), "to 2028"), Span(date(2020, 1, 1), None, "no end")],
        ticks=[Tick(date(2028, 12, 31), "then")],
    )
    chart = charts.span_chart([row], TODAY)
    drawn = chart.rows[0]
    assert (drawn.bars[0].x, drawn.bars[0].width) == ("0", "100")
    assert drawn.ticks[0].x == "100"
    assert drawn.since is not None
    assert drawn.since.end == chart.today
    assert drawn.bars[1].open
    assert float(drawn.bars[1].x) + float(drawn.bars[1].width) <= float(chart.today) + 0.02


def test_a_tie_of_unknown_age_has_no_line() -> None:
    assert charts.span_chart([SpanRow("Network", None)], TODAY).rows[0].since is None


def test_years_are_round_and_few() -> None:
    for first in (1400, 1900, 1988, 2020, 2026):
        chart = charts.span_chart([SpanRow("x", date(first, 1, 1))], TODAY)
        assert 0 < len(chart.years) <= 11
        assert all(0 <= float(year.x) <= 100 for year in chart.years)


def test_prt_4_a_matrix_shows_gaps_and_totals() -> None:
    crossing = charts.matrix(
        [("a", "People"), ("b", "Trade")],
        [("1", "Idea"), ("2", "Pilot")],
        {("a", "1"): 8, ("a", "2"): 1},
        {("a", "1"): "?a=1"},
    )
    people, trade = crossing.rows
    assert [(cell.count, cell.level, cell.url) for cell in people.cells] == [(8, 4, "?a=1"), (1, 1, "")]
    assert [cell.level for cell in trade.cells] == [0, 0]
    assert (people.total, trade.total, crossing.gaps) == (9, 0, 2)


def test_one_day_far_off_does_not_stretch_the_timeline() -> None:
    ends = date(TODAY.year + 9, 6, 30)
    row = SpanRow(
        "Trier",
        date(1988, 1, 1),
        spans=[
            Span(date(2020, 1, 1), ends, "Declaration"),
            Span(date(2020, 1, 1), date(2150, 1, 1), "For ever"),
        ],
        ticks=[Tick(TODAY, "Visit"), Tick(date(2099, 1, 1), "Planned")],
    )
    chart = charts.span_chart([row], TODAY)
    assert chart.beyond == 2
    assert len(chart.rows[0].ticks) == 1
    assert all(float(bar.x) + float(bar.width) <= 100.01 for bar in chart.rows[0].bars)
    assert max(int(year.label) for year in chart.years) <= ends.year
    near = charts.span_chart(
        [SpanRow("x", TODAY, ticks=[Tick(date(TODAY.year + 6, 1, 1), "Planned")])], TODAY
    )
    assert near.beyond == 1
