"""Everything about a person as one file to hand over: readable, machine-readable, with the attachments."""

import io
import json
import zipfile
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from proxenia.accounts.models import User
from proxenia.directory.models import Person
from proxenia.directory.queries.telling import everything_about, files_of
from proxenia.records.actions.hangings import path_of


def dossier(person: Person, user: User) -> bytes:
    """Return a zip file: `person.json` (all rows), `person.html` (the same to read), `files/` (attachments)."""
    told = everything_about(person, user)
    made = timezone.now()
    head = {"made_at": made, "office": person.office.name, "person": person.name}
    sections = [{"name": name, "rows": [list(row.items()) for row in rows]} for name, rows in told.items()]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("person.json", _json({**head, "data": told}))
        archive.writestr(
            "person.html",
            render_to_string(
                "directory/dossier.html", {"person": person, "made": made, "sections": sections}
            ),
        )
        for file in files_of(person, user):
            path = path_of(file)
            if path.exists():
                archive.writestr(f"files/{file.uid}-{_safe(file.original_name)}", path.read_bytes())
    return buffer.getvalue()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, default=str)


def _safe(name: str) -> str:
    """Return a file name without anything that could lead out of the folder it is unpacked in."""
    kept = "".join(letter if letter.isalnum() or letter in "._- " else "_" for letter in name)
    return kept.lstrip(".") or "file"
