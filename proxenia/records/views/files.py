"""Files on any record: kept, handed out as a download, put away, brought back."""

from collections.abc import Callable

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from proxenia.accounts.access import signed_in
from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import READ_SHARED, WRITE_SOMEWHERE
from proxenia.core.errors import NoRoom, NotAllowed, NotFound, Refused
from proxenia.core.forms import refusals_told
from proxenia.core.pages import page
from proxenia.records.access import check_may_write, get_visible, note_openings, note_refusal
from proxenia.records.actions import files as actions
from proxenia.records.forms import FileForm
from proxenia.records.models import Anchor, File
from proxenia.records.queries.files import file_for
from proxenia.records.queries.hangings import page_of
from proxenia.records.rules import check_may_be_handed_out


@page(WRITE_SOMEWHERE, ("POST",))
def add_file(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Keep a file on a record and go back to it."""
    user = signed_in(request)
    anchor: Anchor = get_visible(Anchor, user, office, uid)
    check_may_write(user, anchor)
    form = FileForm(request.POST, request.FILES)
    try:
        if not form.is_valid():
            raise Refused(_("Choose a file first."))
        data = form.cleaned_data
        kept = actions.add_file(
            anchor, by=user, upload=data["file"], title=data["title"], **form.shared(office)
        )
        messages.success(request, _("“%(title)s” is kept.") % {"title": kept.title})
    except (NoRoom, NotAllowed):
        raise
    except Refused as refusal:
        messages.error(request, refusal.message)
    return HttpResponseRedirect(page_of(anchor))


def _file(user: User, office: Office, uid: str) -> File:
    found = file_for(user, office, uid)
    if found is None:
        is_there = File.objects.filter(uid=uid, anchor__office=office).exists()
        note_refusal(user, office, "file", uid, is_there=is_there, via="file")
        raise NotFound(_("There is no such file."))
    return found


@page(READ_SHARED)
def file(request: HttpRequest, office: Office, uid: str) -> FileResponse:
    """Hand a file out as a download, never to be shown inside a page."""
    found = _file(signed_in(request), office, uid)
    if found.archived_at is not None or not actions.path_of(found).exists():
        raise NotFound(_("There is no such file."))
    check_may_be_handed_out(found)
    note_openings(signed_in(request), office, [found.anchor], via="file")
    answer = FileResponse(actions.path_of(found).open("rb"), as_attachment=True, filename=found.original_name)
    answer["Content-Type"] = found.content_type
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'; frame-ancestors 'none'"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["X-Download-Options"] = "noopen"
    return answer


@page(WRITE_SOMEWHERE, ("POST",))
def put_away_file(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Take a file off its record."""
    done = _("“%(title)s” is put away; it can be brought back below.")
    return _with_file(request, office, uid, actions.put_away_file, done)


@page(WRITE_SOMEWHERE, ("POST",))
def bring_back_file(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Put a file back on its record."""
    return _with_file(request, office, uid, actions.bring_back_file, _("“%(title)s” is back."))


def _with_file(
    request: HttpRequest, office: Office, uid: str, verb: Callable[..., None], done: str
) -> HttpResponse:
    user = signed_in(request)
    found = _file(user, office, uid)
    with refusals_told(request):
        verb(found, by=user)
        messages.success(request, done % {"title": found.title})
    return HttpResponseRedirect(page_of(found.anchor))
