"""Who may write a tie, go beyond a cap, and why a step cannot be taken now."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from proxenia.accounts.access import may
from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import OVERRIDE
from proxenia.core.errors import NotAllowed, NotFound, Refused
from proxenia.portfolio.models import Partnership
from proxenia.portfolio.rules import (
    ACTIVE,
    HISTORIC,
    Transition,
    cap_sentence,
    check_cap,
    from_state,
    why_not,
)
from proxenia.records.access import may_see, may_write_in


@dataclass(frozen=True)
class Step:
    """A step offered on the page of a tie; ``reason`` says why it cannot be taken now."""

    label: Any
    target: str
    verb: str
    reason: str = ""


def check_may_exceed(user: User, office: Office, working: int, override_reason: str) -> bool:
    """Refuse one more active tie beyond the cap, unless somebody who may decides so with a reason.

    Returns whether the cap was overridden.
    """
    try:
        check_cap(working, office.partnership_cap)
    except Refused:
        if not override_reason.strip():
            raise
        if not may(user, office, OVERRIDE):
            raise NotAllowed(
                _("Your role does not allow you to go beyond the limit of active ties."), where=OVERRIDE
            ) from None
        return True
    return False


def check_same_office(user: User, tie: Partnership, other: Partnership) -> None:
    """Refuse another tie that this person may not see, or that is another office's."""
    if other.office_id != tie.office_id or not may_see(user, other):
        raise NotFound(_("There is no such tie."), where="parent")


def steps_of(user: User, tie: Partnership, working: int) -> list[Step]:
    """Return the steps on from a tie's state, each with the reason why it cannot be taken now, if any.

    ``working`` is the number of ties that count towards the cap.
    """
    role = "" if may_write_in(user, tie.office, tie.unit_id) else _("Your role in this office only reads.")
    if tie.is_archived:
        role = _("The tie is put away; bring it back first.")
    steps = [_step(user, tie, transition, role, working) for transition in from_state(tie.state)]
    if tie.state == ACTIVE:
        steps.append(Step(pgettext("tie", "Move it to historic"), HISTORIC, "", why_not(ACTIVE, HISTORIC)))
    if tie.state == "proposed":
        steps.append(Step(pgettext("tie", "Make it active"), ACTIVE, "", why_not("proposed", ACTIVE)))
    return steps


def _step(user: User, tie: Partnership, transition: Transition, role: str, working: int) -> Step:
    cap, reason = tie.office.partnership_cap, role
    enters = transition.target in ("active", "under_review") and tie.state not in ("active", "under_review")
    if not reason and enters and cap is not None and working >= cap and not may(user, tie.office, OVERRIDE):
        reason = cap_sentence(cap)
    return Step(transition.label, transition.target, transition.verb, reason)
