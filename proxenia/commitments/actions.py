"""Every write about promises; the rooms that own the links call these and link what they get."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from proxenia.accounts.models import Office, Unit, User
from proxenia.commitments.models import Commitment
from proxenia.commitments.rules import check_step, check_words, transition
from proxenia.core.values import clean_text, fold
from proxenia.records import actions as records
from proxenia.records.access import check_may_write

FIELDS = ("what", "side", "owner_name", "due", "evidence", "note")


def _values(given: dict[str, Any]) -> dict[str, Any]:
    values = {name: given[name] for name in FIELDS if name in given}
    if "what" in values:
        values["what"] = check_words(clean_text(values["what"]))[:500]
        values["what_folded"] = fold(values["what"])[:500]
    return values


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
    """Record a promise of ours or theirs; ``extra`` is what the log tells besides (the tie it belongs to)."""
    return records.create(
        Commitment,
        by=by,
        office=office,
        verb="add_commitment",
        values=_values({"what": "", **values}),
        unit=unit,
        owner=owner,
        visibility=visibility,
        extra=extra,
    )


def change_commitment(
    commitment: Commitment, *, by: User, values: dict[str, Any], expected_version: int | None = None
) -> Commitment:
    """Change the words, owner or due date of a promise; its state moves by ``move_commitment``."""
    check_may_write(by, commitment)
    return records.change(
        commitment,
        by=by,
        verb="change_commitment",
        values=_values(values),
        expected_version=expected_version,
    )


@transaction.atomic
def move_commitment(commitment: Commitment, *, by: User, verb: str, evidence: str = "") -> Commitment:
    """Note that a promise was kept, broken or dropped, or open it again; nothing closes itself."""
    check_may_write(by, commitment)
    step = transition(verb)
    check_step(commitment, step, evidence)
    closed = None if step.target == Commitment.State.OPEN else timezone.localdate()
    values: dict[str, Any] = {"state": step.target, "closed_on": closed}
    if evidence.strip():
        values["evidence"] = evidence.strip()
    return records.change(commitment, by=by, verb=verb, values=values)
