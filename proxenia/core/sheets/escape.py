"""Cells that a spreadsheet program would take for a formula, marked on the way out and restored on the way in."""

from __future__ import annotations

import re

# Apostrophes may lead, so that a text that itself begins with a marked formula is marked once more and comes
# back as it was: for every text, restore_cell(escape_cell(text)) == text.
_BEFORE = "\\s\x00-\x20\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_RISKY = re.compile(f"'*[{_BEFORE}]*[\t\r\n=+\\-@＝＋－＠]")


def escape_cell(text: str) -> str:
    """Return the text with a leading `'` where a spreadsheet program could take it for a formula."""
    return "'" + text if _RISKY.match(text) else text


def restore_cell(text: str) -> str:
    """Return what `escape_cell` was given; other texts stay as they are, a single quotation mark too."""
    return text[1:] if text.startswith("'") and _RISKY.match(text, 1) else text
