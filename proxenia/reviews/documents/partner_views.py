"""The letter that asks a partner for their view."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from proxenia.core.templatetags.words import full_date
from proxenia.reviews.models import PartnerView


def letter(asked: PartnerView, token: str) -> tuple[str, str]:
    """Return subject and text of the letter that brings the link to the short form."""
    tie = asked.partnership
    subject = _("Your view of our partnership: {office}").format(office=tie.office.name)
    text = _(
        "Dear {name},\n\n{office} would like to know how you see our partnership.{occasion} Six short questions,"
        " some three minutes, no account:\n\n{address}\n\nThe link works once, until {day}. Your answers are read by"
        " the office beside its own view; leave out what you would rather not say.\n\n{by}\n{office}\n"
    ).format(
        name=asked.name,
        office=tie.office.name,
        occasion=f" ({asked.occasion})" if asked.occasion else "",
        address=settings.BASE_URL + reverse("partner_view", args=[token]),
        day=full_date(asked.expires_at.date()),
        by=asked.asked_by.name,
    )
    return " ".join(subject.split()), text
