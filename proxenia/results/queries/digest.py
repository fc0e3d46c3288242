"""What returns add to the digest of somebody: what their units owe, and what waits to be looked at."""

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _

from proxenia.accounts.access import may
from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import WRITE
from proxenia.commitments.queries.digests import Line, Part, register_part
from proxenia.core.templatetags.words import full_date
from proxenia.records.access import may_write_in
from proxenia.results.models.returns import Return
from proxenia.results.queries.questionnaires import past_day
from proxenia.results.queries.returns import late, returns_seen
from proxenia.results.rules.returns import State

SHOWN = 10
LOOKED_AT = 200


def _part(title: str, office: Office, found: list[Return], words: str) -> Part | None:
    lines = [
        Line(
            str(one),
            reverse("results:return", args=(office.slug, one.uid)),
            words.format(day=full_date(one.due)),
        )
        for one in found[:SHOWN]
    ]
    return Part(title, lines, len(found), reverse("results:returns", args=(office.slug,))) if lines else None


@register_part(60)
def late_returns(user: User, office: Office, today: dt.date) -> Part | None:
    """Tell which returns are overdue that this person may send in or has to ask for."""
    found = [one for one in late(user, office, today)[:LOOKED_AT] if may_write_in(user, office, one.unit_id)]
    return _part(_("Returns overdue"), office, found, _("due on {day}"))


@register_part(61)
def to_look_at(user: User, office: Office, today: dt.date) -> Part | None:
    """Tell an officer which returns were sent in and wait."""
    if not may(user, office, WRITE):
        return None
    found = list(returns_seen(user, office).filter(state=State.SUBMITTED)[:LOOKED_AT])
    return _part(_("Returns sent in, to be looked at"), office, found, _("was due on {day}"))


@register_part(62)
def to_close(user: User, office: Office, today: dt.date) -> Part | None:
    """Tell an officer which rounds of questionnaires are past their day: closed, they show what was answered."""
    if not may(user, office, WRITE):
        return None
    found = list(past_day(user, office, today)[:LOOKED_AT])
    lines = [
        Line(
            str(one),
            reverse("results:question_round", args=(office.slug, one.uid)),
            _("was open until {day}").format(day=full_date(one.due)),
        )
        for one in found[:SHOWN]
    ]
    title, address = _("Questionnaires to close"), reverse("results:questionnaires", args=(office.slug,))
    return Part(title, lines, len(found), address) if lines else None
