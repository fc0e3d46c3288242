"""The reader's own process: reads one hostile mail or calendar with little memory, little time and no network.

Started by `reading.py` as `python -m proxenia.engagements.readers.worker FILE TODAY`; answers one line of JSON.
It imports no Django.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from dateutil import rrule

from proxenia.core.sheets.limits import Limits
from proxenia.core.sheets.worker import shut_in

from .bounds import MEMORY_BYTES, SECONDS, Held
from .ics_file import is_calendar, read_calendar
from .mail_file import is_mail, read_mail

_OUTLOOK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How files of Office begin that are no archives, messages of Outlook among them."""


def main() -> None:
    """Read the file and say what it is."""
    content, today = Path(sys.argv[1]).read_bytes(), dt.date.fromisoformat(sys.argv[2])
    _end_time(today.year + 2)
    shut_in(Limits(memory_bytes=MEMORY_BYTES, seconds=SECONDS))
    sys.stdout.write(json.dumps(_answer(content, today)) + "\n")


def _end_time(year: int) -> None:
    """Let time end in a year: of a rule that fits no day the library asks each until the year 9999."""
    bounded = ModuleType("datetime")
    bounded.__dict__.update(vars(dt))
    bounded.__dict__["MAXYEAR"] = year
    rrule.datetime = bounded


def _answer(content: bytes, today: dt.date) -> dict[str, Any]:
    try:
        if content.startswith(_OUTLOOK):
            return {"kind": "mail", **read_mail(_as_mail(content), today)}
        if is_calendar(content):
            return {"kind": "calendar", "held": "", "figures": {}, **read_calendar(content, today)}
        if is_mail(content):
            return {"kind": "mail", **read_mail(content, today)}
    except Held as reason:
        return {"kind": "calendar", "held": reason.code, "figures": reason.figures}
    except (MemoryError, RecursionError):
        return {"kind": "", "held": "memory", "figures": {}}
    return {"kind": "", "held": "unknown", "figures": {}}


def _as_mail(content: bytes) -> bytes:
    # Its library takes longer to load than most mails to read.
    from .msg_file import as_mail

    return as_mail(content)


if __name__ == "__main__":
    main()
