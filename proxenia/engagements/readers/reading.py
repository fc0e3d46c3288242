"""Reading a mail or calendar that nobody vouches for: in a process of its own, within bounds of memory and time."""

import datetime as dt
import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.engagements.readers.bounds import FILE_BYTES, MEGABYTE, SECONDS

_ROOT = Path(__file__).resolve().parents[3]
_GRACE = 5

SENTENCES = {
    "calendar_bytes": gettext_lazy("The calendar has more than %(megabytes)d MB."),
    "calendar_lines": gettext_lazy("The calendar has more than %(lines)d lines."),
    "calendar_depth": gettext_lazy("The calendar nests its parts more than %(depth)d deep."),
    "header_bytes": gettext_lazy("The heads of the mail have more than %(kilobytes)d KB."),
    "header_lines": gettext_lazy("The mail has more than %(lines)d lines of heads."),
    "recipients": gettext_lazy("The mail has more than %(most)d recipients."),
    "parts": gettext_lazy("The mail has more than %(most)d parts."),
    "depth": gettext_lazy("The mail nests its parts too deeply."),
    "damaged": gettext_lazy("The file is damaged: it could not be read to its end."),
    "memory": gettext_lazy("Reading the file took more memory or time than a file may."),
    "no_message": gettext_lazy("This is a file of Office, but no message of Outlook (.msg)."),
    "unknown": gettext_lazy("This is neither a mail (.eml, .msg) nor a calendar (.ics)."),
    "too_large": gettext_lazy("The file has more than %(megabytes)d MB."),
    "empty": gettext_lazy("The file is empty."),
    "too_many_events": gettext_lazy(
        "The calendar has more entries than are read at once; the rest is left out."
    ),
    "no_start": gettext_lazy("Entries that do not say when they begin are left out."),
    "odd_zone": gettext_lazy("Its time zone is not known: look at the hours."),
    "too_often": gettext_lazy("It repeats more often than daily: only its first time is offered."),
    "too_many_rules": gettext_lazy(
        "The calendar repeats too much to follow: only its first time is offered."
    ),
    "odd_rule": gettext_lazy(
        "The rule by which it repeats cannot be followed: only its first time is offered."
    ),
}
"""Why a file is held back, and what is remarked on an entry."""


def sentence_of(code: str, figures: Mapping[str, int] | None = None) -> str:
    """Return the sentence of a code."""
    text = str(SENTENCES.get(code, _("The file could not be read.")))
    return text % figures if figures else text


def read_capture(content: bytes, today: dt.date) -> dict[str, Any]:
    """Return what a mail or calendar says: ``kind`` is mail, calendar or empty, ``held`` why it is not read further.

    Never raises for what the file holds; times of what repeats are told from a month before ``today`` to a year on.
    """
    if len(content) > FILE_BYTES:
        return _held("too_large", megabytes=FILE_BYTES // MEGABYTE)
    if not content.strip():
        return _held("empty")
    with tempfile.TemporaryDirectory(prefix="proxenia-mail-") as folder:
        file = Path(folder) / "file"
        file.write_bytes(content)
        return _ask(file, today)


def _ask(file: Path, today: dt.date) -> dict[str, Any]:
    command = [sys.executable, "-m", "proxenia.engagements.readers.worker", str(file), today.isoformat()]
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=file.parent,
            # Nothing of this process's surroundings, where passwords may lie, is handed on.
            env={"PYTHONPATH": str(_ROOT), "PYTHONSAFEPATH": "1", "PYTHONUTF8": "1", "MALLOC_ARENA_MAX": "2"},
            timeout=SECONDS + _GRACE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return _held("memory")
    try:
        found: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        return _held("memory")
    return {**found, "sentence": sentence_of(found["held"], found["figures"]) if found["held"] else ""}


def _held(code: str, **figures: int) -> dict[str, Any]:
    return {"kind": "", "held": code, "figures": figures, "sentence": sentence_of(code, figures)}
