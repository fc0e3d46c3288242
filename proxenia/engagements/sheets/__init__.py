"""The sheets of engagements, of projects and of calls."""

from proxenia.core.registry import register_sheet
from proxenia.engagements.sheets import log, projects


def register() -> None:
    """Offer the sheets of this room."""
    for kind in (log.KIND, projects.PROJECT_KIND, projects.CALL_KIND):
        register_sheet(kind)
