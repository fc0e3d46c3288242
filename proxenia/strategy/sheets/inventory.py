"""The sheet of the inventory: key group and what it is; each entry with its evidence, source and date."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.accounts.models import Office, User
from proxenia.core.errors import Refused
from proxenia.core.sheets.cells import Reader, RowCells
from proxenia.core.sheets.kinds import KindColumn, SheetKind
from proxenia.core.values import PartialDate, fold
from proxenia.directory.models import Organisation
from proxenia.records.actions.imports.plan import Plan
from proxenia.records.actions.imports.planner import Planner
from proxenia.records.actions.imports.tables import Draft, RecordTable
from proxenia.records.models import visible_through
from proxenia.strategy.models import Asset
from proxenia.strategy.queries.assets import assets, groups
from proxenia.strategy.rules.assets import check_asset

FIELDS = ("title", "group", "what", "place_words", "organisation", "evidence", "source", "as_of")
ASSETS = RecordTable(Asset, FIELDS, named="")
COLUMN_OF = {"title": "what", "what": "why", "place_words": "places"}
"""Where a column of the file is called otherwise than the field it fills."""


class Entry(NamedTuple):
    """A row of the sheet as typed values."""

    row: RowCells
    uid: str
    given: dict[str, Any]
    body: str
    unit: str

    @property
    def key(self) -> tuple[str, str]:
        """The natural key."""
        return fold(self.given["title"] or ""), self.given["group"] or ""


class InventoryPlanner(Planner):
    """Plans rows of the inventory."""

    def __init__(self, plan: Plan, reader: Reader) -> None:
        super().__init__(plan, reader)
        self.today = timezone.localdate()
        self.bodies: dict[str, int] = {}
        self._by_key: dict[tuple[str, str], Draft] = {}
        self._by_uid: dict[str, Draft] = {}
        # An inventory is what people wrote by hand: a few hundred entries at most.
        for draft in self.load(ASSETS):
            draft.called = draft["title"]
            self._by_uid[draft.uid] = draft
            self._by_key.setdefault((fold(draft["title"]), draft["group"]), draft)

    def read(self, row: RowCells) -> Entry:
        """Return the row as typed values."""
        given = {
            "title": row.name("what", 300) or None,
            "group": row.term("group", "asset_groups") or None,
            "what": row.lines("why") or None,
            "place_words": row.text("places", 300) or None,
            "evidence": row.lines("evidence") or None,
            "source": row.text("source", 300) or None,
            "as_of": row.date("as_of"),
        }
        unit = self.unit_of(row) if row.text("unit", 200) else ""
        return Entry(row, row.text("id"), given, row.name("organisation"), unit)

    def gather(self, entries: list[Entry]) -> None:
        """Look up the organisations that the rows name."""
        names = {fold(one.body)[:300] for one in entries if one.body} - self.bodies.keys()
        seen = Organisation.objects.visible_to(self.plan.by, self.plan.office).live()
        for key, name in seen.filter(name_folded__in=names).order_by("-pk").values_list("pk", "name_folded"):
            self.bodies[name] = key

    def settle(self, entry: Entry) -> None:
        """Find or make the entry of a row and lay the row over it."""
        row = entry.row
        body = self.bodies.get(fold(entry.body)[:300]) if entry.body else None
        if entry.body and body is None:
            row.refuse("organisation", _("There is no organisation “%(name)s”.") % {"name": entry.body})
            return
        given = {**entry.given, "organisation": body}
        draft = (self._by_uid.get(entry.uid) if entry.uid else None) or self._by_key.get(entry.key)
        if not self._is_possible(row, given, draft):
            return
        if draft is None:
            draft = self._new(entry, given)
        if draft is None:
            return
        self.adopt(row, entry.uid, draft, self._by_uid)
        verdict = self.lay(row, draft, given, key="what")
        if verdict is not None and not row.problems:
            draft.called = draft["title"]
            self.plan.judge(row.number, verdict)

    def _is_possible(self, row: RowCells, given: dict[str, Any], draft: Draft | None) -> bool:
        stands = {name: draft[name] for name in FIELDS} if draft else {}
        laid = {**stands, **{name: value for name, value in given.items() if value is not None}}
        whole: dict[str, Any] = {name: laid.get(name) or "" for name in FIELDS}
        whole["as_of"] = PartialDate.parse_iso(laid["as_of"]) if laid.get("as_of") else None
        try:
            check_asset(whole, groups().codes, self.today)
        except Refused as refusal:
            row.refuse(COLUMN_OF.get(refusal.where, refusal.where), refusal.message)
        return not row.problems

    def _new(self, entry: Entry, given: dict[str, Any]) -> Draft | None:
        if not self.may_write(entry.unit):
            sentence = _("You may not write entries of another unit, or of the office at large.")
            entry.row.refuse("unit", sentence)
            return None
        draft = self.new(ASSETS, entry.row, entry.unit, **{name: given[name] for name in ("title", "group")})
        draft.called = given["title"]
        self._by_key[entry.key] = draft
        return draft


def rows(office: Office, user: User) -> Iterator[list[Any]]:
    """Yield the inventory as far as a person sees it; an organisation one may not see is left out of its row."""
    known = groups()
    seen = set(
        Asset.objects.filter(visible_through(user, office, "organisation__")).values_list("pk", flat=True)
    )
    found = assets(user, office).select_related("organisation", "unit").order_by("group", "title", "pk")
    for one in found.iterator():
        body = one.organisation.name if one.organisation and one.pk in seen else ""
        yield [
            one.uid, known.english(one.group), one.title, one.what, one.place_words, body, one.evidence, one.source,
            one.as_of, one.unit.name if one.unit else "",
        ]  # fmt: skip


KIND = SheetKind(
    name="inventory",
    label=gettext_lazy("Inventory"),
    columns=(
        KindColumn("id", width=18),
        KindColumn("group", choices="asset_groups", width=28),
        KindColumn("what", width=44),
        KindColumn("why", width=44),
        KindColumn("places", width=28),
        KindColumn("organisation", width=30),
        KindColumn("evidence", width=44),
        KindColumn("source", width=36),
        KindColumn("as_of", is_date=True, width=12),
        KindColumn("unit", width=20),
    ),
    needed=(("what",), ("group",), ("evidence",)),
    plan=InventoryPlanner,
    rows=rows,
)
