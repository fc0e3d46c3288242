"""The sheet of engagements: key date, kind and title."""

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.accounts.models import Office, User
from proxenia.core.sheets.cells import Reader, RowCells
from proxenia.core.sheets.kinds import KindColumn, SheetKind
from proxenia.core.values import PartialDate, fold, split_list
from proxenia.core.vocabulary import Vocabulary
from proxenia.directory.models import Person, Post, may_leave_q
from proxenia.directory.sheets.places import Places
from proxenia.engagements.actions.facts import refresh_contact_facts
from proxenia.engagements.models import Engagement, EngagementTie, Participation
from proxenia.engagements.rules import CONTACT_STATES, closest, lies_ahead, state_after, state_by_date
from proxenia.places.models import Place
from proxenia.portfolio.sheets.ties import Tie, TieBook
from proxenia.records.actions.imports.plan import CHANGED, CREATED, Plan
from proxenia.records.actions.imports.planner import Planner
from proxenia.records.actions.imports.tables import Child, ChildTable, Draft, RecordTable
from proxenia.records.models import visible_through

ENGAGEMENTS = RecordTable(
    Engagement,
    (
        "date", "until", "kind", "title", "title_folded", "direction", "mode", "initiated_by", "hosted_by",
        "paid_by", "people_text", "place", "staff_hours", "cost", "currency", "note", "state",
    ),
    named="title",
    place="place",
)  # fmt: skip
TIES = ChildTable(EngagementTie, "engagement", ("partnership",))
PEOPLE = ChildTable(Participation, "engagement", ("person", "organisation", "post_title"))

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_MOST_HOURS = Decimal(10) ** 7
_BOTH = frozenset({"both", "both sides", "beide", "les deux", "ambos", "entrambi"})
_OTHER = frozenset({"other", "somebody else", "others", "andere", "autre", "otro", "altro"})
_VISITS = {"in": "delegation_in", "out": "delegation_out"}


class Entry(NamedTuple):
    """A row of the sheet as typed values."""

    row: RowCells
    uid: str
    date: str | None
    kind: str
    title: str
    ties: list[str]
    people: list[str]
    place: str
    given: dict[str, Any]
    note: str

    @property
    def key(self) -> tuple[str, str, str]:
        """The natural key."""
        return self.date or "", self.kind, fold(self.title)[:300]


