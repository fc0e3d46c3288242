"""What projects and crises add to the pages of ties and bodies, and to Today."""

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from proxenia.accounts.access import may, signed_in
from proxenia.accounts.models import Office
from proxenia.accounts.models.roles import READ, WRITE_SOMEWHERE
from proxenia.core.panels import panel
from proxenia.directory.models import Organisation
from proxenia.engagements.models import Application, Call
from proxenia.engagements.queries import crises, projects
from proxenia.engagements.views.projects import CODES
from proxenia.portfolio.models import Partnership
from proxenia.records.access import may_write

SHOWN = 8
SOON = dt.timedelta(days=45)
Context = dict[str, Any]


@panel(page="portfolio.tie", slot="right", order=50, template="engagements/_projects_of_tie.html")
def projects_of_tie(request: HttpRequest, tie: Partnership) -> Context | None:
    """Tell on the page of a tie of its projects and of crises at the partner."""
    user = signed_in(request)
    found = list(projects.projects_of_tie(user, tie)[: SHOWN + 1])
    struck = list(crises.crises_of_tie(user, tie)[:SHOWN])
    offers = (
        may_write(user, tie)
        and not tie.is_archived
        and user.standing(tie.office).has_anywhere(WRITE_SOMEWHERE)
    )
    if not found and not struck and not offers:
        return None
    slug = tie.office.slug
    return {
        "projects": [(one, CODES[one.state]) for one in found[:SHOWN]],
        "more": len(found) > SHOWN,
        "crises": struck,
        "offers": offers,
        "begin_url": f"{reverse('engagements:add_project', args=(slug,))}?tie={tie.uid}",
        "crisis_url": f"{reverse('engagements:add_crisis', args=(slug,))}?tie={tie.uid}",
    }


@panel(page="directory.organisation", slot="middle", order=50, template="engagements/_projects_of_body.html")
def projects_of_body(request: HttpRequest, body: Organisation) -> Context | None:
    """Tell on the page of a body in which projects it takes part, in which role, and which crises struck it."""
    user = signed_in(request)
    roles = projects.roles_of_body(user, body)
    struck = list(crises.crises_of_body(user, body)[:SHOWN])
    return {"roles": roles[:SHOWN], "more": len(roles) > SHOWN, "crises": struck} if roles or struck else None


@panel(page="desk.today", slot="foot", order=20, template="engagements/_calls_soon.html")
def calls_soon(request: HttpRequest, office: Office) -> Context | None:
    """Tell on Today of calls worth an application whose deadline comes near and for which nobody has begun one."""
    user, today = signed_in(request), timezone.localdate()
    if not may(user, office, READ):
        return None
    begun = Application.objects.exclude(state=Application.State.WITHDRAWN).filter(call__office=office)
    found = projects.visible_calls(user, office).filter(
        state=Call.State.WORTH, deadline__gte=today, deadline__lte=today + SOON
    )
    waiting = list(found.exclude(pk__in=begun.values("call")).order_by("deadline", "pk")[: SHOWN + 1])
    struck = list(
        crises.visible_crises(user, office).filter(state="open").order_by("-began_on", "pk")[:SHOWN]
    )
    if not waiting and not struck:
        return None
    return {"calls": waiting[:SHOWN], "more": len(waiting) > SHOWN, "crises": struck, "today": today}
