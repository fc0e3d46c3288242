"""The mail to a guest (RFC 6047): words for the reader, and the same as iCalendar for their calendar."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from proxenia.accounts.models import User
from proxenia.core import ical
from proxenia.core.templatetags.words import full_date
from proxenia.engagements.documents.ics import host, place_words, uid_of, when_lines
from proxenia.engagements.models import CalendarInvitation, Engagement, Invitation, MailedInvitation
from proxenia.engagements.queries.invitations import address_of_guest, reply_token
from proxenia.engagements.rules.calendar import Span, span_of

CANCEL = MailedInvitation.Method.CANCEL.value


def answers_to(guest: Invitation, sender: User) -> str:
    """Return where a guest's calendar answers: an address of the guest's own, else whoever sent the invitation.

    It stays the same from the first mail to the last: calendars take a change only from who invited them.
    """
    local, at, domain = str(settings.MAIL_IN).partition("@")
    return f"{local}+{reply_token(guest)}@{domain}" if at else sender.email


def invitation_ics(mailed: MailedInvitation, called: CalendarInvitation, span: Span) -> bytes:
    """Return the invitation, its change or its cancellation, for one guest."""
    guest, engagement = mailed.guest, mailed.guest.engagement
    is_off = mailed.method == CANCEL
    name, office = ical.parameter(guest), ical.parameter(engagement.office.name)
    said = "" if is_off else ";PARTSTAT=NEEDS-ACTION;RSVP=TRUE"
    lines = [
        f"UID:{uid_of(engagement)}",
        f"DTSTAMP:{ical.moment(called.sent_at)}",
        f"SEQUENCE:{mailed.wanted}",
        *when_lines(span),
        ical.fold(f"ORGANIZER;CN={office}:mailto:{answers_to(guest, called.sent_by)}"),
        ical.fold(f"ATTENDEE;CN={name};ROLE=REQ-PARTICIPANT{said}:mailto:{address_of_guest(guest)}"),
        ical.line("SUMMARY", ical.text(engagement.title)),
        f"STATUS:{'CANCELLED' if is_off else 'CONFIRMED'}",
        "TRANSP:OPAQUE",
    ]
    if where := place_words(engagement):
        lines.append(ical.line("LOCATION", ical.text(where)))
    return ical.calendar(ical.component("VEVENT", lines), method=mailed.method)


def when_words(engagement: Engagement, span: Span) -> str:
    """Return when it is as a guest reads it: the days, and the hours by the clock of the place."""
    days = full_date(span.first)
    if span.last != span.first:
        days = _("{first} to {last}").format(first=days, last=full_date(span.last))
    if span.starts is None:
        return days
    hours = f"{span.starts:%H:%M}" + (f"–{span.ends:%H:%M}" if span.ends else "")
    return f"{days}, {hours} ({engagement.hours.zone})"


def invitation_mail(mailed: MailedInvitation, called: CalendarInvitation) -> EmailMultiAlternatives | None:
    """Return the mail that tells a guest what stands; None where no day is known any more."""
    guest, engagement = mailed.guest, mailed.guest.engagement
    span = span_of(engagement)
    if span is None:
        return None
    context: dict[str, Any] = {
        "guest": guest,
        "engagement": engagement,
        "office": engagement.office,
        "sender": called.sent_by,
        "when": when_words(engagement, span),
        "where": place_words(engagement),
        "is_off": mailed.method == CANCEL,
        "is_change": mailed.sent is not None,
    }
    mail = EmailMultiAlternatives(
        _subject(context),
        render_to_string("engagements/invitation.txt", context),
        None,
        [address_of_guest(guest)],
        reply_to=[called.sent_by.email],
        headers={
            # The same mail bears the same number, whoever hands it over again on the way.
            "Message-ID": f"<invitation-{guest.uid}-{mailed.wanted}@{host()}>",
            "X-Proxenia": "invitation",
        },
    )
    ics = invitation_ics(mailed, called, span)
    mail.attach_alternative(ics.decode(), f"text/calendar; method={mailed.method}")
    mail.attach("invitation.ics", ics, "application/ics")
    return mail


def _subject(told: dict[str, Any]) -> str:
    title = " ".join(told["engagement"].title.split())
    if told["is_off"]:
        return _("Called off: {title}").format(title=title)
    words = _("Changed: {title}, {when}") if told["is_change"] else _("Invitation: {title}, {when}")
    return words.format(title=title, when=told["when"])
