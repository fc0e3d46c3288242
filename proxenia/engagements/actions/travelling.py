"""What a journey emits and costs: legs and lines on an engagement."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from proxenia.accounts.models import User
from proxenia.core.values import clean_text
from proxenia.engagements.actions.delegations import tell
from proxenia.engagements.models.contacts import Engagement
from proxenia.engagements.models.travelling import CostLine, Leg
from proxenia.engagements.rules.delegations import MOST_LEGS, MOST_LINES, check_cost_line, check_room
from proxenia.methods.emissions import Estimate
from proxenia.records.access import check_may_write

LEG_FIELDS = ("on", "mode", "origin", "target", "fare", "people", "nights", "country")
COST_FIELDS = ("kind", "what", "on", "quantity", "rate", "currency", "paid_by", "is_spent")


@transaction.atomic
def add_leg(engagement: Engagement, *, by: User, values: Mapping[str, Any], estimate: Estimate) -> Leg:
    """Add a leg or a stay (fields of LEG_FIELDS) with what it emits, as the factors of its year say."""
    check_may_write(by, engagement)
    check_room(engagement.legs.count(), MOST_LEGS)
    leg = Leg.objects.create(
        engagement=engagement,
        **{name: values[name] for name in LEG_FIELDS if name in values},
        km=estimate.km,
        kg=estimate.kg,
        factor=estimate.factor,
        factor_year=estimate.year,
        rf=estimate.rf,
    )
    tell(engagement, by=by, verb="add_leg", after=_told_leg(leg))
    return leg


def _told_leg(leg: Leg) -> dict[str, Any]:
    return {
        "leg": str(leg),
        "date": str(leg.on),
        "how": leg.mode,
        "people": leg.people,
        "kg_co2e": round(leg.kg, 1),
    }


@transaction.atomic
def remove_leg(leg: Leg, *, by: User) -> None:
    """Remove a leg or a stay; the history keeps it."""
    check_may_write(by, leg.engagement)
    tell(leg.engagement, by=by, verb="remove_leg", before=_told_leg(leg))
    leg.delete()


def _ready(values: Mapping[str, Any]) -> dict[str, Any]:
    ready = {name: values[name] for name in COST_FIELDS if name in values}
    ready["what"] = clean_text(ready["what"], longest=300)
    ready["currency"] = clean_text(ready["currency"]).upper()[:3]
    return {**ready, "amount": check_cost_line(ready)}


@transaction.atomic
def add_cost_line(engagement: Engagement, *, by: User, values: Mapping[str, Any]) -> CostLine:
    """Add a line of costs (fields of COST_FIELDS); what it comes to is reckoned here."""
    check_may_write(by, engagement)
    check_room(engagement.cost_lines.count(), MOST_LINES)
    line = CostLine.objects.create(engagement=engagement, **_ready(values))
    tell(engagement, by=by, verb="add_cost_line", after=_told_line(line))
    return line


def _told_line(line: CostLine) -> dict[str, str]:
    spent = "spent" if line.is_spent else "planned"
    return {"line": f"{line.what}: {line.quantity} × {line.rate} = {line.amount} {line.currency}, {spent}"}


@transaction.atomic
def change_cost_line(line: CostLine, *, by: User, values: Mapping[str, Any]) -> CostLine:
    """Change a line of costs: its price, or that it is spent."""
    check_may_write(by, line.engagement)
    before = _told_line(line)
    standing = {name: getattr(line, name) for name in COST_FIELDS}
    for name, value in _ready({**standing, **values}).items():
        setattr(line, name, value)
    line.save()
    if before != _told_line(line):
        tell(line.engagement, by=by, verb="change_cost_line", before=before, after=_told_line(line))
    return line


@transaction.atomic
def remove_cost_line(line: CostLine, *, by: User) -> None:
    """Remove a line of costs; the history keeps it."""
    check_may_write(by, line.engagement)
    tell(line.engagement, by=by, verb="remove_cost_line", before=_told_line(line))
    line.delete()
