"""Looking at the log as a whole: its heads written where the database cannot reach, its chains recomputed."""

import logging
import os
from collections.abc import Sequence
from logging.handlers import SysLogHandler
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from proxenia.audit.models import LogCheck
from proxenia.audit.queries import Break, breaks, breaks_since_anchor, heads, unguarded
from proxenia.audit.rules import Anchored, anchor_line
from proxenia.core.errors import Refused

log = logging.getLogger(__name__)


def write_anchor() -> list[Anchored]:
    """Write the head of every chain to the anchor's file and the system's log; return what was written.

    Whoever can rewrite the database, but not what lies there, cannot cut the log or write it anew unseen.
    """
    file, syslog = settings.ANCHOR_FILE, settings.ANCHOR_SYSLOG
    if not (file or syslog):
        raise Refused(
            _("Nothing says where the anchor goes; name a file outside the database."), "PROXENIA_ANCHOR_FILE"
        )
    found = heads(at=timezone.now().isoformat())
    lines = [anchor_line(head) for head in found]
    if file:
        _append(Path(file), lines)
    if syslog:
        _send(syslog, lines)
    where = ", ".join(str(goal) for goal in (file, syslog) if goal)
    LogCheck.objects.create(
        kind=LogCheck.Kind.ANCHOR,
        at=timezone.now(),
        events=sum(head.seq for head in found),
        where=where[:300],
    )
    return found


def is_anchor_set() -> bool:
    """Say whether somebody has named a place for the anchor."""
    return bool(settings.ANCHOR_FILE or settings.ANCHOR_SYSLOG)


def check_log(anchor: Path | None = None) -> list[Break]:
    """Recompute every chain, compare with the anchor where one is named, and keep what was found."""
    found = [*breaks(), *(breaks_since_anchor(anchor) if anchor else ())]
    told = [{"chain": one.chain, "seq": one.seq, "sentence": one.sentence} for one in found]
    told += [{"chain": None, "seq": None, "sentence": sentence} for sentence in unguarded()]
    LogCheck.objects.create(
        kind=LogCheck.Kind.VERIFY,
        at=timezone.now(),
        events=sum(head.seq for head in heads(at="")),
        problems=told,
        where=str(anchor or "")[:300],
    )
    for one in told:
        log.error("The log does not hold: %s", one["sentence"])
    return found


def _append(file: Path, lines: Sequence[str]) -> None:
    """Add lines to a file that only grows, and wait until they are on the disk."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
        try:
            os.write(handle, "".join(f"{line}\n" for line in lines).encode())
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        raise Refused(_("The anchor could not be written: %s.") % error.strerror, str(file)) from error


class _Sender(SysLogHandler):
    """Sends to the system's log, and does not keep silent when it cannot."""

    def handleError(self, record: logging.LogRecord) -> None:
        """Pass on what went wrong."""
        raise


def _send(goal: str, lines: Sequence[str]) -> None:
    """Send lines to ``host:port`` by datagrams, or to this machine's own log (``local``)."""
    host, _colon, port = goal.rpartition(":")
    address = "/dev/log" if goal == "local" else (host.strip("[]"), int(port or 514))
    try:
        handler = _Sender(address=address, facility=SysLogHandler.LOG_AUTH)
        try:
            for line in lines:
                handler.emit(logging.LogRecord("proxenia", logging.WARNING, "", 0, line, None, None))
        finally:
            handler.close()
    except OSError as error:
        raise Refused(_("The anchor could not be sent: %s.") % error, goal) from error
