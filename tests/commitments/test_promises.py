"""PRT-4: promises of both sides with owner and due date; kept with evidence, broken, dropped, opened again."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from proxenia.audit.queries import history_of
from proxenia.commitments.actions import add_commitment, change_commitment, move_commitment
from proxenia.commitments.models import Commitment
from proxenia.commitments.queries import is_overdue
from proxenia.commitments.rules import TRANSITIONS, steps_from
from proxenia.core.errors import NotAllowed, NotFound, Refused
from proxenia.core.registry import address_of
from proxenia.core.values import PartialDate
from proxenia.engagements.actions import log_engagement
from proxenia.portfolio.actions import add_agreement, add_promise
from tests.cast import Cast, make_tie, signed_in
from tests.pages import fetch, send

LIST = "/o/halden/promises/"


def promise(cast: Cast, what: str = "Send the dates", **values: Any) -> Commitment:
    """A promise of ours, recorded by the operator."""
    more = {name: values.pop(name) for name in ("visibility", "unit") if name in values}
    given = {"what": what, "side": "us", **values}
    return add_commitment(cast.office, by=cast.operator, values=given, **more)


def page_of(one: Commitment) -> str:
    """The address of its page."""
    return address_of("commitment", "halden", one.uid)


def test_prt_4_the_steps_are_a_table_and_no_other_is_taken(cast: Cast) -> None:
    for state in Commitment.State.values:
        for step in TRANSITIONS:
            one = promise(cast, f"{state} {step.verb}")
            Commitment.objects.filter(pk=one.pk).update(state=state)
            one.refresh_from_db()
            if step in steps_from(state):
                moved = move_commitment(one, by=cast.officer, verb=step.verb, evidence="The letter of 3 May")
                assert moved.state == step.target
                assert (moved.closed_on is None) == (step.target in ("open", "to_check"))
                assert (moved.done_by == cast.officer) == (step.target == "to_check")
                assert (moved.checked_by == cast.officer) == (step.target == "kept")
                assert history_of([one.uid])[0].verb == step.verb
            else:
                with pytest.raises(Refused):
                    move_commitment(one, by=cast.officer, verb=step.verb, evidence="x")


def test_prt_4_kept_needs_what_shows_it(cast: Cast) -> None:
    one = promise(cast)
    with pytest.raises(Refused) as refused:
        move_commitment(one, by=cast.officer, verb="keep_commitment", evidence=" ")
    assert refused.value.where == "evidence"
    assert Commitment.objects.get().state == "open"


def test_prt_4_a_promise_needs_words_and_somebody_who_may_write(cast: Cast) -> None:
    with pytest.raises(Refused):
        promise(cast, "   ")
    one = promise(cast)
    for role in ("viewer", "auditor", "administrator", "partner"):
        with pytest.raises((NotAllowed, NotFound)):
            change_commitment(one, by=cast.everybody[role], values={"what": "x"})
    assert Commitment.objects.get().what == "Send the dates"


@pytest.mark.parametrize(
    ("due", "late"),
    [("2026-11-20", True), ("2026-11-21", False), ("2026-11", False), ("2026-10", True), ("2026", False)],
)
def test_prt_4_overdue_means_past_the_last_day_it_can_mean(cast: Cast, due: str, late: bool) -> None:
    one = promise(cast, due=PartialDate.parse_iso(due))
    today = dt.date(2026, 11, 21)
    assert is_overdue(one, today) == late
    from proxenia.engagements.queries.promises import overdue_q

    assert Commitment.objects.filter(overdue_q(today)).exists() == late


def test_prt_4_those_due_first_stand_first_and_undated_ones_last(cast: Cast) -> None:
    for what, due in (("later", "2027-05"), ("undated", ""), ("first", "2026")):
        promise(cast, what, due=PartialDate.parse_iso(due) if due else None)
    client = signed_in(cast.viewer)
    rows = [row.text.split()[0] for row in fetch(client, LIST).root.all("tbody")[0].all("tr")]
    assert rows == ["first", "later", "undated"]


def test_prt_4_an_empty_list_teaches(cast: Cast) -> None:
    assert "No promises yet" in fetch(signed_in(cast.viewer), LIST).text


def test_prt_4_filters_stand_in_the_address(cast: Cast) -> None:
    yesterday = PartialDate.of(timezone.localdate() - dt.timedelta(days=1))
    tie = make_tie(cast.office, by=cast.operator, name="Trier")
    add_promise(tie, by=cast.operator, values={"what": "Ours late", "side": "us", "due": yesterday})
    promise(cast, "Theirs open", side="them")
    kept = promise(cast, "Ours kept")
    move_commitment(kept, by=cast.officer, verb="keep_commitment", evidence="Letter")
    client = signed_in(cast.viewer)
    for query, expected in (
        ("", {"Ours late", "Theirs open"}),
        ("?side=us", {"Ours late"}),
        ("?overdue=yes", {"Ours late"}),
        ("?state=kept", {"Ours kept"}),
        ("?state=all", {"Ours late", "Theirs open", "Ours kept"}),
        (f"?tie={tie.uid}", {"Ours late"}),
        ("?q=theirs", {"Theirs open"}),
        ("?side=x&state=y", {"Ours late", "Theirs open"}),
    ):
        page = fetch(client, LIST + query)
        shown = {what for what in ("Ours late", "Theirs open", "Ours kept") if what in page.links}
        assert shown == expected, query


def test_prt_4_one_promise_is_read_changed_kept_and_opened_again(cast: Cast) -> None:
    tie = make_tie(cast.office, by=cast.operator, name="Trier")
    text = add_agreement(tie, by=cast.operator, values={"title": "Friendship declaration"})
    one = add_promise(tie, by=cast.operator, values={"what": "Send the dates", "side": "us"}, agreement=text)
    client, address = signed_in(cast.officer), page_of(one)
    page = fetch(client, address)
    for words in ("Promised by us", "Trier", "Friendship declaration", "no date agreed"):
        assert words in page.text
    fetch(client, f"{address}edit/")
    data = {"what": "Send the dates of 2027", "side": "us", "due": "2027-10", "expected_version": "1"}
    assert client.post(f"{address}edit/", data).status_code == 302
    assert "Somebody changed this" in send(client, f"{address}edit/", {**data, "what": "Mine"}).text
    refused = send(client, f"{address}step/", {"verb": "keep_commitment", "evidence": ""})
    assert "Say in a sentence what shows" in refused.text
    client.post(f"{address}step/", {"verb": "keep_commitment", "evidence": "Letter of 3 May"})
    assert "Letter of 3 May" in fetch(client, address).text
    client.post(f"{address}step/", {"verb": "reopen_commitment"})
    one.refresh_from_db()
    assert (one.state, str(one.due), one.closed_on) == ("open", "2027-10", None)
    assert "no such step" in send(client, f"{address}step/", {"verb": "sell"}).text


def test_prt_4_a_promise_recorded_at_a_contact(cast: Cast) -> None:
    tie = make_tie(cast.office, by=cast.operator, name="Trier")
    values = {"kind": "call", "title": "Call", "date": PartialDate(2025)}
    contact = log_engagement(cast.office, by=cast.operator, values=values, ties=[tie])
    client, address = signed_in(cast.officer), address_of("engagement", "halden", contact.uid)
    fetch(client, f"{address}promises/add/")
    assert (
        "Say what was promised"
        in send(client, f"{address}promises/add/", {"side": "us", "tie": tie.uid}).text
    )
    answer = client.post(f"{address}promises/add/", {"what": "Write", "side": "them", "tie": tie.uid})
    assert answer.status_code == 302
    one = Commitment.objects.get()
    assert one.tie_link.partnership == tie
    assert "Write" in fetch(client, address).text
    assert "Made at" in fetch(client, page_of(one)).text


def test_prt_4_a_hidden_tie_hides_its_promises(cast: Cast) -> None:
    hidden = make_tie(cast.office, by=cast.operator, name="Verborgen", visibility="confidential")
    one = add_promise(hidden, by=cast.operator, values={"what": "Geheim", "side": "us"})
    # Even where the promise itself was left open by mistake.
    Commitment.objects.filter(pk=one.pk).update(visibility="internal")
    type(one.anchor).objects.filter(pk=one.pk).update(visibility="internal")
    for role, user in cast.everybody.items():
        client = signed_in(user)
        assert "Geheim" not in fetch(client, LIST).html, role
        assert client.get(page_of(one)).status_code == 404, role
    assert signed_in(cast.outsider).get(page_of(one)).status_code == 404


def test_prt_4_who_only_reads_changes_nothing(cast: Cast) -> None:
    one = promise(cast)
    client = signed_in(cast.viewer)
    assert "It was kept" not in fetch(client, page_of(one)).text
    assert client.get(f"{page_of(one)}edit/").status_code == 403
    assert client.post(f"{page_of(one)}step/", {"verb": "drop_commitment"}).status_code == 403
    editor = signed_in(cast.unit_editor)
    assert editor.post(f"{page_of(one)}step/", {"verb": "drop_commitment"}).status_code == 403
    assert editor.get(f"{page_of(one)}edit/").status_code == 403
    one.refresh_from_db()
    assert one.state == "open"


def test_prt_4_the_number_of_questions_does_not_grow(cast: Cast) -> None:
    def questions() -> int:
        client = signed_in(cast.viewer)
        client.get(LIST)
        with CaptureQueriesContext(connection) as asked:
            client.get(LIST)
        return len(asked)

    def grow(name: str) -> None:
        tie = make_tie(cast.office, by=cast.operator, name=name)
        add_promise(tie, by=cast.operator, values={"what": name, "side": "us"})

    grow("a")
    few = questions()
    for name in "bcdef":
        grow(name)
    assert questions() == few


def test_prt_4_an_empty_form_says_all_that_is_missing(cast: Cast) -> None:
    tie = make_tie(cast.office, by=cast.operator, name="Trier")
    address = f"{address_of('partnership', 'halden', tie.uid)}promises/add/"
    page = send(signed_in(cast.officer), address, {"what": "", "side": ""})
    assert "Say what was promised" in page.text
    assert "Say who promised" in page.text


def test_prt_4_the_same_promise_sent_twice_is_asked_about(cast: Cast) -> None:
    by = cast.operator
    ties = [make_tie(cast.office, by=by, name=name) for name in ("Trier", "Malmö")]
    client = signed_in(cast.officer)
    data = {"what": "Send the dates", "side": "us", "due": "2027"}
    for tie in ties:
        address = f"{address_of('partnership', 'halden', tie.uid)}promises/add/"
        assert client.post(address, data).status_code == 302
        assert "You recorded the same promise at" in send(client, address, data).text
        assert client.post(address, {**data, "again": "on"}).status_code == 302
    assert Commitment.objects.count() == 4


def test_prt_4_a_step_that_is_read_leads_to_the_promise(cast: Cast) -> None:
    one = promise(cast)
    client = signed_in(cast.officer)
    assert client.get(f"{page_of(one)}step/").url == page_of(one)
    assert "needed unless a file shows it" in fetch(client, page_of(one)).text
