"""One tie: its page, adding, changing, classifying, moving it along, putting it away."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from proxenia.accounts.access import may
from proxenia.accounts.models import Office, Unit, User
from proxenia.accounts.models.roles import OVERRIDE, READ_SHARED, WRITE, WRITE_SOMEWHERE
from proxenia.accounts.queries import units_of
from proxenia.core.pages import page
from proxenia.directory.models import Organisation
from proxenia.portfolio import actions, rules
from proxenia.portfolio.access import steps_of
from proxenia.portfolio.forms import ClassifyForm, ReasonForm, StateForm, TieForm
from proxenia.portfolio.models import Partnership
from proxenia.portfolio.queries.counts import working_count
from proxenia.portfolio.queries.one import whole
from proxenia.portfolio.views.answering import answer, reader, tie_for, version_of
from proxenia.portfolio.views.telling import told
from proxenia.portfolio.views.words import label, tie_url
from proxenia.records.access import may_see, may_write
from proxenia.records.views.entries import hanging


@page(READ_SHARED)
def tie(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Show one tie: the story, what happened, the facts and the next steps."""
    found, user = tie_for(request, office, uid), reader(request)
    today = timezone.localdate()
    context = {
        "tie": found,
        "today": today,
        **told(office, whole(user, found), today),
        "steps": steps_of(user, found, _under_cap(office)),
        **hanging(found, user),
        "may_write": may_write(user, found) and not found.is_archived,
        "may_restore": may_write(user, found),
    }
    return render(request, "portfolio/detail.html", context)


def _under_cap(office: Office) -> int:
    """Count the ties under the cap, where there is one."""
    return working_count(office) if office.partnership_cap is not None else 0


def writable_units(user: User, office: Office) -> list[Unit]:
    """Return the units whose records a person may write."""
    standing = user.standing(office)
    units = units_of(office)
    return list(units) if standing.has(WRITE) else [unit for unit in units if unit.pk in standing.unit_rights]


def is_beyond(user: User, office: Office) -> bool:
    """Say whether the cap is reached and this person may decide on exceptions."""
    cap = office.partnership_cap
    return cap is not None and may(user, office, OVERRIDE) and working_count(office) >= cap


def _cap_note(user: User, office: Office) -> str:
    """Say that the office's limit is reached, and what can be done: for the form of a new tie."""
    cap, working = office.partnership_cap, _under_cap(office)
    if cap is None or working < cap:
        return ""
    said = _("The office has reached its limit of %(cap)d active ties.") % {"cap": cap}
    if is_beyond(user, office):
        return f"{said} " + _("To go beyond it, say why below; it is kept with your reason.")
    return f"{said} " + _("This tie is saved as Proposed, unless you choose another state below.")


def _sunset(office: Office) -> dict[str, Any]:
    today = timezone.localdate()
    term = rules.with_sunset(rules.Term(None, "", None), today, office.term_years, office.review_months)
    return {"ends": term.ends, "review_on": term.review_on}


def _first_values(request: HttpRequest, user: User, office: Office, units: list[Unit]) -> dict[str, Any]:
    """Fill a new tie's form in: the term, the reader's unit, and what the address names."""
    named = Organisation.objects.visible_to(user, office).filter(uid=request.GET.get("organisation", ""))
    counterparts = "\n".join(named.values_list("name", flat=True))
    unit = units[0].uid if units and not user.standing(office).has(WRITE) else ""
    kind = request.GET.get("kind", "")
    named_here = {
        "counterparts": counterparts or request.GET.get("with", "")[:300],
        "purpose": request.GET.get("for", "")[:2000],
        "state": "proposed" if request.GET.get("state") == "proposed" else "active",
    }
    return {**_sunset(office), **named_here, "kind": kind, "unit": unit}


@page(WRITE_SOMEWHERE, ("GET", "POST"))
def add(request: HttpRequest, office: Office) -> HttpResponse:
    """Add a tie; its end and first review are filled in as the office's settings say."""
    user = reader(request)
    units = writable_units(user, office)
    initial, note = _first_values(request, user, office, units), _cap_note(user, office)
    beyond = is_beyond(user, office)
    proposes = bool(note) and not beyond
    if proposes:
        initial["state"] = "proposed"
    form = TieForm(
        request.POST or None,
        user=user,
        office=office,
        units=units,
        initial=initial,
        beyond=beyond,
        first=("state",) if proposes else (),
    )

    def act(data: dict[str, Any]) -> str:
        counterparts = form.named_counterparts()
        made = actions.add_tie(office, by=user, counterparts=counterparts, **_split(data))
        return tie_url(office, made)

    return answer(
        request, form, act, title=_("Add a tie"), submit=_("Add the tie"), done=_("The tie is added."),
        back=reverse("portfolio:list", args=[office.slug]), template="portfolio/tie_form.html",
        lede=_("With whom, what sort of tie, and until when. The rest can wait."), cap_note=note,
    )  # fmt: skip


def _split(data: dict[str, Any]) -> dict[str, Any]:
    """Part what a form says into the values of a tie and what stands around them."""
    apart = ("counterparts", "counterpart_kind", "unit", "visibility", "override_reason")
    values = {name: value for name, value in data.items() if name not in apart}
    rest: dict[str, Any] = {
        name: data[name] for name in ("unit", "visibility", "override_reason") if name in data
    }
    return {"values": values, **rest}


