"""Whom an invitation by mail can reach, who was told what, and to whose address an answer came."""

import datetime as dt
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.accounts.models import Office, User
from proxenia.core.errors import Refused
from proxenia.core.templatetags.words import full_date
from proxenia.engagements.models import CalendarInvitation, Engagement, Invitation, MailedInvitation
from proxenia.engagements.queries.protocol import guests_of
from proxenia.engagements.rules.calendar import span_of
from proxenia.engagements.rules.invitations import check_may_mail, content_of, is_off

_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
_LENGTH = 28
_TOKEN = re.compile(rf"(?:\+|^)([a-z0-9]{{{_LENGTH}}})(?=@|$)", re.IGNORECASE)
_MOST_TRIED = 20
MOST_UNTOLD = 200
INVITED, NO_ADDRESS, STAYS, OPEN = "invited", "no_address", "stays", "open"
_REACH = {
    NO_ADDRESS: gettext_lazy("no e-mail address is known"),
    STAYS: gettext_lazy("stays in the office: no guardian has agreed yet"),
    OPEN: gettext_lazy("not written to yet"),
}


def reply_token(guest: Invitation) -> str:
    """Return the secret half of the address a guest's calendar answers to: the same for every mail to that guest."""
    made = salted_hmac("proxenia.reply", guest.uid, algorithm="sha256").digest()
    return "".join(_LETTERS[byte % 32] for byte in made[:_LENGTH])


def digest_of_reply(token: str) -> str:
    """Return what is kept of such a token."""
    return hashlib.sha256(f"proxenia reply\x1f{token}".encode()).hexdigest()


def guest_addressed(said: Iterable[str]) -> MailedInvitation | None:
    """Return the guest to whose own address a mail came, if it came to one."""
    tokens = [found.lower() for words in said for found in _TOKEN.findall(words[:500])]
    digests = [digest_of_reply(token) for token in list(dict.fromkeys(tokens))[:_MOST_TRIED]]
    found = MailedInvitation.objects.filter(digest__in=digests)
    return found.select_related("guest__person", "guest__engagement__office").first()


def address_of_guest(guest: Invitation) -> str:
    """Return where a guest is written to: as the directory has it, else as it was typed; empty where none is known."""
    said = guest.person.email if guest.person else guest.email
    address = str(said or "").strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        return ""
    return address


@dataclass(frozen=True)
class Line:
    """A guest, and where the mail to them stands: never invited, told, to be told, unsure."""

    guest: Invitation
    mailed: MailedInvitation | None
    reach: str

    @property
    def answered_before(self) -> bool:
        """Say whether the reply was given before the invitation changed."""
        if self.mailed is None or self.mailed.answered_sequence is None:
            return False
        return self.mailed.answered_sequence < self.mailed.wanted

    @property
    def words(self) -> str:
        """Return where the mail to this guest stands, as a reader says it."""
        mailed = self.mailed
        if mailed is not None and mailed.is_told:
            words = (
                _("called off by mail, {day}") if mailed.method == "CANCEL" else _("invited by mail, {day}")
            )
            return words.format(day=full_date(timezone.localdate(mailed.sent_at)))
        if mailed is not None and mailed.is_unsure:
            return _("a mail was handed over that may not have arrived")
        if self.reach == INVITED:
            return _("a mail is on its way")
        return str(_REACH[self.reach])

    @property
    def may_be_mailed_again(self) -> bool:
        """Say whether a mail was asked for of which nobody knows that it went out."""
        return self.mailed is not None and not self.mailed.is_told

    @property
    def may_be_called_off(self) -> bool:
        """Say whether an invitation by mail stands for this guest."""
        return self.mailed is not None and self.mailed.method == "REQUEST"


@dataclass(frozen=True)
class Standing:
    """What guests were told of an engagement, and whom the next mail would reach."""

    lines: list[Line]
    called: CalendarInvitation | None
    to_tell: list[Invitation]
    sequence: int
    is_off: bool
    is_changed: bool
    refusal: str = ""

    @property
    def without(self) -> list[Line]:
        """Return the guests no mail can go to."""
        return [line for line in self.lines if line.reach in (NO_ADDRESS, STAYS)]

    @property
    def was_mailed(self) -> bool:
        """Say whether any invitation ever went out."""
        return self.called is not None


def standing_of(user: User, engagement: Engagement) -> Standing:
    """Return what the guests this person sees were told, and whom the next mail would reach.

    Who was told before is told of a change whoever sees them; a first invitation goes to guests this person sees.
    """
    span = span_of(engagement)
    called = CalendarInvitation.objects.filter(engagement=engagement).first()
    off, content = is_off(engagement), content_of(engagement, span)
    changed = called is not None and (called.content != content or called.is_off != off)
    sequence = (called.sequence if called else 0) + changed
    mailed = {
        one.guest_id: one
        for one in MailedInvitation.objects.filter(guest__engagement=engagement).select_related(
            "guest__person"
        )
    }
    seen = guests_of(user, engagement)
    lines = [Line(one, mailed.get(one.pk), _reach(one, mailed.get(one.pk))) for one in seen]
    told_before = [one for one in mailed.values() if not one.is_struck]
    behind = [one.guest for one in told_before if one.wanted < sequence and _is_to_hear(one, called, off)]
    new = [] if off else [line.guest for line in lines if line.reach == OPEN]
    return Standing(
        lines,
        called,
        [*behind, *new],
        sequence,
        off,
        changed,
        _refusal(engagement, called),
    )


def untold(user: User, office: Office, today: dt.date) -> list[Engagement]:
    """Return what lies ahead to which this person had guests invited, and that changed since without their knowing."""
    seen = Engagement.objects.visible_to(user, office).filter(date__gte=today.isoformat())
    rows = CalendarInvitation.objects.filter(sent_by=user, engagement__in=seen).select_related(
        "engagement__hours", "engagement__place"
    )
    return [
        row.engagement
        for row in rows.order_by("engagement__date", "pk")[:MOST_UNTOLD]
        if row.content != content_of(row.engagement, span_of(row.engagement))
        or row.is_off != is_off(row.engagement)
    ]


def _is_to_hear(one: MailedInvitation, called: CalendarInvitation | None, off: bool) -> bool:
    """Say whether a guest is told of a change: invited then, or told that it was off and it is on again."""
    if one.method == MailedInvitation.Method.REQUEST:
        return True
    return called is not None and called.is_off and not off


def _reach(guest: Invitation, mailed: MailedInvitation | None) -> str:
    if mailed is not None and mailed.is_told:
        return INVITED
    if not address_of_guest(guest):
        return NO_ADDRESS
    if getattr(guest, "stays", False):
        return STAYS
    return INVITED if mailed is not None else OPEN


def _refusal(engagement: Engagement, called: CalendarInvitation | None) -> str:
    try:
        check_may_mail(engagement, span_of(engagement), called)
    except Refused as refusal:
        return refusal.message
    return ""
