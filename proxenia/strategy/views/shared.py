"""What the pages of this room share: a form that runs a verb, and a form that changes a record."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from proxenia.core.errors import Conflict, NotAllowed
from proxenia.core.forms import REFUSALS, Clash, clash_of, show_refusal
from proxenia.core.values import whole_number


def sent(request: HttpRequest) -> Any:
    """Return what was typed, or None where the form is only shown; an empty answer is an answer."""
    return request.POST if request.method == "POST" else None


def show(form: Any, refusal: Exception) -> None:
    """Show a refusal in the form; a missing right only where it belongs to a field of it."""
    if isinstance(refusal, NotAllowed) and refusal.where not in form.fields:
        raise refusal
    show_refusal(form, refusal)


def form_page(request: HttpRequest, form: Any, *, title: str, back: str, **more: Any) -> HttpResponse:
    """Render a page with one form."""
    context = {"form": form, "title": title, "back": back, "submit": _("Save"), **more}
    return render(request, "strategy/form.html", context, status=422 if form.errors else 200)


def run(
    request: HttpRequest,
    form: Any,
    do: Callable[[], Any],
    *,
    title: str,
    back: str,
    onward: Callable[[Any], str] | None = None,
    **more: Any,
) -> HttpResponse:
    """Show a form; sent, run a verb with it and go on, or show what the verb refuses."""
    if request.method == "POST" and form.is_valid():
        try:
            done = do()
        except REFUSALS as refusal:
            show(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect(onward(done) if onward else back)
    return form_page(request, form, title=title, back=back, **more)


def change(
    request: HttpRequest,
    form: Any,
    found: Any,
    do: Callable[[int | None], Any],
    said: Callable[[Any], dict[str, Any]],
    *,
    title: str,
    back: str,
    **more: Any,
) -> HttpResponse:
    """Show the form of a record; where somebody else changed it since, say what differs."""
    clash: Clash | None = None
    told = request.POST.get("expected_version", "")
    if request.method == "POST" and form.is_valid():
        try:
            do(whole_number(told))
        except REFUSALS as refusal:
            found.refresh_from_db()
            show(form, refusal)
            clash = clash_of(form, found, said(found)) if isinstance(refusal, Conflict) else None
        else:
            messages.success(request, _("Saved."))
            return redirect(back)
    version = clash.version if clash else told or found.version
    return form_page(request, form, title=title, back=back, version=version, clash=clash, **more)
