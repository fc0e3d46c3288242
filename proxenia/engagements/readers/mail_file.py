"""A mail (RFC 5322) as plain words: who says they sent it, to whom, when, what it says, what hangs on it.

Headers are read with the old parser of the standard library: the new one takes seconds for thousands of addresses.
Bounds are looked at on the bytes, before anything is parsed.
"""

from __future__ import annotations

import datetime as dt
import re
from email import policy
from email.errors import HeaderParseError, MessageError
from email.header import decode_header
from email.message import Message
from email.parser import BytesHeaderParser, BytesParser
from email.utils import getaddresses, parsedate_to_datetime
from html.parser import HTMLParser
from typing import Any

from .bounds import (
    ADDRESS_BYTES,
    ATTACHMENTS,
    BOUNDARIES,
    HEADER_BYTES,
    HEADER_LINES,
    PARTS,
    PEOPLE,
    RECIPIENTS,
    TITLE,
    WORDS,
    Held,
)
from .ics_file import read_calendar

_HEADS_END = re.compile(rb"\r?\n\r?\n")
_LONGEST_TEXT = 2 * 1024 * 1024
_CALENDARS = frozenset({"text/calendar", "application/ics"})
_MOST_CALENDARS = 5
_UNSEEN = frozenset({"script", "style", "head", "title"})
_BREAKS = frozenset({"p", "br", "div", "tr", "li", "h1", "h2", "h3", "blockquote"})


def is_mail(content: bytes) -> bool:
    """Say whether a file begins as a mail does: a line with a name and a colon."""
    first = content[:4000].lstrip(b"\xef\xbb\xbf\r\n")
    return bool(re.match(rb"(From |>?[A-Za-z][A-Za-z0-9-]{1,60}[ \t]*:)", first))


def read_mail(content: bytes, today: dt.date) -> dict[str, Any]:
    """Return what a mail says; where it is out of bounds only its heads, with the code why under ``held``."""
    head, held, figures = _head(content)
    heads = _heads(BytesHeaderParser(policy=policy.compat32).parsebytes(head))
    found = {**heads, "held": held, "figures": figures, "words": "", "attachments": [], "calendars": []}
    try:
        if not held and heads["people_count"] > RECIPIENTS:
            raise Held("recipients", most=RECIPIENTS)
        if not held:
            _check_parts(content)
            found |= _body(BytesParser(policy=policy.compat32).parsebytes(content), today)
    except Held as reason:
        found |= {"held": reason.code, "figures": reason.figures}
    except (RecursionError, MessageError, ValueError, LookupError):
        found |= {"held": "damaged", "figures": {}}
    return found


def _head(content: bytes) -> tuple[bytes, str, dict[str, int]]:
    """Return the block of heads, cut where it is too long, and why the mail is held then."""
    end = _HEADS_END.search(content[: HEADER_BYTES + 4])
    if end is None and len(content) > HEADER_BYTES:
        return content[:HEADER_BYTES], "header_bytes", {"kilobytes": HEADER_BYTES // 1024}
    head = content[: end.start() + 1] if end else content
    lines = head.split(b"\n")
    if len(lines) > HEADER_LINES:
        return b"\n".join(lines[:HEADER_LINES]), "header_lines", {"lines": HEADER_LINES}
    return head, "", {}


def _check_parts(content: bytes) -> None:
    """Refuse more parts, or parts more deeply in one another, than a mail has that people wrote."""
    lower = content.lower()
    if lower.count(b"boundary") > BOUNDARIES:
        raise Held("depth", most=BOUNDARIES)
    if lower.count(b"content-type:") > PARTS:
        raise Held("parts", most=PARTS)


def _heads(heads: Message[str, str]) -> dict[str, Any]:
    sender = _addresses(heads, "From")
    people = [*_addresses(heads, "To"), *_addresses(heads, "Cc")]
    return {
        "message_id": " ".join(str(heads.get("Message-ID", "")).split())[:500],
        "title": _decoded(heads.get("Subject", ""), TITLE),
        "sender": sender[0] if sender else {"name": "", "address": ""},
        "people": people[:PEOPLE],
        "people_count": len(people),
        "sent": _sent(str(heads.get("Date", ""))),
        "auto": str(heads.get("Auto-Submitted", "no")).strip().lower() != "no"
        or str(heads.get("Precedence", "")).strip().lower() in ("bulk", "junk", "list"),
        "delivered": [
            str(one)[:500] for name in ("Delivered-To", "X-Original-To") for one in heads.get_all(name, [])
        ][:20],
        "own": "X-Proxenia" in heads,
    }


def _addresses(heads: Message[str, str], name: str) -> list[dict[str, str]]:
    """Return names and addresses of a head; of a very long one its beginning."""
    raw = ", ".join(str(one) for one in heads.get_all(name, []))[:ADDRESS_BYTES]
    found = getaddresses([raw])
    return [
        {"name": _decoded(who, 200), "address": address.strip().lower()[:320]}
        for who, address in found
        if "@" in address and not any(char.isspace() for char in address.strip())
    ]


def _decoded(value: Any, limit: int) -> str:
    """Return a head as it reads: encoded words in any charset, the ends of lines as blanks."""
    text = str(value)[: limit * 20]
    try:
        pieces = decode_header(text)
    except (HeaderParseError, ValueError):
        pieces = [(text, None)]
    words = "".join(
        _text_of(piece, charset or "ascii") if isinstance(piece, bytes) else piece
        for piece, charset in pieces
    )
    return " ".join(words.split())[:limit]


def _text_of(content: bytes, charset: str) -> str:
    try:
        return content.decode(charset, errors="replace")
    except (LookupError, ValueError):
        return content.decode("utf-8", errors="replace")


def _sent(text: str) -> str:
    try:
        at = parsedate_to_datetime(text[:200])
        return at.isoformat() if 1970 <= at.year <= 2200 else ""
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""


def _body(mail: Message[str, str], today: dt.date) -> dict[str, Any]:
    plain, html = "", ""
    attachments: list[str] = []
    calendars: list[dict[str, Any]] = []
    for part in mail.walk():
        kind = part.get_content_type()
        if part.is_multipart():
            continue
        if kind in _CALENDARS and len(calendars) < _MOST_CALENDARS:
            calendars.append(read_calendar(_bytes(part), today))
            continue
        name = _decoded(part.get_filename() or "", 200)
        # What claims to have parts and has none is plain.
        if not name and (kind == "text/plain" or kind.startswith("multipart/")) and not plain:
            plain = _text_of(_bytes(part)[:_LONGEST_TEXT], str(part.get_content_charset() or "utf-8"))
        elif not name and kind == "text/html" and not html:
            html = _text_of(_bytes(part)[:_LONGEST_TEXT], str(part.get_content_charset() or "utf-8"))
        elif len(attachments) < ATTACHMENTS:
            attachments.append(name or kind)
    words = plain.strip() or words_of(html)
    return {
        "words": words[:WORDS],
        "cut": len(words) > WORDS,
        "attachments": attachments,
        "calendars": calendars,
    }


def _bytes(part: Message[str, str]) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


class _Words(HTMLParser):
    """Keeps what a reader would see of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden += tag in _UNSEEN
        if tag in _BREAKS:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.hidden = max(0, self.hidden - (tag in _UNSEEN))

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.words.append(data)


def words_of(html: str) -> str:
    """Return the words of a page without its tags, empty lines once."""
    reader = _Words()
    reader.feed(html)
    reader.close()
    lines = [" ".join(line.split()) for line in "".join(reader.words).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
