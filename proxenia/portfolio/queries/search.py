"""What search knows of ties and agreements."""

from proxenia.core.search import Entry
from proxenia.portfolio.models import Agreement, Partnership


def tie_entry(tie: Partnership) -> Entry:
    """Return a tie's name with its counterparts, their places and what it is for."""
    parties = tie.parties.values_list("named", "organisation__name", "organisation__place__local_name")
    words = " ".join(word for row in parties for word in row if word)
    return Entry(tie.pk, tie.office_id, "partnership", tie.name, f"{words} {tie.purpose} {tie.note}")


def agreement_entry(agreement: Agreement) -> Entry:
    """Return an agreement's title with the name of its tie."""
    body = f"{agreement.partnership.name} {agreement.signatories} {agreement.note}"
    return Entry(agreement.pk, agreement.office_id, "agreement", agreement.title, body)
