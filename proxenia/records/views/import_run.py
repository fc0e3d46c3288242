"""One import: at work, previewed row by row, written or undone; and the files it hands out."""

from pathlib import Path
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from proxenia.accounts.access import ask_for_proof, signed_in
from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import EXPORT, IMPORT
from proxenia.core.errors import NotFound
from proxenia.core.pages import page, paginate
from proxenia.core.registry import sheet_kind
from proxenia.core.sheets.handing_out import handed_out
from proxenia.records.models import Anchor, ImportRun
from proxenia.records.queries.exports import write_export, write_template
from proxenia.records.queries.imports import (
    AT_WORK,
    is_interrupted,
    run_called,
    source_of,
    staged_rows,
    write_refused_rows,
)
from proxenia.records.queries.imports_pages import (
    ENDINGS,
    VERDICTS,
    RowsShown,
    sentence,
    sheet_of,
    state_of,
    written_lines,
)
from proxenia.records.views.trail import to_imports

State = ImportRun.State
WRITTEN = (State.DONE, State.UNDOING, State.UNDONE)
LISTS = {
    "partnerships": "portfolio:list",
    "agreements": "portfolio:list",
    "commitments": "portfolio:list",
    "organisations": "directory:organisations",
    "people": "directory:people",
    "missions": "directory:missions",
    "hosted_bodies": "directory:hosted_bodies",
    "engagements": "engagements:list",
    "projects": "engagements:projects",
    "funding_calls": "engagements:calls",
    "results": "results:ledger",
    "observations": "indicators:list",
    "inventory": "strategy:assets",
    "objectives": "strategy:list",
}
"""Where the records of a kind are looked at."""


