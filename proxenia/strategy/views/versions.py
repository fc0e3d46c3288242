"""Versions of a strategy: one as it was adopted compared with another; and the page a citizen reads."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from proxenia.accounts.access import signed_in
from proxenia.accounts.models import Office
from proxenia.accounts.models.roles import READ
from proxenia.core.errors import NotFound
from proxenia.core.pages import PUBLIC, page
from proxenia.methods.strategy_versions import differences
from proxenia.records.access import get_visible
from proxenia.strategy.models import Objective, Strategy, StrategyVersion
from proxenia.strategy.queries.citizens import published, tree_for_citizens
from proxenia.strategy.queries.tree import names_of, plans_seen, snapshot
from proxenia.strategy.views.telling import ChangeLine, change_lines

NOW = "now"


@page(READ)
def differences_page(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Show what changed from one version to another, or from the last one to the strategy as it stands now."""
    user = signed_in(request)
    found: Strategy = get_visible(Strategy, user, office, uid)
    versions = list(found.versions.select_related("created_by"))
    if not versions:
        raise NotFound(_("No version of this strategy was adopted yet."))
    old, new = _chosen(request, versions)
    told = _told(request, office, found, old, new)
    context = {
        "strategy": found,
        "versions": versions,
        "old": old,
        "new": new,
        "lines": told,
        "sentence": _head(old, new, len(told)),
    }
    return render(request, "strategy/differences.html", context)


def _chosen(
    request: HttpRequest, versions: list[StrategyVersion]
) -> tuple[StrategyVersion | None, StrategyVersion | None]:
    """Return the two versions the address asks for; None for nothing before, and for now."""
    by_number = {str(one.number): one for one in versions}
    new = by_number.get(request.GET.get("to", NOW))
    if "from" in request.GET:
        return by_number.get(request.GET["from"]), new
    earlier = [one for one in versions if new is None or one.number < new.number]
    return (earlier[0] if earlier else None), new


def _told(
    request: HttpRequest,
    office: Office,
    found: Strategy,
    old: StrategyVersion | None,
    new: StrategyVersion | None,
) -> list[ChangeLine]:
    user = signed_in(request)
    before, after = old.body if old else {}, new.body if new else snapshot(found)
    titles = {
        uid: fields["title"] for body in (before, after) for uid, fields in body.get("outcomes", {}).items()
    }
    titles |= dict(plans_seen(user, office).order_by().values_list("uid", "title"))
    keys = {
        fields["who"]
        for body in (before, after)
        for fields in body.get("objectives", {}).values()
        if fields["who"]
    }
    seen = Objective.objects.visible_to(user, office).filter(outcome__strategy=found)
    uids = set(seen.values_list("uid", flat=True))
    uids |= {
        uid
        for body in (before, after)
        for uid, fields in body.get("measures", {}).items()
        if fields["objective"] in uids
    }
    return change_lines(differences(before, after), names_of(user, office, keys), titles, uids)


def _head(old: StrategyVersion | None, new: StrategyVersion | None, count: int) -> str:
    first = _("Version {n}").format(n=old.number) if old else _("Nothing")
    second = _("version {n}").format(n=new.number) if new else _("the strategy as it stands now")
    if not count:
        return _("Nothing you may see differs from {old} to {new}.").format(old=first.lower(), new=second)
    told = ngettext("{n} difference from {old} to {new}.", "{n} differences from {old} to {new}.", count)
    return told.format(n=count, old=first.lower(), new=second)


@page(PUBLIC)
def citizen(request: HttpRequest, uid: str) -> HttpResponse:
    """Show citizens what was adopted and how far it is, where a person opened this page."""
    found = published(uid)
    if found is None:
        raise NotFound(_("There is no such page."))
    tree = tree_for_citizens(found)
    aims = [aim for branch in tree.branches for aim in branch.every()]
    context: dict[str, Any] = {
        "strategy": found,
        "tree": tree,
        "sentence": _citizen_head(len(aims), sum(bool(aim.measures) for aim in aims)),
        "has_figures": any(one.reading for aim in aims for one in aim.measures),
    }
    return render(request, "strategy/citizen.html", context)


def _citizen_head(aims: int, measured: int) -> str:
    first = ngettext("{n} objective", "{n} objectives", aims).format(n=aims)
    return _("{aims}; {n} of them with a measure.").format(aims=first, n=measured)
