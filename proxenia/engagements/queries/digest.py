"""What promises, silences and guests add to the digest of somebody: what is theirs to keep, check, call for, tell."""

import datetime as dt

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from proxenia.accounts.access import may
from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import OVERRIDE
from proxenia.commitments.models import Commitment
from proxenia.commitments.queries import is_overdue, to_check_by
from proxenia.commitments.queries.digests import Line, Part, register_part, told_further
from proxenia.core.registry import address_of
from proxenia.core.templatetags.words import ago, full_date, length_of_time
from proxenia.engagements.queries.invitations import untold
from proxenia.engagements.queries.keeping import going_cold, mine_q
from proxenia.engagements.queries.promises import due_first, tie_of, visible_promises

SHOWN = 10
NEAR = dt.timedelta(days=7)
US, THEM = Commitment.Side.US, Commitment.Side.THEM


def _list(office: Office, query: str = "") -> str:
    return reverse("engagements:promises", args=(office.slug,)) + query


def _line(office: Office, one: Commitment, today: dt.date) -> Line:
    tie = tie_of(one)
    words = [tie.name if tie else ""]
    if is_overdue(one, today):
        words.append(_("{length} overdue").format(length=length_of_time(one.due.last(), today)))
    elif one.due is not None:
        words.append(_("due {day}").format(day=full_date(one.due)))
    return Line(one.what, address_of("commitment", office.slug, one.uid), ", ".join(filter(None, words)))


def _part(title: str, office: Office, found: QuerySet[Commitment], today: dt.date, query: str) -> Part | None:
    shown = list(due_first(found)[: SHOWN + 1])
    total = len(shown) if len(shown) <= SHOWN else found.count()
    lines = [_line(office, one, today) for one in shown[:SHOWN]]
    return Part(title, lines, total, _list(office, query)) if lines else None


@register_part(10)
def taken_further(user: User, office: Office, today: dt.date) -> Part | None:
    """Tell, once, which promises of others were taken further to this person."""
    keys = [one.commitment_id for one in told_further(user, office)]
    found = visible_promises(user, office).filter(pk__in=keys)
    return _part(_("Taken further to you: overdue for long"), office, found, today, "?side=us&overdue=yes")


@register_part(20)
def mine_to_keep(user: User, office: Office, today: dt.date) -> Part | None:
    """Tell which promises of ours this person answers for are overdue, or due within a week."""
    near = (today + NEAR).isoformat()
    found = visible_promises(user, office).filter(owner=user, side=US, state="open", due__lte=near)
    return _part(_("Yours to keep"), office, found, today, "?side=us&mine=yes")


@register_part(30)
def mine_to_follow_up(user: User, office: Office, today: dt.date) -> Part | None:
    """Tell which promises of partners that this person follows up are overdue, or due within a week."""
    near = (today + NEAR).isoformat()
    found = visible_promises(user, office).filter(owner=user, side=THEM, state="open", due__lte=near)
    return _part(_("Partners owe; you follow it up"), office, found, today, "?side=them&mine=yes")


@register_part(40)
def to_check(user: User, office: Office, today: dt.date) -> Part | None:
    """Tell which promises reported done wait for a check that this person may give."""
    found = visible_promises(user, office).filter(to_check_by(user, office))
    return _part(_("Done, to be checked by a second person"), office, found, today, "?state=to_check")


@register_part(50)
def to_call_for(user: User, office: Office, today: dt.date) -> Part | None:
    """Tell from whom nothing was heard for longer than wanted: those this person looks after.

    Those nobody looks after are told to who decides on exceptions.
    """
    nobody = Q(tie__isnull=False, tie__owner=None) | Q(organisation__isnull=False, organisation__owner=None)
    nobody |= Q(person__isnull=False, person__owner=None)
    only = mine_q(user) | nobody if may(user, office, OVERRIDE) else mine_q(user)
    cold = going_cold(user, office, today, most=SHOWN, only=only)
    lines = [
        Line(
            str(one.record),
            address_of(one.record.record_kind, office.slug, one.record.uid),
            _("last contact {ago}").format(ago=ago(one.last, today))
            if one.last
            else _("no contact recorded"),
        )
        for one in cold.rows
    ]
    path = reverse("engagements:in_touch", args=(office.slug,)) + "?state=cold"
    return Part(_("To be called for"), lines, cold.total, path) if lines else None


@register_part(60)
def guests_untold(user: User, office: Office, today: dt.date) -> Part | None:
    """Tell of which engagements this person's guests do not know yet what changed."""
    found = untold(user, office, today)
    lines = [
        Line(one.title, reverse("engagements:guests", args=(office.slug, one.uid)), full_date(one.date))
        for one in found[:SHOWN]
    ]
    path = reverse("engagements:calendar", args=(office.slug,))
    return Part(_("Changed since your guests were told"), lines, len(found), path) if lines else None
