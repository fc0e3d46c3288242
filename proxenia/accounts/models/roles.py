"""The roles, on one page: what each may do in an office.

Rights are few and plain. Which records a right reaches is decided by the record: its unit, its visibility and
its named readers (records/models.py).
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

READ = "records.read"
READ_SHARED = "records.read_shared"
WRITE = "records.write"
WRITE_OWN_UNIT = "records.write_own_unit"
WRITE_SOMEWHERE = "records.write_somewhere"
"""Not held by itself: the right to write in the office or in a unit of it."""
IMPORT = "imports.run"
EXPORT = "records.export"
MERGE = "records.merge"
OVERRIDE = "caps.override"
HISTORY = "history.read"
PEOPLE = "people.manage"
SETTINGS = "settings.change"
LOG = "log.read"
"""To read the log of the whole office: what was done, who opened what, whether the chain holds."""
PRIVACY = "people.privacy"
"""To answer people about their data: tell them everything, erase them, say what must be kept."""
BREAK_GLASS = "records.break_glass"
"""To open, with a reason, a record one is not named on; the readers see who did and why."""


@dataclass(frozen=True)
class Role:
    """A role: its code, its name on the page, one sentence about it, its rights, whether it is one within a unit."""

    code: str
    label: "StrPromise"
    sentence: "StrPromise"
    rights: frozenset[str] = field(default_factory=frozenset)
    is_of_unit: bool = False


_READER = frozenset({READ, READ_SHARED, EXPORT, HISTORY})

DIRECTOR = Role(
    "director",
    pgettext_lazy("role", "Director"),
    _("Reads and writes everything of the office, decides on exceptions, changes settings and people."),
    _READER | {LOG, WRITE, IMPORT, MERGE, OVERRIDE, PEOPLE, SETTINGS, PRIVACY, BREAK_GLASS},
)
OFFICER = Role(
    "officer",
    pgettext_lazy("role", "Officer"),
    _("Reads and writes everything of the office, imports and merges."),
    _READER | {WRITE, IMPORT, MERGE},
)
UNIT_EDITOR = Role(
    "unit_editor",
    pgettext_lazy("role", "Unit editor"),
    _("Reads what is open to the office; writes and imports the records of the own unit."),
    _READER | {WRITE_OWN_UNIT, IMPORT},
    is_of_unit=True,
)
VIEWER = Role(
    "viewer",
    pgettext_lazy("role", "Viewer"),
    _("Reads what is open to the office and changes nothing."),
    _READER,
)
PARTNER = Role(
    "partner",
    pgettext_lazy("role", "Partner"),
    _("Somebody outside the office: sees only what is shared by name."),
    frozenset({READ_SHARED}),
)
AUDITOR = Role(
    "auditor",
    pgettext_lazy("role", "Auditor"),
    _("Reads what is open to the office and the history of every record; changes nothing."),
    _READER | {LOG},
)
ADMINISTRATOR = Role(
    "administrator",
    pgettext_lazy("role", "Administrator"),
    _("Looks after people, units and settings; reads what is open to the office."),
    _READER | {LOG, PEOPLE, SETTINGS, PRIVACY},
)

ROLES: dict[str, Role] = {
    role.code: role for role in (DIRECTOR, OFFICER, UNIT_EDITOR, VIEWER, PARTNER, AUDITOR, ADMINISTRATOR)
}
ALL_RIGHTS: frozenset[str] = frozenset().union(*(role.rights for role in ROLES.values()))
CHOICES = [(role.code, role.label) for role in ROLES.values()]
