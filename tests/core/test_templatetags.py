"""How values read, and how parts and their named pieces come out."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.http import QueryDict
from django.template import Context, Template, TemplateSyntaxError
from django.utils import translation

from proxenia.core.templatetags import words

pytestmark = pytest.mark.once

TODAY = date(2026, 11, 21)


def render(text: str, **values: Any) -> str:
    """What a template comes out as."""
    return Template(text).render(Context(values))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("2003-05-12", "12 May 2003"),
        ("2003-05", "May 2003"),
        ("2003", "2003"),
        (date(1988, 1, 2), "2 January 1988"),
        (datetime(2026, 3, 4, 23, 30, tzinfo=UTC), "4 March 2026"),
        (SimpleNamespace(year=1976, month=5, day=None), "May 1976"),
        (None, ""),
        ("", ""),
    ],
)
def test_dates_are_shown_as_far_as_they_are_known(value: Any, shown: str) -> None:
    with translation.override("en-gb"):
        assert words.full_date(value) == shown


def test_dates_follow_the_reader_s_language() -> None:
    with translation.override("de"):
        assert words.full_date("2003-05-12") == "12. Mai 2003"
        assert words.full_date("2003-05") == "Mai 2003"


@pytest.mark.parametrize(
    ("on", "length"),
    [
        (date(2026, 11, 20), "1 day"),
        (date(2026, 11, 8), "13 days"),
        (date(2026, 11, 7), "2 weeks"),
        (date(2026, 9, 22), "8 weeks"),
        (date(2026, 9, 21), "2 months"),
        (date(2025, 9, 18), "14 months"),
        (date(2023, 9, 21), "38 months"),
        (date(2021, 11, 21), "5 years"),
    ],
)
def test_lengths_of_time_use_the_unit_people_use(on: date, length: str) -> None:
    assert words.length_of_time(on, TODAY) == length
    assert words.ago(on, TODAY) == f"{length} ago"
    assert words.silence(on, TODAY) == f"{length} of silence"


def test_ago_knows_today_the_future_and_half_known_dates() -> None:
    assert words.ago(TODAY, TODAY) == "today"
    assert words.ago(date(2026, 11, 26), TODAY) == "in 5 days"
    assert words.ago("1988", TODAY) == "1988"
    assert words.ago(None, TODAY) == ""
    assert words.silence(None, TODAY) == "no contact recorded"


def test_months_between_counts_whole_months() -> None:
    assert words.months_between(date(2026, 1, 31), date(2026, 2, 28)) == 0
    assert words.months_between(date(2026, 1, 15), date(2026, 2, 15)) == 1
    assert words.months_between(date(2026, 2, 15), date(2025, 1, 15)) == -13


def test_money_has_its_currency_and_no_needless_decimals() -> None:
    with translation.override("en-gb"):
        assert words.money("2150.00", "EUR") == "2,150\u00a0EUR"
        assert words.money(12.5, "CHF") == "12.50\u00a0CHF"
        assert words.money(7) == "7"
        assert words.money(None, "EUR") == ""


def test_numbers_have_the_reader_s_separators() -> None:
    with translation.override("en-gb"):
        assert words.number(1204567) == "1,204,567"
    with translation.override("de"):
        assert words.number(1204567) == "1.204.567"


def test_state_words_have_one_colour_each() -> None:
    assert [words.tone(word) for word in ("alive", "Under review", "dormant", "new", "historic", None)] == [
        "live",
        "quiet",
        "cold",
        "accent",
        "plain",
        "plain",
    ]
    every = [word for group in words.TONES.values() for word in group]
    assert len(every) == len(set(every))


def test_initials() -> None:
    assert [words.initials(name) for name in ("Mara Keller", "Özlem", "Ana de la Cruz", "")] == [
        "MK",
        "Ö",
        "AC",
        "",
    ]


def test_a_time_says_its_date_in_title_and_print() -> None:
    with translation.override("en-gb"):
        out = render('{% load words %}{% when on "ago" today %}', on=date(2025, 9, 18), today=TODAY)
    assert 'datetime="2025-09-18" title="18 September 2025"' in out
    assert "14 months ago" in out
    assert '<span class="print-only"> (18 September 2025)</span>' in out


def test_a_part_takes_contents_and_named_pieces() -> None:
    text = (
        '{% load parts %}{% part "components/card.html" title="Signs" %}{{ name }}'
        "{% fill foot %}<b>{{ name }}</b>{% endfill %}{% endpart %}"
    )
    out = render(text, name="<Trier>")
    assert "<h2>Signs</h2>&lt;Trier&gt;<b>&lt;Trier&gt;</b>" in out


def test_a_part_does_not_leak_its_values() -> None:
    text = '{% load parts %}{% part "components/card.html" title="Inner" %}x{% endpart %}[{{ title }}]'
    assert render(text, title="Outer").endswith("[Outer]")


@pytest.mark.parametrize(
    "text", ["{% part %}{% endpart %}", '{% part "a.html" b %}{% endpart %}', "{% fill %}{% endfill %}"]
)
def test_a_part_written_wrongly_is_refused(text: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        render("{% load parts %}" + text)


def test_prt_4_sorting_keeps_the_filters_and_turns_round() -> None:
    request = SimpleNamespace(GET=QueryDict("kind=sister&page=4&sort=name"))
    out = render('{% load parts %}{% sort_address "name" %} {% sort_address "last" %}', request=request)
    assert out == "?kind=sister&amp;sort=-name ?kind=sister&amp;sort=last"
    assert render('{% load parts %}{% sort_order "name" %}', request=request) == "ascending"
    assert render('{% load parts %}{% sort_order "last" %}', request=request) == ""


def test_undo_address_is_found_among_a_message_s_tags() -> None:
    assert words.undo_address("safe undo:/o/x/imports/7/undo success") == "/o/x/imports/7/undo"
    assert words.undo_address(None) == ""