def _said(found: Partnership) -> dict[str, Any]:
    names = (
        "name",
        "kind",
        "since",
        "purpose",
        "ends",
        "open_ended_reason",
        "review_on",
        "visibility",
        "note",
    )
    initial = {name: getattr(found, name) for name in names}
    initial["unit"] = found.unit.uid if found.unit else ""
    return initial


def _parent_seen(found: Partnership, user: User) -> Partnership | None:
    """Return the tie above one, as far as this person may see it; one that is hidden stays where it is."""
    above = found.parent
    return above if above is not None and may_see(user, above) else None


@page(WRITE_SOMEWHERE, ("GET", "POST"))
def edit(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Change what is said of a tie."""
    found, user = tie_for(request, office, uid, write=True), reader(request)

    def said(one: Partnership) -> dict[str, Any]:
        above = _parent_seen(one, user)
        return {**_said(one), "parent": above.name if above else ""}

    form = TieForm(
        request.POST or None,
        user=user,
        office=office,
        units=writable_units(user, office),
        tie=found,
        initial=said(found),
    )

    def act(data: dict[str, Any]) -> str:
        if data.get("parent") is None and found.parent_id and _parent_seen(found, user) is None:
            data.pop("parent", None)
        actions.change_tie(found, by=user, values=data, expected_version=version_of(request))
        return tie_url(office, found)

    return answer(
        request, form, act, title=_("Change %(name)s") % {"name": found.name}, submit=_("Save the tie"),
        back=tie_url(office, found), record=found, said=said, template="portfolio/tie_form.html",
    )  # fmt: skip


@page(WRITE_SOMEWHERE, ("GET", "POST"))
def move(request: HttpRequest, office: Office, uid: str, target: str) -> HttpResponse:
    """Take a tie one step along its life cycle, with the reason."""
    found, user = tie_for(request, office, uid, write=True), reader(request)
    step = rules.find_transition(found.state, target)
    sentence = rules.why_not(found.state, target)
    if step is None:
        messages.error(request, sentence)
        return HttpResponseRedirect(tie_url(office, found))
    form = _state_form(request, office, user, found, step)

    def act(data: dict[str, Any]) -> str:
        term: dict[str, Any] = {
            name: data[name] for name in ("ends", "open_ended_reason", "review_on") if name in data
        }
        actions.move_state(
            found, by=user, target=target, reason=data["reason"], term=term,
            override_reason=data.get("override_reason", ""), expected_version=version_of(request),
        )  # fmt: skip
        return tie_url(office, found)

    return answer(
        request, form, act, title=f"{found.name}: {step.label}", submit=str(step.label),
        back=tie_url(office, found), record=found,
        lede=_("From “%(origin)s” to “%(target)s”. The step is kept in the history with its reason.")
        % {"origin": label("partnership_states", found.state), "target": label("partnership_states", target)},
    )  # fmt: skip


def _state_form(
    request: HttpRequest, office: Office, user: User, found: Partnership, step: rules.Transition
) -> forms.Form:
    asked: list[str] = []
    initial: dict[str, Any] = {}
    if step.target == rules.ACTIVE:
        asked = ["ends", "open_ended_reason", "review_on"]
        initial = {name: getattr(found, name) for name in asked}
        stale = found.ends is not None and found.ends.last() < timezone.localdate()
        if stale or not (found.ends or found.open_ended_reason):
            initial |= _sunset(office)
        elif found.review_on is None or found.review_on <= timezone.localdate():
            initial["review_on"] = _sunset(office)["review_on"]
    if step.target in rules.WORKING and found.state not in rules.WORKING and is_beyond(user, office):
        asked.append("override_reason")
    return StateForm(request.POST or None, asked=asked, needs_reason=step.needs_reason, initial=initial)


@page(WRITE_SOMEWHERE, ("GET", "POST"))
def classify(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Say what sort of collaboration a tie is."""
    found, user = tie_for(request, office, uid, write=True), reader(request)
    initial: dict[str, list[str]] = {}
    for facet, code in found.classifications.values_list("facet", "code"):
        initial.setdefault(facet, []).append(code)
    form = ClassifyForm(request.POST or None, initial=initial)

    def act(_data: dict[str, Any]) -> str:
        actions.classify_tie(found, by=user, codes=form.codes())
        return tie_url(office, found)

    return answer(
        request, form, act, title=_("Classify %(name)s") % {"name": found.name}, submit=_("Save the classification"),
        back=tie_url(office, found), lede=_("Matrix and filters are made of these words; leave out what does not fit."),
    )  # fmt: skip


@page(WRITE_SOMEWHERE, ("GET", "POST"))
def put_away(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Put a tie away that was entered by mistake; what ended becomes historic instead."""
    found, user = tie_for(request, office, uid, write=True), reader(request)

    def act(data: dict[str, Any]) -> str:
        actions.archive_tie(found, by=user, reason=data["reason"])
        return reverse("portfolio:list", args=[office.slug])

    return answer(
        request, ReasonForm(request.POST or None), act, title=_("Put %(name)s away") % {"name": found.name},
        submit=_("Put it away"), back=tie_url(office, found),
        done=_("%(name)s is put away; its page can still be opened from the history.") % {"name": found.name},
        lede=_("For what was entered by mistake. A tie that ended is moved to historic, so that it is remembered."),
    )  # fmt: skip


@page(WRITE_SOMEWHERE, ("POST",))
def bring_back(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Bring a tie back that was put away."""
    found = tie_for(request, office, uid, write=True)
    actions.restore_tie(found, by=reader(request))
    messages.success(request, _("The tie is back."))
    return HttpResponseRedirect(tie_url(office, found))
