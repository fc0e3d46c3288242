"""Every write that all records share; the verbs of the trade call these after their own rules."""

from proxenia.records.actions.base import archive, change, create, reindex, restore, share, unshare
from proxenia.records.actions.hangings import add_file, add_note, keep_view, put_away_file, remove_view

__all__ = [
    "add_file",
    "add_note",
    "archive",
    "change",
    "create",
    "keep_view",
    "put_away_file",
    "reindex",
    "remove_view",
    "restore",
    "share",
    "unshare",
]
