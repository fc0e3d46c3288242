"""The sheets of results."""

from proxenia.core.registry import register_sheet
from proxenia.results.sheets import ledger, observations


def register() -> None:
    """Offer the sheets of this room."""
    register_sheet(ledger.KIND)
    register_sheet(observations.KIND)
