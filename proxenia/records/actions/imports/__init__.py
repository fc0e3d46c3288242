"""Imports: one verb prepares everything but the chain, rechecks, and writes rows and events in bulk."""

from proxenia.records.actions.imports.indexing import index_run
from proxenia.records.actions.imports.plan import Outcome, Problem
from proxenia.records.actions.imports.runs import (
    ask_commit,
    ask_undo,
    check_may_import,
    commit_run,
    discard_run,
    import_file,
    preview_run,
    remember_mapping,
    start_run,
    stop_run,
    undo_asked,
    undo_run,
)
from proxenia.records.actions.imports.undoing import Undone, look

__all__ = [
    "Outcome",
    "Problem",
    "Undone",
    "ask_commit",
    "ask_undo",
    "check_may_import",
    "commit_run",
    "discard_run",
    "import_file",
    "index_run",
    "look",
    "preview_run",
    "remember_mapping",
    "start_run",
    "stop_run",
    "undo_asked",
    "undo_run",
]
