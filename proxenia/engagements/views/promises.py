"""Promises of both sides: the list, one with its steps, recorded at a contact (under a tie: portfolio)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from proxenia.accounts.access import may, signed_in
from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import HISTORY, READ_SHARED, WRITE_SOMEWHERE
from proxenia.commitments.actions import move_commitment
from proxenia.commitments.forms import CommitmentForm, StepForm
from proxenia.commitments.models import Commitment
from proxenia.commitments.queries import answering_words, could_check, past_of
from proxenia.commitments.queries.digests import escalations_of
from proxenia.commitments.rules import STANDING, answerable, steps_from
from proxenia.core.errors import NotFound, Refused
from proxenia.core.pages import page, paginate, query_without
from proxenia.core.values import whole_number
from proxenia.engagements.actions import add_follow_up
from proxenia.engagements.actions.applications import change_date
from proxenia.engagements.filters import wanted_promises_of
from proxenia.engagements.forms import FollowUpForm
from proxenia.engagements.models import Engagement
from proxenia.engagements.queries.details import ties_of
from proxenia.engagements.queries.projects import project_of_promise
from proxenia.engagements.queries.promises import (
    WantedPromises,
    agreement_of,
    all_promises,
    due_first,
    engagement_of,
    promises_by_key,
    standing_of,
    tie_of,
    visible_promises,
    wanted_promises,
    who_of_them,
)
from proxenia.engagements.views import promise_rows as told
from proxenia.engagements.views import rows
from proxenia.portfolio.models import Partnership
from proxenia.records.access import check_may_write, get_visible, may_write
from proxenia.records.views.entries import hanging

BOTH = ("GET", "HEAD", "POST")


@page(READ_SHARED)
def promises(request: HttpRequest, office: Office) -> HttpResponse:
    """List promises of both sides, the overdue first, filtered by the address."""
    user, today, wanted = signed_in(request), timezone.localdate(), wanted_promises_of(request.GET)
    shown = paginate(request, wanted_promises(user, office, wanted, today).values_list("pk", flat=True))
    standing, found = standing_of(user, office, today), promises_by_key(list(shown))
    context = {
        "page": shown,
        "wanted": wanted,
        "tabs": rows.tabs(office, "promises"),
        "groups": _groups(request, wanted),
        "columns": told.promise_columns(),
        "rows": told.promise_rows(office, found, today, answering_words(user, office, found)),
        **standing,
        "nothing": not shown.paginator.count and not visible_promises(user, office).exists(),
        "tie": Partnership.objects.visible_to(user, office).filter(uid=wanted.tie).first()
        if wanted.tie
        else None,
    }
    return render(request, "commitments/list.html", context)


def _groups(request: HttpRequest, wanted: WantedPromises) -> list[dict[str, Any]]:
    """Return the filters beside the list; a press on the one in force takes it away."""
    overdue, mine = [("yes", _("Overdue"))], [("yes", _("Mine to keep, follow up or check"))]
    states = [("all", _("All")), *Commitment.State.choices]
    return [
        _group(request, "side", _("Who promised"), Commitment.Side.choices, wanted.side),
        _group(request, "state", _("State"), states, wanted.state or "all"),
        _group(request, "overdue", _("Due"), overdue, "yes" if wanted.overdue else ""),
        _group(request, "mine", _("Whose"), mine, "yes" if wanted.mine else ""),
    ]


def _group(
    request: HttpRequest, name: str, title: str, choices: list[tuple[Any, Any]], current: str
) -> dict[str, Any]:
    rest = query_without(request, name, "page")
    items = [
        {
            "label": label,
            "current": code == current,
            "url": f"?{rest}".rstrip("&") if code == current else f"?{rest}{name}={code}",
        }
        for code, label in choices
    ]
    return {"title": title, "items": items}


def _promise(request: HttpRequest, office: Office, uid: str) -> Commitment:
    """Return a promise this person may see, put away or not."""
    user = signed_in(request)
    get_visible(Commitment, user, office, uid)
    found = due_first(all_promises(user, office)).filter(uid=uid).first()
    if found is None:
        raise NotFound(_("There is no such page."))
    return found


@page(READ_SHARED)
def promise(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Show one promise: what became of it, or what can become of it."""
    return _show(request, office, _promise(request, office, uid), StepForm())


