"""The sheet of partnerships: rows of one name and unit are one tie; without a name the counterpart is the key."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db.models import Case, F, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.accounts.models import Office, User
from proxenia.core.sheets.cells import Reader, RowCells
from proxenia.core.sheets.kinds import KindColumn, SheetKind
from proxenia.core.values import PartialDate, fold
from proxenia.core.vocabulary import Vocabulary
from proxenia.directory.rules import municipality_name
from proxenia.directory.sheets.book import Book
from proxenia.directory.sheets.places import Places, country_name
from proxenia.portfolio.models import Membership, Partnership, Party
from proxenia.portfolio.queries.networks import match_network
from proxenia.portfolio.queries.parties import seen_body
from proxenia.portfolio.sheets.guess import NETWORKS, kind_of
from proxenia.records.actions.imports.plan import CHANGED, CREATED, UNCHANGED, Plan
from proxenia.records.actions.imports.planner import Planner
from proxenia.records.actions.imports.tables import Child, ChildTable, Draft, RecordTable

TIES = RecordTable(
    Partnership,
    ("name", "name_folded", "is_named", "kind", "state", "since", "ends", "review_on", "purpose", "note"),
)
PARTIES = ChildTable(
    Party, "partnership", ("organisation", "named", "named_folded"), told="parties", says="named"
)
MEMBERSHIPS = ChildTable(Membership, "partnership", ("network_code",))


class Entry(NamedTuple):
    """A row of the sheet as typed values; '' or None where the cell is blank."""

    row: RowCells
    uid: str
    unit: str
    name: str
    counterparts: tuple[str, ...]
    kind: str | None
    countries: tuple[tuple[str, str], ...]
    """Code and words of the country of each counterpart; one pair where there is none."""
    given: dict[str, Any]
    note: str

    @property
    def called(self) -> str:
        """What the tie is called: its own name, or that of its counterparts."""
        return (self.name or ", ".join(self.counterparts))[:300]

    @property
    def parties(self) -> list[tuple[str, str, str]]:
        """Each counterpart with code and words of its country."""
        pairs = zip(self.counterparts, self.countries, strict=False)
        return [(words, code, country) for words, (code, country) in pairs]


class PartnershipPlanner(Planner):
    """Plans rows of ties: finds the tie of a key, then the organisation of each counterpart."""

    def __init__(self, plan: Plan, reader: Reader) -> None:
        super().__init__(plan, reader)
        self.places = Places(plan)
        self.book = Book(self)
        self._by_name: dict[str, list[Draft]] = defaultdict(list)
        self._by_uid: dict[str, Draft] = {}
        self._seen: set[int] = set()
        self._party_rows: dict[tuple[int, str], tuple[int, dict[str, Any]]] = {}

    def read(self, row: RowCells) -> Entry:
        """Return the row as typed values."""
        kind = row.term("kind", "partnership_kinds")
        counterparts = _counterparts(row)
        countries = self.places.countries(row, len(counterparts), needed=kind not in NETWORKS)
        status = row.term("status", "partnership_states")
        given = {
            "kind": kind or None,
            "state": status or None,
            "since": row.date("since"),
            "ends": row.date("ends"),
            "review_on": _whole_day(row),
            "purpose": row.lines("purpose") or None,
        }
        return Entry(
            row, row.text("id"), self.unit_of(row), row.name("name"), counterparts, kind, countries, given,
            row.lines("notes"),
        )  # fmt: skip

    def gather(self, entries: list[Entry]) -> None:
        """Look up the ties, organisations and places of the chunk."""
        pairs = [(words, country) for entry in entries for words, _code, country in entry.parties]
        self.places.gather(pairs)
        found = [self.places.town(*pair) for pair in pairs]
        names = {fold(words)[:300] for words, _country in pairs}
        names |= {fold(municipality_name(place.name))[:300] for place in found if place}
        self.book.gather(names=names, places={place.id for place in found if place})
        self._load_ties({fold(entry.called)[:300] for entry in entries}, {entry.uid for entry in entries})

    def _load_ties(self, names: set[str], uids: set[str]) -> None:
        new_names = sorted(names - set(self._by_name) - {""})
        new_uids = sorted(uids - set(self._by_uid) - {""})
        loaded: dict[int, Draft] = {}
        for lookup, keys in (("name_folded__in", new_names), ("uid__in", new_uids)):
            for draft in self.load(TIES, **{lookup: keys}) if keys else ():
                if draft.pk not in self._seen:
                    self._seen.add(draft.pk or 0)
                    loaded[draft.pk or 0] = draft
                    self._note(draft)
        for name in new_names:
            self._by_name.setdefault(name, [])
        parties = [child for _tie, child in self.load_children(PARTIES, loaded)] if loaded else []
        self.book.load_keys(child.values[0] for child in parties)

    def _note(self, draft: Draft) -> None:
        self._by_uid[draft.uid] = draft
        self._by_name[draft["name_folded"]].append(draft)

    def settle(self, entry: Entry) -> None:
        """Find or make the tie of a row, lay the row over it, and settle its counterparts."""
        row = entry.row
        if not entry.name and not entry.counterparts:
            row.refuse("counterpart", _("Neither a name nor a counterpart is given."))
        if row.problems:
            return
        draft = self._find(entry)
        if row.problems or (draft is not None and not self._may_stand(entry, draft)):
            return
        if draft is None:
            # A kind that says the tie is over says its state too, where no column does.
            state = "historic" if entry.kind == "historic" else "active"
            draft = self.new(
                TIES, row, entry.unit, name=entry.called, name_folded=fold(entry.called)[:300],
                is_named=bool(entry.name), kind=entry.kind or "other", state=entry.given["state"] or state,
            )  # fmt: skip
            self._note(draft)
        self.adopt(row, entry.uid, draft, self._by_uid)
        self._settle_found(entry, draft)

    def _find(self, entry: Entry) -> Draft | None:
        """Return the tie of a row: by its id, else by name and unit, else by counterpart, country and unit."""
        if entry.uid and entry.uid in self._by_uid:
            return self._by_uid[entry.uid]
        named = bool(entry.name)
        for one in self._by_name.get(fold(entry.called)[:300], []):
            if self.is_adopted(entry.uid, one):
                continue
            if one.unit == entry.unit and one["is_named"] == named and (named or self._is_in(entry, one)):
                return one
        return None

    def _is_in(self, entry: Entry, draft: Draft) -> bool:
        """Say whether a tie named after its counterpart is the one of this row's country; a blank fits any."""
        words, country, country_words = entry.parties[0]
        place = self.places.town(words, country_words)
        wanted = country or (
            place.country
            if place and kind_of(entry.kind or "", entry.called, place) == "municipality"
            else ""
        )
        countries = {body["country"] for body in self._bodies(draft)} - {None}
        return not wanted or not countries or wanted in countries

    def _bodies(self, draft: Draft) -> Iterator[Draft]:
        for child in draft.children:
            if child.table is PARTIES:
                body = (
                    child.values[0]
                    if isinstance(child.values[0], Draft)
                    else self.book.by_key(child.values[0])
                )
                if body is not None:
                    yield body

    def _may_stand(self, entry: Entry, draft: Draft) -> bool:
        """Refuse another counterpart for a tie that is called after the one it has."""
        there = {child.values[2] for child in draft.children if child.table is PARTIES}
        new = [words for words in entry.counterparts if fold(words)[:300] not in there]
        if new and there and draft.is_stored and not draft["is_named"] and not entry.name:
            message = _(
                "The tie “%(name)s” is named after its counterpart; “%(new)s” is another one."
                " Add it on the page of the tie, or leave the id empty."
            )
            entry.row.refuse("counterpart", message % {"name": draft.title, "new": new[0]})
        return not entry.row.problems

    def _settle_found(self, entry: Entry, draft: Draft) -> None:
        row = entry.row
        given = {**entry.given, "note": self.note(draft["note"], entry.note, row.kept)}
        if entry.uid and entry.name:
            given |= {"name": entry.name, "name_folded": fold(entry.name)[:300]}
        if entry.uid and entry.name and fold(entry.name)[:300] != draft["name_folded"]:
            given["is_named"] = True
        if self._is_another_counterpart(entry, draft):
            given = self._beside(entry, draft, given)
        verdict = self.lay(row, draft, given, key="name" if entry.name else "counterpart")
        if verdict is None or row.problems:
            return
        added = [self._add_party(entry, draft, *party) for party in entry.parties]
        self._claim(entry, draft)
        if any(added):
            self.plan.touch(draft)
            verdict = CHANGED if draft.is_stored else CREATED
        elif draft.row != row.number and verdict != CHANGED and not draft.is_stored and verdict != CREATED:
            verdict = UNCHANGED
        self.plan.judge(row.number, verdict)

    def _claim(self, entry: Entry, draft: Draft) -> None:
        for words in entry.counterparts:
            self._party_rows.setdefault((id(draft), fold(words)[:300]), (entry.row.number, entry.given))

    def _is_another_counterpart(self, entry: Entry, draft: Draft) -> bool:
        """Say whether an earlier row spoke of this tie, and none of them of this row's counterpart."""
        if draft.row in (0, entry.row.number) or not entry.counterparts:
            return False
        return not any((id(draft), fold(words)[:300]) in self._party_rows for words in entry.counterparts)

    def _beside(self, entry: Entry, draft: Draft, given: dict[str, Any]) -> dict[str, Any]:
        """Keep what a further counterpart's row says otherwise of the tie in its notes, beside the counterpart."""
        said = {**given, "note": entry.note or None}
        kept, lines = dict(given), []
        for name, value in said.items():
            place = draft.table.at[name]
            if value is None or not draft.mask >> place & 1 or draft.values[place] == value:
                continue
            if name == "note" and value in (draft["note"] or ""):
                continue
            label = "" if name == "note" else f"{draft.table.label_of(place)} "
            lines.append(f"{', '.join(entry.counterparts)}: {label}{value}")
            kept[name] = None
            message = _(
                "Row %(first)s says otherwise of “%(name)s” (%(field)s); what this row says was kept in the notes."
            )
            field = draft.table.label_of(place)
            entry.row.remark(message % {"first": draft.given_in(place), "name": draft.title, "field": field})
        kept["note"] = None
        note = self.note(draft["note"], "", [*entry.row.kept, *lines])
        if note is not None:
            draft["note"] = note
            if draft.is_stored:
                self.plan.touch(draft)
        return kept

    def _add_party(self, entry: Entry, draft: Draft, words: str, country: str, country_words: str) -> bool:
        """Put a counterpart on a tie; False where it stands on it already."""
        folded = fold(words)[:300]
        for child in draft.children:
            if child.table is PARTIES and child.values[2] == folded:
                self._lean_on_party(child)
                return False
        body = self._organisation(entry, draft, words, (country, country_words))
        pointed: Any = body.pk if body.is_stored else body
        if any(child.table is PARTIES and child.values[0] == pointed for child in draft.children):
            return False
        draft.children += (Child(PARTIES, [pointed, words, folded]),)
        if (
            draft["kind"] in NETWORKS
            and not draft.is_stored
            and not any(c.table is MEMBERSHIPS for c in draft.children)
        ):
            network = match_network(words)
            draft.children += (Child(MEMBERSHIPS, [network.code if network else None]),)
        return True

    def _lean_on_party(self, child: Child) -> None:
        body = child.values[0] if isinstance(child.values[0], Draft) else self.book.by_key(child.values[0])
        if body is not None:
            self.book.lean_on(body)

    def _organisation(self, entry: Entry, draft: Draft, words: str, country: tuple[str, str]) -> Draft:
        place = self.places.town(words, country[1])
        kind = kind_of(draft["kind"], words, place)
        if kind == "municipality":
            return self.book.town(entry.row, entry.unit, words, country[0], place, self.places.use)
        return self.book.body(entry.row, entry.unit, words, country[0], kind)


