"""What hangs on a project or a crisis is added, changed and removed in one way; what differs stands in a `Part`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from proxenia.accounts.access import signed_in
from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import WRITE_SOMEWHERE
from proxenia.core.errors import NotAllowed, NotFound
from proxenia.core.forms import REFUSALS, show_refusal
from proxenia.core.pages import page
from proxenia.directory.models import Organisation
from proxenia.records.access import check_may_write, get_visible

FORM = ("GET", "HEAD", "POST")


@dataclass(frozen=True)
class Part:
    """One kind of part: what it is part of, its model and form, its verbs, and the words of its pages."""

    code: str
    owner: Any
    page: str
    model: Any
    path: str
    form: Any
    add_form: Any
    add: Callable[[Any, User, Any], Any]
    change: Callable[[Any, User, Any], Any]
    remove: Callable[[Any, User], None]
    add_title: Any
    edit_title: Any
    first: Callable[[Any, HttpRequest], dict[str, Any]] = lambda _owner, _request: {}
    names: Any = None
    """Under which field the form asks for what the verb calls otherwise."""


def owned(part: Part, request: HttpRequest, office: Office, uid: str) -> tuple[User, Any]:
    """Return who asks and the record they may change, or refuse."""
    user = signed_in(request)
    found = get_visible(part.owner, user, office, uid)
    check_may_write(user, found)
    return user, found


def part_of(part: Part, owner: Any, uid: str, user: User) -> Any:
    """Return a part of a record; one of another record, or of a body that may not be seen, is not there."""
    one = part.model.objects.filter(**{part.path: owner}, uid=uid).first()
    if one is None:
        raise NotFound(_("There is no such page."))
    around = [
        getattr(one, "organisation_id", None),
        getattr(getattr(one, "offer", None), "organisation_id", None),
    ]
    keys = [key for key in around if key is not None]
    if keys and not Organisation.objects.visible_to(user, owner.office).filter(pk__in=keys).exists():
        raise NotFound(_("There is no such page."))
    return one


def back_to(part: Part, office: Office, owner: Any) -> str:
    """Return the page that lists the parts."""
    return reverse(f"engagements:{part.page}", args=(office.slug, owner.uid))


def tried(form: Any, verb: Callable[[], Any], names: dict[str, str] | None = None) -> bool:
    """Do something whole or not at all; show in the form what was refused."""
    try:
        with transaction.atomic():
            verb()
    except (NotAllowed, NotFound):
        raise
    except REFUSALS as refusal:
        show_refusal(form, refusal, names)
        return False
    return True


def adding(part: Part) -> Any:
    """Return the form that adds a part."""

    @page(WRITE_SOMEWHERE, FORM)
    def view(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
        user, found = owned(part, request, office, uid)
        form = part.add_form(request.POST or None, owner=found, user=user, initial=part.first(found, request))
        if form.is_valid() and tried(form, lambda: part.add(found, user, form), part.names):
            messages.success(request, _("Recorded."))
            return redirect(back_to(part, office, found))
        return show_form(request, form, part.add_title, [(str(found), back_to(part, office, found))])

    return view


def editing(part: Part) -> Any:
    """Return the form that changes a part."""

    @page(WRITE_SOMEWHERE, FORM)
    def view(request: HttpRequest, office: Office, uid: str, one: str) -> HttpResponse:
        user, found = owned(part, request, office, uid)
        row = part_of(part, found, one, user)
        first = part.form.initial_of(row) if hasattr(part.form, "initial_of") else {}
        form = part.form(request.POST or None, owner=found, user=user, standing=row, initial=first)
        if form.is_valid() and tried(form, lambda: part.change(row, user, form), part.names):
            messages.success(request, _("Saved."))
            return redirect(back_to(part, office, found))
        remove = reverse(f"engagements:remove_{part.code}", args=(office.slug, uid, one))
        return show_form(
            request, form, part.edit_title, [(str(found), back_to(part, office, found))], remove_url=remove
        )

    return view


def removing(part: Part) -> Any:
    """Return the button that removes a part."""

    @page(WRITE_SOMEWHERE, ("POST",))
    def view(request: HttpRequest, office: Office, uid: str, one: str) -> HttpResponse:
        user, found = owned(part, request, office, uid)
        row = part_of(part, found, one, user)
        done(request, lambda: part.remove(row, user), _("Removed. The history keeps it."))
        return redirect(back_to(part, office, found))

    return view


def done(request: HttpRequest, verb: Callable[[], Any], sentence: str) -> bool:
    """Do something at the press of a button, and tell what was refused."""
    try:
        with transaction.atomic():
            verb()
    except (NotAllowed, NotFound):
        raise
    except REFUSALS as refusal:
        messages.error(request, str(refusal))
        return False
    if sentence:
        messages.success(request, sentence)
    return True


def show_form(
    request: HttpRequest, form: Any, title: Any, trail: list[tuple[Any, str]], **more: Any
) -> HttpResponse:
    """Show a form with the way back; 422 where something is wrong in it."""
    context = {"form": form, "title": title, "trail": trail, "cancel_url": trail[-1][1], **more}
    return render(request, "engagements/project_form.html", context, status=422 if form.errors else 200)
