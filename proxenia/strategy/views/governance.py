"""The governance profile: scenario, units, coordinating bodies, and self-assessments over time."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from proxenia.accounts.access import signed_in
from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import READ, READ_SHARED, WRITE, WRITE_SOMEWHERE
from proxenia.core.errors import NotFound, Refused
from proxenia.core.forms import pressed
from proxenia.core.pages import page
from proxenia.core.templatetags.words import full_date, number
from proxenia.core.vocabulary import Vocabulary
from proxenia.instruments.access import may_edit_instruments
from proxenia.instruments.actions import take_instrument
from proxenia.instruments.models import Instrument
from proxenia.records.access import check_may_write, get_visible, may_write
from proxenia.records.views.entries import FORM_METHODS, hanging
from proxenia.strategy import actions
from proxenia.strategy.forms.governance import BodyForm, MeetingForm, ProfileForm, UnitForm
from proxenia.strategy.models import BodyMeeting, CoordinationBody, GovernanceProfile, GovernanceUnit
from proxenia.strategy.queries import governance as queries
from proxenia.strategy.views import shared

PARTS: dict[str, tuple[Any, Any, Callable[..., Any], Callable[..., Any], Callable[..., Any]]] = {
    "units": (
        GovernanceUnit,
        UnitForm,
        actions.add_governance_unit,
        actions.change_governance_unit,
        actions.remove_governance_unit,
    ),
    "bodies": (CoordinationBody, BodyForm, actions.add_body, actions.change_body, actions.remove_body),
}


def _url(office: Office) -> str:
    return reverse("strategy:governance", args=(office.slug,))


@page(READ)
def governance(request: HttpRequest, office: Office) -> HttpResponse:
    """Show how international action is governed here, and the self-assessments over time."""
    user = signed_in(request)
    found = queries.profile_of(user, office)
    if found is None:
        return render(request, "strategy/governance.html", _not_begun(user, office))
    looks, units = queries.self_assessments(found), list(found.units.all())
    form = Instrument.objects.filter(office=office, code=queries.CODE).first()
    can = may_write(user, found)
    context = {
        "profile": found,
        "record": found,
        "sentence": _head(found),
        "management": _scenario("management_scenarios", found.management),
        "planning": _scenario("planning_scenarios", found.planning),
        "units": units,
        "means": _means_words(queries.means_of(units)) if units else [],
        "bodies": queries.bodies_of(found),
        "looks": looks,
        "compared": queries.compared(looks),
        "beside": queries.beside_peers(found, looks),
        "form": form,
        "may_take": can and form is None and may_edit_instruments(user, office),
        **hanging(found, user),
    }
    return render(request, "strategy/governance.html", context)


def _not_begun(user: User, office: Office) -> dict[str, Any]:
    told = _("Nobody has described yet how the city's international action is governed.")
    return {"sentence": told, "may_begin": user.standing(office).has(WRITE)}


def _scenario(vocabulary: str, code: str) -> tuple[str, str]:
    known = Vocabulary.load(vocabulary)
    return (known.label(code), known.help(code)) if code else ("", "")


def _head(found: GovernanceProfile) -> str:
    words = [
        _scenario("management_scenarios", found.management)[0],
        _scenario("planning_scenarios", found.planning)[0],
    ]
    told = "; ".join(one for one in words if one) or _("Neither who leads nor how it is planned is said")
    return _("{told}. As of {day}.").format(told=told, day=full_date(found.as_of))


def _means_words(means: queries.Means) -> list[str]:
    """Return staff and money in sentences; what is not known is said and not added as nothing."""
    told = [_("{n} full-time posts where it is known.").format(n=number(means.staff))]
    if means.staff_unknown:
        told.append(
            ngettext(
                "Of {n} unit it is not known.", "Of {n} units it is not known.", means.staff_unknown
            ).format(n=means.staff_unknown)
        )
    for currency, year, total in means.budgets:
        told.append(
            _("{total} {currency} in {year}.").format(total=number(total), currency=currency, year=year)
        )
    if means.budget_unknown:
        told.append(
            ngettext(
                "The budget of {n} unit is not known.",
                "The budgets of {n} units are not known.",
                means.budget_unknown,
            ).format(n=means.budget_unknown)
        )
    return told


@page(READ_SHARED)
def profile(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Lead from the record of the profile to its page."""
    get_visible(GovernanceProfile, signed_in(request), office, uid)
    return redirect(_url(office))


@page(WRITE, FORM_METHODS)
def begin(request: HttpRequest, office: Office) -> HttpResponse:
    """Begin the governance profile."""
    user = signed_in(request)
    form = ProfileForm(shared.sent(request), initial={"as_of": timezone.localdate()})
    return shared.run(
        request,
        form,
        lambda: actions.begin_profile(office, by=user, values=form.cleaned_data),
        title=_("How international action is governed here"),
        back=_url(office),
    )