def _counterparts(row: RowCells) -> tuple[str, ...]:
    """Return the counterparts of a row; several are separated by semicolons."""
    text = row.name("counterpart", 1000)
    if ";" not in text:
        return (text[:300],) if text else ()
    return tuple(entry[:300] for entry in row.entries("counterpart"))


def _whole_day(row: RowCells) -> str | None:
    """Return the review as a day; of a month or a year it is the first one."""
    text = row.date("review")
    return PartialDate.parse_iso(text).first().isoformat() if text else None


def rows(office: Office, user: User) -> Iterator[list[Any]]:
    """Yield the ties a person may see, one row per counterpart."""
    ties = Partnership.objects.visible_to(user, office).live().order_by("name_folded", "pk", "parties__pk")
    own = (
        "uid",
        "name",
        "is_named",
        "kind",
        "state",
        "since",
        "ends",
        "review_on",
        "unit__name",
        "purpose",
        "note",
    )
    country = Case(
        When(seen_body(user, office, "parties__organisation__"), then=F("parties__organisation__country")),
        default=Value(""),
    )
    party = ("parties__named", country)
    kinds, states = Vocabulary.load("partnership_kinds"), Vocabulary.load("partnership_states")
    for row in ties.values_list(*own, *party).iterator():
        uid, name, is_named, kind, state, since, ends, review, unit, purpose, note, named, country = row
        called = name if is_named or named is None else ""
        land = country_name(country or "")
        yield [
            uid, called, named, kinds.english(kind), land, since, ends, review, states.english(state), unit, purpose,
            note,
        ]  # fmt: skip


KIND = SheetKind(
    name="partnerships",
    label=gettext_lazy("Partnerships"),
    columns=(
        KindColumn("id", width=18),
        KindColumn("name", width=32),
        KindColumn("counterpart", width=26),
        KindColumn("kind", choices="partnership_kinds", width=24),
        KindColumn("country", width=20),
        KindColumn("since", is_date=True, width=12),
        KindColumn("ends", is_date=True, width=12),
        KindColumn("review", is_date=True, width=12),
        KindColumn("status", choices="partnership_states", width=16),
        KindColumn("unit", width=24),
        KindColumn("purpose", width=36),
        KindColumn("notes", width=44),
    ),
    needed=(("name", "counterpart"),),
    plan=PartnershipPlanner,
    rows=rows,
)
