"""The library: the list with its facets, one indicator, its form, its versions, its calibration sheet."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from proxenia.accounts.access import signed_in
from proxenia.accounts.models import Office
from proxenia.accounts.models.roles import READ, WRITE
from proxenia.core.forms import REFUSALS, show_refusal
from proxenia.core.pages import page, paginate, query_without, words_asked
from proxenia.core.vocabulary import Vocabulary
from proxenia.indicators import actions, models
from proxenia.indicators.access import may_edit_indicators
from proxenia.indicators.forms import CalibrationForm, IndicatorForm
from proxenia.indicators.models import Calibration, Indicator, IndicatorVersion
from proxenia.indicators.queries import library as queries
from proxenia.indicators.queries.library import Wanted
from proxenia.indicators.rules import write_breakdowns, write_levels

FORM_METHODS = ("GET", "HEAD", "POST")
TITLES = {
    "horizon": gettext_lazy("After how long"),
    "kind": gettext_lazy("Kind"),
    "family": gettext_lazy("Asked for"),
    "computed": gettext_lazy("From records"),
    "sector": gettext_lazy("Sector"),
    "frequency": gettext_lazy("How often"),
    "origin": gettext_lazy("Whose definition"),
}
COLUMNS = (
    gettext_lazy("Indicator"),
    gettext_lazy("Horizon"),
    gettext_lazy("Unit"),
    gettext_lazy("Direction"),
    gettext_lazy("Where values come from"),
)


def _choices(name: str) -> list[tuple[str, Any]]:
    if name == "sector":
        return Vocabulary.load("policy_sectors").choices()
    if name == "computed":
        return [("yes", _("Computed from records")), ("no", _("Reported"))]
    known: dict[str, Any] = {
        "horizon": models.Horizon,
        "kind": models.Kind,
        "family": models.Family,
        "frequency": models.Frequency,
        "origin": models.Origin,
    }
    choices: list[tuple[str, Any]] = known[name].choices
    return choices


def wanted_of(query: QueryDict) -> Wanted:
    """Read the filters of the library; what is not understood is left out."""
    given = {name: query.get(name, "") for name in TITLES if query.get(name, "") in dict(_choices(name))}
    return Wanted(text=words_asked(query), retired=query.get("retired") == "yes", **given)


@page(READ)
def indicators(request: HttpRequest, office: Office) -> HttpResponse:
    """List the indicators of the office, with filters."""
    wanted = wanted_of(request.GET)
    found = queries.wanted_indicators(office, wanted)
    shown = paginate(request, found)
    context = {
        "page": shown,
        "columns": [{"label": label} for label in COLUMNS],
        "lines": [_line(office, one) for one in shown],
        "groups": _facets(request, office, wanted),
        "clear_url": "?" if request.GET else "",
        "wanted": wanted,
        "sentence": _sentence(office, shown.paginator.count),
        "has_any": Indicator.objects.filter(office=office).exists(),
        "may_edit": may_edit_indicators(signed_in(request), office),
    }
    return render(request, "indicators/list.html", context)


def _line(office: Office, one: Indicator) -> dict[str, Any]:
    cells = [
        {
            "text": one.name,
            "url": reverse("indicators:indicator", args=(office.slug, one.uid)),
            "sub": one.definition[:160],
        },
        {"text": one.get_horizon_display(), "label": _("Horizon")},
        {"text": one.get_unit_display(), "label": _("Unit")},
        {"text": one.get_direction_display(), "label": _("Direction")},
        {
            "text": _("Computed from records") if one.is_computed else one.source or "–",
            "label": _("Where values come from"),
        },
    ]
    return {"cells": cells}


def _sentence(office: Office, number: int) -> str:
    computed = Indicator.objects.filter(office=office, retired_at=None).exclude(computed_by="").count()
    shown = ngettext("One indicator is shown.", "{n} indicators are shown.", number).format(n=number)
    more = ngettext(
        "One of all is computed from records and never typed.",
        "{n} of all are computed from records and never typed.",
        computed,
    ).format(n=computed)
    return f"{shown} {more}" if computed else shown


def _facets(request: HttpRequest, office: Office, wanted: Wanted) -> list[dict[str, Any]]:
    counts = queries.facet_counts(office, wanted)
    groups = []
    for name, title in TITLES.items():
        rest, now = query_without(request, name, "page"), getattr(wanted, name)
        items = [
            {
                "label": label,
                "url": f"?{rest}" if code == now else f"?{rest}{name}={code}",
                "count": counts[name][code],
                "current": code == now,
            }
            for code, label in _choices(name)
            if counts[name][code] or code == now
        ]
        groups.append({"title": title, "items": items})
    return [group for group in groups if group["items"]]


@page(WRITE, ("POST",))
def load(request: HttpRequest, office: Office) -> HttpResponse:
    """Take over the library that comes with the product, or bring it up to date."""
    done = len(actions.load_library(office, by=signed_in(request)))
    sentence = ngettext("One indicator was added or changed.", "{n} indicators were added or changed.", done)
    messages.success(request, sentence.format(n=done) if done else _("The library is up to date."))
    return redirect("indicators:list", office.slug)


@page(READ)
def indicator(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Show an indicator: what it counts, how it applies here, and every version of its definition."""
    found = queries.indicator_of(office, uid)
    versions = queries.versions_of(found)
    context = {
        "indicator": found,
        "facts": facts_of(found),
        "versions": [(one, _changes(one, versions[at + 1 :])) for at, one in enumerate(versions)],
        "calibration": Calibration.objects.filter(indicator=found).select_related("changed_by").first(),
        "may_edit": may_edit_indicators(signed_in(request), office),
    }
    return render(request, "indicators/indicator.html", context)


