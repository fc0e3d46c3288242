"""Every write on objectives: what they say, priorities, targets they serve, how they stand to plans."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from proxenia.accounts.models import User
from proxenia.core.errors import Refused
from proxenia.core.vocabulary import Vocabulary
from proxenia.records import actions as records
from proxenia.records.access import check_may_see, check_may_write
from proxenia.strategy.access import check_may_override
from proxenia.strategy.actions.shared import clean, tell, whole
from proxenia.strategy.models import LocalPlan, Objective, Outcome, PlanStance, SdgLink, Strategy
from proxenia.strategy.queries.powers import sectors_within
from proxenia.strategy.queries.sdg import targets
from proxenia.strategy.queries.tree import facts_of, priorities_of
from proxenia.strategy.rules.plans import check_stance
from proxenia.strategy.rules.smart import check_smart, findings
from proxenia.strategy.rules.tree import check_open, check_priority, check_words

LINES = ("what", "means", "national_policy", "ask", "override_reason")
EMPTY: dict[str, Any] = {
    **dict.fromkeys(("what", "means", "sector", "national_policy", "ask", "override_reason"), ""),
    **dict.fromkeys(("person", "user", "due")),
}


def _ready(
    strategy: Strategy, by: User, values: Mapping[str, Any], before: Objective | None
) -> dict[str, Any]:
    """Clean an objective and put it to the check; setting the check aside takes the right to decide on exceptions."""
    ready = clean(values, lines=LINES)
    ready["title"] = check_words(ready["title"], "title", _("Write the objective."))[:300]
    if ready["sector"] and ready["sector"] not in Vocabulary.load("policy_sectors").codes:
        raise Refused(_("Choose a sector from the list."), where="sector")
    if ready["person"] is not None and ready["user"] is not None:
        raise Refused(_("One person answers for an objective."), where="who")
    asked = Objective(**{name: ready[name] for name in (*EMPTY, "title")})
    found = findings(facts_of(asked, strategy, sectors_within(strategy.office).get(asked.sector)))
    if not check_smart(found, ready["override_reason"]):
        return {**ready, "override_reason": "", "overridden_by": None}
    if before is None or before.override_reason != ready["override_reason"]:
        check_may_override(by, strategy.office, "override_reason")
        return {**ready, "overridden_by": by}
    return ready


@transaction.atomic
def add_objective(
    outcome: Outcome, *, by: User, values: Mapping[str, Any], visibility: str = ""
) -> Objective:
    """Add an objective under an outcome; without a person or a date it is refused, unless a reason sets that aside."""
    strategy = outcome.strategy
    check_may_write(by, strategy)
    check_open(Strategy.objects.select_for_update(of=("self",), no_key=True).get(pk=strategy.pk))
    ready = _ready(strategy, by, {**EMPTY, **values}, None)
    return records.create(
        Objective,
        by=by,
        office=strategy.office,
        verb="add_objective",
        values={**ready, "outcome": outcome},
        unit=strategy.unit,
        visibility=visibility or strategy.visibility,
    )


@transaction.atomic
def change_objective(
    one: Objective, *, by: User, values: Mapping[str, Any], expected_version: int | None = None
) -> Objective:
    """Change an objective, or hang it under another outcome of its strategy; the check is asked anew."""
    check_may_write(by, one)
    outcome = values.get("outcome", one.outcome)
    if outcome.strategy_id != one.outcome.strategy_id:
        raise Refused(_("Choose an outcome of the same strategy."), where="outcome")
    said = whole(one, values)
    ready = _ready(one.outcome.strategy, by, {name: said[name] for name in (*EMPTY, "title")}, one)
    return records.change(
        one, by=by, verb="change_objective", values={**values, **ready}, expected_version=expected_version
    )


@transaction.atomic
def archive_objective(one: Objective, *, by: User, reason: str) -> Objective:
    """Put an objective away; as a priority it counts no more."""
    check_may_write(by, one)
    return records.archive(one, by=by, reason=reason, verb="archive_objective")


@transaction.atomic
def restore_objective(one: Objective, *, by: User) -> Objective:
    """Bring an objective back; where the priorities are full by now it comes back as an ordinary one."""
    check_may_write(by, one)
    strategy = Strategy.objects.select_for_update(of=("self",), no_key=True).get(pk=one.outcome.strategy_id)
    back = records.restore(one, by=by, verb="restore_objective")
    if back.is_priority and priorities_of(strategy, but=back.pk) >= strategy.cap:
        records.change(
            back, by=by, verb="drop_priority", values={"is_priority": False, "priority_reason": ""}
        )
    return back


@transaction.atomic
def set_priority(one: Objective, *, by: User, reason: str = "") -> Objective:
    """Make an objective a priority; one beyond the cap needs a reason of somebody who decides on exceptions."""
    check_may_write(by, one)
    strategy = Strategy.objects.select_for_update(of=("self",), no_key=True).get(pk=one.outcome.strategy_id)
    words = clean({"reason": reason}, lines=("reason",))["reason"]
    is_beyond = check_priority(priorities_of(strategy, but=one.pk), strategy.cap, words)
    if is_beyond:
        check_may_override(by, one.office, "priority_reason")
    values = {"is_priority": True, "priority_reason": words if is_beyond else ""}
    return records.change(one, by=by, verb="set_priority", values=values)


@transaction.atomic
def drop_priority(one: Objective, *, by: User) -> Objective:
    """Take an objective off the priorities; it stays an objective."""
    check_may_write(by, one)
    return records.change(
        one, by=by, verb="drop_priority", values={"is_priority": False, "priority_reason": ""}
    )


@transaction.atomic
def set_targets(one: Objective, *, by: User, codes: Collection[str]) -> Objective:
    """Say which targets of the Sustainable Development Goals an objective serves: the whole list anew."""
    check_may_write(by, one)
    unknown = sorted(set(codes) - set(targets()))
    if unknown:
        raise Refused(_("There is no target {code}.").format(code=unknown[0]), where="targets")
    held = set(SdgLink.objects.filter(objective=one).values_list("code", flat=True))
    wanted = set(codes)
    if held == wanted:
        return one
    before, after = (", ".join(code for code in targets() if code in each) for each in (held, wanted))
    tell(one, by=by, verb="set_targets", before={"targets": before or "–"}, after={"targets": after or "–"})
    SdgLink.objects.filter(objective=one).exclude(code__in=wanted).delete()
    SdgLink.objects.bulk_create(
        SdgLink(objective=one, code=code) for code in targets() if code in wanted - held
    )
    return one


@transaction.atomic
def take_stance(one: Objective, *, by: User, plan: LocalPlan, stance: str, reason: str = "") -> PlanStance:
    """Say how an objective stands to a local plan: it advances it, is neutral, or conflicts with it, and why."""
    check_may_write(by, one)
    check_may_see(by, plan)
    if plan.office_id != one.office_id:
        raise Refused(_("Choose a plan of this office."), where="plan")
    words = clean({"reason": reason}, lines=("reason",))["reason"]
    check_stance(stance, words)
    held = PlanStance.objects.filter(objective=one, plan=plan).first()
    if held is not None and (held.stance, held.reason) == (stance, words):
        return held
    before = {"plan": plan.title, "stance": held.stance, "why": held.reason} if held else None
    tell(
        one,
        by=by,
        verb="take_stance",
        before=before,
        after={"plan": plan.title, "stance": stance, "why": words},
    )
    made, _made = PlanStance.objects.update_or_create(
        objective=one, plan=plan, defaults={"stance": stance, "reason": words}
    )
    return made


@transaction.atomic
def drop_stance(one: Objective, *, by: User, plan: LocalPlan) -> None:
    """Take back how an objective stands to a plan: nobody has looked at the two together."""
    check_may_write(by, one)
    held = PlanStance.objects.filter(objective=one, plan=plan).first()
    if held is None:
        return
    tell(
        one, by=by, verb="drop_stance", before={"plan": plan.title, "stance": held.stance, "why": held.reason}
    )
    held.delete()
