"""How a promise moves from open to an end, what it must say on the way, and who may say that it was kept."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from proxenia.commitments.models import Commitment
from proxenia.core.errors import Refused

State = Commitment.State


@dataclass(frozen=True)
class Transition:
    """One step of a promise: from where, to where, the verb on the button, what it needs.

    ``needs_evidence``: what shows it, in words or as a file; ``needs_words``: why; ``is_check``: only a person who
    neither answers for it nor reported it done may take it.
    """

    verb: str
    label: Any
    source: tuple[str, ...]
    target: str
    needs_evidence: bool = False
    needs_words: bool = False
    is_check: bool = False


STANDING = (State.OPEN, State.TO_CHECK)
"""States in which a promise is still to be kept, or to be found kept."""
TRANSITIONS = (
    Transition(
        "report_commitment",
        pgettext_lazy("button", "It is done, to be checked"),
        (State.OPEN,),
        State.TO_CHECK,
        needs_evidence=True,
    ),
    Transition(
        "keep_commitment",
        pgettext_lazy("button", "It was kept"),
        STANDING,
        State.KEPT,
        needs_evidence=True,
        is_check=True,
    ),
    Transition(
        "send_back_commitment",
        pgettext_lazy("button", "Send it back: something is missing"),
        (State.TO_CHECK,),
        State.OPEN,
        needs_words=True,
    ),
    Transition(
        "break_commitment",
        pgettext_lazy("button", "It was broken"),
        STANDING,
        State.BROKEN,
        needs_words=True,
    ),
    Transition(
        "drop_commitment", pgettext_lazy("button", "Drop it"), STANDING, State.DROPPED, needs_words=True
    ),
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
    "report_commitment": gettext_lazy("reported it done"),
    "keep_commitment": gettext_lazy("found that it was kept"),
    "send_back_commitment": gettext_lazy("sent it back as not done"),
    "break_commitment": gettext_lazy("noted that it was broken"),
    "drop_commitment": gettext_lazy("dropped it"),
    "reopen_commitment": gettext_lazy("opened it again"),
}
STEP_VERBS = tuple(step.verb for step in TRANSITIONS)


def transition(verb: str) -> Transition:
    """Return the step of that verb."""
    for step in TRANSITIONS:
        if step.verb == verb:
            return step
    raise Refused(_("There is no such step."), where="state")


def steps_from(state: str) -> list[Transition]:
    """Return the steps a promise in this state may take."""
    return [step for step in TRANSITIONS if state in step.source]


def check_step(
    commitment: Commitment, step: Transition, evidence: str, *, words: str = "", has_files: bool = False
) -> None:
    """Refuse a step the promise cannot take, one without what shows it, or one without the reason.

    ``evidence`` also counts as the reason where only a reason is asked for: a form has one box for either.
    """
    if commitment.state not in step.source:
        word = commitment.get_state_display()
        raise Refused(_("This promise is already noted as: {state}.").format(state=word), where="state")
    if step.needs_evidence and not (evidence.strip() or commitment.evidence.strip() or has_files):
        raise Refused(
            _("Say in a sentence what shows that it was kept, or add a file that does."), where="evidence"
        )
    if step.needs_words and not (words.strip() or evidence.strip()):
        raise Refused(_("Say in a sentence why: nothing is closed without a word."), where="evidence")


def answerable(commitment: Commitment) -> set[int]:
    """Return the users who cannot be the second person that checks a promise.

    Of ours: who answers for it, else who recorded it; of both sides: who reported it done.
    """
    found = {commitment.done_by_id}
    if commitment.side == Commitment.Side.US:
        found.add(commitment.owner_id or commitment.created_by_id)
    return {key for key in found if key is not None}


def check_second_person(commitment: Commitment, by: int, *, is_alone: bool, words: str) -> bool:
    """Refuse the check by somebody who answers for the promise; return whether it is checked without a second person.

    ``is_alone``: nobody else in the office could check it; then it takes a sentence, and the page says so for ever.
    """
    if by not in answerable(commitment):
        return False
    if not is_alone:
        raise Refused(
            _("Somebody else checks that it was kept: you answer for it or reported it done."), where="verb"
        )
    if not words.strip():
        raise Refused(
            _("Nobody else here can check it. Say in a sentence how you know that it was done well."),
            where="evidence",
        )
    return True


def check_words(what: str) -> str:
    """Refuse a promise without words."""
    if not what.strip():
        raise Refused(_("Say what was promised."), where="what")
    return what.strip()


def check_sides(side: str, *, of_them: bool) -> None:
    """Refuse that a person or body of the other side answers for a promise of ours."""
    if of_them and side == Commitment.Side.US:
        raise Refused(
            _("This is a promise of ours: somebody of ours answers for it, not a partner."), where="them"
        )
