"""The organisations a file names: looked up a chunk at a time, found by the rules of the directory, or new."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from proxenia.core.sheets.cells import RowCells
from proxenia.core.values import fold
from proxenia.directory.models import Organisation
from proxenia.directory.rules import municipality_name
from proxenia.places.queries import PlaceRef
from proxenia.records.actions.imports.planner import Planner
from proxenia.records.actions.imports.tables import Draft, RecordTable

ORGANISATIONS = RecordTable(
    Organisation,
    ("name", "name_folded", "kind", "place", "place_asked", "country", "parent", "website", "note"),
    place="place",
)
TOWN = "municipality"


class Book:
    """Organisations by name and, for municipalities, by place."""

    def __init__(self, planner: Planner) -> None:
        self._planner = planner
        self._by_name: dict[str, list[Draft]] = defaultdict(list)
        self._by_place: dict[Any, list[Draft]] = defaultdict(list)
        self.by_uid: dict[str, Draft] = {}
        self._known: dict[int, Draft] = {}
        self._asked: set[tuple[str, str]] = set()

    def gather(
        self, *, names: Iterable[str] = (), places: Iterable[str] = (), uids: Iterable[str] = ()
    ) -> None:
        """Load the stored organisations of these folded names, places (municipalities) and uids."""
        self._load("name_folded__in", "", names)
        self._load("place__gazetteer_id__in", TOWN, places)
        self._load("uid__in", "", uids)

    def _load(self, lookup: str, kind: str, keys: Iterable[str]) -> None:
        new = sorted({key for key in keys if key and (lookup, key) not in self._asked})
        if not new:
            return
        self._asked.update((lookup, key) for key in new)
        more = {"kind": kind} if kind else {}
        for draft in self._planner.load(ORGANISATIONS, **{lookup: new}, **more):
            if draft.pk not in self._known:
                self._known[draft.pk or 0] = draft
                self._note(draft)

    def _note(self, draft: Draft) -> None:
        self.by_uid[draft.uid] = draft
        self._by_name[draft["name_folded"] or ""].append(draft)
        if draft["kind"] == TOWN and draft["place"]:
            self._by_place[draft["place"]].append(draft)

    def forget(self, draft: Draft) -> None:
        """Take a record out again whose row was refused after all."""
        self._by_name[draft["name_folded"]].remove(draft)
        self.by_uid.pop(draft.uid, None)

    def by_key(self, key: int) -> Draft | None:
        """Return a loaded organisation by its database key."""
        return self._known.get(key)

    def load_keys(self, keys: Iterable[int]) -> None:
        """Load the organisations of these database keys."""
        new = sorted({key for key in keys if key not in self._known})
        for draft in self._planner.load(ORGANISATIONS, pk__in=new) if new else ():
            self._known[draft.pk or 0] = draft
            self._note(draft)

    def with_uid(self, uid: str) -> Draft | None:
        """Return the organisation of a uid."""
        return self.by_uid.get(uid)

    def called(self, name: str, country: str = "") -> list[Draft]:
        """Return the organisations of a name; with a country those of that or of no country."""
        found = self._by_name.get(fold(name)[:300], [])
        return [one for one in found if not country or one["country"] in (None, country)]

    def add(self, row: RowCells, unit: str, name: str, **values: Any) -> Draft:
        """Return a new organisation; ``place`` is a PlaceRef or None."""
        draft = self._planner.new(
            ORGANISATIONS, row, unit, name=name, name_folded=fold(name)[:300], **{"kind": "other", **values}
        )
        self._note(draft)
        return draft

    def lean_on(self, draft: Draft) -> Draft:
        """Note that a row points at this organisation, and whether its place is open."""
        if draft.is_stored:
            self._planner.plan.leaned_on.add(draft.uid)
        if draft["place"] is None and draft["place_asked"]:
            self._planner.plan.open_places.add(draft.uid)
        return draft

    def town(
        self, row: RowCells, unit: str, words: str, country: str, place: PlaceRef | None, use: Any
    ) -> Draft:
        """Return the municipality that words mean: at its place, called so, or new.

        Without a place it bears the words themselves and waits under To settle.
        """
        if place is not None:
            there = self._by_place.get(place.id)
            if there:
                return self.lean_on(min(there, key=lambda one: one.pk or 1 << 62))
        name = municipality_name(place.name) if place else words
        land = country or (place.country if place else "")
        for one in (*self.called(words, land), *self.called(name, land)):
            if one["place"] is None or place is None or one["place"] == place.id:
                return self.lean_on(one)
        values = {
            "kind": TOWN,
            "country": land or None,
            "place_asked": words[:200],
        }
        key = use(place) if place else None
        return self.lean_on(self.add(row, unit, name[:300], place=key, **values))

    def body(self, row: RowCells, unit: str, name: str, country: str, kind: str) -> Draft:
        """Return the organisation of a name (a region, a network, a university), new where there is none."""
        found = self.called(name, country)
        if found:
            same = [one for one in found if one["kind"] == kind]
            return self.lean_on((same or found)[0])
        return self.lean_on(self.add(row, unit, name, kind=kind, country=country or None))
