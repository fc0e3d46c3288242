"""What one goes into the talks with: the mandate as far as this reader may know it, and the agenda."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.core.papers import Block, Facts, Heading, Items
from proxenia.engagements.models import Mandate
from proxenia.engagements.queries.talks import agenda_of, mandates_of
from proxenia.publication.documents.about import told
from proxenia.publication.documents.books import BRIEFING, POCKET, Ask, part

MOST_IN_POCKET = 6


def mandates(ask: Ask) -> list[Mandate]:
    """Return the mandates this reader is named on; that they were opened is noted."""
    found = mandates_of(ask.user, ask.office, ask.subject)
    ask.saw(found)
    return found


def lines_of(text: str) -> list[str]:
    """Return the lines of a text that say something, without the marks people put before them."""
    return [line.strip(" \t-–•*") for line in text.splitlines() if line.strip(" \t-–•*")]


@part("talks", gettext_lazy("Talking points"), order=15, books=(BRIEFING,))
def talks(ask: Ask) -> Sequence[Block]:
    """Tell what is raised first, what we want, offer and do not agree to; then the agenda."""
    blocks = [block for one in mandates(ask) for block in _mandate(one)]
    drafts = agenda_of(ask.subject)
    points = lines_of(drafts[0].text) if drafts else []
    if points:
        blocks += [Heading(_("Agenda")), Items(tuple((point, "") for point in points))]
    return blocks


def _mandate(one: Mandate) -> Iterator[Block]:
    first = lines_of(one.raise_first)
    if first:
        yield Heading(_("To raise first"))
        yield Items(tuple((point, "") for point in first))
    facts = told(
        (_("We want"), one.wanted),
        (_("We offer"), one.offered),
        (_("We do not agree to"), one.limits),
        (_("They asked"), one.asked),
        (_("We obtained"), one.obtained),
        (_("We conceded"), one.conceded),
    )
    if facts:
        yield Facts(facts)


@part("talks", gettext_lazy("To raise"), order=20, books=(POCKET,))
def to_raise(ask: Ask) -> Sequence[Block]:
    """Name what is raised first, else what we want, and what we do not agree to."""
    points = []
    for one in mandates(ask):
        points += [(point, "") for point in lines_of(one.raise_first or one.wanted)]
        points += [(point, _("we do not agree to this")) for point in lines_of(one.limits)]
    return [Items(tuple(points[:MOST_IN_POCKET]))] if points else []
