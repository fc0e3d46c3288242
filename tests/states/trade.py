"""Walks of the trade: ties and their cap, ties under ties, agreements, promises."""

import datetime as dt
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from proxenia.commitments import rules as promises
from proxenia.commitments.models import Commitment
from proxenia.core.values import PartialDate
from proxenia.portfolio import rules as ties
from proxenia.portfolio.models import Agreement, AgreementVersion
from tests.states.machine import FIRST_DAY, Walk, dates, days, reasons, refused

STEPS_OF_A_TIE = {
    "proposed": {"exploring", "historic"},
    "exploring": {"active", "historic"},
    "active": {"under_review", "suspended"},
    "under_review": {"active", "scaled_down", "suspended", "historic"},
    "scaled_down": {"under_review", "suspended", "historic"},
    "suspended": {"active", "under_review", "historic"},
    "historic": {"exploring"},
}
"""The life cycle a second time, so that a line that slips into the table is noticed."""
WITHOUT_REASON = {("proposed", "exploring"), ("exploring", "active")}
CAP = 1


class Ties(Walk):
    """Three ties of an office whose cap is one."""

    def __init__(self) -> None:
        super().__init__()
        self.state = dict.fromkeys(range(3), "proposed")
        self.term: dict[int, ties.Term] = {number: ties.Term(None, "", None) for number in self.state}
        self.beyond = 0
        self.walked: list[tuple[str, str, str]] = []

    @initialize(
        states=st.lists(st.sampled_from(["proposed", "exploring", "suspended"]), min_size=3, max_size=3)
    )
    def begin(self, states: list[str]) -> None:
        self.state = dict(enumerate(states))

    @rule(days=st.integers(1, 400))
    def time_passes(self, days: int) -> None:
        self.today += dt.timedelta(days)

    @rule(number=st.integers(0, 2), choice=st.integers(0, 3), ends=dates, may_exceed=st.booleans())
    def move_along(self, number: int, choice: int, ends: PartialDate | None, may_exceed: bool) -> None:
        """Take a step that the table offers: a walk then comes far."""
        steps = ties.from_state(self.state[number])
        if steps:
            onto = steps[choice % len(steps)].target
            self.move(number, onto, "The council decided so.", ends, "", may_exceed)

    @rule(
        number=st.integers(0, 2), onto=st.sampled_from([*STEPS_OF_A_TIE, "", "deleted"]), reason=reasons,
        ends=dates, why_open=reasons, may_exceed=st.booleans(),
    )  # fmt: skip
    def move(
        self, number: int, onto: str, reason: str, ends: PartialDate | None, why_open: str, may_exceed: bool
    ) -> None:
        """Try any step at all, with the checks in the order in which the verb makes them."""
        origin, target = self.state[number], onto
        step = self.tried(ties.check_transition, origin, target, reason)
        free = (origin, target) in WITHOUT_REASON or target == "under_review"
        allowed = target in STEPS_OF_A_TIE[origin] and bool(free or reason.strip())
        assert refused(step) is not allowed, f"{origin} to {target} with {reason!r}: {step}"
        if refused(step):
            return
        counted = target in ties.WORKING and origin not in ties.WORKING
        if counted and refused(self.tried(ties.check_cap, self.working(), CAP)):
            assert self.working() >= CAP
            if not may_exceed:
                return
            self.beyond += 1
        term = ties.Term(ends, why_open, self.term[number].review_on)
        if target == "active":
            term = ties.with_sunset(term, self.today, 3, 12)
            if refused(self.tried(ties.check_term, term, None)):
                return
            if refused(self.tried(ties.check_term_lies_ahead, term, self.today)):
                return
            assert (term.ends is None) == bool(term.open_ended_reason.strip())
            assert term.ends is None or term.ends.last() >= self.today
            assert term.review_on is not None
        self.state[number], self.term[number] = target, term
        self.walked.append((origin, target, reason))

    def working(self) -> int:
        """Count the ties the office works on."""
        return sum(state in ("active", "under_review") for state in self.state.values())

    @invariant()
    def the_cap_holds(self) -> None:
        assert self.working() <= CAP + self.beyond

    @invariant()
    def nothing_ends_without_a_decision(self) -> None:
        assert ("active", "historic") not in {(origin, target) for origin, target, _ in self.walked}
        assert all(reason.strip() for _, target, reason in self.walked if target in ("historic", "suspended"))

    @invariant()
    def there_is_a_way_on_and_a_way_out(self) -> None:
        for state in self.state.values():
            reached, todo = {state}, [state]
            while todo:
                onward = {step.target for step in ties.from_state(todo.pop())} - reached
                reached |= onward
                todo += onward
            assert reached >= {"active", "historic"}, f"{state} is a dead end"


