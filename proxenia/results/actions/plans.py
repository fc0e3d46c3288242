"""Plans of units and partners: what each is asked, and what cannot be asked."""

from collections.abc import Mapping, Sequence
from copy import copy
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from proxenia.accounts.access import check_may
from proxenia.accounts.models import Office, Unit, User
from proxenia.accounts.models.roles import WRITE
from proxenia.core.errors import Refused
from proxenia.core.periods import MONTHS, Period
from proxenia.core.values import CellError, clean_text
from proxenia.indicators.models import Indicator
from proxenia.records.access import check_may_write
from proxenia.records.actions import archive, change, create, restore
from proxenia.results.models.returns import BusinessPlan, PlanLine, Return
from proxenia.results.rules.layouts import MOST_LINES
from proxenia.results.rules.returns import GIVEN


@transaction.atomic
def add_business_plan(
    office: Office,
    *,
    by: User,
    values: Mapping[str, Any],
    lines: Sequence[Mapping[str, Any]],
    unit: Unit | None = None,
) -> BusinessPlan:
    """Write down what a unit or partner reports on: from which period on, under which outcomes, which figures."""
    check_may(by, office, WRITE)
    told = _checked(office, values)
    extra = {"lines": len(lines)}
    plan = create(
        BusinessPlan, by=by, office=office, verb="add_business_plan", values=told, unit=unit, extra=extra
    )
    _write_lines(plan, lines)
    return plan


@transaction.atomic
def change_business_plan(
    plan: BusinessPlan,
    *,
    by: User,
    values: Mapping[str, Any],
    lines: Sequence[Mapping[str, Any]] | None = None,
    expected_version: int | None = None,
) -> BusinessPlan:
    """Change a plan; what was asked already stays as it was asked, later returns follow the plan as it is now."""
    check_may(by, plan.office, WRITE)
    check_may_write(by, plan)
    told = _checked(plan.office, values, besides=plan)
    _check_whose(plan, told)
    extra: dict[str, Any] = {}
    if lines is not None:
        before = [str(line) for line in plan.lines.select_related("indicator")]
        # The lines are checked against the plan as it is to be.
        changed = copy(plan)
        for name, value in told.items():
            setattr(changed, name, value)
        _write_lines(changed, lines)
        after = [str(line) for line in plan.lines.select_related("indicator")]
        if before != after:
            extra = {"extra_before": {"lines": before}, "extra_after": {"lines": after}}
    return change(
        plan, by=by, verb="change_business_plan", values=told, expected_version=expected_version, **extra
    )


def archive_business_plan(plan: BusinessPlan, *, by: User, reason: str) -> BusinessPlan:
    """Put a plan away: nothing is asked by it any more, and nobody is written to; what was accepted stays."""
    check_may(by, plan.office, WRITE)
    return archive(plan, by=by, reason=reason, verb="archive_business_plan")


def restore_business_plan(plan: BusinessPlan, *, by: User) -> BusinessPlan:
    """Bring a plan back, where nothing of it is asked by another one by now."""
    check_may(by, plan.office, WRITE)
    check_may_write(by, plan)
    _check_once(plan, {(line.indicator_id, line.part): line for line in plan.lines.all()})
    return restore(plan, by=by, verb="restore_business_plan")


def _checked(
    office: Office, values: Mapping[str, Any], besides: BusinessPlan | None = None
) -> dict[str, Any]:
    told = dict(values)
    others = BusinessPlan.objects.filter(office=office, code=told.get("code", ""))
    if others.exclude(pk=besides.pk if besides else None).exists():
        raise Refused(_("There is a plan with this short code already."), where="code")
    told["title"] = clean_text(told.get("title") or "")[:200]
    if not told["title"]:
        raise Refused(_("Say whose plan it is."), where="title")
    try:
        first = Period.parse(told["begins"], office.fiscal_year_start)
        last = Period.parse(told["until"], office.fiscal_year_start) if told.get("until") else None
    except CellError as error:
        raise Refused(str(error), where="begins") from error
    if first.kind != told.get("frequency", "quarter") or (last and last.kind != first.kind):
        raise Refused(_("First and last period must be of the kind it reports by."), where="begins")
    if last and last < first:
        raise Refused(_("The last period lies before the first."), where="until")
    return {**told, "begins": first.code, "until": last.code if last else ""}


