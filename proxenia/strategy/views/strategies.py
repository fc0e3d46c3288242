"""Strategies: the list, one with its tree, its form, outcomes, adopting, publishing, versions compared."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from proxenia.accounts.access import may, signed_in
from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import READ, READ_SHARED, WRITE, WRITE_SOMEWHERE
from proxenia.core.errors import NotFound
from proxenia.core.forms import pressed
from proxenia.core.pages import page, paginate
from proxenia.core.templatetags.words import full_date
from proxenia.records.access import check_may_write, get_visible, may_write
from proxenia.records.views.entries import FORM_METHODS, hanging
from proxenia.strategy import actions
from proxenia.strategy.forms.tree import AdoptForm, OutcomeForm, ReasonForm, StrategyForm
from proxenia.strategy.models import Outcome, Strategy
from proxenia.strategy.queries import tree as queries
from proxenia.strategy.views import shared
from proxenia.strategy.views.telling import head_of

SHOWN_VERSIONS = 20


def url_of(office: Office, strategy: Strategy) -> str:
    """Return the address of a strategy."""
    return reverse("strategy:strategy", args=(office.slug, strategy.uid))


@page(READ)
def strategies(request: HttpRequest, office: Office) -> HttpResponse:
    """List the strategies of the office, the newest first."""
    user = signed_in(request)
    found = queries.strategies(user, office).select_related("umbrella", "unit")
    shown = paginate(request, found)
    seen = set(found.values_list("pk", flat=True))
    context = {
        "page": shown,
        "lines": [(one, one.umbrella if one.umbrella_id in seen else None) for one in shown],
        "sentence": _list_head(shown.paginator.count, found.filter(state=Strategy.State.ADOPTED).count()),
        "may_add": user.standing(office).has_anywhere(WRITE_SOMEWHERE),
    }
    return render(request, "strategy/list.html", context)


def _list_head(count: int, adopted: int) -> str:
    if not count:
        return _("Nothing is written yet on what the city wants abroad.")
    first = ngettext("%(n)d strategy", "%(n)d strategies", count) % {"n": count}
    second = ngettext("%(n)d of them in force.", "%(n)d of them in force.", adopted) % {"n": adopted}
    return f"{first}, {second}"


@page(WRITE_SOMEWHERE, FORM_METHODS)
def add_strategy(request: HttpRequest, office: Office) -> HttpResponse:
    """Begin a strategy."""
    user = signed_in(request)
    form = StrategyForm(shared.sent(request), user=user, office=office)

    def do() -> Strategy:
        data = form.cleaned_data
        return actions.add_strategy(
            office, by=user, values=form.values(), unit=data["unit"], visibility=data["visibility"]
        )

    back = reverse("strategy:list", args=(office.slug,))
    title = _("Begin a strategy")
    return shared.run(request, form, do, title=title, back=back, onward=lambda one: url_of(office, one))


@page(READ_SHARED)
def strategy(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Show a strategy: what it is for, its tree with what objectives lack, its priorities and versions."""
    user = signed_in(request)
    found: Strategy = get_visible(Strategy, user, office, uid)
    tree = queries.tree_of(user, found)
    over = found.umbrella
    seen = queries.strategies(user, office)
    can = may_write(user, found)
    context = {
        "strategy": found,
        "record": found,
        "sentence": head_of(found, tree),
        "tree": tree,
        "priorities": queries.priorities_of(found),
        "versions": found.versions.select_related("created_by")[:SHOWN_VERSIONS],
        "umbrella": over if over and seen.filter(pk=over.pk).exists() else None,
        "parts": seen.filter(umbrella=found),
        "may_decide": can and may(user, office, WRITE),
        "citizen_url": reverse("citizen_strategy", args=(found.uid,)),
        "has_changed": _has_changed(found),
        **hanging(found, user),
    }
    return render(request, "strategy/strategy.html", context)


def _has_changed(found: Strategy) -> int:
    """Count what changed since the version adopted last; nothing where none was."""
    last = found.versions.first()
    return len(queries.changes_between(last, queries.snapshot(found))) if last else 0


