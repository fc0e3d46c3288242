"""Jobs: vital signs every night and after each engagement; letters that ask partners for their view."""

from django.utils.translation import gettext_lazy as _

from proxenia.accounts.models import Office, User
from proxenia.core.jobs import job
from proxenia.reviews.actions import (
    judge_office,
    new_partner_link,
    open_handovers,
    renew_ties,
    send_partner_letter,
)
from proxenia.reviews.documents.partner_views import letter
from proxenia.reviews.models import PartnerView


@job("reviews.judge_offices", label=_("Compute the vital signs of all ties"))
def judge_offices() -> None:
    """Compute the vital signs of all ties of all offices."""
    for office in Office.objects.order_by("pk"):
        judge_office(office, by=User.objects.operator())


@job("reviews.renew_ties", label=_("Compute the vital signs of ties after an engagement"))
def renew(ties: list[int]) -> None:
    """Compute the vital signs of some ties anew."""
    renew_ties(ties)


@job("reviews.mail_partner", label=_("Ask a partner for their view"))
def mail_partner(uid: str) -> None:
    """Send a partner the link to the short form; a second run sends a new link, and the first is worthless."""
    asked = PartnerView.objects.select_related("partnership__office", "asked_by").get(uid=uid)
    if asked.email and asked.answered_at is None and asked.withdrawn_at is None:
        send_partner_letter(asked, letter(asked, new_partner_link(asked)))


@job("reviews.open_handovers", label=_("Open handovers after departures"))
def handovers() -> None:
    """Open the handover of everybody who has left a tie they carried; a second run opens none."""
    for office in Office.objects.order_by("pk"):
        open_handovers(office, by=User.objects.operator())
