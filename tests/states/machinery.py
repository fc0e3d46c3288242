"""Walks of the machinery: jobs that fail, are refused or lose their worker, and imports from reading to undoing."""

from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from proxenia.core import jobs, queue
from proxenia.core.errors import Conflict, NotAllowed, Refused
from proxenia.core.models import Job
from proxenia.records import rules as records
from proxenia.records.models import ImportRun
from tests.states.machine import Walk, refused

State = Job.State
OVER = (State.DONE, State.FAILED, State.REFUSED, State.GIVEN_UP)
TRIES = 3
FAULTS: dict[str, Exception | None] = {
    "done": None,
    "not allowed": NotAllowed("The right is gone."),
    "refused": Refused("This cannot be."),
    "conflict": Conflict("Somebody else wrote."),
    "fault": ValueError("broken"),
}


class Jobs(Walk):
    """One job and its workers; the queue is a variable, everything else is the product's."""

    def __init__(self) -> None:
        super().__init__()
        self.job: Any = SimpleNamespace(
            name="states.job", uid="", by_uid="", chain=None, arguments={}, state=State.WAITING, attempts=0, claim=0
        )  # fmt: skip
        self.told: list[str] = []
        self.ended: list[str] = []
        self.fault: Exception | None = None
        work = jobs.Work("states.job", self.work, jobs.AGAIN, "", TRIES, jobs.WAIT, "", self.stopped)
        self.before = (jobs.queue, jobs.transaction, dict(jobs._JOBS), list(jobs._GATE), jobs.log)
        jobs._JOBS["states.job"] = work
        jobs._GATE[:] = []
        fake = SimpleNamespace(end=self.end, put_back=self.put_back, Lost=queue.Lost)
        jobs.queue, jobs.transaction = fake, SimpleNamespace(atomic=nullcontext)  # type: ignore[assignment]
        jobs.log = SimpleNamespace(warning=lambda *_: None, exception=lambda *_: None)  # type: ignore[assignment]

    def teardown(self) -> None:
        jobs.queue, jobs.transaction, known, gate, jobs.log = self.before
        jobs._JOBS.clear()
        jobs._JOBS.update(known)
        jobs._GATE[:] = gate

    def work(self) -> None:
        """Do what the step says."""
        if self.fault is not None:
            raise self.fault

    def stopped(self, sentence: str) -> None:
        self.told.append(sentence)

    def end(self, job: Job, state: str, error: str = "") -> None:
        assert job.state == State.RUNNING, f"ended while {job.state}"
        job.state, job.error = state, error
        self.ended.append(state)

    def put_back(self, job: Job, *, due_at: Any = None, error: str = "", **_more: Any) -> bool:
        assert job.state == State.RUNNING, f"put back while {job.state}"
        job.state, job.due_at, job.error = State.WAITING, due_at, error
        return True

    def claim(self) -> bool:
        """Take the job, as the queue does."""
        if self.job.state != State.WAITING:
            return False
        self.job.pk = 1
        self.job.state = State.RUNNING
        self.job.attempts += 1
        self.job.claim += 1
        return True

    @rule(fault=st.sampled_from(sorted(FAULTS)))
    def work_at_it(self, fault: str) -> None:
        if self.claim():
            self.fault = FAULTS[fault]
            jobs.perform(self.job)
            self.count("steps")
            ends = {"done": State.DONE, "not allowed": State.REFUSED, "refused": State.FAILED}
            again = State.FAILED if self.job.attempts >= TRIES else State.WAITING
            assert self.job.state == ends.get(fault, again)

    @rule()
    def lose_the_worker(self) -> None:
        if self.claim():
            jobs.take_back(SimpleNamespace(silent=lambda: [self.job]))  # type: ignore[arg-type]
            self.count("steps")
            assert self.job.state == (State.FAILED if self.job.attempts >= TRIES else State.WAITING)

    @rule()
    def try_again(self) -> None:
        if self.job.state in (State.FAILED, State.REFUSED):
            self.job.state, self.job.attempts = State.WAITING, 0

    @invariant()
    def it_is_tried_so_often_and_no_more(self) -> None:
        assert self.job.attempts <= TRIES

    @invariant()
    def nobody_is_left_at_it(self) -> None:
        assert self.job.state != State.RUNNING

    @invariant()
    def every_bad_end_is_told_once(self) -> None:
        assert len(self.told) == sum(state in (State.FAILED, State.REFUSED) for state in self.ended)
        assert all(self.told)


Run = ImportRun.State
WRITTEN = (Run.DONE, Run.UNDOING, Run.UNDONE)


class Imports(Walk):
    """One import: what a person may ask for in which state, and what the jobs make of it."""

    def __init__(self) -> None:
        super().__init__()
        self.state, self.rows = Run.READING, 0
        self.path: list[str] = [Run.READING]

    @initialize()
    def begin(self) -> None:
        self.rows = 0

    def go(self, state: Run, rows: int | None = None) -> None:
        """Come to a state."""
        self.state = state
        self.rows = self.rows if rows is None else rows
        self.path.append(state)

    def may(self, verb: str) -> bool:
        """Ask the rule."""
        return not refused(self.tried(records.check_run_may, self.state, verb))

    @rule(good=st.booleans())
    def the_job_ends(self, good: bool) -> None:
        if self.state == Run.READING:
            self.go(Run.PREVIEWED if good else Run.FAILED)
        elif self.state == Run.COMMITTING:
            assert self.rows == 0
            self.go(Run.DONE, 5) if good else self.go(Run.FAILED)
        elif self.state == Run.UNDOING:
            self.go(Run.UNDONE, 0) if good else self.go(Run.DONE)

    @rule()
    def commit(self) -> None:
        if self.may("commit"):
            assert self.rows == 0, "written twice"
            assert self.state not in (*WRITTEN, Run.DISCARDED)
            self.go(Run.COMMITTING)

    @rule()
    def read_again(self) -> None:
        if self.may("read"):
            assert self.rows == 0
            assert self.state not in (*WRITTEN, Run.DISCARDED, Run.COMMITTING)
            self.go(Run.READING)

    @rule()
    def discard(self) -> None:
        if self.may("discard"):
            assert self.rows == 0, "put aside although it was written"
            self.go(Run.DISCARDED)

    @rule()
    def undo(self) -> None:
        if self.may("undo"):
            assert self.state in (Run.DONE, Run.UNDOING)
            self.go(Run.UNDOING)

    @invariant()
    def rows_stand_only_where_it_says_so(self) -> None:
        assert (self.rows > 0) == (self.state in (Run.DONE, Run.UNDOING))

    @invariant()
    def what_is_put_aside_or_undone_stays_so(self) -> None:
        for state in (Run.DISCARDED, Run.UNDONE):
            if state in self.path:
                assert set(self.path[self.path.index(state) :]) == {state}

    @invariant()
    def there_is_a_way_on(self) -> None:
        if self.state not in (Run.DISCARDED, Run.UNDONE):
            assert any(self.state in states for states in records.RUN_MAY.values())