@page(WRITE_SOMEWHERE, FORM_METHODS)
def edit_strategy(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Change a strategy."""
    user = signed_in(request)
    found: Strategy = get_visible(Strategy, user, office, uid)
    check_may_write(user, found)
    initial = StrategyForm.initial_of(found)
    form = StrategyForm(shared.sent(request), user=user, office=office, strategy=found, initial=initial)

    def do(version: int | None) -> Any:
        values = {**form.values(), **{name: form.cleaned_data[name] for name in ("unit", "visibility")}}
        return actions.change_strategy(found, by=user, values=values, expected_version=version)

    title = _("Edit %(name)s") % {"name": found}
    said, back = StrategyForm.initial_of, url_of(office, found)
    return shared.change(request, form, found, do, said, title=title, back=back)


@page(WRITE_SOMEWHERE, ("POST",))
def archive_strategy(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Put a strategy away."""
    user = signed_in(request)
    found: Strategy = get_visible(Strategy, user, office, uid)
    actions.archive_strategy(found, by=user, reason=request.POST.get("reason", "")[:500])
    undo = reverse("strategy:restore_strategy", args=(office.slug, uid))
    messages.success(request, _("“%(name)s” is put away.") % {"name": found}, extra_tags=f"undo:{undo}")
    return redirect("strategy:list", office.slug)


@page(WRITE_SOMEWHERE, ("POST",))
def restore_strategy(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Bring a strategy back."""
    user = signed_in(request)
    found: Strategy = get_visible(Strategy, user, office, uid)
    pressed(request, lambda: actions.restore_strategy(found, by=user), _("It is back."))
    return redirect(url_of(office, found))


@page(WRITE_SOMEWHERE, FORM_METHODS)
def add_outcome(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Add a strategic outcome or a goal."""
    user = signed_in(request)
    found: Strategy = get_visible(Strategy, user, office, uid)
    check_may_write(user, found)
    initial = {"parent": request.GET.get("under", "")}
    form = OutcomeForm(shared.sent(request), strategy=found, initial=initial)
    title = _("%(name)s: an outcome") % {"name": found}
    return shared.run(
        request,
        form,
        lambda: actions.add_outcome(found, by=user, **form.values()),
        title=title,
        back=url_of(office, found),
    )


def outcome_of(user: User, office: Office, uid: str) -> Outcome:
    """Return an outcome of a strategy this person may write, or refuse as if it did not exist."""
    found = Outcome.objects.filter(uid=uid, strategy__office=office).select_related("strategy").first()
    if found is None:
        raise NotFound(_("There is no such page."))
    get_visible(Strategy, user, office, found.strategy.uid)
    check_may_write(user, found.strategy)
    return found


@page(WRITE_SOMEWHERE, FORM_METHODS)
def edit_outcome(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Change an outcome, or hang it elsewhere."""
    user = signed_in(request)
    found = outcome_of(user, office, uid)
    initial = OutcomeForm.initial_of(found)
    form = OutcomeForm(shared.sent(request), strategy=found.strategy, initial=initial)
    return shared.run(
        request,
        form,
        lambda: actions.change_outcome(found, by=user, **form.values()),
        title=_("Edit %(name)s") % {"name": found},
        back=url_of(office, found.strategy),
        away_url=reverse("strategy:remove_outcome", args=(office.slug, uid)),
    )


@page(WRITE_SOMEWHERE, ("POST",))
def remove_outcome(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Take an outcome off."""
    user = signed_in(request)
    found = outcome_of(user, office, uid)
    back = url_of(office, found.strategy)
    pressed(request, lambda: actions.remove_outcome(found, by=user), _("It is taken off."))
    return redirect(back)


@page(WRITE, FORM_METHODS)
def adopt(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Keep the strategy as a version that somebody adopted."""
    user = signed_in(request)
    found: Strategy = get_visible(Strategy, user, office, uid)
    check_may_write(user, found)
    form = AdoptForm(shared.sent(request), initial={"adopted_on": timezone.localdate()})
    return shared.run(
        request,
        form,
        lambda: actions.adopt_strategy(found, by=user, **form.cleaned_data),
        title=_("%(name)s: adopt it as it stands") % {"name": found},
        back=url_of(office, found),
        submit=_("Keep this version"),
        lede=_(
            "The whole tree is kept as it stands now, and is never changed. Later changes show as differences."
        ),
    )


@page(WRITE, FORM_METHODS)
def end(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """End a strategy."""
    user = signed_in(request)
    found: Strategy = get_visible(Strategy, user, office, uid)
    check_may_write(user, found)
    form = ReasonForm(shared.sent(request))
    return shared.run(
        request,
        form,
        lambda: actions.end_strategy(found, by=user, **form.cleaned_data),
        title=_("%(name)s: end it") % {"name": found},
        back=url_of(office, found),
        submit=_("End the strategy"),
    )


@page(WRITE, ("POST",))
def publish(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Open the page for citizens, or close it."""
    user = signed_in(request)
    found: Strategy = get_visible(Strategy, user, office, uid)
    if found.published_at is None:
        told = _("The page for citizens is open.")
        pressed(request, lambda: actions.publish_strategy(found, by=user), told)
    else:
        told = _("The page for citizens is closed.")
        pressed(request, lambda: actions.close_strategy(found, by=user), told)
    return redirect(url_of(office, found))


def adopted_words(found: Strategy) -> str:
    """Return when the last version was adopted and by whom, in a sentence."""
    last = found.versions.first()
    if last is None:
        return _("No version was adopted yet.")
    return _("Version {n}, adopted {day} by {who}.").format(
        n=last.number, day=full_date(last.adopted_on), who=last.adopted_by
    )