def _show(
    request: HttpRequest, office: Office, found: Commitment, form: StepForm, status: int = 200
) -> HttpResponse:
    user, today = signed_in(request), timezone.localdate()
    tie = tie_of(found)
    links = (tie, agreement_of(found, user), engagement_of(found, user))
    may_see_history = may(user, office, HISTORY)
    past = past_of(found) if may_see_history else None
    may_change = may_write(user, found) and not found.is_archived
    context = {
        "promise": found,
        "state": told.state_of(found, today),
        "due_words": told.due_words(found, today),
        "who": answering_words(user, office, [found])[found.pk],
        "tie": tie,
        "facts": [
            *told.project_facts(office, project_of_promise(user, found)),
            *told.promise_facts(office, found, *links, today, escalations_of(found, user)),
        ],
        "form": form,
        "past": told.past_rows(past, today) if past else [],
        "moved": told.moved_words(past) if past else "",
        "may_see_history": may_see_history,
        "today": today,
        **hanging(found, user),
        "may_write": may_change,
        **(_steps(found, user) if may_change else {}),
    }
    return render(request, "commitments/detail.html", context, status=status)


def _steps(found: Commitment, user: User) -> dict[str, Any]:
    """Return the steps this person may take, and whether a second person must check, or nobody else can."""
    steps = steps_from(found.state)
    answers = found.state in STANDING and user.pk in answerable(found)
    waits = answers and could_check(found, but=user)
    return {
        "steps": [one for one in steps if not (one.is_check and waits)],
        "waits_for_check": waits,
        "is_alone": answers and not waits,
    }


@page(WRITE_SOMEWHERE, BOTH)
def step(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Note that a promise was kept, broken or dropped, or open it again; read, it leads to the promise."""
    found, form = _promise(request, office, uid), StepForm(request.POST)
    check_may_write(signed_in(request), found)
    if request.method != "POST":
        return redirect("engagements:promise", office.slug, uid)
    if form.is_valid():
        try:
            move_commitment(found, by=signed_in(request), **form.cleaned_data)
        except Refused as refusal:
            form.add_error("evidence" if refusal.where == "evidence" else None, refusal.message)
        else:
            messages.success(request, _("What became of the promise is noted."))
            return redirect("engagements:promise", office.slug, uid)
    return _show(request, office, found, form, status=422)


@page(WRITE_SOMEWHERE, BOTH)
def edit(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Change the words, the owner or the due date of a promise."""
    user, found = signed_in(request), _promise(request, office, uid)
    check_may_write(user, found)
    them = who_of_them(user, office, tie_of(found))
    form = CommitmentForm(
        request.POST or None, instance=_promise(request, office, uid), office=office, them=them
    )
    version = request.POST.get("expected_version", "")
    if form.is_valid():
        try:
            change_date(
                found,
                by=user,
                values=form.values,
                expected_version=whole_number(version),
            )
        except Refused as refusal:
            _put(form, refusal)
        else:
            messages.success(request, _("The promise is changed."))
            return redirect("engagements:promise", office.slug, uid)
    context = {"form": form, "promise": found, "version": version or found.version}
    return render(request, "commitments/form.html", context, status=422 if form.is_bound else 200)


@page(WRITE_SOMEWHERE, BOTH)
def add_at_engagement(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Record a promise that was made at a contact."""
    user = signed_in(request)
    engagement: Engagement = get_visible(Engagement, user, office, uid)
    check_may_write(user, engagement)
    ties = ties_of(user, office, engagement)
    beside = {"engagement_link__engagement": engagement}
    them = who_of_them(user, office, *ties)
    form = FollowUpForm(request.POST or None, ties=ties, by=user, beside=beside, office=office, them=them)
    if form.is_valid():
        try:
            add_follow_up(engagement, by=user, values=form.values, tie=form.chosen_tie)
        except Refused as refusal:
            _put(form, refusal)
        else:
            messages.success(request, _("The promise is recorded."))
            return redirect("engagements:engagement", office.slug, uid)
    context = {"form": form, "engagement": engagement}
    return render(request, "commitments/form.html", context, status=422 if form.is_bound else 200)


def _put(form: CommitmentForm, refusal: Refused) -> None:
    form.add_error(refusal.where if refusal.where in form.fields else None, refusal.message)
