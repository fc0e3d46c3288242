"""What the office knows of a city: powers, posts, stage, networks, for the fit of a match."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from proxenia.accounts.access import signed_in
from proxenia.accounts.models import Office
from proxenia.accounts.models.roles import WRITE
from proxenia.core.errors import NotAllowed, NotFound
from proxenia.core.forms import REFUSALS, refusals_told, show_refusal
from proxenia.core.pages import page
from proxenia.places.actions import ensure_place
from proxenia.places.models import Place
from proxenia.places.queries import place_by_id
from proxenia.prioritisation import actions
from proxenia.prioritisation.forms import CityProfileForm
from proxenia.prioritisation.models import CityProfile


@page(WRITE, ("GET", "HEAD", "POST"))
def city(request: HttpRequest, office: Office, place: str) -> HttpResponse:
    """Write down what is known of a city of the gazetteer."""
    user = signed_in(request)
    found = place_by_id(place)
    if found is None:
        raise NotFound(_("There is no such page."))
    known = CityProfile.objects.filter(office=office, place__gazetteer_id=place).first()
    form = CityProfileForm(request.POST or None, initial=CityProfileForm.initial_of(known))
    back = reverse("prioritisation:match", args=(office.slug,))
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_city_profile(
                office, by=user, place=_row(place) or ensure_place(found), values=form.values()
            )
        except NotAllowed:
            raise
        except REFUSALS as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Written down. It counts in every match from now on."))
            return redirect("prioritisation:match", office.slug)
    title = _("What is known of %(city)s") % {"city": found.name}
    context: dict[str, Any] = {
        "form": form,
        "title": title,
        "trail": [(_("With whom"), back)],
        "cancel_url": back,
    }
    return render(request, "prioritisation/form.html", context, status=422 if form.errors else 200)


def _row(place: str) -> Place | None:
    return Place.objects.filter(gazetteer_id=place).first()


@page(WRITE, ("POST",))
def remove(request: HttpRequest, office: Office, place: str) -> HttpResponse:
    """Take back what is known of a city."""
    user = signed_in(request)
    row = _row(place)
    if row is None:
        raise NotFound(_("There is no such page."))
    with refusals_told(request):
        actions.remove_city_profile(office, by=user, place=row)
        messages.success(request, _("Taken back."))
    return redirect("prioritisation:match", office.slug)
