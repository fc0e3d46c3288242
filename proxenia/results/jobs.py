"""Jobs: indicators are computed from records every night."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from proxenia.accounts.models import Office, User
from proxenia.core.jobs import job
from proxenia.results.actions.computing import compute_indicators, lately


@job("results.compute_indicators", label=_("Compute indicators from records"))
def compute() -> None:
    """Compute the indicators of all offices for the periods whose figures still move; a second run changes nothing."""
    today = timezone.localdate()
    for office in Office.objects.order_by("pk"):
        compute_indicators(office, by=User.objects.operator(), periods=lately(office, today), today=today)
