"""Returns as their readers see them: what is asked, what was given, who owes what."""

import datetime as dt
import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from proxenia.accounts.models import Office, User
from proxenia.core.errors import NotFound, Refused
from proxenia.core.periods import Period
from proxenia.core.values import fold
from proxenia.core.vocabulary import Vocabulary
from proxenia.indicators.models import Indicator, Unit
from proxenia.records.models import visible_through
from proxenia.results.models.observations import Observation, Target
from proxenia.results.models.returns import BusinessPlan, PlanLine, Reading, Return
from proxenia.results.rules.given import Given, exact
from proxenia.results.rules.layouts import LEVEL, NUMBER, PERCENT, RATIO, Layout, Line, Page, layout_from
from proxenia.results.rules.marks import Mark
from proxenia.results.rules.returns import GIVEN, OWED, is_late

LEVELS_OF_EVIDENCE = "evidence_levels"
EVERYWHERE: dict[str, Any] = {"place": None, "district": ""}
"""A return is of a unit or partner as a whole, not of a place."""


def plans_seen(user: User, office: Office) -> QuerySet[BusinessPlan]:
    """Return the plans this person may see, by name."""
    return (
        BusinessPlan.objects.visible_to(user, office)
        .live()
        .select_related("unit", "body")
        .order_by("title", "pk")
    )


def returns_seen(user: User, office: Office) -> QuerySet[Return]:
    """Return the returns this person may see, in plans they may see, the longest due first."""
    found = Return.objects.visible_to(user, office).live().filter(visible_through(user, office, "plan__"))
    found = found.select_related("plan__body", "unit", "office", "anchor")
    return found.order_by("due", "plan__title", "pk")


def owed(user: User, office: Office) -> QuerySet[Return]:
    """Return what units and partners still owe, the longest due first."""
    return returns_seen(user, office).filter(state__in=OWED, plan__archived_at=None)


def late(user: User, office: Office, today: dt.date) -> QuerySet[Return]:
    """Return what is overdue."""
    return owed(user, office).filter(due__lt=today)


def plan_named(user: User, office: Office, code: str) -> BusinessPlan:
    """Return a plan by its short code, or refuse a code there is none of."""
    found = plans_seen(user, office).filter(code=code).first()
    if found is None:
        raise NotFound(f"There is no business plan with the short code {code}.", "UNIT")
    return found


def layout_of(plan: BusinessPlan) -> Layout:
    """Return what a plan asks for now: one page an outcome, in the order of its lines."""
    lines = list(plan.lines.select_related("indicator__office"))
    wholes = {line.indicator_id: f"l{line.pk}" for line in lines if not line.part}
    asked: dict[tuple[int, str], set[str]] = {}
    for line in lines:
        asked.setdefault((line.indicator_id, _breakdown(line)[0]), set()).add(fold(line.part))
    pages: dict[str, list[Line]] = {}
    for line in lines:
        code, known = _breakdown(line)
        among = asked[line.indicator_id, code]
        made = _line(line, wholes.get(line.indicator_id, "") if line.part else "")
        # Of parts the definition does not know, several are taken for all there are; a single one is not.
        complete = known <= among if code else len(among) > 1
        pages.setdefault(line.outcome, []).append(replace(made, breakdown=code, complete=complete))
    return Layout(
        tuple(
            Page(f"p{place}", title, plan.guidance if place == 1 else "", tuple(some))
            for place, (title, some) in enumerate(pages.items(), start=1)
        )
    )


def _breakdown(line: PlanLine) -> tuple[str, set[str]]:
    """Return by which breakdown of the definition a part is one, and all parts of it; '' where it knows none."""
    for one in line.indicator.disaggregations if line.part else ():
        known = {fold(str(category)) for category in one.get("categories", ())}
        if fold(line.part) in known:
            return str(one["code"]), known
    return "", set()


def _line(line: PlanLine, whole: str) -> Line:
    one = line.indicator
    return Line(
        key=f"l{line.pk}",
        name=str(line),
        indicator=one.uid,
        part=line.part,
        kind=_kind(one),
        unit=one.office.currency if one.unit == Unit.MONEY else str(one.get_unit_display()),
        guidance=line.guidance or one.definition[:300],
        numerator=one.numerator_words,
        denominator=one.denominator_words,
        levels=tuple(_level_words(level) for level in one.levels) if one.is_qualitative else (),
        part_of=whole,
        whole=one.unit == Unit.PEOPLE,
        signed=one.unit == Unit.MONEY,
        share=one.unit == Unit.PERCENT,
        target=exact(line.target),
    )


