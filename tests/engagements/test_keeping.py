"""DIR-7, DIR-10: keeping in touch with ties, bodies and people; who goes cold, who rests, what Today calls for."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from proxenia.audit.queries import history_of
from proxenia.commitments.actions.keeping import (
    change_habits,
    keep_in_touch,
    let_rest,
    link_colleague,
    stop_keeping,
    unlink_colleague,
    wake,
)
from proxenia.commitments.models import Colleague, Habits, Keeping
from proxenia.commitments.rules.keeping import LONGEST_REST, months_later, next_by
from proxenia.core.errors import NotAllowed, NotFound, Refused
from proxenia.core.registry import address_of
from proxenia.core.values import PartialDate
from proxenia.directory.actions import add_person
from proxenia.directory.actions.erasing import erase_person
from proxenia.directory.actions.merging import merge
from proxenia.engagements.actions import log_engagement
from proxenia.engagements.models import Engagement
from proxenia.engagements.queries.keeping import WantedKeepings, going_cold, keepings, kept_of
from tests.cast import Cast, make_tie, signed_in
from tests.pages import fetch, send

LIST = "/o/halden/keeping-in-touch/"
TODAY = dt.date(2026, 11, 22)


def contact(cast: Cast, on: str, *, ties: Any = (), people: Any = (), **more: Any) -> Engagement:
    """A call on a day, logged by the operator."""
    values = {
        "kind": "call",
        "title": f"Call of {on}",
        "date": PartialDate.parse_iso(on),
        **more.pop("values", {}),
    }
    return log_engagement(cast.office, by=cast.operator, values=values, ties=ties, people=people, **more)


def person(cast: Cast, name: str = "Anna Beispiel", **more: Any) -> Any:
    """A person of the directory."""
    return add_person(cast.office, by=cast.operator, values={"name": name}, **more)


def cold(cast: Cast, user: Any = None) -> list[str]:
    """The names of whom the officer (or another) is to call for."""
    found = going_cold(user or cast.officer, cast.office, TODAY, most=20)
    assert found.total == len(found.rows)
    return [str(one.record) for one in found.rows]


def since(record: Any, on: dt.date) -> None:
    """Let the counting of a record begin on a day."""
    name = {"partnership": "tie", "organisation": "organisation", "person": "person"}[record.record_kind]
    Keeping.objects.filter(**{f"{name}_id": record.pk}).update(since=on)


@pytest.mark.parametrize(
    ("last", "months", "expected"),
    [
        ("2026-05-22", 6, dt.date(2026, 11, 22)),
        ("2026-05-31", 6, dt.date(2026, 11, 28)),
        ("2026-05", 6, dt.date(2026, 11, 28)),
        ("2026", 12, dt.date(2027, 11, 22)),
        ("", 3, dt.date(2026, 4, 10)),
    ],
)
def test_dir_10_the_next_contact_is_counted_from_the_last_day_it_can_have_been(
    last: str, months: int, expected: dt.date
) -> None:
    known = PartialDate.parse_iso(last) if last else None
    assert next_by(known, dt.date(2026, 1, 10), months, TODAY) == expected
    assert months_later(dt.date(2026, 1, 31), 1) == dt.date(2026, 2, 28)


def test_dir_10_the_last_real_contact_counts_of_a_tie_a_body_and_a_person(cast: Cast) -> None:
    tie = make_tie(cast.office, by=cast.operator, name="Trier")
    body = tie.parties.get().organisation
    anna = person(cast, posts=[{"organisation": body, "title": "Mayor"}])
    for record in (tie, body, anna):
        keep_in_touch(record, by=cast.officer, tier="regular")
        since(record, dt.date(2020, 1, 1))
    assert cold(cast) == ["Trier", "City of Trier", "Anna Beispiel"]
    contact(cast, "2026-03-01", ties=[tie])
    contact(cast, "2026-10-01", people=[anna])
    assert cold(cast) == ["Trier"], "the body was met in the person who holds a post there"
    contact(cast, "2026-09", ties=[tie])
    assert cold(cast) == []
    kept = kept_of(tie, cast.office, TODAY)
    assert kept is not None
    assert (str(kept.last), kept.next_by, kept.state(TODAY)) == ("2026-09", dt.date(2027, 3, 28), "fine")


def test_dir_10_what_is_planned_cancelled_put_away_or_hidden_is_no_contact(cast: Cast) -> None:
    anna = person(cast)
    keep_in_touch(anna, by=cast.officer, tier="close")
    since(anna, dt.date(2026, 1, 1))
    contact(cast, "2026-12-01", people=[anna])
    contact(cast, "2026-11-01", people=[anna], values={"state": "cancelled"})
    contact(cast, "2026-11-02", people=[anna], visibility="confidential")
    gone = contact(cast, "2026-11-03", people=[anna])
    Engagement.objects.filter(pk=gone.pk).update(archived_at=timezone.now())
    assert cold(cast) == ["Anna Beispiel"]
    contact(cast, "2026-11-04", people=[anna])
    assert cold(cast) == []


@pytest.mark.parametrize(
    ("tier", "last", "is_cold"),
    [
        ("close", "2026-08-22", False), ("close", "2026-08-21", True), ("close", "2026-08", False),
        ("close", "2026-07", True), ("regular", "2026-05-22", False), ("regular", "2026-05-21", True),
        ("loose", "2025-11-22", False), ("loose", "2025-11-21", True), ("loose", "2025", False),
    ],
)  # fmt: skip
def test_dir_10_each_tier_has_its_edge(cast: Cast, tier: str, last: str, is_cold: bool) -> None:
    anna = person(cast)
    keep_in_touch(anna, by=cast.officer, tier=tier)
    contact(cast, last, people=[anna])
    assert bool(cold(cast)) == is_cold


def test_dir_10_an_office_sets_its_own_months(cast: Cast) -> None:
    anna = person(cast)
    keep_in_touch(anna, by=cast.officer, tier="close")
    contact(cast, "2026-09-01", people=[anna])
    assert cold(cast) == []
    change_habits(cast.office, by=cast.director, values={"close_months": 2})
    assert cold(cast) == ["Anna Beispiel"]
    for values in ({"close_months": 0}, {"close_months": 7}, {"loose_months": 121}):
        with pytest.raises(Refused):
            change_habits(cast.office, by=cast.director, values=values)
    for role in ("officer", "viewer", "unit_editor", "partner", "auditor"):
        with pytest.raises(NotAllowed):
            change_habits(cast.office, by=cast.everybody[role], values={"close_months": 1})
    client = signed_in(cast.director)
    page = send(
        client,
        "/o/halden/settings/keeping-in-touch/",
        {"close_months": 9, "regular_months": 6, "loose_months": 12},
    )
    assert "at least as often" in page.text
    data = {"close_months": 1, "regular_months": 6, "loose_months": 12}
    assert client.post("/o/halden/settings/keeping-in-touch/", data).status_code == 302
    assert Habits.objects.get().close_months == 1


def test_dir_10_a_rest_has_a_reason_and_an_end(cast: Cast) -> None:
    anna, today = person(cast), timezone.localdate()
    with pytest.raises(Refused):
        let_rest(anna, by=cast.officer, until=today + dt.timedelta(days=9), reason="x")
    keep_in_touch(anna, by=cast.officer, tier="close")
    since(anna, dt.date(2020, 1, 1))
    for until, reason in (
        (today, "On leave"),
        (today + dt.timedelta(days=9), "  "),
        (today + LONGEST_REST + dt.timedelta(days=1), "On leave"),
    ):
        with pytest.raises(Refused):
            let_rest(anna, by=cast.officer, until=until, reason=reason)
    let_rest(anna, by=cast.officer, until=today + dt.timedelta(days=9), reason="On leave")
    assert cold(cast) == []
    found = keepings(cast.officer, cast.office, WantedKeepings("resting"), today)
    assert [one.rest_reason for one in found] == ["On leave"]
    over = today + dt.timedelta(days=9)
    assert going_cold(cast.officer, cast.office, over, most=5).total == 1, "the rest ends by itself"
    wake(anna, by=cast.officer)
    assert cold(cast) == ["Anna Beispiel"]
    verbs = [entry.verb for entry in history_of([anna.uid])][:3]
    assert verbs == ["wake", "let_rest", "keep_in_touch"]


def test_dir_10_said_twice_nothing_changes_and_it_can_be_ended(cast: Cast) -> None:
    tie = make_tie(cast.office, by=cast.operator, name="Trier")
    for _time in range(2):
        keep_in_touch(tie, by=cast.officer, tier="close")
    assert len([entry for entry in history_of([tie.uid]) if entry.verb == "keep_in_touch"]) == 1
    keep_in_touch(tie, by=cast.officer, tier="loose")
    assert Keeping.objects.get().tier == "loose"
    for _time in range(2):
        stop_keeping(tie, by=cast.officer)
    assert not Keeping.objects.exists()
    with pytest.raises(Refused):
        keep_in_touch(tie, by=cast.officer, tier="best friends")
    gone = contact(cast, "2026-01-01")
    with pytest.raises(Refused):
        keep_in_touch(gone, by=cast.officer, tier="close")


def test_dir_10_who_may_not_see_or_write_is_told_nothing(cast: Cast) -> None:
    hidden = person(cast, "Verborgen", visibility="confidential")
    keep_in_touch(hidden, by=cast.operator, tier="close")
    since(hidden, dt.date(2020, 1, 1))
    open_one = person(cast, "Offen")
    for role, user in cast.everybody.items():
        with pytest.raises(NotFound):
            keep_in_touch(hidden, by=user, tier="close")
        client = signed_in(user)
        expected = {"partner": 403}.get(role, 200)
        assert client.get(LIST).status_code == expected
        if expected == 200:
            assert "Verborgen" not in fetch(client, LIST).html
            assert "Verborgen" not in fetch(client, "/o/halden/").html
        may = role in ("director", "officer", "unit_editor")
        assert client.get(f"{LIST}{hidden.uid}/").status_code == (404 if may else 403), role
        writes = role in ("director", "officer")
        answer = client.post(f"{LIST}{open_one.uid}/", {"tier": "close"})
        assert answer.status_code == (302 if writes else 403), role
    assert signed_in(cast.outsider).get(LIST).status_code == 404
    assert signed_in(cast.officer).get(f"{LIST}{'x' * 16}/").status_code == 404
    assert cold(cast) == []


def test_dir_10_from_the_page_of_a_person_to_today(cast: Cast) -> None:
    make_tie(cast.office, by=cast.operator, name="Trier")
    anna, client = person(cast), signed_in(cast.officer)
    assert "Nobody is called for yet" in fetch(client, LIST).text
    home = address_of("person", "halden", anna.uid)
    assert "Say how close" in fetch(client, home).text
    fetch(client, f"{LIST}{anna.uid}/")
    assert client.post(f"{LIST}{anna.uid}/", {"tier": "close"}).status_code == 302
    contact(cast, "2025-01", people=[anna])
    for address in (home, LIST, "/o/halden/"):
        assert "to be called for" in fetch(client, address).text.lower(), address
    page = send(client, f"{LIST}{anna.uid}/rest/", {"until": "2020-01-01", "reason": "On leave"})
    assert "Choose a day to come" in page.text
    assert "On leave" in page.html
    until = (timezone.localdate() + dt.timedelta(days=30)).isoformat()
    assert client.post(f"{LIST}{anna.uid}/rest/", {"until": until, "reason": "On leave"}).status_code == 302
    assert "On leave" in fetch(client, home).text
    assert "Anna Beispiel" in fetch(client, f"{LIST}?state=resting").links
    assert "Anna Beispiel" not in fetch(client, f"{LIST}?state=cold").links
    assert "to be called for" not in fetch(client, "/o/halden/").text.lower()
    assert client.post(f"{LIST}{anna.uid}/end-rest/").status_code == 302
    assert "to be called for" in fetch(client, "/o/halden/").text.lower()
    assert client.post(f"{LIST}{anna.uid}/", {"tier": ""}).status_code == 302
    assert not Keeping.objects.exists()


def test_dir_10_a_merge_keeps_one_interval_and_an_erasure_none(cast: Cast) -> None:
    kept, dropped = person(cast, "Anna B."), person(cast, "Anna Beispiel")
    for one, tier in ((kept, "close"), (dropped, "loose")):
        keep_in_touch(one, by=cast.officer, tier=tier)
    merge(kept, dropped, by=cast.operator)
    assert Keeping.objects.get().tier == "close"
    link_colleague(kept, by=cast.officer, user=cast.viewer)
    erase_person(kept, by=cast.administrator, reason="Asked for it")
    assert not Keeping.objects.exists()
    assert not Colleague.objects.exists()


def test_dir_5_a_person_of_the_directory_is_one_of_us_at_most_once(cast: Cast) -> None:
    anna, other = person(cast), person(cast, "Other")
    link_colleague(anna, by=cast.officer, user=cast.viewer)
    link_colleague(anna, by=cast.officer, user=cast.viewer)
    for one, user in (
        (anna, cast.director),
        (other, cast.viewer),
        (other, cast.partner),
        (other, cast.outsider),
    ):
        with pytest.raises(Refused):
            link_colleague(one, by=cast.officer, user=user)
    with pytest.raises(NotAllowed):
        link_colleague(other, by=cast.viewer, user=cast.director)
    unlink_colleague(anna, by=cast.officer)
    link_colleague(other, by=cast.officer, user=cast.viewer)


def test_dir_10_the_number_of_questions_does_not_grow(cast: Cast) -> None:
    def questions(address: str) -> int:
        client = signed_in(cast.viewer)
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        return len(asked)

    def grow(name: str) -> None:
        tie = make_tie(cast.office, by=cast.operator, name=name)
        for record in (tie, tie.parties.get().organisation, person(cast, f"Somebody of {name}")):
            keep_in_touch(record, by=cast.operator, tier="close")
            since(record, dt.date(2020, 1, 1))

    grow("a")
    few = questions(LIST)
    for name in "bcd":
        grow(name)
    assert questions(LIST) == few
