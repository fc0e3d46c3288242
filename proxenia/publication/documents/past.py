"""What happened so far, what is planned, and who of us was there."""

from collections import Counter
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from proxenia.core.papers import Block, Heading, Items, Words
from proxenia.core.templatetags.words import full_date
from proxenia.core.vocabulary import Vocabulary
from proxenia.engagements.models import Engagement
from proxenia.engagements.queries.words import who_moved
from proxenia.publication.documents.books import BRIEFING, HANDOVER, Ask, part, span
from proxenia.publication.queries.scope import MOST_CONTACTS, contacts_in, planned_in

IN_A_BRIEFING = 40
"""So many of the newest contacts a briefing tells."""
MOST_PLANNED = 20


@part("history", gettext_lazy("What happened so far"), order=70, books=(BRIEFING,))
def history(ask: Ask) -> Sequence[Block]:
    """Tell the newest contacts with what came of them, and what else is planned."""
    return _told(ask, contacts_in(ask.scope, IN_A_BRIEFING), IN_A_BRIEFING)


@part("history", gettext_lazy("Everything that happened"), order=70, books=(HANDOVER,))
def everything(ask: Ask) -> Sequence[Block]:
    """Tell every contact there ever was."""
    return _told(ask, contacts_in(ask.scope, MOST_CONTACTS), MOST_CONTACTS)


def _told(ask: Ask, found: list[Engagement], most: int) -> list[Block]:
    planned = planned_in(ask.scope, MOST_PLANNED)
    ask.saw([*found, *planned])
    blocks: list[Block] = []
    if planned:
        blocks += [Heading(_("Planned")), Items(tuple(line(one) for one in planned)), Heading(_("So far"))]
    if not found:
        return [*blocks, Words(_("No contact is on record."))] if planned else []
    blocks.append(Items(tuple(line(one) for one in found)))
    if len(found) == most:
        sentence = ngettext(
            "The newest contact is told here.", "The newest %(n)d contacts are told here.", most
        )
        blocks.append(Words(sentence % {"n": most}, "small"))
    return blocks


def line(one: Engagement) -> tuple[str, str]:
    """Return a contact as a line: when and what, then who moved and what came of it."""
    kind = Vocabulary.load("engagement_kinds").label(one.kind)
    beneath = ", ".join(word for word in (kind, who_moved(one)) if word)
    note = one.note.strip()
    return f"{span(one)}: {one.title}", f"{beneath}\n{note}" if note else beneath


@part("us", gettext_lazy("Who of us knows them"), order=80, books=(HANDOVER,))
def who_of_us(ask: Ask) -> Sequence[Block]:
    """Tell who of the office logged contacts or looks after them, those who did most of it first."""
    counts: Counter[int] = Counter()
    names: dict[int, str] = {}
    last: dict[int, str] = {}
    for one in contacts_in(ask.scope, MOST_CONTACTS):
        for user in {one.created_by, one.owner} - {None}:
            if user is None or user.is_operator:
                continue
            counts[user.pk] += 1
            names.setdefault(user.pk, user.name)
            last.setdefault(user.pk, full_date(one.date))
    lines = [
        (
            names[key],
            ngettext("%(n)d contact, the last on %(day)s", "%(n)d contacts, the last on %(day)s", n)
            % {"n": n, "day": last[key]},
        )
        for key, n in counts.most_common()
    ]
    return [Items(tuple(lines))] if lines else []
