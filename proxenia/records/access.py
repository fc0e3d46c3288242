"""Who may see and who may change one record: role, office, unit, visibility, state."""

from typing import Any

from django.utils.translation import gettext as _

from proxenia.accounts.models import Office, Unit, User
from proxenia.accounts.models.roles import WRITE, WRITE_OWN_UNIT
from proxenia.core.errors import NotAllowed, NotFound
from proxenia.records.models import Anchor, Record


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
    """Say whether a person may see a record; one question to the database."""
    return Anchor.objects.visible_to(user, record.office).filter(uid=record.uid).exists()


def check_may_see(user: User, record: Record | Anchor) -> None:
    """Refuse, as if it did not exist, a record that the person may not see."""
    if not may_see(user, record):
        raise NotFound(_("There is no such page."))


def may_write(user: User, record: Record | Anchor) -> bool:
    """Say whether a person may change a record: they must see it and may write in its unit."""
    return may_write_in(user, record.office, record.unit_id) and may_see(user, record)


def check_may_write(user: User, record: Record | Anchor) -> None:
    """Refuse somebody who may not change this record."""
    check_may_see(user, record)
    if not may_write_in(user, record.office, record.unit_id):
        raise NotAllowed(_("Your role in this office does not allow you to change this."))


def get_visible(model: type[Any], user: User, office: Office, uid: str) -> Any:
    """Return the record of that uid that this person may see, or refuse as if it did not exist."""
    found = model.objects.visible_to(user, office).filter(uid=uid).first()
    if found is None:
        raise NotFound(_("There is no such page."))
    return found
