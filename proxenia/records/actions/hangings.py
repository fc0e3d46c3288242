"""Notes on any record, and the views people keep; files have a module of their own."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from proxenia.accounts.models import Office, User
from proxenia.audit.actions import record as record_event
from proxenia.core.errors import NotAllowed
from proxenia.core.values import clean_text
from proxenia.records.access import check_may_hear, check_may_widen, check_may_write
from proxenia.records.actions.files import (
    Upload,
    add_file,
    event_on,
    name_in_room,
    path_of,
    put_away_file,
)
from proxenia.records.models import Anchor, Note, SavedView, Sharing
from proxenia.records.rules import check_note, check_sharing

__all__ = [
    "Upload",
    "add_file",
    "add_note",
    "keep_view",
    "path_of",
    "put_away_file",
    "remove_view",
    "share_note",
]


@transaction.atomic
def add_note(
    anchor: Anchor, *, by: User, text: str, sharing: str = Sharing.PARTNERS, room: Sequence[User] = ()
) -> Note:
    """Put a remark on a record, with its sharing rule; ``room`` names who hears what stays in the room."""
    check_may_write(by, anchor)
    note = Note.objects.create(
        anchor=anchor,
        text=check_note(text),
        created_at=timezone.now(),
        created_by=by,
        sharing=check_sharing(sharing, has_listeners=bool(room)),
    )
    name_in_room(anchor, room, note=note)
    # What stays in the room stays out of the history too: the note itself is kept, the log says that there is one.
    told = {} if sharing == Sharing.ROOM else {"note": note.text}
    event_on(anchor, by=by, verb="add_note", after={"sharing": str(sharing), **told})
    return note


@transaction.atomic
def share_note(note: Note, *, by: User, sharing: str, room: Sequence[User] = ()) -> Note:
    """Change how far a note may go; further than before only its author lets it, or whoever may overrule.

    What the history told of it while it went further stays told there.
    """
    check_may_write(by, note.anchor)
    check_may_hear(by, note)
    note = Note.objects.select_for_update(of=("self",)).select_related("anchor").get(pk=note.pk)
    before = note.sharing
    check_sharing(sharing, has_listeners=bool(room))
    check_may_widen(by, note, sharing)
    note.sharing = sharing
    note.save(update_fields=["sharing"])
    note.room_readers.all().delete()
    name_in_room(note.anchor, room, note=note)
    event_on(
        note.anchor, by=by, verb="share_note", before={"sharing": before}, after={"sharing": str(sharing)}
    )
    return note


@transaction.atomic
def keep_view(
    office: Office, *, by: User, page: str, name: str, query: str, is_shared: bool = False
) -> SavedView:
    """Keep a set of filters under a name; the same name again replaces the filters."""
    if not by.standing(office).roles:
        raise NotAllowed("You hold no role in this office.")
    view, _made = SavedView.objects.update_or_create(
        office=office,
        owner=by,
        page=page,
        name=clean_text(name)[:100],
        defaults={"query": query[:2000], "is_shared": is_shared},
    )
    record_event(
        chain=office.pk, by=by, verb="keep_view", kind="view", uid=view.uid, name=view.name,
        after={"query": view.query},
    )  # fmt: skip
    return view


@transaction.atomic
def remove_view(view: SavedView, *, by: User) -> None:
    """Remove a view of one's own."""
    if view.owner_id != by.pk:
        raise NotAllowed("Only the person who keeps a view removes it.")
    record_event(
        chain=view.office_id, by=by, verb="remove_view", kind="view", uid=view.uid, name=view.name,
        before={"query": view.query},
    )  # fmt: skip
    view.delete()
