"""What a mail or calendar proposes: by which name it is known again, when it says it is, what is decided."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.core.errors import Refused
from proxenia.core.values import clean_text
from proxenia.engagements.models import Proposal

VIRTUAL = ("http://", "https://", "teams", "zoom", "webex", "google meet", "jitsi")
NEW, CHANGED, SAME = "new", "changed", "same"

LABELS = {
    NEW: gettext_lazy("new"),
    CHANGED: gettext_lazy("changed since"),
    SAME: gettext_lazy("here already"),
}


@dataclass(frozen=True)
class Draft:
    """One proposal before it is kept."""

    kind: str
    key: str
    title: str
    sender: str
    words: str
    facts: dict[str, Any]

    @property
    def content(self) -> str:
        """A digest of what it says: two that say the same are one."""
        return digest(self.title, self.sender, self.words, json.dumps(self.facts, sort_keys=True))


@dataclass(frozen=True)
class When:
    """Days and hours a proposal names, by the clock of a zone; no hours: whole days."""

    first: dt.date
    last: dt.date
    starts: dt.time | None = None
    ends: dt.time | None = None
    zone: str = ""


def digest(*parts: str) -> str:
    """Return one short name for some texts."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def drafts(read: Mapping[str, Any], content_digest: str) -> Iterator[Draft]:
    """Yield what a file that was read proposes: its entries, or a mail without any as itself."""
    if read["kind"] == "calendar":
        for item in read["items"] if not read["held"] else ():
            yield _event(item, read["method"], {})
        for answer in read.get("answers", ()):
            yield _answer(answer, {})
        return
    mail = {name: read[name] for name in ("sender", "sent", "attachments", "people", "auto", "message_id")}
    items = [(one["method"], item) for one in read["calendars"] for item in one["items"]]
    for method, item in items:
        yield _event(item, method, mail)
    answers = [answer for one in read["calendars"] for answer in one.get("answers", ())]
    for answer in answers:
        yield _answer(answer, mail)
    if not items and not answers:
        yield _mail(read, mail, content_digest)


def _event(item: Mapping[str, Any], method: str, mail: dict[str, Any]) -> Draft:
    title = clean_text(item["title"])[:300] or _("An entry without a title")
    called = item["uid"] or digest(title, item["starts"]["at"])
    sender = mail.get("sender") or item["organizer"] or {}
    facts = {
        **{name: value for name, value in item.items() if name not in ("title", "words")},
        "method": method,
    }
    return Draft(
        Proposal.Kind.EVENT,
        digest("event", called, item["moved"]),
        title,
        str(sender.get("address", ""))[:320],
        clean_text(item["words"], lines=True),
        {**facts, "mail": mail},
    )


def _answer(answer: Mapping[str, Any], mail: dict[str, Any]) -> Draft:
    """Return what somebody's calendar answered: known again by the invitation and by whom it answers for."""
    who = answer["who"]
    sender = mail["sender"]["address"] if mail else ""
    title = clean_text(answer["title"])[:300] or _("An answer without a title")
    return Draft(
        Proposal.Kind.ANSWER,
        digest("answer", answer["uid"], who["address"], answer["moved"]),
        title,
        sender[:320],
        clean_text(answer["comment"], lines=True),
        {**answer, "remarks": [], "times": [], "rule": "", "status": "", "mail": mail},
    )


def _mail(read: Mapping[str, Any], mail: dict[str, Any], content_digest: str) -> Draft:
    facts = {
        **mail,
        "remarks": [],
        "times": [],
        "rule": "",
        "method": "",
        "status": "",
        "cut": read.get("cut", False),
    }
    return Draft(
        Proposal.Kind.MAIL,
        digest("mail", read["message_id"] or content_digest),
        clean_text(read["title"])[:300] or _("A mail without a subject"),
        read["sender"]["address"][:320],
        clean_text(read["words"], lines=True),
        facts,
    )


def when_of(proposal: Proposal, home: str) -> When | None:
    """Return when a proposal says it is, by its own clock, else that of home; a mail is of the day it was sent."""
    facts = proposal.facts
    if proposal.kind == Proposal.Kind.MAIL:
        sent = facts.get("sent", "")
        if not sent:
            return None
        day = dt.datetime.fromisoformat(sent).astimezone(ZoneInfo(home)).date()
        return When(day, day)
    if facts["starts"] is None:
        return None
    return moved_to(facts["starts"], facts["ends"], home)


def moved_to(starts: Mapping[str, Any], ends: Mapping[str, Any] | None, home: str) -> When:
    """Return days and hours from two times as they were read; universal time is told by the clock of home."""
    if len(starts["at"]) == 10:
        first = dt.date.fromisoformat(starts["at"])
        after = dt.date.fromisoformat(ends["at"][:10]) if ends else first
        return When(first, max(first, after - dt.timedelta(days=1)))
    at, until = _clock(starts, home), _clock(ends, home) if ends else None
    zone = starts["zone"] if starts["zone"] not in ("", "UTC") else home
    if until is not None and (until < at or len(ends["at"]) == 10):  # type: ignore[index]
        until = None
    last = until.date() if until else at.date()
    return When(at.date(), last, at.time(), until.time() if until else None, zone)


def _clock(moment: Mapping[str, Any], home: str) -> dt.datetime:
    """Return a moment by the clock of its zone, without it."""
    at = dt.datetime.fromisoformat(moment["at"])
    if moment["zone"] == "UTC":
        return at.replace(tzinfo=dt.UTC).astimezone(ZoneInfo(home)).replace(tzinfo=None)
    return at


def at_time(proposal: Proposal, time: str, home: str) -> When:
    """Return when a proposal that repeats takes place at one of its times, as long as the first."""
    facts = proposal.facts
    if time not in facts["times"]:
        raise Refused(_("This is not one of its times."), where="times")
    starts, ends = facts["starts"], facts["ends"]
    length = dt.datetime.fromisoformat(ends["at"]) - dt.datetime.fromisoformat(starts["at"]) if ends else None
    shifted = {**starts, "at": time}
    until = None
    if ends is not None and length is not None:
        at = dt.datetime.fromisoformat(time) + length
        until = {**ends, "at": at.date().isoformat() if len(ends["at"]) == 10 else at.isoformat()}
    return moved_to(shifted, until, home)


def is_called_off(proposal: Proposal) -> bool:
    """Say whether what came in says that it does not take place."""
    return proposal.facts.get("method") == "CANCEL" or proposal.facts.get("status") == "CANCELLED"


def check_waits(proposal: Proposal) -> None:
    """Refuse to decide again on what was decided already."""
    if proposal.state != Proposal.State.WAITING:
        raise Refused(_("This was decided already: %(state)s.") % {"state": proposal.get_state_display()})
