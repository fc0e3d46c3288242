"""Reading the log: histories, whether the chains still hold, who opened what."""

from proxenia.audit.queries.guarding import unguarded
from proxenia.audit.queries.history import Change, Entry, history_of, latest
from proxenia.audit.queries.reads import reads_of
from proxenia.audit.queries.verifying import (
    Break,
    breaks,
    breaks_since_anchor,
    first_break,
    heads,
    name_chains_by,
    verify_chains,
)

__all__ = [
    "Break",
    "Change",
    "Entry",
    "breaks",
    "breaks_since_anchor",
    "first_break",
    "heads",
    "history_of",
    "latest",
    "name_chains_by",
    "reads_of",
    "unguarded",
    "verify_chains",
]
