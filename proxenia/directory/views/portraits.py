"""The portrait on a person's page, and the button that chooses it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from proxenia.accounts.access import signed_in
from proxenia.accounts.models import Office
from proxenia.accounts.models.roles import READ, WRITE_SOMEWHERE
from proxenia.core.errors import NotFound
from proxenia.core.forms import refusals_told
from proxenia.core.pages import page
from proxenia.core.panels import panel
from proxenia.directory.actions import portraits as actions
from proxenia.directory.models import Person
from proxenia.directory.queries.consents import may_use
from proxenia.directory.queries.portraits import PHOTO, pictures_on, portrait_of
from proxenia.records.access import check_may_write, get_visible, may_write


@panel(page="directory.person", slot="left", template="directory/_portrait.html", order=70)
def portrait_panel(request: HttpRequest, person: Person) -> dict[str, Any] | None:
    """Show which picture is used; without a picture on the record there is nothing to choose."""
    user = signed_in(request)
    pictures = pictures_on(person, user) if user.standing(person.office).has(READ) else []
    if not pictures:
        return None
    return {
        "person": person,
        "chosen": portrait_of(person, user),
        "agreed": may_use(person, PHOTO, timezone.localdate()),
        "pictures": pictures,
        "may_choose": may_write(user, person) and not person.is_archived,
    }


@page(WRITE_SOMEWHERE, ("POST",))
def set_portrait(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Use the picture named, or none where none is named."""
    user = signed_in(request)
    person: Person = get_visible(Person, user, office, uid)
    check_may_write(user, person)
    wanted = request.POST.get("file", "")
    file = next((one for one in pictures_on(person, user) if one.uid == wanted), None)
    if wanted and file is None:
        raise NotFound(_("There is no such file."))
    with refusals_told(request):
        if file is None:
            actions.remove_portrait(person, by=user)
        else:
            actions.set_portrait(person, by=user, file=file)
        messages.success(request, _("Saved."))
    return redirect("directory:person", office.slug, uid)
