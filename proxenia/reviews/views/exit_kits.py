"""The exit kit of a tie that is sunset, its documents, and the page that remembers the tie."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from proxenia.accounts.access import may, signed_in
from proxenia.accounts.models import Office
from proxenia.accounts.models.roles import READ, WRITE_SOMEWHERE
from proxenia.core.errors import NotFound
from proxenia.core.forms import REFUSALS, show_refusal
from proxenia.core.pages import page
from proxenia.core.panels import panel
from proxenia.core.papers import pdf, word
from proxenia.portfolio.models import Partnership
from proxenia.portfolio.queries.one import agreements_of, is_open, promises_of
from proxenia.records.access import check_may_write, get_visible, may_write, note_openings
from proxenia.reviews import actions
from proxenia.reviews.documents.exit_kits import ALL, PARTS, TITLES, paper_of
from proxenia.reviews.forms import ExitKitForm
from proxenia.reviews.models import ExitKit, Review
from proxenia.reviews.queries.due import last_decided, review_of
from proxenia.reviews.rules.exit_kits import FIELDS, gaps

FORM_METHODS = ("GET", "HEAD", "POST")
MAKERS = {
    "docx": (word, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "pdf": (pdf, "application/pdf"),
}


def _kit(request: HttpRequest, office: Office, uid: str) -> ExitKit:
    """Return the exit kit of a review that this person may see, or refuse as if it did not exist."""
    user = signed_in(request)
    review = review_of(user, office, uid)
    note_openings(user, office, [review.partnership], via="page")
    found = ExitKit.objects.filter(review=review).select_related("changed_by").first()
    if found is None:
        raise NotFound(_("There is no such page."))
    found.review = review
    return found


@page(READ)
def exit_kit(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Show an exit kit: its texts, what is still to be filled in, what is still promised."""
    kit, user = _kit(request, office, uid), signed_in(request)
    tie = kit.review.partnership
    missing = gaps({name: getattr(kit, name) for name in FIELDS})
    context = {
        "kit": kit,
        "review": kit.review,
        "tie": tie,
        "texts": [(name, title, getattr(kit, name), missing.get(name, [])) for name, title in TITLES.items()],
        "missing": sum(len(one) for one in missing.values()),
        "promises": [one for one in promises_of(user, tie) if is_open(one)],
        "may_change": may_write(user, tie),
        "all": ALL,
    }
    return render(request, "reviews/exit_kit.html", context)


@page(WRITE_SOMEWHERE, FORM_METHODS)
def change(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Change the texts of an exit kit."""
    kit, user = _kit(request, office, uid), signed_in(request)
    check_may_write(user, kit.review.partnership)
    form = ExitKitForm(request.POST or None, initial={name: getattr(kit, name) for name in FIELDS})
    back = reverse("reviews:exit_kit", args=(office.slug, uid))
    version = str(kit.revision)
    if request.method == "POST" and form.is_valid():
        expected = request.POST.get("expected_version", "")
        try:
            actions.change_exit_kit(kit, by=user, values=form.cleaned_data, expected=expected)
        except REFUSALS as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect(back)
    title = _("Exit kit of {name}").format(name=kit.review.partnership.name)
    context = {
        "form": form,
        "title": title,
        "submit": _("Save the exit kit"),
        "back": back,
        "version": version,
    }
    return render(request, "portfolio/form.html", context, status=422 if form.is_bound else 200)


@page(READ)
def document(request: HttpRequest, office: Office, uid: str, part: str, ending: str) -> HttpResponse:
    """Hand out a letter, or the whole kit, as Word or PDF."""
    kit = _kit(request, office, uid)
    if part not in PARTS or ending not in MAKERS:
        raise NotFound(_("There is no such document."))
    make, kind = MAKERS[ending]
    response = HttpResponse(make(paper_of(kit, part)), content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{part.replace("_", "-")}.{ending}"'
    return response


@page(READ)
def archive(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Remember a tie that has ended: what it was, what remains, why it ended, whom to write to."""
    user = signed_in(request)
    tie: Partnership = get_visible(Partnership, user, office, uid)
    last = last_decided(tie)
    if last is None or not last.decision or tie.state != "historic":
        raise NotFound(_("There is no such page."))
    context = {
        "tie": tie,
        "review": last,
        "kit": ExitKit.objects.filter(review=last).first(),
        "agreements": list(agreements_of(user, tie)),
        "parties": list(tie.parties.all()),
    }
    return render(request, "reviews/archive.html", context)


@panel(page="reviews.review", slot="top", order=10, template="reviews/_exit_kit_link.html")
def kit_of(request: HttpRequest, review: Review) -> dict[str, Any] | None:
    """Lead from a review to its exit kit, with what is missing in it."""
    kit = ExitKit.objects.filter(review=review).first()
    if kit is None or not may(signed_in(request), review.partnership.office, READ):
        return None
    missing = gaps({name: getattr(kit, name) for name in FIELDS})
    return {"kit_review": review, "missing": sum(len(one) for one in missing.values())}
