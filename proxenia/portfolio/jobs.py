"""Jobs of the portfolio."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from proxenia.accounts.models import User
from proxenia.core.jobs import job
from proxenia.portfolio.actions import put_into_effect
from proxenia.portfolio.queries.one import texts_in_waiting


@job("portfolio.put_into_effect", label=_("Put amendments and renewals into effect"))
def apply_texts() -> None:
    """Put amendments and renewals into effect whose day has come."""
    for version in texts_in_waiting(timezone.localdate()):
        put_into_effect(version, by=User.objects.operator())
