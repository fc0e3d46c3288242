"""Promises that belong to a tie, and to an agreement under it where there is one."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from proxenia.accounts.models import User
from proxenia.commitments.actions import add_commitment
from proxenia.commitments.models import Commitment
from proxenia.core.errors import Refused
from proxenia.portfolio.models import Agreement, Partnership, PartnershipCommitment
from proxenia.records.access import check_may_write
from proxenia.records.actions import name_as_on, reindex


@transaction.atomic
def add_promise(
    tie: Partnership, *, by: User, values: dict[str, Any], agreement: Agreement | None = None
) -> Commitment:
    """Record a promise of ours or theirs under a tie; with an agreement it is one of its deliverables."""
    check_may_write(by, tie)
    if agreement is not None and agreement.partnership_id != tie.pk:
        raise Refused(_("That agreement belongs to another tie."), where="agreement")
    told = {"tie": tie.name, **({"agreement": agreement.title} if agreement else {})}
    promise = add_commitment(
        tie.office, by=by, values=values, unit=tie.unit, visibility=tie.visibility, extra=told
    )
    PartnershipCommitment.objects.create(commitment=promise, partnership=tie, agreement=agreement)
    name_as_on(promise, tie, by=by)
    reindex(promise)
    return promise
