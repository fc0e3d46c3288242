"""The sheet of commitments: key side, what, partnership and due."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.accounts.models import Office, User
from proxenia.commitments.models import Commitment
from proxenia.core.sheets.cells import Reader, RowCells
from proxenia.core.sheets.kinds import KindColumn, SheetKind
from proxenia.core.values import fold
from proxenia.core.vocabulary import Vocabulary
from proxenia.portfolio.models import PartnershipCommitment
from proxenia.portfolio.sheets.ties import Tie, TieBook
from proxenia.records.actions.imports.plan import CHANGED, Plan
from proxenia.records.actions.imports.planner import Planner
from proxenia.records.actions.imports.tables import Child, ChildTable, Draft, RecordTable
from proxenia.records.models import visible_through

COMMITMENTS = RecordTable(
    Commitment, ("what", "what_folded", "side", "owner_name", "due", "state", "note"), named="what"
)
LINKS = ChildTable(PartnershipCommitment, "commitment", ("partnership",))


class Entry(NamedTuple):
    """A row of the sheet as typed values."""

    row: RowCells
    uid: str
    what: str
    side: str
    partnership: str
    due: str | None
    given: dict[str, Any]
    note: str


class CommitmentPlanner(Planner):
    """Plans rows of commitments, ours and theirs."""

    def __init__(self, plan: Plan, reader: Reader) -> None:
        super().__init__(plan, reader)
        self.ties = TieBook(self)
        self._by_key: dict[tuple[str, str, int, str], Draft] = {}
        self._by_uid: dict[str, Draft] = {}
        self._seen: set[int] = set()

    def read(self, row: RowCells) -> Entry:
        """Return the row as typed values."""
        side = row.term("side", "sides")
        if side is None:
            row.refuse("side", _("“%(side)s” is neither us nor them.") % {"side": row.text("side")})
        given = {
            "owner_name": row.text("owner", 200) or None,
            "state": row.term("state", "commitment_states") or None,
        }
        return Entry(
            row, row.text("id"), row.name("what", 500), side or "us", row.name("partnership"), row.date("due"), given,
            row.lines("notes"),
        )  # fmt: skip

    def gather(self, entries: list[Entry]) -> None:
        """Look up ties and commitments of the chunk."""
        self.ties.gather(entry.partnership for entry in entries)
        words = sorted({fold(entry.what)[:500] for entry in entries if entry.what})
        uids = sorted({entry.uid for entry in entries if entry.uid})
        loaded: dict[int, Draft] = {}
        for lookup, keys in (("what_folded__in", words), ("uid__in", uids)):
            for draft in self.load(COMMITMENTS, **{lookup: keys}) if keys else ():
                if draft.pk not in self._seen:
                    self._seen.add(draft.pk or 0)
                    loaded[draft.pk or 0] = draft
        if loaded:
            self.ties.load_keys(child.values[0] for _draft, child in list(self.load_children(LINKS, loaded)))
        for draft in loaded.values():
            self._by_uid[draft.uid] = draft
            self._by_key.setdefault(self._key_of(draft), draft)

    def _key_of(self, draft: Draft) -> tuple[str, str, int, str]:
        tie = draft.children[0].values[0] if draft.children else 0
        return draft["side"], draft["what_folded"], tie, draft["due"] or ""

    def settle(self, entry: Entry) -> None:
        """Find or make the commitment of a row and lay the row over it."""
        row = entry.row
        if not entry.what:
            row.refuse("what", _("This cell must not be empty."))
        if row.problems:
            return
        draft = self._by_uid.get(entry.uid) if entry.uid else None
        tie = self._tie(entry, draft) if entry.partnership else None
        if row.problems:
            return
        key = (entry.side, fold(entry.what)[:500], tie.pk if tie else 0, entry.due or "")
        draft = draft or self._by_key.get(key) or self._new(entry, tie)
        if draft is not None:
            self.adopt(row, entry.uid, draft, self._by_uid)
            self._by_key[key] = draft
            self._lay(entry, draft, tie)

    def _lay(self, entry: Entry, draft: Draft, tie: Tie | None) -> None:
        row = entry.row
        given = {**entry.given, "note": self.note(draft["note"], entry.note, row.kept)}
        if entry.uid:
            given |= {"what": entry.what, "what_folded": fold(entry.what)[:500], "due": entry.due}
            given["side"] = entry.side if row.text("side") else None
        verdict = self.lay(row, draft, given, key="what")
        if verdict is None or row.problems:
            return
        if tie is not None and self._link(draft, tie):
            self.plan.touch(draft)
            verdict = CHANGED if draft.is_stored else verdict
        self.plan.judge(row.number, verdict)

    def _link(self, draft: Draft, tie: Tie) -> bool:
        if draft.children and draft.children[0].values[0] == tie.pk:
            return False
        if draft.children:
            draft.children[0].values[0] = tie.pk
        else:
            draft.children += (Child(LINKS, [tie.pk]),)
        draft.extra = {"tie": tie.name}
        return True

    def _tie(self, entry: Entry, draft: Draft | None) -> Tie | None:
        known = self.ties.with_key(draft.children[0].values[0]) if draft and draft.children else None
        if known and fold(known.name) == fold(entry.partnership):
            return known
        return self.ties.find(entry.row, "partnership", entry.partnership)

    def _new(self, entry: Entry, tie: Tie | None) -> Draft | None:
        unit = tie.unit if tie else ""
        if not self.may_write(unit):
            entry.row.refuse(
                "partnership", _("You may not add to a partnership of another unit, or to none.")
            )
            return None
        draft = self.new(
            COMMITMENTS, entry.row, unit, what=entry.what, what_folded=fold(entry.what)[:500], side=entry.side,
            due=entry.due, state=entry.given["state"] or "open",
        )  # fmt: skip
        if tie is not None:
            draft.visibility = tie.visibility
        return draft


def rows(office: Office, user: User) -> Iterator[list[Any]]:
    """Yield the commitments a person may see."""
    seen = Q(tie_link=None) | visible_through(user, office, "tie_link__partnership__")
    found = Commitment.objects.visible_to(user, office).live().filter(seen).order_by("due", "pk")
    fields = ("uid", "what", "side", "tie_link__partnership__name", "owner_name", "due", "state", "note")
    sides, states = Vocabulary.load("sides"), Vocabulary.load("commitment_states")
    for uid, what, side, tie, owner, due, state, note in found.values_list(*fields).iterator():
        yield [uid, what, sides.english(side), tie, owner, due, states.english(state), note]


KIND = SheetKind(
    name="commitments",
    label=gettext_lazy("Commitments"),
    columns=(
        KindColumn("id", width=18),
        KindColumn("what", width=50),
        KindColumn("side", choices="sides", width=8),
        KindColumn("partnership", width=30),
        KindColumn("owner", width=24),
        KindColumn("due", is_date=True, width=12),
        KindColumn("state", choices="commitment_states", width=12),
        KindColumn("notes", width=40),
    ),
    needed=(("what",),),
    plan=CommitmentPlanner,
    rows=rows,
)
