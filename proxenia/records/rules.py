"""What a note, a file and a saved view must be."""

from collections.abc import Mapping
from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from proxenia.accounts.models import Standing
from proxenia.accounts.models.roles import READ, READ_SHARED
from proxenia.core.errors import Refused
from proxenia.records.models import File, ImportRun, Scan, Sharing, Visibility

OPEN_TO_STAFF = (Visibility.PUBLIC.value, Visibility.INTERNAL.value)
"""Visibilities under which everybody who works in the office sees a record."""
OPENED_FOR = timedelta(hours=24)
"""How long a record stays open to somebody who opened it for a reason."""
SHORTEST_REASON = 10


def check_file_size(size: int, limit: int) -> None:
    """Refuse a file of more bytes than the installation takes."""
    if size > limit:
        message = _("The file is larger than %(limit)d MB.")
        raise Refused(message % {"limit": limit // (1024 * 1024)}, where="file")


def check_may_be_handed_out(file: File) -> None:
    """Refuse a file that is infected, or that a scanner is set up for and has not looked at."""
    if file.scan == Scan.INFECTED:
        raise Refused(
            _("The virus scanner found something in this file. It is locked away and not handed out.")
        )
    if file.scan == Scan.WAITING or (file.scan == Scan.NONE and settings.CLAMAV):
        raise Refused(_("The virus scanner has not looked at this file yet. Try again in a few minutes."))


def check_not_cited(file: File, *, is_cited: bool) -> None:
    """Refuse to put away a file that is the text of something, such as of a version of an agreement."""
    if is_cited:
        raise Refused(_("%(title)s is the text of a record; it stays where it is.") % {"title": file.title})


def check_note(text: str) -> str:
    """Refuse an empty note."""
    if not text.strip():
        raise Refused(_("Write something first."), where="text")
    return text.strip()


def sees(standing: Standing, visibility: str, unit: int | None, *, named: bool) -> bool:
    """Say whether somebody of that standing sees a record: the rule of `visible_q`, for one loaded record."""
    if named and standing.has(READ_SHARED):
        return True
    if not standing.has(READ):
        return False
    own_unit = visibility == Visibility.RESTRICTED and unit is not None and unit in standing.units
    return visibility in OPEN_TO_STAFF or own_unit


def check_visibility(visibility: str) -> str:
    """Refuse a visibility there is none of."""
    if visibility not in Visibility.values:
        raise Refused(_("Choose who may see it."), where="visibility")
    return visibility


def check_sharing(sharing: str, *, has_listeners: bool) -> str:
    """Refuse a sharing rule there is none of, and listeners by name for what is not kept in the room."""
    if sharing not in Sharing.values:
        raise Refused(_("Choose who may use it."), where="sharing")
    if has_listeners and sharing != Sharing.ROOM:
        raise Refused(_("People are named only for what stays in the room."), where="room")
    return sharing


_REACH = (Sharing.ROOM.value, Sharing.UNATTRIBUTED.value, Sharing.PARTNERS.value, Sharing.PUBLIC.value)
"""Sharing rules from the narrowest to the widest; unattributed keeps back the author's name."""


def goes_further(before: str, after: str) -> bool:
    """Say whether one sharing rule lets a text go further than another."""
    return _REACH.index(after) > _REACH.index(before)


def check_reader_left(visibility: str, others: int) -> None:
    """Refuse to take the last reader off a confidential record: nobody could open it any more."""
    if visibility == Visibility.CONFIDENTIAL and others == 0:
        raise Refused(_("This is the last person who may read it; name another one first."), where="reader")


def check_reason(reason: str) -> str:
    """Refuse to open a closed record without saying why; return the reason."""
    if len(reason.strip()) < SHORTEST_REASON:
        raise Refused(_("Say in a sentence why you open it; its readers will see that."), where="reason")
    return reason.strip()


def check_not_archived(is_archived: bool) -> None:
    """Refuse to change what is put away."""
    if is_archived:
        raise Refused(_("This is put away. Bring it back first."))


_Run = ImportRun.State
RUN_MAY = {
    "read": (_Run.READING, _Run.PREVIEWED, _Run.FAILED),
    "commit": (_Run.PREVIEWED, _Run.COMMITTING, _Run.FAILED),
    "discard": (_Run.READING, _Run.PREVIEWED, _Run.COMMITTING, _Run.FAILED, _Run.DISCARDED),
    "undo": (_Run.DONE, _Run.UNDOING),
}
"""In which states of an import a person may ask for what; the rest is done by its job."""


def check_run_may(state: str, verb: str) -> None:
    """Refuse what an import is not in the state for."""
    if state in RUN_MAY[verb]:
        return
    if verb == "read":
        raise Refused(_("This import was written or put aside."), where="state")
    if verb == "commit":
        raise Refused(_("This import cannot be written: look at its state."), where="state")
    if verb == "discard":
        raise Refused(_("This import was written. Undo it instead."), where="state")
    if state == _Run.UNDONE:
        raise Refused(_("This import was undone already."), where="state")
    raise Refused(_("This import was never written, so there is nothing to undo."), where="state")


def check_run_previewed(summary: Mapping[str, object]) -> None:
    """Refuse to write a file of which nobody saw what its rows would do; ``summary``: what its preview came to."""
    if not summary:
        raise Refused(_("Nothing shows yet what this file would do: have it read first."), where="state")


def check_run_wanted(state: str) -> None:
    """Refuse to write an import that was put aside while its file was read."""
    if state == _Run.DISCARDED:
        raise Refused(_("This import was put aside meanwhile; nothing was written."), where="state")
