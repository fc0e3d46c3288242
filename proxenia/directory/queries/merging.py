"""What a merge would do: the fields to choose between, the rows that would follow, which of them stand double."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models

from proxenia.accounts.models import Office, User
from proxenia.core.bulk import in_batches
from proxenia.core.registry import Pointer, pointers_to
from proxenia.directory.models import Merge, Organisation, Person
from proxenia.directory.rules import is_blank, is_stricter, stricter
from proxenia.records.access import may_see
from proxenia.records.models import File, Hold, Note, Reader, Record

MERGED_MODELS: dict[str, type[Organisation] | type[Person]] = {"organisation": Organisation, "person": Person}

# What is chosen together: one place has its words and its country with it.
CHOICES: dict[str, tuple[str, ...]] = {
    "name": ("name", "name_folded"),
    "place": ("place_id", "place_asked", "country"),
    "parent": ("parent_id",),
}
_JOINED = ("note", "languages")
"""Fields of which both may be kept."""

KEPT, DROPPED, BOTH = "kept", "dropped", "both"


@dataclass(frozen=True)
class FieldChoice:
    """One field of a merge: both values as text, the choice proposed, and whether there is anything to choose."""

    name: str
    label: str
    kept: Any
    dropped: Any
    choice: str
    differs: bool
    joins: bool


@dataclass(frozen=True)
class Movement:
    """The rows of one model that a merge moves, and the doubles among them (row, the one that stays)."""

    pointer: Pointer
    model: type[models.Model]
    move: list[models.Model]
    doubles: list[tuple[models.Model, models.Model]]

    @property
    def total(self) -> int:
        """Return how many rows follow."""
        return len(self.move) + len(self.doubles)

    @property
    def label(self) -> str:
        """Return the model's word for one, or for several."""
        meta = self.model._meta
        return str(meta.verbose_name if self.total == 1 else meta.verbose_name_plural)


def attributes_of(field: str) -> tuple[str, ...]:
    """Return the columns that are chosen together under one field."""
    return CHOICES.get(field, (field,))


def choosable(record: Organisation | Person) -> list[str]:
    """Return the fields a merge chooses between, in the order of the form."""
    together = {name.removesuffix("_id") for names in CHOICES.values() for name in names[1:]}
    return [*(name for name in record.audited_fields if name not in together), "visibility"]


def proposal(kept: Organisation | Person, dropped: Organisation | Person) -> dict[str, str]:
    """Return the choice proposed for each field: what the kept record says, unless it says nothing."""
    chosen = {}
    for name in choosable(kept):
        mine, theirs = (getattr(one, attributes_of(name)[0]) for one in (kept, dropped))
        chosen[name] = DROPPED if is_blank(mine) and not is_blank(theirs) else KEPT
        if name in _JOINED and not is_blank(mine) and not is_blank(theirs) and mine != theirs:
            chosen[name] = BOTH
    if is_blank(getattr(kept, "place_id", 1)) and (
        getattr(dropped, "place_id", None) or _says_more(kept, dropped)
    ):
        chosen["place"] = DROPPED
    # Neither record becomes open to more people by a merge.
    if stricter(kept.visibility, dropped.visibility) != kept.visibility:
        chosen["visibility"] = DROPPED
    # Who may be a minor stays one.
    if getattr(dropped, "is_minor", False) and not getattr(kept, "is_minor", True):
        chosen["is_minor"] = DROPPED
    if getattr(kept, "parent_id", None) == dropped.pk or getattr(dropped, "parent_id", None) == kept.pk:
        chosen["parent"] = DROPPED if kept.parent_id == dropped.pk else KEPT  # type: ignore[union-attr]
    return {name: choice for name, choice in chosen.items() if name in choosable(kept)}


def _says_more(kept: Any, dropped: Any) -> bool:
    return not (kept.place_asked or kept.country) and bool(dropped.place_asked or dropped.country)


def field_choices(kept: Organisation | Person, dropped: Organisation | Person) -> list[FieldChoice]:
    """Return the fields side by side, for the page that asks."""
    proposed = proposal(kept, dropped)
    return [_field_choice(kept, dropped, name, proposed[name]) for name in choosable(kept)]


def _field_choice(kept: Any, dropped: Any, name: str, choice: str) -> FieldChoice:
    field = type(kept)._meta.get_field(name)
    mine, theirs = getattr(kept, name), getattr(dropped, name)
    both = not is_blank(mine) and not is_blank(theirs)
    differs = any(getattr(kept, part) != getattr(dropped, part) for part in attributes_of(name))
    joins = name in _JOINED and both
    return FieldChoice(name, str(field.verbose_name), mine, theirs, choice, differs, joins)


def chosen_values(kept: Any, dropped: Any, choices: dict[str, str]) -> dict[str, Any]:
    """Return column -> value for the kept record, from the choices over the proposal."""
    values: dict[str, Any] = {}
    for name, proposed in proposal(kept, dropped).items():
        choice = choices.get(name, proposed)
        for part in attributes_of(name):
            mine, theirs = getattr(kept, part), getattr(dropped, part)
            values[part] = _joined(mine, theirs) if choice == BOTH else theirs if choice == DROPPED else mine
    return values