def facts_of(one: Indicator) -> list[dict[str, Any]]:
    """Return what is said of an indicator, as terms and values."""
    pairs: list[tuple[Any, Any]] = [
        (_("Horizon"), one.get_horizon_display()),
        (_("Kind"), one.get_kind_display()),
        (_("Asked for"), one.get_family_display()),
        (_("Sector"), Vocabulary.load("policy_sectors").label(one.sector) if one.sector else ""),
        (_("Unit"), one.get_unit_display()),
        (_("Which way is good"), one.get_direction_display()),
        (_("Over time"), over_time(one)),
        (_("Over units"), over_units(one)),
        (_("Above the line"), one.numerator_words),
        (_("Below the line"), one.denominator_words),
        (_("How often"), one.get_frequency_display()),
        (_("Where values come from"), one.source),
        (_("Derived from"), one.derived_from),
        (_("Whose definition"), one.get_origin_display()),
        (_("Code"), one.code),
    ]
    return [{"term": term, "value": value} for term, value in pairs if value]


def over_time(one: Indicator) -> str:
    """Say how values of several periods are put together."""
    if one.is_cumulative:
        return _("A longer period takes the last value.")
    if one.is_ratio:
        return _("A longer period adds up above and below the line.")
    return _("A longer period adds up.") if one.adds_up else _("Periods are not put together.")


def over_units(one: Indicator) -> str:
    """Say how values of several units are put together."""
    if one.is_ratio:
        return _("Added above and below the line; shares are never averaged.")
    return _("Added up.") if one.adds_up else _("Shown side by side, never added or averaged.")


def _changes(version: IndicatorVersion, before: list[IndicatorVersion]) -> list[dict[str, Any]]:
    """Return in what a version differs from the one before it."""
    if not before:
        return []
    old, new = before[0].body, version.body
    return [
        {
            "label": str(_field(name).verbose_name).capitalize(),
            "before": _words(name, old.get(name)),
            "after": _words(name, new.get(name)),
            "changed": True,
        }
        for name in new
        if old.get(name) != new.get(name)
    ]


def _field(name: str) -> Any:
    return Indicator._meta.get_field(name)


def _words(name: str, value: Any) -> str:
    if name == "disaggregations":
        return write_breakdowns(value or [])
    if name == "levels":
        return write_levels(value or [])
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    choices = dict(_field(name).flatchoices)
    return str(choices.get(value, value or ""))


