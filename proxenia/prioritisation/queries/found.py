"""What search knows of a question."""

from proxenia.core.search import Entry
from proxenia.prioritisation.models import Question


def entry(one: Question) -> Entry:
    """Return its words, and what was decided."""
    return Entry(one.pk, one.office_id, "evidence_question", one.title, one.decision)
