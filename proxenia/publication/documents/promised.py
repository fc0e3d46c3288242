"""What was promised, both ways."""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.commitments.models import Commitment
from proxenia.commitments.queries import is_overdue
from proxenia.core.papers import Block, Heading, Items, Words
from proxenia.core.templatetags.words import full_date, length_of_time
from proxenia.publication.documents.books import BRIEFING, HANDOVER, Ask, part
from proxenia.publication.queries.scope import promises_in

OURS, THEIRS = Commitment.Side.US, Commitment.Side.THEM


@part("promises", gettext_lazy("What was promised"), order=50, books=(BRIEFING,))
def promises(ask: Ask) -> Sequence[Block]:
    """Tell the open promises of both sides, the overdue ones as such."""
    found = promises_in(ask.scope, only_open=True)
    ask.saw(found)
    if not found:
        return [Words(_("No promise of either side is open."))]
    return [
        *_side(_("We still owe them"), found, OURS, ask.today),
        *_side(_("They still owe us"), found, THEIRS, ask.today),
    ]


def _side(title: str, found: Iterable[Commitment], side: str, today: dt.date) -> list[Block]:
    lines = tuple((one.what, beneath(one, today)) for one in found if one.side == side)
    return [Heading(title), Items(lines) if lines else Words(_("Nothing."))]


def beneath(one: Commitment, today: dt.date) -> str:
    """Return who answers for a promise and when it is due, in words."""
    if one.due is None:
        due = _("no date agreed")
    elif is_overdue(one, today):
        due = _("due %(day)s: %(length)s overdue") % {
            "day": full_date(one.due),
            "length": length_of_time(one.due.last(), today),
        }
    else:
        due = _("due %(day)s") % {"day": full_date(one.due)}
    return ", ".join(word for word in (one.owner_name, due) if word)


@part("promises", gettext_lazy("Every promise"), order=50, books=(HANDOVER,))
def promises_ever(ask: Ask) -> Sequence[Block]:
    """Tell every promise of both sides, with what became of it."""
    found = promises_in(ask.scope, only_open=False)
    ask.saw(found)
    blocks: list[Block] = []
    for title, side in ((_("Ours"), OURS), (_("Theirs"), THEIRS)):
        lines = tuple((one.what, _became(one, ask.today)) for one in found if one.side == side)
        blocks += [Heading(title), Items(lines)] if lines else []
    return blocks


def _became(one: Commitment, today: dt.date) -> str:
    if one.state == Commitment.State.OPEN:
        return beneath(one, today)
    return ", ".join(
        word for word in (one.get_state_display(), full_date(one.closed_on), one.evidence) if word
    )