def _profile(user: User, office: Office) -> GovernanceProfile:
    """Return the profile for somebody who may write it, or refuse as if it did not exist."""
    found = queries.profile_of(user, office)
    if found is None:
        raise NotFound(_("There is no such page."))
    check_may_write(user, found)
    return found


@page(WRITE_SOMEWHERE, FORM_METHODS)
def edit(request: HttpRequest, office: Office) -> HttpResponse:
    """Change scenario, date or note of the profile."""
    user = signed_in(request)
    found = _profile(user, office)
    form = ProfileForm(shared.sent(request), initial=ProfileForm.initial_of(found))

    def do(version: int | None) -> Any:
        return actions.change_profile(found, by=user, values=form.cleaned_data, expected_version=version)

    title = _("How international action is governed here")
    return shared.change(request, form, found, do, ProfileForm.initial_of, title=title, back=_url(office))


@page(WRITE_SOMEWHERE, FORM_METHODS)
def add_part(request: HttpRequest, office: Office, part: str) -> HttpResponse:
    """Add a unit or a coordinating body."""
    user = signed_in(request)
    found = _profile(user, office)
    _model, make, add, _change, _remove = _part(part)
    form = make(shared.sent(request))
    title = _("Add a unit") if part == "units" else _("Add a coordinating body")
    return shared.run(
        request,
        form,
        lambda: add(found, by=user, values=form.cleaned_data),
        title=title,
        back=_url(office),
    )


def _part(part: str) -> Any:
    if part not in PARTS:
        raise NotFound(_("There is no such page."))
    return PARTS[part]


def _row(model: Any, profile: GovernanceProfile, uid: str) -> Any:
    found = model.objects.filter(profile=profile, uid=uid).first()
    if found is None:
        raise NotFound(_("There is no such page."))
    return found


@page(WRITE_SOMEWHERE, FORM_METHODS)
def edit_part(request: HttpRequest, office: Office, part: str, uid: str) -> HttpResponse:
    """Change a unit or a coordinating body."""
    user = signed_in(request)
    model, make, _add, change, _remove = _part(part)
    found = _row(model, _profile(user, office), uid)
    form = make(shared.sent(request), initial=make.initial_of(found))
    return shared.run(
        request,
        form,
        lambda: change(found, by=user, values=form.cleaned_data),
        title=_("Edit %(name)s") % {"name": found},
        back=_url(office),
        away_url=reverse("strategy:remove_part", args=(office.slug, part, uid)),
    )


@page(WRITE_SOMEWHERE, ("POST",))
def remove_part(request: HttpRequest, office: Office, part: str, uid: str) -> HttpResponse:
    """Take a unit or a coordinating body off."""
    user = signed_in(request)
    model, _make, _add, _change, remove = _part(part)
    found = _row(model, _profile(user, office), uid)
    pressed(request, lambda: remove(found, by=user), _("It is taken off."))
    return redirect(_url(office))


@page(WRITE_SOMEWHERE, FORM_METHODS)
def add_meeting(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Record a meeting of a coordinating body."""
    user = signed_in(request)
    body = _row(CoordinationBody, _profile(user, office), uid)
    form = MeetingForm(shared.sent(request), initial={"on": timezone.localdate()})
    return shared.run(
        request,
        form,
        lambda: actions.add_body_meeting(body, by=user, values=form.cleaned_data),
        title=_("%(name)s: a meeting") % {"name": body},
        back=_url(office),
    )


def _meeting(user: User, office: Office, uid: str) -> BodyMeeting:
    found = BodyMeeting.objects.filter(body__profile=_profile(user, office), uid=uid).first()
    if found is None:
        raise NotFound(_("There is no such page."))
    return found


@page(WRITE_SOMEWHERE, FORM_METHODS)
def edit_meeting(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Correct a meeting of a coordinating body."""
    user = signed_in(request)
    found = _meeting(user, office, uid)
    form = MeetingForm(shared.sent(request), initial=MeetingForm.initial_of(found))
    return shared.run(
        request,
        form,
        lambda: actions.change_body_meeting(found, by=user, values=form.cleaned_data),
        title=_("%(name)s: a meeting") % {"name": found.body},
        back=_url(office),
        away_url=reverse("strategy:remove_meeting", args=(office.slug, uid)),
    )


@page(WRITE_SOMEWHERE, ("POST",))
def remove_meeting(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Take off a meeting that was recorded by mistake."""
    user = signed_in(request)
    found = _meeting(user, office, uid)
    pressed(request, lambda: actions.remove_body_meeting(found, by=user), _("It is taken off."))
    return redirect(_url(office))


@page(WRITE, ("POST",))
def take_form(request: HttpRequest, office: Office) -> HttpResponse:
    """Take over the form of the self-assessment."""
    try:
        take_instrument(office, by=signed_in(request), code=queries.CODE)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The form is there: answer it, and again in a year."))
    return redirect(_url(office))
