"""A mail that a mail server hands over: which secret address it was for, and what it proposes there.

The address alone decides whose proposal it is. Of who sent it nothing is believed: a known sender's name is a hint to
the reader, an unknown sender's mail is held back, and nothing becomes a contact by itself. What comes to an address
that only one guest was told, and fits the invitation in everything, is noted as that guest's reply.
"""

import re
from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from proxenia.accounts.models import Membership, Office, User
from proxenia.core.errors import NotFound, Refused
from proxenia.directory.models import Person
from proxenia.engagements.actions.answers import take_answer
from proxenia.engagements.actions.calendar import mark_used
from proxenia.engagements.actions.captures import keep_drafts
from proxenia.engagements.models import CalendarInvitation, MailedInvitation, Proposal, SecretAddress
from proxenia.engagements.queries.addresses import address_by_token
from proxenia.engagements.queries.invitations import guest_addressed
from proxenia.engagements.readers.reading import read_capture
from proxenia.engagements.rules.captures import Draft, digest, drafts
from proxenia.engagements.rules.invitations import ASK, LABELS

_TOKEN = re.compile(r"(?:\+|^)([a-z0-9]{28})(?=@|$)", re.IGNORECASE)
_MOST_TRIED = 20
_MOST_WAITING = 2_000
"""An inbox in which so many wait takes no more: a token that leaked cannot fill the disk."""


def take_in(content: bytes, recipients: Iterable[str]) -> dict[str, Any]:
    """Keep what a mail proposes for the address it was for; refuses one for no address that stands.

    ``recipients``: whom the mail server says it was for; else the heads of the mail are looked at.
    """
    today = timezone.localdate()
    read = read_capture(content, today)
    if read["kind"] not in ("mail", "calendar"):
        raise Refused(read["sentence"], where="file")
    heads = [*read.get("delivered", []), *(one["address"] for one in read.get("people", []))]
    said = [*recipients, *heads]
    guest = guest_addressed(said)
    if guest is not None:
        return answer_in(read, guest, digest(content.decode("latin-1")))
    address = _address(said)
    mark_used(address, today=today)
    check_room(address.office, address.user if address.kind == SecretAddress.Kind.MAIL_OWN else None)
    owner = address.user if address.kind == SecretAddress.Kind.MAIL_OWN else None
    kept = keep_drafts(
        address.office,
        drafts(read, digest(content.decode("latin-1"))),
        owner=owner,
        held_back=doubt(address.office, read),
    )
    return {
        "inbox": address.user.name if owner else address.office.name,
        "proposals": [{"uid": one.uid, "title": one.title, "state": state} for one, state in kept],
        "held_back": kept[0][0].held_back if kept else "",
    }


def answer_in(read: dict[str, Any], mailed: MailedInvitation, content: str) -> dict[str, Any]:
    """Take what came to a guest's own address: an answer that fits is noted, all else waits for whoever invited them.

    That a program wrote it is no doubt here: calendars answer by themselves when a guest presses a button.
    """
    engagement = mailed.guest.engagement
    owner = CalendarInvitation.objects.select_related("sent_by").get(engagement=engagement).sent_by
    told = [_take(mailed, draft, read, owner) for draft in drafts(read, content)]
    return {
        "inbox": owner.name,
        "proposals": [one for one, _held in told],
        "held_back": next((held for _one, held in told if held), ""),
    }


def _take(
    mailed: MailedInvitation, draft: Draft, read: dict[str, Any], owner: User
) -> tuple[dict[str, str], str]:
    office, held = mailed.guest.engagement.office, ""
    if draft.kind == Proposal.Kind.ANSWER:
        became, held = take_answer(mailed, draft)
        if became != ASK:
            return {"uid": "", "title": draft.title, "state": str(LABELS[became])}, ""
    else:
        held = doubt(office, read)
    check_room(office, owner)
    [(kept, state)] = keep_drafts(office, [draft], owner=owner, held_back=held)
    return {"uid": kept.uid, "title": kept.title, "state": state}, held


def _address(said: Iterable[str]) -> SecretAddress:
    tokens = [found.lower() for words in said for found in _TOKEN.findall(words[:500])]
    for token in list(dict.fromkeys(tokens))[:_MOST_TRIED]:
        address = address_by_token(token, feeds=False)
        if address is not None:
            return address
    raise NotFound(_("This mail is for no address that stands here."), where="--to")


def check_room(office: Office, owner: User | None) -> None:
    """Refuse more where so many wait that nobody looks through them."""
    inbox = owner.uid if owner else ""
    waiting = Proposal.objects.filter(office=office, inbox=inbox, state=Proposal.State.WAITING)
    if waiting.count() >= _MOST_WAITING:
        raise Refused(_("So many mails wait there that no more are taken."), where="inbox")


def doubt(office: Office, read: dict[str, Any]) -> str:
    """Return why a mail is held back: not read whole, sent by a program, or by nobody who is known here."""
    if read["held"]:
        return str(read["sentence"])
    sender = (read.get("sender") or {}).get("address", "")
    if read.get("auto") or read.get("own"):
        return _("A program sent this by itself, or it is a mail of a list.")
    if not sender:
        return _("It does not say who sent it.")
    known = Membership.objects.filter(
        office=office, user__email__iexact=sender, user__is_active=True
    ).exists()
    known = known or Person.objects.filter(office=office, email__iexact=sender, archived_at=None).exists()
    return "" if known else _("Nobody known here has the sender's address.")
