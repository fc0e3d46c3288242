"""Jobs: leased, retried, done once, run with the rights their owner has when they run."""

import datetime as dt
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.utils import timezone
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from proxenia.accounts.models import Membership, Office
from proxenia.accounts.models.roles import IMPORT
from proxenia.audit.models import Event
from proxenia.core import jobs, personal, queue, schedule
from proxenia.core.errors import Conflict, Refused
from proxenia.core.models import Job, Schedule
from proxenia.core.worker import Worker
from proxenia.records.queries.mentions import text_fields
from tests.cast import Cast
from tests.queue import claim, make_job

State = Job.State


class Bench:
    """Jobs of a test, what they did, and a worker to run them."""

    def __init__(self) -> None:
        self.done: list[Any] = []
        self.names: list[str] = []

    def declare(self, function: Any, **how: Any) -> str:
        """Register a function as a job of this test."""
        name = f"tests.job_{len(self.names)}"
        self.names.append(name)
        jobs.job(name, **how)(function)
        return name

    def work(self) -> int:
        """Do all that is due; return how many jobs were done."""
        worker, count = Worker(lease=30), 0
        while worker.step():
            count += 1
        return count


@pytest.fixture
def bench(settings: Any, db: None) -> Iterator[Bench]:
    settings.JOBS_AT_ONCE = False
    one = Bench()
    yield one
    for name in one.names:
        jobs._JOBS.pop(name, None)


def only() -> Job:
    """The one job there is."""
    return Job.objects.get()


def test_sys_8_a_job_is_written_with_its_transaction_and_done_by_a_worker(bench: Bench) -> None:
    name = bench.declare(lambda word: bench.done.append(word))
    with transaction.atomic():
        jobs.enqueue(name, word="lost")
        transaction.set_rollback(True)
    jobs.enqueue(name, word="kept")
    assert bench.work() == 1
    assert bench.done == ["kept"]
    assert only().state == State.DONE


def test_an_unknown_job_cannot_be_asked_for(bench: Bench) -> None:
    with pytest.raises(KeyError):
        jobs.enqueue("tests.nobody")


def test_a_job_of_a_program_part_that_is_gone_fails_and_says_so(bench: Bench) -> None:
    make_job("tests.gone")
    assert bench.work() == 1
    assert only().state == State.FAILED
    assert "knows no such job" in only().error


@pytest.mark.reliability("L2")
@pytest.mark.asvs("16.5.3")
def test_sys_8_a_fault_is_borne_a_few_times_and_then_the_job_has_failed(bench: Bench) -> None:
    def faulty() -> None:
        bench.done.append("tried")
        raise ValueError("secret insides")

    jobs.enqueue(bench.declare(faulty, tries=3, wait=dt.timedelta(0)))
    assert bench.work() == 3
    assert bench.done == ["tried"] * 3
    assert (only().state, only().attempts) == (State.FAILED, 3)
    assert "ValueError" in only().error
    assert "secret" not in only().error


def test_sys_8_every_further_try_waits_twice_as_long(bench: Bench) -> None:
    def faulty() -> None:
        raise ValueError

    jobs.enqueue(bench.declare(faulty, tries=4, wait=dt.timedelta(hours=1)))
    waits = []
    for _try in range(3):
        begun = timezone.now()
        assert bench.work() == 1
        waits.append(round((only().due_at - begun).total_seconds() / 3600))
        assert bench.work() == 0, "it is not due yet"
        DBTaskResult.objects.update(run_after=timezone.now())
    assert waits == [1, 2, 4]


def test_sys_8_a_refusal_is_a_decision_and_a_conflict_is_tried_again(bench: Bench) -> None:
    def refuses() -> None:
        raise Refused("There is no such year.")

    def clashes() -> None:
        bench.done.append("clash")
        raise Conflict("Somebody wrote meanwhile.")

    jobs.enqueue(bench.declare(refuses))
    jobs.enqueue(bench.declare(clashes, tries=2, wait=dt.timedelta(0)))
    bench.work()
    first, second = Job.objects.all()
    assert (first.state, first.attempts, first.error) == (State.FAILED, 1, "There is no such year.")
    assert (second.state, second.attempts, bench.done) == (State.FAILED, 2, ["clash", "clash"])


@pytest.mark.reliability("L2")
@pytest.mark.asvs("2.3.3")
def test_sys_8_what_a_once_job_did_stands_only_with_its_end(bench: Bench, cast: Cast) -> None:
    def writes_and_breaks() -> None:
        Office.objects.filter(pk=cast.office.pk).update(currency="NOK")
        if len(bench.done) == 0:
            bench.done.append("broke")
            raise ValueError

    jobs.enqueue(bench.declare(writes_and_breaks, effect=jobs.ONCE, wait=dt.timedelta(0)))
    worker = Worker(lease=30)
    assert worker.step()
    assert Office.objects.get(pk=cast.office.pk).currency == "EUR"
    assert worker.step()
    assert Office.objects.get(pk=cast.office.pk).currency == "NOK"
    assert only().state == State.DONE


