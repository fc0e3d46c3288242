"""What the server asks for every day."""

from datetime import timedelta

from django.utils import timezone

from proxenia.cli.server import DAILY
from proxenia.core import jobs
from proxenia.core.values import PartialDate
from proxenia.engagements.actions import log_engagement
from proxenia.engagements.models import Engagement
from tests.cast import Cast, make_tie


def test_a_planned_contact_counts_once_its_day_has_come(cast: Cast) -> None:
    tie = make_tie(cast.office, by=cast.officer, name="Trier")
    tomorrow = timezone.localdate() + timedelta(days=1)
    values = {"date": PartialDate.of(tomorrow), "kind": "meeting", "title": "Planned"}
    meeting = log_engagement(cast.office, by=cast.officer, values=values, ties=[tie])
    tie.refresh_from_db()
    assert (tie.contact_count, tie.last_contact) == (0, None)
    yesterday = PartialDate.of(timezone.localdate() - timedelta(days=1))
    Engagement.objects.filter(pk=meeting.pk).update(date=yesterday)
    jobs.enqueue("engagements.refresh_passed_contacts")
    tie.refresh_from_db()
    assert (tie.contact_count, tie.last_contact) == (1, yesterday)


def test_every_daily_job_exists() -> None:
    assert set(DAILY) <= set(jobs.known())
