"""Speaks to the virus scanner ClamAV, where one is named in the settings."""

import socket
import struct
from enum import Enum

from django.conf import settings

SECONDS = 60.0
_CHUNK = 64 * 1024


class Verdict(Enum):
    """What the scanner says: clean, infected, nothing (none is set up), or no answer."""

    NONE = "none"
    CLEAN = "clean"
    INFECTED = "infected"
    WAITING = "waiting"


def scan(content: bytes) -> tuple[Verdict, str]:
    """Have bytes scanned; returns the verdict and the name of what was found. Never raises: no answer is a verdict."""
    if not settings.CLAMAV:
        return Verdict.NONE, ""
    try:
        answer = _ask(content)
    except OSError:
        return Verdict.WAITING, ""
    if answer.endswith(" FOUND"):
        return Verdict.INFECTED, answer.removeprefix("stream: ").removesuffix(" FOUND")[:100]
    return (Verdict.CLEAN, "") if answer == "stream: OK" else (Verdict.WAITING, "")


def _ask(content: bytes) -> str:
    """Send the bytes as clamd's INSTREAM wants them: pieces with their length before, an empty one at the end."""
    with _connection() as sock:
        sock.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), _CHUNK):
            piece = content[start : start + _CHUNK]
            sock.sendall(struct.pack("!L", len(piece)) + piece)
        sock.sendall(struct.pack("!L", 0))
        return _answer(sock)


def _answer(sock: socket.socket) -> str:
    said = b""
    while len(said) < 1024 and not said.endswith(b"\0"):
        piece = sock.recv(1024)
        if not piece:
            break
        said += piece
    return said.rstrip(b"\0\n").decode("utf-8", "replace")


def _connection() -> socket.socket:
    where: str = settings.CLAMAV
    if where.startswith("/"):
        sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        sock.settimeout(SECONDS)
        sock.connect(where)
        return sock
    host, _, port = where.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), SECONDS)