@pytest.mark.reliability("L2")
@pytest.mark.asvs("15.4.2", "15.4.3")
def test_sys_8_a_worker_that_was_believed_dead_leaves_nothing_behind(bench: Bench, cast: Cast) -> None:
    def slow() -> None:
        Office.objects.filter(pk=cast.office.pk).update(term_years=9)
        # Meanwhile the job is taken back and given to another worker.
        Job.objects.update(claim=99)

    jobs.enqueue(bench.declare(slow, effect=jobs.ONCE))
    mine = claim("me")
    assert mine is not None
    jobs.perform(mine)
    assert Office.objects.get(pk=cast.office.pk).term_years == 5
    assert only().state == State.RUNNING, "it is the other worker's to end"


def test_a_guarded_job_confirms_that_it_is_still_its_own(bench: Bench) -> None:
    def guarded() -> None:
        jobs.confirm()
        bench.done.append("held")
        Job.objects.update(claim=99)
        jobs.confirm()
        bench.done.append("never")

    jobs.confirm()  # outside of a job there is nothing to confirm
    jobs.enqueue(bench.declare(guarded, effect=jobs.GUARDED))
    bench.work()
    assert bench.done == ["held"]


def test_sys_8_two_workers_never_take_the_same_job(bench: Bench) -> None:
    name = bench.declare(lambda: None)
    for _one in range(3):
        jobs.enqueue(name)
    taken = [claim("a"), claim("b"), claim("a"), claim("b")]
    assert [job.pk if job else None for job in taken] == [*Job.objects.values_list("pk", flat=True), None]


@pytest.mark.reliability("L2", "F7")
def test_sys_8_a_job_whose_worker_is_gone_from_this_machine_waits_again_at_once(bench: Bench) -> None:
    jobs.enqueue(bench.declare(lambda: bench.done.append(1)))
    node, boot, _pid, start = queue.worker_here().split("/")
    assert claim("/".join((node, boot, "4194303", start)))
    assert jobs.take_back(queue.Watch(3600)) == 1
    assert only().state == State.WAITING
    assert bench.work() == 1
    assert only().attempts == 2


def test_a_worker_that_lives_is_left_alone(bench: Bench) -> None:
    jobs.enqueue(bench.declare(lambda: None))
    assert claim(queue.worker_here())
    assert jobs.take_back(queue.Watch(3600)) == 0


@pytest.mark.reliability("L2", "F7", "M4")
def test_sys_8_silence_is_told_by_beats_and_not_by_any_clock(bench: Bench) -> None:
    jobs.enqueue(bench.declare(lambda: None))
    held = claim("elsewhere/boot/1/2")
    assert held is not None
    # The machine that holds it believes to live in another century.
    DBTaskResult.objects.update(started_at=timezone.now() + dt.timedelta(days=40_000))
    now = [0.0]
    watch = queue.Watch(30, lambda: now[0])
    assert jobs.take_back(watch) == 0
    now[0] = 29
    assert jobs.take_back(watch) == 0
    assert queue.beat(held)
    now[0] = 58
    assert jobs.take_back(watch) == 0, "it gave a sign of life"
    now[0] = 89
    assert jobs.take_back(watch) == 1
    assert not queue.beat(held), "the worker learns that the job is no longer its own"


def test_sys_8_a_job_that_takes_its_worker_down_every_time_has_failed(bench: Bench) -> None:
    told: list[str] = []
    name = bench.declare(lambda: None, tries=2, stopped=told.append)
    jobs.enqueue(name)
    for _try in range(2):
        assert claim("gone/x/1/2")
        now = [0.0]
        watch = queue.Watch(30, lambda now=now: now[0])
        jobs.take_back(watch)
        now[0] = 31
        assert jobs.take_back(watch) == 1
    assert only().state == State.FAILED
    assert told == [only().error]
    assert "stopped" in only().error


def test_sys_8_under_a_key_one_job_waits(bench: Bench) -> None:
    name = bench.declare(lambda: bench.done.append(1))
    for _time in range(3):
        jobs.enqueue(name, key="the same")
    assert Job.objects.count() == 1
    assert claim("gone/x/1/2")
    jobs.enqueue(name, key="the same")
    assert Job.objects.count() == 2, "what runs may have missed the news: it is asked for once more"
    running = Job.objects.standing(State.RUNNING).get()
    assert queue.put_back(running)
    running = Job.objects.get(pk=running.pk)
    assert running.state == State.GIVEN_UP, "the one that waits does its work"
    assert bench.work() == 1


