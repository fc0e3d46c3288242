"""The life cycle of a tie: every pair of states, reasons, caps, ends."""

from datetime import date, timedelta
from itertools import product

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from proxenia.accounts.models import User
from proxenia.audit.queries import history_of
from proxenia.core.errors import NotAllowed, Refused
from proxenia.core.registry import known_verbs
from proxenia.core.values import PartialDate
from proxenia.portfolio import rules
from proxenia.portfolio.access import steps_of
from proxenia.portfolio.actions import change_tie, move_state
from proxenia.portfolio.models import Partnership
from proxenia.portfolio.queries.counts import working_count
from tests.portfolio.conftest import AddTie, Cast, day

PAIRS = list(product(rules.states(), rules.states()))


@pytest.mark.parametrize(("origin", "target"), PAIRS)
def test_prt_1_every_pair_of_states_is_a_step_or_has_its_sentence(origin: str, target: str) -> None:
    step = rules.find_transition(origin, target)
    sentence = rules.why_not(origin, target)
    assert (step is None) == bool(sentence)
    if step is None:
        with pytest.raises(Refused) as refusal:
            rules.check_transition(origin, target, "because")
        assert refusal.value.message == sentence
    else:
        assert rules.check_transition(origin, target, "because") is step


def test_prt_1_every_state_is_reached_from_the_first_and_none_is_a_dead_end() -> None:
    reached, todo = {"proposed"}, ["proposed"]
    while todo:
        for step in rules.from_state(todo.pop()):
            if step.target not in reached:
                reached.add(step.target)
                todo.append(step.target)
    assert reached == set(rules.states())
    assert all(rules.from_state(state) for state in rules.states())


@pytest.mark.django_db
def test_prt_1_every_step_has_words_in_the_log() -> None:
    assert {step.verb for step in rules.TRANSITIONS} <= known_verbs()


@given(st.lists(st.sampled_from(rules.states()), max_size=12))
def test_prt_1_no_walk_leaves_the_table(wishes: list[str]) -> None:
    state, walked = "proposed", []
    for wish in wishes:
        try:
            step = rules.check_transition(state, wish, "because")
        except Refused:
            continue
        walked.append((step.origin, step.target))
        state = step.target
    assert all(rules.find_transition(*pair) for pair in walked)
    ends = [origin for origin, target in walked if target == "historic"]
    assert "active" not in ends, "a tie is ended by a decision on it"


@pytest.mark.parametrize("step", [step for step in rules.TRANSITIONS if step.needs_reason])
def test_prt_1_a_step_that_needs_a_reason_is_refused_without(step: rules.Transition) -> None:
    with pytest.raises(Refused) as refusal:
        rules.check_transition(step.origin, step.target, "  ")
    assert refusal.value.where == "reason"


def test_prt_1_a_step_is_one_event_with_its_reason(add_tie: AddTie, officer: User) -> None:
    tie = add_tie("Trier")
    move_state(tie, by=officer, target="suspended", reason="The border is closed.")
    latest = history_of([tie.uid])[0]
    assert (latest.verb, latest.note) == ("suspend", "The border is closed.")
    assert [(c.field, c.before, c.after) for c in latest.changes] == [("state", "active", "suspended")]
    assert len(history_of([tie.uid])) == 2


def test_prt_1_the_state_is_moved_not_changed(add_tie: AddTie, officer: User) -> None:
    tie = add_tie("Trier")
    with pytest.raises(Refused):
        change_tie(tie, by=officer, values={"state": "historic"})
    tie.refresh_from_db()
    assert tie.state == "active"


def test_prt_1_the_last_step_writes_the_day_as_the_end(add_tie: AddTie, officer: User) -> None:
    tie = add_tie("Trier")
    move_state(tie, by=officer, target="under_review")
    move_state(tie, by=officer, target="historic", reason="Done.")
    tie.refresh_from_db()
    assert tie.ends == PartialDate.of(timezone.localdate())
    assert (tie.review_on, tie.open_ended_reason) == (None, "")


# Caps


def test_prt_10_one_more_than_the_cap_is_refused(cast: Cast, add_tie: AddTie) -> None:
    cast.office.partnership_cap = 2
    cast.office.save()
    add_tie("One")
    add_tie("Two", state="exploring")
    add_tie("Three")
    with pytest.raises(Refused) as refusal:
        add_tie("Four")
    assert refusal.value.where == "override_reason"
    assert "2" in refusal.value.message
    assert Partnership.objects.count() == 3


def test_prt_10_the_limit_is_overridden_with_a_reason_by_those_who_may(
    cast: Cast, add_tie: AddTie, director: User, officer: User
) -> None:
    cast.office.partnership_cap = 0
    cast.office.save()
    with pytest.raises(NotAllowed):
        add_tie("Trier", override_reason="The mayor wants it.")
    with pytest.raises(Refused):
        add_tie("Trier", by=director)
    tie = add_tie("Trier", by=director, override_reason="The council decided so.")
    after = {c.field: c.after for c in history_of([tie.uid])[0].changes}
    assert after["beyond_the_limit"] == "The council decided so."


