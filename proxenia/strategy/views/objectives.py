"""Objectives: one with all it is tied to, its form, priority, targets, how it stands to plans."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from proxenia.accounts.access import signed_in
from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import READ_SHARED, WRITE_SOMEWHERE
from proxenia.core.errors import NotFound
from proxenia.core.forms import REFUSALS, pressed
from proxenia.core.pages import page
from proxenia.core.templatetags.words import full_date
from proxenia.core.vocabulary import Vocabulary
from proxenia.records.access import check_may_write, get_visible
from proxenia.records.views.entries import FORM_METHODS, hanging
from proxenia.strategy import actions
from proxenia.strategy.forms.tree import ObjectiveForm, PriorityForm, StanceForm, key_of
from proxenia.strategy.models import LocalPlan, Objective, PlanStance, Strategy, Voice
from proxenia.strategy.queries import plans as plan_queries
from proxenia.strategy.queries import tree as queries
from proxenia.strategy.queries.sdg import goals, targets_of
from proxenia.strategy.views import shared
from proxenia.strategy.views.strategies import outcome_of, url_of


def aim_url(office: Office, one: Objective) -> str:
    """Return the address of an objective."""
    return reverse("strategy:objective", args=(office.slug, one.uid))


def _found(user: User, office: Office, uid: str, *, writes: bool = True) -> Objective:
    found: Objective = get_visible(Objective, user, office, uid)
    if writes:
        check_may_write(user, found)
    return found


@page(READ_SHARED)
def objective(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Show an objective: what it lacks, who answers for it, plans and targets it serves, what is tied to it."""
    user = signed_in(request)
    found = _found(user, office, uid, writes=False)
    leaf = queries.leaves_of(user, office, [found])[0]
    plans = list(queries.plans_seen(user, office))
    stances = plan_queries.stances_of(found, plans)
    context = {
        "objective": found,
        "record": found,
        "strategy": found.outcome.strategy,
        "leaf": leaf,
        "sentence": _head(found, leaf),
        "sector": Vocabulary.load("policy_sectors").label(found.sector) if found.sector else "",
        "targets": targets_of(found),
        "stances": [(plan, held) for plan, held in stances if held],
        "unseen": [plan for plan, held in stances if not held],
        "voices": _voices(user, office, found),
        **hanging(found, user),
    }
    return render(request, "strategy/objective.html", context)


def _voices(user: User, office: Office, found: Objective) -> list[Voice]:
    """Return who asked for it, at consultations this person sees."""
    seen = queries.visible_through(user, office, "consultation__")
    return list(Voice.objects.filter(seen, objective=found).select_related("consultation"))


def _head(found: Objective, leaf: queries.Leaf) -> str:
    who = leaf.who or (_("somebody you may not see") if found.person_id else _("nobody yet"))
    due = _("until {day}").format(day=full_date(found.due)) if found.due else _("without a date")
    first = _("{who} answers for it, {due}.").format(who=who[:1].upper() + who[1:], due=due)
    if not leaf.lacks:
        return f"{first} {_('It lacks nothing the check looks for.')}"
    told = ngettext("{n} thing is missing.", "{n} things are missing.", len(leaf.lacks))
    return f"{first} {told.format(n=len(leaf.lacks))}"


def _people(user: User, office: Office, one: Objective | None = None) -> list[tuple[str, str]]:
    """Return who can answer for it; whoever does so now stays among them."""
    found = queries.candidates(user, office)
    if one is not None and key_of(one) and key_of(one) not in dict(found):
        known = one.user or queries.known_people(user, office, [one.person_id or 0])
        found = [*found, (key_of(one), one.who if known else _("somebody you may not see"))]
    return found


