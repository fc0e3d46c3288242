"""Every write that all records share; the verbs of the trade call these after their own rules."""

from proxenia.records.actions.base import archive, change, create, name_as_on, reindex, restore
from proxenia.records.actions.hangings import (
    add_file,
    add_note,
    keep_view,
    put_away_file,
    remove_view,
    share_note,
)
from proxenia.records.actions.readers import break_glass, set_visibility, share, unshare

__all__ = [
    "add_file",
    "add_note",
    "archive",
    "break_glass",
    "change",
    "create",
    "keep_view",
    "name_as_on",
    "put_away_file",
    "reindex",
    "remove_view",
    "restore",
    "set_visibility",
    "share",
    "share_note",
    "unshare",
]
