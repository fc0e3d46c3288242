"""Letters of protocol that come with the program: text files with a title in the first line."""

from functools import cache
from typing import NamedTuple

from proxenia.core import shipped
from proxenia.engagements.rules.protocol import check_letter

_FOLDER = "letters"


class Letter(NamedTuple):
    """A letter with its title and its text, placeholders left open."""

    code: str
    title: str
    text: str


@cache
def letters() -> dict[str, Letter]:
    """Return the shipped letters by code; each is checked as one an officer types is."""
    found = {}
    for path in sorted(shipped.path(_FOLDER).glob("*.txt")):
        head, _line, text = path.read_text(encoding="utf-8").partition("\n")
        check_letter(text)
        found[path.stem] = Letter(path.stem, head.removeprefix("title:").strip(), text.strip())
    return found
