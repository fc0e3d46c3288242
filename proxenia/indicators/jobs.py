"""Jobs: the library of every office is brought up to date once a day, as after an upgrade."""

from django.utils.translation import gettext_lazy as _

from proxenia.accounts.models import Office, User
from proxenia.core.jobs import job
from proxenia.indicators.actions import load_library


@job("indicators.load_library", label=_("Bring the library of indicators up to date"))
def load_libraries() -> None:
    """Load the library into every office; a second run changes nothing."""
    for office in Office.objects.order_by("pk"):
        load_library(office, by=User.objects.operator())
