"""What an exit kit says at first, what is still missing in it, and when there is one."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.core.errors import Conflict, Refused
from proxenia.reviews.models.reviews import Review
from proxenia.reviews.rules.reviews import outcome_of

TEXTS = ("letter", "notice", "questions", "press_line", "remains")
FIELDS = (*TEXTS, "contact_name", "contact_way")
_GAP = re.compile(r"\[[^\[\]\n]{1,200}\]")
"""What stands in brackets in a draft is for a person to fill in."""

SENTENCES = {
    "draft_exit_kit": gettext_lazy("drafted the exit kit"),
    "change_exit_kit": gettext_lazy("changed the exit kit"),
}


@dataclass(frozen=True)
class Known:
    """What the record knows of a tie that is ended: names of both sides, since when, contacts, what it was for."""

    office: str
    partner: str
    since: str
    contacts: int
    purpose: str


def first_words(known: Known) -> dict[str, str]:
    """Return the drafts of the texts; what only a person knows stands in brackets."""
    words = vars(known) | {
        "since": known.since or _("[since when]"),
        "purpose": known.purpose or _("[what it was for]"),
    }
    return {
        "letter": _(
            "[Name and title],\n\n"
            "since {since} {office} and {partner} have worked together. We have looked at what we do together, and"
            " have decided to bring the partnership to its end.\n\n"
            "[One sentence on what was reached, with a name and a year.]\n\n"
            "What we have promised and not yet done, we will do: [list it, or take this sentence out]. What was"
            " learned stays with both of us, and our door is open where there is a new reason to work together.\n\n"
            "With our thanks,\n[Name and title]"
        ).format(**words),
        "notice": _(
            "Dear colleagues,\n\n"
            "the partnership with {partner} ends. You took part in it, and this is to tell you before anybody else"
            " does.\n\n[Why, in one or two sentences that may be passed on.]\n\n"
            "Please do not begin anything new with {partner} in the name of {office}. Contacts of your own go on as you"
            " wish. Send documents worth keeping to [name] by [day]."
        ).format(**words),
        "questions": _(
            "Why does the partnership end?\n[The reason that may be said in public.]\n\n"
            "Is this because of a conflict?\n[Yes or no, and one sentence.]\n\n"
            "What happens to exchanges that are planned?\n[List them, with what becomes of each.]\n\n"
            "What did it bring?\n[What was reached; say where nothing can be shown.]\n\n"
            "Could it be taken up again?\nYes, where both sides see a new reason. The record of it is kept."
        ),
        "press_line": _(
            "{office} and {partner} end their partnership, which has stood since {since}. [One sentence on what was"
            " reached.] Both sides stay in touch through [name]."
        ).format(**words),
        "remains": _(
            "{purpose}\n\n[What was reached, what was learned, and where the documents are.]"
        ).format(**words),
    }


def check_leaves_kit(review: Review) -> None:
    """Refuse an exit kit for a review that did not decide to sunset the tie."""
    if not review.decision or not outcome_of(review.decision).leaves_kit:
        raise Refused(_("An exit kit belongs to a tie that is sunset."), where="decision")


def check_revision(shown: str, standing: int) -> None:
    """Refuse a change of texts that somebody else has changed since they were read."""
    if shown and shown != str(standing):
        raise Conflict(_("Somebody changed this since you opened it. Your words are kept below; look again."))


def gaps(values: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return what is still to be filled in: field -> the brackets in it, or an empty line where it says nothing."""
    found = {name: _GAP.findall(str(values.get(name, ""))) for name in TEXTS}
    empty = {name: [""] for name in FIELDS if not str(values.get(name, "")).strip()}
    return {name: there for name, there in {**found, **empty}.items() if there}
