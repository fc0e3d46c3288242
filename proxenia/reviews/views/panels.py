"""What vital signs add to the page of a tie."""

from typing import Any

from django.http import HttpRequest

from proxenia.accounts.access import may, signed_in
from proxenia.accounts.models.roles import READ
from proxenia.core.panels import panel
from proxenia.portfolio.models import Partnership
from proxenia.portfolio.rules import HISTORIC
from proxenia.reviews.models import VitalSign
from proxenia.reviews.rules import MOST_SHOWN, STATE_SENTENCES, sentence


@panel(page="portfolio.tie", slot="left", order=20, template="reviews/_vital_signs.html")
def vital_signs(request: HttpRequest, tie: Partnership) -> dict[str, Any] | None:
    """Say whether a tie lives, the facts that weigh most, and what would change the word."""
    sign = VitalSign.objects.filter(partnership=tie).first()
    # A partner from outside with whom the tie is shared does not know what the whole office knows.
    if sign is None or tie.state == HISTORIC or not may(signed_in(request), tie.office, READ):
        return None
    change = [one for one in sign.facts if one["fact"] == "change"]
    facts = [one for one in sign.facts if one["fact"] != "change"]
    return {
        "judged_tie": tie,
        "sign": sign,
        "verdict": STATE_SENTENCES[sign.state],
        "weighty": [sentence(one) for one in facts[:MOST_SHOWN]],
        "others": [sentence(one) for one in facts[MOST_SHOWN:]],
        "change": [sentence(one) for one in change],
        "chance": None if sign.p_stopped is None else _percent(sign),
    }


def _percent(sign: VitalSign) -> dict[str, int]:
    return {name: round(100 * getattr(sign, name)) for name in ("p_stopped", "low", "high")}
