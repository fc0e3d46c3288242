"""The sheet of agreements: key partnership and title."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.accounts.models import Office, User
from proxenia.core.sheets.cells import Reader, RowCells
from proxenia.core.sheets.kinds import KindColumn, SheetKind
from proxenia.core.values import fold
from proxenia.portfolio.models import Agreement, AgreementVersion
from proxenia.portfolio.queries.counts import visible_agreements
from proxenia.portfolio.sheets.ties import Tie, TieBook
from proxenia.records.actions.imports.plan import Plan
from proxenia.records.actions.imports.planner import Planner
from proxenia.records.actions.imports.tables import Child, ChildTable, Draft, RecordTable
from proxenia.records.models import visible_through

AGREEMENTS = RecordTable(
    Agreement,
    ("partnership", "title", "title_folded", "state", "signed", "starts", "ends", "review", "note"),
    named="title",
)
VERSIONS = ChildTable(AgreementVersion, "agreement", ("number", "kind", "dated"))


class Entry(NamedTuple):
    """A row of the sheet as typed values."""

    row: RowCells
    uid: str
    partnership: str
    title: str
    given: dict[str, Any]
    note: str


class AgreementPlanner(Planner):
    """Plans rows of agreements; each lies under a tie that stands already."""

    def __init__(self, plan: Plan, reader: Reader) -> None:
        super().__init__(plan, reader)
        self.ties = TieBook(self)
        self._by_key: dict[tuple[int, str], Draft] = {}
        self._by_uid: dict[str, Draft] = {}
        self._seen: set[int] = set()

    def read(self, row: RowCells) -> Entry:
        """Return the row as typed values."""
        given = {name: row.date(name) for name in ("signed", "starts", "ends", "review")}
        return Entry(
            row, row.text("id"), row.name("partnership"), row.name("title"), given, row.lines("notes")
        )

    def gather(self, entries: list[Entry]) -> None:
        """Look up ties and agreements of the chunk."""
        self.ties.gather(entry.partnership for entry in entries)
        titles = sorted({fold(entry.title)[:300] for entry in entries if entry.title})
        uids = sorted({entry.uid for entry in entries if entry.uid})
        seen = visible_through(self.plan.by, self.plan.office, "partnership__")
        for lookup, keys in (("title_folded__in", titles), ("uid__in", uids)):
            for draft in self.load(AGREEMENTS, seen, **{lookup: keys}) if keys else ():
                if draft.pk not in self._seen:
                    self._seen.add(draft.pk or 0)
                    self._by_uid[draft.uid] = draft
                    self._by_key.setdefault((draft["partnership"], draft["title_folded"]), draft)
        self.ties.load_keys(draft["partnership"] for draft in self._by_uid.values())

    def settle(self, entry: Entry) -> None:
        """Find or make the agreement of a row and lay the row over it."""
        row = entry.row
        for code, text in (("partnership", entry.partnership), ("title", entry.title)):
            if not text:
                row.refuse(code, _("This cell must not be empty."))
        if row.problems:
            return
        draft = self._by_uid.get(entry.uid) if entry.uid else None
        tie = self._tie(entry, draft)
        if tie is None:
            return
        draft = draft or self._by_key.get((tie.pk, fold(entry.title)[:300])) or self._new(entry, tie)
        if draft is None:
            return
        self.adopt(row, entry.uid, draft, self._by_uid)
        given = {**entry.given, "note": self.note(draft["note"], entry.note, row.kept)}
        if entry.uid:
            given |= {"title": entry.title, "title_folded": fold(entry.title)[:300], "partnership": tie.pk}
        verdict = self.lay(row, draft, given, key="title")
        if verdict and not row.problems:
            if not draft.is_stored:
                draft.children = (Child(VERSIONS, [1, "original", draft["signed"]]),)
            self.plan.judge(row.number, verdict)

    def _tie(self, entry: Entry, draft: Draft | None) -> Tie | None:
        """Return the tie of a row; the one an agreement has already is known by its name even where two bear it."""
        known = self.ties.with_key(draft["partnership"]) if draft else None
        if known and fold(known.name) == fold(entry.partnership):
            return known
        return self.ties.find(entry.row, "partnership", entry.partnership)

    def _new(self, entry: Entry, tie: Tie) -> Draft | None:
        if not self.may_write(tie.unit):
            entry.row.refuse(
                "partnership",
                _("You may not add to “%(name)s”: it belongs to another unit.") % {"name": tie.name},
            )
            return None
        draft = self.new(
            AGREEMENTS, entry.row, tie.unit, partnership=tie.pk, title=entry.title,
            title_folded=fold(entry.title)[:300], state="signed",
        )  # fmt: skip
        draft.visibility = tie.visibility
        draft.extra = {"tie": tie.name}
        self._by_key[tie.pk, draft["title_folded"]] = draft
        return draft


def rows(office: Office, user: User) -> Iterator[list[Any]]:
    """Yield the agreements a person may see."""
    found = visible_agreements(user, office).order_by("partnership__name_folded", "title_folded", "pk")
    fields = ("uid", "partnership__name", "title", "signed", "starts", "ends", "review", "note")
    for row in found.values_list(*fields).iterator():
        yield list(row)


KIND = SheetKind(
    name="agreements",
    label=gettext_lazy("Agreements"),
    columns=(
        KindColumn("id", width=18),
        KindColumn("partnership", width=32),
        KindColumn("title", width=40),
        KindColumn("signed", is_date=True, width=12),
        KindColumn("starts", is_date=True, width=12),
        KindColumn("ends", is_date=True, width=12),
        KindColumn("review", is_date=True, width=12),
        KindColumn("notes", width=44),
    ),
    needed=(("partnership",), ("title",)),
    plan=AgreementPlanner,
    rows=rows,
)
