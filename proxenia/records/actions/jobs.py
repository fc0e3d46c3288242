"""What somebody who looks after an office does about jobs that did not come to their end."""

from django.db import transaction
from django.utils.translation import gettext as _

from proxenia.accounts.access import check_may
from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import SETTINGS
from proxenia.audit.actions import record as record_event
from proxenia.core import queue
from proxenia.core.errors import Refused
from proxenia.core.models import Job
from proxenia.records.queries.jobs import STOPPED, job_called, label_of

State = Job.State


@transaction.atomic
def retry_job(office: Office, *, by: User, uid: str) -> None:
    """Let a job that failed or was refused wait again; it still runs with the rights of whoever asked for it."""
    check_may(by, office, SETTINGS)
    job = job_called(office, uid)
    if job.state not in STOPPED:
        raise Refused(_("This job did not fail: look at its state."), where="state")
    if job.key and Job.objects.filter(key=job.key, waits=True).exists():
        raise Refused(_("The same job waits already."), where="state")
    queue.reopen(job)
    _event(job, by=by, verb="retry_job")


@transaction.atomic
def give_up_job(office: Office, *, by: User, uid: str) -> None:
    """Put a job aside that failed, was refused, or still waits; it is never run again."""
    check_may(by, office, SETTINGS)
    job = job_called(office, uid)
    if job.state not in (*STOPPED, State.WAITING) or not queue.give_up(job):
        raise Refused(_("This job runs or has ended: look at its state."), where="state")
    _event(job, by=by, verb="give_up_job")


def _event(job: Job, *, by: User, verb: str) -> None:
    record_event(
        chain=job.chain, by=by, verb=verb, kind="job", uid=job.uid, name=label_of(job),
        after={"job": job.name},
    )  # fmt: skip
