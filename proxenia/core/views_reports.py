"""Browsers tell here what the content security policy stopped: a sign of an attack, or of a page of ours gone wrong."""

import json
import logging
import threading
import time
from collections import Counter
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from proxenia.core import failures
from proxenia.core.pages import PUBLIC, page
from proxenia.core.web import plain_line, visitor_address

LIMIT_BYTES = 16 * 1024
A_MINUTE_EACH = 20
A_MINUTE_IN_ALL = 200
_log = logging.getLogger("proxenia.csp")


class Throttle:
    """Counts by address within the running minute, in this process: enough to keep a log from being filled."""

    def __init__(self, each: int, in_all: int) -> None:
        self.each, self.in_all = each, in_all
        self._lock = threading.Lock()
        self._minute, self._counts = 0, Counter[str]()

    def admits(self, address: str, now: float) -> bool:
        """Count one request and say whether it is still within the bounds."""
        with self._lock:
            if int(now // 60) != self._minute:
                self._minute, self._counts = int(now // 60), Counter()
            if self._counts.total() >= self.in_all or self._counts[address] >= self.each:
                return False
            self._counts[address] += 1
            return True


THROTTLE = Throttle(A_MINUTE_EACH, A_MINUTE_IN_ALL)


@csrf_exempt
@page(PUBLIC, ("POST",))
def csp_report(request: HttpRequest) -> HttpResponse:
    """Take a browser's report and write one line of it to the log; whatever it says, the answer is empty."""
    if not THROTTLE.admits(visitor_address(request), time.time()):
        return failures.too_many(request, 60)
    if int(request.META.get("CONTENT_LENGTH") or 0) > LIMIT_BYTES:
        return failures.too_large(request)
    for line in lines_of(request.body):
        _log.warning("stopped by the content security policy: %s", line)
    return HttpResponse(status=204)


def lines_of(body: bytes) -> list[str]:
    """Return a line for each report of a body, at most five; what is not a report gives none."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return []
    reports = said if isinstance(said, list) else [said]
    found = [_line(report) for report in reports[:5] if isinstance(report, dict)]
    return [line for line in found if line]


def _line(report: dict[str, Any]) -> str:
    """Say what was stopped where; the names of the older and the newer form of reports."""
    said = report.get("csp-report") or report.get("body")
    if not isinstance(said, dict):
        return ""
    directive = said.get("effectiveDirective") or said.get("violated-directive") or ""
    blocked = said.get("blockedURL") or said.get("blocked-uri") or ""
    document = said.get("documentURL") or said.get("document-uri") or ""
    words = (directive, _without_query(blocked), _without_query(document))
    return " ".join(plain_line(word, 120) or "-" for word in words)


def _without_query(address: Any) -> str:
    """Return an address without what may be secret in it: query, fragment and names before the host."""
    try:
        parts = urlsplit(str(address))
        return (
            f"{parts.scheme}://{parts.hostname}{parts.path}" if parts.hostname else parts.path or str(address)
        )
    except ValueError:
        return ""
