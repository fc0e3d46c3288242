"""One result: its page, its form, the steps of its claim, put away and brought back."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from proxenia.accounts.access import signed_in
from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import READ_SHARED, WRITE_SOMEWHERE
from proxenia.core.errors import Conflict, NotAllowed, NotFound, Refused
from proxenia.core.forms import REFUSALS, Clash, clash_of, refusals_told, show_refusal
from proxenia.core.pages import page
from proxenia.core.vocabulary import Vocabulary
from proxenia.methods.shares import rest
from proxenia.records.access import get_visible
from proxenia.records.views.entries import expected_version, hanging, version_to_send, writable
from proxenia.results.actions import ledger as actions
from proxenia.results.forms.ledger import ResultForm, StepForm
from proxenia.results.models import Result
from proxenia.results.queries import ledger as queries
from proxenia.results.rules import ledger as rules
from proxenia.results.rules.shares import doubt_about, share_of
from proxenia.results.views.drawing import drawing, share_words
from proxenia.results.views.shared import BOTH, address, kind_words, range_words

PAGES = {
    "engagement": "engagements:engagement",
    "partnership": "portfolio:tie",
    "organisation": "directory:organisation",
}


@page(READ_SHARED)
def result(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Show a result: what changed, how anybody knows, what led to it and what else may explain it."""
    user, today = signed_in(request), timezone.localdate()
    found: Result = get_visible(Result, user, office, uid)
    links = queries.chain_of(user, found)
    left = rest(share_of(link.contribution) for link in links)
    state = rules.standing(found, today)
    context = {
        "result": found,
        "state": state,
        "state_label": rules.WORDS[state],
        "figure": range_words(found.low, found.high, found.currency, found.counted, found.kind),
        "kind": kind_words(found.kind),
        "level": Vocabulary.load("evidence_levels").label(found.level) if found.level else "",
        "measure": rules.measure_of(found.kind),
        "links": [_link(office, number, link) for number, link in enumerate(links, 1)],
        "picture": drawing(links),
        "left": share_words(left) if links and left else "",
        "unsaid": sum(link.contribution.part is None for link in links),
        "steps": rules.steps_from(found.state),
        "is_withdrawn": found.state == Result.State.WITHDRAWN,
        **hanging(found, user),
    }
    return render(request, "results/result.html", context)


def _link(office: Office, number: int, link: queries.Link) -> dict[str, Any]:
    return {
        "number": number,
        "link": link,
        "page": PAGES.get(link.kind, "") if link.is_seen else "",
        "share": share_words(share_of(link.contribution)),
        "doubt": _doubt(link),
        "edit_url": address("edit_contribution", office, link.contribution.result.uid, link.contribution.uid),
    }


def _doubt(link: queries.Link) -> str:
    """Return what has happened to an engagement of the chain since it was linked that speaks against it."""
    engagement = link.contribution.engagement
    return (
        doubt_about(link.contribution.result, engagement) if engagement is not None and link.is_seen else ""
    )


def _subject(user: User, office: Office, query: Any) -> Any:
    """Return the engagement, tie or body from whose page a result is written down."""
    for sort, model in queries.LINKED.items():
        if uid := query.get(sort):
            found = model.objects.visible_to(user, office).filter(uid=uid).first()
            if found is None:
                raise NotFound(_("There is no such page."))
            return found
    return None


