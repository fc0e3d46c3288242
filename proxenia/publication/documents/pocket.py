"""The page for the pocket: what one looks up between the car and the door."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.core.papers import Block, Card, Cards, Facts, Items
from proxenia.publication.documents.about import told
from proxenia.publication.documents.books import POCKET, Ask, part
from proxenia.publication.documents.past import line
from proxenia.publication.documents.people import Met, present
from proxenia.publication.documents.promised import OURS, THEIRS, beneath
from proxenia.publication.documents.risks import destination_for
from proxenia.publication.queries.scope import contacts_in, promises_in

MOST_PEOPLE, MOST_PROMISES, LONGEST = 10, 5, 140


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1].rstrip()}…"


@part("people", gettext_lazy("Whom you meet"), order=10, books=(POCKET,))
def people(ask: Ask) -> Sequence[Block]:
    """Name who takes part, how to say the name, and the post."""
    met = [one for one in present(ask) if not one.stays][:MOST_PEOPLE]
    ask.saw(one.person for one in met if one.person)
    return [Cards(tuple(map(_card, met)))] if met else []


def _card(met: Met) -> Card:
    person = met.person
    local = person.name_local if person and person.name_local != person.name else ""
    said = person.pronunciation if person else ""
    return Card(met.name, local, tuple(_short(text) for text in (said, met.post, met.reply) if text))


def _owed(ask: Ask, side: str) -> Sequence[Block]:
    found = [one for one in promises_in(ask.scope, only_open=True) if one.side == side][:MOST_PROMISES]
    ask.saw(found)
    return [Items(tuple((_short(one.what), beneath(one, ask.today)) for one in found))] if found else []


@part("ours", gettext_lazy("We owe them"), order=30, books=(POCKET,))
def ours(ask: Ask) -> Sequence[Block]:
    """Name what we promised and have not kept yet."""
    return _owed(ask, OURS)


@part("theirs", gettext_lazy("They owe us"), order=40, books=(POCKET,))
def theirs(ask: Ask) -> Sequence[Block]:
    """Name what they promised and have not kept yet."""
    return _owed(ask, THEIRS)


@part("facts", gettext_lazy("Good to know"), order=50, books=(POCKET,))
def facts(ask: Ask) -> Sequence[Block]:
    """Name the last contact and the destination's risk level."""
    last = contacts_in(ask.scope, 1)
    rated = destination_for(ask)
    ask.saw([*last, *([rated] if rated else [])])
    found = told(
        (_("Last contact"), _short(line(last[0])[0]) if last else ""),
        (_("Risk level"), rated.get_level_display() if rated else ""),
    )
    return [Facts(found)] if found else []
