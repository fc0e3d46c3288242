"""Who may see and who may change one record: role, office, unit, visibility, state."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from proxenia.accounts.access import check_may
from proxenia.accounts.models import Office, Unit, User
from proxenia.accounts.models.roles import BREAK_GLASS, EXPORT, OVERRIDE, READ_SHARED, WRITE, WRITE_OWN_UNIT
from proxenia.core.errors import NotAllowed, NotFound, Refused
from proxenia.core.registry import frames_of, log_reads
from proxenia.records.models import Anchor, File, Note, Record, Visibility
from proxenia.records.rules import goes_further


def may_write_in(user: User, office: Office, unit_id: int | None) -> bool:
    """Say whether a person may write records of this unit (None: of the office at large)."""
    standing = user.standing(office)
    if standing.has(WRITE, unit_id):
        return True
    return unit_id is not None and WRITE_OWN_UNIT in standing.unit_rights.get(unit_id, frozenset())


def check_may_write_in(user: User, office: Office, unit: Unit | None) -> None:
    """Refuse somebody who may not write records of this unit."""
    if not may_write_in(user, office, unit.pk if unit else None):
        raise NotAllowed(_("Your role in this office does not allow you to change this."))


def may_see(user: User, record: Record | Anchor) -> bool:
    """Say whether a person may see a record, and the one it stands in where there is one."""
    seen = Anchor.objects.visible_to(user, record.office).filter(uid=record.uid).exists()
    return seen and _sees_around(user, record)


def _sees_around(user: User, record: Record | Anchor) -> bool:
    """Say whether a person sees what is around a record (the tie of an agreement); true where there is nothing."""
    kind = record.kind if isinstance(record, Anchor) else record.record_kind
    return bool(seen_around(user, record.office, {record.pk: kind}))


def seen_around(user: User, office: Office, kinds: Mapping[int, str]) -> set[int]:
    """Return which of some records, given by key and kind, stand by themselves or in a record that a person sees."""
    frames = {
        key: frame
        for kind in set(kinds.values())
        for key, frame in frames_of(kind, [one for one, own in kinds.items() if own == kind]).items()
    }
    if not frames:
        return set(kinds)
    around = Anchor.objects.visible_to(user, office).filter(pk__in=set(frames.values()))
    seen = seen_around(user, office, dict(around.values_list("pk", "kind")))
    return {key for key in kinds if key not in frames or frames[key] in seen}


def check_may_see(user: User, record: Record | Anchor) -> None:
    """Refuse, as if it did not exist, a record that the person may not see."""
    if not may_see(user, record):
        raise NotFound(_("There is no such page."))


def check_may_reach(
    user: User, office: Office, values: Mapping[str, Any], standing: models.Model | None = None
) -> None:
    """Refuse values that point at a record of another office, or at one this person may not see.

    What ``standing`` points at already may stay.
    """
    for name, value in values.items():
        if isinstance(value, Record) and getattr(standing, f"{name}_id", None) != value.pk:
            if value.office_id != office.pk:
                raise NotFound(_("There is no such page."), where=name)
            check_may_see(user, value)


def may_write(user: User, record: Record | Anchor) -> bool:
    """Say whether a person may change a record: they must see it and may write in its unit.

    Every panel of a page asks this of the same record, so the answer is kept with the person for the request; a verb
    asks anew (``check_may_write``).
    """
    if not may_write_in(user, record.office, record.unit_id):
        return False
    known: dict[tuple[Any, ...], bool] = user.__dict__.setdefault("_seen_to_write", {})
    key = (record.uid, record.visibility, record.unit_id)
    if key not in known:
        known[key] = may_see(user, record)
    return known[key]


def check_may_write(user: User, record: Record | Anchor) -> None:
    """Refuse somebody who may not change this record."""
    check_may_see(user, record)
    if not may_write_in(user, record.office, record.unit_id):
        raise NotAllowed(_("Your role in this office does not allow you to change this."))


def get_visible(model: type[Any], user: User, office: Office, uid: str, *, via: str = "page") -> Any:
    """Return the record of that uid that this person may see, or refuse as if it did not exist.

    The opening of a confidential record is noted before anything of it is shown, and so is every request in vain;
    ``via`` names the door.
    """
    found = model.objects.visible_to(user, office).filter(uid=uid).first()
    if found is not None:
        found.office = office
    if found is None or not _sees_around(user, found):
        is_there = model.objects.filter(uid=uid, office=office).exists()
        note_refusal(user, office, getattr(model, "record_kind", "record"), uid, is_there=is_there, via=via)
        raise NotFound(_("There is no such page."))
    note_openings(user, office, [found], via=via)
    return found


def note_openings(user: User, office: Office, records: Iterable[Record | Anchor], *, via: str) -> None:
    """Note which of these records are confidential and now shown to a person, each once a request and door.

    What cannot be noted raises, and so is not shown.
    """
    known: set[tuple[str, str]] = user.__dict__.setdefault("_openings", set())
    kinds: dict[str, list[str]] = {}
    for record in records:
        if record.visibility == Visibility.CONFIDENTIAL and (record.uid, via) not in known:
            kind = record.kind if isinstance(record, Anchor) else record.record_kind
            kinds.setdefault(kind, []).append(record.uid)
    for kind, uids in kinds.items():
        log_reads(chain=office.pk, by=user, kind=kind, uids=uids, via=via)
        known.update((uid, via) for uid in uids)


def note_refusal(user: User, office: Office, kind: str, uid: str, *, is_there: bool, via: str) -> None:
    """Note that a person asked for a record that is not there for them.

    Whether it exists is kept for the log alone: both take the same row, so that the time of the answer tells nothing.
    """
    outcome = "refused" if is_there else "missing"
    log_reads(chain=office.pk, by=user, kind=kind, uids=[uid], via=via, outcome=outcome)


def check_may_be_reader(reader: User, record: Record | Anchor) -> None:
    """Refuse to name somebody who holds no role in the office, or who does not see the record around this one."""
    if not reader.is_active or not reader.standing(record.office).has(READ_SHARED):
        raise Refused(_("Only somebody who holds a role in this office can be named."), where="reader")
    if not _sees_around(reader, record):
        sentence = _("%(name)s does not see the tie this belongs to: name them there first.")
        raise Refused(sentence % {"name": reader.name}, where="reader")


def check_may_break_glass(user: User, office: Office) -> None:
    """Refuse somebody whose role does not open closed records for a reason."""
    check_may(user, office, BREAK_GLASS)


def may_export(user: User, office: Office) -> bool:
    """Say whether a person may take sheets away of what they see: a role in one unit is enough."""
    return user.standing(office).has_anywhere(EXPORT)


def check_may_export(user: User, office: Office) -> None:
    """Refuse sheets to somebody whose role does not let them take any away."""
    if not may_export(user, office):
        raise NotAllowed(_("Your role in this office does not allow this."), where=EXPORT)


def check_may_hear(user: User, hanging: Note | File) -> None:
    """Refuse, as if it did not exist, a note or file that is kept in a room this person was not in."""
    if not type(hanging).objects.heard_by(user).filter(pk=hanging.pk).exists():
        raise NotFound(_("There is no such page."))


def check_may_widen(user: User, note: Note, sharing: str) -> None:
    """Refuse to let a note go further than its author did, to everybody but the author and whoever may overrule."""
    if not goes_further(note.sharing, sharing) or note.created_by_id == user.pk:
        return
    if not user.standing(note.anchor.office).has(OVERRIDE):
        raise NotAllowed(_("Only who wrote it lets it go further."), where="sharing")
