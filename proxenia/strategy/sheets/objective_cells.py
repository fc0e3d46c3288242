"""What the cells of the sheet of objectives say: targets of the goals, local plans, a measure, a day, who answers."""

import datetime as dt
from collections import defaultdict
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from proxenia.accounts.models import Office, User
from proxenia.core.sheets.cells import RowCells
from proxenia.core.values import CellError, PartialDate, fold, parse_decimal
from proxenia.directory.models import Person
from proxenia.indicators.models import Indicator
from proxenia.indicators.queries.library import indicators_of
from proxenia.records.actions.imports.planner import nearest
from proxenia.strategy.models import LocalPlan, PlanStance
from proxenia.strategy.queries.sdg import targets
from proxenia.strategy.queries.tree import candidates, plans_seen

SEPARATOR = "|"
MEASURE = ("indicator", "baseline", "baseline_on", "target", "by")


class MeasureSaid(NamedTuple):
    """One measure as a row says it: figures and days as text; blank where the row is silent."""

    indicator: Indicator
    values: dict[str, str]


class Who(NamedTuple):
    """Somebody who can answer for an objective: the field of the objective, their key, their name."""

    field: str
    key: int
    name: str


def day(row: RowCells, code: str) -> str | None:
    """Return a day; a month, a year, words beside it and a day that cannot be refuse the row."""
    before = len(row.kept)
    text = row.date(code)
    if len(row.kept) > before:
        row.refuse(code, _("There is more in this cell than a day."))
        return None
    if text is not None and PartialDate.parse_iso(text).day is None:
        row.refuse(code, _("A day is needed here, not a month or a year."))
        return None
    return text


def number(row: RowCells, code: str) -> str:
    """Return a figure as exact text, '' for a blank cell; words beside or in place of it refuse the row."""
    cell = row.cell(code)
    if cell is None or not row.text(code):
        return ""
    try:
        parsed = parse_decimal(cell)
    except CellError as error:
        row.refuse(code, str(error))
        return ""
    if parsed.value is None or parsed.leftover.strip() not in ("", "%"):
        row.refuse(
            code, _("There is more in this cell than a number: “%(text)s”.") % {"text": row.text(code)}
        )
        return ""
    return exact(parsed.value)


def exact(value: Decimal | None) -> str:
    """Return a figure as text, the same for 5 and 5.0000; '' where it is not known."""
    return "" if value is None else f"{value.normalize():f}"


def sector(row: RowCells) -> str | None:
    """Return the code of a sector; one that is not known refuses the row."""
    text = row.text("sector")
    code = row.reader.term("policy_sectors", text) if text else None
    if text and code is None:
        row.refuse("sector", _("“%(text)s” is no sector of the list.") % {"text": text})
    return code


def codes(row: RowCells) -> list[str] | None:
    """Return the targets of the goals a row names, in the order of the list; None for a blank cell."""
    cell = row.cell("targets")
    if cell is None or not row.text("targets", 2000):
        return None
    if isinstance(cell, dt.date):
        message = _(
            "The spreadsheet program made a day of the target: write it as text, with an apostrophe: '8.3"
        )
        row.refuse("targets", message)
        return None
    named = row.text("targets", 2000).replace(";", ",").split(",")
    wanted = [piece.strip().lower() for piece in named if piece.strip()]
    if isinstance(cell, (int, float)) and f"{wanted[0]}0" in targets():
        message = _("%(code)s may have been %(code)s0: write it as text, with an apostrophe: '%(code)s")
        row.refuse("targets", message % {"code": wanted[0]})
        return None
    unknown = [code for code in wanted if code not in targets()]
    if unknown:
        row.refuse("targets", _("There is no target %(code)s.") % {"code": unknown[0]})
        return None
    return [code for code in targets() if code in wanted]


