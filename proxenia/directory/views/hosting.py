"""International bodies we host: the list, one body with its lines and reviews, assessments for named readers."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from proxenia.accounts.access import may, signed_in
from proxenia.accounts.models import Office
from proxenia.accounts.models.roles import IMPORT, READ, READ_SHARED, WRITE_SOMEWHERE
from proxenia.core.errors import NotFound
from proxenia.core.forms import REFUSALS, refusals_told, show_refusal
from proxenia.core.pages import page, words_asked
from proxenia.core.vocabulary import Vocabulary
from proxenia.directory import actions
from proxenia.directory.forms.hosting import HostedBodyForm, LineForm, ReviewForm
from proxenia.directory.models import HostedBody, HostedLine
from proxenia.directory.queries import hosting as queries
from proxenia.directory.views.corps import add_here
from proxenia.directory.views.lists import facet, hidden_fields, toggle
from proxenia.directory.views.seated import Sort, edit, show_form
from proxenia.records.access import get_visible, may_export
from proxenia.records.views.entries import FORM_METHODS, hanging, writable

ORGANISATION_KINDS = {
    "multilateral_organisation": "multilateral_body",
    "agency": "multilateral_body",
    "development_bank": "multilateral_body",
    "court": "multilateral_body",
    "network_secretariat": "city_network",
    "international_ngo": "ngo",
    "federation": "ngo",
    "research_body": "university",
}
"""What a new organisation is, by the kind of hosted body it is listed as."""


SORT = Sort(
    HostedBody, HostedBodyForm, actions.change_hosted_body, "directory:hosted_body", "directory:hosted_bodies",
    gettext_lazy("Hosted bodies"), gettext_lazy("Add a hosted body"),
)  # fmt: skip


def _filters(request: HttpRequest) -> queries.Filters:
    query = request.GET
    return queries.Filters(
        text=words_asked(query),
        kind=query.get("kind", ""),
        seat=query.get("seat", ""),
        due=query.get("due") == "1",
        archived=query.get("away") == "1",
    )


@page(READ)
def hosted_bodies(request: HttpRequest, office: Office) -> HttpResponse:
    """List the bodies we host: what is here, the agreement, the last decision, the next review."""
    user, filters, today = signed_in(request), _filters(request), timezone.localdate()
    rows = list(queries.hosted_bodies(user, office, filters, today))
    context = {
        "lines": [{"body": one, "review": next(iter(one.reviews.all()), None)} for one in rows],
        "filters": filters,
        "today": today,
        "groups": _facets(request, filters, rows),
        "hidden": hidden_fields(request, ("kind", "seat", "due", "away")),
        "sentence": _sentence(rows, filters, today),
        "may_add": user.standing(office).has_anywhere(WRITE_SOMEWHERE),
        "may_import": may(user, office, IMPORT),
        "may_export": may_export(user, office),
        "columns": [
            {"label": _("Body")},
            {"label": _("What is here")},
            {"label": _("Host agreement")},
            {"label": _("Last decision")},
            {"label": _("Next review")},
        ],
    }
    return render(request, "directory/hosted_bodies.html", context)


def _sentence(rows: list[HostedBody], filters: queries.Filters, today: Any) -> str:
    count = len(rows)
    if filters != queries.Filters():
        return ngettext("One body answers to this.", "%(n)s bodies answer to this.", count) % {"n": count}
    late = sum(one.review_on is not None and one.review_on < today for one in rows)
    never, bare = len(queries.never_reviewed(rows)), sum(not one.agreement for one in rows)
    parts = [
        ngettext("We host one international body", "We host %(n)s international bodies", count)
        % {"n": count},
        ngettext("%(n)s review is overdue", "%(n)s reviews are overdue", late) % {"n": late},
        ngettext("%(n)s was never reviewed", "%(n)s were never reviewed", never) % {"n": never},
        ngettext("%(n)s has no agreement noted", "%(n)s have no agreement noted", bare) % {"n": bare},
    ]
    return "; ".join(parts) + "."


def _facets(request: HttpRequest, filters: queries.Filters, rows: list[HostedBody]) -> list[dict[str, Any]]:
    groups = []
    for title, name in ((_("Kind"), "kind"), (_("What is here"), "seat")):
        words = Vocabulary.load(f"hosted_{name}s")
        codes = [getattr(one, name) for one in rows]
        counted = sorted({code: codes.count(code) for code in codes}.items(), key=lambda pair: -pair[1])
        groups.append(facet(request, title, name, getattr(filters, name), counted, words.label))
    more = [
        {"label": _("Review due"), "current": filters.due, "url": toggle(request, "due", "1")},
        {"label": _("Put away"), "current": filters.archived, "url": toggle(request, "away", "1")},
    ]
    groups.append({"title": _("Standing"), "items": more})
    return [group for group in groups if group["items"]]


@page(READ_SHARED)
def hosted_body(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Show a hosted body: agreement, support, benefits, burdens, decisions, and assessments one may read."""
    user, today = signed_in(request), timezone.localdate()
    found: HostedBody = get_visible(HostedBody, user, office, uid)
    context = {
        "body": found,
        "organisation": found.organisation,
        "today": today,
        "is_late": found.review_on is not None and found.review_on < today,
        "sides": queries.sides_of(found),
        "reviews": queries.reviews_of(found),
        "assessments": queries.assessments_of(found, user),
        **hanging(found, user),
    }
    return render(request, "directory/hosted_body.html", context)


