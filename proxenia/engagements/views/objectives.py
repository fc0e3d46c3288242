"""Objectives on the page of a contact, contacts on the page of an objective, and what serves what."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from proxenia.accounts.access import may, signed_in
from proxenia.accounts.models import Office
from proxenia.accounts.models.roles import READ, WRITE_SOMEWHERE
from proxenia.core.forms import REFUSALS, show_refusal
from proxenia.core.pages import page
from proxenia.core.panels import panel
from proxenia.engagements.actions.objectives import serve_objectives
from proxenia.engagements.models import Engagement
from proxenia.engagements.queries import objectives as queries
from proxenia.engagements.queries.finding import MOST_COUNTED, capped_count
from proxenia.engagements.views import rows
from proxenia.records.access import check_may_write, get_visible, may_write
from proxenia.strategy.forms.choosing import ObjectivesForm
from proxenia.strategy.models import Objective
from proxenia.strategy.queries.tree import objectives_open


@panel(page="engagements.engagement", slot="side", order=20, template="engagements/_objectives.html")
def on_engagement(request: HttpRequest, engagement: Engagement) -> dict[str, Any] | None:
    """Say which objectives a contact serves; no part where there is none to serve."""
    user = signed_in(request)
    if not may(user, engagement.office, READ):
        return None
    found = queries.objectives_of(user, engagement)
    if not found and not objectives_open(user, engagement.office).exists():
        return None
    return {
        "serving": engagement,
        "served": found,
        "may_serve": may_write(user, engagement) and not engagement.is_archived,
    }


@panel(page="strategy.objective", slot="middle", order=30, template="engagements/_serving.html")
def on_objective(request: HttpRequest, objective: Objective) -> dict[str, Any]:
    """List the newest contacts that serve an objective."""
    found = queries.serving(signed_in(request), objective)
    count = capped_count(found)
    return {
        "aim": objective,
        "entries": [rows.entry(objective.office, one, with_note=False) for one in found[:SHOWN]],
        "contact_count": min(count, MOST_COUNTED),
        "is_over": count > MOST_COUNTED,
    }


SHOWN = 5


@page(WRITE_SOMEWHERE, ("GET", "HEAD", "POST"))
def objectives(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Say which objectives a contact serves; those of its ties are ticked where nobody has said yet."""
    user = signed_in(request)
    found: Engagement = get_visible(Engagement, user, office, uid)
    check_may_write(user, found)
    held = queries.objectives_of(user, found)
    offered = held or queries.objectives_by_ties(user, found)
    sent = request.POST if request.method == "POST" else None
    form = ObjectivesForm(sent, user=user, office=office, chosen=[one.pk for one in offered])
    if sent is not None and form.is_valid():
        kept = [one for one in held if one.uid not in form.offered]
        try:
            serve_objectives(found, by=user, objectives=[*kept, *form.chosen()])
        except REFUSALS as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("engagements:engagement", office.slug, uid)
    lede = (
        "" if held or not offered else _("Those its ties serve are ticked; nothing is kept until you save.")
    )
    context = {
        "form": form,
        "title": _("{name}: objectives it serves").format(name=found.title),
        "lede": lede,
        "submit": _("Save"),
        "back": rows.engagement_url(office, found.uid),
    }
    return render(request, "portfolio/form.html", context, status=422 if form.errors else 200)


@page(READ)
def coverage(request: HttpRequest, office: Office) -> HttpResponse:
    """Show what serves what: objectives nobody works on, and work that serves no objective."""
    user, today = signed_in(request), timezone.localdate()
    found = queries.coverage(user, office, today)
    idle_contacts = capped_count(found.idle_contacts)
    idle_ties = found.idle_ties.count()
    context = {
        "found": found,
        "idle": [row for row in found.rows if row.is_idle],
        "ties": list(found.idle_ties[: queries.SHOWN]),
        "tie_count": idle_ties,
        "entries": [rows.entry(office, one, with_note=False) for one in found.idle_contacts[: queries.SHOWN]],
        "contact_count": min(idle_contacts, MOST_COUNTED),
        "is_over": idle_contacts > MOST_COUNTED,
        "sentence": _head(found.rows, idle_ties),
    }
    return render(request, "engagements/coverage.html", context)


def _head(shown: list[queries.Row], idle_ties: int) -> str:
    if not shown:
        return _("No strategy in force has an objective yet, so nothing can serve one.")
    idle = sum(row.is_idle for row in shown)
    if idle:
        first = ngettext(
            "Nobody works on {n} of {all} objective", "Nobody works on {n} of {all} objectives", len(shown)
        ).format(n=idle, all=len(shown))
    else:
        first = _("Every objective has work behind it")
    if not idle_ties:
        return _("{objectives}; every working tie serves one.").format(objectives=first)
    second = ngettext("{n} working tie serves none.", "{n} working ties serve none.", idle_ties)
    return f"{first}; {second.format(n=idle_ties)}"
