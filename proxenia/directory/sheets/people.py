"""The sheet of people: key name and organisation; the post, with its term, is a row of the person."""

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.accounts.models import Office, User
from proxenia.core.sheets.cells import Reader, RowCells
from proxenia.core.sheets.kinds import KindColumn, SheetKind
from proxenia.core.values import fold
from proxenia.directory.models import Person, Post
from proxenia.directory.sheets.book import Book
from proxenia.directory.sheets.places import Places, country_name
from proxenia.places.queries import PlaceRef
from proxenia.records.actions.imports.plan import CHANGED, CREATED, UNCHANGED, Plan
from proxenia.records.actions.imports.planner import Planner
from proxenia.records.actions.imports.tables import Child, ChildTable, Draft, RecordTable
from proxenia.records.models import visible_through

PEOPLE = RecordTable(Person, ("name", "name_folded", "email", "phone", "languages", "born", "note"))
_AFTER = (
    "jr sr junior senior ii iii iv phd ph md mba msc bsc ma ba llm esq obe mbe cbe mp mep mdb cpa dr jd pe"
)
# What may stand behind a name after a comma without being a given name.
_AFTER_NAME = frozenset(_AFTER.split())
POSTS = ChildTable(Post, "person", ("organisation", "title", "starts", "ends"), told="posts", says="title")


class Entry(NamedTuple):
    """A row of the sheet as typed values; None where the cell is blank."""

    row: RowCells
    uid: str
    unit: str
    name: str
    organisation: str
    post: tuple[str | None, str | None, str | None]
    given: dict[str, Any]
    place: str
    country: str
    country_words: str
    note: str


