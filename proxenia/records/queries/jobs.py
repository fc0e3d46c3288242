"""Reads about jobs: what waits, runs and failed for an office; whether the backup was rehearsed lately."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from proxenia.accounts.models import Office, User
from proxenia.core.errors import NotFound
from proxenia.core.jobs import declared
from proxenia.core.models import Drill, Job, JobQuerySet

State = Job.State
OPEN = (State.WAITING, State.RUNNING)
STOPPED = (State.FAILED, State.REFUSED)
SHOWN = 50
"""So many of each are shown."""


@dataclass(frozen=True)
class Line:
    """A job as its page shows it; ``who`` is '' for the installation's own."""

    uid: str
    label: str
    who: str
    state: str
    word: str
    at: dt.datetime
    tries: int
    sentence: str
    is_stopped: bool
    may_give_up: bool


def jobs_of(office: Office) -> JobQuerySet:
    """Return the jobs of an office and those of the installation that are nobody's, oldest first."""
    return Job.objects.filter(Q(chain=office.pk) | Q(chain=None)).select_related("task")


def job_called(office: Office, uid: str) -> Job:
    """Return one job for a change, locked; refused as if it did not exist where it is another office's."""
    try:
        found = jobs_of(office).filter(pk=uuid.UUID(uid)).select_related(None).select_for_update().first()
    except ValueError:
        found = None
    if found is None:
        raise NotFound(_("There is no such job."), where=uid)
    return found


def lines(office: Office, *states: str, newest_first: bool = False) -> list[Line]:
    """Return the jobs in these states for the page."""
    rows = jobs_of(office).standing(*states)
    found = list(rows.order_by("-task__enqueued_at" if newest_first else "task__enqueued_at")[:SHOWN])
    names = dict(User.objects.filter(uid__in={row.by_uid for row in found}).values_list("uid", "name"))
    return [_line(row, names) for row in found]


def label_of(job: Job) -> str:
    """Return what a job is called on pages; one without words by its name."""
    work = declared(job.name)
    return str(work.label) if work and work.label else job.name


def _line(job: Job, names: dict[str, str]) -> Line:
    words = {
        State.WAITING: pgettext("job", "waits"),
        State.RUNNING: pgettext("job", "runs"),
        State.DONE: pgettext("job", "done"),
        State.FAILED: pgettext("job", "failed"),
        State.REFUSED: pgettext("job", "refused"),
        State.GIVEN_UP: pgettext("job", "given up"),
    }
    codes = {State.WAITING: "open", State.GIVEN_UP: "discarded"}
    state = State(job.state)
    return Line(
        uid=job.uid, label=label_of(job), who=names.get(job.by_uid, ""), state=codes.get(state, state.value),
        word=words[state], at=job.at, tries=job.attempts,
        sentence=job.error, is_stopped=state in STOPPED,
        may_give_up=state in STOPPED or state == State.WAITING,
    )  # fmt: skip


def last_drill() -> Drill | None:
    """Return the last rehearsal of the backup."""
    return Drill.objects.first()


def notices(office: Office, *, now: dt.datetime | None = None) -> list[dict[str, Any]]:
    """Return what somebody who looks after the office should know today: sentences about jobs and the backup."""
    found = []
    if failed := jobs_of(office).standing(*STOPPED).count():
        words = ngettext(
            "%(n)s job did not come to its end.", "%(n)s jobs did not come to their end.", failed
        )
        found.append({"text": words % {"n": failed}})
    if sentence := drill_sentence(now or timezone.now()):
        found.append({"text": sentence})
    return found


def drill_sentence(now: dt.datetime) -> str:
    """Return why somebody should rehearse the backup, '' where that was done lately and all came back.

    An installation that nobody ever rehearsed is told so once it is as old as a rehearsal may be.
    """
    days = settings.DRILL_DAYS
    last = last_drill()
    if not days:
        return ""
    if last is None:
        first = Office.objects.filter(is_demonstration=False).order_by("created_at").first()
        if first is None or (now - first.created_at).days < days:
            return ""
        return _("Restoring the backup was never rehearsed: run proxenia drill.")
    if not last.is_good:
        return _(
            "The last rehearsal of the backup did not bring everything back: run proxenia drill and read why."
        )
    age = (now - last.at).days
    if age < days:
        return ""
    words = ngettext(
        "The backup was last rehearsed %(n)s day ago: run proxenia drill.",
        "The backup was last rehearsed %(n)s days ago: run proxenia drill.",
        age,
    )
    return words % {"n": age}
