"""Invitations that calendars understand (iTIP, RFC 5546): when they may go out, and which answer is believed."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.core.errors import Refused
from proxenia.engagements.models import CalendarInvitation, Engagement, Invitation, MailedInvitation
from proxenia.engagements.rules.calendar import Span

Reply = Invitation.Reply
REPLIES = {"ACCEPTED": Reply.YES.value, "TENTATIVE": Reply.MAYBE.value, "DECLINED": Reply.NO.value}
"""What calendars call an answer, and what the list of guests calls it."""
TAKEN, SAME, OLD, ASK = "taken", "same", "old", "ask"
LABELS = {
    TAKEN: gettext_lazy("noted as the guest's reply"),
    SAME: gettext_lazy("here already"),
    OLD: gettext_lazy("older than what stands, left aside"),
}

SENTENCES = {
    "mail_invitations": gettext_lazy("had the guests told by mail"),
    "call_off_guest": gettext_lazy("had the invitation of a guest called off by mail"),
    "mail_again": gettext_lazy("had an invitation mailed once more"),
}


def content_of(engagement: Engagement, span: Span | None) -> str:
    """Return a digest of what a guest is told: what it is, when and where."""
    when = [span.first, span.last, span.starts, span.ends] if span else []
    told = [engagement.title, *map(_in_one_form, when), str(engagement.place_id or "")]
    return hashlib.sha256("\x1f".join(told).encode("utf-8", "surrogatepass")).hexdigest()


def _in_one_form(when: dt.date | dt.datetime | None) -> str:
    if isinstance(when, dt.datetime):
        when = when.astimezone(dt.UTC)
    return when.isoformat() if when else ""


def is_off(engagement: Engagement) -> bool:
    """Say whether it does not take place any more."""
    return engagement.is_archived or engagement.state == Engagement.State.CANCELLED


def check_may_mail(engagement: Engagement, span: Span | None, called: CalendarInvitation | None) -> None:
    """Refuse mail to guests where there is nothing to tell: no day, over already, nobody was invited."""
    if engagement.office.is_demonstration:
        raise Refused(_("The demonstration office sends no mail."))
    if is_off(engagement):
        if called is None or called.is_off:
            raise Refused(_("It does not take place, and nobody waits to be told so."))
        return
    if engagement.state != Engagement.State.PLANNED:
        raise Refused(_("It has taken place: there is nothing to invite to."))
    if span is None:
        raise Refused(_("Say on which day it is first: a calendar needs one."))


def check_can_remove(mailed: MailedInvitation | None) -> None:
    """Refuse to take a guest off the list whose calendar still holds the invitation."""
    if mailed is not None and mailed.method == MailedInvitation.Method.REQUEST:
        sentence = _("An invitation went out to this guest. Call it off first, so that their calendar knows.")
        raise Refused(sentence, where="guest")


def check_can_strike(mailed: MailedInvitation | None) -> MailedInvitation:
    """Return the mail to a guest; refuse to call off what was never sent, or was called off already."""
    if mailed is None or mailed.method != MailedInvitation.Method.REQUEST:
        raise Refused(_("No invitation by mail stands for this guest."), where="guest")
    return mailed


def check_can_mail_again(mailed: MailedInvitation | None) -> MailedInvitation:
    """Return the mail to a guest; refuse to send once more what was handed over, or was never asked for."""
    if mailed is None or mailed.is_told:
        raise Refused(_("The mail to this guest was handed over."), where="guest")
    return mailed


def verdict(
    facts: Mapping[str, Any], *, engagement: Engagement, mailed: MailedInvitation, sequence: int, address: str
) -> tuple[str, str]:
    """Return what becomes of an answer that came to a guest's own address, and why it is asked about where it is.

    ``sequence``: the number that stands now; ``address``: where the guest's mail went.
    """
    why = _doubt(facts, engagement, sequence, address)
    if why:
        return ASK, why
    if facts["sequence"] < sequence:
        return OLD, ""
    answered, stamp = mailed.answered_sequence, facts["stamp"]
    if answered is not None and (facts["sequence"], stamp) <= (answered, mailed.answered_stamp):
        newest = (facts["sequence"], stamp) == (answered, mailed.answered_stamp)
        return (SAME if newest else OLD), ""
    return TAKEN, ""


def _doubt(facts: Mapping[str, Any], engagement: Engagement, sequence: int, address: str) -> str:
    """Return the first thing for which an answer is not believed as it stands."""
    who, sender = facts["who"]["address"], (facts.get("mail") or {}).get("sender", {}).get("address", "")
    said = (
        (
            engagement_uid(facts["uid"]) != engagement.uid or facts["moved"],
            _("It answers something else than the invitation that went out."),
        ),
        (who != address, _("It answers for an address the invitation did not go to.")),
        (sender != who, _("Somebody else sent it than the guest it answers for.")),
        (facts["method"] == "COUNTER", _("The guest proposes another time.")),
        (facts["who"]["answer"] not in REPLIES, _("It says neither yes nor no nor perhaps.")),
        (facts["sequence"] > sequence, _("It answers a change that was never sent.")),
        (engagement.is_archived, _("The engagement was put away.")),
    )
    return next((sentence for is_so, sentence in said if is_so), "")


def engagement_uid(uid: str) -> str:
    """Return the part of what calendars call an entry that names an engagement of ours, if any does."""
    return uid.partition("@")[0]
