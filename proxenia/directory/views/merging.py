"""Possible doubles, the merge with its preview, and taking a merge apart."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from proxenia.accounts.access import signed_in
from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import MERGE, READ
from proxenia.core.errors import NotFound, Refused
from proxenia.core.forms import refusals_told
from proxenia.core.names import country_name, language_name
from proxenia.core.pages import page, paginate
from proxenia.core.vocabulary import Vocabulary
from proxenia.directory import actions
from proxenia.directory.access import check_may_merge, may_merge
from proxenia.directory.forms import MergeForm, place_label
from proxenia.directory.models import Merge
from proxenia.directory.queries.doubles import load_pairs, visible_pairs
from proxenia.directory.queries.merging import (
    MERGED_MODELS,
    FieldChoice,
    chosen_values,
    field_choices,
    merged_seen,
    movements,
    seen_of,
)
from proxenia.directory.rules import check_mergeable
from proxenia.records.access import get_visible


@page(READ)
def doubles(request: HttpRequest, office: Office) -> HttpResponse:
    """List records that look like one and the same."""
    user = signed_in(request)
    kind = "person" if request.GET.get("kind") == "person" else "organisation"
    found = {name: visible_pairs(user, office, name) for name in MERGED_MODELS}
    shown = paginate(request, found[kind], 25)
    context = {
        "page": shown,
        "kind": kind,
        "counts": {name: len(pairs) for name, pairs in found.items()},
        "pairs": load_pairs(user, office, shown.object_list, kind),
        "may_merge": may_merge(user, office),
    }
    return render(request, "directory/doubles.html", context)


def _both(user: User, office: Office, kind: str, keep: str, drop: str) -> tuple[Any, Any]:
    model = MERGED_MODELS.get(kind)
    if model is None:
        raise NotFound(_("There is no such page."))
    return get_visible(model, user, office, keep), get_visible(model, user, office, drop)


@page(MERGE, ("POST",))
def say_distinct(request: HttpRequest, office: Office, kind: str, keep: str, drop: str) -> HttpResponse:
    """Take a pair off the list: they are two."""
    user = signed_in(request)
    first, second = _both(user, office, kind, keep, drop)
    actions.say_distinct(first, second, by=user)
    messages.success(request, _("Noted: “%(a)s” and “%(b)s” are two.") % {"a": first, "b": second})
    return redirect(f"{reverse('directory:doubles', args=(office.slug,))}?kind={kind}")


@page(MERGE, ("GET", "HEAD", "POST"))
def merge(request: HttpRequest, office: Office, kind: str, keep: str, drop: str) -> HttpResponse:
    """Show two records side by side, what would be kept and what would move; then merge them."""
    user = signed_in(request)
    kept, dropped = _both(user, office, kind, keep, drop)
    check_may_merge(user, kept, dropped)
    check_mergeable(kept, dropped)
    choices = field_choices(kept, dropped)
    form = MergeForm(request.POST or None, choices=choices)
    refused = ""
    if request.method == "POST" and form.is_valid():
        try:
            versions = form.versions()
            done = actions.merge(kept, dropped, by=user, choices=form.chosen(), expected_versions=versions)
        except Refused as refusal:
            refused = refusal.message
        else:
            undo = reverse("directory:undo_merge", args=(office.slug, done.uid))
            words = _("“%(dropped)s” is now part of “%(kept)s”; everything moved.")
            told = words % {"dropped": dropped, "kept": kept}
            messages.success(request, told, extra_tags=f"undo:{undo}")
            return redirect(f"directory:{kind}", office.slug, kept.uid)
    return _preview(request, kind, kept, dropped, choices, form, refused)


def _preview(
    request: HttpRequest,
    kind: str,
    kept: Any,
    dropped: Any,
    choices: list[FieldChoice],
    form: Any,
    refused: str,
) -> HttpResponse:
    chosen = form.chosen() if form.is_bound and form.is_valid() else {}
    moving = movements(kept, dropped, chosen_values(kept, dropped, chosen)["visibility"])
    seen = seen_of(moving, signed_in(request), kept.office)
    context = {
        "kind": kind,
        "kept": kept,
        "dropped": dropped,
        "rows": [_row(choice, chosen.get(choice.name, choice.choice), kept, dropped) for choice in choices],
        "joins": any(choice.joins for choice in choices),
        "moving": seen,
        "refused": refused,
        "versions": f"{kept.version},{dropped.version}",
    }
    return render(request, "directory/merge.html", context, status=422 if refused else 200)


def _row(choice: FieldChoice, chosen: str, kept: Any, dropped: Any) -> dict[str, Any]:
    shown = {"kept": _shown(choice.name, choice.kept), "dropped": _shown(choice.name, choice.dropped)}
    if choice.name == "place":
        shown = {"kept": _where(kept), "dropped": _where(dropped)}
    # What reads the same on both sides is no question.
    differs = choice.differs and shown["kept"] != shown["dropped"]
    return {"name": choice.name, "label": choice.label, "chosen": chosen, "joins": choice.joins,
            "differs": differs, **shown}  # fmt: skip


def _where(record: Any) -> str:
    """Return place and country, which are chosen together: region and size tell two of one name apart."""
    place = record.place
    if place is None:
        parts = (record.place_asked, record.country and country_name(record.country))
        return ", ".join(part for part in parts if part)
    return _("%(place)s, our own") % {"place": place_label(place)} if place.office_id else place_label(place)


def _shown(name: str, value: Any) -> str:
    if value in (None, "", []):
        return ""
    if name == "kind":
        return Vocabulary.load("organisation_kinds").label(value)
    if name == "visibility":
        return Vocabulary.load("visibilities").label(value)
    if name == "languages":
        return ", ".join(language_name(code) for code in value)
    return country_name(value) if name == "country" else str(value)


@page(MERGE, ("POST",))
def undo_merge(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Take a merge apart."""
    user = signed_in(request)
    found = Merge.objects.filter(office=office, uid=uid).first()
    if found is None:
        raise NotFound(_("There is no such merge."))
    kept = MERGED_MODELS[found.kind].objects.visible_to(user, office).filter(pk=found.kept_id).first()
    if kept is None or merged_seen(found, user, office) is None:
        raise NotFound(_("There is no such merge."))
    with refusals_told(request):
        actions.undo_merge(found, by=user)
        messages.success(request, _("The merge is undone: every record is where it was."))
    return redirect(f"directory:{found.kind}", office.slug, kept.uid)
