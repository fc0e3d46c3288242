"""Measures of an objective: on its page, added, changed, taken off."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from proxenia.accounts.access import signed_in
from proxenia.accounts.models import Office
from proxenia.accounts.models.roles import WRITE_SOMEWHERE
from proxenia.core.errors import NotFound
from proxenia.core.forms import pressed
from proxenia.core.pages import page
from proxenia.core.panels import panel
from proxenia.records.access import check_may_write, get_visible, may_write
from proxenia.records.views.entries import FORM_METHODS
from proxenia.strategy import actions
from proxenia.strategy.forms.measures import MeasureForm
from proxenia.strategy.models import Measure, Objective
from proxenia.strategy.queries.progress import readings
from proxenia.strategy.rules.smart import MOST_MEASURES
from proxenia.strategy.views import shared
from proxenia.strategy.views.objectives import aim_url


@panel(page="strategy.objective", slot="middle", order=10, template="strategy/_measures.html")
def on_objective(request: HttpRequest, objective: Objective) -> dict[str, Any]:
    """List the measures of an objective with the newest figure where one is kept."""
    user = signed_in(request)
    found = list(objective.measures.select_related("indicator"))
    known = readings([one.pk for one in found])
    can = may_write(user, objective) and not objective.is_archived
    return {
        "measured": objective,
        "measures": [(one, known.get(one.pk)) for one in found],
        "may_measure": can,
        "has_room": len(found) < MOST_MEASURES,
        "most": MOST_MEASURES,
    }


@page(WRITE_SOMEWHERE, FORM_METHODS)
def add_measure(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Add a measure to an objective."""
    user = signed_in(request)
    found: Objective = get_visible(Objective, user, office, uid)
    check_may_write(user, found)
    form = MeasureForm(shared.sent(request), office=office, initial={"by": found.due})
    lede = "" if form.offered else _("There is no indicator to choose from: take the library over first.")
    return shared.run(
        request,
        form,
        lambda: actions.add_measure(found, by=user, values=form.values()),
        title=_("%(name)s: a measure") % {"name": found},
        back=aim_url(office, found),
        lede=lede,
    )


def _measure(request: HttpRequest, office: Office, uid: str) -> Measure:
    found = Measure.objects.filter(uid=uid).select_related("objective", "indicator").first()
    if found is None:
        raise NotFound(_("There is no such page."))
    user = signed_in(request)
    found.objective = get_visible(Objective, user, office, found.objective.uid)
    check_may_write(user, found.objective)
    return found


@page(WRITE_SOMEWHERE, FORM_METHODS)
def edit_measure(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Change baseline, target or day of a measure."""
    found = _measure(request, office, uid)
    form = MeasureForm(
        shared.sent(request), office=office, measure=found, initial=MeasureForm.initial_of(found)
    )
    return shared.run(
        request,
        form,
        lambda: actions.change_measure(found, by=signed_in(request), values=form.values()),
        title=_("Edit %(name)s") % {"name": found},
        back=aim_url(office, found.objective),
        away_url=reverse("strategy:remove_measure", args=(office.slug, uid)),
    )


@page(WRITE_SOMEWHERE, ("POST",))
def remove_measure(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Take a measure off."""
    found = _measure(request, office, uid)
    back = aim_url(office, found.objective)
    user = signed_in(request)
    pressed(request, lambda: actions.remove_measure(found, by=user), _("It is taken off."))
    return redirect(back)
