"""The forms of an office: the list, one with its versions, and editing its draft."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from proxenia.accounts.access import signed_in
from proxenia.accounts.models import Office
from proxenia.accounts.models.roles import READ, WRITE
from proxenia.core.errors import NotFound
from proxenia.core.forms import REFUSALS, show_refusal
from proxenia.core.pages import page
from proxenia.instruments import actions, queries
from proxenia.instruments.access import may_edit_instruments
from proxenia.instruments.forms import NEW, AboutForm, CriterionForm, SectionForm, code_for
from proxenia.instruments.models import Instrument, InstrumentVersion
from proxenia.instruments.rules import RULES, SCALES, sentence_of
from proxenia.methods import instrument_forms as forms_of
from proxenia.methods.instruments import Form, score

FORM_METHODS = ("GET", "HEAD", "POST")
STEPS = {"up": -1, "down": 1}


@page(READ)
def instruments(request: HttpRequest, office: Office) -> HttpResponse:
    """List the forms of the office, and the shipped ones it has not taken over."""
    own = queries.instruments_of(office)
    taken = {one.code for one in own}
    context = {
        "lines": [(one, queries.in_use(one), queries.draft_of(one)) for one in own],
        "offered": [form for code, form in queries.shipped_forms().items() if code not in taken],
        "may_edit": may_edit_instruments(signed_in(request), office),
    }
    return render(request, "instruments/list.html", context)


@page(WRITE, ("POST",))
def take(request: HttpRequest, office: Office, code: str) -> HttpResponse:
    """Take over a shipped form."""
    taken = actions.take_instrument(office, by=signed_in(request), code=code)
    messages.success(request, _("“%(name)s” is now a form of your office.") % {"name": taken})
    return redirect("instruments:instrument", office.slug, taken.uid)


@page(READ)
def instrument(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Show a form: what a version asks, its weights, how it differs from the one before, and all versions."""
    found = queries.instrument_of(office, uid)
    versions = queries.versions_of(found)
    shown = _asked_for(request, versions)
    before = next((one for one in versions if one.number < shown.number), None)
    form = shown.form()
    uses = queries.uses_of(found)
    context = {
        "instrument": found,
        "version": shown,
        "form": form,
        "rule": RULES[form.rule],
        "sections": _read(form),
        "versions": [(one, uses.get(one.number, 0)) for one in versions],
        "before": before,
        "differences": _differences(before, shown),
        "may_edit": may_edit_instruments(signed_in(request), office),
    }
    return render(request, "instruments/instrument.html", context)


def _asked_for(request: HttpRequest, versions: list[InstrumentVersion]) -> InstrumentVersion:
    """Return the version the address names, else the one in use, else the newest."""
    number = request.GET.get("version", "")
    named = [one for one in versions if str(one.number) == number]
    if number and not named:
        raise NotFound(_("There is no such version."))
    return next(iter([*named, *(one for one in versions if not one.is_draft), *versions]))


def _read(form: Form) -> list[dict[str, Any]]:
    """Return the sections with every criterion, its scale in words and its part of all weight."""
    parts = {one.code: one.part for one in score(form, {}).whole.criteria}
    return [
        {
            "section": section,
            "criteria": [
                {"one": one, "scale": SCALES[one.scale], "part": round(100 * parts.get(one.code, 0))}
                for one in section.criteria
            ],
        }
        for section in form.sections
    ]


def _differences(old: InstrumentVersion | None, new: InstrumentVersion) -> list[dict[str, Any]]:
    words = {"added": _("added"), "removed": _("removed"), "moved": _("moved"), "changed": _("changed")}
    found = forms_of.differences(old.form(), new.form()) if old else ()
    return [
        {
            "label": f"{one.name} ({one.field or words[one.what]})",
            "before": one.before or (one.name if one.what == "removed" else ""),
            "after": one.after or (one.name if one.what in ("added", "moved") else ""),
            "changed": True,
        }
        for one in found
    ]


