"""What every record shares, and what hangs on any of them."""

from proxenia.records.models.anchors import (
    Anchor,
    Opening,
    Reader,
    Visibility,
    forget_shared,
    shared_keys,
    visible_through,
)
from proxenia.records.models.base import Record, RecordQuerySet
from proxenia.records.models.hangings import File, Note, SavedView
from proxenia.records.models.imports import ImportChange, ImportRun, RememberedMapping, StagedRow
from proxenia.records.models.sharing import RoomReader, Sharing

__all__ = [
    "Anchor",
    "File",
    "ImportChange",
    "ImportRun",
    "Note",
    "Opening",
    "Reader",
    "Record",
    "RecordQuerySet",
    "RememberedMapping",
    "RoomReader",
    "SavedView",
    "Sharing",
    "StagedRow",
    "Visibility",
    "forget_shared",
    "shared_keys",
    "visible_through",
]
