"""Members, stops and items of a delegation, and the legs and costs of a journey: added, changed, removed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.accounts.access import signed_in
from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import WRITE_SOMEWHERE
from proxenia.core.errors import NotAllowed, NotFound
from proxenia.core.forms import REFUSALS, show_refusal
from proxenia.core.pages import page
from proxenia.directory.actions import add_organisation, add_person
from proxenia.directory.models import Person
from proxenia.engagements.actions import itineraries, travelling
from proxenia.engagements.forms import delegations as forms
from proxenia.engagements.forms import travelling as travel_forms
from proxenia.engagements.forms.programme import SlotForm
from proxenia.engagements.models import CostLine, Engagement, Leg, Member, Slot, Stop
from proxenia.engagements.queries.delegations import days_between, last_day
from proxenia.records.access import check_may_write, get_visible

FORM = ("GET", "HEAD", "POST")


@dataclass(frozen=True)
class Part:
    """What one kind of part has of its own: model, form, verbs, words; ``back`` is the page that lists it."""

    code: str
    model: Any
    form: Any
    add_form: Any
    add: Callable[[Engagement, User, Any], Any]
    change: Callable[[Any, User, Any], Any]
    remove: Callable[[Any, User], None]
    add_title: Any
    edit_title: Any
    back: str = "delegation"
    first: Callable[[Engagement, HttpRequest], dict[str, Any]] = lambda _engagement, _request: {}


def _add_members(engagement: Engagement, user: User, form: Any) -> None:
    """Add everybody of the lines; whoever, and whatever body, is not in the directory is added there first."""
    bodies: dict[str, Any] = {}
    for name, person, words, known, post in form.cleaned_data["found"]:
        body = known or bodies.get(words)
        if words and body is None:
            values = {"name": words, "kind": "other"}
            body = bodies[words] = add_organisation(
                engagement.office, by=user, values=values, unit=engagement.unit
            )
        values = {
            **form.shared,
            **({"organisation": body} if body else {}),
            **({"post_title": post} if post else {}),
        }
        itineraries.add_member(
            engagement,
            by=user,
            person=person or _new_person(engagement, user, name, body, post),
            values=values,
        )


def _new_person(engagement: Engagement, user: User, name: str, body: Any, post: str) -> Person:
    posts = [{"organisation": body, "title": post}] if body else []
    return add_person(engagement.office, by=user, values={"name": name}, posts=posts, unit=engagement.unit)


def _add_legs(engagement: Engagement, user: User, form: Any) -> None:
    travelling.add_leg(engagement, by=user, values=form.values, estimate=form.estimate)
    if form.way_back:
        travelling.add_leg(engagement, by=user, values=form.way_back, estimate=form.estimate)


def _not_changed(_leg: Leg, _user: User, _form: Any) -> None:
    """A leg is reckoned once; a wrong one is removed and entered anew."""


def _first_day(engagement: Engagement, request: HttpRequest) -> dict[str, Any]:
    """Begin with the day the page was opened from, else with the first of the journey."""
    first, _last = days_between(engagement)
    return {"on": request.GET.get("on") or first or engagement.date.first()}


def _next_stop(engagement: Engagement, _request: HttpRequest) -> dict[str, Any]:
    """Begin where the last stop ends."""
    start = last_day(engagement) if engagement.stops.exists() else engagement.date.first()
    return {"starts": start, "ends": start}


MEMBER = Part(
    "member",
    Member,
    forms.MemberForm,
    forms.AddMembersForm,
    _add_members,
    lambda one, user, form: itineraries.change_member(one, by=user, values=form.values),
    lambda one, user: itineraries.remove_member(one, by=user),
    gettext_lazy("Add members"),
    gettext_lazy("A member of the delegation"),
)
STOP = Part(
    "stop",
    Stop,
    forms.StopForm,
    forms.StopForm,
    lambda engagement, user, form: itineraries.add_stop(engagement, by=user, values=form.values),
    lambda one, user, form: itineraries.change_stop(one, by=user, values=form.values),
    lambda one, user: itineraries.remove_stop(one, by=user),
    gettext_lazy("Add a stop"),
    gettext_lazy("A stop of the journey"),
    first=_next_stop,
)
SLOT = Part(
    "slot",
    Slot,
    SlotForm,
    SlotForm,
    lambda engagement, user, form: itineraries.add_slot(
        engagement, by=user, values=form.values, members=form.chosen
    ),
    lambda one, user, form: itineraries.change_slot(one, by=user, values=form.values, members=form.chosen),
    lambda one, user: itineraries.remove_slot(one, by=user),
    gettext_lazy("Add an item to the programme"),
    gettext_lazy("An item of the programme"),
    first=_first_day,
)
LEG = Part(
    "leg",
    Leg,
    None,
    travel_forms.LegForm,
    _add_legs,
    _not_changed,
    lambda one, user: travelling.remove_leg(one, by=user),
    gettext_lazy("Add a leg or nights"),
    "",
    back="travel",
    first=_first_day,
)
COST = Part(
    "cost",
    CostLine,
    travel_forms.CostLineForm,
    travel_forms.CostLineForm,
    lambda engagement, user, form: travelling.add_cost_line(engagement, by=user, values=form.values),
    lambda one, user, form: travelling.change_cost_line(one, by=user, values=form.values),
    lambda one, user: travelling.remove_cost_line(one, by=user),
    gettext_lazy("Add a line of costs"),
    gettext_lazy("A line of costs"),
    back="travel",
)
PARTS = (MEMBER, STOP, SLOT, LEG, COST)


def _found(request: HttpRequest, office: Office, uid: str) -> tuple[User, Engagement]:
    user = signed_in(request)
    found: Engagement = get_visible(Engagement, user, office, uid)
    check_may_write(user, found)
    return user, found


def part_of(part: Part, engagement: Engagement, uid: str, user: User) -> Any:
    """Return a part of an engagement; one of another engagement, or a member who may not be seen, is not there."""
    rows = part.model.objects.filter(engagement=engagement, uid=uid)
    if part.model is Member:
        rows = rows.filter(person__in=Person.objects.visible_to(user, engagement.office))
    one = rows.first()
    if one is None:
        raise NotFound(_("There is no such page."))
    return one


def adding(part: Part) -> Any:
    """Return the form that adds a part."""

    @page(WRITE_SOMEWHERE, FORM)
    def view(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
        user, found = _found(request, office, uid)
        form = part.add_form(
            request.POST or None, engagement=found, user=user, initial=part.first(found, request)
        )
        if form.is_valid() and _tried(form, lambda: part.add(found, user, form)):
            messages.success(request, _("Recorded."))
            return redirect(_back(part, office, found))
        return _form(request, office, part, found, form, part.add_title)

    return view


def _tried(form: Any, verb: Callable[[], Any]) -> bool:
    """Do something whole or not at all; show in the form what was refused."""
    try:
        with transaction.atomic():
            verb()
    except NotAllowed:
        raise
    except REFUSALS as refusal:
        show_refusal(form, refusal)
        return False
    return True


def editing(part: Part) -> Any:
    """Return the form that changes a part."""

    @page(WRITE_SOMEWHERE, FORM)
    def view(request: HttpRequest, office: Office, uid: str, one: str) -> HttpResponse:
        user, found = _found(request, office, uid)
        row = part_of(part, found, one, user)
        form = part.form(
            request.POST or None, engagement=found, user=user, standing=row, initial=part.form.initial_of(row)
        )
        if form.is_valid() and _tried(form, lambda: part.change(row, user, form)):
            messages.success(request, _("Saved."))
            return redirect(_back(part, office, found))
        remove = reverse(f"engagements:remove_{part.code}", args=(office.slug, uid, one))
        return _form(request, office, part, found, form, part.edit_title, remove)

    return view


def removing(part: Part) -> Any:
    """Return the button that removes a part."""

    @page(WRITE_SOMEWHERE, ("POST",))
    def view(request: HttpRequest, office: Office, uid: str, one: str) -> HttpResponse:
        user, found = _found(request, office, uid)
        try:
            part.remove(part_of(part, found, one, user), user)
            messages.success(request, _("Removed. The history keeps it."))
        except (NotAllowed, NotFound):
            raise
        except REFUSALS as refusal:
            messages.error(request, str(refusal))
        return redirect(_back(part, office, found))

    return view


def _back(part: Part, office: Office, engagement: Engagement) -> str:
    return reverse(f"engagements:{part.back}", args=(office.slug, engagement.uid))


def _form(
    request: HttpRequest,
    office: Office,
    part: Part,
    found: Engagement,
    form: Any,
    title: Any,
    remove_url: str = "",
) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "trail": [(found.title, _back(part, office, found))],
        "cancel_url": _back(part, office, found),
        "remove_url": remove_url,
    }
    return render(request, "engagements/delegation_form.html", context, status=422 if form.errors else 200)
