"""The sheet of results: key what, whose place and when. Shares and confirmations stay on the page of a result."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.accounts.models import Office, User
from proxenia.core.errors import Refused
from proxenia.core.names import country_name
from proxenia.core.sheets.cells import Reader, RowCells
from proxenia.core.sheets.kinds import KindColumn, SheetKind
from proxenia.core.values import PartialDate, fold
from proxenia.core.vocabulary import Vocabulary
from proxenia.directory.sheets.places import Places
from proxenia.portfolio.sheets.ties import Tie, TieBook
from proxenia.records.actions.imports.plan import CHANGED, UNCHANGED, Plan
from proxenia.records.actions.imports.planner import Planner
from proxenia.records.actions.imports.tables import Child, ChildTable, Draft, RecordTable
from proxenia.records.models import visible_through
from proxenia.results.models import Contribution, Result
from proxenia.results.rules import ledger as rules

_FIELDS = (
    "what", "what_folded", "kind", "belongs", "state", "on", "whom", "municipality", "municipality_folded", "district",
    "country", "low", "high", "currency", "valued_on", "counted", "horizon", "confidence", "level", "source", "rivals",
    "looked_on", "ages_on", "note",
)  # fmt: skip
RESULTS = RecordTable(Result, _FIELDS, named="what")
LINKS = ChildTable(Contribution, "result", ("partnership",))
TEXTS = {"whom": 300, "municipality": 120, "district": 120, "counted": 60}
FILE_FIELDS = {
    "at_least": "low",
    "at_most": "high",
    "amount_date": "valued_on",
    "evidence": "level",
    "when": "on",
}
"""Where a column of the file is called otherwise than the field it fills."""
_COLUMN_OF = {field: column for column, field in FILE_FIELDS.items()}


class Entry(NamedTuple):
    """A row of the sheet as typed values."""

    row: RowCells
    uid: str
    what: str
    on: str | None
    tie: str
    given: dict[str, Any]
    note: str

    @property
    def key(self) -> tuple[str, str, str]:
        """The natural key."""
        return fold(self.what)[:500], self.given["belongs"] or "ours", self.on or ""


class ResultPlanner(Planner):
    """Plans rows of results, and the tie each was led to by."""

    def __init__(self, plan: Plan, reader: Reader) -> None:
        super().__init__(plan, reader)
        self.ties = TieBook(self)
        self.places = Places(plan)
        self.today = timezone.localdate()
        self._by_key: dict[tuple[str, str, str], Draft] = {}
        self._by_uid: dict[str, Draft] = {}

    def read(self, row: RowCells) -> Entry:
        """Return the row as typed values."""
        code, _land = self.places.country(row)
        low, high, currency = _range(row)
        given: dict[str, Any] = {
            "kind": row.term("kind", "result_kinds") or None,
            "belongs": row.term("belongs", "result_places") or None,
            "state": row.term("state", "result_states") or None,
            "horizon": row.term("horizon", "horizons") or None,
            "confidence": row.term("confidence", "confidences") or None,
            "level": row.term("evidence", "evidence_levels") or None,
            **{name: row.text(name, longest) or None for name, longest in TEXTS.items()},
            "country": code or None,
            "low": low,
            "high": high,
            "currency": currency,
            "valued_on": row.date("amount_date"),
            "source": row.lines("source") or None,
            "rivals": row.lines("rivals") or None,
        }
        given["municipality_folded"] = fold(given["municipality"])[:120] if given["municipality"] else None
        on = row.date("when")
        return Entry(
            row, row.text("id"), row.name("what", 500), on, row.name("partnership"), given, row.lines("notes")
        )

    def gather(self, entries: list[Entry]) -> None:
        """Look up ties and results of the chunk."""
        self.ties.gather(entry.tie for entry in entries)
        words = sorted({entry.key[0] for entry in entries if entry.what})
        uids = sorted({entry.uid for entry in entries if entry.uid})
        loaded: dict[int, Draft] = {}
        for lookup, keys in (("what_folded__in", words), ("uid__in", uids)):
            for draft in self.load(RESULTS, **{lookup: keys}) if keys else ():
                if draft.uid not in self._by_uid:
                    self._by_uid[draft.uid] = draft
                    loaded[draft.pk or 0] = draft
        if loaded:
            direct = {"partnership__isnull": False}
            self.ties.load_keys(
                child.values[0] for _d, child in list(self.load_children(LINKS, loaded, **direct))
            )
        for draft in loaded.values():
            key = (draft["what_folded"], draft["belongs"], draft["on"] or "")
            self._by_key.setdefault(key, draft)

    def settle(self, entry: Entry) -> None:
        """Find or make the result of a row and lay the row over it."""
        row = entry.row
        if not entry.what:
            row.refuse("what", _("This cell must not be empty."))
        if entry.on is None and not row.problems:
            row.refuse("when", _("There is no date here. Write the day, the month or at least the year."))
        if row.problems:
            return
        draft = (self._by_uid.get(entry.uid) if entry.uid else None) or self._by_key.get(entry.key)
        tie = self._tie(entry, draft) if entry.tie else None
        if row.problems or not self._is_possible(entry, draft):
            return
        draft = draft or self._new(entry, tie)
        if draft is not None:
            self.adopt(row, entry.uid, draft, self._by_uid)
            self._lay(entry, draft, tie)

    def _is_possible(self, entry: Entry, draft: Draft | None) -> bool:
        """Refuse a row that the rules of a claim refuse, at the column it is about."""
        said = entry.given["state"]
        standing = draft["state"] if draft else None
        if (
            said
            and said != standing
            and (standing or said not in (rules.State.PLANNED, rules.State.REPORTED))
        ):
            entry.row.refuse("state", _("How far a claim is changes on its page, with what that step needs."))
            return False
        try:
            rules.check_result(_typed(entry, draft), self.today)
        except Refused as refusal:
            entry.row.refuse(_COLUMN_OF.get(refusal.where, refusal.where), refusal.message)
        return not entry.row.problems

    def _tie(self, entry: Entry, draft: Draft | None) -> Tie | None:
        for child in draft.children if draft else ():
            known = self.ties.with_key(child.values[0])
            if known and fold(known.name) == fold(entry.tie):
                return known
        return self.ties.find(entry.row, "partnership", entry.tie)

    def _new(self, entry: Entry, tie: Tie | None) -> Draft | None:
        unit = tie.unit if tie else ""
        if not self.may_write(unit):
            entry.row.refuse(
                "partnership", _("You may not write results of another unit, or of the office at large.")
            )
            return None
        state = entry.given["state"] or "reported"
        draft = self.new(
            RESULTS, entry.row, unit, what=entry.what, what_folded=entry.key[0], belongs=entry.key[1], on=entry.on,
            kind=entry.given["kind"], state=state, looked_on=self.today.isoformat(),
            ages_on=self._ages(state, entry.on),
        )  # fmt: skip
        draft.visibility = tie.visibility if tie else "internal"
        self._by_key[entry.key] = draft
        return draft

    def _ages(self, state: str, on: str | None) -> str | None:
        found = rules.ages_on(state, PartialDate.parse_iso(on or ""), self.today)
        return found.isoformat() if found else None

    def _lay(self, entry: Entry, draft: Draft, tie: Tie | None) -> None:
        row = entry.row
        given = {**entry.given, "note": self.note(draft["note"], entry.note, row.kept)}
        if entry.uid:
            given |= {"what": entry.what, "what_folded": entry.key[0], "on": entry.on}
        verdict = self.lay(row, draft, given, key="what")
        if verdict is None or row.problems:
            return
        if verdict == CHANGED:
            # Whoever changes the words of a claim has looked at it.
            draft["looked_on"] = self.today.isoformat()
            draft["ages_on"] = self._ages(draft["state"], draft["on"])
        if tie is not None and self._link(draft, tie):
            self.plan.touch(draft)
            verdict = CHANGED if draft.is_stored and verdict == UNCHANGED else verdict
        self.plan.judge(row.number, verdict)

    def _link(self, draft: Draft, tie: Tie) -> bool:
        if any(child.values[0] == tie.pk for child in draft.children):
            return False
        draft.children += (Child(LINKS, [tie.pk]),)
        draft.extra = {"led_to_by": f"partnership {tie.uid}: share not said"}
        return True


def _range(row: RowCells) -> tuple[str | None, str | None, str | None]:
    """Return both ends and the currency; one end alone stands for both, and a currency may stand in the cell."""
    ends = [row.money("at_least"), row.money("at_most")]
    named = row.currency("currency") or next((one.currency for one in ends if one and one.currency), "")
    amounts = [_two_places(one.amount) if one else None for one in ends]
    return amounts[0] or amounts[1], amounts[1] or amounts[0], named or None


def _two_places(value: Decimal | None) -> str | None:
    return None if value is None else str(value.quantize(Decimal("0.01")))


def _typed(entry: Entry, draft: Draft | None) -> dict[str, Any]:
    """Return what the result would say after this row, as the rules read it."""
    stands = {name: draft[name] for name in _FIELDS} if draft else {"state": "reported", "belongs": "ours"}
    laid = {**stands, **{name: value for name, value in entry.given.items() if value is not None}}
    whole: dict[str, Any] = {name: laid.get(name) or "" for name in _FIELDS}
    whole |= {"what": entry.what, "on": PartialDate.parse_iso(entry.on or "")}
    for name in ("low", "high"):
        whole[name] = Decimal(laid[name]) if laid.get(name) is not None else None
    valued = laid.get("valued_on")
    whole["valued_on"] = PartialDate.parse_iso(str(valued)) if valued else None
    return whole


def rows(office: Office, user: User) -> Iterator[list[Any]]:
    """Yield the results a person may see, each with the first tie that is said to have led to it."""
    found = Result.objects.visible_to(user, office).live().order_by("on", "pk")
    seen = visible_through(user, office, "partnership__")
    links = Contribution.objects.filter(
        seen, partnership__isnull=False, result__in=found.order_by().values("pk")
    )
    ties: dict[int, str] = {}
    for result, name in links.order_by("-pk").values_list("result_id", "partnership__name"):
        ties[result] = name
    words = {name: Vocabulary.load(name).english for name in (
        "result_kinds", "result_places", "result_states", "horizons", "confidences", "evidence_levels",
    )}  # fmt: skip
    for one in found.iterator():
        yield [
            one.uid, one.what, words["result_kinds"](one.kind), words["result_places"](one.belongs),
            words["result_states"](one.state), one.on, one.whom, one.municipality, one.district,
            country_name(one.country) if one.country else "", one.low, one.high, one.currency, one.valued_on,
            one.counted, words["horizons"](one.horizon), words["confidences"](one.confidence),
            words["evidence_levels"](one.level), one.source, one.rivals, ties.get(one.pk, ""), one.note,
        ]  # fmt: skip


KIND = SheetKind(
    name="results",
    label=gettext_lazy("Results"),
    columns=(
        KindColumn("id", width=18),
        KindColumn("what", width=50),
        KindColumn("kind", choices="result_kinds", width=22),
        KindColumn("belongs", choices="result_places", width=18),
        KindColumn("state", choices="result_states", width=14),
        KindColumn("when", is_date=True, width=12),
        KindColumn("whom", width=28),
        KindColumn("municipality", width=20),
        KindColumn("district", width=18),
        KindColumn("country", width=16),
        KindColumn("at_least", width=14),
        KindColumn("at_most", width=14),
        KindColumn("currency", width=10),
        KindColumn("amount_date", is_date=True, width=14),
        KindColumn("counted", width=20),
        KindColumn("horizon", choices="horizons", width=18),
        KindColumn("confidence", choices="confidences", width=12),
        KindColumn("evidence", choices="evidence_levels", width=28),
        KindColumn("source", width=36),
        KindColumn("rivals", width=36),
        KindColumn("partnership", width=30),
        KindColumn("notes", width=36),
    ),
    needed=(("what",), ("when",)),
    plan=ResultPlanner,
    rows=rows,
)
