"""A message of Outlook (.msg, MS-OXMSG) as the mail it was: read by way of the same bounds as any other mail.

Only what a mail says is taken over: who, to whom, when, the words, the names of attachments, and calendars among them.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from email import policy
from email.header import Header
from email.message import Message
from email.parser import HeaderParser
from email.utils import format_datetime, formataddr
from typing import Any

from olefile import OleFileIO
from oxmsg import Message as Outlook
from oxmsg.domain import constants

from .bounds import HEADER_BYTES, PARTS, RECIPIENTS, TITLE, Held

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PROPERTIES = "__properties_version1.0"
_TAKEN = ("From", "To", "Cc", "Subject", "Date", "Message-ID", "Auto-Submitted", "Precedence")
_CC, _BCC = 2, 3
_CALENDARS = (".ics", ".ical")
_DAMAGED = (OSError, ValueError, LookupError, struct.error, TypeError, AttributeError, AssertionError)
"""What the reader of the format raises where a file is not what it says; it names no error of its own."""


def as_mail(content: bytes) -> bytes:
    """Return a message of Outlook as a mail; raises Held for another file of Office, and for a damaged one."""
    try:
        with OleFileIO(content) as ole:
            is_message = ole.exists(_PROPERTIES)
    except _DAMAGED:
        raise Held("damaged") from None
    if not is_message:
        raise Held("no_message")
    try:
        return _written(Outlook.load(content)).as_bytes(policy=policy.SMTP)
    except _DAMAGED:
        raise Held("damaged") from None


def _written(said: Any) -> Message[str, str]:
    mail: Message[str, str] = Message()
    for name, value in _heads(said):
        if value and name not in mail:
            mail[name] = value
    mail["MIME-Version"] = "1.0"
    mail.set_type("multipart/mixed")
    mail.set_payload([])
    plain, html = said.body or "", said.html_body or ""
    mail.attach(_part("text/plain" if plain.strip() else "text/html", (plain if plain.strip() else html)))
    for number, one in enumerate(said.attachments):
        if number >= PARTS:
            raise Held("parts", most=PARTS)
        mail.attach(_attached(one))
    return mail


def _heads(said: Any) -> Iterator[tuple[str, str]]:
    """Yield heads: as they came with the mail, then what Outlook keeps of them beside."""
    raw = said.properties.str_prop_value(constants.PID_TRANSPORT_MESSAGE_HEADERS) or ""
    came = HeaderParser(policy=policy.compat32).parsestr(raw[:HEADER_BYTES], headersonly=True)
    for name in _TAKEN:
        yield name, _one_line(str(came.get(name, "")))
    yield "From", _sender(said.properties)
    people = list(_recipients(said))
    yield "To", ", ".join(who for who, kind in people if kind not in (_CC, _BCC))
    yield "Cc", ", ".join(who for who, kind in people if kind == _CC)
    yield "Subject", _coded(_one_line(said.subject)[:TITLE])
    yield "Message-ID", _one_line(said.properties.str_prop_value(constants.PID_INTERNET_MESSAGE_ID) or "")
    if said.sent_date is not None:
        yield "Date", format_datetime(said.sent_date)


def _sender(properties: Any) -> str:
    name = properties.str_prop_value(constants.PID_SENDER_NAME) or ""
    addresses = (constants.PID_SENDER_SMTP_ADDRESS, constants.PID_SENDER_EMAIL_ADDRESS)
    said = [properties.str_prop_value(one) or "" for one in addresses]
    # Within one house Outlook writes an address of Exchange, which is none that a mail can have.
    address = next((one for one in said if "@" in one), "")
    return _person(name, address)


def _recipients(said: Any) -> Iterator[tuple[str, int]]:
    for number, one in enumerate(said.recipients):
        if number > RECIPIENTS:
            raise Held("recipients", most=RECIPIENTS)
        kind = one.properties.int_prop_value(constants.PID_RECIPIENT_TYPE) or 1
        if who := _person(one.name, one.email_address):
            yield who, kind & 0x0F


def _person(name: str, address: str) -> str:
    address = "".join(address.split())
    if "@" not in address or not address.isascii():
        return ""
    return formataddr((_one_line(name)[:200], address), "utf-8")


def _coded(text: str) -> str:
    return text if text.isascii() else Header(text, "utf-8").encode(maxlinelen=0)


def _one_line(text: str) -> str:
    return " ".join(text.replace("\x00", "").split())


def _part(kind: str, text: str) -> Message[str, str]:
    part: Message[str, str] = Message()
    part.set_type(kind)
    part.set_payload(text.replace("\x00", ""), "utf-8")
    return part


def _attached(one: Any) -> Message[str, str]:
    """Return a part that bears an attachment's name; its bytes only where it is a calendar."""
    name = _one_line(one.file_name or "")[:200]
    if name.lower().endswith(_CALENDARS) or one.mime_type == "text/calendar":
        return _part("text/calendar", (one.file_bytes or b"").decode("utf-8", errors="replace"))
    part: Message[str, str] = Message()
    part.set_type("application/octet-stream")
    part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", name or "attachment"))
    return part
