"""Records and their rows as an import holds them: lists of plain values, small enough for a hundred thousand."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db import connection, models

from proxenia.core.values import PartialDate
from proxenia.records.models import Record

_SHARED = {
    "anchor", "uid", "office", "unit", "owner", "visibility", "archived_at", "created_at", "created_by",
    "updated_at", "updated_by", "version",
}  # fmt: skip


def stored(value: Any) -> Any:
    """Return a value of a model as an import compares it: text, whole number, truth value or None for blank."""
    if value is None or value == "" or value == []:
        return None
    if isinstance(value, PartialDate):
        return str(value)
    if isinstance(value, Decimal):
        return str(value.quantize(Decimal("0.01")))
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    return value if isinstance(value, (str, int, bool)) else str(value)


def _constants(model: type[models.Model], besides: set[str]) -> dict[str, Any]:
    """Return the columns an import never fills, with the value each gets."""
    rest = [field for field in model._meta.concrete_fields if field.name not in besides]
    return {str(field.column): field.get_db_prep_save(field.get_default(), connection) for field in rest}


def _blanks(model: type[models.Model], names: Sequence[str]) -> list[Any]:
    """Return what stands in a column for "nothing": NULL where it may, else the field's default or ''."""
    found = []
    for name in names:
        field: Any = model._meta.get_field(name)
        blank = None if field.null else field.get_db_prep_save(field.get_default(), connection)
        found.append(blank)
    return found


@dataclass(frozen=True, eq=False)
class RecordTable:
    """A kind of record an import writes: its model, the fields it fills, the one that names it.

    ``named`` is '' where a record is called after another: its drafts carry the name in ``called``.
    ``place`` is the field that points at a place, if any: a draft holds the gazetteer's id there.
    """

    model: type[Record]
    fields: tuple[str, ...]
    named: str = "name"
    place: str = ""

    @cached_property
    def at(self) -> dict[str, int]:
        """Where each field stands in a draft's values."""
        return {name: place for place, name in enumerate(self.fields)}

    @cached_property
    def columns(self) -> list[str]:
        """The database columns of the fields."""
        return [str(self.model._meta.get_field(name).column) for name in self.fields]  # type: ignore[union-attr]

    @cached_property
    def pointing(self) -> list[int]:
        """The places of fields that point at other records or at places."""
        return [
            place for place, name in enumerate(self.fields) if self.model._meta.get_field(name).is_relation
        ]

    @cached_property
    def blanks(self) -> list[Any]:
        """What is written for a field without a value."""
        return _blanks(self.model, self.fields)

    @cached_property
    def constants(self) -> dict[str, Any]:
        """Columns that get the same value in every new row."""
        return _constants(self.model, {*_SHARED, *self.fields})

    @cached_property
    def told(self) -> list[tuple[str, int]]:
        """The fields the log tells of, with their places."""
        return [(name, self.at[name]) for name in self.model.audited_fields if name in self.at]

    def label_of(self, place: int) -> str:
        """Return what a person calls a field."""
        return str(self.model._meta.get_field(self.fields[place]).verbose_name)  # type: ignore[union-attr]

    @property
    def label(self) -> str:
        """The model's label, as undo finds it again."""
        return str(self.model._meta.label)


@dataclass(frozen=True, eq=False)
class ChildTable:
    """Rows that belong to a record and are no records themselves: parties, posts, links."""

    model: type[models.Model]
    owner: str
    fields: tuple[str, ...]
    told: str = ""
    """Under which word the log tells of new rows; "" where it does not, or the planner says more of them."""
    says: str = ""
    """The field whose value the log tells."""

    @cached_property
    def at(self) -> dict[str, int]:
        """Where each field stands in a child's values."""
        return {name: place for place, name in enumerate(self.fields)}

    @cached_property
    def has_key(self) -> bool:
        """Whether rows have a key of their own; else the owner's key is theirs."""
        return isinstance(self.model._meta.pk, models.AutoField)

    @property
    def key(self) -> str:
        """The column of the key."""
        return str(self.model._meta.pk.column)

    @cached_property
    def has_uid(self) -> bool:
        """Whether rows have a uid."""
        return any(field.name == "uid" for field in self.model._meta.concrete_fields)

    @cached_property
    def columns(self) -> list[str]:
        """The database columns of owner and fields."""
        names = (self.owner, *self.fields)
        return [str(self.model._meta.get_field(name).column) for name in names]  # type: ignore[union-attr]

    @cached_property
    def blanks(self) -> list[Any]:
        """What is written for a field without a value."""
        return _blanks(self.model, self.fields)

    @cached_property
    def constants(self) -> dict[str, Any]:
        """Columns that get the same value in every new row."""
        return _constants(self.model, {"id", "uid", self.owner, *self.fields})


class Child:
    """One row that belongs to a record; ``old`` holds the stored values where it stands already.

    ``is_gone`` says that the file takes a stored row away.
    """

    __slots__ = ("is_gone", "old", "pk", "table", "values")

    def __init__(self, table: ChildTable, values: list[Any], pk: int | None = None) -> None:
        self.table = table
        self.values = values
        self.pk = pk
        self.old: list[Any] | None = None if pk is None else list(values)
        self.is_gone = False

    @property
    def is_new(self) -> bool:
        """Say whether the row is not in the database yet."""
        return self.old is None


class Draft:
    """A record as a file would leave it: new, or stored and perhaps changed.

    ``values`` follow the table's fields, None for nothing; another Draft stands for a record to point at. ``mask``
    has a bit for every field the file gave, ``later`` the row that gave it where that was not ``row``; ``extra`` and
    ``left`` are what the log tells of rows that came and went.
    """

    __slots__ = (
        "called", "children", "extra", "later", "left", "mask", "old", "pk", "row", "table", "uid", "unit", "values",
        "version", "visibility",
    )  # fmt: skip

    def __init__(
        self,
        table: RecordTable,
        values: list[Any],
        *,
        uid: str,
        unit: str = "",
        pk: int | None = None,
        version: int = 0,
        visibility: str = "internal",
    ) -> None:
        self.table = table
        self.values = values
        self.uid = uid
        self.called = ""
        self.unit = unit
        self.pk = pk
        self.version = version
        self.visibility = visibility
        self.old: list[Any] | None = None
        self.row = 0
        self.mask = 0
        self.later: dict[int, int] | None = None
        # A tuple, since most records have one row and a list has room for more than it needs.
        self.children: tuple[Child, ...] = ()
        self.extra: dict[str, Any] | None = None
        self.left: dict[str, Any] | None = None

    def __getitem__(self, name: str) -> Any:
        return self.values[self.table.at[name]]

    def __setitem__(self, name: str, value: Any) -> None:
        place = self.table.at[name]
        if self.is_stored and self.old is None and self.values[place] != value:
            self.old = list(self.values)
        self.values[place] = value

    @property
    def title(self) -> str:
        """What the record is called."""
        return str(self[self.table.named] or "") if self.table.named else self.called

    @property
    def sorted_by(self) -> str:
        """The folded name, by which the database keeps its indexes."""
        return str(self[f"{self.table.named}_folded"] or "") if self.table.named else self.called

    @property
    def is_stored(self) -> bool:
        """Say whether the record is in the database already (its version says so; a new one has none)."""
        return self.version > 0

    def changed_fields(self) -> list[int]:
        """Return the places of fields that differ from what is stored."""
        if self.old is None:
            return []
        return [place for place, value in enumerate(self.values) if value != self.old[place]]

    def given_in(self, place: int) -> int:
        """Return the row that gave a field."""
        return (self.later or {}).get(place, self.row)
