"""What to look out for: how the tie stands, the destination's risk level, the safeguards it asks for."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.core.papers import Block, Facts, Heading, Items, Words
from proxenia.core.templatetags.words import full_date
from proxenia.engagements.models import Engagement
from proxenia.portfolio.rules import HISTORIC
from proxenia.publication.documents.about import told
from proxenia.publication.documents.books import BRIEFING, HANDOVER, Ask, part
from proxenia.reviews.models import VitalSign
from proxenia.reviews.rules import MOST_SHOWN, STATE_SENTENCES, sentence
from proxenia.risk.models import Destination
from proxenia.risk.queries import destination_of, safeguards


@part("standing", gettext_lazy("How the tie stands"), order=60, books=(BRIEFING, HANDOVER))
def standing(ask: Ask) -> Sequence[Block]:
    """Tell the vital signs of each tie: the word, the facts that weigh most, what would change it, how old it is."""
    signs = {sign.partnership_id: sign for sign in VitalSign.objects.filter(partnership__in=ask.scope.ties)}
    blocks: list[Block] = []
    for tie in ask.scope.ties:
        sign = signs.get(tie.pk)
        if sign is None or tie.state == HISTORIC:
            continue
        facts = [one for one in sign.facts if one["fact"] != "change"][:MOST_SHOWN]
        facts += [one for one in sign.facts if one["fact"] == "change"]
        blocks += [
            Heading(tie.name),
            Words(str(STATE_SENTENCES[sign.state])),
            Items(tuple((sentence(one), "") for one in facts)),
            Words(_("As of %(day)s.") % {"day": full_date(sign.computed_at)}, "small"),
        ]
    return blocks


def destination_for(ask: Ask) -> Destination | None:
    """Return the rating of where an engagement takes place, as far as this reader sees one."""
    one: Engagement = ask.subject
    if one.place is None:
        return None
    return destination_of(ask.user, ask.office, one.place.country, one.place.name)


@part("risks", gettext_lazy("Risks and safeguards"), order=75, books=(BRIEFING,))
def risks(ask: Ask) -> Sequence[Block]:
    """Tell the standing risk level of the destination, whose advice that follows, and the checklist for it."""
    rated = destination_for(ask)
    if rated is None:
        return []
    ask.saw([rated])
    facts = told(
        (_("Destination"), rated.destination_words()),
        (_("Risk level"), rated.get_level_display()),
        (_("Source"), rated.source),
        (_("As of"), full_date(rated.rated_on)),
        (_("Note"), rated.note),
    )
    lines = tuple((one.words, "") for one in safeguards(rated.level))
    checklist: list[Block] = [Heading(_("Before you travel")), Items(lines)] if lines else []
    return [Facts(facts), *checklist]