class Trees(Walk):
    """Six ties that are put under each other: never a ring."""

    def __init__(self) -> None:
        super().__init__()
        self.parent: dict[int, int | None] = dict.fromkeys(range(6))

    def above(self, number: int) -> list[int]:
        """The keys over a tie, the nearest first."""
        line: list[int] = []
        at = self.parent[number]
        while at is not None and len(line) <= len(self.parent):
            line.append(at)
            at = self.parent[at]
        return line

    @rule(child=st.integers(0, 5), parent=st.integers(0, 5))
    def put_under(self, child: int, parent: int) -> None:
        if not refused(self.tried(ties.check_parent, child, parent, self.above(parent))):
            self.parent[child] = parent

    @rule(child=st.integers(0, 5))
    def take_off(self, child: int) -> None:
        self.parent[child] = None

    @invariant()
    def no_ring(self) -> None:
        assert all(number not in self.above(number) for number in self.parent)


class Agreements(Walk):
    """One agreement from draft to its end and back, with texts that wait for their day."""

    def __init__(self) -> None:
        super().__init__()
        self.agreement = Agreement(title="Twinning", state=Agreement.State.DRAFT)
        self.versions: list[AgreementVersion] = []
        self.path = ["draft"]

    @initialize(
        exit_clause=st.sampled_from(("", "Six months' notice.", "Six months' notice.")),
        ends=dates,
        review=dates,
    )
    def draft(self, exit_clause: str, ends: PartialDate | None, review: PartialDate | None) -> None:
        self.agreement.exit_clause = exit_clause
        for name, value in (("ends", ends), ("review", review)):
            if not refused(self.tried(ties.check_agreement, self.told({name: value}), self.today)):
                setattr(self.agreement, name, value)
        if self.agreement.exit_clause and (self.agreement.ends or self.agreement.review):
            self.sign(self.today)

    def told(self, new: dict[str, Any]) -> dict[str, Any]:
        """What would be said of the agreement."""
        names = (*ties.TERMS, "state")
        return {name: getattr(self.agreement, name) for name in names} | new

    def put(self, values: dict[str, Any]) -> None:
        """Write values, and remember where the agreement came to stand."""
        for name, value in values.items():
            setattr(self.agreement, name, value)
        if self.path[-1] != str(self.agreement.state):
            self.path.append(str(self.agreement.state))

    @rule(days=st.integers(1, 300))
    def time_passes(self, days: int) -> None:
        self.today += dt.timedelta(days)

    @rule(name=st.sampled_from(("title", "exit_clause", "starts", "starts", "ends", "review")), words=reasons,
          day=dates)  # fmt: skip
    def change(self, name: str, words: str, day: PartialDate | None) -> None:
        value: Any = day if name in ("starts", "ends", "review") else words
        before = getattr(self.agreement, name)
        if refused(self.tried(ties.check_agreement, self.told({name: value}), self.today)):
            return
        if refused(self.tried(ties.check_terms_stand, self.agreement, {name: value})):
            assert self.agreement.state != "draft"
            return
        assert self.agreement.state == "draft" or not before or value == before, f"{name} of a signed text"
        waiting = [version for version in self.versions if version.waits]
        new = self.told({name: value})
        if not refused(self.tried(ties.check_texts_in_waiting, self.agreement, new, waiting, self.today)):
            self.put({name: value})

    @rule(day=days | st.just(FIRST_DAY))
    def sign(self, day: dt.date) -> None:
        if refused(self.tried(ties.check_can_sign, self.agreement)):
            return
        assert self.agreement.state == "draft"
        assert self.agreement.exit_clause.strip()
        assert self.agreement.ends or self.agreement.review
        new = {"state": Agreement.State.SIGNED, "signed": PartialDate.of(day)}
        if not refused(self.tried(ties.check_agreement, self.told(new), self.today)):
            assert day <= self.today
            self.put(new)

    @rule(kind=st.sampled_from(AgreementVersion.Kind.values), ends=dates, review=dates, effective=dates)
    def amend(
        self, kind: str, ends: PartialDate | None, review: PartialDate | None, effective: PartialDate | None
    ) -> None:
        if kind == AgreementVersion.Kind.ORIGINAL:
            return
        if refused(self.tried(ties.check_can_amend, self.agreement, kind, ends)):
            return
        new = {name: value for name, value in (("ends", ends), ("review", review)) if value}
        if refused(self.tried(ties.check_agreement, self.told(new), self.today)):
            return
        number = ties.next_number([version.number for version in self.versions])
        waits = effective is not None and effective.first() > self.today
        version = AgreementVersion(number=number, kind=kind, effective=effective, waits=waits)
        version.new_ends, version.new_review = new.get("ends"), new.get("review")
        self.versions.append(version)
        if not waits:
            self.put(ties.changes_of(version, self.agreement))

    @rule(ends=dates, wait=st.sampled_from((1, 60, 200)))
    def amend_for_later(self, ends: PartialDate | None, wait: int) -> None:
        effective = PartialDate.of(self.today + dt.timedelta(wait))
        self.amend(AgreementVersion.Kind.AMENDMENT, ends, None, effective)

    @rule(wait=st.integers(1, 60), begins=st.sampled_from((90, 200, 400)))
    def shorten_for_later_and_fill_in_the_start(self, wait: int, begins: int) -> None:
        """Two steps that are each allowed, and must not be allowed one after the other."""
        ends = PartialDate.of(self.today + dt.timedelta(wait + 1))
        self.amend(
            AgreementVersion.Kind.AMENDMENT, ends, None, PartialDate.of(self.today + dt.timedelta(wait))
        )
        self.change("starts", "", PartialDate.of(self.today + dt.timedelta(begins)))

    @rule(wait=st.sampled_from((1, 60, 200)))
    def renew_by_a_year(self, wait: int) -> None:
        if self.agreement.ends and self.agreement.ends.last() < dt.date(2200, 1, 1):
            ends = PartialDate.of(self.agreement.ends.last() + dt.timedelta(365))
            effective = PartialDate.of(self.today + dt.timedelta(wait))
            self.amend(AgreementVersion.Kind.RENEWAL, ends, None, effective)

    @rule(number=st.integers(0, 9))
    def put_into_effect(self, number: int) -> None:
        waiting = [version for version in self.versions if version.waits]
        if not waiting:
            return
        version = waiting[number % len(waiting)]
        if refused(self.tried(ties.check_in_effect, version.effective, self.today)):
            assert version.effective is not None
            assert version.effective.first() > self.today
            return
        assert version.effective is None or version.effective.first() <= self.today
        version.waits = False
        before = (self.agreement.state, self.agreement.ends)
        self.put(ties.changes_of(version, self.agreement))
        if before[0] == "ended" and version.kind != AgreementVersion.Kind.RENEWAL:
            assert (self.agreement.state, self.agreement.ends) == before, "an ended text was amended"
        if before[0] == "signed" and version.kind == AgreementVersion.Kind.RENEWAL and before[1]:
            assert self.agreement.ends.last() >= before[1].last(), "a renewal made it end sooner"

    @rule(reason=reasons, ended=dates, chance=st.integers(0, 5))
    def end(self, reason: str, ended: PartialDate | None, chance: int) -> None:
        # Rarely, so that texts live long enough for something to happen to them.
        if chance or refused(self.tried(ties.check_can_end, self.agreement)) or not reason.strip():
            return
        dates_of_it = {"signed": self.agreement.signed, "starts": self.agreement.starts, "ends": ended}
        if refused(self.tried(ties.check_agreement, dates_of_it, self.today)):
            return
        self.put({"state": Agreement.State.ENDED, **({"ends": ended} if ended else {})})

    @invariant()
    def it_never_becomes_a_draft_again(self) -> None:
        assert "draft" not in self.path[1:]

    @invariant()
    def what_ended_lives_on_by_a_renewal_only(self) -> None:
        renewed = sum(one.kind == AgreementVersion.Kind.RENEWAL and not one.waits for one in self.versions)
        back = sum(pair == ("ended", "signed") for pair in zip(self.path, self.path[1:], strict=False))
        assert back <= renewed

    @invariant()
    def it_does_not_end_before_it_begins(self) -> None:
        begins, ends = self.agreement.starts or self.agreement.signed, self.agreement.ends
        assert not (begins and ends) or ends.last() >= begins.first(), f"{begins} to {ends}"

    @invariant()
    def texts_are_numbered_in_a_row(self) -> None:
        assert [version.number for version in self.versions] == list(range(1, len(self.versions) + 1))


