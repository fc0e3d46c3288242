"""What a mail or calendar file may cost; looked at before anything of it is parsed."""

from __future__ import annotations

MEGABYTE = 1024 * 1024
FILE_BYTES = 25 * MEGABYTE
CALENDAR_BYTES = 5 * MEGABYTE
HEADER_BYTES = 256 * 1024
HEADER_LINES = 2_000
ADDRESS_BYTES = 64 * 1024
RECIPIENTS = 1_000
PARTS = 200
BOUNDARIES = 40
LINES = 200_000
LINE_LENGTH = 64 * 1024
DEPTH = 4
EVENTS = 1_000
PEOPLE = 200
ATTACHMENTS = 50
WORDS = 8_000
TITLE = 300
EXCEPTIONS = 2_000
OCCURRENCES = 60
AHEAD_DAYS, BEHIND_DAYS = 366, 31
SECONDS, RULE_SECONDS = 5, 3
MEMORY_BYTES = 512 * MEGABYTE


class Held(Exception):
    """The file is not read further: ``code`` says why, ``figures`` go into the sentence."""

    def __init__(self, code: str, **figures: int) -> None:
        super().__init__(code)
        self.code, self.figures = code, figures
