"""Imports: bring a file in, say what its columns mean, look at the preview, write it, undo it."""

from itertools import islice
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from proxenia.accounts.access import signed_in
from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import IMPORT
from proxenia.core.errors import NotAllowed, Refused
from proxenia.core.forms import refusals_told
from proxenia.core.pages import page, paginate
from proxenia.core.registry import sheet_kind
from proxenia.core.sheets import SheetError
from proxenia.core.sheets.peeking import SheetHead
from proxenia.records.access import may_export
from proxenia.records.actions import imports as actions
from proxenia.records.actions.imports.asking import read_again
from proxenia.records.forms import ColumnsForm, ImportForm
from proxenia.records.models import ImportRun
from proxenia.records.queries.imports import AT_WORK, is_interrupted, run_called, runs_of
from proxenia.records.queries.imports_pages import (
    ENDINGS,
    begun_with,
    digest_of_upload,
    head_of,
    heads_of,
    kinds_in_order,
    sentence,
    state_of,
    taken_for,
    written_counts,
)
from proxenia.records.views.trail import to_imports

State = ImportRun.State
LOOKED_AT = 5_000
"""Up to so many records are looked at one by one before an undo is confirmed."""

NAMED = 60
"""So many records are named before an undo; the sentence above has their number."""


@page(IMPORT)
def imports(request: HttpRequest, office: Office) -> HttpResponse:
    """Show the files that were brought in, and what can be taken out."""
    user = signed_in(request)
    shown = paginate(request, runs_of(office, user), 25)
    context = {
        "page": shown,
        "lines": [_line(run) for run in shown],
        "columns": [{"label": word} for word in (_("File"), _("What it did"), _("Brought in"), _("Next"))],
        "kinds": kinds_in_order(),
        "template_endings": ENDINGS[:2],
        "endings": ENDINGS,
        "may_export": may_export(user, office),
    }
    return render(request, "records/imports.html", context)


def _line(run: ImportRun) -> dict[str, Any]:
    code, word = state_of(run)
    told = sentence(run.summary, written=run.state in (State.DONE, State.UNDONE)) if run.summary else ""
    return {
        "run": run,
        "label": sheet_kind(run.kind).label,
        "code": code,
        "word": word,
        "told": told or run.error,
    }


@page(IMPORT, ("GET", "HEAD", "POST"))
def import_new(request: HttpRequest, office: Office) -> HttpResponse:
    """Take a file; one that cannot be read is refused here, and the choice stays."""
    user = signed_in(request)
    if request.method != "POST":
        first = {"kind": request.GET.get("kind") or "partnerships"}
        context = {"form": ImportForm(initial=first), "crumbs": to_imports(office)}
        return render(request, "records/import_new.html", context)
    form = ImportForm(request.POST, request.FILES)
    if form.is_valid():
        file, kind = form.cleaned_data["file"], form.cleaned_data["kind"]
        begun = begun_with(office, user, kind, digest_of_upload(file))
        if begun:
            messages.info(request, _("You have begun with this file already; here it is."))
            return redirect("records:import_run", office.slug, begun.uid)
        try:
            run = actions.start_run(office, by=user, kind=kind, upload=file)
            return redirect("records:import_columns", office.slug, run.uid)
        except Refused as refusal:
            form.add_error("file", refusal.message)
    return render(
        request, "records/import_new.html", {"form": form, "crumbs": to_imports(office)}, status=422
    )


