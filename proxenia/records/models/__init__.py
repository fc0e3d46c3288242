"""What every record shares, and what hangs on any of them."""

from proxenia.records.models.anchors import Anchor, Reader, Visibility, visible_through
from proxenia.records.models.base import Record, RecordQuerySet
from proxenia.records.models.hangings import File, Note, SavedView
from proxenia.records.models.imports import ImportChange, ImportRun, RememberedMapping, StagedRow

__all__ = [
    "Anchor",
    "File",
    "ImportChange",
    "ImportRun",
    "Note",
    "Reader",
    "Record",
    "RecordQuerySet",
    "RememberedMapping",
    "SavedView",
    "StagedRow",
    "Visibility",
    "visible_through",
]
