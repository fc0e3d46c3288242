"""The page of jobs, what Today says of them, and the undo of a large import as a job."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from proxenia.accounts.models import Membership, Office
from proxenia.audit.models import Event
from proxenia.core.models import Drill, Job
from proxenia.core.worker import Worker
from proxenia.portfolio.models import Partnership
from proxenia.records.actions.imports import ask_undo
from proxenia.records.models import ImportRun
from proxenia.records.queries.jobs import drill_sentence
from tests.cast import Cast, signed_in
from tests.imports.files import Desk
from tests.queue import make_job

pytestmark = pytest.mark.django_db
HOME = "/o/halden/jobs/"
State = Job.State


def make(office: Office | None, state: str = State.FAILED, **more: Any) -> Job:
    """A job of an office, or of the installation."""
    return make_job("records.commit_run", state, office=office, error="Why so.", attempts=3, **more)


def test_sys_8_the_page_tells_what_failed_waits_and_runs(cast: Cast) -> None:
    make(cast.office, by_uid=cast.officer.uid)
    make(cast.office, State.WAITING)
    make(cast.office, State.RUNNING, worker="elsewhere/b/1/2")
    make(cast.other_office)
    text = signed_in(cast.director).get(HOME).content.decode()
    assert text.count("Write an import") == 3
    assert "Why so." in text
    assert cast.officer.name in text


@pytest.mark.parametrize("role", ["officer", "unit_editor", "viewer", "partner", "auditor", "outsider"])
def test_sys_8_only_who_looks_after_the_office_sees_jobs(cast: Cast, role: str) -> None:
    job = make(cast.office)
    client = signed_in(getattr(cast, role))
    assert client.get(HOME).status_code in (403, 404)
    for step in ("retry", "give-up"):
        assert client.post(f"{HOME}{job.uid}/{step}/").status_code in (403, 404)
    job = Job.objects.get(pk=job.pk)
    assert job.state == State.FAILED


def test_sys_8_a_failed_job_is_tried_again_and_the_log_says_who_asked(cast: Cast) -> None:
    job = make(cast.office)
    signed_in(cast.administrator).post(f"{HOME}{job.uid}/retry/")
    job = Job.objects.get(pk=job.pk)
    assert (job.state, job.attempts, job.task.finished_at) == (State.WAITING, 0, None)
    event = Event.objects.get(verb="retry_job")
    assert (event.chain, event.by_uid) == (cast.office.pk, cast.administrator.uid)


def test_sys_8_a_job_is_given_up_and_never_run(cast: Cast, settings: Any) -> None:
    settings.JOBS_AT_ONCE = False
    job = make(cast.office, State.WAITING)
    signed_in(cast.director).post(f"{HOME}{job.uid}/give-up/")
    assert not Worker(lease=30).step()
    job = Job.objects.get(pk=job.pk)
    assert job.state == State.GIVEN_UP
    assert Event.objects.filter(verb="give_up_job").count() == 1


def test_sys_8_what_runs_is_neither_tried_again_nor_given_up(cast: Cast) -> None:
    job = make(cast.office, State.RUNNING, worker="elsewhere/b/1/2")
    client = signed_in(cast.director)
    for step in ("retry", "give-up"):
        client.post(f"{HOME}{job.uid}/{step}/")
    job = Job.objects.get(pk=job.pk)
    assert job.state == State.RUNNING
    assert not Event.objects.filter(verb__in=("retry_job", "give_up_job")).exists()


def test_sys_8_the_job_of_another_office_does_not_exist(cast: Cast) -> None:
    job = make(cast.other_office)
    assert signed_in(cast.director).post(f"{HOME}{job.uid}/retry/").status_code == 404


def test_sys_8_today_speaks_of_failed_jobs_to_whoever_can_mend_them(cast: Cast) -> None:
    make(cast.office)
    assert "did not come to its end" in signed_in(cast.director).get("/o/halden/").content.decode()
    assert "did not come to its end" not in signed_in(cast.officer).get("/o/halden/").content.decode()


@pytest.mark.reliability("L4")
def test_sys_8_today_says_when_the_backup_was_not_rehearsed_lately(cast: Cast, settings: Any) -> None:
    settings.DRILL_DAYS = 30
    now = timezone.now()
    assert drill_sentence(now) == "", "a new installation is left in peace"
    assert "never rehearsed" in drill_sentence(now + dt.timedelta(days=30))
    Drill.objects.create(at=now, is_good=True, seconds=4, report={"tables": 70, "rows": 9, "files": 2})
    assert drill_sentence(now + dt.timedelta(days=29)) == ""
    assert "31 days ago" in drill_sentence(now + dt.timedelta(days=31))
    assert "9 rows and 2 files" in signed_in(cast.director).get(HOME).content.decode()
    later = now + dt.timedelta(seconds=1)
    Drill.objects.create(at=later, is_good=False, seconds=4, report={"problems": ["Table x is missing."]})
    assert "did not bring everything back" in drill_sentence(now)
    assert "Table x is missing." in signed_in(cast.director).get(HOME).content.decode()
    settings.DRILL_DAYS = 0
    assert drill_sentence(now) == ""


TWO = [
    ["counterpart", "country", "kind", "since", "notes"],
    ["Nantes", "France", "sister city", "1976", "old"],
    ["Trier", "Germany", "sister city", "1970", ""],
]


@pytest.fixture
def written(cast: Cast, tmp_path: Path) -> Callable[[], ImportRun]:
    """`written()`: a run that was written."""

    def write() -> ImportRun:
        Desk(cast, tmp_path).take("partnerships", TWO)
        return ImportRun.objects.latest("pk")

    return write


def test_sys_3_the_undo_of_a_large_run_is_a_job_with_a_page_that_shows_its_progress(
    cast: Cast, written: Callable[[], ImportRun], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = written()
    settings.JOBS_AT_ONCE = False
    monkeypatch.setattr("proxenia.records.views.imports.LOOKED_AT", 1)
    client = signed_in(cast.officer)
    page = f"/o/halden/imports/{run.uid}/"
    assert client.post(f"{page}undo/")["Location"] == page
    assert Partnership.objects.live().count() == 2, "nothing happens within the request"
    assert "Putting back what this import did." in client.get(page).content.decode()
    job = Job.objects.get(name="records.undo_run")
    assert (job.by_uid, job.chain) == (cast.officer.uid, cast.office.pk)
    assert Worker(lease=30).step()
    run.refresh_from_db()
    assert run.state == ImportRun.State.UNDONE
    assert not Partnership.objects.live().exists()
    assert "The import was undone." in client.get(page).content.decode()


@pytest.mark.reliability("L2", "B9")
@pytest.mark.asvs("8.3.3")
def test_sys_3_an_undo_whose_owner_lost_the_right_is_refused_and_the_run_stands(
    cast: Cast, written: Callable[[], ImportRun], settings: Any
) -> None:
    run = written()
    settings.JOBS_AT_ONCE = False
    ask_undo(run, by=cast.officer)
    Membership.objects.filter(user=cast.officer).update(role="viewer")
    assert Worker(lease=30).step()
    run.refresh_from_db()
    assert run.state == ImportRun.State.DONE
    assert "no longer holds the role" in run.error
    assert Partnership.objects.live().count() == 2
    assert run.error in signed_in(cast.director).get(f"/o/halden/imports/{run.uid}/").content.decode()


@pytest.mark.reliability("L2")
def test_sys_3_a_commit_or_undo_that_is_begun_twice_is_done_once(
    cast: Cast, written: Callable[[], ImportRun], settings: Any
) -> None:
    run = written()
    settings.JOBS_AT_ONCE = False
    ask_undo(run, by=cast.officer)
    worker = Worker(lease=30)
    assert worker.step()
    events = Event.objects.count()
    for name in ("records.undo_run", "records.commit_run", "records.preview_run"):
        make_job(name, office=cast.office, arguments={"run_uid": run.uid}, by_uid=cast.officer.uid)
    while worker.step():
        pass
    assert Event.objects.count() == events
    run.refresh_from_db()
    assert run.state == ImportRun.State.UNDONE
    assert {job.state for job in Job.objects.all()} == {State.DONE}