@page(IMPORT, ("GET", "HEAD", "POST"))
def import_columns(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Show what each column of the file is taken for, and take another view of it."""
    run = run_called(office, signed_in(request), uid)
    if run.state not in (State.READING, State.PREVIEWED, State.FAILED):
        return redirect("records:import_run", office.slug, run.uid)
    try:
        heads = heads_of(run)
    except SheetError as error:
        messages.error(request, error.message)
        return redirect("records:import_run", office.slug, run.uid)
    asked = request.POST.get("sheet") or request.GET.get("sheet", "")
    head = head_of(run, heads, asked)
    data = request.POST if request.method == "POST" else None
    form = ColumnsForm(data, kind=sheet_kind(run.kind), head=head, taken=taken_for(run, head))
    if form.is_valid():
        return _carry_on(request, office, run, form, being_read=head_of(run, heads).name)
    context = {
        "run": run,
        "form": form,
        "head": head,
        "sheets": _choices(heads),
        "label": form.kind.label,
        "crumbs": to_imports(office),
    }
    return render(request, "records/import_columns.html", context, status=422 if form.is_bound else 200)


def _choices(heads: list[SheetHead]) -> list[SheetHead]:
    """Return the sheets to choose from: where only one is sure there is nothing to choose."""
    sure = [head for head in heads if head.is_sure]
    return sure if len(sure) > 1 else []


def _carry_on(
    request: HttpRequest, office: Office, run: ImportRun, form: ColumnsForm, *, being_read: str
) -> HttpResponse:
    """Have the file read as it was said; what was suggested is being read already."""
    user = signed_in(request)
    with refusals_told(request):
        if form.head.name != being_read or (run.state == State.FAILED and form.is_as_suggested):
            read_again(run, by=user, sheet=form.head.name)
        if not form.is_as_suggested:
            actions.remember_mapping(run, by=user, mapping=form.meanings)
    return redirect("records:import_run", office.slug, run.uid)


@page(IMPORT, ("POST",))
def import_again(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Go on with a run that was interrupted or stopped: nothing of it stands, so it begins anew."""
    user = signed_in(request)
    run = run_called(office, user, uid)
    with refusals_told(request):
        if run.state == State.COMMITTING:
            actions.ask_commit(run, by=user, good_rows=run.good_rows_only)
        elif run.state == State.UNDOING:
            actions.ask_undo(run, by=user)
        else:
            read_again(run, by=user)
    return redirect("records:import_run", office.slug, run.uid)


@page(IMPORT, ("POST",))
def import_commit(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Have a previewed run written; pressed twice, it is written once."""
    user = signed_in(request)
    run = run_called(office, user, uid)
    if run.state in (State.DONE, State.UNDONE) or (run.state in AT_WORK and not is_interrupted(run)):
        return redirect("records:import_run", office.slug, run.uid)
    with refusals_told(request):
        actions.ask_commit(run, by=user, good_rows=request.POST.get("rows") == "good")
    return redirect("records:import_run", office.slug, run.uid)


@page(IMPORT, ("POST",))
def import_discard(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Put a run aside that was not written."""
    user = signed_in(request)
    run = run_called(office, user, uid)
    try:
        if run.state == State.COMMITTING and not is_interrupted(run):
            raise Refused(_("This import is being written. Wait for its end and undo it then."))
        actions.discard_run(run, by=user)
        messages.success(
            request, _("“%(file)s” was put aside; nothing was changed.") % {"file": run.file_name}
        )
    except NotAllowed:
        raise
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("records:import_run", office.slug, run.uid)
    return redirect("records:imports", office.slug)


@page(IMPORT, ("GET", "HEAD", "POST"))
def import_undo(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Say what undoing a run would do; do it."""
    user = signed_in(request)
    run = run_called(office, user, uid)
    if run.state != State.DONE:
        return redirect("records:import_run", office.slug, run.uid)
    if request.method == "POST":
        with refusals_told(request):
            _undo(request, run, user)
        return redirect("records:import_run", office.slug, run.uid)
    context = {"run": run, "crumbs": to_imports(office), **_would(run)}
    return render(request, "records/import_undo.html", context)


def _undo(request: HttpRequest, run: ImportRun, user: User) -> None:
    """Undo a run at once, or leave a large one to a job whose progress its page shows."""
    if sum(written_counts(run)) > LOOKED_AT:
        actions.ask_undo(run, by=user)
    else:
        _tell_undone(request, actions.undo_run(run, by=user))


def _would(run: ImportRun) -> dict[str, Any]:
    """Say what an undo would do: by name, or for a large run in numbers, since looking at each takes its time."""
    created, changed = written_counts(run)
    if created + changed > LOOKED_AT:
        return {"large": True, "archive": created, "restore": changed}
    would = actions.look(run)
    return {
        "archive": len(would.archive),
        "restore": len(would.restore),
        "kept": would.kept,
        "away": list(islice(would.archive.values(), NAMED)),
        "back_as_before": list(islice(would.restore.values(), NAMED)),
    }


def _tell_undone(request: HttpRequest, done: actions.Undone) -> None:
    told = []
    if done.archived:
        words = ngettext("One record was put away.", "%(n)s records were put away.", done.archived)
        told.append(words % {"n": done.archived})
    if done.restored:
        words = ngettext("One was put back as it was.", "%(n)s were put back as they were.", done.restored)
        told.append(words % {"n": done.restored})
    messages.success(request, " ".join(told) or _("Nothing was undone: every record stays as it is."))
