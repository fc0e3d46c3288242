"""The life of a contact: planned, held, closed or cancelled; which of them count, and what each step needs."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from proxenia.core.errors import Refused
from proxenia.core.values import PartialDate
from proxenia.engagements.models import Engagement

State = Engagement.State

CONTACT_STATES = (State.HELD.value, State.CLOSED.value)
"""What is planned has not happened yet, and what was cancelled never did: neither is a contact."""


@dataclass(frozen=True)
class Step:
    """One step of a contact: from where, to where, the verb, the words of its button, and what it needs."""

    verb: str
    label: Any
    source: tuple[str, ...]
    target: str
    needs_reason: bool = False


STEPS = (
    Step("hold_engagement", pgettext_lazy("button", "It took place"), (State.PLANNED,), State.HELD),
    Step(
        "cancel_engagement",
        pgettext_lazy("button", "It does not take place"),
        (State.PLANNED, State.HELD),
        State.CANCELLED,
        needs_reason=True,
    ),
    Step("close_engagement", pgettext_lazy("button", "Close it"), (State.HELD,), State.CLOSED),
    Step(
        "reopen_engagement",
        pgettext_lazy("button", "Open it again"),
        (State.CLOSED,),
        State.HELD,
        needs_reason=True,
    ),
    Step(
        "plan_engagement_again",
        pgettext_lazy("button", "It is planned again"),
        (State.CANCELLED,),
        State.PLANNED,
    ),
)

SENTENCES = {
    "hold_engagement": gettext_lazy("noted that it took place"),
    "cancel_engagement": gettext_lazy("noted that it does not take place"),
    "close_engagement": gettext_lazy("closed it"),
    "reopen_engagement": gettext_lazy("opened it again"),
    "plan_engagement_again": gettext_lazy("planned it again"),
}


def is_contact(engagement: Engagement, on: dt.date) -> bool:
    """Say whether it happened up to a day, as far as is known: held or closed, and not put away."""
    # ISO text: "2026-11" stands before every day of that November, as its first day does.
    has_come = str(engagement.date) <= on.isoformat()
    return engagement.archived_at is None and engagement.state in CONTACT_STATES and has_come


def contacts(on: dt.date, path: str = "") -> Q:
    """Return the same rule for a query; ``path`` leads to the engagement, as in ``engagement__``."""
    return Q(
        **{
            f"{path}archived_at": None,
            f"{path}date__lte": on.isoformat(),
            f"{path}state__in": CONTACT_STATES,
        }
    )


def lies_ahead(date: PartialDate, today: dt.date) -> bool:
    """Say whether even the first day a date can mean is still to come."""
    return str(date) > today.isoformat()


def state_by_date(date: PartialDate, today: dt.date) -> str:
    """Return the state of a contact of which nobody said more than when it is."""
    return State.PLANNED.value if lies_ahead(date, today) else State.HELD.value


def state_after(state: str, date: PartialDate, today: dt.date) -> str:
    """Return the state of a contact whose date somebody set anew: it follows, unless closed or cancelled."""
    return state_by_date(date, today) if state in (State.PLANNED, State.HELD) else state


def check_state(values: Mapping[str, Any], today: dt.date) -> None:
    """Refuse a state the other fields contradict: what lies ahead did not happen, what is closed has its note."""
    state = values.get("state", "")
    if state not in State.values:
        raise Refused(_("“{word}” is not in the list.").format(word=state), where="state")
    if state in CONTACT_STATES and lies_ahead(values["date"], today):
        sentence = _("On {date} it lies ahead: it can be planned, but it did not take place yet.")
        raise Refused(sentence.format(date=values["date"]), where="date")
    if state == State.CLOSED:
        _check_note(values.get("note", ""))


def _check_note(note: str) -> None:
    if not note.strip():
        raise Refused(_("A closed contact says what came of it: a sentence is enough."), where="note")


def check_closing(note: str, follow_ups: int, nothing_to_follow: bool) -> None:
    """Refuse to close a contact without its note, or before somebody decided what follows."""
    _check_note(note)
    if follow_ups == 0 and not nothing_to_follow:
        sentence = _("Record what was promised, or say that nothing has to follow.")
        raise Refused(sentence, where="nothing_to_follow")


def step(verb: str) -> Step:
    """Return the step of that verb."""
    for one in STEPS:
        if one.verb == verb:
            return one
    raise Refused(_("There is no such step."), where="state")


def steps_from(state: str) -> list[Step]:
    """Return the steps a contact in this state may take."""
    return [one for one in STEPS if state in one.source]


def check_step(engagement: Engagement, one: Step, reason: str) -> None:
    """Refuse a step the contact cannot take, or one without the reason it needs."""
    if engagement.state not in one.source:
        word = engagement.get_state_display()
        raise Refused(_("This contact is noted as: {state}.").format(state=word), where="state")
    if one.needs_reason and not reason.strip():
        raise Refused(_("Say why, in a few words."), where="reason")
