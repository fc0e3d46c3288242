"""The profile of the place on one page, and as a paper."""

import tempfile
from pathlib import Path

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from proxenia.accounts.access import signed_in
from proxenia.accounts.models import Office
from proxenia.accounts.models.roles import EXPORT, READ
from proxenia.core.errors import NotFound
from proxenia.core.pages import page
from proxenia.core.sheets.writing import write_table
from proxenia.strategy.documents.place import KINDS, made
from proxenia.strategy.queries.assets import Group, home_words, inventory
from proxenia.strategy.sheets.handed_out import SHEETS

ENDINGS = ("csv", "xlsx", "ods")


@page(READ)
def place(request: HttpRequest, office: Office) -> HttpResponse:
    """Show what the place has that counts abroad, five groups on one page."""
    groups = inventory(signed_in(request), office)
    context = {"place": home_words(office), "groups": groups, "sentence": head_of(groups)}
    return render(request, "strategy/place.html", context)


def head_of(groups: list[Group]) -> str:
    """Return what the inventory comes to in a sentence."""
    count, empty = sum(one.count for one in groups), [one.label for one in groups if not one.count]
    if not count:
        return _("The inventory is empty: what counts abroad is added with what shows it.")
    told = ngettext("{n} entry with evidence", "{n} entries with evidence", count).format(n=count)
    if not empty:
        return _("{told}; no group is empty.").format(told=told)
    return _("{told}; nothing yet under: {groups}.").format(told=told, groups=", ".join(empty))


@page(EXPORT)
def place_paper(request: HttpRequest, office: Office, ending: str) -> HttpResponse:
    """Hand out the profile as Word or PDF, as far as this person sees the inventory."""
    if ending not in KINDS:
        raise NotFound(_("There is no such document."))
    groups = inventory(signed_in(request), office)
    response = HttpResponse(made(office, groups, head_of(groups), ending), content_type=KINDS[ending])
    response["Content-Disposition"] = f'attachment; filename="profile.{ending}"'
    return response


@page(EXPORT)
def sheet(request: HttpRequest, office: Office, name: str, ending: str) -> HttpResponseBase:
    """Hand out the inventory, or objectives with their measures, as far as this person sees them."""
    if name not in SHEETS or ending not in ENDINGS:
        raise NotFound(_("There is no such sheet."))
    columns, rows = SHEETS[name]
    with tempfile.TemporaryDirectory(prefix="proxenia-out-") as folder:
        path = Path(folder) / f"out.{ending}"
        write_table(path, columns, rows(office, signed_in(request)), sheet=name)
        told = f"{name} {timezone.localdate().isoformat()}.{ending}"
        return FileResponse(path.open("rb"), as_attachment=True, filename=told)
