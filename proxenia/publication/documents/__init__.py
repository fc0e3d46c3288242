"""Records as papers: briefing books, the page for the pocket, handover packs."""

from proxenia.publication.documents import (  # noqa: F401 (each registers its parts)
    about,
    past,
    people,
    pocket,
    programme,
    promised,
    risks,
    talks,
)
from proxenia.publication.documents.books import (
    BRIEFING,
    HANDOVER,
    POCKET,
    Ask,
    book,
    names,
    part,
    parts_of,
    word_of,
)

__all__ = ["BRIEFING", "HANDOVER", "POCKET", "Ask", "book", "names", "part", "parts_of", "word_of"]
