"""What a paper is made of: sections of words, facts, lines, tables and cards of people."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Marks that turn the direction of writing round: in a name they can make it read as another."""
_KEPT = "\n\t"
_NOT_WRITTEN = ("Cc", "Cs", "Co", "Cn")


def plain(text: str) -> str:
    """Return a text as a document can hold it: composed, without controls and marks that turn writing round."""
    composed = unicodedata.normalize("NFC", _TURNING.sub("", text.replace("\r\n", "\n")))
    return "".join(
        one if one in _KEPT or unicodedata.category(one) not in _NOT_WRITTEN else " " for one in composed
    )


@dataclass(frozen=True)
class Heading:
    """A heading within a section."""

    kind: ClassVar[str] = "heading"
    text: str


@dataclass(frozen=True)
class Words:
    """A paragraph; ``tone`` is ``lede``, ``small`` or nothing. Line breaks stay."""

    kind: ClassVar[str] = "words"
    text: str
    tone: str = ""


@dataclass(frozen=True)
class Facts:
    """Terms and what they are."""

    kind: ClassVar[str] = "facts"
    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Items:
    """Lines of a list: the line, and what stands small beneath it."""

    kind: ClassVar[str] = "items"
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Table:
    """Rows under columns; each row has as many cells as there are columns."""

    kind: ClassVar[str] = "table"
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Card:
    """Somebody: name, the name in its own script, lines beneath, and a picture (JPEG) where there is one."""

    title: str
    local: str = ""
    lines: tuple[str, ...] = ()
    picture: bytes = b""
    said: str = ""
    """What the picture shows, for who does not see it."""
    source: str = ""
    """The uid of the file the picture comes from, for pages that show it themselves."""


@dataclass(frozen=True)
class Cards:
    """People, one beneath the other."""

    kind: ClassVar[str] = "cards"
    cards: tuple[Card, ...]


Block = Heading | Words | Facts | Items | Table | Cards


@dataclass(frozen=True)
class Section:
    """One part of a paper under its own heading; ``code`` is its name in templates."""

    code: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Paper:
    """A document: ``fields`` are the short words of its head by their names in templates."""

    title: str
    sections: tuple[Section, ...]
    fields: Mapping[str, str] = field(default_factory=dict)
    language: str = "en"

    def told(self, name: str) -> str:
        """Return one of the short words; nothing where the paper has none of that name."""
        return self.title if name == "title" else self.fields.get(name, "")

    def written(self) -> dict[str, Any]:
        """Return the paper as plain values; a picture is its number among ``pictures()``."""
        numbers = iter(range(10**6))
        return {
            "title": plain(self.title),
            "language": self.language,
            "fields": {name: plain(text) for name, text in self.fields.items()},
            "sections": [
                {"title": plain(one.title), "blocks": [_written(block, numbers) for block in one.blocks]}
                for one in self.sections
            ],
        }

    def pictures(self) -> list[bytes]:
        """Return the pictures in the order in which they stand."""
        every = (block for section in self.sections for block in section.blocks)
        return [
            card.picture
            for block in every
            if isinstance(block, Cards)
            for card in block.cards
            if card.picture
        ]


def _written(block: Block, numbers: Any) -> dict[str, Any]:
    if isinstance(block, Cards):
        cards = [
            {
                "title": plain(card.title),
                "local": plain(card.local),
                "lines": [plain(line) for line in card.lines],
                "picture": next(numbers) if card.picture else None,
                "said": plain(card.said),
            }
            for card in block.cards
        ]
        return {"kind": block.kind, "cards": cards}
    return {"kind": block.kind, **{name: _plain_all(value) for name, value in vars(block).items()}}


def _plain_all(value: Any) -> Any:
    return plain(value) if isinstance(value, str) else [_plain_all(one) for one in value]
