"""Jobs of vital signs: every night for all, and after each engagement for its ties."""

from django.utils.translation import gettext_lazy as _

from proxenia.accounts.models import Office, User
from proxenia.core.jobs import job
from proxenia.reviews.actions import judge_office, renew_ties


@job("reviews.judge_offices", label=_("Compute the vital signs of all ties"))
def judge_offices() -> None:
    """Compute the vital signs of all ties of all offices."""
    for office in Office.objects.order_by("pk"):
        judge_office(office, by=User.objects.operator())


@job("reviews.renew_ties", label=_("Compute the vital signs of ties after an engagement"))
def renew(ties: list[int]) -> None:
    """Compute the vital signs of some ties anew."""
    renew_ties(ties)