class EngagementPlanner(Planner):
    """Plans rows of contacts with their ties and the people present."""

    def __init__(self, plan: Plan, reader: Reader) -> None:
        super().__init__(plan, reader)
        self.ties = TieBook(self)
        self.places = Places(plan)
        self._by_key: dict[tuple[str, str, str], Draft] = {}
        self._by_uid: dict[str, Draft] = {}
        self._seen: set[int] = set()
        self._people: dict[str, list[int]] = {}
        self._posts: dict[int, list[Post]] = {}
        self._place_names: dict[Any, str] = {}
        self._touched: set[int] = set()
        self._names: dict[int, str] = {}
        self._staying: set[int] = set()
        self._said: dict[Draft, tuple[set[str], int]] = {}
        plan.after_write.append(lambda: refresh_contact_facts(self._touched))

    def read(self, row: RowCells) -> Entry:
        """Return the row as typed values."""
        date, until = row.span("date", keeps_end=True)
        kind, soft = self._kind(row)
        direction = row.term("direction", "directions") or None
        given: dict[str, Any] = {
            "until": until,
            "direction": direction,
            "mode": row.term("mode", "modes") or None,
            "initiated_by": _side(row, "initiated_by"),
            "hosted_by": _side(row, "hosted_by"),
            "paid_by": _side(row, "paid_by"),
            "state": row.term("state", "engagement_states") or None,
            **_figures(row, self.plan.office.currency),
        }
        if soft == "visit":
            kind = _VISITS.get(direction or "", kind)
        people = [*row.entries("people"), *row.entries("participants")]
        return Entry(
            row, row.text("id"), date or _year(row), kind, row.name("title"), row.entries("partnership"),
            list(dict.fromkeys(people)), row.text("place", 200), given, row.lines("note"),
        )  # fmt: skip

    def _kind(self, row: RowCells) -> tuple[str, str]:
        found = row.term("kind", "engagement_kinds")
        if found == "":
            row.refuse("kind", _("This cell must not be empty."))
        return found or "other", found or ""

    def gather(self, entries: list[Entry]) -> None:
        """Look up ties, people, places and contacts of the chunk."""
        self.ties.gather(text for entry in entries for text in entry.ties)
        self.places.gather((entry.place, "") for entry in entries)
        self._load_people({fold(name)[:200] for entry in entries for name in entry.people})
        titles = sorted({fold(entry.title)[:300] for entry in entries if entry.title})
        uids = sorted({entry.uid for entry in entries if entry.uid})
        loaded: dict[int, Draft] = {}
        dates = sorted({entry.date for entry in entries if entry.date})
        for where in ({"title_folded__in": titles, "date__in": dates}, {"uid__in": uids}):
            for draft in self.load(ENGAGEMENTS, **where) if all(where.values()) else ():
                if draft.pk not in self._seen:
                    self._seen.add(draft.pk or 0)
                    loaded[draft.pk or 0] = draft
        self._note(loaded)

    def _note(self, loaded: dict[int, Draft]) -> None:
        if not loaded:
            return
        links = [child for _draft, child in self.load_children(TIES, loaded)]
        self.ties.load_keys(child.values[0] for child in links)
        self._name_people({child.values[0] for _draft, child in self.load_children(PEOPLE, loaded)})
        for draft in loaded.values():
            self._by_uid[draft.uid] = draft
            self._by_key.setdefault((draft["date"], draft["kind"], draft["title_folded"]), draft)
        keys = {draft["place"] for draft in loaded.values() if draft["place"]}
        for place in Place.objects.filter(gazetteer_id__in=[one for one in keys if isinstance(one, str)]):
            self._place_names[place.gazetteer_id] = fold(place.name)
        for place in Place.objects.filter(pk__in=[one for one in keys if isinstance(one, int)]):
            self._place_names[place.pk] = fold(place.name)

    def _name_people(self, keys: set[int]) -> None:
        """Look up what the people present at stored contacts are called, of those this person may see."""
        new = keys - set(self._names) - self._staying
        if new:
            people = Person.objects.visible_to(self.plan.by, self.plan.office).filter(pk__in=new)
            self._names.update(people.values_list("pk", "name"))
            leaving = people.leaving(timezone.localdate()).values_list("pk", flat=True)
            self._staying |= new - set(leaving)

    def _load_people(self, names: set[str]) -> None:
        """Load the people of these names, and the posts they held."""
        new = sorted(names - set(self._people) - {""})
        if not new:
            return
        self._people.update({name: [] for name in new})
        seen = Person.objects.visible_to(self.plan.by, self.plan.office).live()
        for pk, name in seen.filter(name_folded__in=new).values_list("pk", "name_folded"):
            self._people[name].append(pk)
        keys = [found[0] for name in new if len(found := self._people[name]) == 1]
        posts: dict[int, list[Post]] = defaultdict(list)
        for post in Post.objects.filter(person__in=keys):
            posts[post.person_id].append(post)
        self._posts.update(posts)

    def settle(self, entry: Entry) -> None:
        """Find or make the contact of a row, lay the row over it, and link ties and people."""
        row = entry.row
        if not entry.title:
            row.refuse("title", _("This cell must not be empty."))
        if entry.date is None and not row.problems:
            row.refuse("date", _("There is no date here. Write the day, the month or at least the year."))
        if row.problems:
            return
        draft = (self._by_uid.get(entry.uid) if entry.uid else None) or self._by_key.get(entry.key)
        ties = [self._tie(row, text, draft) for text in entry.ties] if not row.problems else []
        if row.problems:
            return
        draft = draft or self._new(entry, [tie for tie in ties if tie])
        if draft is not None:
            self.adopt(row, entry.uid, draft, self._by_uid)
            self._lay(entry, draft, [tie for tie in ties if tie])

    def _tie(self, row: RowCells, text: str, draft: Draft | None) -> Tie | None:
        """Return the tie of a text; those a contact has already are known by name even where two bear it."""
        for child in draft.children if draft else ():
            known = self.ties.with_key(child.values[0]) if child.table is TIES else None
            if known and fold(text) == fold(known.name):
                return known
        return self.ties.find(row, "partnership", text)

    def _new(self, entry: Entry, ties: list[Tie]) -> Draft | None:
        units = {tie.unit for tie in ties}
        unit = units.pop() if len(units) == 1 else ""
        if not self.may_write(unit):
            entry.row.refuse(
                "partnership", _("You may not log contacts of another unit, or of the office at large.")
            )
            return None
        draft = self.new(
            ENGAGEMENTS, entry.row, unit, date=entry.date, kind=entry.kind, title=entry.title,
            title_folded=fold(entry.title)[:300],
            state=state_by_date(PartialDate.parse_iso(entry.date or ""), timezone.localdate()),
        )  # fmt: skip
        draft.visibility = closest([tie.visibility for tie in ties])
        self._by_key[entry.key] = draft
        return draft

    def _lay(self, entry: Entry, draft: Draft, ties: list[Tie]) -> None:
        row = entry.row
        given = dict(entry.given)
        if entry.uid:
            given |= {
                "date": entry.date,
                "kind": entry.kind,
                "title": entry.title,
                "title_folded": entry.key[2],
            }
        if given["currency"] is None and given["cost"] is not None:
            given["currency"] = draft["currency"] or self.plan.office.currency
        given["place"] = self._place(entry, draft)
        given["state"] = _state(entry, draft)
        given["note"] = self.note(draft["note"], entry.note, row.kept)
        verdict = self.lay(row, draft, given, key="title")
        if verdict is None or row.problems:
            return
        linked = [self._link_tie(draft, tie) for tie in ties]
        present = [self._link_person(draft, name) for name in entry.people]
        is_changed = any(linked) or any(present)
        if draft.is_stored and entry.people and not self._is_heard(entry, draft, is_changed):
            return
        if is_changed:
            self.plan.touch(draft)
            verdict = CHANGED if draft.is_stored else CREATED
        if verdict in (CHANGED, CREATED):
            self._touched.update(child.values[0] for child in draft.children if child.table is TIES)
        self.plan.judge(row.number, verdict)

    def _is_heard(self, entry: Entry, draft: Draft, is_changed: bool) -> bool:
        """Note who was present by a row about a stored contact; refuse it where the list may not be changed."""
        said, _place = self._said.get(draft, (set(), 0))
        said |= {fold(name) for name in entry.people}
        if not self.may_write(draft.unit) and (is_changed or any(self._absent(draft, said))):
            message = _("You may not change “%(name)s”: it belongs to another unit.")
            entry.row.refuse("people", message % {"name": draft.title})
            return False
        # The verdict of this row comes next.
        self._said[draft] = (said, len(self.plan.verdicts))
        return True

    def _absent(self, draft: Draft, said: set[str]) -> tuple[list[Child], list[str]]:
        """Return who stands at a contact and is none of those that were said: the linked, and those in words."""
        people = [child for child in draft.children if child.table is PEOPLE and not child.is_new]
        # Who may not leave the office, or is hidden, stood in no exported list: no list says they were absent.
        people = [child for child in people if child.values[0] not in self._staying]
        linked = [child for child in people if fold(self._names.get(child.values[0], "")) not in said]
        return linked, [name for name in split_list(draft["people_text"] or "") if fold(name) not in said]

    def finish(self) -> None:
        """Take off stored contacts whoever none of the file's rows about them names: the cell is the whole list."""
        for draft, (said, place) in self._said.items():
            linked, written = self._absent(draft, said)
            if not linked and not written:
                continue
            for child in linked:
                child.is_gone = True
            if linked:
                draft.left = {"people_present": sorted(self._names.get(one.values[0], "") for one in linked)}
            kept = [name for name in split_list(draft["people_text"] or "") if name not in written]
            draft["people_text"] = "; ".join(kept) or None
            self.plan.touch(draft)
            self.plan.verdicts[place] = CHANGED

    def _place(self, entry: Entry, draft: Draft) -> str | None:
        """Return the place of a row; words that are no town for sure go to the notes."""
        if not entry.place or (draft["place"] and self._place_names.get(draft["place"]) == fold(entry.place)):
            return None
        found = self.places.town(entry.place, "")
        if found is None:
            entry.row.keep("place", entry.place)
            return None
        return self.places.use(found)

    def _link_tie(self, draft: Draft, tie: Tie) -> bool:
        if any(child.table is TIES and child.values[0] == tie.pk for child in draft.children):
            return False
        draft.children += (Child(TIES, [tie.pk]),)
        self._tell(draft, "ties", tie.name)
        return True

    def _link_person(self, draft: Draft, name: str) -> bool:
        """Link somebody the directory knows by this name; anybody else is kept in words."""
        written = split_list(draft["people_text"] or "")
        if fold(name) in {fold(entry) for entry in written}:
            return False
        if fold(name) in {
            fold(self._names.get(one.values[0], "")) for one in draft.children if one.table is PEOPLE
        }:
            return False
        found = self._people.get(fold(name)[:200], [])
        if len(found) != 1:
            draft["people_text"] = "; ".join([*written, name])
            return True
        if any(child.table is PEOPLE and child.values[0] == found[0] for child in draft.children):
            return False
        organisation, title = self._post(found[0], draft["date"])
        draft.children += (Child(PEOPLE, [found[0], organisation, title]),)
        self._tell(draft, "people_present", name)
        return True

    def _post(self, person: int, date: str) -> tuple[int | None, str | None]:
        """Return the post somebody held then: the latest begun of those it can have been."""
        on = PartialDate.parse_iso(date)
        for post in sorted(
            self._posts.get(person, []), key=lambda one: (str(one.starts or ""), one.pk), reverse=True
        ):
            begun = post.starts is None or post.starts.first() <= on.last()
            if begun and (post.ends is None or post.ends.last() >= on.first()):
                return post.organisation_id, post.title or None
        return None, None

    def _tell(self, draft: Draft, name: str, value: str) -> None:
        told = (draft.extra or {}).get(name, [])
        draft.extra = {**(draft.extra or {}), name: [*told, value]}


