"""The sheets of the strategy: the inventory in and out, objectives with their measures out."""

from proxenia.core.registry import register_sheet
from proxenia.strategy.sheets import inventory


def register() -> None:
    """Offer the sheets of this room."""
    register_sheet(inventory.KIND)
