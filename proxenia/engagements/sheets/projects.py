"""The sheets of projects (key title) and of calls (key title and deadline)."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.accounts.models import Office, User
from proxenia.core.sheets.cells import Reader, RowCells
from proxenia.core.sheets.kinds import KindColumn, SheetKind
from proxenia.core.values import PartialDate, fold
from proxenia.core.vocabulary import Vocabulary
from proxenia.engagements.models.projects import Call, Project, ProjectTie
from proxenia.engagements.queries.projects import bodies_seen, visible_calls, visible_projects
from proxenia.engagements.rules import closest
from proxenia.portfolio.sheets.ties import Tie, TieBook
from proxenia.records.actions.imports.plan import CHANGED, CREATED, Plan
from proxenia.records.actions.imports.planner import Planner
from proxenia.records.actions.imports.tables import Child, ChildTable, Draft, RecordTable
from proxenia.records.models import visible_through

PROJECTS = RecordTable(
    Project, ("title", "title_folded", "aim", "state", "starts", "ends", "closing", "note"), named="title"
)
TIES = ChildTable(ProjectTie, "project", ("partnership",))
CALLS = RecordTable(
    Call,
    ("title", "title_folded", "funder", "funder_text", "link", "opens", "deadline", "fits", "most", "currency",
     "state", "note"),
    named="title",
)  # fmt: skip


def _day(row: RowCells, code: str) -> str | None:
    """Return a day; a month or a year is none, and kept in the notes."""
    text = row.date(code)
    if text is None:
        return None
    date = PartialDate.parse_iso(text)
    if date.day is None:
        row.leave(code, _("A day is needed here, not a month or a year."))
        return None
    return text


class Entry(NamedTuple):
    """A row of a sheet as typed values."""

    row: RowCells
    uid: str
    title: str
    given: dict[str, Any]
    note: str
    ties: list[str]
    funder: str = ""


class TitledPlanner(Planner):
    """Plans rows of records that are known by their title, and by what else tells two of one title apart."""

    table: RecordTable
    beside: tuple[str, ...] = ()
    begins_as: str

    def __init__(self, plan: Plan, reader: Reader) -> None:
        super().__init__(plan, reader)
        self._by_key: dict[tuple[Any, ...], Draft] = {}
        self._by_uid: dict[str, Draft] = {}
        self._seen: set[int] = set()

    def gather(self, entries: list[Entry]) -> None:
        """Look up the records of the chunk."""
        titles = sorted({fold(entry.title)[:300] for entry in entries if entry.title})
        uids = sorted({entry.uid for entry in entries if entry.uid})
        loaded: dict[int, Draft] = {}
        for lookup, keys in (("title_folded__in", titles), ("uid__in", uids)):
            for draft in self.load(self.table, **{lookup: keys}) if keys else ():
                if draft.pk not in self._seen:
                    self._seen.add(draft.pk or 0)
                    loaded[draft.pk or 0] = draft
        self.note_loaded(loaded)
        for draft in loaded.values():
            self._by_uid[draft.uid] = draft
            self._by_key.setdefault(self._key(draft["title_folded"], draft.__getitem__), draft)

    def note_loaded(self, loaded: dict[int, Draft]) -> None:
        """Look up what belongs to the records."""

    def _key(self, folded: str, said: Any) -> tuple[Any, ...]:
        return (folded, *(said(name) or "" for name in self.beside))

    def settle(self, entry: Entry) -> None:
        """Find or make the record of a row and lay the row over it."""
        row = entry.row
        if not entry.title:
            row.refuse("title", _("This cell must not be empty."))
        if row.problems:
            return
        draft = self._by_uid.get(entry.uid) if entry.uid else None
        key = self._key(fold(entry.title)[:300], entry.given.get)
        draft = draft or self._by_key.get(key)
        ties = self.ties_of(entry, draft)
        self._check_span(entry, draft)
        if row.problems:
            return
        draft = draft or self._new(entry, ties)
        if draft is None:
            return
        self.adopt(row, entry.uid, draft, self._by_uid)
        self._by_key[key] = draft
        self._lay(entry, draft, ties)

    def ties_of(self, entry: Entry, draft: Draft | None) -> list[Tie]:
        """Return the ties of a row; none where the records have none."""
        return []

    def _new(self, entry: Entry, ties: list[Tie]) -> Draft | None:
        units = {tie.unit for tie in ties}
        unit = units.pop() if len(units) == 1 else ""
        if not self.may_write(unit):
            entry.row.refuse(
                "title", _("You may not add records of another unit, or of the office at large.")
            )
            return None
        first = {name: entry.given[name] for name in self.beside}
        draft = self.new(
            self.table, entry.row, unit, title=entry.title, title_folded=fold(entry.title)[:300],
            state=self.begins_as, **first,
        )  # fmt: skip
        draft.visibility = closest([tie.visibility for tie in ties])
        return draft

    def _lay(self, entry: Entry, draft: Draft, ties: list[Tie]) -> None:
        row = entry.row
        given = {
            **entry.given,
            **self.more(entry, draft),
            "note": self.note(draft["note"], entry.note, row.kept),
        }
        if entry.uid:
            given |= {"title": entry.title, "title_folded": fold(entry.title)[:300]}
        verdict = self.lay(row, draft, given, key="title")
        if verdict is None or row.problems:
            return
        linked = [self._link(draft, tie) for tie in ties]
        if any(linked):
            self.plan.touch(draft)
            verdict = CHANGED if draft.is_stored else CREATED
        self.plan.judge(row.number, verdict)

    def more(self, entry: Entry, draft: Draft) -> dict[str, Any]:
        """Return fields that need the record that stands."""
        return {}

    def _check_span(self, entry: Entry, draft: Draft | None) -> None:
        """Refuse an end before the beginning, of the row or with what stands."""
        first, last, word = self.span()
        stands = {name: draft[name] if draft else None for name in (first, last)}
        begins, ends = entry.given[first] or stands[first], entry.given[last] or stands[last]
        if begins and ends and ends < begins:
            entry.row.refuse(word, _("%(last)s lies before %(first)s.") % {"last": ends, "first": begins})

    def span(self) -> tuple[str, str, str]:
        """Return the fields of beginning and end, and the column that is wrong where they are not in order."""
        return "starts", "ends", "ends"

    def _link(self, draft: Draft, tie: Tie) -> bool:
        if any(child.values[0] == tie.pk for child in draft.children):
            return False
        draft.children += (Child(TIES, [tie.pk]),)
        told = (draft.extra or {}).get("ties", [])
        draft.extra = {**(draft.extra or {}), "ties": [*told, tie.name]}
        return True


class ProjectPlanner(TitledPlanner):
    """Plans rows of projects with their ties."""

    table = PROJECTS
    begins_as = Project.State.PREPARING.value

    def __init__(self, plan: Plan, reader: Reader) -> None:
        super().__init__(plan, reader)
        self.ties = TieBook(self)

    def read(self, row: RowCells) -> Entry:
        """Return the row as typed values."""
        given = {
            "aim": row.lines("aim") or None,
            "state": row.term("state", "project_states") or None,
            "starts": _day(row, "starts"),
            "ends": _day(row, "ends"),
            "closing": row.lines("closing") or None,
        }
        return Entry(
            row, row.text("id"), row.name("title"), given, row.lines("notes"), row.entries("partnership")
        )

    def gather(self, entries: list[Entry]) -> None:
        """Look up ties and projects of the chunk."""
        self.ties.gather(text for entry in entries for text in entry.ties)
        super().gather(entries)

    def note_loaded(self, loaded: dict[int, Draft]) -> None:
        """Look up the ties the projects have already."""
        if loaded:
            self.ties.load_keys(child.values[0] for _draft, child in list(self.load_children(TIES, loaded)))

    def ties_of(self, entry: Entry, draft: Draft | None) -> list[Tie]:
        """Return the ties of a row; those a project has already are known by name even where two bear it."""
        known = [self.ties.with_key(child.values[0]) for child in draft.children] if draft else []
        by_name = {fold(tie.name): tie for tie in known if tie}
        found = [
            by_name.get(fold(text)) or self.ties.find(entry.row, "partnership", text) for text in entry.ties
        ]
        return [tie for tie in found if tie]

    def more(self, entry: Entry, draft: Draft) -> dict[str, Any]:
        """A project that stands moves by its steps, not by a sheet; a new one may come in as it is."""
        said = entry.given["state"]
        if draft.is_stored and said and said != draft["state"]:
            entry.row.remark(_("The state of a project is changed on its page; here it stays as it is."))
            return {"state": None}
        return {}


class CallPlanner(TitledPlanner):
    """Plans rows of calls."""

    table = CALLS
    begins_as = Call.State.SEEN.value
    beside = ("deadline",)

    def read(self, row: RowCells) -> Entry:
        """Return the row as typed values."""
        most, named = row.money("most"), row.currency("currency")
        code = (most.currency if most else "") or named or None
        if most is not None and code is None:
            row.leave("most", _("The currency of the amount is not known, so it was not stored."))
            most = None
        given = {
            "link": self._link_of(row),
            "opens": _day(row, "opens"),
            "deadline": _day(row, "deadline"),
            "fits": row.lines("fits") or None,
            "most": str(most.amount.quantize(Decimal("0.01"))) if most else None,
            "currency": code if most else None,
            "state": row.term("state", "call_states") or None,
        }
        return Entry(
            row, row.text("id"), row.name("title"), given, row.lines("notes"), [], row.text("funder", 300)
        )

    def _link_of(self, row: RowCells) -> str | None:
        """Return a web address; anything else is kept in the notes."""
        text = row.text("link", 500)
        if text and not text.lower().startswith(("https://", "http://")):
            row.leave("link", _("This is no web address."))
            return None
        return text or None

    def more(self, entry: Entry, draft: Draft) -> dict[str, Any]:
        """Keep the funder of the directory where the row names it; another name is taken as words."""
        key = draft["funder"]
        known = bodies_seen(self.plan.by, self.plan.office, [int(key)]) if key and entry.funder else {}
        same = any(fold(one.name) == fold(entry.funder) for one in known.values())
        return {"funder_text": None if same or (key and not known) else entry.funder or None}

    def span(self) -> tuple[str, str, str]:
        """A call opens before its deadline."""
        return "opens", "deadline", "deadline"


def project_rows(office: Office, user: User) -> Iterator[list[Any]]:
    """Yield the projects a person may see, with the ties they may see as a list."""
    seen = visible_through(user, office, "partnership__", is_known=True)
    links = Prefetch(
        "tie_links", ProjectTie.objects.filter(seen).select_related("partnership").order_by("pk")
    )
    states = Vocabulary.load("project_states")
    for one in (
        visible_projects(user, office).order_by("title_folded", "pk").prefetch_related(links).iterator(1000)
    ):
        ties = [link.partnership for link in one.tie_links.all()]
        names = "; ".join(tie.uid if ";" in tie.name else tie.name for tie in ties)
        yield [
            one.uid, one.title, names, states.english(one.state), one.starts, one.ends, one.aim, one.closing,
            one.note,
        ]  # fmt: skip


def call_rows(office: Office, user: User) -> Iterator[list[Any]]:
    """Yield the calls a person may see."""
    states = Vocabulary.load("call_states")
    found = visible_calls(user, office).select_related("funder").order_by("deadline", "pk")
    funders = bodies_seen(user, office, found.values_list("funder_id", flat=True))
    for one in found.iterator():
        funder = funders.get(one.funder_id or 0)
        yield [
            one.uid, one.title, funder.name if funder else one.funder_text, one.link, one.opens, one.deadline,
            one.fits, one.most, one.currency, states.english(one.state), one.note,
        ]  # fmt: skip


PROJECT_KIND = SheetKind(
    name="projects",
    label=gettext_lazy("Projects"),
    columns=(
        KindColumn("id", width=18),
        KindColumn("title", width=40),
        KindColumn("partnership", width=32),
        KindColumn("state", choices="project_states", width=14),
        KindColumn("starts", is_date=True, width=12),
        KindColumn("ends", is_date=True, width=12),
        KindColumn("aim", width=44),
        KindColumn("closing", width=44),
        KindColumn("notes", width=40),
    ),
    needed=(("title",),),
    plan=ProjectPlanner,
    rows=project_rows,
)
CALL_KIND = SheetKind(
    name="funding_calls",
    label=gettext_lazy("Calls of funders"),
    columns=(
        KindColumn("id", width=18),
        KindColumn("title", width=40),
        KindColumn("funder", width=30),
        KindColumn("link", width=30),
        KindColumn("opens", is_date=True, width=12),
        KindColumn("deadline", is_date=True, width=12),
        KindColumn("fits", width=44),
        KindColumn("most", width=14),
        KindColumn("currency", width=10),
        KindColumn("state", choices="call_states", width=18),
        KindColumn("notes", width=40),
    ),
    needed=(("title",),),
    plan=CallPlanner,
    rows=call_rows,
)