@page(WRITE_SOMEWHERE, FORM_METHODS)
def add_hosted_body(request: HttpRequest, office: Office) -> HttpResponse:
    """List a body; an organisation nobody knows is added at the office's home."""
    user = signed_in(request)
    form = HostedBodyForm(request.POST or None, user=user, office=office, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        kind = ORGANISATION_KINDS.get(data["kind"], "other")
        try:
            with transaction.atomic():
                organisation = data["organisation"] or add_here(
                    office, user, form.new_name, kind, data["unit"]
                )
                added = actions.add_hosted_body(
                    office,
                    by=user,
                    organisation=organisation,
                    values=form.values(),
                    unit=data["unit"],
                    visibility=data["visibility"],
                )
        except REFUSALS as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("“%(name)s” is among the hosted bodies.") % {"name": added})
            return redirect("directory:hosted_body", office.slug, added.uid)
    return show_form(request, office, SORT, form)


@page(WRITE_SOMEWHERE, FORM_METHODS)
def edit_hosted_body(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Change a hosted body."""
    return edit(request, office, uid, SORT)


def small_form(
    request: HttpRequest, found: HostedBody, form: Any, title: str, submit: str, remove_url: str = ""
) -> HttpResponse:
    """Show a form of something that belongs to a hosted body."""
    slug = found.office.slug
    back = reverse("directory:hosted_body", args=(slug, found.uid))
    trail = [(_("Hosted bodies"), reverse("directory:hosted_bodies", args=(slug,))), (str(found), back)]
    context = {"form": form, "title": title, "submit": submit, "trail": trail, "cancel_url": back}
    context["remove_url"] = remove_url
    return render(request, "directory/record_form.html", context, status=422 if form.errors else 200)


@page(WRITE_SOMEWHERE, FORM_METHODS)
def add_line(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Add a support, a benefit or a burden."""
    user = signed_in(request)
    found: HostedBody = writable(HostedBody, user, office, uid)
    form = LineForm(request.POST or None, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_hosted_line(found, by=user, values=form.cleaned_data)
        except REFUSALS as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Recorded."))
            return redirect("directory:hosted_body", office.slug, uid)
    return small_form(request, found, form, _("Add a support, a benefit or a burden"), _("Record it"))


@page(WRITE_SOMEWHERE, FORM_METHODS)
def edit_line(request: HttpRequest, office: Office, uid: str, line: str) -> HttpResponse:
    """Change a support, a benefit or a burden."""
    user = signed_in(request)
    found, row = _line(request, office, uid, line)
    form = LineForm(request.POST or None, initial=LineForm.initial_of(row))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_hosted_line(row, by=user, values=form.cleaned_data)
        except REFUSALS as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("directory:hosted_body", office.slug, uid)
    remove = reverse("directory:remove_hosted_line", args=(office.slug, uid, line))
    return small_form(request, found, form, _("Change a line"), _("Save"), remove)


@page(WRITE_SOMEWHERE, ("POST",))
def remove_line(request: HttpRequest, office: Office, uid: str, line: str) -> HttpResponse:
    """Remove a line that is wrong."""
    _found, row = _line(request, office, uid, line)
    actions.remove_hosted_line(row, by=signed_in(request))
    messages.success(request, _("Removed. The history keeps it."))
    return redirect("directory:hosted_body", office.slug, uid)


def _line(request: HttpRequest, office: Office, uid: str, line: str) -> tuple[HostedBody, HostedLine]:
    found: HostedBody = writable(HostedBody, signed_in(request), office, uid)
    row = queries.line_of(found, line)
    if row is None:
        raise NotFound(_("There is no such page."))
    return found, row


@page(WRITE_SOMEWHERE, FORM_METHODS)
def review(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Record a review: more, the same or less."""
    user = signed_in(request)
    found: HostedBody = writable(HostedBody, user, office, uid)
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.review_hosted_body(found, by=user, **form.cleaned_data)
        except REFUSALS as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The decision is recorded."))
            return redirect("directory:hosted_body", office.slug, uid)
    return small_form(
        request, found, form, _("Review of %(name)s") % {"name": found}, _("Record the decision")
    )


@page(WRITE_SOMEWHERE, ("POST",))
def archive_hosted_body(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Take a body off the list with the reason given."""
    user = signed_in(request)
    found: HostedBody = get_visible(HostedBody, user, office, uid)
    actions.archive_hosted_body(found, by=user, reason=request.POST.get("reason", "")[:500])
    undo = reverse("directory:restore_hosted_body", args=(office.slug, uid))
    messages.success(request, _("“%(name)s” is off the list.") % {"name": found}, extra_tags=f"undo:{undo}")
    return redirect("directory:hosted_bodies", office.slug)


@page(WRITE_SOMEWHERE, ("POST",))
def restore_hosted_body(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Put a body back on the list."""
    user = signed_in(request)
    found: HostedBody = get_visible(HostedBody, user, office, uid)
    with refusals_told(request):
        actions.restore_hosted_body(found, by=user)
        messages.success(request, _("“%(name)s” is back on the list.") % {"name": found})
    return redirect("directory:hosted_body", office.slug, uid)
