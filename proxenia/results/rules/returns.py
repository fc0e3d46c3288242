"""How a return goes from due to locked, when it is owed, and the words of its log."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.core.errors import Refused
from proxenia.core.periods import Period
from proxenia.core.values import CellError
from proxenia.results.models.returns import BusinessPlan, Return

State = Return.State
LINK_LIFE = dt.timedelta(days=60)
BETWEEN = dt.timedelta(days=7)
"""So long after one letter about a late return the next one is written."""
AHEAD = dt.timedelta(days=14)
"""So long before a period ends its return is opened."""
SHORTEST_COMMENT = 5


@dataclass(frozen=True)
class Step:
    """One step of a return: its name, from which states, where to, whether only the office at large may take it."""

    code: str
    label: Any
    before: tuple[str, ...]
    after: str
    by_office: bool = True


STEPS = (
    Step(
        "submit",
        gettext_lazy("Send it in"),
        (State.DUE, State.SENT_BACK, State.SUBMITTED),
        State.SUBMITTED,
        False,
    ),
    Step("send_back", gettext_lazy("Send it back"), (State.SUBMITTED,), State.SENT_BACK),
    Step("accept", gettext_lazy("Accept it"), (State.SUBMITTED,), State.ACCEPTED),
    Step("lock", gettext_lazy("Lock it"), (State.ACCEPTED,), State.LOCKED),
    Step("reopen", gettext_lazy("Open it again"), (State.ACCEPTED, State.LOCKED), State.SENT_BACK),
)
OWED = (State.DUE, State.SENT_BACK)
GIVEN = (State.ACCEPTED, State.LOCKED)

_WHY_NOT: Mapping[str, Any] = {
    "submit": gettext_lazy(
        "It is accepted already: what it says stands. The office can open it again, with a reason."
    ),
    "send_back": gettext_lazy("Only what was sent in can be sent back."),
    "accept": gettext_lazy("Only what was sent in can be accepted."),
    "lock": gettext_lazy("Only an accepted return can be locked."),
    "reopen": gettext_lazy("It is not accepted yet, so there is nothing to open again."),
}

SENTENCES = {
    "add_business_plan": gettext_lazy("wrote down what a unit or partner reports on"),
    "change_business_plan": gettext_lazy("changed what a unit or partner reports on"),
    "archive_business_plan": gettext_lazy("put a plan of a unit or partner away"),
    "restore_business_plan": gettext_lazy("brought a plan of a unit or partner back"),
    "archive_return": gettext_lazy("put a return away that need not be given"),
    "restore_return": gettext_lazy("asked again for a return"),
    "open_return": gettext_lazy("asked for a return"),
    "submit_return": gettext_lazy("sent a return in"),
    "send_back_return": gettext_lazy("sent a return back with comments"),
    "accept_return": gettext_lazy("accepted a return"),
    "lock_return": gettext_lazy("locked a return"),
    "reopen_return": gettext_lazy("opened a return again"),
    "link_return": gettext_lazy("made a link by which a return is filled in"),
    "mail_return": gettext_lazy("mailed the workbook and a link of a return"),
    "chase_return": gettext_lazy("wrote about a late return"),
    "forget_chase": gettext_lazy("noted that a letter about a late return did not go out"),
}


def step_of(code: str) -> Step:
    """Return a step by its name."""
    return next(step for step in STEPS if step.code == code)


def why_not(code: str, state: str) -> str:
    """Return why a step cannot be taken now, '' where it can."""
    return "" if state in step_of(code).before else str(_WHY_NOT[code])


def check_step(code: str, state: str) -> str:
    """Return the state a step leads to; one that cannot be taken now is refused with the reason."""
    if reason := why_not(code, state):
        raise Refused(reason, where="state")
    return step_of(code).after


def check_comment(text: str, where: str = "comment") -> str:
    """Refuse to send back or open again without saying why."""
    if len(text.strip()) < SHORTEST_COMMENT:
        raise Refused(_("Say in a sentence what is to be changed."), where=where)
    return text.strip()


def is_late(state: str, due: dt.date, today: dt.date) -> bool:
    """Say whether a return is overdue."""
    return state in OWED and due < today


def check_period(plan: BusinessPlan, text: str, begins: int) -> Period:
    """Return a period the plan asks a return for; another one is refused."""
    try:
        period = Period.parse(text, begins)
    except CellError as error:
        raise Refused(str(error), where="period") from error
    if period.kind != plan.frequency:
        message = _("“%(plan)s” reports by another kind of period: %(words)s.")
        raise Refused(message % {"plan": plan.title, "words": plan.get_frequency_display()}, where="period")
    first = Period.parse(plan.begins, begins)
    last = Period.parse(plan.until, begins) if plan.until else None
    if period < first or (last is not None and last < period):
        message = _("“%(plan)s” asks for no return of %(period)s: it runs from %(first)s to %(last)s.")
        told = {
            "plan": plan.title,
            "period": period.code,
            "first": first.code,
            "last": last.code if last else "…",
        }
        raise Refused(message % told, where="period")
    return period


def due_day(period: Period, days: int) -> dt.date:
    """Return by when a return of a period is to be sent."""
    return period.last + dt.timedelta(days=days)