def test_prt_10_the_cap_holds_for_steps_into_active(cast: Cast, add_tie: AddTie, officer: User) -> None:
    tie = add_tie("Trier", state="exploring")
    add_tie("Nîmes")
    cast.office.partnership_cap = 1
    cast.office.save()
    tie = Partnership.objects.get(pk=tie.pk)
    with pytest.raises(Refused) as refusal:
        move_state(tie, by=officer, target="active")
    assert refusal.value.where == "override_reason"
    [blocked] = [
        step for step in steps_of(officer, tie, working_count(cast.office)) if step.target == "active"
    ]
    assert blocked.reason == refusal.value.message


def test_prt_10_a_review_keeps_its_place_under_the_cap(cast: Cast, add_tie: AddTie, officer: User) -> None:
    cast.office.partnership_cap = 1
    cast.office.save()
    tie = add_tie("Trier")
    tie = Partnership.objects.get(pk=tie.pk)
    move_state(tie, by=officer, target="under_review")
    with pytest.raises(Refused):
        add_tie("Nîmes")
    move_state(tie, by=officer, target="active", reason="It works.")
    assert tie.state == "active"


# Sunset


def test_prt_15_a_new_tie_has_an_end_and_a_first_review(cast: Cast, add_tie: AddTie) -> None:
    cast.office.term_years, cast.office.review_months = 3, 12
    cast.office.save()
    tie = add_tie("Trier")
    today = timezone.localdate()
    assert tie.ends is not None
    assert tie.ends.last() - timedelta(days=-1) >= date(today.year + 3, today.month, min(today.day, 28))
    assert tie.ends.last() < date(today.year + 3, today.month, min(today.day, 28)) + timedelta(days=4)
    assert tie.review_on is not None
    assert (tie.review_on.year - today.year) * 12 + tie.review_on.month - today.month == 12


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 30), st.integers(1, 120))
def test_prt_15_the_defaults_lie_ahead_on_any_day(today: date, years: int, months: int) -> None:
    term = rules.with_sunset(rules.Term(None, "", None), today, years, months)
    rules.check_term(term, PartialDate.of(today))
    assert term.ends is not None
    assert term.review_on is not None
    assert 360 * years < (term.ends.last() - today).days <= 366 * years
    assert 27 * months < (term.review_on - today).days <= 31 * months


def test_prt_15_a_reason_stands_for_an_end(add_tie: AddTie) -> None:
    tie = add_tie("Trier", open_ended_reason="A friendship of 1957 that both councils want open.")
    assert tie.ends is None
    assert tie.review_on is not None


def test_prt_15_an_end_and_a_reason_for_none_contradict(add_tie: AddTie) -> None:
    with pytest.raises(Refused):
        add_tie("Trier", ends=day("2040"), open_ended_reason="Open.")


def test_prt_15_an_end_is_not_taken_away_without_a_reason(add_tie: AddTie, officer: User) -> None:
    tie = add_tie("Trier")
    with pytest.raises(Refused) as refusal:
        change_tie(tie, by=officer, values={"ends": None})
    assert refusal.value.where == "ends"
    change_tie(tie, by=officer, values={"ends": None, "open_ended_reason": "Both want it open."})
    assert tie.ends is None


def test_prt_15_the_end_lies_after_the_beginning(add_tie: AddTie) -> None:
    with pytest.raises(Refused):
        add_tie("Trier", since=day("2031-02"), ends=day("2031-01-31"))
    assert add_tie("Trier", since=day("2031-02"), ends=day("2031")).ends == day("2031")


def test_prt_15_what_came_in_without_an_end_gets_one_when_it_is_kept(add_tie: AddTie, officer: User) -> None:
    tie = add_tie("Trier")
    Partnership.objects.filter(pk=tie.pk).update(ends=None, review_on=None)
    tie = Partnership.objects.get(pk=tie.pk)
    change_tie(tie, by=officer, values={"purpose": "Wine."})
    move_state(tie, by=officer, target="under_review")
    with pytest.raises(Refused) as refusal:
        move_state(tie, by=officer, target="active", reason="Good.")
    assert refusal.value.where == "ends"
    term = {"ends": PartialDate(timezone.localdate().year + 2)}
    move_state(tie, by=officer, target="active", reason="Good.", term=term)
    tie.refresh_from_db()
    assert tie.ends == term["ends"]
    assert tie.review_on is not None
    assert tie.review_on > timezone.localdate()


def test_prt_15_a_tie_whose_end_is_past_is_not_simply_kept(add_tie: AddTie, officer: User) -> None:
    tie = add_tie("Trier", since=day("1990"), ends=day("2001"))
    move_state(tie, by=officer, target="under_review")
    with pytest.raises(Refused) as refusal:
        move_state(tie, by=officer, target="active", reason="Good.")
    assert "2001" in refusal.value.message


def test_prt_15_a_historic_tie_needs_no_end(add_tie: AddTie) -> None:
    tie = add_tie("Trier", kind="historic", state="historic", since=day("1957"))
    assert (tie.ends, tie.review_on) == (None, None)
