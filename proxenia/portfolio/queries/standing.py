"""What stands in what: agreements and promises in their tie; who may not see the tie sees neither."""

from proxenia.portfolio.models import Agreement, PartnershipCommitment
from proxenia.records.models import Record


def tie_of_agreement(key: int) -> int | None:
    """Return the key of the tie an agreement stands under."""
    return Agreement.objects.filter(pk=key).values_list("partnership_id", flat=True).first()


def tie_of_promise(key: int) -> int | None:
    """Return the key of the tie a promise belongs to, or None where it belongs to none."""
    return PartnershipCommitment.objects.filter(pk=key).values_list("partnership_id", flat=True).first()


def parts_of_tie(key: int) -> list[Record]:
    """Return the agreements and promises that stand in a tie."""
    links = PartnershipCommitment.objects.filter(partnership=key).select_related("commitment")
    return [*Agreement.objects.filter(partnership=key), *(link.commitment for link in links)]