class PersonPlanner(Planner):
    """Plans rows of people; an organisation nobody knows is created."""

    def __init__(self, plan: Plan, reader: Reader) -> None:
        super().__init__(plan, reader)
        self.places = Places(plan)
        self.book = Book(self)
        self._by_name: dict[str, list[Draft]] = defaultdict(list)
        self._by_uid: dict[str, Draft] = {}
        self._by_key: dict[tuple[str, str], Draft] = {}
        self._seen: set[int] = set()
        self._claimed: set[int] = set()
        self._post_rows: dict[int, tuple[int, tuple[Any, ...]]] = {}

    def read(self, row: RowCells) -> Entry:
        """Return the row as typed values."""
        country, words = self.places.country(row)
        starts, ends = row.date("from"), row.date("to")
        if starts and ends and ends < starts[: len(ends)]:
            row.refuse(
                "to",
                _("The post ends (%(ends)s) before it begins (%(starts)s).")
                % {"ends": ends, "starts": starts},
            )
        given = {
            "email": _email(row), "phone": row.text("phone", 60) or None, "languages": _languages(row),
            "born": row.date("born"),
        }  # fmt: skip
        return Entry(
            row, row.text("id"), self.unit_of(row), _name(row), row.name("organisation"),
            (row.text("post", 200) or None, starts, ends), given, row.text("place", 200), country, words,
            row.lines("notes"),
        )  # fmt: skip

    def gather(self, entries: list[Entry]) -> None:
        """Look up people, organisations and places of the chunk."""
        self.places.gather((entry.place, entry.country_words) for entry in entries if entry.organisation)
        self.book.gather(names={fold(entry.organisation)[:300] for entry in entries})
        names = {fold(entry.name)[:200] for entry in entries} - set(self._by_name)
        uids = {entry.uid for entry in entries if entry.uid} - set(self._by_uid)
        loaded: dict[int, Draft] = {}
        for where in ({"name_folded__in": sorted(names)}, {"uid__in": sorted(uids)}):
            for draft in self.load(PEOPLE, **where) if next(iter(where.values())) else ():
                if draft.pk not in self._seen:
                    self._seen.add(draft.pk or 0)
                    loaded[draft.pk or 0] = draft
        for draft in loaded.values():
            self._by_uid[draft.uid] = draft
            self._by_name[draft["name_folded"]].append(draft)
        for name in names:
            self._by_name.setdefault(name, [])
        posts = [child for _draft, child in self.load_children(POSTS, loaded)] if loaded else []
        self.book.load_keys(child.values[0] for child in posts)

    def settle(self, entry: Entry) -> None:
        """Find or make the person of a row, lay the row over it, and settle the post."""
        row = entry.row
        if not entry.name:
            row.refuse("name", _("The name is missing."))
        body = self._organisation(entry) if entry.organisation and not row.problems else None
        if row.problems:
            return
        draft = self._find(entry, body)
        if row.problems:
            return
        if draft is None:
            draft = self.new(PEOPLE, row, entry.unit, name=entry.name, name_folded=fold(entry.name)[:200])
            self._by_name[draft["name_folded"]].append(draft)
        self.adopt(row, entry.uid, draft, self._by_uid)
        self._by_key[self._key(entry)] = draft
        self._settle_found(entry, draft, body)

    def _settle_found(self, entry: Entry, draft: Draft, body: Draft | str | None) -> None:
        row = entry.row
        if body is None:
            self._keep_post(entry)
        given = {**entry.given, "note": self.note(draft["note"], entry.note, row.kept)}
        if entry.uid:
            given |= {"name": entry.name, "name_folded": fold(entry.name)[:200]}
        is_first = draft.row in (0, row.number)
        if body is not None and not self._agrees(entry, draft, is_first):
            return
        verdict = self.lay(row, draft, given, key="name")
        if verdict is None or row.problems:
            return
        if body is not None and self._settle_post(entry, draft, self._made(entry, body)):
            self.plan.touch(draft)
            verdict = CHANGED if draft.is_stored else CREATED
            if draft.is_stored and not self.may_write(draft.unit):
                row.refuse(
                    "",
                    _("You may not change “%(name)s”: it belongs to another unit.") % {"name": draft.title},
                )
                return
        elif not is_first and not draft.is_stored and verdict != CREATED:
            verdict = UNCHANGED
        self.plan.judge(row.number, verdict)

    def _organisation(self, entry: Entry) -> Draft | str | None:
        """Return the organisation of a row, or its name where it has to be made."""
        place = self.places.town(entry.place, entry.country_words) if entry.place else None
        found = self.book.called(entry.organisation)
        country = entry.country or (place.country if place else "")
        if len(found) > 1 and country:
            found = [one for one in found if one["country"] in (None, country)] or found
        if len(found) > 1 and entry.place:
            found = [one for one in found if _is_at(one, place, entry.place)] or found
        if len(found) > 1 and (entry.uid or self._by_name.get(fold(entry.name)[:200])):
            found = [one for one in found if self._holds_post(entry, one)] or found
        if len(found) > 1:
            where = "; ".join(
                one["place_asked"] or country_name(one["country"] or "") or "—" for one in found[:5]
            )
            message = _(
                "Several organisations are called “%(name)s” (%(where)s). Say which by columns for place and country."
            )
            entry.row.refuse("organisation", message % {"name": entry.organisation, "where": where})
            return None
        return found[0] if found else entry.organisation

    def _holds_post(self, entry: Entry, body: Draft) -> bool:
        people = self._by_name.get(fold(entry.name)[:200], [])
        return any(self._points_at(child, body) for person in people for child in person.children)

    def _made(self, entry: Entry, body: Draft | str) -> Draft:
        """Return the organisation as a draft, made now where it is new."""
        if isinstance(body, Draft):
            return self.book.lean_on(body)
        place = self.places.town(entry.place, entry.country_words) if entry.place else None
        made = self.book.add(
            entry.row, entry.unit, body, place=self.places.use(place) if place else None,
            place_asked=entry.place or None, country=entry.country or (place.country if place else None),
        )  # fmt: skip
        return self.book.lean_on(made)

    def _key(self, entry: Entry) -> tuple[str, str]:
        return ("id", entry.uid) if entry.uid else (fold(entry.name)[:200], fold(entry.organisation)[:300])

    def _find(self, entry: Entry, body: Draft | str | None) -> Draft | None:
        """Return the person of a row: by id, else by name and organisation (or by name without any post)."""
        if entry.uid and entry.uid in self._by_uid:
            return self._by_uid[entry.uid]
        known = self._by_key.get(self._key(entry))
        if known is not None:
            return known
        for one in self._by_name.get(fold(entry.name)[:200], []):
            if self.is_adopted(entry.uid, one):
                continue
            if body is None and not one.children:
                return one
            if isinstance(body, Draft) and any(self._points_at(child, body) for child in one.children):
                return one
        return None

    def _points_at(self, child: Child, body: Draft) -> bool:
        pointed = child.values[0]
        return pointed is body or (body.is_stored and pointed == body.pk)

    def _agrees(self, entry: Entry, draft: Draft, is_first: bool) -> bool:
        """Refuse a second row of one key that says another post; with an id one person may hold several."""
        if is_first or entry.uid:
            return True
        number, said = self._post_rows.get(id(draft), (0, entry.post))
        differs = any(
            old is not None and new is not None and old != new
            for old, new in zip(said, entry.post, strict=True)
        )
        if differs:
            message = _(
                "Row %(second)s and row %(first)s are about the same person in the same organisation"
                " and differ in the post."
            )
            entry.row.refuse("post", message % {"second": entry.row.number, "first": number})
        return not differs

    def _settle_post(self, entry: Entry, draft: Draft, body: Draft) -> bool:
        """Add the post of a row or lay the row over it; say whether anything changed."""
        pointed: Any = body.pk if body.is_stored else body
        self._post_rows.setdefault(id(draft), (entry.row.number, entry.post))
        there = [child for child in draft.children if self._points_at(child, body)]
        child = self._same_post(entry, there)
        if child is None:
            child = Child(POSTS, [pointed, *entry.post])
            draft.children += (child,)
            self._claimed.add(id(child))
            return True
        self._claimed.add(id(child))
        before = list(child.values)
        for place, value in enumerate(entry.post, start=1):
            if value is not None:
                child.values[place] = value
        if before != child.values:
            self._tell(draft, body, entry)
        return before != child.values

    def _same_post(self, entry: Entry, there: list[Child]) -> Child | None:
        """Return the post a row means: of the same title, of the same term, or the only one left."""
        if not entry.uid:
            return there[0] if there else None
        title, starts, _ends = entry.post
        free = [child for child in there if id(child) not in self._claimed]
        for child in free:
            if fold(child.values[1] or "") == fold(title or "") and (
                starts is None or child.values[2] == starts
            ):
                return child
        for child in free:
            if starts and child.values[2] == starts:
                return child
        return free[0] if len(free) == 1 and len(there) == 1 else None

    def _tell(self, draft: Draft, body: Draft, entry: Entry) -> None:
        said = ", ".join(part for part in (entry.post[0], body.title, entry.post[1], entry.post[2]) if part)
        draft.extra = {**(draft.extra or {}), "posts": [*(draft.extra or {}).get("posts", []), said]}

    def _keep_post(self, entry: Entry) -> None:
        """Without an organisation there is no post to keep: its words go to the notes."""
        row = entry.row
        for code, words in zip(("post", "from", "to"), entry.post, strict=True):
            if words:
                row.keep(code, words)
        if any(entry.post):
            row.remark(_("Without an organisation the post was kept in the notes."))
        if entry.place:
            row.keep("place", entry.place)