@page(IMPORT)
def import_run(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Show a run as it stands: at work, stopped, waiting for a decision, written or undone."""
    user = signed_in(request)
    run = run_called(office, user, uid)
    if run.state == State.PREVIEWED:
        return render(request, "records/import_preview.html", {**_about(run), **_rows(request, run)})
    if run.state in (State.DONE, State.UNDONE):
        return render(request, "records/import_done.html", {**_about(run), **_written(request, user, run)})
    template = "import_progress" if run.state in AT_WORK and not is_interrupted(run) else "import_stopped"
    context = {**_about(run), "has_file": source_of(run).is_file(), **_progress(run)}
    return render(request, f"records/{template}.html", context)


def _about(run: ImportRun) -> dict[str, Any]:
    code, word = state_of(run)
    return {
        "run": run,
        "crumbs": to_imports(run.office),
        "label": sheet_kind(run.kind).label,
        "code": code,
        "word": word,
        "interrupted": is_interrupted(run),
        "sheet": sheet_of(run),
        "told": sentence(run.summary, written=run.state in WRITTEN),
        "refused_count": run.summary.get("refused_rows", 0),
    }


def _progress(run: ImportRun) -> dict[str, Any]:
    words = {
        State.READING: _("Reading the file and checking every row."),
        State.COMMITTING: _("Writing the rows."),
        State.UNDOING: _("Putting back what this import did."),
    }
    return {"done": run.progress, "sentence": words.get(State(run.state), "")}


@page(IMPORT)
def import_progress(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Show how far a run has come, as a piece of its page; at its end the page is fetched anew."""
    run = run_called(office, signed_in(request), uid)
    if run.state in AT_WORK and not is_interrupted(run):
        return render(request, "records/_import_progress.html", {"run": run, **_progress(run)})
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Refresh": "true"})
    return redirect("records:import_run", office.slug, run.uid)


class _Counted(Paginator[Any]):
    """Pages of rows whose number is known already; counting a hundred thousand anew would take its time."""

    def __init__(self, rows: QuerySet[Any], count: int) -> None:
        super().__init__(rows, 50)
        self._count = count

    @cached_property
    def count(self) -> int:
        return self._count


def _rows(request: HttpRequest, run: ImportRun) -> dict[str, Any]:
    """Return the staged rows of one verdict, or all, as the preview shows them."""
    counts = {name: run.summary.get(name, 0) for name in VERDICTS[:3]} | {
        "refused": run.summary.get("refused_rows", 0)
    }
    wanted = request.GET.get("rows", "")
    verdict = wanted if wanted in VERDICTS else ""
    count = counts[verdict] if verdict else run.summary.get("rows", 0)
    shown = _Counted(staged_rows(run, verdict), count).get_page(request.GET.get("page"))
    how = RowsShown(run)
    return {
        "page": shown,
        "rows": [how.show(row) for row in shown],
        "headings": list(how.headings.values()),
        "tabs": _tabs(counts, run.summary.get("rows", 0), verdict),
        "verdicts": _words(),
        "nothing_new": not counts["created"] and not counts["changed"],
    }


def _words() -> dict[str, str]:
    return {
        "created": pgettext("row", "new"),
        "changed": pgettext("row", "changed"),
        "unchanged": pgettext("row", "the same"),
        "refused": pgettext("row", "refused"),
    }


def _tabs(counts: dict[str, int], rows: int, verdict: str) -> list[dict[str, Any]]:
    tabs = [{"label": pgettext("rows", "All"), "url": "?", "current": not verdict, "count": rows}]
    for name, word in _words().items():
        if counts[name] or name == verdict:
            tabs.append(
                {"label": word, "url": f"?rows={name}", "current": name == verdict, "count": counts[name]}
            )
    return tabs


def _written(request: HttpRequest, user: User, run: ImportRun) -> dict[str, Any]:
    """Return what a run wrote, the rows it did not take, and what its undo left."""
    shown = paginate(request, run.changes.order_by("pk"), 50)
    how = RowsShown(run)
    refused = staged_rows(run, "refused")[:50]
    return {
        "page": shown,
        "written": written_lines(run, user, list(shown)),
        "refused": [how.show(row) for row in refused],
        "headings": list(how.headings.values()),
        "verdicts": _words(),
        "has_file": source_of(run).is_file(),
        "list_url": _list_of(run),
        "is_undoable": sheet_kind(run.kind).is_undoable,
        "undone": run.summary.get("undone"),
    }


def _list_of(run: ImportRun) -> str:
    try:
        return reverse(LISTS.get(run.kind, "desk:today"), args=[run.office.slug])
    except NoReverseMatch:
        return ""


@page(IMPORT)
def import_refused(request: HttpRequest, office: Office, uid: str) -> FileResponse:
    """Hand out the refused rows as a file of the same shape, with a column that says why."""
    run = run_called(office, signed_in(request), uid)
    if not run.summary.get("refused_rows") or not source_of(run).is_file():
        raise NotFound(_("This import has no refused rows to hand out."))
    name = Path(run.file_name)
    ending = name.suffix.lower().lstrip(".") if name.suffix.lower().lstrip(".") in ENDINGS else "xlsx"
    what = _("refused rows")
    return handed_out(f"{name.stem} – {what}.{ending}", lambda path: write_refused_rows(run, path))


@page(IMPORT)
def import_template(request: HttpRequest, office: Office, kind: str, ending: str) -> FileResponse:
    """Hand out an empty sheet of a kind with headings, help and choices."""
    found = sheet_kind(kind)
    _check_ending(ending)
    return handed_out(f"{found.label} – {_('template')}.{ending}", lambda path: write_template(kind, path))


MANY_PEOPLE = 500
"""More people than these leave in one file only after somebody proved again who they are."""


@page(EXPORT)
def export(request: HttpRequest, office: Office, kind: str, ending: str) -> HttpResponseBase:
    """Hand out what this person may see of a kind of record; the file can be brought in again."""
    found, user = sheet_kind(kind), signed_in(request)
    _check_ending(ending)
    if (
        kind == "people"
        and Anchor.objects.visible_to(user, office).filter(kind="person").count() > MANY_PEOPLE
    ):
        asked = ask_for_proof(request)
        if asked is not None:
            return asked
    name = f"{found.label} {timezone.localdate().isoformat()}.{ending}"
    return handed_out(name, lambda path: write_export(kind, office, user=user, path=path))


def _check_ending(ending: str) -> None:
    if ending not in ENDINGS:
        raise NotFound(_("There is no such page."))
