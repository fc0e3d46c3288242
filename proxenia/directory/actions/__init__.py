"""Every write of the directory: organisations and their places, people and their posts, merges."""

from proxenia.directory.actions.distinct import say_distinct
from proxenia.directory.actions.merging import merge, undo_merge
from proxenia.directory.actions.organisations import (
    add_organisation,
    archive_organisation,
    change_organisation,
    dismiss_place,
    find_or_add_municipality,
    restore_organisation,
    settle_place,
)
from proxenia.directory.actions.people import (
    add_person,
    add_post,
    archive_person,
    change_person,
    change_post,
    end_post,
    remove_post,
    restore_person,
)

__all__ = [
    "add_organisation",
    "add_person",
    "add_post",
    "archive_organisation",
    "archive_person",
    "change_organisation",
    "change_person",
    "change_post",
    "dismiss_place",
    "end_post",
    "find_or_add_municipality",
    "merge",
    "remove_post",
    "restore_organisation",
    "restore_person",
    "say_distinct",
    "settle_place",
    "undo_merge",
]
