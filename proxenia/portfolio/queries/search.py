"""What search knows of ties and agreements."""

from collections.abc import Iterable

from proxenia.core.search import Entry
from proxenia.portfolio.models import Agreement, Partnership, Party
from proxenia.records.rules import OPEN_TO_STAFF


def party_words(parties: Iterable[Party]) -> list[str]:
    """Return the names by which counterparts are sought.

    A body that is not open to the whole office is known by the words of the tie alone: search holds no rights.
    """
    words: list[str] = []
    for party in parties:
        body = party.organisation
        words.append(party.named)
        if body.visibility in OPEN_TO_STAFF:
            words += [body.name, body.place.local_name if body.place else ""]
    return [word for word in words if word]


def tie_entry(tie: Partnership) -> Entry:
    """Return a tie's name with its counterparts, their places and what it is for."""
    words = " ".join(party_words(tie.parties.select_related("organisation__place")))
    return Entry(tie.pk, tie.office_id, "partnership", tie.name, f"{words} {tie.purpose} {tie.note}")


def agreement_entry(agreement: Agreement) -> Entry:
    """Return an agreement's title with the name of its tie."""
    body = f"{agreement.partnership.name} {agreement.signatories} {agreement.note}"
    return Entry(agreement.pk, agreement.office_id, "agreement", agreement.title, body)
