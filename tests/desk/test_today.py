"""Today: owed by us, owed to us, going cold; the week, and what others recorded. For an empty office and a full one."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from proxenia.accounts.models import User
from proxenia.core.values import PartialDate
from proxenia.engagements.actions import log_engagement
from proxenia.portfolio.actions import add_agreement, add_promise
from proxenia.portfolio.models import Partnership
from proxenia.records.actions import add_note
from tests.cast import Cast, make_person, make_tie, signed_in
from tests.pages import Page, fetch

TODAY = "/o/halden/"


def day(distance: int) -> dt.date:
    """The day so many days from today."""
    return timezone.localdate() + dt.timedelta(days=distance)


def on(distance: int) -> PartialDate:
    """That day as records write it."""
    return PartialDate.of(day(distance))


@pytest.fixture
def tie(cast: Cast) -> Callable[..., Partnership]:
    """`tie("Trier")` adds a tie as the operator."""

    def add(name: str, **more: Any) -> Partnership:
        return make_tie(cast.office, by=cast.operator, name=name, **more)

    return add


@pytest.fixture
def contact(cast: Cast) -> Callable[..., Any]:
    """`contact(-3, "Call", trier)` logs a contact three days ago."""

    def log(distance: int, title: str, *ties: Partnership, **more: Any) -> Any:
        values = {"kind": "call", "title": title, "date": on(distance)}
        return log_engagement(cast.office, by=cast.operator, values=values, ties=ties, **more)

    return log


def today_for(user: User) -> Page:
    """Today as this person sees it."""
    return fetch(signed_in(user), TODAY)


def section(page: Page, heading: str) -> str:
    """The words under a heading."""
    for node in page.root.all("section"):
        heads = node.all("h2")
        if heads and heads[0].text.startswith(heading):
            return node.text
    raise AssertionError(f"no section {heading}: {page.text}")


@pytest.mark.parametrize("role", ["director", "officer", "unit_editor", "viewer", "auditor", "administrator"])
def test_sys_6_an_empty_office_says_how_to_begin(cast: Cast, role: str) -> None:
    page = today_for(cast.everybody[role])
    assert "Nothing is recorded yet" in page.text or "Begin with the list you have" in page.text
    writes = role in ("director", "officer", "unit_editor")
    assert any("/partnerships/add/" in address for address in page.addresses) == writes


def test_sys_1_a_partner_with_whom_nothing_is_shared_is_told_so(cast: Cast) -> None:
    page = today_for(cast.everybody["partner"])
    assert "Nothing is shared with you at the moment" in page.text
    assert not any("/partnerships/add/" in address for address in page.addresses)


def test_prt_4_overdue_promises_stand_first_on_their_side(cast: Cast, tie: Any) -> None:
    trier = tie("Trier")
    for what, side, due in (
        ("Send the dates", "us", on(-40)),
        ("Answer the letter", "us", on(20)),
        ("Name a school", "them", on(-3)),
        ("Paint the hall", "us", on(300)),
        ("Some time", "us", None),
    ):
        add_promise(trier, by=cast.operator, values={"what": what, "side": side, "due": due})
    page = today_for(cast.officer)
    ours, theirs = section(page, "Owed by us"), section(page, "Owed to us")
    assert ours.index("Send the dates") < ours.index("Answer the letter")
    assert "overdue" in ours
    assert "Paint the hall" not in ours
    assert "Some time" not in ours
    assert "Name a school" in theirs
    assert "Send the dates" not in theirs
    assert "1 promise of ours is overdue" in page.text
    assert "1 of theirs is" in page.text


def test_prt_4_a_promise_due_this_month_is_not_overdue_before_the_month_is(cast: Cast, tie: Any) -> None:
    this_month = PartialDate(day(0).year, day(0).month)
    add_promise(tie("Trier"), by=cast.operator, values={"what": "Write", "side": "us", "due": this_month})
    page = today_for(cast.officer)
    assert "Write" in section(page, "Owed by us")
    assert "No promise of ours is overdue" in page.text


def test_sys_6_agreements_near_their_end_and_reviews_due_are_owed_by_us(cast: Cast, tie: Any) -> None:
    trier = tie("Trier", values={"ends": on(900), "review_on": day(-10)})
    for title, ends in (("Soon over", 60), ("Long", 800), ("Ended unnoticed", -30), ("Long ago", -900)):
        values = {"title": title, "signed": on(-1500), "ends": on(ends)}
        add_agreement(trier, by=cast.operator, values=values)
    ours = section(today_for(cast.officer), "Owed by us")
    assert "Soon over" in ours
    assert "Ended unnoticed" in ours
    assert "review 10 days overdue" in ours
    assert "Long" not in ours.replace("Long ago", "Long") or "Long " not in ours


def test_sys_6_ties_silent_for_a_year_go_cold_longest_first(cast: Cast, tie: Any, contact: Any) -> None:
    quiet, quieter, lively, unheard = tie("Trier"), tie("Izmir"), tie("Nîmes"), tie("Dakar")
    contact(-500, "Call", quiet)
    contact(-1200, "Letter", quieter)
    contact(-20, "Visit", lively)
    cold = section(today_for(cast.officer), "Going cold")
    assert cold.index("Izmir") < cold.index("Trier")
    assert "Nîmes" not in cold
    assert unheard.name not in cold
    assert "1 tie has no contact recorded" in cold
    for verdict in ("dormant", "dead", "zombie"):
        assert verdict not in cold.lower()


def test_sys_6_the_week_shows_contacts_and_anniversaries(cast: Cast, tie: Any, contact: Any) -> None:
    since = PartialDate(day(0).year - 38, day(0).month, min(day(0).day, 28))
    moved = dt.date(day(0).year, since.month or 1, since.day or 1)
    tie("Nîmes", values={"since": since})
    tie("Lyon", values={"since": PartialDate(1988)})
    contact(0, "Call about the exchange")
    contact(-30, "Long gone")
    week = section(today_for(cast.officer), "This week")
    assert "Call about the exchange" in week
    assert "Long gone" not in week
    assert ("Nîmes: 38 years" in week) == (moved == day(0) or abs((moved - day(0)).days) < 7)
    assert "Lyon" not in week


def test_sys_6_what_others_recorded_is_told_once_a_person_has_been_here(cast: Cast, tie: Any) -> None:
    tie("Trier")
    client = signed_in(cast.officer)
    assert "Trier" in section(fetch(client, TODAY), "Recorded lately")
    User.objects.filter(pk=cast.officer.pk).update(seen_at=timezone.now() - dt.timedelta(days=2))
    again = signed_in(cast.officer)
    assert "Trier" in section(fetch(again, TODAY), "Recorded since you were last here")
    # The visit goes on: what was new a minute ago still is.
    assert "Trier" in section(fetch(again, TODAY), "Recorded since you were last here")


def test_sys_6_a_note_is_news_of_the_record_it_stands_on(cast: Cast, tie: Callable[..., Partnership]) -> None:
    one = tie("Trier")
    add_note(one.anchor, by=cast.officer, text="They called.")
    add_note(one.anchor, by=cast.officer, text="Between us.", sharing="room")
    told = section(fetch(signed_in(cast.viewer), TODAY), "Recorded lately")
    assert "Trier Officer added a note" in " ".join(told.split())


def test_sys_6_one_s_own_records_are_no_news(cast: Cast) -> None:
    make_tie(cast.office, by=cast.officer, name="Trier")
    assert "Recorded" not in today_for(cast.officer).text
    assert "Recorded lately" in today_for(cast.viewer).text


def test_sys_6_today_shows_and_counts_only_what_one_may_see(cast: Cast, tie: Any, contact: Any) -> None:
    hidden = tie("Verborgen", visibility="confidential", values={"review_on": day(3)})
    add_promise(hidden, by=cast.operator, values={"what": "Geheim", "side": "us", "due": on(-4)})
    add_promise(hidden, by=cast.operator, values={"what": "Geheim", "side": "them", "due": on(-4)})
    add_agreement(hidden, by=cast.operator, values={"title": "Geheimvertrag", "ends": on(9)})
    contact(-500, "Geheimer Anruf", hidden)
    contact(0, "Geheimes Treffen", visibility="restricted", unit=cast.other_unit)
    shown = tie("Trier")
    contact(-2, "Open call", shown)
    for role, user in cast.everybody.items():
        page = today_for(user)
        assert "Geheim" not in page.html, role
        assert "Verborgen" not in page.html, role
        assert "overdue</a>" not in page.html, role
        assert ("Trier" in page.html) == (role != "partner"), role
    operator_sees = signed_in(cast.director)
    fetch(operator_sees, TODAY)
    outsider = signed_in(make_person(cast.other_office, "director")).get(TODAY)
    assert outsider.status_code == 404


def test_sys_6_the_number_of_questions_does_not_grow_with_the_office(
    cast: Cast, tie: Any, contact: Any
) -> None:
    def grow(number: int) -> None:
        for index in range(number):
            row = tie(f"Tie {number} {index}", values={"review_on": day(5), "since": PartialDate(1990)})
            add_promise(row, by=cast.operator, values={"what": "a", "side": "us", "due": on(-4)})
            add_promise(row, by=cast.operator, values={"what": "b", "side": "them", "due": on(4)})
            add_agreement(row, by=cast.operator, values={"title": "c", "ends": on(9)})
            contact(-500, "d", row)
            contact(0, "e", row)

    def questions() -> int:
        client = signed_in(cast.officer)
        client.get(TODAY)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(TODAY)
        return len(asked)

    grow(1)
    few = questions()
    grow(6)
    assert questions() == few
    assert few <= 40
