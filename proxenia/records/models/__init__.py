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
from proxenia.records.models.hangings import File, Note, SavedView, Scan
from proxenia.records.models.imports import ImportChange, ImportRun, RememberedMapping, StagedRow
from proxenia.records.models.keeping import Erasure, Hold, RetentionTerm
from proxenia.records.models.sharing import RoomReader, Sharing

__all__ = [
    "Anchor",
    "Erasure",
    "File",
    "Hold",
    "ImportChange",
    "ImportRun",
    "Note",
    "Opening",
    "Reader",
    "Record",
    "RecordQuerySet",
    "RememberedMapping",
    "RetentionTerm",
    "RoomReader",
    "SavedView",
    "Scan",
    "Sharing",
    "StagedRow",
    "Visibility",
    "forget_shared",
    "shared_keys",
    "visible_through",
]
