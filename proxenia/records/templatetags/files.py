"""The files of a record, wherever a page shows one."""

from typing import Any

from django import template
from django.conf import settings

from proxenia.records.forms import FileForm
from proxenia.records.models import File
from proxenia.records.queries.files import office_room

register = template.Library()


@register.inclusion_tag("records/_files.html", takes_context=True)
def files_of(context: dict[str, Any], uid: str, may_write: bool) -> dict[str, Any]:
    """Show the files of the record with that uid, which the reader sees; with the form for a writer."""
    office, user = context["office"], context["request"].user
    files = list(File.objects.filter(anchor__uid=uid).heard_by(user))
    return {
        "office": office,
        "anchor_uid": uid,
        "csrf_token": context.get("csrf_token"),
        "may_write": may_write,
        "files": [file for file in files if file.archived_at is None],
        "put_away": [file for file in files if file.archived_at is not None] if may_write else [],
        "form": FileForm(auto_id="file_%s"),
        "room": office_room(office) if may_write else None,
        "limit": settings.FILE_LIMIT_MB * 1024 * 1024,
        "scanner": bool(settings.CLAMAV),
    }
