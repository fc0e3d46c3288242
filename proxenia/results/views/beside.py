"""Side effects on the pages of benefits: a sentence, and lines by tie or municipality."""

from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from proxenia.accounts.models import Office, User
from proxenia.results.models.logs import Externality
from proxenia.results.queries import beside as queries
from proxenia.results.queries import naming, rollups
from proxenia.results.views.shared import address

LINES = {rollups.TIE: (queries.by_tie, "tie"), rollups.AREA: (queries.by_area, "area")}


def beside(user: User, office: Office, dimension: str = "") -> dict[str, Any]:
    """Return what the section of side effects says; by tie or municipality where that is asked."""
    states = list(queries.side_effects(user, office).order_by().values_list("state", flat=True))
    url = address("externalities", office)
    told: dict[str, Any] = {"sentence": _sentence(states), "url": url, "label": "", "rows": []}
    if dimension in LINES:
        find, name = LINES[dimension]
        told["label"] = naming.label_of(dimension)
        told["rows"] = [
            {
                "name": one.name, "count": one.count, "unanswered": one.unanswered,
                "url": f"{url}?{urlencode({name: one.code})}",
            }
            for one in find(user, office)
        ]  # fmt: skip
    return told


def _sentence(states: list[str]) -> str:
    if not states:
        return _("No side effect is written down; that does not say that there is none.")
    unanswered = states.count(Externality.State.OPEN)
    told = ngettext("%(n)s side effect is written down", "%(n)s side effects are written down", len(states))
    rest = ngettext("for %(n)s nothing is done yet", "for %(n)s nothing is done yet", unanswered)
    return f"{told % {'n': len(states)}}; {rest % {'n': unanswered}}."
