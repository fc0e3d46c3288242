"""The sheets of the portfolio: partnerships, agreements and commitments."""

from proxenia.core.registry import register_sheet
from proxenia.portfolio.sheets import agreements, partnerships, promises


def register() -> None:
    """Offer the sheets of this room."""
    for kind in (partnerships.KIND, agreements.KIND, promises.KIND):
        register_sheet(kind)
