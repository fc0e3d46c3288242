"""Tables that are pasted into a page."""

from django.utils.translation import gettext as _

from proxenia.core.errors import Refused


def pasted_lines(text: str, most: int) -> list[tuple[int, str]]:
    """Return the lines of a pasted table with their numbers, without empty ones and a heading, which has no digit."""
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if lines[1:] and not any(letter.isdigit() for letter in lines[0][1]):
        lines = lines[1:]
    if len(lines) > most:
        raise Refused(_("At most %(n)d lines can be read here.") % {"n": most}, "table")
    return lines