@page(WRITE, FORM_METHODS)
def edit(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Show the draft of a form, or what will become one, with everything that can be done to it."""
    found = queries.instrument_of(office, uid)
    version = queries.latest(found)
    form = version.form()
    initial = {"name": form.name, "purpose": form.purpose, "rule": form.rule}
    about = AboutForm(request.POST or None, initial=initial)
    if _saved(request, found, about, lambda: about.changed(form)):
        return redirect("instruments:edit", office.slug, uid)
    context = {
        "instrument": found,
        "version": version,
        "state": actions.state_of(version),
        "about": about,
        "sections": _read(form),
        "faults": [sentence_of(form, fault) for fault in forms_of.faults(form)],
        "NEW": NEW,
    }
    return render(request, "instruments/edit.html", context, status=422 if about.errors else 200)


@page(WRITE, FORM_METHODS)
def section(request: HttpRequest, office: Office, uid: str, code: str) -> HttpResponse:
    """Add a section, or change its title and guidance."""
    found = queries.instrument_of(office, uid)
    form = queries.latest(found).form()
    standing = _standing(forms_of.find_section(form, code), code)
    initial = {"title": standing.title, "guidance": standing.guidance} if standing else None
    typed = SectionForm(request.POST or None, initial=initial)
    if _saved(request, found, typed, lambda: typed.changed(form, code)):
        return redirect("instruments:edit", office.slug, uid)
    return _small_form(request, found, typed, _("Change a section") if standing else _("Add a section"))


@page(WRITE, FORM_METHODS)
def criterion(request: HttpRequest, office: Office, uid: str, within: str, code: str) -> HttpResponse:
    """Add a criterion to a section, or change it."""
    found = queries.instrument_of(office, uid)
    form = queries.latest(found).form()
    around = forms_of.find_section(form, within)
    if around is None:
        raise NotFound(_("There is no such page."))
    here = replace(form, sections=(around,))
    standing = _standing(forms_of.find_criterion(here, code), code)
    initial = CriterionForm.initial_of(standing) if standing else {"weight": 1, "low": 0, "high": 10}
    typed = CriterionForm(request.POST or None, initial=initial)

    def changed() -> Form:
        own = code_for(form, typed.cleaned_data["question"], "c") if code == NEW else code
        return forms_of.put_criterion(form, within, typed.criterion(own))

    if _saved(request, found, typed, changed):
        return redirect("instruments:edit", office.slug, uid)
    return _small_form(request, found, typed, _("Change a criterion") if standing else _("Add a criterion"))


def _standing(found: Any, code: str) -> Any:
    """Return what an address names, None for a new one; a code there is none of is refused."""
    if found is None and code != NEW:
        raise NotFound(_("There is no such page."))
    return found


@page(WRITE, ("POST",))
def move(request: HttpRequest, office: Office, uid: str, code: str, way: str) -> HttpResponse:
    """Move a section or a criterion one place up or down."""
    return _rearranged(request, office, uid, lambda form: forms_of.move(form, code, STEPS.get(way, 0)))


@page(WRITE, ("POST",))
def remove(request: HttpRequest, office: Office, uid: str, code: str) -> HttpResponse:
    """Take a section or a criterion off the draft; the versions before keep it."""
    return _rearranged(request, office, uid, lambda form: forms_of.remove(form, code))


def _rearranged(
    request: HttpRequest, office: Office, uid: str, change: Callable[[Form], Form]
) -> HttpResponse:
    found = queries.instrument_of(office, uid)
    form = change(queries.latest(found).form())
    expected = request.POST.get("expected", "")
    actions.revise_instrument(found, by=signed_in(request), form=form, expected=expected)
    return redirect("instruments:edit", office.slug, uid)


@page(WRITE, ("POST",))
def issue(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Put the draft into use."""
    found = queries.instrument_of(office, uid)
    try:
        version = actions.issue_instrument(
            found, by=signed_in(request), expected=request.POST.get("expected", "")
        )
    except REFUSALS as refusal:
        messages.error(request, str(refusal))
        return redirect("instruments:edit", office.slug, uid)
    messages.success(request, _("Version %(number)s is in use.") % {"number": version.number})
    return redirect("instruments:instrument", office.slug, uid)


@page(WRITE, ("POST",))
def discard(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Throw the draft away."""
    found = queries.instrument_of(office, uid)
    actions.discard_draft(found, by=signed_in(request))
    messages.success(request, _("The draft is gone; the version in use stays."))
    return redirect("instruments:instrument", office.slug, uid)


def _saved(request: HttpRequest, found: Instrument, typed: Any, changed: Callable[[], Form]) -> bool:
    """Write what was typed into the draft; False where nothing was sent, or it was refused and the form says why."""
    if request.method != "POST" or not typed.is_valid():
        return False
    expected = request.POST.get("expected_version", "")
    try:
        actions.revise_instrument(found, by=signed_in(request), form=changed(), expected=expected)
    except REFUSALS as refusal:
        show_refusal(typed, refusal)
        return False
    messages.success(request, _("Saved in the draft."))
    return True


def _small_form(request: HttpRequest, found: Instrument, typed: Any, title: str) -> HttpResponse:
    slug = found.office.slug
    back = reverse("instruments:edit", args=(slug, found.uid))
    context = {
        "form": typed,
        "title": title,
        "version": actions.state_of(queries.latest(found)),
        "cancel_url": back,
        "crumbs": [
            {"label": _("Assessment forms"), "url": reverse("instruments:list", args=(slug,))},
            {"label": str(found), "url": back},
        ],
    }
    return render(request, "instruments/form.html", context, status=422 if typed.errors else 200)
