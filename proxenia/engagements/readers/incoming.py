"""A mail that a mail server hands over: which secret address it was for, and what it proposes there.

The address alone decides whose proposal it is. Of who sent it nothing is believed: a known sender's name is a hint to
the reader, an unknown sender's mail is held back, and nothing becomes a contact by itself.
"""

import re
from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from proxenia.accounts.models import Membership
from proxenia.core.errors import NotFound, Refused
from proxenia.directory.models import Person
from proxenia.engagements.actions.calendar import mark_used
from proxenia.engagements.actions.captures import keep_drafts
from proxenia.engagements.models import Proposal, SecretAddress
from proxenia.engagements.queries.addresses import address_by_token
from proxenia.engagements.readers.reading import read_capture
from proxenia.engagements.rules.captures import digest, drafts

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
    address = _address([*recipients, *heads])
    mark_used(address, today=today)
    _check_room(address)
    owner = address.user if address.kind == SecretAddress.Kind.MAIL_OWN else None
    kept = keep_drafts(
        address.office,
        drafts(read, digest(content.decode("latin-1"))),
        owner=owner,
        held_back=_doubt(address, read),
    )
    return {
        "inbox": address.user.name if owner else address.office.name,
        "proposals": [{"uid": one.uid, "title": one.title, "state": state} for one, state in kept],
        "held_back": kept[0][0].held_back if kept else "",
    }


def _address(said: Iterable[str]) -> SecretAddress:
    tokens = [found.lower() for words in said for found in _TOKEN.findall(words[:500])]
    for token in list(dict.fromkeys(tokens))[:_MOST_TRIED]:
        address = address_by_token(token, feeds=False)
        if address is not None:
            return address
    raise NotFound(_("This mail is for no address that stands here."), where="--to")


def _check_room(address: SecretAddress) -> None:
    inbox = address.user.uid if address.kind == SecretAddress.Kind.MAIL_OWN else ""
    waiting = Proposal.objects.filter(office=address.office, inbox=inbox, state=Proposal.State.WAITING)
    if waiting.count() >= _MOST_WAITING:
        raise Refused(_("So many mails wait there that no more are taken."), where="inbox")


def _doubt(address: SecretAddress, read: dict[str, Any]) -> str:
    """Return why a mail is held back: not read whole, sent by a program, or by nobody who is known here."""
    if read["held"]:
        return str(read["sentence"])
    sender = (read.get("sender") or {}).get("address", "")
    if read.get("auto") or read.get("own"):
        return _("A program sent this by itself, or it is a mail of a list.")
    if not sender:
        return _("It does not say who sent it.")
    known = Membership.objects.filter(
        office=address.office, user__email__iexact=sender, user__is_active=True
    ).exists()
    known = (
        known or Person.objects.filter(office=address.office, email__iexact=sender, archived_at=None).exists()
    )
    return "" if known else _("Nobody known here has the sender's address.")
