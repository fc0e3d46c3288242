"""ENG-1, how a contact moves: planned, held, closed, cancelled; what counts, and what closing needs."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.utils import timezone

from proxenia.audit.queries import history_of
from proxenia.core.errors import Conflict, NotAllowed, Refused
from proxenia.core.values import PartialDate
from proxenia.engagements import actions
from proxenia.engagements.models import Engagement
from proxenia.engagements.rules import STEPS, contacts, is_contact
from proxenia.portfolio.models import Partnership
from tests.cast import Cast

Contact = Callable[..., Engagement]
Tie = Callable[..., Partnership]
TODAY = dt.date(2026, 11, 22)


def days(number: int) -> str:
    """A day so many days from now, as the forms write it."""
    return (timezone.localdate() + dt.timedelta(days=number)).isoformat()


def move(engagement: Engagement, verb: str, cast: Cast, **more: object) -> Engagement:
    """One step, by the officer."""
    return actions.move_engagement(engagement, by=cast.officer, verb=verb, **more)  # type: ignore[arg-type]


def test_eng_1_the_date_says_whether_it_is_planned_or_took_place(contact: Contact) -> None:
    told = {date: contact(date).state for date in (days(-400), days(0), days(1), "1999", days(0)[:7], "2199")}
    assert told == {
        days(-400): "held", days(0): "held", days(1): "planned", "1999": "held", days(0)[:7]: "held",
        "2199": "planned",
    }  # fmt: skip


def test_eng_1_what_lies_ahead_did_not_take_place(cast: Cast, contact: Contact) -> None:
    for state in ("held", "closed"):
        with pytest.raises(Refused) as refused:
            contact(days(2), state=state, note="It was fine.")
        assert refused.value.where == "date"
    planned = contact(days(2))
    with pytest.raises(Refused, match="lies ahead"):
        move(planned, "hold_engagement", cast)


def test_eng_1_a_closed_contact_has_its_note_and_its_follow_ups(cast: Cast, contact: Contact) -> None:
    one = contact(days(-1))
    with pytest.raises(Refused) as refused:
        move(one, "close_engagement", cast, nothing_to_follow=True)
    assert refused.value.where == "note"
    with pytest.raises(Refused) as refused:
        move(one, "close_engagement", cast, note="They send a draft.")
    assert refused.value.where == "nothing_to_follow"
    one.refresh_from_db()
    assert (one.state, one.note) == ("held", "")
    actions.add_follow_up(one, by=cast.officer, values={"what": "Send a draft", "side": "them"})
    move(one, "close_engagement", cast, note="They send a draft.")
    assert (one.state, one.note, one.nothing_to_follow) == ("closed", "They send a draft.", False)
    with pytest.raises(Refused) as refused:
        actions.change_engagement(one, by=cast.officer, values={"note": " "})
    assert refused.value.where == "note"


def test_eng_1_nothing_to_follow_is_said_and_ends_with_the_first_promise(
    cast: Cast, contact: Contact
) -> None:
    one = contact(days(-1), note="A greeting.")
    move(one, "close_engagement", cast, nothing_to_follow=True)
    assert one.nothing_to_follow
    actions.add_follow_up(one, by=cast.officer, values={"what": "Answer the greeting", "side": "us"})
    assert not Engagement.objects.get(pk=one.pk).nothing_to_follow


def test_eng_1_a_promise_put_away_closes_nothing(cast: Cast, contact: Contact) -> None:
    from proxenia.records.actions import archive

    one = contact(days(-1), note="Done.")
    promise = actions.add_follow_up(one, by=cast.officer, values={"what": "Write", "side": "us"})
    archive(promise, by=cast.officer, reason="A slip.")
    with pytest.raises(Refused):
        move(one, "close_engagement", cast)


@pytest.mark.parametrize("state", Engagement.State.values)
@pytest.mark.parametrize("step", STEPS, ids=lambda one: one.verb)
def test_eng_1_only_the_steps_of_the_table_are_taken(
    cast: Cast, contact: Contact, state: str, step: object
) -> None:
    one = contact(days(-1), note="Noted.")
    Engagement.objects.filter(pk=one.pk).update(state=state)
    one.refresh_from_db()
    if state not in step.source:  # type: ignore[attr-defined]
        with pytest.raises(Refused):
            move(one, step.verb, cast, reason="x", nothing_to_follow=True)  # type: ignore[attr-defined]
        assert Engagement.objects.get(pk=one.pk).state == state
        return
    move(one, step.verb, cast, reason="x", nothing_to_follow=True)  # type: ignore[attr-defined]
    assert Engagement.objects.get(pk=one.pk).state == step.target  # type: ignore[attr-defined]
    assert history_of([one.uid])[0].verb == step.verb  # type: ignore[attr-defined]


def test_eng_1_cancelling_needs_a_reason_and_takes_it_out_of_the_facts(
    cast: Cast, tie: Tie, contact: Contact
) -> None:
    trier = tie("Trier")
    one = contact(days(-1), ties=[trier])
    trier.refresh_from_db()
    assert trier.contact_count == 1
    with pytest.raises(Refused) as refused:
        move(one, "cancel_engagement", cast, reason="  ")
    assert refused.value.where == "reason"
    move(one, "cancel_engagement", cast, reason="The mayor was ill.")
    trier.refresh_from_db()
    assert trier.contact_count == 0
    assert history_of([one.uid])[0].note == "The mayor was ill."


def test_eng_1_a_new_date_moves_what_is_planned_or_took_place(cast: Cast, contact: Contact) -> None:
    one = contact(days(-1))
    actions.change_engagement(one, by=cast.officer, values={"date": PartialDate.parse_iso(days(5))})
    assert Engagement.objects.get(pk=one.pk).state == "planned"
    actions.change_engagement(one, by=cast.officer, values={"date": PartialDate.parse_iso(days(-5))})
    assert Engagement.objects.get(pk=one.pk).state == "held"
    move(one, "cancel_engagement", cast, reason="x")
    actions.change_engagement(one, by=cast.officer, values={"date": PartialDate.parse_iso(days(5))})
    assert Engagement.objects.get(pk=one.pk).state == "cancelled"


def test_eng_1_two_people_at_once_and_who_may_not(cast: Cast, contact: Contact) -> None:
    one = contact(days(-1), note="x")
    with pytest.raises(NotAllowed):
        actions.move_engagement(one, by=cast.everybody["viewer"], verb="close_engagement")
    stale = one.version
    move(one, "close_engagement", cast, nothing_to_follow=True)
    with pytest.raises(Conflict):
        move(one, "reopen_engagement", cast, reason="x", expected_version=stale)


@pytest.mark.parametrize(
    "date", ["2026-11-21", "2026-11-22", "2026-11-23", "2026-11", "2026-12", "2026", "2027"]
)
@pytest.mark.parametrize("state", Engagement.State.values)
def test_eng_1_one_rule_says_what_is_a_contact(tie: Tie, contact: Contact, state: str, date: str) -> None:
    one = contact("2020-01-01", ties=[tie("Trier")])
    Engagement.objects.filter(pk=one.pk).update(state=state, date=PartialDate.parse_iso(date))
    one.refresh_from_db()
    counts = is_contact(one, TODAY)
    assert counts == (state in ("held", "closed") and one.date.first() <= TODAY)
    assert Engagement.objects.filter(contacts(TODAY), pk=one.pk).exists() == counts
    assert one.tie_links.filter(contacts(TODAY, "engagement__")).exists() == counts
