"""Jobs of privacy: the file is rewritten after an erasure; what was kept long enough goes every night."""

from django.utils.translation import gettext_lazy as _

from proxenia.accounts.models import Office, User
from proxenia.core.jobs import job
from proxenia.records.actions import erasing
from proxenia.records.actions.retention import run_retention


@job("records.scrub", label=_("Rewrite the database file after an erasure"))
def scrub() -> None:
    """Let no freed page of the database file keep what was erased."""
    erasing.scrub()


@job("directory.retention", label=_("Let go of what was kept long enough"))
def retention() -> None:
    """Let go of what every office has kept long enough; running it twice finds nothing more to do."""
    operator = User.objects.operator()
    for office in Office.objects.all():
        run_retention(office, by=operator)
