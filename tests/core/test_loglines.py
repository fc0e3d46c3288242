"""Lines of the server's log: nobody writes a second line, or speaks to the terminal of whoever reads it."""

import io
import logging
import re

import pytest
from django.conf import settings

from proxenia.core.loglines import LineFormatter, one_line

pytestmark = [pytest.mark.once, pytest.mark.reliability("H6"), pytest.mark.asvs("16.4.1")]

FORGED = "\n2026-11-22 00:00:00 ERROR proxenia: forged"
PAYLOADS = [
    FORGED,
    f"\r\n{FORGED}",
    "\x1b[2J\x1b[31mred\x1b[0m",
    "\x9b31m",
    "\x85next\u2028line\u2029paragraph",
    "\u202eright to left",
    "\x00\x07\x08",
    "\ud800",
]


def written(message: str, *values: object, error: BaseException | None = None) -> str:
    """Return what the product's own handler writes for a record."""
    told = settings.LOGGING["formatters"]["plain"]
    assert told["()"] == "proxenia.core.loglines.LineFormatter"
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(LineFormatter(told["format"], style=told["style"]))
    information = (type(error), error, error.__traceback__) if error else None
    handler.emit(logging.LogRecord("proxenia", logging.WARNING, "", 0, message, values, information))
    return stream.getvalue()


@pytest.mark.parametrize("payload", PAYLOADS, ids=ascii)
def test_h_6_a_value_stays_on_one_line_and_says_nothing_to_a_terminal(payload: str) -> None:
    line = written("Not Found: %s", payload)
    assert line.count("\n") == 1
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202e\ud800]", line)
    assert written("seen") != line


@pytest.mark.parametrize("payload", PAYLOADS, ids=ascii)
def test_h_6_a_traceback_is_indented_and_encoded(payload: str) -> None:
    try:
        raise ValueError(payload)
    except ValueError as error:
        text = written("It went wrong", error=error)
    first, *rest = text.rstrip("\n").split("\n")
    assert first.endswith("It went wrong")
    assert rest
    assert all(line.startswith("    | ") for line in rest)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202e\ud800]", text)


def test_plain_words_stay_as_they_are() -> None:
    assert one_line("Zürich, 東京, ‌naïve – “quoted”") == "Zürich, 東京, ‌naïve – “quoted”"
