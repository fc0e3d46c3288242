"""Every write about promises; the rooms that own the links call these and link what they get."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from proxenia.accounts.models import Office, Unit, User
from proxenia.accounts.models.roles import READ
from proxenia.commitments.models import Commitment
from proxenia.commitments.queries import could_check
from proxenia.commitments.rules import (
    Transition,
    answerable,
    check_second_person,
    check_sides,
    check_step,
    check_words,
    transition,
)
from proxenia.core.errors import NotFound, Refused
from proxenia.core.values import clean_text, fold
from proxenia.directory.models import Organisation, Person
from proxenia.records import actions as records
from proxenia.records.access import check_may_write, check_may_write_in, may_see
from proxenia.records.models import File

FIELDS = ("what", "side", "owner_name", "due", "evidence", "note", "person", "organisation")
State = Commitment.State


def _values(given: dict[str, Any]) -> dict[str, Any]:
    values = {name: given[name] for name in FIELDS if name in given}
    if "what" in values:
        values["what"] = check_words(clean_text(values["what"]))[:500]
        values["what_folded"] = fold(values["what"])[:500]
    return values


def _check_owner(owner: User | None, office: Office, by: User) -> None:
    """Refuse that somebody answers for a promise who does not work in the office."""
    if owner is not None and owner != by and not owner.standing(office).has(READ):
        raise Refused(_("Only somebody who works in this office can answer for it."), where="owner")


def _check_them(values: dict[str, Any], side: str, office: Office, by: User) -> None:
    """Refuse a person or body that answers for it and that this person does not see, or on our side."""
    named = [values.get("person"), values.get("organisation")]
    for record in named:
        if isinstance(record, (Person, Organisation)) and (
            record.office_id != office.pk or not may_see(by, record)
        ):
            raise NotFound(_("There is no such person or body."), where="them")
    check_sides(side, of_them=any(named))


@transaction.atomic
def add_commitment(
    office: Office,
    *,
    by: User,
    values: dict[str, Any],
    unit: Unit | None = None,
    owner: User | None = None,
    visibility: str = "internal",
    extra: dict[str, Any] | None = None,
) -> Commitment:
    """Record a promise of ours or theirs; ``extra`` is what the log tells besides (the tie it belongs to).

    ``values`` may name the ``owner`` too: who of us answers for it, or follows up a promise of theirs.
    """
    answers = owner or values.get("owner")
    ready = _values({"what": "", **values})
    check_may_write_in(by, office, unit)
    _check_owner(answers, office, by)
    _check_them(ready, ready.get("side", ""), office, by)
    return records.create(
        Commitment,
        by=by,
        office=office,
        verb="add_commitment",
        values=ready,
        unit=unit,
        owner=answers,
        visibility=visibility,
        extra=extra,
    )


def change_commitment(
    commitment: Commitment, *, by: User, values: dict[str, Any], expected_version: int | None = None
) -> Commitment:
    """Change the words, owner or due date of a promise; its state moves by ``move_commitment``."""
    check_may_write(by, commitment)
    ready = _values(values)
    if "owner" in values:
        owner = values["owner"]
        if owner is not None and owner != commitment.owner:
            _check_owner(owner, commitment.office, by)
            if not may_see(owner, commitment):
                sentence = _("%(name)s does not see this promise. Name them as a reader of it first.")
                raise Refused(sentence % {"name": owner.name}, where="owner")
        ready["owner"] = owner
    whole = {name: ready.get(name, getattr(commitment, name)) for name in ("person", "organisation")}
    changed = {name: whole[name] if name in ready else None for name in whole}
    side = ready.get("side", commitment.side)
    _check_them(changed, side, commitment.office, by)
    check_sides(side, of_them=any(whole.values()))
    return records.change(
        commitment, by=by, verb="change_commitment", values=ready, expected_version=expected_version
    )


@transaction.atomic
def move_commitment(
    commitment: Commitment, *, by: User, verb: str, evidence: str = "", words: str = ""
) -> Commitment:
    """Take a promise one step on: reported done, found kept by a second person, sent back, broken, dropped, reopened.

    Nothing closes itself. ``evidence`` is what shows it; ``words`` how well it was done or why; where a step asks
    only why, either is taken.
    """
    check_may_write(by, commitment)
    step = transition(verb)
    has_files = File.objects.filter(anchor=commitment.anchor_id).live().exists()
    check_step(commitment, step, evidence, words=words, has_files=has_files)
    is_alone = False
    if step.is_check and by.pk in answerable(commitment):
        is_alone = check_second_person(
            commitment, by.pk, is_alone=not could_check(commitment, but=by), words=words or evidence
        )
    values = _moved(commitment, step, by, evidence.strip(), words.strip())
    return records.change(commitment, by=by, verb=verb, values={**values, "is_checked_alone": is_alone})


def _moved(commitment: Commitment, step: Transition, by: User, evidence: str, words: str) -> dict[str, Any]:
    """Return the values of a promise after a step."""
    today = timezone.localdate()
    is_open = step.target in (State.OPEN, State.TO_CHECK)
    values: dict[str, Any] = {
        "state": step.target,
        "closed_on": None if is_open else today,
        "checked_by": by if step.is_check else None,
    }
    if step.target == State.TO_CHECK:
        values |= {"done_on": today, "done_by": by}
    elif step.target == State.OPEN:
        values |= {"done_on": None, "done_by": None}
    shows = step.needs_evidence and not (step.is_check and commitment.state == State.TO_CHECK)
    if shows:
        values |= {"evidence": evidence or commitment.evidence, "outcome": words or commitment.outcome}
    elif words or evidence:
        values["outcome"] = words or evidence
    return values
