"""Guests told by mail: the buttons of the list of guests."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from proxenia.accounts.access import signed_in
from proxenia.accounts.models import Office
from proxenia.accounts.models.roles import WRITE_SOMEWHERE
from proxenia.core.forms import refusals_told
from proxenia.core.pages import page
from proxenia.engagements.actions.invitations import call_off_guest, mail_again, mail_invitations
from proxenia.engagements.models import Engagement
from proxenia.engagements.views.protocol import guest_of
from proxenia.records.access import get_visible


def _done(request: HttpRequest, act: Callable[[], str]) -> None:
    """Do it and say so, or say why not."""
    with refusals_told(request):
        messages.success(request, act())


@page(WRITE_SOMEWHERE, ("POST",))
def mail(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Have the guests told by mail what stands."""
    user = signed_in(request)
    found: Engagement = get_visible(Engagement, user, office, uid)

    def act() -> str:
        number = mail_invitations(found, by=user)
        return ngettext("One mail goes out.", "{n} mails go out.", number).format(n=number)

    _done(request, act)
    return redirect("engagements:guests", office.slug, uid)


@page(WRITE_SOMEWHERE, ("POST",))
def call_off(request: HttpRequest, office: Office, uid: str, guest: str) -> HttpResponse:
    """Have one guest told that the invitation no longer stands."""
    one = guest_of(request, office, uid, guest)

    def act() -> str:
        call_off_guest(one, by=signed_in(request))
        return _("{name} is told by mail that the invitation no longer stands.").format(name=str(one))

    _done(request, act)
    return redirect("engagements:guest", office.slug, uid, guest)


@page(WRITE_SOMEWHERE, ("POST",))
def again(request: HttpRequest, office: Office, uid: str, guest: str) -> HttpResponse:
    """Send a mail once more that may not have arrived."""
    one = guest_of(request, office, uid, guest)

    def act() -> str:
        mail_again(one, by=signed_in(request))
        return _("It goes out once more.")

    _done(request, act)
    return redirect("engagements:guest", office.slug, uid, guest)
