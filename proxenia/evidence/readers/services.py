"""A client of live services: cached on disk, patient with a busy service, honest about what is old.

Every request goes through the guarded door (`core.fetch`). An answer is kept with its digest; a fresh one is not asked
for again, an older one is asked for with its tag, and when the service cannot be reached the old one stands in and
says so. A busy service (429, 503) is waited for as it asks; an answer that is cut off or fails its check is asked for
again and never kept.
"""

import datetime as dt
import hashlib
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from proxenia.core import durable, fetch
from proxenia.core.errors import Refused
from proxenia.core.values.sentences import gettext

BUSY = frozenset({429, 500, 502, 503, 504})
TRIES = 4
LONGEST_WAIT = 120.0
"""A service that asks to be left alone for longer is left alone."""
LIMIT = 100 * 1024 * 1024
SECONDS = 120.0
Check = Callable[[bytes], None]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service said: the file its body lies in, when it was fetched, and whether that is too long ago."""

    path: Path
    content: bytes = field(repr=False)
    fetched: dt.datetime
    is_from_cache: bool
    is_stale: bool


@dataclass
class Service:
    """One service, with a folder for what it said.

    ``apart``: seconds between two requests; ``keep``: how long an answer is fresh; ``offline``: ask nothing, use what
    there is. ``now``, ``sleep``: the clock, for tests.
    """

    folder: Path
    apart: float = 1.0
    keep: dt.timedelta = dt.timedelta(days=30)
    offline: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)
    now: Callable[[], dt.datetime] = lambda: dt.datetime.now(tz=dt.UTC)
    sleep: Callable[[float], None] = time.sleep
    stale: list[str] = field(default_factory=list)
    _last: float = 0.0

    def get(self, url: str, query: Mapping[str, str] | None = None, *, check: Check | None = None) -> Answer:
        """Return the answer of an address, fresh where that can be had, else an old one marked as stale.

        ``check`` raises ValueError for a body that is not whole. Raises Refused where there is neither.
        """
        address = f"{url}?{urlencode(sorted((query or {}).items()))}" if query else url
        kept = self._kept(address)
        if kept and not kept.is_stale:
            return kept
        if self.offline:
            return self._old(kept, address, gettext("Nothing is fetched: offline."))
        fetch.check_url(address)
        try:
            return self._ask(address, check, kept)
        except Refused as error:
            return self._old(kept, address, error.message)

    def _old(self, kept: Answer | None, address: str, why: str) -> Answer:
        if kept is None:
            raise Refused(
                gettext("The service cannot be asked, and there is no earlier answer. %s") % why, address
            )
        self.stale.append(address)
        return kept

    def _ask(self, address: str, check: Check | None, kept: Answer | None) -> Answer:
        """Ask until there is a whole answer; refuse when the service stays busy or keeps cutting its answers off."""
        why = ""
        for number in range(TRIES):
            self._wait()
            try:
                told = fetch.get(
                    address, limit_bytes=LIMIT, seconds=SECONDS, headers=self._headers(address, kept)
                )
            except Refused as error:
                why = error.message
                self.sleep(2.0**number)
                continue
            if told.status == 304 and kept:
                return self._write(address, kept.content, told)
            if told.status in BUSY:
                why = gettext("The service is busy (%d).") % told.status
                self.sleep(self._pause(told.headers, number))
                continue
            if told.status != 200:
                raise Refused(gettext("The service answers with %d.") % told.status, address)
            if _is_whole(told.content, check):
                return self._write(address, told.content, told)
            why = gettext("The answer is not whole.")
            self.sleep(2.0**number)
        raise Refused(why, address)

    def _wait(self) -> None:
        """Keep requests apart."""
        passed = self.now().timestamp() - self._last
        if passed < self.apart:
            self.sleep(self.apart - passed)
        self._last = self.now().timestamp()

    def _pause(self, headers: Mapping[str, str], number: int) -> float:
        """Return how long to leave a busy service alone: as it asks, else longer each time."""
        asked = headers.get("Retry-After", "").strip()
        if asked.isdigit():
            seconds = float(asked)
        else:
            try:
                seconds = (parsedate_to_datetime(asked) - self.now()).total_seconds()
            except (TypeError, ValueError):
                seconds = 2.0**number
        if seconds > LONGEST_WAIT:
            raise Refused(gettext("The service asks to be left alone for %d seconds.") % seconds)
        return max(seconds, 0.0)

    def _headers(self, address: str, kept: Answer | None) -> dict[str, str]:
        about = self._about(address) if kept else {}
        asked = {"If-None-Match": about.get("etag"), "If-Modified-Since": about.get("modified")}
        return {**self.headers, **{name: value for name, value in asked.items() if value}}

    def _paths(self, address: str) -> tuple[Path, Path]:
        name = hashlib.sha256(address.encode()).hexdigest()[:32]
        return self.folder / f"{name}.body", self.folder / f"{name}.json"

    def _about(self, address: str) -> dict[str, Any]:
        try:
            told = json.loads(self._paths(address)[1].read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return told if isinstance(told, dict) else {}

    def _kept(self, address: str) -> Answer | None:
        """Return what was kept of an address; nothing where it was damaged since."""
        body, about = self._paths(address)[0], self._about(address)
        try:
            content = body.read_bytes()
            fetched = dt.datetime.fromisoformat(about["fetched"])
        except (OSError, KeyError, ValueError):
            return None
        if hashlib.sha256(content).hexdigest() != about.get("digest"):
            return None
        return Answer(body, content, fetched, True, self.now() - fetched > self.keep)

    def _write(self, address: str, content: bytes, told: fetch.Fetched) -> Answer:
        body, about = self._paths(address)
        fetched = self.now()
        durable.write(body, [content])
        known = {
            "url": address, "fetched": fetched.isoformat(), "digest": hashlib.sha256(content).hexdigest(),
            "etag": told.headers.get("ETag", ""), "modified": told.headers.get("Last-Modified", ""),
        }  # fmt: skip
        durable.write(about, [json.dumps(known).encode()])
        return Answer(body, content, fetched, False, False)


def _is_whole(content: bytes, check: Check | None) -> bool:
    if check is None:
        return bool(content)
    try:
        check(content)
    except ValueError:
        return False
    return True
