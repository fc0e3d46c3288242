"""The sheet of organisations: key name, country and place."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db.models import Case, F, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.accounts.models import Office, User
from proxenia.core.sheets.cells import Reader, RowCells
from proxenia.core.sheets.kinds import KindColumn, SheetKind
from proxenia.core.values import fold
from proxenia.core.vocabulary import Vocabulary
from proxenia.directory.models import Organisation
from proxenia.directory.sheets.book import ORGANISATIONS, TOWN, Book
from proxenia.directory.sheets.places import Places, country_name
from proxenia.places.models import Place
from proxenia.places.queries import PlaceRef
from proxenia.records.actions.imports.plan import CHANGED, UNCHANGED, Plan
from proxenia.records.actions.imports.planner import MOST_NAMES, Planner, nearest
from proxenia.records.actions.imports.tables import Draft
from proxenia.records.models import visible_through


class Entry(NamedTuple):
    """A row of the sheet as typed values; '' where the cell is blank."""

    row: RowCells
    uid: str
    unit: str
    name: str
    kind: str | None
    place: str
    country: str
    country_words: str
    parent: str
    note: str


class OrganisationPlanner(Planner):
    """Plans rows of organisations; parents are settled at the end, since they may stand further down."""

    def __init__(self, plan: Plan, reader: Reader) -> None:
        super().__init__(plan, reader)
        self.places = Places(plan)
        self.book = Book(self)
        self._by_key: dict[tuple[str, str, str], Draft] = {}
        self._waiting: list[tuple[Entry, Draft, str]] = []
        self._place_names: dict[Any, str] = {}
        self._all_names: list[str] | None = None

    def read(self, row: RowCells) -> Entry:
        """Return the row as typed values."""
        country, words = self.places.country(row)
        return Entry(
            row, row.text("id"), self.unit_of(row), row.name("name"), row.term("kind", "organisation_kinds"),
            row.text("place", 200), country, words, row.text("parent"), row.lines("notes"),
        )  # fmt: skip

    def gather(self, entries: list[Entry]) -> None:
        """Look up names, parents, places and ids of the chunk."""
        self.places.gather((entry.place, entry.country_words) for entry in entries)
        names = {fold(entry.name)[:300] for entry in entries} | {
            fold(entry.parent)[:300] for entry in entries
        }
        self.book.gather(names=names, uids=(entry.uid for entry in entries))
        self._name_places([one for entry in entries for one in self._candidates(entry)])

    def _candidates(self, entry: Entry) -> list[Draft]:
        known = self.book.with_uid(entry.uid) if entry.uid else None
        return [known] if known else self.book.called(entry.name)

    def _name_places(self, drafts: list[Draft]) -> None:
        """Look up what the places of stored organisations are called."""
        new = {one["place"] for one in drafts if one["place"] and one["place"] not in self._place_names}
        own = [place for place in new if isinstance(place, int)]
        rows = Place.objects.filter(gazetteer_id__in=[one for one in new if isinstance(one, str)])
        for pk, key, name in (rows | Place.objects.filter(pk__in=own)).values_list(
            "pk", "gazetteer_id", "name"
        ):
            self._place_names[key or pk] = fold(name)

    def settle(self, entry: Entry) -> None:
        """Find or make the organisation of a row and lay the row over it."""
        row = entry.row
        if not entry.name:
            row.refuse("name", _("The name is missing."))
        place = self.places.town(entry.place, entry.country_words)
        if row.problems:
            return
        draft = self._find(entry, place)
        if row.problems:
            return
        if draft is None:
            draft = self.book.add(
                row, entry.unit, entry.name, kind=entry.kind or "other",
                place=self.places.use(place) if place else None, place_asked=entry.place or None,
                country=entry.country or (place.country if place else None),
            )  # fmt: skip
        self.adopt(row, entry.uid, draft, self.book.by_uid)
        verdict = self.lay(row, draft, self._given(entry, draft, place), key="name")
        self._by_key[self._key(entry, place)] = draft
        if verdict and not row.problems:
            self.book.lean_on(draft)
            if entry.parent:
                self._waiting.append((entry, draft, verdict))
            else:
                self.plan.judge(row.number, verdict)

    def _given(self, entry: Entry, draft: Draft, place: PlaceRef | None) -> dict[str, Any]:
        """Return what a row says of its organisation."""
        given: dict[str, Any] = {
            "kind": entry.kind or None,
            "note": self.note(draft["note"], entry.note, entry.row.kept),
        }
        if entry.uid:
            given |= {"name": entry.name, "name_folded": fold(entry.name)[:300]}
        if entry.place and not self._is_there(entry, draft, place):
            given |= {"place": self.places.use(place) if place else None, "place_asked": entry.place}
        if place is None or draft["place"] is None:
            given["country"] = entry.country or None
        elif entry.country and entry.country != draft["country"]:
            given["country"] = entry.country
        return given

    def _is_there(self, entry: Entry, draft: Draft, place: PlaceRef | None) -> bool:
        """Say whether an organisation stands at the place of a row: found there, or asked about in these words."""
        words = fold(entry.place)
        if draft["place_asked"] and fold(draft["place_asked"]) == words:
            return True
        if place is not None and draft["place"] == place.id:
            return True
        return bool(draft["place"]) and self._place_names.get(draft["place"]) == words

    def _key(self, entry: Entry, place: PlaceRef | None) -> tuple[str, str, str]:
        if entry.uid:
            return ("id", entry.uid, "")
        country = entry.country or (place.country if place else "")
        return fold(entry.name)[:300], country, place.id if place else fold(entry.place)

    def _find(self, entry: Entry, place: PlaceRef | None) -> Draft | None:
        """Return the organisation of a row: by its id, else by name, country and place."""
        stored = self.book.with_uid(entry.uid) if entry.uid else None
        known = stored or self._by_key.get(self._key(entry, place))
        if known is not None:
            return known
        country = entry.country or (place.country if place else "")
        for one in self.book.called(entry.name):
            if self.is_adopted(entry.uid, one):
                continue
            if (one["country"] or "") != country and (entry.country or one["country"]):
                continue
            if self._is_there(entry, one, place) if entry.place else not (one["place"] or one["place_asked"]):
                return one
        return None

    def finish(self) -> None:
        """Set the parents; a row whose parent is nowhere, or would close a ring, is refused."""
        waiting = self._waiting
        while True:
            left = [one for one in waiting if self._set_parent(one[0], one[1])]
            gone = {draft for entry, draft, _verdict in waiting if entry.row.problems and not draft.is_stored}
            if len(left) == len(waiting):
                break
            waiting = left
            self._forget(gone, waiting)
        for entry, draft, verdict in waiting:
            changed = (
                verdict == UNCHANGED
                and draft.is_stored
                and ORGANISATIONS.at["parent"] in draft.changed_fields()
            )
            self.plan.judge(entry.row.number, CHANGED if changed else verdict)

    def _forget(self, gone: set[Draft], waiting: list[tuple[Entry, Draft, str]]) -> None:
        """Take out the records of refused rows; what stood under them asks for its parent again."""
        for draft in gone:
            self.plan.drop(draft)
            self.book.forget(draft)
            self.plan.open_places.discard(draft.uid)
        for _entry, draft, _verdict in waiting:
            if draft["parent"] in gone:
                draft["parent"] = None

    def _set_parent(self, entry: Entry, draft: Draft) -> bool:
        found = [one for one in self.book.called(entry.parent) if one is not draft]
        same = [one for one in found if one["country"] == draft["country"]] or found
        parent = same[0] if same else None
        if parent is None and fold(entry.parent)[:300] == draft["name_folded"]:
            self._refuse(entry, _("“%(name)s” cannot be part of itself. Leave the cell empty."))
        elif parent is None:
            near = nearest(entry.parent, self._names())
            self._refuse(entry, _("No organisation is called “%(name)s”."), near)
        elif self._is_above(draft, parent):
            self._refuse(entry, _("“%(name)s” is itself part of this organisation."))
        else:
            pointed = parent.pk if parent.is_stored else parent
            if draft["parent"] != pointed:
                draft["parent"] = pointed
                self.plan.touch(draft)
            self.book.lean_on(parent)
        return not entry.row.problems

    def _is_above(self, draft: Draft, parent: Draft) -> bool:
        """Say whether a record lies above its would-be parent already, within what the file and its rows say."""
        above: Any = parent
        for _step in range(20):
            if above is None:
                return False
            if above is draft:
                return True
            above = above["parent"]
            if isinstance(above, int):
                above = self.book.by_key(above)
        return True

    def _refuse(self, entry: Entry, message: str, near: str = "") -> None:
        told = message % {"name": entry.parent}
        entry.row.refuse("parent", f"{told} {near}" if near else told)
        self.plan.refuse(entry.row.number, entry.row.problems)

    def _names(self) -> list[str]:
        if self._all_names is None:
            names = Organisation.objects.visible_to(self.plan.by, self.plan.office).live()
            here = [draft.title for draft in self.plan.new]
            self._all_names = [*names.values_list("name", flat=True)[:MOST_NAMES], *here]
        return self._all_names


def rows(office: Office, user: User) -> Iterator[list[Any]]:
    """Yield the organisations a person may see, as rows of the sheet."""
    found = Organisation.objects.visible_to(user, office).live().order_by("name_folded", "pk")
    above = visible_through(user, office, "parent__", is_known=True)
    parent = Case(When(above, then=F("parent__name")), default=Value(""))
    fields = ("uid", "name", "kind", "place__name", "place_asked", "country", parent, "note")
    kinds = Vocabulary.load("organisation_kinds")
    for uid, name, kind, place, asked, country, parent, note in found.values_list(*fields).iterator():
        yield [uid, name, kinds.english(kind), place or asked, country_name(country), parent, note]


KIND = SheetKind(
    name="organisations",
    label=gettext_lazy("Organisations"),
    columns=(
        KindColumn("id", width=18),
        KindColumn("name", width=40),
        KindColumn("kind", choices="organisation_kinds", width=22),
        KindColumn("place", width=22),
        KindColumn("country", width=20),
        KindColumn("parent", width=30),
        KindColumn("notes", width=40),
    ),
    needed=(("name",),),
    plan=OrganisationPlanner,
    rows=rows,
)

__all__ = ["KIND", "ORGANISATIONS", "TOWN", "OrganisationPlanner", "rows"]
