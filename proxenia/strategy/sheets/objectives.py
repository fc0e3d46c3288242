"""The sheet of objectives: key strategy and objective; a row for each measure, and one where there is none."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.accounts.models import Office, User
from proxenia.core.errors import Refused
from proxenia.core.sheets.cells import Reader, RowCells
from proxenia.core.sheets.kinds import KindColumn, SheetKind
from proxenia.core.values import fold
from proxenia.core.vocabulary import Vocabulary
from proxenia.indicators.actions import mark_used
from proxenia.indicators.models import Indicator, Unit
from proxenia.indicators.queries.library import indicators_of
from proxenia.records.actions.imports.plan import CHANGED, CREATED, UNCHANGED, Plan
from proxenia.records.actions.imports.planner import Planner, nearest
from proxenia.records.actions.imports.tables import Child, ChildTable, Draft, RecordTable
from proxenia.strategy.models import Measure, Objective, Outcome, PlanStance, SdgLink, Strategy
from proxenia.strategy.queries.powers import sectors_within
from proxenia.strategy.queries.tree import (
    known_people,
    leaves_of,
    measures_of,
    objectives_seen,
    plans_seen,
    strategies,
)
from proxenia.strategy.rules.plans import check_stance
from proxenia.strategy.rules.smart import Facts, Finding, MeasureFacts, findings
from proxenia.strategy.rules.tree import check_amounts, check_direction, check_measure, check_measure_count
from proxenia.strategy.sheets import objective_cells as cells
from proxenia.strategy.sheets.objective_cells import MeasureSaid, Names, Who

TEXTS = ("title", "what", "means", "national_policy", "ask")
OBJECTIVES = RecordTable(
    Objective, (*TEXTS, "outcome", "person", "user", "due", "sector", "override_reason"), named=""
)
MEASURES = ChildTable(Measure, "objective", ("indicator", "baseline", "baseline_on", "target", "by", "note"))
LINKS = ChildTable(SdgLink, "objective", ("code",))
STANCES = ChildTable(PlanStance, "objective", ("plan", "stance", "reason"))
COLUMN_OF = {
    "title": "objective",
    "due": "until",
    "measures": "indicator",
    "stance": "plans",
    "reason": "plans",
}
"""Where a column of the file is called otherwise than the field it fills."""
YES = frozenset({"yes", "y", "x", "1", "true", "ja", "oui", "si", "sì", "sim"})
Key = tuple[int, str]


class Entry(NamedTuple):
    """A row of the sheet as typed values."""

    row: RowCells
    uid: str
    given: dict[str, Any]
    strategy: Strategy
    outcome: Outcome | None
    measure: MeasureSaid | None
    codes: list[str] | None
    stances: dict[int, tuple[str, str]]

    @property
    def key(self) -> Key:
        """The natural key."""
        return self.strategy.pk, fold(self.given["title"] or "")


class ObjectivePlanner(Planner):
    """Plans rows of objectives, with their measures, the targets they serve and how they stand to plans."""

    def __init__(self, plan: Plan, reader: Reader) -> None:
        super().__init__(plan, reader)
        self.names = Names(plan.by, plan.office)
        self.within = sectors_within(plan.office)
        self.strategies = list(strategies(plan.by, plan.office).select_related("unit"))
        self.outcomes = list(Outcome.objects.filter(strategy__in=self.strategies))
        self.by_strategy = {one.pk: one for one in self.strategies}
        self._by_key: dict[Key, list[Draft]] = {}
        self._by_uid: dict[str, Draft] = {}
        self._priorities: set[str] = set()
        self._who: dict[int, Who] = {}
        self._said: dict[tuple[Key, str, int], tuple[int, Any]] = {}
        self._measured: set[Key] = set()
        self._told: set[int] = set()
        self.used: dict[int, Indicator] = {}
        # Objectives are written by hand: some dozens, a few hundred at most.
        self._load()

    def _load(self) -> None:
        in_outcome = {one.pk: one for one in self.outcomes}
        seen = objectives_seen(self.plan.by, self.plan.office).values("pk")
        drafts = {draft.pk or 0: draft for draft in self.load(OBJECTIVES, pk__in=seen)}
        for draft in drafts.values():
            draft.called = draft["title"]
            self._by_uid[draft.uid] = draft
            key = (in_outcome[draft["outcome"]].strategy_id, fold(draft["title"]))
            self._by_key.setdefault(key, []).append(draft)
        for one in Objective.objects.filter(pk__in=drafts).select_related("person", "user"):
            if one.is_priority:
                self._priorities.add(one.uid)
            if (who := self._standing(one)) is not None:
                self._who[id(drafts[one.pk])] = who
        list(self.load_children(LINKS, drafts))
        list(self.load_children(STANCES, drafts))
        measured = Measure.objects.filter(objective__in=drafts).select_related("indicator__office")
        for measure in measured.order_by("pk"):
            self.names.know(measure.indicator)
            days = (measure.baseline_on.isoformat() if measure.baseline_on else None, measure.by.isoformat())
            values = [
                measure.indicator_id, cells.exact(measure.baseline) or None, days[0], cells.exact(measure.target),
                days[1], measure.note or None,
            ]  # fmt: skip
            drafts[measure.objective_id].children += (Child(MEASURES, values, measure.pk),)

    def _standing(self, one: Objective) -> Who | None:
        """Return who answers now; somebody hidden is nobody here, so that no row confirms their name."""
        if one.user_id:
            return Who("user", one.user_id, one.who)
        known = known_people(self.plan.by, self.plan.office, [one.person_id or 0])
        return Who("person", one.person_id, one.who) if one.person_id in known else None

    def read(self, row: RowCells) -> Entry | None:
        """Return the row as typed values; nothing where its strategy is not known."""
        strategy = self._strategy(row)
        given: dict[str, Any] = {
            "title": row.name("objective") or None,
            "what": row.lines("what") or None,
            "means": row.lines("means") or None,
            "national_policy": row.lines("national_policy") or None,
            "ask": row.lines("ask") or None,
            "due": cells.day(row, "until"),
            "sector": cells.sector(row),
        }
        measure, codes, stances = self.names.measure(row), cells.codes(row), self.names.stances(row)
        if strategy is None:
            return None
        outcome = self._outcome(row, strategy)
        return Entry(row, row.text("id"), given, strategy, outcome, measure, codes, stances)

    def _strategy(self, row: RowCells) -> Strategy | None:
        name = row.name("strategy")
        living = [one for one in self.strategies if one.state != Strategy.State.ENDED]
        found = [one for one in self.strategies if fold(one.title) == fold(name)] if name else living
        stands = self._by_uid.get(row.text("id"))
        if stands is not None and len(found) > 1:
            key = next(one.strategy_id for one in self.outcomes if one.pk == stands["outcome"])
            found = [one for one in found if one.pk == key]
        if len(found) == 1:
            return found[0]
        if not name:
            row.refuse("strategy", _("Say of which strategy it is."))
        elif found:
            row.refuse("strategy", _("Several strategies are called so; give one of them another title."))
        else:
            near = nearest(name, [one.title for one in self.strategies])
            message = _("There is no strategy “%(name)s”. %(near)s") % {"name": name, "near": near}
            row.refuse("strategy", message.strip())
        return None

    def _outcome(self, row: RowCells, strategy: Strategy) -> Outcome | None:
        name, beneath = row.name("outcome"), [one for one in self.outcomes if one.strategy_id == strategy.pk]
        found = [one for one in beneath if fold(one.title) == fold(name)] if name else []
        if len(found) == 1 or not name:
            return found[0] if found else None
        if found:
            stands = self._by_uid.get(row.text("id"))
            same = [one for one in found if stands is not None and one.pk == stands["outcome"]]
            if same:
                return same[0]
            row.refuse("outcome", _("Several outcomes are called so; give one of them another title."))
            return None
        near = nearest(name, [one.title for one in beneath])
        message = _("“%(strategy)s” has no outcome “%(name)s”: add it on the page of the strategy. %(near)s")
        told = message % {"strategy": strategy.title, "name": name, "near": near}
        row.refuse("outcome", told.strip())
        return None

    def gather(self, entries: list[Entry]) -> None:
        """Note which objectives of the chunk say a measure, so that none is told it has none."""
        self._measured |= {one.key for one in entries if one is not None and one.measure is not None}

    def settle(self, entry: Entry) -> None:
        """Find or make the objective of a row and lay the row over it."""
        row = entry.row
        draft = self._found(entry)
        if row.problems:
            return
        who = self.names.who(row, self._who.get(id(draft)) if draft else None)
        if row.problems:
            return
        values = self._values_of(row, draft, entry.measure)
        if row.problems:
            return
        lacks = self._check(entry, draft, who, values)
        if row.problems:
            return
        self._check_beside(entry, draft, who, values)
        if row.problems:
            return
        draft = draft or self._new(entry)
        if draft is None:
            return
        self.adopt(row, entry.uid, draft, self._by_uid)
        self._lay(entry, draft, who, values)
        if not row.problems:
            self._remark(entry, draft, lacks)

    def _found(self, entry: Entry) -> Draft | None:
        row = entry.row
        if entry.uid and (draft := self._by_uid.get(entry.uid)):
            outcome = next(one for one in self.outcomes if one.pk == draft["outcome"])
            if outcome.strategy_id != entry.strategy.pk:
                row.refuse("strategy", _("An objective stays in its strategy."))
            return draft
        if not entry.given["title"]:
            row.refuse("objective", _("This cell must not be empty."))
        found = self._by_key.get(entry.key, [])
        if len(found) > 1 and entry.outcome is not None:
            found = [one for one in found if one["outcome"] == entry.outcome.pk]
        if len(found) > 1:
            row.refuse("objective", _("Several objectives are called so. Write the id of an export."))
        return found[0] if found else None

    def _check(
        self, entry: Entry, draft: Draft | None, who: Who | None, values: list[Any] | None
    ) -> list[Finding]:
        """Put the objective as it would stand to the check on writing; return what else it lacks."""
        said = {
            name: entry.given[name] or (draft[name] if draft else None) or ""
            for name in (*TEXTS, "due", "sector")
        }
        has_person = who is not None or bool(draft and (draft["person"] or draft["user"]))
        facts = Facts(
            title=said["title"], what=said["what"], has_person=has_person, means=said["means"], ask=said["ask"],
            due=dt.date.fromisoformat(said["due"]) if said["due"] else None, starts=entry.strategy.starts,
            ends=entry.strategy.ends, within=self.within.get(said["sector"]), measures=_facts_of(entry.measure, values),
            has_sector=bool(said["sector"]),
        )  # fmt: skip
        found = findings(facts)
        is_overridden = draft is not None and bool(draft["override_reason"])
        for one in found:
            if one.is_required and not is_overridden:
                entry.row.refuse(COLUMN_OF.get(one.where, one.where), f"{one.sentence} {one.suggestion}")
        stands = draft is not None and any(child.table is MEASURES for child in draft.children)
        is_measured = entry.measure is None and (stands or entry.key in self._measured)
        return [one for one in found if not (is_measured and one.where == "measures")]

    def _new(self, entry: Entry) -> Draft | None:
        unit = self.unit_key(entry.strategy.unit_id)
        if not self.may_write(unit):
            entry.row.refuse("strategy", _("You may not write in this strategy."))
            return None
        if entry.outcome is None:
            entry.row.refuse("outcome", _("Say under which outcome the objective stands."))
            return None
        draft = self.new(OBJECTIVES, entry.row, unit, title=entry.given["title"], outcome=entry.outcome.pk)
        draft.called, draft.visibility = entry.given["title"], entry.strategy.visibility
        draft.extra = {"outcome": entry.outcome.title}
        self.plan.leaned_on.add(entry.strategy.uid)
        self._by_key.setdefault(entry.key, []).append(draft)
        return draft

    def _check_beside(
        self, entry: Entry, draft: Draft | None, who: Who | None, values: list[Any] | None
    ) -> None:
        """Refuse what contradicts an earlier row, and a stance without its reason; nothing is changed yet."""
        row, key = entry.row, entry.key
        self._check_same(row, key, "who", 0, (who.field, who.key) if who else None)
        self._check_same(row, key, "targets", 0, entry.codes)
        if entry.measure is not None and values is not None:
            self._check_same(row, key, "indicator", entry.measure.indicator.pk, tuple(values))
        for plan, said in entry.stances.items():
            self._check_same(row, key, "plans", plan, said)
            try:
                check_stance(*said)
            except Refused as refusal:
                row.refuse("plans", refusal.message)

    def _lay(self, entry: Entry, draft: Draft, who: Who | None, values: list[Any] | None) -> None:
        row = entry.row
        before = _names(draft)
        given = {**entry.given, "outcome": entry.outcome.pk if entry.outcome else None}
        verdict = self.lay(row, draft, {**given, **({who.field: who.key} if who else {})}, key="objective")
        if verdict is None or row.problems:
            return
        draft.called = draft["title"]
        changes = [
            self._answer(draft, who),
            self._set_codes(draft, entry.codes),
            self._measure(draft, entry.measure, values),
            *[self._stand(draft, key, *said) for key, said in entry.stances.items()],
        ]
        if draft.is_stored and any(changes) and not self.may_write(draft.unit):
            row.refuse(
                "", _("You may not change “%(name)s”: it belongs to another unit.") % {"name": draft.title}
            )
            return
        if any(changes):
            self.plan.touch(draft)
            verdict = CHANGED if draft.is_stored else CREATED
        self._tell(draft, before)
        self.plan.judge(row.number, verdict)

    def _check_same(self, row: RowCells, key: Key, code: str, part: int, said: Any) -> None:
        """Refuse a row that says something else than an earlier one of the same file, naming both."""
        if said is None:
            return
        first, earlier = self._said.setdefault((key, code, part), (row.number, said))
        if earlier != said:
            message = _("Row %(second)s and row %(first)s are about the same (“%(name)s”) and differ here.")
            row.refuse(code, message % {"second": row.number, "first": first, "name": row.text("objective")})

    def _answer(self, draft: Draft, who: Who | None) -> bool:
        """Have one person answer: whoever did before does so no more."""
        if who is None:
            return False
        other = "user" if who.field == "person" else "person"
        had, self._who[id(draft)] = draft[other] is not None, who
        if had:
            draft[other] = None
        return had

    def _set_codes(self, draft: Draft, codes: list[str] | None) -> bool:
        """Have the objective serve exactly these targets; a blank cell leaves them as they are."""
        if codes is None:
            return False
        held = [child for child in draft.children if child.table is LINKS and not child.is_gone]
        new = [code for code in codes if code not in {child.values[0] for child in held}]
        gone = [child for child in held if child.values[0] not in codes]
        for child in gone:
            child.is_gone = True
        draft.children += tuple(Child(LINKS, [code]) for code in new)
        return bool(new or gone)

    def _values_of(self, row: RowCells, draft: Draft | None, said: MeasureSaid | None) -> list[Any] | None:
        """Return a measure as it would stand; what cannot be one refuses the row. Nothing is changed."""
        if said is None:
            return None
        stand = [child for child in draft.children if child.table is MEASURES] if draft else []
        held = _held(stand, said.indicator.pk)
        values = list(held.values) if held else [said.indicator.pk, None, None, None, None, None]
        for name, text in said.values.items():
            values[MEASURES.at[name]] = text or values[MEASURES.at[name]]
        if held is not None and held.values == values:
            return values
        try:
            if held is None:
                check_measure_count(len(stand))
                check_in_use(said.indicator)
            typed = _typed(values)
            check_measure(typed, timezone.localdate())
            check_amounts(said.indicator, typed)
            check_direction(said.indicator.direction, typed["baseline"], typed["target"])
        except Refused as refusal:
            row.refuse(refusal.where, refusal.message)
        return values

    def _measure(self, draft: Draft, said: MeasureSaid | None, values: list[Any] | None) -> bool:
        """Add a measure or change it."""
        if said is None or values is None:
            return False
        held = _held([child for child in draft.children if child.table is MEASURES], said.indicator.pk)
        if held is not None and held.values == values:
            return False
        self.used[said.indicator.pk] = said.indicator
        if held is None:
            draft.children += (Child(MEASURES, values),)
        else:
            held.values = values
        return True

    def _stand(self, draft: Draft, key: int, stance: str, why: str) -> bool:
        """Say how the objective stands to a plan; plans the file does not name stay as they are."""
        values = [key, stance, why or None]
        held = _held([child for child in draft.children if child.table is STANCES], key)
        if held is None:
            draft.children += (Child(STANCES, values),)
            return True
        is_other, held.values = held.values != values, values
        return is_other

    def _tell(self, draft: Draft, before: dict[str, list[str]]) -> None:
        """Have the log tell of measures, targets and plans as they were and as they become."""
        after = _names(draft)
        changed = [name for name in after if after[name] != before[name]]
        if changed:
            draft.extra = {**(draft.extra or {}), **{name: after[name] for name in changed}}
            if draft.is_stored:
                left = {name: before[name] for name in changed}
                draft.left = {**left, **(draft.left or {})}

    def _remark(self, entry: Entry, draft: Draft, lacks: list[Finding]) -> None:
        """Say once what an objective that is new or changed still lacks, and that a priority is set on its page."""
        row = entry.row
        if fold(row.text("priority")) in YES and draft.uid not in self._priorities:
            row.remark(_("Priorities are chosen on the page of the objective; here it stays as it is."))
        if self.plan.verdicts[-1] == UNCHANGED:
            return
        for one in lacks:
            if one.where == "measures" or id(draft) not in self._told:
                row.remark(f"{one.sentence} {one.suggestion}")
        self._told.add(id(draft))

    def finish(self) -> None:
        """Freeze the definitions of indicators that something is measured by now."""
        if used := list(self.used.values()):
            self.plan.after_write.append(lambda: _freeze(used))


def check_in_use(indicator: Indicator) -> None:
    """Refuse to begin to measure by an indicator that is not in use any more."""
    if indicator.retired_at is not None:
        raise Refused(_("This indicator is not in use any more."), where="indicator")


def _freeze(used: list[Indicator]) -> None:
    for one in used:
        mark_used(one)


def _held(children: list[Child], key: int) -> Child | None:
    return next((child for child in children if child.values[0] == key), None)


def _facts_of(said: MeasureSaid | None, values: list[Any] | None) -> tuple[MeasureFacts, ...]:
    if said is None or values is None:
        return ()
    one = _typed(values)
    is_tiny = said.indicator.unit == Unit.PERCENT and 0 < abs(one["target"]) < 1
    is_at_target = one["baseline"] == one["target"]
    return (MeasureFacts(said.indicator.name, one["baseline"] is not None, one["by"], is_at_target, is_tiny),)


def _typed(values: list[Any]) -> dict[str, Any]:
    told = dict(zip(MEASURES.fields, values, strict=True))
    figures = {name: Decimal(told[name]) if told[name] else None for name in ("baseline", "target")}
    days = {name: dt.date.fromisoformat(told[name]) if told[name] else None for name in ("baseline_on", "by")}
    return {**told, **figures, **days}


def _names(draft: Draft) -> dict[str, list[str]]:
    """Return what the log tells of the rows that belong to an objective."""
    told: dict[str, list[str]] = {"measures": [], "targets": [], "plans": []}
    for child in draft.children:
        if child.is_gone:
            continue
        if child.table is LINKS:
            told["targets"].append(child.values[0])
        elif child.table is MEASURES:
            told["measures"].append(" ".join(str(value) for value in child.values[:5] if value))
        else:
            told["plans"].append(" ".join(str(value) for value in child.values if value))
    return told


def rows(office: Office, user: User) -> Iterator[list[Any]]:
    """Yield objectives as far as a person sees them, a row for each measure and one where there is none."""
    seen = plans_seen(user, office).order_by()
    stances = PlanStance.objects.filter(plan__in=seen).select_related("plan").order_by("plan__title_folded")
    found = objectives_seen(user, office).select_related("person", "user", "outcome__strategy")
    shown = list(
        found.prefetch_related("sdg_links", Prefetch("stances", stances)).order_by(
            "outcome__strategy_id", "outcome_id", "pk"
        )
    )
    measures, sectors = measures_of(shown), Vocabulary.load("policy_sectors")
    called = Counter(fold(one.name) for one in indicators_of(office))
    for leaf in leaves_of(user, office, shown):
        one = leaf.objective
        codes = [link.code for link in one.sdg_links.all()]
        said = [
            one.uid, one.outcome.strategy.title, one.outcome.title, one.title, one.what, leaf.who, one.due, one.means,
            sectors.english(one.sector) if one.sector else "", one.national_policy, one.ask,
            "yes" if one.is_priority else "", ", ".join(sorted(codes, key=_in_order)),
            "\n".join(f"{each.plan.title} | {each.stance} | {each.reason}".rstrip(" |") for each in one.stances.all()),
            " ".join(each.sentence for each in leaf.lacks),
        ]  # fmt: skip
        for each in measures[one.pk]:
            figures = [
                Decimal(cells.exact(value)) if value is not None else None
                for value in (each.baseline, each.target)
            ]
            one_of_many = called[fold(each.indicator.name)] > 1
            named = each.indicator.code if one_of_many else each.indicator.name
            yield [*said, named, figures[0], each.baseline_on, figures[1], each.by]
        if not measures[one.pk]:
            yield [*said, "", None, None, None, None]


def _in_order(code: str) -> tuple[int, int, str]:
    goal, _dot, rest = code.partition(".")
    return int(goal), int(rest) if rest.isdigit() else 99, rest


KIND = SheetKind(
    name="objectives",
    label=gettext_lazy("Objectives"),
    columns=(
        KindColumn("id", width=18),
        KindColumn("strategy", width=30),
        KindColumn("outcome", width=36),
        KindColumn("objective", width=44),
        KindColumn("what", width=44),
        KindColumn("who", width=24),
        KindColumn("until", is_date=True, width=12),
        KindColumn("means", width=36),
        KindColumn("sector", choices="policy_sectors", width=24),
        KindColumn("national_policy", width=30),
        KindColumn("ask", width=30),
        KindColumn("priority", width=9),
        KindColumn("targets", width=16),
        KindColumn("plans", width=44),
        KindColumn("missing", width=44),
        KindColumn("indicator", width=36),
        KindColumn("baseline", width=12),
        KindColumn("baseline_on", is_date=True, width=12),
        KindColumn("target", width=12),
        KindColumn("by", is_date=True, width=12),
    ),
    needed=(("objective",), ("outcome",)),
    plan=ObjectivePlanner,
    rows=rows,
)