def _level_words(level: Any) -> str:
    return str(level.get("label") or level.get("name") or level) if isinstance(level, dict) else str(level)


def _kind(one: Indicator) -> str:
    if one.is_ratio:
        return RATIO
    if one.is_qualitative and one.levels:
        return LEVEL
    return PERCENT if one.unit == Unit.PERCENT else NUMBER


def asked_in(one: Return) -> Layout:
    """Return what is asked in a return, with the figures of the period before and the targets beside it."""
    layout = layout_from(one.layout)
    return layout.with_words(figures_before(one), _targets(one, layout))


def figures_before(one: Return) -> dict[str, str]:
    """Return what holds for the period before, in words, by key of the line; what is not accepted does not.

    A figure that the office has revised since is told as it is now.
    """
    before = period_of(one).previous().code
    earlier = Return.objects.filter(plan=one.plan_id, period=before, state__in=GIVEN).first()
    reading = last_reading(earlier) if earlier else None
    given = figures_of(reading) if reading else {}
    lines = {line.key: line for line in layout_from(one.layout).lines()}
    told = {key: in_words(lines[key], said) for key, said in given.items() if key in lines}
    measured = {row.indicator.uid: row for row in _measured(Observation, one, before, **EVERYWHERE)}
    for key, line in lines.items():
        if not line.part and line.indicator in measured:
            told[key] = in_words(line, _given_by(measured[line.indicator]))
    return told


def _measured(model: Any, one: Return, period: str, **more: Any) -> QuerySet[Any]:
    """Return the values, or the targets, of whoever a return is of, for a period."""
    uids = {line.indicator for line in layout_from(one.layout).lines()}
    found = model.objects.filter(indicator__uid__in=uids, period=period, **of_whom(one), **more)
    return found.select_related("indicator")


def _given_by(row: Observation | Target) -> Given:
    return Given(row.numerator if row.indicator.is_ratio else row.value, row.denominator)


def _targets(one: Return, layout: Layout) -> dict[str, str]:
    """Return the targets that are set for the period, where the plan names none."""
    kind = Target.Kind.TARGET
    measured = {row.indicator.uid: row for row in _measured(Target, one, one.period, kind=kind)}
    return {
        line.key: in_words(line, _given_by(measured[line.indicator]))
        for line in layout.lines()
        if not line.target and not line.part and line.indicator in measured
    }


def of_whom(one: Return) -> dict[str, Any]:
    """Return of whom the figures of a return are: its unit, its partner; neither is the office as a whole."""
    return {"unit": one.unit, "partner": one.plan.body}


def asked_indicators(one: Return) -> dict[str, Indicator]:
    """Return the indicators a return asks for by their uids."""
    uids = {line.indicator for line in layout_from(one.layout).lines()}
    found = Indicator.objects.filter(office=one.office_id, uid__in=uids).select_related("office")
    return {indicator.uid: indicator for indicator in found}


def values_of(one: Return) -> dict[str, Observation]:
    """Return uid of an indicator -> the value that came of a return."""
    found = _measured(Observation, one, one.period, origin=Observation.Origin.RETURN, **EVERYWHERE)
    return {row.indicator.uid: row for row in found}


def in_words(line: Line, given: Given) -> str:
    """Return a figure as it is read: 12, 30 %, 9 of 12, the words of a level; '' where it is not known."""
    if given.value is None:
        return ""
    if line.kind == LEVEL:
        place = int(given.value)
        return line.levels[place - 1] if 0 < place <= len(line.levels) else exact(given.value)
    if line.kind == RATIO:
        return f"{exact(given.value)} / {exact(given.denominator)}"
    return f"{exact(given.value)} %" if line.kind == PERCENT else exact(given.value)


def last_reading(one: Return) -> Reading | None:
    """Return what was sent last."""
    return Reading.objects.filter(of=one).order_by("-number").first()