def _year(row: RowCells) -> str | None:
    """Return a year out of free text, since the column must say something."""
    text = row.text("date")
    found = _YEAR.search(text)
    if found is None or any(column == row.reader.labels["date"] for column, _message in row.problems):
        return None
    row.remark(_("Of “%(text)s” the year %(year)s was taken.") % {"text": text, "year": found.group()})
    return found.group()


def _side(row: RowCells, code: str) -> str | None:
    """Return which side did a thing; another name is somebody else, and kept in the notes."""
    text = row.text(code)
    if not text:
        return None
    found = row.reader.term("sides", text)
    if found is not None:
        return found
    key = fold(text)
    if key in _BOTH:
        return "both"
    if key not in _OTHER:
        row.keep(code, text)
        row.remark(
            _("“%(text)s” was taken as somebody else; the words were kept in the notes.") % {"text": text}
        )
    return "other"


def _state(entry: Entry, draft: Draft) -> str | None:
    """Return the state a row gives a contact; one its date or its missing note contradicts is told and mended."""
    said, today = entry.given["state"], timezone.localdate()
    date = PartialDate.parse_iso(entry.date or "")
    if said is None:
        is_moved = draft.is_stored and draft["date"] != entry.date
        return state_after(draft["state"], date, today) if is_moved else None
    if said in CONTACT_STATES and lies_ahead(date, today):
        entry.row.remark(_("Its date lies ahead, so it was taken as planned."))
        return Engagement.State.PLANNED.value
    if said == Engagement.State.CLOSED and not (entry.note or draft["note"]):
        entry.row.remark(_("It does not say what came of it, so it was taken as not closed yet."))
        return Engagement.State.HELD.value
    return str(said)