@page(WRITE, FORM_METHODS)
def add(request: HttpRequest, office: Office) -> HttpResponse:
    """Add an indicator of the office's own."""
    form = IndicatorForm(request.POST or None, is_new=True)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add_indicator(office, by=signed_in(request), values=form.values())
        except REFUSALS as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("“%(name)s” is in the library.") % {"name": made})
            return redirect("indicators:indicator", office.slug, made.uid)
    return _form(request, office, form, _("Add an indicator"), "")


@page(WRITE, FORM_METHODS)
def edit(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Change an indicator; where something is measured by it, its definition gets a new version."""
    found = queries.indicator_of(office, uid)
    form = IndicatorForm(request.POST or None, initial=IndicatorForm.initial_of(found))
    expected = request.POST.get("expected_version", "")
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            changed = actions.change_indicator(
                found, by=signed_in(request), values=form.values(), reason=reason, expected=expected
            )
        except REFUSALS as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _told(found.number, changed.number))
            return redirect("indicators:indicator", office.slug, uid)
    title = _("Edit %(name)s") % {"name": found}
    return _form(request, office, form, title, expected or actions.state_of(found))


def _told(before: int, after: int) -> str:
    if before == after:
        return _("Saved.")
    return _("Saved as version {number}; what was measured keeps version {before}.").format(
        number=after, before=before
    )


def _form(request: HttpRequest, office: Office, form: Any, title: str, version: str) -> HttpResponse:
    cancel = reverse("indicators:list", args=(office.slug,))
    if request.resolver_match and "uid" in request.resolver_match.kwargs:
        cancel = reverse("indicators:indicator", args=(office.slug, request.resolver_match.kwargs["uid"]))
    context = {
        "form": form,
        "title": title,
        "crumbs": [{"label": _("Indicators"), "url": reverse("indicators:list", args=(office.slug,))}],
        "cancel_url": cancel,
        "version": version,
    }
    return render(request, "indicators/form.html", context, status=422 if form.errors else 200)


@page(WRITE, ("POST",))
def retire(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Take an indicator out of use, or into use again."""
    found = queries.indicator_of(office, uid)
    if found.retired_at is None:
        actions.retire_indicator(found, by=signed_in(request))
        messages.success(request, _("It is not offered any more; what was measured stays."))
    else:
        actions.reinstate_indicator(found, by=signed_in(request))
        messages.success(request, _("It is offered again."))
    return redirect("indicators:indicator", office.slug, uid)


@page(WRITE, FORM_METHODS)
def calibrate(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Say how an indicator applies here: whether, from which value on, with whom it is not comparable."""
    found = queries.indicator_of(office, uid)
    sheet = Calibration.objects.filter(indicator=found).first() or Calibration(
        indicator=found, applies="yes", version=0
    )
    names = actions.CALIBRATED
    form = CalibrationForm(request.POST or None, initial={name: getattr(sheet, name) for name in names})
    expected = request.POST.get("expected_version", "")
    if request.method == "POST" and form.is_valid():
        by = signed_in(request)
        try:
            actions.calibrate_indicator(found, by=by, values=form.cleaned_data, expected=expected)
        except REFUSALS as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Kept."))
            return redirect("indicators:indicator", office.slug, uid)
    title = _("How “%(name)s” applies here") % {"name": found}
    return _form(request, office, form, title, expected or str(sheet.version))


@page(READ)
def calibration(request: HttpRequest, office: Office) -> HttpResponse:
    """Show the calibration sheet of the office: every indicator in use and what somebody said of it."""
    found = queries.indicators_of(office).select_related("calibration__changed_by")
    said = Calibration.objects.filter(indicator__office=office, indicator__retired_at=None).count()
    shown = paginate(request, found)
    may_edit = may_edit_indicators(signed_in(request), office)
    labels = (_("Indicator"), _("Applies"), _("Local threshold"), _("Not comparable with"))
    columns = [{"label": label} for label in (*labels, *([_("Change")] if may_edit else []))]
    context = {"page": shown, "said": said, "columns": columns, "may_edit": may_edit}
    return render(request, "indicators/calibration.html", context)
