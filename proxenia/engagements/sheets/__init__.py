"""The sheet of engagements."""

from proxenia.core.registry import register_sheet
from proxenia.engagements.sheets import log


def register() -> None:
    """Offer the sheet of this room."""
    register_sheet(log.KIND)
