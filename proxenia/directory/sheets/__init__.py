"""The sheets of the directory: organisations, people, missions and hosted bodies."""

from proxenia.core.registry import register_sheet
from proxenia.directory.sheets import corps, hosting, organisations, people


def register() -> None:
    """Offer the sheets of this room."""
    for kind in (organisations.KIND, people.KIND, corps.KIND, hosting.KIND):
        register_sheet(kind)
