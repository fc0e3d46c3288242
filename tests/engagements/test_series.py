"""ENG-1: what recurs is planned on the days of a rule, within bounds; each one can be moved or cancelled."""

import datetime as dt
from collections.abc import Callable

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from proxenia.core.errors import NotAllowed, Refused
from proxenia.core.values import PartialDate
from proxenia.engagements import actions
from proxenia.engagements.actions.series import repeat_engagement
from proxenia.engagements.forms.series import EVERY, SeriesForm
from proxenia.engagements.models import Engagement
from proxenia.engagements.queries.series import series_of
from proxenia.engagements.rules.series import MOST
from proxenia.portfolio.models import Partnership
from proxenia.records.models import Anchor
from tests.cast import Cast, make_person, signed_in
from tests.pages import fetch, send

Contact = Callable[..., Engagement]
Tie = Callable[..., Partnership]


def form(first: dt.date, rule: str, until: str, without: str = "") -> SeriesForm:
    """A form that was sent."""
    return SeriesForm({"rule": rule, "until": until, "without": without}, first=first)


@pytest.mark.parametrize(
    ("rule", "until", "days"),
    [
        ("WEEKLY:1", "2027-02-02", ["2027-01-19", "2027-01-26", "2027-02-02"]),
        ("WEEKLY:2", "2027-02-10", ["2027-01-26", "2027-02-09"]),
        ("MONTHLY:1", "2027-04-01", ["2027-02-12", "2027-03-12"]),
        ("NTH:1", "2027-04-20", ["2027-02-09", "2027-03-09", "2027-04-13"]),
        ("YEARLY:1", "2029-01-12", ["2028-01-12", "2029-01-12"]),
    ],
)
def test_eng_1_a_rule_gives_its_days(rule: str, until: str, days: list[str]) -> None:
    sent = form(dt.date(2027, 1, 12), rule, until)
    assert sent.is_valid(), sent.errors
    assert [day.isoformat() for day in sent.days] == days


@settings(max_examples=60, deadline=None)
@given(
    first=st.dates(dt.date(2026, 1, 1), dt.date(2030, 12, 31)),
    rule=st.sampled_from([code for code, _label in EVERY]),
    length=st.integers(1, 1_098),
)
def test_eng_1_the_days_are_those_of_the_rule_as_icalendar_writes_it(
    first: dt.date, rule: str, length: int
) -> None:
    sent = form(first, rule, (first + dt.timedelta(days=length)).isoformat())
    assert sent.is_valid(), sent.errors
    every = rrulestr(sent.text, dtstart=dt.datetime.combine(first, dt.time()))
    wanted = [at.date() for at in every if at.date() != first]
    assert sent.days == wanted[: MOST + 1]


def test_eng_1_an_end_before_the_beginning_or_far_away_is_refused() -> None:
    first = dt.date(2027, 1, 12)
    for until in ("2027-01-12", "2026-01-01", "2035-01-01", "never"):
        assert "until" in form(first, "WEEKLY:1", until).errors
    assert "without" in form(first, "WEEKLY:1", "2027-02-01", "2027-02-30").errors
    assert "rule" in form(first, "FREQ=SECONDLY", "2027-02-01").errors


def test_eng_1_a_series_plans_what_it_repeats(cast: Cast, tie: Tie, contact: Contact) -> None:
    trier = tie("Trier")
    until = PartialDate.parse_iso("2027-01-13")
    one = contact("2027-01-12", "Steering group", ties=[trier], until=until, note="Mine alone")
    days = [dt.date(2027, 2, 9), dt.date(2027, 3, 9)]
    made = repeat_engagement(one, by=cast.officer, rule="FREQ=MONTHLY", days=days)
    assert [(str(row.date), str(row.until), row.state, row.note) for row in made] == [
        ("2027-02-09", "2027-02-10", "planned", ""),
        ("2027-03-09", "2027-03-10", "planned", ""),
    ]
    assert all(row.tie_links.get().partnership == trier for row in made)
    with pytest.raises(Refused, match="no further day"):
        repeat_engagement(one, by=cast.officer, rule="FREQ=MONTHLY", days=days)
    with pytest.raises(Refused, match="made from a series"):
        repeat_engagement(made[0], by=cast.officer, rule="FREQ=MONTHLY", days=[dt.date(2027, 6, 1)])


def test_eng_1_a_series_carries_along_only_ties_that_whoever_repeats_it_sees(
    cast: Cast, tie: Tie, contact: Contact
) -> None:
    trier, nantes = tie("Trier"), tie("Nantes")
    one = contact("2027-01-12", ties=[trier, nantes])
    Partnership.objects.filter(pk=nantes.pk).update(visibility="confidential")
    Anchor.objects.filter(pk=nantes.pk).update(visibility="confidential")
    other = make_person(cast.office, "officer", "Second Officer")
    made = repeat_engagement(one, by=other, rule="FREQ=MONTHLY", days=[dt.date(2027, 2, 9)])
    assert [link.partnership for link in made[0].tie_links.all()] == [trier]


def test_eng_1_an_exception_leaves_the_others_alone(cast: Cast, contact: Contact) -> None:
    one = contact("2027-01-12")
    made = repeat_engagement(
        one, by=cast.officer, rule="FREQ=WEEKLY", days=[dt.date(2027, 1, 19), dt.date(2027, 1, 26)]
    )
    actions.change_engagement(made[0], by=cast.officer, values={"date": PartialDate.parse_iso("2027-01-20")})
    actions.move_engagement(made[1], by=cast.officer, verb="cancel_engagement", reason="Carnival")
    lines = series_of(cast.officer, cast.office, one)
    assert [(str(row.engagement.date), row.engagement.state, row.is_moved) for row in lines] == [
        ("2027-01-20", "planned", True),
        ("2027-01-26", "cancelled", False),
    ]


def test_eng_1_too_many_days_a_missing_day_and_a_reader_are_refused(cast: Cast, contact: Contact) -> None:
    one, vague = contact("2027-01-12"), contact("2027-01")
    many = [dt.date(2027, 1, 13) + dt.timedelta(days=number) for number in range(MOST + 1)]
    with pytest.raises(Refused, match="at most 60"):
        repeat_engagement(one, by=cast.officer, rule="FREQ=DAILY", days=many)
    with pytest.raises(Refused, match="has a day"):
        repeat_engagement(vague, by=cast.officer, rule="FREQ=DAILY", days=many[:1])
    with pytest.raises(Refused, match="three years"):
        repeat_engagement(one, by=cast.officer, rule="FREQ=DAILY", days=[dt.date(2040, 1, 1)])
    with pytest.raises(NotAllowed):
        repeat_engagement(one, by=cast.viewer, rule="FREQ=DAILY", days=many[:1])
    assert Engagement.objects.count() == 2


def test_eng_1_the_page_plans_and_shows_the_days(cast: Cast, contact: Contact) -> None:
    one = contact("2027-01-12", "Steering group")
    client, address = signed_in(cast.officer), f"/o/halden/engagements/{one.uid}/repeat/"
    fetch(client, address)
    send(client, address, {"rule": "WEEKLY:1", "until": "2026-01-01"})
    sent = {"rule": "NTH:1", "until": "2027-04-20", "without": "2027-03-09"}
    assert client.post(address, sent).status_code == 302
    page = fetch(client, address)
    assert "9 February 2027" in page.text
    assert "9 March 2027" not in page.text
    later = Engagement.objects.get(date="2027-02-09")
    assert "Part of a series" in fetch(client, f"/o/halden/engagements/{later.uid}/").text