@page(WRITE_SOMEWHERE, BOTH)
def add_result(request: HttpRequest, office: Office) -> HttpResponse:
    """Write a result down; from the page of what led to it, that is the first link of its chain."""
    user = signed_in(request)
    subject = _subject(user, office, request.GET)
    initial = {name: value for name, value in request.GET.dict().items() if name in ResultForm.base_fields}
    form = ResultForm(request.POST or None, user=user, office=office, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            added = _add(form, user, office, subject)
        except REFUSALS as refusal:
            if getattr(refusal, "where", "") == "is_another" and isinstance(refusal, Refused):
                form.ask_whether_another(refusal)
            else:
                show_refusal(form, refusal, {"engagement": "on"})
        else:
            messages.success(request, _("Written down. Say next what led to it, and show the evidence."))
            return redirect("results:result", office.slug, added.uid)
    return _form(request, office, form, None, subject=subject)


@transaction.atomic
def _add(form: ResultForm, user: User, office: Office, subject: Any) -> Result:
    data = form.cleaned_data
    added = actions.add_result(
        office,
        by=user,
        values=form.values(),
        unit=data["unit"],
        visibility=data["visibility"],
        is_another=form.is_another,
    )
    if subject is not None:
        actions.add_contribution(added, by=user, target=subject)
    return added


@page(WRITE_SOMEWHERE, BOTH)
def edit_result(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Change what a result says; what another changed meanwhile is shown to be settled."""
    user = signed_in(request)
    found: Result = writable(Result, user, office, uid)
    initial, clash = ResultForm.initial_of(found), None
    form = ResultForm(request.POST or None, user=user, office=office, standing=found, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = {**form.values(), **{name: form.cleaned_data[name] for name in ("unit", "visibility")}}
        try:
            actions.change_result(found, by=user, values=values, expected_version=expected_version(request))
        except REFUSALS as refusal:
            found.refresh_from_db()
            show_refusal(form, refusal, {"engagement": "on"})
            if isinstance(refusal, Conflict):
                clash = clash_of(form, found, ResultForm.initial_of(found))
        else:
            messages.success(request, _("Saved."))
            return redirect("results:result", office.slug, uid)
    return _form(request, office, form, found, clash=clash)


def _form(
    request: HttpRequest,
    office: Office,
    form: Any,
    found: Result | None,
    *,
    clash: Clash | None = None,
    subject: Any = None,
) -> HttpResponse:
    ledger = address("ledger", office)
    context = {
        "form": form,
        "title": _("Edit a result") if found else _("Write a result down"),
        "lede": _("It is noted as led to by “%(name)s”.") % {"name": subject} if subject else "",
        "trail": [(_("Ledger"), ledger)],
        "cancel_url": address("result", office, found.uid) if found else ledger,
        "version": version_to_send(request, found, clash),
        "clash": clash,
    }
    return render(request, "records/entry_form.html", context, status=422 if form.errors else 200)


@page(WRITE_SOMEWHERE, BOTH)
def move(request: HttpRequest, office: Office, uid: str, verb: str) -> HttpResponse:
    """Take a step of the claim: it is there, an outsider confirms it, it is withdrawn."""
    user = signed_in(request)
    found: Result = writable(Result, user, office, uid)
    known = {step.verb: step for step in rules.STEPS}
    if verb not in known:
        raise NotFound(_("There is no such page."))
    form = StepForm(request.POST or None, step=known[verb], result=found)
    if request.method == "POST" and form.is_valid():
        try:
            reason = form.cleaned_data.get("reason", "")
            actions.move_result(found, by=user, verb=verb, values=form.values(), reason=reason)
        except NotAllowed:
            raise
        except REFUSALS as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Noted."))
            return redirect("results:result", office.slug, uid)
    back = address("result", office, uid)
    context = {
        "form": form,
        "title": known[verb].label,
        "lede": found.what,
        "trail": [(_("Ledger"), address("ledger", office)), (_("Result"), back)],
        "cancel_url": back,
        "submit": _("Note it"),
    }
    return render(request, "records/entry_form.html", context, status=422 if form.errors else 200)


def _button(
    request: HttpRequest, office: Office, uid: str, verb: Any, said: str, **more: Any
) -> HttpResponse:
    """Press a button on a result and say what came of it."""
    user = signed_in(request)
    found: Result = writable(Result, user, office, uid)
    with refusals_told(request):
        verb(found, by=user, **more)
        messages.success(request, said)
    return redirect("results:result", office.slug, uid)


@page(WRITE_SOMEWHERE, ("POST",))
def look_again(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Say that somebody looked and the claim still holds."""
    return _button(request, office, uid, actions.look_at_result, _("Looked at today: it counts on."))


@page(WRITE_SOMEWHERE, ("POST",))
def archive(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Put a result away with the reason given."""
    reason = request.POST.get("reason", "")[:500]
    return _button(request, office, uid, actions.archive_result, _("Put away."), reason=reason)


@page(WRITE_SOMEWHERE, ("POST",))
def restore(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Bring a result back."""
    return _button(request, office, uid, actions.restore_result, _("It is back."))
