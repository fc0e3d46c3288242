"""The sheet of values of indicators: key indicator, period, and of whom; what is computed from records is not in it."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.accounts.models import Office, Unit, User
from proxenia.core.errors import NotAllowed, Refused
from proxenia.core.periods import Period
from proxenia.core.sheets.cells import Reader, RowCells
from proxenia.core.sheets.kinds import KindColumn, SheetKind
from proxenia.core.values import CellError, fold, parse_decimal
from proxenia.core.vocabulary import Vocabulary
from proxenia.directory.models import Organisation
from proxenia.indicators.models import Indicator
from proxenia.indicators.models import Unit as UnitOf
from proxenia.indicators.queries.library import indicators_of
from proxenia.records.actions.imports.plan import CHANGED, CREATED, UNCHANGED, Plan
from proxenia.records.actions.imports.planner import Planner, nearest
from proxenia.records.models import visible_through
from proxenia.results.actions.observations import Of, Said, settled
from proxenia.results.actions.observations_in_bulk import (
    Key,
    Planned,
    import_observations,
    key_of,
    standing,
)
from proxenia.results.models.observations import Observation
from proxenia.results.queries.observations import locks_of
from proxenia.results.rules import breakdowns

NUMBERS = ("value", "numerator", "denominator")
COLUMN_OF = {"evidence_level": "evidence", "parts": "broken_down"}
"""Where a column of the file is called otherwise than the field a refusal names."""


class Entry(NamedTuple):
    """A row of the sheet: what it is of, what it says, and the id of the value it means."""

    row: RowCells
    uid: str
    said: Said | None
    partner: str


class ObservationPlanner(Planner):
    """Plans rows of values; they are no records, so they are written after the records of the plan, together."""

    def __init__(self, plan: Plan, reader: Reader) -> None:
        super().__init__(plan, reader)
        self.by_code: dict[str, Indicator] = {}
        self.by_name: dict[str, list[Indicator]] = {}
        for one in indicators_of(plan.office).select_related("office"):
            self.by_code[fold(one.code)] = one
            self.by_name.setdefault(fold(one.name), []).append(one)
        self.locks = locks_of(plan.office)
        self.partners: dict[str, Organisation] = {}
        self.stands: dict[Key, Observation] = {}
        self.by_uid: dict[str, Observation] = {}
        self.planned: dict[Key, Planned] = {}
        self._seen: dict[Key, int] = {}

    def read(self, row: RowCells) -> Entry:
        """Return the row as typed values."""
        indicator, period, unit = self._indicator(row), self._period(row), self._unit(row)
        if row.text("place"):
            row.refuse("place", _("A value of a place is recorded on the page of its indicator."))
        partner, district = row.name("partner"), row.text("district", 120)
        if indicator is None or period is None or row.problems:
            return Entry(row, row.text("id"), None, partner)
        values = self._values(row, indicator)
        said = Said(indicator, period, values, Of(unit=unit, district=district), row.text("reason", 300))
        return Entry(row, row.text("id"), said, partner)

    def _indicator(self, row: RowCells) -> Indicator | None:
        code, name = row.text("code", 60), row.text("indicator")
        if not code and not name:
            row.refuse("indicator", _("This cell must not be empty."))
            return None
        found = [self.by_code[fold(code)]] if fold(code) in self.by_code else []
        found = found or self.by_name.get(fold(name), []) or [
            one for key, one in self.by_code.items() if key == fold(name)
        ]  # fmt: skip
        if len(found) == 1:
            return found[0]
        if found:
            row.refuse("indicator", _("Several indicators are called so. Write its code."))
            return None
        near = nearest(name or code, [one.name for some in self.by_name.values() for one in some])
        sentence = _("There is no indicator “%(name)s” in use. %(near)s") % {
            "name": name or code,
            "near": near,
        }
        row.refuse("indicator" if name else "code", sentence.strip())
        return None

    def _period(self, row: RowCells) -> Period | None:
        cell = row.cell("period")
        # A spreadsheet program makes a day of what was typed as 2026-07.
        text = f"{cell:%Y-%m}" if isinstance(cell, dt.date) and cell.day == 1 else row.text("period", 20)
        if not text:
            row.refuse("period", _("This cell must not be empty."))
            return None
        try:
            return Period.parse(text, self.plan.office.fiscal_year_start)
        except CellError as error:
            row.refuse("period", str(error))
            return None

    def _unit(self, row: RowCells) -> Unit | None:
        name = row.text("unit", 200)
        key = self._unit_keys.get(fold(name)) if name else None
        if name and key is None:
            row.refuse("unit", _("There is no unit “%(name)s”.") % {"name": name})
        return self._units[key] if key is not None else None

    def _values(self, row: RowCells, indicator: Indicator) -> dict[str, Any]:
        """Return what the row gives; a blank cell gives nothing, and so changes nothing."""
        given: dict[str, Any] = {name: self._number(row, name, indicator) for name in NUMBERS}
        given |= {"currency": row.text("currency", 20), "words": row.lines("words", 5000)}
        given |= {
            "source": row.text("source", 300),
            "evidence_level": row.term("evidence", "evidence_levels"),
        }
        text = row.text("broken_down", 2000)
        try:
            given["parts"] = breakdowns.read(indicator, text) if text else None
        except Refused as refusal:
            row.refuse("broken_down", refusal.message)
        return {name: value for name, value in given.items() if value not in (None, "")}

    def _number(self, row: RowCells, name: str, indicator: Indicator) -> Decimal | None:
        """Return a number; words beside or in place of it refuse the row: nothing is taken by accident."""
        cell = row.cell(name)
        if cell is None:
            return None
        try:
            parsed = parse_decimal(cell)
        except CellError as error:
            row.refuse(name, str(error))
            return None
        sign = "%" if indicator.unit == UnitOf.PERCENT else ""
        if parsed.leftover.strip() not in ("", sign):
            row.refuse(
                name, _("There is more in this cell than a number: “%(text)s”.") % {"text": parsed.leftover}
            )
        if parsed.remark:
            row.remark(parsed.remark)
        return parsed.value

    def gather(self, entries: list[Entry]) -> None:
        """Look up partners and the values that stand, for the chunk at once."""
        names = {fold(one.partner)[:300] for one in entries if one.partner} - self.partners.keys()
        seen = Organisation.objects.visible_to(self.plan.by, self.plan.office).live()
        for body in seen.filter(name_folded__in=names).order_by("-pk") if names else ():
            self.partners[body.name_folded] = body
        said = [one.said for one in entries if one.said]
        self.stands |= standing(
            self.plan.office, {one.indicator.pk for one in said}, {one.period.code for one in said}
        )
        self.by_uid |= {one.uid: one for one in self.stands.values()}

    def settle(self, entry: Entry) -> None:
        """Decide what becomes of a row: a new value, a revision with its reason, or nothing new."""
        said = self._whole(entry)
        if said is None:
            return
        row, key = entry.row, key_of(said)
        before = self.stands.get(key)
        try:
            ready = settled(said, by=self.plan.by, locks=self.locks, before=before)
        except NotAllowed as refusal:
            row.refuse("unit", refusal.message)
            return
        except Refused as refusal:
            row.refuse(COLUMN_OF.get(refusal.where, refusal.where), refusal.message)
            return
        if key in self._seen:
            self._again(row, key, ready)
            return
        self._seen[key] = row.number
        if ready is not None:
            self.planned[key] = Planned(said, ready, before, row.number)
        verdict = UNCHANGED if ready is None else CREATED if before is None else CHANGED
        self.plan.judge(row.number, verdict)

    def _again(self, row: RowCells, key: Key, ready: dict[str, Any] | None) -> None:
        """Take a row that repeats an earlier one; one that says otherwise is refused, and both are named."""
        first = self.planned.get(key)
        if (dict(first.ready) if first else None) == ready:
            self.plan.judge(row.number, UNCHANGED)
            return
        message = _("Row %(second)s and row %(first)s are about the same value and differ.")
        row.refuse("value", message % {"second": row.number, "first": self._seen[key]})

    def _whole(self, entry: Entry) -> Said | None:
        """Return what a row says with its partner; or refuse one whose id belongs to another value."""
        row, said = entry.row, entry.said
        if said is None:
            return None
        of = said.of
        if entry.partner:
            body = self.partners.get(fold(entry.partner)[:300])
            if body is None:
                row.refuse("partner", _("There is no organisation “%(name)s”.") % {"name": entry.partner})
                return None
            of = Of(unit=of.unit, partner=body, district=of.district)
        said = Said(said.indicator, said.period, said.values, of, said.reason)
        meant = self.by_uid.get(entry.uid)
        if meant is not None and self.stands.get(key_of(said)) is not meant:
            row.refuse("id", _("This id belongs to a value of somebody else or of another place."))
            return None
        return said

    def finish(self) -> None:
        """Have the values written together with the plan."""
        planned = list(self.planned.values())
        self.plan.besides = len(planned)
        if planned:
            plan = self.plan
            plan.after_write.append(
                lambda: import_observations(
                    plan.office, by=plan.by, planned=planned, file_name=plan.file_name, at=plan.at
                )
            )


def rows(office: Office, user: User) -> Iterator[list[Any]]:
    """Yield the values of indicators that were not computed; those of a partner one may not see are left out."""
    found = Observation.objects.filter(office=office, place=None, indicator__computed_by="")
    hidden = found.filter(partner__isnull=False).exclude(visible_through(user, office, "partner__"))
    found = found.exclude(pk__in=hidden.order_by().values("pk")).filter(indicator__retired_at=None)
    levels = Vocabulary.load("evidence_levels").english
    along = ("indicator", "unit", "partner")
    for one in (
        found.select_related(*along).order_by("indicator__name", "period", "pk").iterator(chunk_size=2000)
    ):
        yield [
            one.uid, one.indicator.name, one.indicator.code, one.period, one.unit.name if one.unit else "",
            one.partner.name if one.partner else "", one.district, *(_short(getattr(one, name)) for name in NUMBERS),
            one.currency, breakdowns.written(one.indicator, one.parts), one.words,
            levels(one.evidence_level) if one.evidence_level else "", one.source, "",
        ]  # fmt: skip


def _short(number: Decimal | None) -> Decimal | None:
    return None if number is None else Decimal(f"{number.normalize():f}")


KIND = SheetKind(
    name="observations",
    label=gettext_lazy("Values of indicators"),
    columns=(
        KindColumn("id", width=18),
        KindColumn("indicator", width=40),
        KindColumn("code", width=24),
        KindColumn("period", width=12),
        KindColumn("unit", width=22),
        KindColumn("partner", width=28),
        KindColumn("district", width=18),
        KindColumn("value", width=14),
        KindColumn("numerator", width=14),
        KindColumn("denominator", width=14),
        KindColumn("currency", width=10),
        KindColumn("broken_down", width=36),
        KindColumn("words", width=40),
        KindColumn("evidence", choices="evidence_levels", width=28),
        KindColumn("source", width=36),
        KindColumn("reason", width=30),
        KindColumn("place", width=18, is_out=False),
    ),
    needed=(("indicator", "code"), ("period",), ("value", "numerator", "words")),
    plan=ObservationPlanner,
    rows=rows,
    is_undoable=False,
)
