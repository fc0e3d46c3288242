"""Who was heard at a consultation: written down, answered, taken off."""

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
from proxenia.records.access import check_may_write, get_visible
from proxenia.records.views.entries import FORM_METHODS
from proxenia.strategy import actions
from proxenia.strategy.forms.records import VoiceForm
from proxenia.strategy.models import Consultation, Voice
from proxenia.strategy.views import shared


def _consultation(user: User, office: Office, uid: str) -> Consultation:
    found: Consultation = get_visible(Consultation, user, office, uid)
    check_may_write(user, found)
    return found


def _voice(consultation: Consultation, uid: str) -> Voice:
    found = consultation.voices.select_related("objective", "organisation").filter(uid=uid).first()
    if found is None:
        raise NotFound(_("There is no such page."))
    return found


def _url(office: Office, found: Consultation) -> str:
    return reverse("strategy:consultation", args=(office.slug, found.uid))


@page(WRITE_SOMEWHERE, FORM_METHODS)
def add_voice(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Write down who was heard and what they asked."""
    user = signed_in(request)
    found = _consultation(user, office, uid)
    form = VoiceForm(shared.sent(request), user=user, office=office)
    return shared.run(
        request,
        form,
        lambda: actions.hear_voice(found, by=user, values=form.values()),
        title=_("%(name)s: who was heard") % {"name": found},
        back=_url(office, found),
    )


@page(WRITE_SOMEWHERE, FORM_METHODS)
def edit_voice(request: HttpRequest, office: Office, uid: str, voice: str) -> HttpResponse:
    """Change what somebody asked, or say what became of it."""
    user = signed_in(request)
    found = _consultation(user, office, uid)
    heard = _voice(found, voice)
    initial = VoiceForm.initial_of(heard)
    form = VoiceForm(shared.sent(request), user=user, office=office, voice=heard, initial=initial)
    return shared.run(
        request,
        form,
        lambda: actions.change_voice(heard, by=user, values=form.values()),
        title=_("%(name)s: what they asked") % {"name": heard},
        back=_url(office, found),
        away_url=reverse("strategy:remove_voice", args=(office.slug, uid, voice)),
    )


@page(WRITE_SOMEWHERE, ("POST",))
def remove_voice(request: HttpRequest, office: Office, uid: str, voice: str) -> HttpResponse:
    """Take off who was written down by mistake."""
    user = signed_in(request)
    found = _consultation(user, office, uid)
    heard = _voice(found, voice)
    pressed(request, lambda: actions.remove_voice(heard, by=user), _("It is taken off."))
    return redirect(_url(office, found))