def _joined(mine: Any, theirs: Any) -> Any:
    if isinstance(mine, list):
        return list(dict.fromkeys([*mine, *theirs]))
    return mine if theirs in mine else f"{mine}\n\n{theirs}".strip()


def _own_pointers(kept: models.Model) -> list[Pointer]:
    return [
        *pointers_to(kept._meta.label),
        Pointer(Note._meta.label, "anchor"),
        Pointer(File._meta.label, "anchor"),
        # What must be kept stays kept in the record it lives on in.
        Pointer(Hold._meta.label, "anchor"),
        Pointer(Reader._meta.label, "anchor", ("user",)),
    ]


def movements(kept: Any, dropped: Any, visibility: str) -> list[Movement]:
    """Return everything that would follow ``dropped`` to ``kept``, model by model.

    Readers by name stay behind when the kept record is to be narrower than the dropped one was: nobody
    shall see more than before.
    """
    found = []
    for pointer in _own_pointers(kept):
        if pointer.model == Reader._meta.label and is_stricter(visibility, dropped.visibility):
            continue
        found.append(_movement(pointer, kept, dropped))
    return [one for one in found if one.move or one.doubles]


def seen_of(moving: Iterable[Movement], user: User, office: Office) -> list[Movement]:
    """Return of each movement the rows this person may see: what is hidden follows as well, but nobody counts it."""
    found = []
    for one in moving:
        seen = _seen_keys(one, user, office)
        move = [row for row in one.move if row.pk in seen]
        doubles = [pair for pair in one.doubles if pair[0].pk in seen]
        found.append(Movement(one.pointer, one.model, move, doubles))
    return [one for one in found if one.total]


def _seen_keys(one: Movement, user: User, office: Office) -> set[Any]:
    """Return the keys of rows that are seen themselves, and so is every other record they tie to this one."""
    keys = [row.pk for row in (*one.move, *(row for row, _stays in one.doubles))]
    seen: set[Any] = set()
    for batch in in_batches(keys):
        rows: Any = one.model._default_manager.filter(pk__in=batch)
        if hasattr(rows, "visible_to"):
            rows = rows.visible_to(user, office)
        for field in one.model._meta.concrete_fields:
            target: Any = field.related_model
            if field.name != one.pointer.field and isinstance(target, type) and issubclass(target, Record):
                hidden = target.objects.exclude(pk__in=target.objects.visible_to(user, office).values("pk"))
                rows = rows.exclude(**{f"{field.name}__in": hidden})
        seen |= set(rows.values_list("pk", flat=True))
    return seen


def _movement(pointer: Pointer, kept: Any, dropped: Any) -> Movement:
    model = apps.get_model(pointer.model)
    rows = model._default_manager.filter(**{f"{pointer.field}_id": dropped.pk})
    if model is type(kept):
        # The kept record's own pointer (its parent) is one of the fields chosen.
        rows = rows.exclude(pk=kept.pk)
    move: list[models.Model] = []
    doubles: list[tuple[models.Model, models.Model]] = []
    standing = (
        {_key(row, pointer): row for row in _standing(model, pointer, kept)} if pointer.unique_with else {}
    )
    for row in rows.order_by("pk"):
        key = _key(row, pointer)
        if key in standing and pointer.unique_with:
            doubles.append((row, standing[key]))
        else:
            move.append(row)
            standing[key] = row
    return Movement(pointer, model, move, doubles)


def _standing(model: Any, pointer: Pointer, kept: Any) -> Iterator[models.Model]:
    yield from model._default_manager.filter(**{f"{pointer.field}_id": kept.pk}).order_by("-pk")


def _key(row: models.Model, pointer: Pointer) -> tuple[Any, ...]:
    meta = row._meta
    return tuple(getattr(row, meta.get_field(name).attname) for name in pointer.unique_with)  # type: ignore[union-attr]


def last_merge_into(record: Organisation | Person) -> Merge | None:
    """Return the newest merge into a record that was not undone."""
    rows = Merge.objects.filter(kind=record.record_kind, kept_id=record.pk, undone_at=None)
    return rows.select_related("by").order_by("-pk").first()


def merged_seen(merge: Merge | None, user: User, office: Office) -> Organisation | Person | None:
    """Return the record that a merge folded in, as far as this person may see it."""
    if merge is None:
        return None
    seen: Any = MERGED_MODELS[merge.kind].objects.visible_to(user, office)
    found: Organisation | Person | None = seen.filter(pk=merge.dropped_id).first()
    return found


def survivor_seen(record: Organisation | Person, user: User) -> Organisation | Person | None:
    """Return the record in which a merged one lives on, where there is one that this person may see."""
    found = survivor(record) if record.merged_into_id else None
    return found if found is not None and may_see(user, found) else None


def survivor(record: Organisation | Person) -> Organisation | Person:
    """Return the record in which a merged one lives on, through as many merges as there were."""
    seen = {record.pk}
    while record.merged_into is not None and record.merged_into_id not in seen:
        record = record.merged_into
        seen.add(record.pk)
    return record
