"""The office's own exports, brought to a question as a file."""

import tempfile
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from proxenia.accounts.access import signed_in
from proxenia.accounts.models import Office
from proxenia.accounts.models.roles import WRITE_SOMEWHERE
from proxenia.core.errors import NotAllowed, Refused
from proxenia.core.forms import REFUSALS, refusals_told, show_refusal
from proxenia.core.pages import page
from proxenia.core.values import clean_text
from proxenia.prioritisation import actions, sheets
from proxenia.prioritisation.forms import MixForm
from proxenia.prioritisation.models import Question
from proxenia.records.access import check_may_write, get_visible

LARGEST = 20 * 1024 * 1024


@page(WRITE_SOMEWHERE, ("GET", "HEAD", "POST"))
def bring(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Bring the file; every row that is left out is named on the question's page."""
    user = signed_in(request)
    question = get_visible(Question, user, office, uid)
    check_may_write(user, question)
    form = MixForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            mix = _read(form.cleaned_data)
            actions.bring_mix(question, by=user, mix=mix.as_json())
        except NotAllowed:
            raise
        except REFUSALS as refusal:
            show_refusal(form, refusal, {form.cleaned_data["file"].name: "file"})
        else:
            told = ngettext("%(n)d product is taken over.", "%(n)d products are taken over.", len(mix.shares))
            messages.success(request, told % {"n": len(mix.shares)})
            return redirect("prioritisation:question", office.slug, uid)
    back = reverse("prioritisation:question", args=(office.slug, uid))
    context = {
        "form": form,
        "title": _("Bring our own exports"),
        "trail": [(str(question), back)],
        "cancel_url": back,
    }
    return render(request, "prioritisation/form.html", context, status=422 if form.errors else 200)


def _read(data: dict[str, Any]) -> sheets.OwnMix:
    upload: UploadedFile = data["file"]
    if (upload.size or 0) > LARGEST:
        raise Refused(_("The file is too large."), "file")
    name = clean_text(Path(str(upload.name)).name)[:200]
    with tempfile.TemporaryDirectory(prefix="proxenia-mix-") as folder:
        path = Path(folder) / "table"
        with path.open("wb") as file:
            file.writelines(upload.chunks())
        return sheets.mix_of(
            path, place=data["place"].strip(), classification=data["classification"], name=name
        )


@page(WRITE_SOMEWHERE, ("POST",))
def remove(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Take the exports away from the question again."""
    user = signed_in(request)
    question = get_visible(Question, user, office, uid)
    with refusals_told(request):
        actions.remove_mix(question, by=user)
    return redirect("prioritisation:question", office.slug, uid)
