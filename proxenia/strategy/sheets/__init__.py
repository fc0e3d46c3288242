"""The sheets of the strategy: the inventory, and objectives with their measures, in and out."""

from proxenia.core.registry import register_sheet
from proxenia.strategy.sheets import inventory, objectives


def register() -> None:
    """Offer the sheets of this room."""
    register_sheet(inventory.KIND)
    register_sheet(objectives.KIND)
