"""Lines for logs and terminals: one event is one line, whatever somebody typed into a field."""

import logging
import re

_CONTROLS = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\uffff\ud800-\udfff]"
)


def one_line(text: str) -> str:
    """Return a text with every control character, line break and change of direction written out as ``\\x1b``.

    So nobody forges a second line of a log, or colours and moves the cursor of whoever reads it.
    """
    return _CONTROLS.sub(_written_out, text)


def _written_out(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"


class LineFormatter(logging.Formatter):
    """Writes the message on one line; a traceback follows indented, each of its lines encoded too."""

    def formatMessage(self, record: logging.LogRecord) -> str:
        """Return the line of a record."""
        return one_line(super().formatMessage(record))

    def formatException(self, ei: object) -> str:
        """Return a traceback of which no line looks like the beginning of an entry."""
        return _indented(super().formatException(ei))  # type: ignore[arg-type]

    def formatStack(self, stack_info: str) -> str:
        """Return a stack of calls, indented alike."""
        return _indented(super().formatStack(stack_info))


def _indented(text: str) -> str:
    return "\n".join(f"    | {one_line(line)}" for line in text.split("\n"))