@page(WRITE_SOMEWHERE, FORM_METHODS)
def add_objective(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Write an objective under an outcome."""
    user = signed_in(request)
    outcome = outcome_of(user, office, uid)
    strategy = outcome.strategy
    initial = {"outcome": outcome.uid}
    people = _people(user, office)
    form = ObjectiveForm(shared.sent(request), strategy=strategy, people=people, initial=initial)

    def do() -> Objective:
        values = form.values()
        return actions.add_objective(values.pop("outcome"), by=user, values=values)

    return shared.run(
        request,
        form,
        do,
        title=_("%(name)s: an objective") % {"name": strategy},
        back=url_of(office, strategy),
        onward=lambda one: aim_url(office, one),
        lede=_(
            "Without a person who answers for it and a date it is not taken; what else is missing, its page says."
        ),
    )


@page(WRITE_SOMEWHERE, FORM_METHODS)
def edit_objective(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Change an objective."""
    user = signed_in(request)
    found = _found(user, office, uid)
    form = ObjectiveForm(
        shared.sent(request),
        strategy=found.outcome.strategy,
        people=_people(user, office, found),
        initial=ObjectiveForm.initial_of(found),
    )

    def do(version: int | None) -> Any:
        return actions.change_objective(found, by=user, values=form.values(), expected_version=version)

    title, back = _("Edit %(name)s") % {"name": found}, aim_url(office, found)
    return shared.change(request, form, found, do, ObjectiveForm.initial_of, title=title, back=back)


@page(WRITE_SOMEWHERE, ("POST",))
def archive_objective(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Put an objective away."""
    user = signed_in(request)
    found = _found(user, office, uid)
    actions.archive_objective(found, by=user, reason=request.POST.get("reason", "")[:500])
    undo = reverse("strategy:restore_objective", args=(office.slug, uid))
    messages.success(request, _("“%(name)s” is put away.") % {"name": found}, extra_tags=f"undo:{undo}")
    return redirect(url_of(office, found.outcome.strategy))


@page(WRITE_SOMEWHERE, ("POST",))
def restore_objective(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Bring an objective back."""
    user = signed_in(request)
    found = _found(user, office, uid)
    pressed(request, lambda: actions.restore_objective(found, by=user), _("It is back."))
    return redirect(aim_url(office, found))


@page(WRITE_SOMEWHERE, FORM_METHODS)
def priority(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Make an objective a priority, or take it off; one beyond the cap asks for a reason."""
    user = signed_in(request)
    found = _found(user, office, uid)
    strategy: Strategy = found.outcome.strategy
    form = PriorityForm(shared.sent(request))

    def do() -> Objective:
        if found.is_priority:
            return actions.drop_priority(found, by=user)
        return actions.set_priority(found, by=user, reason=form.cleaned_data["priority_reason"])

    standing = queries.priorities_of(strategy, but=found.pk)
    told = ngettext(
        "The strategy has {n} priority besides this one; its cap is {cap}.",
        "The strategy has {n} priorities besides this one; its cap is {cap}.",
        standing,
    )
    if found.is_priority:
        form.fields.clear()
    return shared.run(
        request,
        form,
        do,
        title=_("%(name)s: priority") % {"name": found},
        back=aim_url(office, found),
        submit=_("Take it off the priorities") if found.is_priority else _("Make it a priority"),
        lede=told.format(n=standing, cap=strategy.cap),
    )


@page(WRITE_SOMEWHERE, FORM_METHODS)
def targets(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Choose the targets of the Sustainable Development Goals that an objective serves."""
    user = signed_in(request)
    found = _found(user, office, uid)
    refusal = ""
    if request.method == "POST":
        try:
            actions.set_targets(found, by=user, codes=set(request.POST.getlist("target")))
        except REFUSALS as refused:
            refusal = str(refused)
        else:
            messages.success(request, _("Saved."))
            return redirect(aim_url(office, found))
    chosen = {one.code for one in targets_of(found)}
    context = {
        "objective": found,
        "refusal": refusal,
        "goals": [
            (
                goal,
                [(one, one.code in chosen) for one in goal.targets],
                any(t.code in chosen for t in goal.targets),
            )
            for goal in goals()
        ],
        "sentence": ngettext(
            "It serves {n} of the 169 targets.", "It serves {n} of the 169 targets.", len(chosen)
        ).format(n=len(chosen)),
    }
    return render(request, "strategy/targets.html", context, status=422 if refusal else 200)


@page(WRITE_SOMEWHERE, FORM_METHODS)
def stance(request: HttpRequest, office: Office, uid: str, plan: str) -> HttpResponse:
    """Say how an objective stands to a local plan."""
    user = signed_in(request)
    about = queries.plans_seen(user, office).filter(uid=plan).first()
    if about is None:
        raise NotFound(_("There is no such page."))
    found = _found(user, office, uid)
    held = PlanStance.objects.filter(objective=found, plan=about).first()
    initial = {"stance": held.stance, "reason": held.reason} if held else {}
    form = StanceForm(shared.sent(request), initial=initial)
    return shared.run(
        request,
        form,
        lambda: _take(found, user, about, form.cleaned_data),
        title=_("%(objective)s and %(plan)s") % {"objective": found, "plan": about},
        back=aim_url(office, found),
    )


def _take(found: Objective, user: User, plan: LocalPlan, said: dict[str, str]) -> None:
    if said["stance"]:
        actions.take_stance(found, by=user, plan=plan, **said)
    else:
        actions.drop_stance(found, by=user, plan=plan)
