"""One person: their page, their form with the rows of posts, put away and brought back."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from proxenia.accounts.access import signed_in
from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import READ_SHARED, WRITE_SOMEWHERE
from proxenia.core.errors import Conflict
from proxenia.core.forms import REFUSALS, Clash, clash_of, refusals_told, show_refusal
from proxenia.core.pages import page
from proxenia.directory import actions
from proxenia.directory.access import may_merge
from proxenia.directory.forms import PersonForm, PostFormSet
from proxenia.directory.models import Person, Post
from proxenia.directory.queries.consents import may_leave
from proxenia.directory.queries.merging import last_merge_into, merged_seen, survivor_seen
from proxenia.directory.queries.people import posts_of, posts_to_edit
from proxenia.records.access import check_may_write, get_visible
from proxenia.records.views.entries import FORM_METHODS, expected_version, hanging, version_to_send


@page(READ_SHARED)
def person(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Show a person: the posts over time, how to say the name, what others know of them."""
    user = signed_in(request)
    found: Person = get_visible(Person, user, office, uid)
    now, before = posts_of(found, user, timezone.localdate())
    merged = last_merge_into(found)
    context = {
        "person": found,
        "now": now,
        "before": before,
        "survivor": survivor_seen(found, user),
        "stays": not may_leave(found),
        "merge": merged if merged_seen(merged, user, office) and may_merge(user, office) else None,
        "dropped": merged_seen(merged, user, office),
        **hanging(found, user),
    }
    return render(request, "directory/person.html", context)


@page(WRITE_SOMEWHERE, FORM_METHODS)
def add_person(request: HttpRequest, office: Office) -> HttpResponse:
    """Add a person with their posts."""
    user = signed_in(request)
    form = PersonForm(request.POST or None, user=user, office=office)
    rows = _rows(request, user, office, [{"organisation": request.GET.get("organisation", "")}])
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        data = form.cleaned_data
        try:
            with transaction.atomic():
                posts = _posts(rows, office, user, data["unit"])
                added = actions.add_person(
                    office,
                    by=user,
                    values=form.values(),
                    posts=posts,
                    unit=data["unit"],
                    visibility=data["visibility"],
                )
        except REFUSALS as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("“%(name)s” is in the directory.") % {"name": added.name})
            return redirect("directory:person", office.slug, added.uid)
    return _form(request, office, form, rows, None, None)


@page(WRITE_SOMEWHERE, FORM_METHODS)
def edit_person(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Change a person and the rows of their posts."""
    user = signed_in(request)
    found: Person = get_visible(Person, user, office, uid)
    check_may_write(user, found)
    form = PersonForm(request.POST or None, user=user, office=office, initial=PersonForm.initial_of(found))
    shown, hidden = posts_to_edit(found, user)
    clash = None
    rows = _rows(request, user, office, [_row_of(post) for post in shown])
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        values = {**form.values(), **{name: form.cleaned_data[name] for name in ("unit", "visibility")}}
        try:
            with transaction.atomic():
                posts = [*_posts(rows, office, user, values["unit"]), *({"uid": post.uid} for post in hidden)]
                version = expected_version(request)
                actions.change_person(found, by=user, values=values, posts=posts, expected_version=version)
        except REFUSALS as refusal:
            found.refresh_from_db()
            show_refusal(form, refusal)
            if isinstance(refusal, Conflict):
                clash = clash_of(
                    form, found, PersonForm.initial_of(found), [_posts_of_both(found, user, rows)]
                )
        else:
            messages.success(request, _("Saved."))
            return redirect("directory:person", office.slug, uid)
    return _form(request, office, form, rows, found, clash)


def _posts_of_both(found: Person, user: User, rows: Any) -> tuple[str, str, str]:
    """Return the posts as they stand now and as they were typed, one a line."""
    now, _hidden = posts_to_edit(found, user)
    kept = [row for row in rows if row.cleaned_data and not row.cleaned_data.get("DELETE")]
    typed = [
        {**row.cleaned_data, "organisation": row.cleaned_data.get("organisation") or row.new_name}
        for row in kept
    ]
    return _("Posts"), _told_posts([_row_of(post) for post in now]), _told_posts(typed)


def _row_of(post: Post) -> dict[str, Any]:
    return {
        "uid": post.uid,
        "organisation": post.organisation.name,
        "title": post.title,
        "starts": post.starts,
        "ends": post.ends,
    }


def _told_posts(posts: list[dict[str, Any]]) -> str:
    lines = [
        [str(post[name] or "") for name in ("title", "organisation", "starts", "ends")] for post in posts
    ]
    return "\n".join(sorted(", ".join(filter(None, line)) for line in lines))


def _rows(request: HttpRequest, user: User, office: Office, initial: list[dict[str, Any]]) -> Any:
    """Return the rows of posts; a row is known by its uid, not by its place in the list."""
    shared: dict[str, Any] = {"form_kwargs": {"user": user, "office": office}, "prefix": "posts"}
    if request.method == "POST":
        return PostFormSet(request.POST, **shared)
    return PostFormSet(initial=[row for row in initial if any(row.values())], **shared)


def _posts(rows: Any, office: Office, user: User, unit: Any) -> list[dict[str, Any]]:
    """Return the posts of the form; an organisation that nobody knows is added first."""
    posts, added = [], {}
    for row in rows:
        data = row.cleaned_data
        if not data or data.get("DELETE"):
            continue
        if row.new_name and row.new_name not in added:
            values = {"name": row.new_name}
            added[row.new_name] = actions.add_organisation(office, by=user, values=values, unit=unit)
        organisation = data.get("organisation") or added.get(row.new_name)
        if organisation is not None:
            posts.append(
                {
                    **{name: data[name] for name in ("uid", "title", "starts", "ends")},
                    "organisation": organisation,
                }
            )
    return posts


def _form(
    request: HttpRequest, office: Office, form: Any, rows: Any, found: Person | None, clash: Clash | None
) -> HttpResponse:
    back = reverse("directory:person", args=(office.slug, found.uid)) if found else ""
    context = {
        "form": form,
        "rows": rows,
        "person": found,
        "cancel_url": back or reverse("directory:people", args=(office.slug,)),
        "version": version_to_send(request, found, clash),
        "clash": clash,
    }
    wrong = form.errors or (rows.is_bound and not rows.is_valid())
    return render(request, "directory/person_form.html", context, status=422 if wrong else 200)


@page(WRITE_SOMEWHERE, ("POST",))
def archive_person(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Put a person away with the reason given."""
    user = signed_in(request)
    found: Person = get_visible(Person, user, office, uid)
    actions.archive_person(found, by=user, reason=request.POST.get("reason", "")[:500])
    undo = reverse("directory:restore_person", args=(office.slug, uid))
    messages.success(request, _("“%(name)s” is put away.") % {"name": found.name}, extra_tags=f"undo:{undo}")
    return redirect("directory:people", office.slug)


@page(WRITE_SOMEWHERE, ("POST",))
def restore_person(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Bring a person back."""
    user = signed_in(request)
    found: Person = get_visible(Person, user, office, uid)
    with refusals_told(request):
        actions.restore_person(found, by=user)
        messages.success(request, _("“%(name)s” is back.") % {"name": found.name})
    return redirect("directory:person", office.slug, uid)