def figures_of(reading: Reading) -> dict[str, Given]:
    """Return the figures of a reading by key of the line."""
    return {key: given_from(told) for key, told in reading.given.get("figures", {}).items()}


def given_from(told: dict[str, str]) -> Given:
    """Return one line as it was kept."""
    value, denominator = (
        Decimal(told[name]) if told.get(name) else None for name in ("value", "denominator")
    )
    return Given(value, denominator, told.get("source", ""), told.get("evidence", ""), told.get("remark", ""))


def return_behind(user: User, value: Observation) -> Return | None:
    """Return the return a value came of, where this person sees it."""
    found = returns_seen(user, value.office).filter(
        period=value.period, unit=value.unit, plan__body=value.partner, state__in=GIVEN,
        plan__lines__indicator=value.indicator,
    )  # fmt: skip
    return found.first()


def mark_of(one: Return) -> Mark:
    """Return the mark that the pages of a return's workbook bear."""
    digest = layout_from(one.layout).digest()
    return Mark(one.office.uid, one.uid, one.plan.code, one.period, str(one.edition), digest)


def period_of(one: Return) -> Period:
    """Return the period of a return."""
    return Period.parse(one.period, one.office.fiscal_year_start)


def evidence_words() -> list[str]:
    """Return the levels of evidence in words, as a cell offers them."""
    vocabulary = Vocabulary.load(LEVELS_OF_EVIDENCE)
    return [vocabulary.english(code) for code in vocabulary.terms]


def evidence_word(code: str) -> str:
    """Return a level of evidence in words, as a cell offers it; '' for none."""
    return Vocabulary.load(LEVELS_OF_EVIDENCE).english(code) if code else ""


def evidence_code(text: str) -> str | None:
    """Return the level of evidence that a word means."""
    return Vocabulary.load(LEVELS_OF_EVIDENCE).match(text)


def comments_on(one: Return) -> dict[str, str]:
    """Return what was said to the last reading, by key of line or question; '' for the whole."""
    last = last_reading(one)
    if last is None:
        return {}
    told: dict[str, list[str]] = {}
    for comment in one.comments.filter(reading=last.number):
        told.setdefault(comment.key, []).append(comment.text)
    return {key: "\n".join(texts) for key, texts in told.items()}


def digest_of(token: str) -> str:
    """Return what is kept of a link."""
    return hashlib.sha256(token.encode()).hexdigest()


def check_link(token: str) -> Return:
    """Return the return a link belongs to; one that is unknown, too old or not needed any more is refused."""
    found = Return.objects.live().filter(link=digest_of(token), plan__archived_at=None).exclude(link="")
    one = found.select_related("plan", "office", "anchor", "unit").first()
    if one is None or one.link_until is None:
        raise Refused(_("This link is not known here. Open it as it stands in the letter."))
    if one.link_until <= timezone.now():
        raise Refused(_("This link is too old. Ask the office for a new one."))
    if one.state not in OWED:
        raise Refused(_("This return has been sent in. Thank you; write to the office to correct it."))
    return one


@dataclass(frozen=True)
class Owes:
    """One unit or partner: what it owes, the longest due first, and how long."""

    plan: BusinessPlan
    returns: list[Return]
    late: int


def who_owes(user: User, office: Office, today: dt.date) -> list[Owes]:
    """Return who owes what, those with most overdue first. Two questions, however many returns."""
    owing = Prefetch("returns", owed(user, office), to_attr="owing")
    plans: Iterable[Any] = plans_seen(user, office).prefetch_related(owing)
    told = [
        Owes(plan, plan.owing, sum(is_late(one.state, one.due, today) for one in plan.owing))
        for plan in plans
        if plan.owing
    ]
    return sorted(told, key=lambda one: (-one.late, one.returns[0].due, one.plan.title))


def plans_around(keys: Collection[int]) -> dict[int, int]:
    """Return key of a return -> key of the plan it stands in: whoever may not see the plan sees none of its returns."""
    return dict(Return.objects.filter(pk__in=keys).values_list("pk", "plan_id"))


def returns_of(plan: int) -> list[Return]:
    """Return the returns of a plan, which are moved and hidden with it."""
    return list(Return.objects.filter(plan=plan).select_related("plan", "office", "anchor", "unit"))
