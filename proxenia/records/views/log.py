"""The page of the log: what was done, who opened what, whether the chain holds."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from proxenia.accounts.access import signed_in
from proxenia.accounts.models import Office
from proxenia.accounts.models.roles import LOG
from proxenia.accounts.queries import members_of
from proxenia.core.errors import NotFound
from proxenia.core.jobs import enqueue
from proxenia.core.pages import page, query_without
from proxenia.core.registry import known_verbs, sentence_of
from proxenia.core.sheets import SheetColumn, write_table
from proxenia.core.sheets.handing_out import handed_out
from proxenia.records.queries.log import Wanted, all_entries, entries, openings, state_of_log
from proxenia.records.queries.openings import day_of

ENDINGS = ("xlsx", "ods", "csv")


def _wanted(request: HttpRequest) -> Wanted:
    asked = request.GET
    before = asked.get("before", "")
    return Wanted(
        by=asked.get("by", "")[:32],
        verb=asked.get("verb", "")[:80],
        since=day_of(asked.get("from", "")),
        until=day_of(asked.get("to", "")),
        before=int(before) if before.isascii() and before.isdecimal() and len(before) < 18 else None,
    )


@page(LOG)
def log(request: HttpRequest, office: Office) -> HttpResponse:
    """Show the entries of the office's log, newest first, and how its chain stands."""
    wanted, user = _wanted(request), signed_in(request)
    shown, following = entries(user, office, wanted)
    verbs = sorted(((verb, sentence_of(verb)) for verb in known_verbs()), key=lambda pair: pair[1])
    context = {
        **_frame(request, office, wanted),
        "entries": shown,
        "older": f"?{query_without(request, 'before')}before={following}" if following else "",
        "verbs": verbs,
        "endings": ENDINGS,
    }
    return render(request, "records/log.html", context)


@page(LOG)
def log_openings(request: HttpRequest, office: Office) -> HttpResponse:
    """Show who opened confidential records, and who asked in vain."""
    wanted, uid = _wanted(request), request.GET.get("record", "")[:32]
    shown, _following = openings(signed_in(request), office, wanted, uid)
    context = {
        **_frame(request, office, wanted),
        "openings": shown,
        "record": uid,
        "has_more": bool(_following),
    }
    return render(request, "records/log_openings.html", context)


def _frame(request: HttpRequest, office: Office, wanted: Wanted) -> dict[str, Any]:
    """Return what both pages share: how the chain stands, the tabs, the filters in force."""
    here = request.resolver_match.url_name if request.resolver_match else ""
    tabs = [(_("What was done"), "log"), (_("Who opened what"), "log_openings")]
    return {
        "state": state_of_log(office),
        "wanted": wanted,
        "people": {member.user.uid: member.user.name for member in members_of(office)},
        "filters": query_without(request, "before"),
        "tabs": [
            {"label": label, "url": reverse(f"records:{name}", args=[office.slug]), "current": name == here}
            for label, name in tabs
        ],
    }


@page(LOG)
def log_export(request: HttpRequest, office: Office, ending: str) -> FileResponse:
    """Hand out the entries asked for as a sheet, without those about records the reader may not see."""
    if ending not in ENDINGS:
        raise NotFound(_("There is no such page."))
    headings = (_("Number"), _("When (UTC)"), _("Who"), _("What"), _("Kind"), _("Record"), _("Id"))
    found = all_entries(signed_in(request), office, _wanted(request))
    rows: Iterator[list[Any]] = (
        [one.seq, one.at.isoformat(timespec="seconds"), one.by, one.sentence, one.kind, one.name, one.uid]
        for one in found
    )
    name = f"{_('Log')} {timezone.localdate().isoformat()}.{ending}"
    columns = [SheetColumn(heading) for heading in headings]
    return handed_out(name, lambda path: write_table(path, columns, rows, sheet=_("Log")))


@page(LOG, ("POST",))
def verify_log(request: HttpRequest, office: Office) -> HttpResponse:
    """Have every chain recomputed now; what is found stands on the page of the log."""
    enqueue("audit.check")
    messages.success(request, _("The log is being recomputed; the result stands here in a moment."))
    return redirect("records:log", office.slug)