@pytest.mark.reliability("B9")
@pytest.mark.asvs("8.3.3", "8.3.2")
def test_sys_8_a_role_withdrawn_before_the_job_runs_refuses_it_and_the_log_says_so(
    bench: Bench, cast: Cast
) -> None:
    told: list[str] = []
    name = bench.declare(
        lambda by: bench.done.append(by), right=IMPORT, label="Write", stopped=lambda text: told.append(text)
    )
    jobs.enqueue(name, by=cast.officer, office=cast.office)
    jobs.enqueue(name, by=cast.director, office=cast.office)
    Membership.objects.filter(user=cast.officer).update(role="viewer")
    bench.work()
    first, second = Job.objects.all()
    assert (first.state, second.state) == (State.REFUSED, State.DONE)
    assert bench.done == [cast.director]
    assert told == [first.error]
    event = Event.objects.get(verb="refuse_job")
    assert (event.chain, event.by_uid, event.subject_uid) == (cast.office.pk, cast.officer.uid, first.uid)


@pytest.mark.reliability("B9")
@pytest.mark.asvs("8.3.3")
@pytest.mark.parametrize("change", ["closed", "gone from the office"])
def test_sys_8_who_left_has_no_jobs_done(bench: Bench, cast: Cast, change: str) -> None:
    jobs.enqueue(bench.declare(lambda: bench.done.append(1)), by=cast.officer, office=cast.office)
    if change == "closed":
        cast.officer.is_active = False
        cast.officer.save(update_fields=["is_active"])
    else:
        Membership.objects.filter(user=cast.officer).delete()
    bench.work()
    assert (only().state, bench.done) == (State.REFUSED, [])


def test_the_operator_who_cannot_sign_in_has_jobs_done(bench: Bench, cast: Cast) -> None:
    name = bench.declare(lambda: bench.done.append(1), right=IMPORT)
    jobs.enqueue(name, by=cast.operator, office=cast.office)
    bench.work()
    assert only().state == State.DONE


@pytest.mark.reliability("M4")
def test_sys_8_a_daily_job_is_asked_for_once_a_day_and_once_after_a_standstill(bench: Bench) -> None:
    name = bench.declare(lambda: None)
    day = dt.date(2026, 3, 1)
    asked = [bool(schedule.tick([name], today=day + dt.timedelta(days=gap))) for gap in (0, 0, 1, 40, 40)]
    assert asked == [True, False, True, True, False]
    assert Schedule.objects.get().asked_on == day + dt.timedelta(days=40)
    assert Job.objects.standing(State.WAITING).count() == 1, "days that were missed make no storm"


@pytest.mark.reliability("M4")
def test_sys_8_a_clock_that_was_wrong_for_a_while_stops_no_daily_job(bench: Bench) -> None:
    name = bench.declare(lambda: None)
    day = dt.date(2026, 3, 1)
    tick = [
        bool(schedule.tick([name], today=one))
        for one in (day, dt.date(2036, 1, 1), day, day - dt.timedelta(days=1), day)
    ]
    assert tick == [True, True, True, False, False]


def test_old_jobs_are_forgotten_and_open_ones_kept(bench: Bench) -> None:
    for state in (State.DONE, State.FAILED, State.REFUSED, State.GIVEN_UP):
        make_job("a", state)
    DBTaskResult.objects.update(finished_at=timezone.now() - dt.timedelta(days=91))
    kept = [make_job("b", State.DONE), make_job("c")]
    jobs.known()["core.forget_old_jobs"]()
    assert list(Job.objects.values_list("pk", flat=True)) == [job.pk for job in kept]


def test_sys_8_a_task_taken_back_before_its_job_was_begun_is_left_to_the_next_worker(bench: Bench) -> None:
    jobs.enqueue(bench.declare(lambda: bench.done.append(1)))
    row = DBTaskResult.objects.ready().get_locked()
    row.claim("frozen/x/1/2")  # the library's claim; then the worker is frozen
    now = [0.0]
    watch = queue.Watch(30, lambda: now[0])
    jobs.take_back(watch)
    now[0] = 31
    assert jobs.take_back(watch) == 1
    assert claim("elsewhere/x/1/2")
    with pytest.raises(queue.Lost):
        queue.begin(row)
    assert (only().state, only().attempts) == (State.RUNNING, 1)


def test_sys_8_the_stock_worker_of_the_library_runs_no_job_without_its_owner(bench: Bench) -> None:
    jobs.enqueue(bench.declare(lambda: bench.done.append(1)))
    db_worker.Worker(
        queue_names=["default"], interval=0, batch=True, backend_name="default", startup_delay=False, max_tasks=1,
        worker_id="stock", excluded_queue_names=[],
    ).run()  # fmt: skip
    assert (only().task.status, bench.done) == ("FAILED", [])


def test_sys_8_tasks_of_the_version_before_are_adopted(bench: Bench) -> None:
    name = bench.declare(bench.done.append)
    jobs.run_job.enqueue(name, {"object": "old"})
    import_module("proxenia.core.migrations.0005_jobs_of_earlier_tasks").adopt(apps, None)
    assert only().name == name
    queue.leave("nobody")
    assert Job.objects.standing(State.WAITING).count() == 1


def test_names_in_tasks_are_found_when_somebody_is_erased() -> None:
    fields = {field.name for field in DBTaskResult._meta.concrete_fields}
    assert set(personal.classes_of(DBTaskResult)) == fields
    assert text_fields(DBTaskResult) == ["args_kwargs", "traceback"]
