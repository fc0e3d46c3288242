"""Values of an indicator: on its page with a chart, the form, one value with what it said before; locked periods."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from proxenia.accounts.access import may, signed_in
from proxenia.accounts.models import Office
from proxenia.accounts.models.roles import OVERRIDE, READ, WRITE, WRITE_SOMEWHERE
from proxenia.core.forms import REFUSALS, show_refusal
from proxenia.core.pages import page
from proxenia.core.panels import panel
from proxenia.core.periods import Period
from proxenia.core.vocabulary import Vocabulary
from proxenia.indicators.models import Indicator
from proxenia.indicators.models import Unit as UnitOf
from proxenia.indicators.queries.library import indicator_of
from proxenia.methods.rollup import shown as number_of
from proxenia.results.actions import observations as actions
from proxenia.results.forms.observations import LockForm, ObservationForm, TargetForm
from proxenia.results.models.observations import Observation, PeriodLock, Target
from proxenia.results.queries import observations as queries
from proxenia.results.rules.observations import lock_over, rule_of

FORM_METHODS = ("GET", "HEAD", "POST")
SHOWN = 60


def words_of(indicator: Indicator, one: Observation | Target) -> str:
    """Return a value as it is read: with its unit, both numbers of a share, or the word of its level."""
    number = number_of(rule_of(indicator), queries.reading_of(one))
    if indicator.is_ratio and one.denominator is not None:
        of = _("{above} of {below}").format(above=figure(one.numerator), below=figure(one.denominator))
        return f"{with_unit(indicator, number)} ({of})" if number is not None else of
    if number is None:
        return _("not known")
    return with_unit(indicator, number, one.currency)


def with_unit(indicator: Indicator, number: Decimal | None, currency: str = "") -> str:
    """Return a number with its unit, or the word of a level."""
    if number is None:
        return "–"
    if indicator.is_qualitative and 1 <= int(number) <= len(indicator.levels):
        return f"{int(number)}: {indicator.levels[int(number) - 1]['label']}"
    if indicator.unit == UnitOf.PERCENT:
        return _("{number} per cent").format(number=figure(number, 1))
    return f"{figure(number)} {currency}".strip()


def figure(number: Decimal | None, most: int = 2) -> str:
    """Return a number without needless noughts."""
    if number is None:
        return "–"
    rounded = round(number, most)
    whole = rounded == rounded.to_integral_value()
    return str(number_format(rounded, 0 if whole else most, use_l10n=True, force_grouping=True))


@panel(page="indicators.indicator", slot="main", template="results/_observations.html", order=10)
def on_indicator(request: HttpRequest, indicator: Indicator) -> dict[str, Any] | None:
    """Fill the values of an indicator, its targets, and what may be done about them."""
    user, office = signed_in(request), indicator.office
    found = list(queries.observations_of(indicator)[:SHOWN])
    locks = queries.locks_of(office)
    can = user.standing(office).has_anywhere(WRITE_SOMEWHERE)
    return {
        "indicator": indicator,
        "sentence": _sentence(indicator, found),
        "rows": [_line(office, indicator, one, locks) for one in found],
        "columns": [
            {"label": label}
            for label in (_("Period"), _("Of whom"), _("Value"), _("How it is known"), _("Version"))
        ],
        "targets": [
            (Period.parse(one.period, office.fiscal_year_start).label, one, words_of(indicator, one))
            for one in queries.targets_of(indicator)[:SHOWN]
        ],
        "may_record": can and not indicator.is_computed and indicator.retired_at is None,
        "may_target": can and indicator.retired_at is None,
    }


def _sentence(indicator: Indicator, found: list[Observation]) -> str:
    if not found:
        if indicator.is_computed:
            return _("Nothing is computed yet: that happens every night.")
        return _("Nothing is measured yet.")
    last = found[0]
    label = Period.parse(last.period, indicator.office.fiscal_year_start).label
    whom = last.unit.name if last.unit else _("the office as a whole")
    versions = len({one.version_id for one in found})
    sentence = _("Last known: {value} in {period}, {whom}.").format(
        value=words_of(indicator, last), period=label, whom=whom
    )
    if versions == 1:
        return sentence
    more = _("The definition changed on the way: values of its {n} versions are not to be compared.")
    return f"{sentence} {more.format(n=versions)}"


def _line(office: Office, indicator: Indicator, one: Observation, locks: list[PeriodLock]) -> dict[str, Any]:
    period = Period.parse(one.period, office.fiscal_year_start)
    whom: list[Any] = [
        one.unit and one.unit.name,
        one.partner and one.partner.name,
        one.place and one.place.name,
        one.district,
    ]
    level = Vocabulary.load("evidence_levels").label(one.evidence_level) if one.evidence_level else ""
    if one.origin == Observation.Origin.RECORDS and one.unit is None:
        url = reverse("indicators:records", args=(office.slug, indicator.uid, one.period))
    else:
        url = reverse("results:observation", args=(office.slug, one.uid))
    records = (
        ""
        if one.records is None
        else ngettext("{n} record", "{n} records", one.records).format(n=one.records)
    )
    cells = [
        {"text": period.label, "sub": _("locked") if lock_over(locks, period) else ""},
        {"text": ", ".join(filter(None, whom)) or _("The office as a whole"), "label": _("Of whom")},
        {"text": words_of(indicator, one), "url": url, "sub": records, "label": _("Value")},
        {"text": level or one.get_origin_display(), "sub": one.source, "label": _("How it is known")},
        {"text": str(one.version.number), "label": _("Version")},
    ]
    return {"cells": cells}


@page(WRITE_SOMEWHERE, FORM_METHODS)
def record(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Record the value of an indicator for a period; one that is there is revised."""
    found = indicator_of(office, uid)
    now = Period.of(timezone.localdate(), found.frequency, office.fiscal_year_start)  # type: ignore[arg-type]
    given = {"period": now.previous().code, **request.GET.dict()}
    form = ObservationForm(request.POST or None, indicator=found, initial=given)
    if request.method == "POST" and form.is_valid():
        made = _recorded(request, found, form, "")
        if made is not None:
            messages.success(request, _("Recorded."))
            return redirect("results:observation", office.slug, made.uid)
    return _form(request, office, found, form, _("Record a value of “%(name)s”") % {"name": found})


