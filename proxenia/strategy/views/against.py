"""Objectives against plans, targets and powers: three pages that show what serves what."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from proxenia.accounts.access import may, signed_in
from proxenia.accounts.models import Office
from proxenia.accounts.models.roles import READ, WRITE
from proxenia.core.errors import NotFound
from proxenia.core.pages import page
from proxenia.core.vocabulary import Vocabulary
from proxenia.records.views.entries import FORM_METHODS
from proxenia.strategy import actions
from proxenia.strategy.forms.governance import PowersForm
from proxenia.strategy.models import Power
from proxenia.strategy.queries import plans as plan_queries
from proxenia.strategy.queries.powers import powers_of, table
from proxenia.strategy.queries.sdg import coverage
from proxenia.strategy.queries.tree import leaves_of, objectives_open, plans_seen
from proxenia.strategy.views import shared

MOST = 60
"""So many objectives and plans the matrix shows; an office with more narrows its strategies first."""


@page(READ)
def against_plans(request: HttpRequest, office: Office) -> HttpResponse:
    """Show each objective against each local plan, and where objectives pull in opposite directions."""
    user = signed_in(request)
    objectives, plans = list(objectives_open(user, office)[:MOST]), list(plans_seen(user, office)[:MOST])
    rows = plan_queries.matrix(objectives, plans)
    contrary = plan_queries.contrary(rows, plans)
    served = {cell.plan_id for row in rows for cell in row.cells if cell and cell.stance == "advances"}
    unserved = [plan for plan in plans if plan.pk not in served]
    open_cells = sum(cell is None for row in rows for cell in row.cells)
    context = {
        "plans": plans,
        "rows": rows,
        "contrary": contrary,
        "conflicts": plan_queries.conflicts(rows, plans),
        "unserved": unserved,
        "idle": [row.objective for row in rows if not any(c and c.stance == "advances" for c in row.cells)],
        "without_line": [plan for plan in plans if plan.line == "no"],
        "not_looked": [plan for plan in plans if plan.line == "unknown"],
        "sentence": _plans_head(len(objectives), len(plans), len(contrary), open_cells),
        "most": MOST,
    }
    return render(request, "strategy/against_plans.html", context)


def _plans_head(objectives: int, plans: int, contrary: int, open_cells: int) -> str:
    if not objectives or not plans:
        return _("Objectives and local plans are compared here once there are some of both.")
    told = _("{objectives} objectives against {plans} plans").format(objectives=objectives, plans=plans)
    second = ngettext(
        "{n} plan towards which they pull in opposite directions",
        "{n} plans towards which they pull in opposite directions",
        contrary,
    ).format(n=contrary)
    third = ngettext("{n} pair nobody has looked at.", "{n} pairs nobody has looked at.", open_cells).format(
        n=open_cells
    )
    return f"{told}; {second}; {third}"


@page(READ)
def goals(request: HttpRequest, office: Office) -> HttpResponse:
    """Show which goals and targets of the Sustainable Development Goals objectives serve, and which none does."""
    user = signed_in(request)
    objectives = list(objectives_open(user, office))
    covers = coverage(objectives)
    served = sum(bool(one.served) for one in covers)
    named = {objective.pk for one in covers for _target, each in one.served for objective in each}
    context = {
        "covers": covers,
        "without": [one for one in objectives if one.pk not in named],
        "no_policy": [one for one in objectives if not one.national_policy.strip()],
        "sentence": _("Objectives serve {n} of the 17 goals, {targets} of their 169 targets.").format(
            n=served, targets=sum(len(one.served) for one in covers)
        ),
    }
    return render(request, "strategy/goals.html", context)


@page(READ)
def powers(request: HttpRequest, office: Office) -> HttpResponse:
    """Show who decides, funds, delivers and regulates by sector, and the objectives outside our powers."""
    user = signed_in(request)
    rows = table(office)
    outside = [one for one in leaves_of(user, office, objectives_open(user, office)) if one.within is False]
    written = sum(bool(one.powers) for one in rows)
    context = {
        "functions": Power.Function.choices,
        "rows": [(one, [one.powers.get(code) for code in Power.Function.values]) for one in rows],
        "outside": outside,
        "may_set": may(user, office, WRITE),
        "sentence": _powers_head(written, len(rows), len(outside)),
    }
    return render(request, "strategy/powers.html", context)


def _powers_head(written: int, sectors: int, outside: int) -> str:
    if not written:
        return _("Nobody has written down yet who decides, funds, delivers and regulates.")
    first = _("{n} of {all} sectors are written down").format(n=written, all=sectors)
    second = ngettext(
        "{n} objective lies outside our powers.", "{n} objectives lie outside our powers.", outside
    ).format(n=outside)
    return f"{first}; {second}"


@page(WRITE, FORM_METHODS)
def set_powers(request: HttpRequest, office: Office, sector: str) -> HttpResponse:
    """Write down who does what in one sector."""
    user, known = signed_in(request), Vocabulary.load("policy_sectors")
    if sector not in known.codes:
        raise NotFound(_("There is no such page."))
    held: dict[str, Any] = powers_of(office).get(sector, {})
    initial = {
        **{function: one.holder for function, one in held.items()},
        "source": next((one.source for one in held.values()), ""),
    }
    form = PowersForm(shared.sent(request), initial=initial)
    return shared.run(
        request,
        form,
        lambda: actions.set_powers(
            office, by=user, sector=sector, holders=form.holders(), source=form.cleaned_data["source"]
        ),
        title=_("Our powers: %(sector)s") % {"sector": known.label(sector)},
        back=reverse("strategy:powers", args=(office.slug,)),
    )