def _check_whose(plan: BusinessPlan, told: Mapping[str, Any]) -> None:
    """Refuse to give a plan to another unit or partner once something is accepted: those values are of the first."""
    before = (plan.unit_id, plan.body_id)
    after = tuple(
        getattr(told[name], "pk", None) if name in told else old
        for name, old in zip(("unit", "body"), before, strict=True)
    )
    if before != after and Return.objects.filter(plan=plan, state__in=GIVEN).exists():
        message = _(
            "Returns of this plan are accepted, of whoever it is. Let it end, and add a plan for another."
        )
        raise Refused(message, where="unit")


def _write_lines(plan: BusinessPlan, lines: Sequence[Mapping[str, Any]]) -> None:
    """Write the lines of a plan in their order; those that stay keep their keys, so that figures are compared."""
    kept = {(line.indicator_id, line.part): line for line in plan.lines.all()}
    wanted: dict[tuple[int, str], PlanLine] = {}
    for place, values in enumerate(lines, start=1):
        indicator: Indicator = values["indicator"]
        key = (indicator.pk, clean_text(values.get("part") or "")[:100])
        _check_line(plan, indicator, key[1])
        if key in wanted:
            raise Refused(_("“{name}” is asked twice.").format(name=indicator.name), where="lines")
        line = kept.get(key) or PlanLine(plan=plan, indicator=indicator, part=key[1])
        line.position, line.outcome = place, clean_text(values.get("outcome") or "")[:200] or _("Results")
        line.target, line.guidance = values.get("target"), clean_text(values.get("guidance") or "")[:300]
        wanted[key] = line
    _check_pages(list(wanted.values()))
    _check_wholes(wanted)
    _check_once(plan, wanted)
    gone = [line.pk for key, line in kept.items() if key not in wanted]
    PlanLine.objects.filter(pk__in=gone).delete()
    # Two lines never share a place, also while they change it.
    for line in wanted.values():
        if line.pk:
            PlanLine.objects.filter(pk=line.pk).update(position=10_000 + line.pk % 20_000)
    for line in wanted.values():
        line.save()


def _check_wholes(wanted: Mapping[tuple[int, str], PlanLine]) -> None:
    for key, part in wanted:
        if part and (key, "") not in wanted:
            message = _(
                "“{part}” is a part of “{name}”: ask for the whole too, so that they can be compared."
            )
            raise Refused(message.format(part=part, name=wanted[key, part].indicator.name), where="lines")


def _check_once(plan: BusinessPlan, wanted: Mapping[tuple[int, str], PlanLine]) -> None:
    """Refuse to ask the same of the same unit by two plans: it would not be known which answer counts."""
    others = PlanLine.objects.filter(
        plan__office=plan.office_id, plan__unit=plan.unit_id, plan__body=plan.body_id, plan__frequency=plan.frequency,
        plan__archived_at=None, part="", indicator__in={key for key, _part in wanted},
    )  # fmt: skip
    for line in others.exclude(plan=plan).select_related("plan", "indicator"):
        if _overlap(plan, line.plan):
            message = _("“{name}” is asked for the same periods already by the plan “{plan}”.")
            raise Refused(message.format(name=line.indicator.name, plan=line.plan.title), where="lines")


def _overlap(one: BusinessPlan, other: BusinessPlan) -> bool:
    # Codes of periods of one kind sort in the order of time.
    return not (one.until and one.until < other.begins) and not (other.until and other.until < one.begins)


def _check_line(plan: BusinessPlan, indicator: Indicator, part: str) -> None:
    if indicator.office_id != plan.office_id:
        raise Refused(_("That indicator is of another office."), where="lines")
    if indicator.is_computed:
        message = _("“{name}” is counted from the records and need not be asked.")
        raise Refused(message.format(name=indicator.name), where="lines")
    if part and not indicator.adds_up:
        message = _("“{name}” is no sum, so it has no parts that add up to it.")
        raise Refused(message.format(name=indicator.name), where="lines")
    asked: Any = plan.frequency
    given: Any = indicator.frequency
    if MONTHS[asked] < MONTHS[given]:
        message = _("“{name}” is reported {often}, so it cannot be asked more often than that.")
        often = indicator.get_frequency_display().lower()
        raise Refused(message.format(name=indicator.name, often=often), where="lines")


def _check_pages(lines: Sequence[PlanLine]) -> None:
    if not lines:
        raise Refused(_("Ask for one figure at least."), where="lines")
    outcomes = [line.outcome for line in lines]
    for outcome in set(outcomes):
        if outcomes.count(outcome) > MOST_LINES:
            message = _("“{outcome}” asks for more than the {limit} figures that fit on its page.")
            raise Refused(message.format(outcome=outcome, limit=MOST_LINES), where="lines")
