"""What calls, projects and applications may do, step by step; and what a budget and its dates must be."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from proxenia.core.errors import Refused
from proxenia.engagements.models.projects import (
    Application,
    BudgetLine,
    Call,
    Funding,
    Project,
    ProjectDate,
    Role,
)

State, Asked = Project.State, Application.State
_CURRENCY = re.compile(r"[A-Z]{3}")
MOST_PARTS = 400
"""So many lines, parties or dates a project has at most."""


@dataclass(frozen=True)
class Step:
    """One step: from where, to where, the verb, the words of its button, and what it needs beside."""

    verb: str
    label: Any
    source: tuple[str, ...]
    target: str
    needs: tuple[str, ...] = ()


CALL_STEPS = (
    Step(
        "choose_call", pgettext_lazy("button", "Worth an application"), (Call.State.SEEN, Call.State.LEFT),
        Call.State.WORTH,
    ),
    Step(
        "leave_call", pgettext_lazy("button", "Leave it alone"), (Call.State.SEEN, Call.State.WORTH), Call.State.LEFT,
        ("words",),
    ),
)  # fmt: skip
PROJECT_STEPS = (
    Step("start_project", pgettext_lazy("button", "It has begun"), (State.PREPARING,), State.RUNNING),
    Step("close_project", pgettext_lazy("button", "Close it"), (State.RUNNING,), State.CLOSED, ("words",)),
    Step(
        "drop_project", pgettext_lazy("button", "Drop it"), (State.PREPARING, State.RUNNING), State.DROPPED,
        ("words",),
    ),
    Step(
        "reopen_project", pgettext_lazy("button", "Take it up again"), (State.CLOSED, State.DROPPED), State.RUNNING,
        ("words",),
    ),
)  # fmt: skip
APPLICATION_STEPS = (
    Step(
        "hand_in_application", pgettext_lazy("button", "It was handed in"), (Asked.DRAFT,), Asked.SUBMITTED,
        ("on", "asked"),
    ),
    Step(
        "grant_application", pgettext_lazy("button", "It was granted"), (Asked.SUBMITTED,), Asked.GRANTED,
        ("on", "granted"),
    ),
    Step(
        "refuse_application", pgettext_lazy("button", "It was refused"), (Asked.SUBMITTED,), Asked.REFUSED,
        ("on", "words"),
    ),
    Step(
        "withdraw_application", pgettext_lazy("button", "We withdraw it"), (Asked.DRAFT, Asked.SUBMITTED),
        Asked.WITHDRAWN, ("on", "words"),
    ),
)  # fmt: skip

SENTENCES = {
    "add_call": gettext_lazy("noted the call"),
    "change_call": gettext_lazy("changed what is said of the call"),
    "choose_call": gettext_lazy("found the call worth an application"),
    "leave_call": gettext_lazy("left the call alone"),
    "archive_call": gettext_lazy("put the call away"),
    "restore_call": gettext_lazy("brought the call back"),
    "begin_project": gettext_lazy("began to prepare the project"),
    "change_project": gettext_lazy("changed the project"),
    "start_project": gettext_lazy("noted that the project has begun"),
    "close_project": gettext_lazy("closed the project"),
    "drop_project": gettext_lazy("dropped the project"),
    "reopen_project": gettext_lazy("took the project up again"),
    "archive_project": gettext_lazy("put the project away"),
    "restore_project": gettext_lazy("brought the project back"),
    "add_project_party": gettext_lazy("added who takes part"),
    "change_project_party": gettext_lazy("changed what somebody does in the project"),
    "remove_project_party": gettext_lazy("took somebody off the project"),
    "add_budget_line": gettext_lazy("added a line of the budget"),
    "change_budget_line": gettext_lazy("changed a line of the budget"),
    "remove_budget_line": gettext_lazy("removed a line of the budget"),
    "add_funding": gettext_lazy("noted co-funding"),
    "change_funding": gettext_lazy("changed co-funding"),
    "remove_funding": gettext_lazy("removed co-funding"),
    "begin_application": gettext_lazy("began an application"),
    "change_application": gettext_lazy("changed an application"),
    "hand_in_application": gettext_lazy("handed an application in"),
    "grant_application": gettext_lazy("noted that an application was granted"),
    "refuse_application": gettext_lazy("noted that an application was refused"),
    "withdraw_application": gettext_lazy("withdrew an application"),
    "add_project_date": gettext_lazy("noted a date of the project"),
    "place_stakeholder": gettext_lazy("placed somebody on the stakeholder map"),
    "move_stakeholder": gettext_lazy("moved somebody on the stakeholder map"),
    "remove_stakeholder": gettext_lazy("took somebody off the stakeholder map"),
}


def steps_from(steps: Iterable[Step], state: str) -> list[Step]:
    """Return the steps that may be taken from a state."""
    return [one for one in steps if state in one.source]


def step_of(steps: Iterable[Step], verb: str) -> Step:
    """Return the step of that verb; one that is not in the table is refused."""
    for one in steps:
        if one.verb == verb:
            return one
    raise Refused(_("There is no such step."), where="verb")


def check_step(step: Step, state: str, word: str, given: Mapping[str, Any]) -> None:
    """Refuse a step that cannot be taken from here, or that lacks the words it needs."""
    if state not in step.source:
        raise Refused(_("This cannot be done now; it stands as: %(state)s.") % {"state": word}, where="verb")
    if "words" in step.needs and not str(given.get("words") or "").strip():
        raise Refused(_("Say in a sentence why, or what came of it."), where="words")


def check_title(title: str) -> str:
    """Refuse a record without a name."""
    if not title.strip():
        raise Refused(_("Give it a name of a few words."), where="title")
    return title.strip()[:300]


def check_reason(reason: str) -> str:
    """Refuse to put something away without a word on why."""
    if not reason.strip():
        raise Refused(_("Say why it is put away."), where="reason")
    return reason.strip()


def check_call(values: Mapping[str, Any]) -> None:
    """Refuse a call that ends before it opens, or whose sum has no currency."""
    opens, deadline = values.get("opens"), values.get("deadline")
    if opens and deadline and deadline < opens:
        raise Refused(_("The deadline lies before the day the call opens."), where="deadline")
    if values.get("most") is not None:
        check_amount(values["most"], values.get("currency", ""), where="most")


def check_amount(amount: Decimal | None, currency: str, *, where: str = "amount") -> None:
    """Refuse an amount that is nothing or less, too large to be right, or has no currency."""
    if amount is None or amount <= 0:
        raise Refused(_("Write an amount of more than nothing."), where=where)
    if amount >= Decimal(10) ** 13:
        raise Refused(_("This amount is too large to be right."), where=where)
    if not _CURRENCY.fullmatch(currency or ""):
        raise Refused(_("Say in which currency: three letters such as EUR."), where="currency")


def check_term(starts: dt.date | None, ends: dt.date | None) -> None:
    """Refuse a project that ends before it starts."""
    if starts and ends and ends < starts:
        raise Refused(_("The project ends before it starts."), where="ends")


def check_start(project: Project) -> None:
    """Refuse to begin a project whose days nobody wrote down."""
    if project.starts is None or project.ends is None:
        raise Refused(_("Write down first from when to when it runs."), where="starts")


def check_open(project: Project) -> None:
    """Refuse to change the parts of a project that is over."""
    if project.state in (State.CLOSED, State.DROPPED):
        word = project.get_state_display()
        raise Refused(_("This project stands as: %(state)s. Take it up again first.") % {"state": word})


def check_no_open_dates(titles: list[str]) -> None:
    """Refuse to end a project of which something is still due; nothing closes itself silently."""
    if titles:
        shown = "; ".join(titles[:5]) + (" …" if len(titles) > 5 else "")
        sentence = _(
            "Something is still due: %(dates)s. Note first what became of it, or drop it with a reason."
        )
        raise Refused(sentence % {"dates": shown}, where="verb")


def check_room(count: int) -> None:
    """Refuse one part more than a page can show."""
    if count >= MOST_PARTS:
        raise Refused(_("A project has at most %(n)d of these.") % {"n": MOST_PARTS})


def check_choice(value: str, choices: Any, where: str) -> None:
    """Refuse a word that is not in its list."""
    if value not in choices.values:
        raise Refused(_("“{word}” is not in the list.").format(word=value), where=where)


def check_party(role: str, *, is_there: bool) -> None:
    """Refuse a role that is not in the list, and somebody who has this role already."""
    check_choice(role, Role, "role")
    if is_there:
        raise Refused(_("They take part in this role already; change that entry instead."), where="role")


def check_line(values: Mapping[str, Any]) -> None:
    """Refuse a line of a budget without words, amount or currency."""
    if not values.get("what", "").strip():
        raise Refused(_("Say what the money goes on."), where="what")
    check_choice(values.get("kind", ""), BudgetLine.Kind, "kind")
    check_amount(values.get("amount"), values.get("currency", ""))


def check_funding(
    values: Mapping[str, Any], budget: Mapping[str, Decimal], others: Mapping[str, Decimal]
) -> None:
    """Refuse co-funding in a currency the budget does not have, or above what the budget leaves open.

    ``budget`` and ``others`` (grants and other co-funding) are sums by currency; nothing is converted.
    """
    check_choice(values.get("kind", ""), Funding.Kind, "kind")
    amount, currency = values.get("amount"), values.get("currency", "")
    check_amount(amount, currency)
    if currency not in budget:
        sentence = _(
            "The budget has no line in %(currency)s, and nothing is converted here. Add that line first."
        )
        raise Refused(sentence % {"currency": currency}, where="currency")
    left = budget[currency] - others.get(currency, Decimal(0))
    if amount is not None and amount > left:
        sentence = _(
            "The budget in %(currency)s is %(budget)s, of which %(left)s is open: this is more. Raise the budget"
            " first, or enter less."
        )
        raise Refused(
            sentence % {"currency": currency, "budget": budget[currency], "left": max(left, Decimal(0))},
            where="amount",
        )


def check_date(kind: str, due: dt.date | None, project: Project) -> dt.date:
    """Return the day something is due; refuse none, one before the project starts, and a milestone after its end."""
    check_choice(kind, ProjectDate.Kind, "kind")
    if due is None:
        raise Refused(_("Say when it is due."), where="due")
    if project.starts and due < project.starts:
        sentence = _("This is due before the project starts, on %(day)s.")
        raise Refused(sentence % {"day": project.starts.isoformat()}, where="due")
    if kind == ProjectDate.Kind.MILESTONE and project.ends and due > project.ends:
        sentence = _("This milestone lies after the project ends, on %(day)s. A report may be due later.")
        raise Refused(sentence % {"day": project.ends.isoformat()}, where="due")
    return due


def check_term_holds(starts: dt.date | None, dues: Iterable[dt.date]) -> None:
    """Refuse to move the start of a project behind something that is due."""
    early = [day for day in dues if starts and day < starts]
    if early:
        sentence = _("Something is due on %(day)s, before that start. Move it first.")
        raise Refused(sentence % {"day": min(early).isoformat()}, where="starts")


def check_deadline(deadline: dt.date | None, on: dt.date, late_reason: str) -> None:
    """Refuse an application after the deadline of its call, unless it says why it was taken all the same."""
    if deadline is not None and on > deadline and not late_reason.strip():
        sentence = _("The deadline was %(day)s. If the funder takes it all the same, say why.")
        raise Refused(sentence % {"day": deadline.isoformat()}, where="late_reason")


def check_day(on: dt.date | None, today: dt.date, *, not_before: dt.date | None = None) -> dt.date:
    """Refuse a day that is missing, still to come, or before what came first."""
    if on is None:
        raise Refused(_("Say on which day."), where="on")
    if on > today:
        raise Refused(_("This day is still to come."), where="on")
    if not_before and on < not_before:
        sentence = _("This lies before the day it was handed in, %(day)s.")
        raise Refused(sentence % {"day": not_before.isoformat()}, where="on")
    return on


def check_levels(interest: int | None, influence: int | None) -> None:
    """Refuse a level outside one to five; not known is left empty, and is not nought."""
    for name, level in (("interest", interest), ("influence", influence)):
        if level is not None and not 1 <= level <= 5:
            raise Refused(_("A level is between 1 and 5; leave it empty where it is not known."), where=name)
