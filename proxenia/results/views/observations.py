"""Values of an indicator: on its page with a chart, the form, one value with what it said before; locked periods."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from proxenia.accounts.access import may, signed_in
from proxenia.accounts.models import Office
from proxenia.accounts.models.roles import OVERRIDE, READ, WRITE, WRITE_SOMEWHERE
from proxenia.core.errors import NotFound
from proxenia.core.forms import REFUSALS, show_refusal
from proxenia.core.pages import page
from proxenia.core.periods import Period
from proxenia.core.vocabulary import Vocabulary
from proxenia.indicators.models import Indicator
from proxenia.indicators.models import Unit as UnitOf
from proxenia.indicators.queries.library import indicator_of
from proxenia.methods.rollup import share
from proxenia.methods.rollup import shown as number_of
from proxenia.records.access import may_see
from proxenia.results.actions import observations as actions
from proxenia.results.forms.observations import LockForm, ObservationForm, TargetForm
from proxenia.results.models.observations import Observation, PeriodLock, Target
from proxenia.results.queries import observations as queries
from proxenia.results.queries.returns import return_behind
from proxenia.results.rules.observations import lock_over, rule_of

FORM_METHODS = ("GET", "HEAD", "POST")
SHOWN = 60


def words_of(indicator: Indicator, one: Observation | Target) -> str:
    """Return a value as it is read: with its unit, both numbers of a share, or the word of its level."""
    number = number_of(rule_of(indicator), queries.reading_of(one))
    if indicator.is_ratio and one.denominator is not None:
        if number is None:
            return _("none: there was nothing to take a share of")
        of = _("{above} of {below}").format(above=figure(one.numerator), below=figure(one.denominator))
        return f"{with_unit(indicator, number)} ({of})"
    if number is None:
        return _("not known")
    return with_unit(indicator, number, one.currency)


def counted_url(office: Office, one: Observation) -> str:
    """Return where the records behind a computed value are, those of its unit alone; nothing for what was told."""
    if one.origin != Observation.Origin.RECORDS:
        return ""
    url = reverse("indicators:records", args=(office.slug, one.indicator.uid, one.period))
    return f"{url}?unit={one.unit.uid}" if one.unit else url


def said_words(indicator: Indicator, said: Mapping[str, str]) -> str:
    """Return in words what a value said before: a revision keeps its figures as text."""
    above, below, value = (
        Decimal(said[name]) if said.get(name) else None for name in ("numerator", "denominator", "value")
    )
    if above is None and value is None:
        return said.get("words") or _("not known")
    if above is not None:
        of = _("{above} of {below}").format(above=figure(above), below=figure(below))
        shown = share(rule_of(indicator), above, below)
        return of if shown is None else f"{with_unit(indicator, shown)} ({of})"
    return with_unit(indicator, value, said.get("currency", ""))


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


def _seen(request: HttpRequest, office: Office, uid: str) -> Observation:
    """Return a value by its uid; one of a partner this person may not see is not there."""
    found = queries.observation_of(office, uid)
    if found.partner is not None and not may_see(signed_in(request), found.partner):
        raise NotFound(_("There is no such value."))
    return found


@page(READ)
def observation(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Show one value: what it says, who said so, and what it said before."""
    found = _seen(request, office, uid)
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
        "revisions": [
            (past, said_words(found.indicator, past.said))
            for past in found.revisions.select_related("by").order_by("-number")
        ],
        "counted_url": counted_url(office, found),
        "lock": lock,
        "from_return": return_behind(user, found) if found.origin == Observation.Origin.RETURN else None,
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
    found = _seen(request, office, uid)
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
