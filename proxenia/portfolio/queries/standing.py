"""What stands in what: agreements and promises in their tie; who may not see the tie sees neither."""

from collections.abc import Collection

from proxenia.portfolio.models import Agreement, PartnershipCommitment
from proxenia.records.models import Record


def ties_of_agreements(keys: Collection[int]) -> dict[int, int]:
    """Return the keys of the ties that agreements stand under."""
    return dict(Agreement.objects.filter(pk__in=keys).values_list("pk", "partnership_id"))


def ties_of_promises(keys: Collection[int]) -> dict[int, int]:
    """Return the keys of the ties that promises belong to; one that belongs to none is left out."""
    return dict(PartnershipCommitment.objects.filter(pk__in=keys).values_list("pk", "partnership_id"))


def parts_of_tie(key: int) -> list[Record]:
    """Return the agreements and promises that stand in a tie."""
    links = PartnershipCommitment.objects.filter(partnership=key).select_related("commitment")
    return [*Agreement.objects.filter(partnership=key), *(link.commitment for link in links)]