def _figures(row: RowCells, currency: str) -> dict[str, Any]:
    """Return hours, cost and currency; what is none, or cannot be right, goes to the notes with a remark."""
    hours, cost = row.hours("staff_hours"), row.money("cost")
    if hours is not None and hours >= _MOST_HOURS:
        row.leave("staff_hours", _("This number of hours is too large to be right."))
        hours = None
    named = row.currency("currency")
    if named is None and cost is not None and not cost.currency:
        row.leave("cost", _("The currency of the cost is not known, so the cost was not stored."))
        cost = None
    known = (cost.currency if cost else "") or named
    if cost is not None and not known:
        row.remark(_("The cost names no currency; it was taken as %(currency)s.") % {"currency": currency})
    return {
        "staff_hours": _two_places(hours),
        "cost": _two_places(cost.amount if cost else None),
        "currency": known or None if cost is not None else None,
    }


def _two_places(value: Decimal | None) -> str | None:
    return None if value is None else str(value.quantize(Decimal("0.01")))


def rows(office: Office, user: User) -> Iterator[list[Any]]:
    """Yield the contacts a person may see, with ties and people as lists."""
    found = Engagement.objects.visible_to(user, office).live().select_related("place").order_by("date", "pk")
    ties = visible_through(user, office, "partnership__", is_known=True)
    links = EngagementTie.objects.filter(ties).select_related("partnership").order_by("pk")
    leaving = may_leave_q(timezone.localdate(), "person__")
    seen = visible_through(user, office, "person__", is_known=True)
    present = Participation.objects.filter(leaving, seen).select_related("person").order_by("pk")
    found = found.prefetch_related(Prefetch("tie_links", links), Prefetch("participations", present))
    kinds, modes = Vocabulary.load("engagement_kinds"), Vocabulary.load("modes")
    states = Vocabulary.load("engagement_states")
    for one in found.iterator(chunk_size=2_000):
        yield [
            one.uid, _span(one), kinds.english(one.kind), states.english(one.state), one.title,
            one.direction, modes.english(one.mode),
            "; ".join(_tie_name(link) for link in one.tie_links.all()), one.initiated_by, one.hosted_by,
            one.paid_by,
            "; ".join([*(each.person.name for each in one.participations.all()), *split_list(one.people_text)]),
            one.staff_hours, one.cost, one.currency, one.place.name if one.place else "", one.note,
        ]  # fmt: skip