class Promises(Walk):
    """One promise: open, reported done, and closed in three ways."""

    def __init__(self) -> None:
        super().__init__()
        self.promise = Commitment(what="A room for the choir", state=Commitment.State.OPEN)

    @rule(
        verb=st.sampled_from([*(step.verb for step in promises.TRANSITIONS), "", "delete"]), evidence=reasons
    )
    def move(self, verb: str, evidence: str) -> None:
        step = self.tried(promises.transition, verb)
        if refused(step):
            return
        before = self.promise.state
        said = self.tried(promises.check_step, self.promise, step, evidence)
        is_closed = before not in (Commitment.State.OPEN, Commitment.State.TO_CHECK)
        shown = bool(evidence.strip() or self.promise.evidence.strip())
        fits = {
            "report_commitment": before == Commitment.State.OPEN and shown,
            "keep_commitment": not is_closed and shown,
            "send_back_commitment": before == Commitment.State.TO_CHECK and bool(evidence.strip()),
            "reopen_commitment": is_closed,
        }
        allowed = fits.get(verb, not is_closed and bool(evidence.strip()))
        assert refused(said) is not allowed, f"{before} by {verb}: {said}"
        if not refused(said):
            self.promise.state = step.target
            shows = step.needs_evidence and not (step.is_check and before == Commitment.State.TO_CHECK)
            self.promise.evidence = (shows and evidence.strip()) or self.promise.evidence

    @invariant()
    def what_was_kept_has_its_evidence(self) -> None:
        assert self.promise.state != Commitment.State.KEPT or self.promise.evidence.strip()

    @invariant()
    def there_is_a_way_on(self) -> None:
        assert promises.steps_from(self.promise.state)
