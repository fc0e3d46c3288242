"""The page of jobs: what waits, runs and failed, what is done every day, and the rehearsal of the backup."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from proxenia.accounts.access import signed_in
from proxenia.accounts.models import Office
from proxenia.accounts.models.roles import SETTINGS
from proxenia.core import queue
from proxenia.core.forms import refusals_told
from proxenia.core.jobs import take_back
from proxenia.core.models import Job
from proxenia.core.pages import page
from proxenia.records.actions.jobs import give_up_job, retry_job
from proxenia.records.queries.jobs import OPEN, STOPPED, drill_sentence, last_drill, lines

WATCH = queue.Watch(float(settings.JOB_LEASE))
"""What this process has seen of running jobs; between two looks at the page silence can be told."""


@page(SETTINGS)
def jobs(request: HttpRequest, office: Office) -> HttpResponse:
    """Show the jobs of the office; what a dead worker left is taken back while somebody looks."""
    take_back(WATCH)
    context = {
        "open": lines(office, *OPEN),
        "stopped": lines(office, *STOPPED, newest_first=True),
        "done": lines(office, Job.State.DONE, Job.State.GIVEN_UP, newest_first=True)[:20],
        "drill": last_drill(),
        "drill_sentence": drill_sentence(timezone.now()),
    }
    return render(request, "records/jobs.html", context)


@page(SETTINGS, ("POST",))
def job_retry(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Let a job that stopped be tried again."""
    with refusals_told(request):
        retry_job(office, by=signed_in(request), uid=uid)
        messages.success(request, _("The job waits for its turn again."))
    return redirect("records:jobs", office.slug)


@page(SETTINGS, ("POST",))
def job_give_up(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Put a job aside for good."""
    with refusals_told(request):
        give_up_job(office, by=signed_in(request), uid=uid)
        messages.success(request, _("The job was given up; it will not be run."))
    return redirect("records:jobs", office.slug)
