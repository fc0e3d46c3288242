"""Peers beside our own self-assessment: added, corrected, taken off."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from proxenia.accounts.access import signed_in
from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import WRITE_SOMEWHERE
from proxenia.core.errors import NotFound
from proxenia.core.forms import pressed
from proxenia.core.pages import page
from proxenia.records.access import check_may_write
from proxenia.records.views.entries import FORM_METHODS
from proxenia.strategy import actions
from proxenia.strategy.forms.governance import PeerForm
from proxenia.strategy.models import GovernanceProfile, PeerLook
from proxenia.strategy.queries import governance as queries
from proxenia.strategy.views import shared


def _profile(user: User, office: Office) -> GovernanceProfile:
    found = queries.profile_of(user, office)
    if found is None:
        raise NotFound(_("There is no such page."))
    check_may_write(user, found)
    return found


def _peer(user: User, office: Office, uid: str) -> PeerLook:
    found = PeerLook.objects.filter(profile=_profile(user, office), uid=uid).first()
    if found is None:
        raise NotFound(_("There is no such page."))
    return found


def _back(office: Office) -> str:
    return reverse("strategy:governance", args=(office.slug,))


def _lede(number: int) -> str:
    told = _("By version {n} of our own set. Only what was answered by the same version is compared.")
    return told.format(n=number)


@page(WRITE_SOMEWHERE, FORM_METHODS)
def add_peer(request: HttpRequest, office: Office) -> HttpResponse:
    """Write down what a peer scored by our own set."""
    user = signed_in(request)
    profile, version = _profile(user, office), queries.form_of(office)
    form = PeerForm(shared.sent(request), version=version)

    def do() -> Any:
        return actions.add_peer_look(profile, by=user, values={**form.values(), "version": version.number})

    title, back = _("Add a peer"), _back(office)
    return shared.run(request, form, do, title=title, back=back, lede=_lede(version.number))


@page(WRITE_SOMEWHERE, FORM_METHODS)
def edit_peer(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Correct what a peer scored."""
    user = signed_in(request)
    found = _peer(user, office, uid)
    version = queries.form_of(office, found.version)
    form = PeerForm(shared.sent(request), version=version, initial=PeerForm.initial_of(found))
    return shared.run(
        request,
        form,
        lambda: actions.change_peer_look(found, by=user, values=form.values()),
        title=_("Edit %(name)s") % {"name": found},
        back=_back(office),
        lede=_lede(version.number),
        away_url=reverse("strategy:remove_peer", args=(office.slug, uid)),
    )


@page(WRITE_SOMEWHERE, ("POST",))
def remove_peer(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Take a peer off."""
    user = signed_in(request)
    found = _peer(user, office, uid)
    pressed(request, lambda: actions.remove_peer_look(found, by=user), _("It is taken off."))
    return redirect(_back(office))