def _recorded(
    request: HttpRequest, found: Indicator, form: ObservationForm, expected: str
) -> Observation | None:
    data = form.cleaned_data
    try:
        return actions.record_observation(
            found, by=signed_in(request), period=data["period"], values=form.values(), of=form.of(),
            reason=data["reason"], expected=expected,
        )  # fmt: skip
    except REFUSALS as refusal:
        show_refusal(form, refusal)
        return None


def _form(
    request: HttpRequest, office: Office, found: Indicator, form: Any, title: str, version: str = ""
) -> HttpResponse:
    back = reverse("indicators:indicator", args=(office.slug, found.uid))
    crumbs = [
        {"label": _("Indicators"), "url": reverse("indicators:list", args=(office.slug,))},
        {"label": found.name, "url": back},
    ]
    context = {"form": form, "title": title, "crumbs": crumbs, "cancel_url": back, "version": version}
    return render(request, "indicators/form.html", context, status=422 if form.errors else 200)


@page(READ)
def observation(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Show one value: what it says, who said so, and what it said before."""
    found = queries.observation_of(office, uid)
    period = Period.parse(found.period, office.fiscal_year_start)
    lock = lock_over(queries.locks_of(office), period)
    user = signed_in(request)
    revisable = not found.indicator.is_computed and lock is None
    context = {
        "one": found,
        "indicator": found.indicator,
        "period": period,
        "words": words_of(found.indicator, found),
        "parts": _parts(found),
        "evidence": Vocabulary.load("evidence_levels").label(found.evidence_level)
        if found.evidence_level
        else "",
        "revisions": found.revisions.select_related("by").order_by("-number"),
        "lock": lock,
        "may_revise": revisable and user.standing(office).has_anywhere(WRITE_SOMEWHERE),
    }
    return render(request, "results/observation.html", context)


def _parts(one: Observation) -> list[tuple[str, list[tuple[str, str]]]]:
    labels = {
        breakdown["code"]: breakdown["label"] for breakdown in one.version.body.get("disaggregations", [])
    }
    return [
        (
            labels.get(code, code),
            [(category, " / ".join(numbers) or "–") for category, numbers in said.items()],
        )
        for code, said in one.parts.items()
    ]


@page(WRITE_SOMEWHERE, FORM_METHODS)
def revise(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Revise a value with a reason; what it said before is kept."""
    found = queries.observation_of(office, uid)
    form = ObservationForm(
        request.POST or None, indicator=found.indicator, initial=ObservationForm.initial_of(found)
    )
    expected = request.POST.get("expected_version", "")
    if request.method == "POST" and form.is_valid():
        made = _recorded(request, found.indicator, form, expected)
        if made is not None:
            messages.success(request, _("Saved; what it said before is kept."))
            return redirect("results:observation", office.slug, made.uid)
    title = _("Revise “%(name)s”, %(period)s") % {"name": found.indicator, "period": found.period}
    return _form(request, office, found.indicator, form, title, expected or str(found.revision))


@page(WRITE_SOMEWHERE, FORM_METHODS)
def target(request: HttpRequest, office: Office, uid: str, kind: str) -> HttpResponse:
    """Set a target of an indicator, or the value it began from."""
    found = indicator_of(office, uid)
    which = Target.Kind.BASELINE if kind == Target.Kind.BASELINE else Target.Kind.TARGET
    form = TargetForm(request.POST or None, indicator=found)
    if request.method == "POST" and form.is_valid():
        by, period = signed_in(request), form.cleaned_data["period"]
        try:
            actions.set_target(found, by=by, period=period, values=form.values(), of=form.of(), kind=which)
        except REFUSALS as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Kept."))
            return redirect("indicators:indicator", office.slug, uid)
    title = _("Set a target") if which == Target.Kind.TARGET else _("Set the baseline")
    return _form(request, office, found, form, title)


@page(READ)
def locks(request: HttpRequest, office: Office) -> HttpResponse:
    """List the periods that are locked, and those that were opened again."""
    found = PeriodLock.objects.filter(office=office).select_related("locked_by", "opened_by")
    user = signed_in(request)
    context = {
        "locks": [(one, Period.parse(one.period, office.fiscal_year_start)) for one in found],
        "held": sum(1 for one in found if one.opened_at is None),
        "may_lock": may(user, office, WRITE),
        "may_open": may(user, office, OVERRIDE),
    }
    return render(request, "results/locks.html", context)


@page(WRITE, FORM_METHODS)
def lock(request: HttpRequest, office: Office) -> HttpResponse:
    """Lock a period that is over."""
    form = LockForm(request.POST or None, office=office)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.lock_period(office, by=signed_in(request), period=data["period"], reason=data["reason"])
        except REFUSALS as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("No value of it changes any more."))
            return redirect("results:locks", office.slug)
    back = reverse("results:locks", args=(office.slug,))
    context = {
        "form": form,
        "title": _("Lock a period"),
        "crumbs": [{"label": _("Locked periods"), "url": back}],
        "cancel_url": back,
        "version": "",
    }
    return render(request, "indicators/form.html", context, status=422 if form.errors else 200)


@page(OVERRIDE, ("POST",))
def open_again(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Open a locked period again, with a reason."""
    found = get_object_or_404(PeriodLock.objects.select_related("office"), office=office, uid=uid)
    try:
        actions.open_period(found, by=signed_in(request), reason=request.POST.get("reason", ""))
    except REFUSALS as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Its values may be changed again."))
    return redirect("results:locks", office.slug)
