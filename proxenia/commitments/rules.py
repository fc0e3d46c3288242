"""How a promise moves from open to an end, and what it must say."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from proxenia.commitments.models import Commitment
from proxenia.core.errors import Refused

State = Commitment.State


@dataclass(frozen=True)
class Transition:
    """One step of a promise: from where, to where, the verb on the button, what it needs."""

    verb: str
    label: Any
    source: tuple[str, ...]
    target: str
    needs_evidence: bool = False


TRANSITIONS = (
    Transition(
        "keep_commitment",
        pgettext_lazy("button", "It was kept"),
        (State.OPEN,),
        State.KEPT,
        needs_evidence=True,
    ),
    Transition("break_commitment", pgettext_lazy("button", "It was broken"), (State.OPEN,), State.BROKEN),
    Transition("drop_commitment", pgettext_lazy("button", "Drop it"), (State.OPEN,), State.DROPPED),
    Transition(
        "reopen_commitment",
        pgettext_lazy("button", "Open it again"),
        (State.KEPT, State.BROKEN, State.DROPPED),
        State.OPEN,
    ),
)

SENTENCES = {
    "add_commitment": gettext_lazy("recorded the promise"),
    "change_commitment": gettext_lazy("changed the promise"),
    "keep_commitment": gettext_lazy("noted that it was kept"),
    "break_commitment": gettext_lazy("noted that it was broken"),
    "drop_commitment": gettext_lazy("dropped it"),
    "reopen_commitment": gettext_lazy("opened it again"),
}


def transition(verb: str) -> Transition:
    """Return the step of that verb."""
    for step in TRANSITIONS:
        if step.verb == verb:
            return step
    raise Refused(_("There is no such step."), where="state")


def steps_from(state: str) -> list[Transition]:
    """Return the steps a promise in this state may take."""
    return [step for step in TRANSITIONS if state in step.source]


def check_step(commitment: Commitment, step: Transition, evidence: str) -> None:
    """Refuse a step the promise cannot take, or one without what shows it."""
    if commitment.state not in step.source:
        word = commitment.get_state_display()
        raise Refused(_("This promise is already noted as: {state}.").format(state=word), where="state")
    if step.needs_evidence and not (evidence.strip() or commitment.evidence.strip()):
        raise Refused(_("Say in a sentence what shows that it was kept."), where="evidence")


def check_words(what: str) -> str:
    """Refuse a promise without words."""
    if not what.strip():
        raise Refused(_("Say what was promised."), where="what")
    return what.strip()
