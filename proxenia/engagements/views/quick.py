"""Quick entry: one line is read, what was understood is shown, and nothing is logged before it is confirmed."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from proxenia.accounts.access import signed_in
from proxenia.accounts.models import Office
from proxenia.accounts.models.roles import WRITE_SOMEWHERE
from proxenia.core.errors import NotAllowed, Refused
from proxenia.core.forms import show_refusal
from proxenia.core.pages import page
from proxenia.core.vocabulary import Vocabulary
from proxenia.engagements.actions import log_with_promises
from proxenia.engagements.forms import LineForm, QuickForm
from proxenia.engagements.queries.naming import ties_behind, whom
from proxenia.engagements.readers.quick import Said, read
from proxenia.engagements.views.asking import ask_why
from proxenia.places.actions import ensure_place
from proxenia.places.queries import GazetteerMissing, resolve
from proxenia.portfolio.models import Partnership

_ARTICLES = ("the ", "a ", "an ")


@page(WRITE_SOMEWHERE, ("GET", "HEAD", "POST"))
def quick(request: HttpRequest, office: Office) -> HttpResponse:
    """Read a line and show what it says; confirmed, log the contact with its promises."""
    tie = _tie(request, office)
    typed = LineForm(request.POST if request.method == "POST" else None)
    if not typed.is_valid():
        status = 422 if typed.is_bound else 200
        empty = {"line_form": typed, "tie": tie}
        return render(request, "engagements/quick.html", empty, status=status)
    said = read(typed.cleaned_data["line"], timezone.localdate())
    form = _form(request, office, said, tie)
    if form.is_valid() and _log(request, office, form, said):
        messages.success(request, _("The contact is logged."))
        return redirect("engagements:engagement", office.slug, form.logged)
    context = {"line_form": typed, "form": form, "said": said, "tie": tie}
    return render(request, "engagements/quick.html", context, status=422 if form.is_bound else 200)


def _tie(request: HttpRequest, office: Office) -> Partnership | None:
    uid = request.GET.get("tie") or request.POST.get("from_tie") or ""
    seen = Partnership.objects.visible_to(signed_in(request), office).live()
    return seen.filter(uid=uid).first() if uid else None


def _form(request: HttpRequest, office: Office, said: Said, tie: Partnership | None) -> Any:
    """Return what was understood as a form: filled in, or with what the officer put right."""
    user = signed_in(request)
    named = whom(user, office, said.names)
    sure = [one.choices[0] for one in named if one.is_sure]
    people = [one.record for one in sure if one.kind == "person"]
    certain = [one.record for one in sure if one.kind == "tie"]
    behind = ties_behind(user, office, people)
    initial = {**_initial(said, tie), "line": said.text, "people": [one.uid for one in people]}
    # One tie behind the people is surely meant; of several, the officer ticks which.
    chosen = [tie] if tie else certain or (behind if len(behind) == 1 else [])
    initial["ties"] = [one.uid for one in chosen]
    unknown = [one.words for one in named if not one.choices]
    initial["people_text"] = "; ".join(unknown)
    return QuickForm(
        request.POST if "log" in request.POST else None,
        office=office,
        user=user,
        named=named,
        promises=[one.__dict__ for one in said.promises],
        ties=[*([tie] if tie else []), *behind],
        initial=initial,
    )


def _initial(said: Said, tie: Partnership | None) -> dict[str, Any]:
    return {
        "title": _title(said, tie),
        "date": str(said.date or timezone.localdate().isoformat()),
        "kind": said.kind,
        "mode": said.mode,
        "note": said.text,
        "place_words": _place(said.place),
    }


def _title(said: Said, tie: Partnership | None) -> str:
    """Return a title: what it was about, else the kind and the names; without either, the line's beginning."""
    about = said.about
    for article in _ARTICLES:
        about = about.removeprefix(article)
    if about:
        return about[0].upper() + about[1:300]
    kind = Vocabulary.load("engagement_kinds").label(said.kind)
    names = said.names or ([tie.name] if tie else [])
    return f"{kind}: {', '.join(names)}"[:300] if names else said.text[:80]


def _place(words: str) -> str:
    """Return a place as the form takes it where one town is meant beyond doubt; the line keeps the words."""
    if not words:
        return ""
    try:
        found = resolve(words).match
    except GazetteerMissing:
        return ""
    return f"{found.name}, {found.country}" if found else ""


def _log(request: HttpRequest, office: Office, form: Any, said: Said) -> bool:
    values = {**form.values, "direction": said.direction, "initiated_by": said.initiated_by}
    if form.place is not None:
        values["place"] = ensure_place(form.place)
    try:
        logged = log_with_promises(
            office,
            by=signed_in(request),
            values=values,
            ties=form.chosen_ties,
            people=form.chosen_people,
            promises=form.new_promises,
            unit=form.chosen_unit,
            visibility=form.cleaned_data.get("visibility", ""),
            because=request.POST.get("because", ""),
        )
    except NotAllowed:
        raise
    except Refused as refusal:
        ask_why(form, refusal)
        show_refusal(form, refusal)
        return False
    form.logged = logged.uid
    return True