def _is_at(draft: Draft, place: PlaceRef | None, words: str) -> bool:
    if place is not None and draft["place"] == place.id:
        return True
    return bool(draft["place_asked"]) and fold(draft["place_asked"]) == fold(words)


def _name(row: RowCells) -> str:
    """Return the name of a person: one cell, or given and family name from cells of their own."""
    name = _given_first(row.name("name", 200))
    if name or not row.reader.has("family_name"):
        return name
    return " ".join(filter(None, (row.text("given_name", 100), row.name("family_name", 99))))


def _given_first(name: str) -> str:
    """Return "Anna Müller" for "Müller, Anna"; a title after the comma ("Ada Lind, PhD") stays where it is."""
    family, comma, given = (part.strip() for part in name.partition(","))
    words = fold(given).split()
    if not comma or not family or not words or "," in given or any(word in _AFTER_NAME for word in words):
        return name
    return f"{given} {family}"


def _email(row: RowCells) -> str | None:
    """Return the first address of the cell; further ones and what is no address go to the notes."""
    found = None
    for text in row.entries("email"):
        try:
            validate_email(text)
        except ValidationError:
            row.keep("email", text)
            row.remark(_("“%(text)s” is not an e-mail address; it was kept in the notes.") % {"text": text})
            continue
        if found is None:
            found = text.lower()
        else:
            row.keep("email", text)
            row.remark(
                _("Of several e-mail addresses the first was taken, the others were kept in the notes.")
            )
    return found


def _languages(row: RowCells) -> str | None:
    """Return the languages as the column holds them; where no semicolon stands, commas and slashes part them."""
    found = row.entries("languages")
    if len(found) == 1:
        found = [part.strip() for part in found[0].replace("/", ",").split(",") if part.strip()]
    return json.dumps(found, ensure_ascii=False) if found else None


def rows(office: Office, user: User) -> Iterator[list[Any]]:
    """Yield the people a person may see with their posts, one row per post."""
    people = Person.objects.visible_to(user, office).live().leaving(timezone.localdate())
    bodies = visible_through(user, office, "organisation__", is_known=True)
    posts = Post.objects.filter(bodies).select_related("organisation__place").order_by("pk")
    found = people.order_by("name_folded", "pk").prefetch_related(Prefetch("posts", posts, to_attr="shown"))
    for person in found.iterator(chunk_size=2_000):
        shown: list[Any] = person.shown  # type: ignore[attr-defined]
        for post in shown or [None]:
            yield _row(person, post)


def _row(person: Person, post: Post | None) -> list[Any]:
    spoken = "; ".join(person.languages)
    reached = [person.email, person.phone, spoken]
    if post is None:
        return [person.uid, person.name, None, None, None, None, *reached, None, "", person.born, person.note]
    body = post.organisation
    place, land = body.place_asked or (body.place.name if body.place else None), country_name(body.country)
    term = [post.title, post.starts, post.ends]
    return [person.uid, person.name, body.name, *term, *reached, place, land, person.born, person.note]


KIND = SheetKind(
    name="people",
    label=gettext_lazy("People"),
    columns=(
        KindColumn("id", width=18),
        KindColumn("name", width=30),
        KindColumn("organisation", width=30),
        KindColumn("post", width=26),
        KindColumn("from", is_date=True, width=12),
        KindColumn("to", is_date=True, width=12),
        KindColumn("email", width=28),
        KindColumn("phone", width=18),
        KindColumn("languages", width=18),
        KindColumn("place", width=20),
        KindColumn("country", width=18),
        KindColumn("born", is_date=True, width=12),
        KindColumn("notes", width=40),
        KindColumn("given_name", is_out=False),
        KindColumn("family_name", is_out=False),
    ),
    needed=(("name", "family_name"),),
    plan=PersonPlanner,
    rows=rows,
)

__all__ = ["KIND", "PEOPLE", "POSTS", "PersonPlanner", "rows"]