def _tie_name(link: EngagementTie) -> str:
    """Return a tie as a list can hold it: by its id where a semicolon stands in its name."""
    tie = link.partnership
    return tie.uid if ";" in tie.name else tie.name


def _span(engagement: Engagement) -> Any:
    return f"{engagement.date} – {engagement.until}" if engagement.until else engagement.date


def undone(keys: list[int]) -> None:
    """Bring the facts of the ties up to date whose contacts were put away or put back."""
    ties: set[int] = set()
    for start in range(0, len(keys), 5_000):
        links = EngagementTie.objects.filter(engagement__in=keys[start : start + 5_000])
        ties.update(links.values_list("partnership_id", flat=True))
    refresh_contact_facts(ties)


KIND = SheetKind(
    name="engagements",
    label=gettext_lazy("Engagements"),
    columns=(
        KindColumn("id", width=18),
        KindColumn("date", is_date=True, width=14),
        KindColumn("kind", choices="engagement_kinds", width=20),
        KindColumn("state", choices="engagement_states", width=12),
        KindColumn("title", width=44),
        KindColumn("direction", choices="directions", width=10),
        KindColumn("mode", choices="modes", width=12),
        KindColumn("partnership", width=32),
        KindColumn("initiated_by", choices="sides", width=12),
        KindColumn("hosted_by", choices="sides", width=12),
        KindColumn("paid_by", choices="sides", width=12),
        KindColumn("people", width=32),
        KindColumn("staff_hours", width=12),
        KindColumn("cost", width=12),
        KindColumn("currency", width=10),
        KindColumn("place", width=20),
        KindColumn("note", width=44),
        KindColumn("participants", is_out=False),
    ),
    needed=(("date",), ("kind",), ("title",)),
    plan=EngagementPlanner,
    rows=rows,
    undone=undone,
)
