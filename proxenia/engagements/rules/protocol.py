"""Invitations, the order of precedence, and letters whose placeholders are a closed list."""

import re
from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.core.errors import Refused
from proxenia.core.vocabulary import Vocabulary
from proxenia.engagements.models import Invitation

MOST_INVITED = 500
PRECEDENCE = gettext_lazy(
    "By rank, as the list of ranks has them; heads of missions and consular posts as the diplomatic corps has them;"
    " within a rank by the day they presented themselves or took office, those without a day after; then by name."
)
"""The rule in a sentence, as `queries.protocol` computes it."""

PLACEHOLDERS = {
    "name": gettext_lazy("who is written to"),
    "post": gettext_lazy("their post"),
    "organisation": gettext_lazy("their organisation"),
    "title": gettext_lazy("what it is about"),
    "date": gettext_lazy("the day, or the first day"),
    "until": gettext_lazy("the last day"),
    "place": gettext_lazy("where"),
    "office": gettext_lazy("our office"),
    "sender": gettext_lazy("who writes"),
    "today": gettext_lazy("the day of the letter"),
}
"""What a letter may leave open; nothing else between braces is taken."""
_PLACEHOLDER = re.compile(r"\{([a-z]+)\}")
_OPENINGS = re.compile(r"\$\{|\{\{|\{%")
_CODE = re.compile(r"[{}]|<[%?]|[%?]>|</?script", re.IGNORECASE)

SENTENCES = {
    "invite_guests": gettext_lazy("put guests on the list"),
    "change_guest": gettext_lazy("changed a guest on the list"),
    "remove_guest": gettext_lazy("took a guest off the list"),
    "note_reply": gettext_lazy("noted a reply"),
    "note_who_came": gettext_lazy("noted who came"),
}


def check_guest(values: Mapping[str, Any]) -> None:
    """Refuse a guest without a name, and a rank, side or reply that is none."""
    if values.get("person") is None and not (values.get("name") or "").strip():
        raise Refused(_("Say who is invited."), where="name")
    check_rank(values.get("rank", "other"))
    if values.get("side", "them") not in Invitation.Side.values:
        raise Refused(_("“{word}” is not in the list.").format(word=values["side"]), where="side")


def check_rank(rank: str) -> None:
    """Refuse a rank that the vocabulary does not know."""
    if rank not in Vocabulary.load("protocol_ranks").terms:
        raise Refused(_("“{word}” is not in the list.").format(word=rank), where="rank")


def check_reply(reply: str) -> None:
    """Refuse an answer that is none."""
    if reply not in Invitation.Reply.values:
        raise Refused(_("“{word}” is not in the list.").format(word=reply), where="reply")


def check_room(standing: int, more: int) -> None:
    """Refuse a list of guests that grows beyond reason."""
    if standing + more > MOST_INVITED:
        sentence = _("A list has {n} guests at most. Split the engagement, or note the others in words.")
        raise Refused(sentence.format(n=MOST_INVITED), where="names")


def check_letter(text: str) -> None:
    """Refuse a letter with an unknown placeholder, or with anything that could be code."""
    for found in _PLACEHOLDER.findall(text):
        if found not in PLACEHOLDERS:
            sentence = _("“{{{word}}}” is no placeholder. There are: {known}.")
            known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
            raise Refused(sentence.format(word=found, known=known), where="text")
    code = _OPENINGS.search(text) or _CODE.search(_PLACEHOLDER.sub("", text))
    if code:
        sentence = _("“{sign}” is not taken in a letter: braces hold placeholders and nothing else.")
        raise Refused(sentence.format(sign=code[0]), where="text")


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return a checked letter with its placeholders filled in once; what a value holds is never read again.

    A line that held only placeholders of which nothing is known is left out.
    """
    lines = []
    for line in text.splitlines():
        told = _PLACEHOLDER.sub(lambda found: values.get(found[1], ""), line)
        if told.strip() or not _PLACEHOLDER.search(line):
            lines.append(told)
    return "\n".join(lines)


def missing(text: str, values: Mapping[str, str]) -> Collection[str]:
    """Return the placeholders of a letter that nothing is known for."""
    return sorted({name for name in _PLACEHOLDER.findall(text) if not values.get(name)})
