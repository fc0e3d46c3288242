"""The sheets of the directory: organisations and people."""

from proxenia.core.registry import register_sheet
from proxenia.directory.sheets import organisations, people


def register() -> None:
    """Offer the sheets of this room."""
    register_sheet(organisations.KIND)
    register_sheet(people.KIND)
