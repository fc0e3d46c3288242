"""The mail with the link to the second form: whom it is from, what it is for, and nothing that was answered."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from proxenia.engagements.models import TravelDetails
from proxenia.engagements.rules.delegations import LINK_LIFE


def form_mail(details: TravelDetails, token: str) -> EmailMessage:
    """Return the mail that brings a traveller the link, which works once."""
    engagement, sender = details.engagement, details.sent_by
    context = {
        "name": details.member.person.name,
        "title": engagement.title,
        "office": engagement.office.name,
        "sender": sender.name if sender else "",
        "days": LINK_LIFE.days,
        "link": settings.BASE_URL + reverse("second_form", args=(token,)),
    }
    subject = " ".join(_("Before the journey: {title}").format(title=engagement.title).split())
    text = render_to_string("engagements/second_form_mail.txt", context)
    reply_to = [sender.email] if sender and sender.is_active else []
    return EmailMessage(subject, text, None, [details.member.person.email], reply_to=reply_to)