class Names:
    """Looks up by name what rows of objectives point at, as far as this person sees it."""

    def __init__(self, user: User, office: Office) -> None:
        self.indicators: dict[str, list[Indicator]] = defaultdict(list)
        self.codes: dict[str, Indicator] = {}
        for one in indicators_of(office):
            self.codes[fold(one.code)] = one
            self.indicators[fold(one.name)].append(one)
        self.plans: dict[str, LocalPlan] = {one.title_folded: one for one in plans_seen(user, office)}
        self.plan_keys = {one.pk for one in self.plans.values()}
        self.people: dict[str, list[Who]] = defaultdict(list)
        self._gather_people(candidates(user, office))

    def _gather_people(self, found: list[tuple[str, str]]) -> None:
        uids = [key.partition(":")[2] for key, _name in found]
        keys: dict[str, tuple[int, str]] = {
            f"user:{uid}": (pk, email)
            for uid, pk, email in User.objects.filter(uid__in=uids).values_list("uid", "pk", "email")
        }
        people = Person.objects.filter(uid__in=uids).values_list("uid", "pk")
        keys |= {f"person:{uid}": (pk, "") for uid, pk in people}
        for key, name in found:
            pk, email = keys[key]
            one = Who(key.partition(":")[0], pk, name)
            for told in {fold(name), fold(email)} - {""}:
                self.people[told].append(one)

    def know(self, indicator: Indicator) -> None:
        """Know an indicator that something is measured by, also where it is not in use any more."""
        if fold(indicator.code) not in self.codes:
            self.codes[fold(indicator.code)] = indicator
            self.indicators[fold(indicator.name)].append(indicator)

    def who(self, row: RowCells, standing: Who | None) -> Who | None:
        """Return who answers; nobody of that name, or several, refuse the row. Who does so now is known by name."""
        text = row.name("who")
        if not text:
            return None
        if standing is not None and fold(standing.name) == fold(text):
            return standing
        found = self.people.get(fold(text), [])
        if len(found) == 1:
            return found[0]
        if found:
            message = _(
                "Several people are called “%(name)s”. Write the e-mail of the one who answers for it."
            )
            row.refuse("who", message % {"name": text})
            return None
        near = nearest(text, [one.name for some in self.people.values() for one in some])
        message = _("“%(name)s” is nobody of the office, nor has a post in our own place. %(near)s")
        row.refuse("who", (message % {"name": text, "near": near}).strip())
        return None

    def measure(self, row: RowCells) -> MeasureSaid | None:
        """Return the measure a row says, None where it says none; figures without an indicator refuse the row."""
        text = row.text("indicator")
        values = {"baseline": number(row, "baseline"), "target": number(row, "target")}
        values |= {"baseline_on": day(row, "baseline_on") or "", "by": day(row, "by") or ""}
        if not text:
            if any(values.values()):
                row.refuse("indicator", _("Say by which indicator this is measured."))
            return None
        found = [self.codes[fold(text)]] if fold(text) in self.codes else self.indicators.get(fold(text), [])
        if len(found) == 1:
            return MeasureSaid(found[0], values)
        if found:
            row.refuse("indicator", _("Several indicators are called so. Write its code."))
            return None
        near = nearest(text, [one.name for some in self.indicators.values() for one in some])
        message = _("There is no indicator “%(name)s” in use. %(near)s")
        row.refuse("indicator", (message % {"name": text, "near": near}).strip())
        return None

    def stances(self, row: RowCells) -> dict[int, tuple[str, str]]:
        """Return how the objective stands to plans, by their keys: one a line, plan | stance | why."""
        told: dict[int, tuple[str, str]] = {}
        for line in row.lines("plans").splitlines():
            if line.strip() and (found := self._stance(row, line)) is not None:
                key, stance, why = found
                if told.setdefault(key, (stance, why)) != (stance, why):
                    row.refuse("plans", _("The same plan stands here twice and differs."))
        return told

    def _stance(self, row: RowCells, line: str) -> tuple[int, str, str] | None:
        title, stance, why = [piece.strip() for piece in [*line.split(SEPARATOR, 2), "", ""][:3]]
        plan = self.plans.get(fold(title)[:300])
        if plan is None:
            near = nearest(title, [one.title for one in self.plans.values()])
            message = _("There is no local plan “%(name)s”. %(near)s")
            row.refuse("plans", (message % {"name": title, "near": near}).strip())
            return None
        words = {fold(str(word)): code for code, word in PlanStance.Stance.choices}
        code = stance.lower() if stance.lower() in PlanStance.Stance.values else words.get(fold(stance), "")
        if not code:
            message = _("“%(text)s”: write plan | advances, neutral or conflicts | why.")
            row.refuse("plans", message % {"text": line.strip()[:80]})
            return None
        return plan.pk, code, why
