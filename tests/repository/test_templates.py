"""Templates hold no text outside translation tags, and no inline script or style (the security policy is strict)."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.template.base import Lexer, TokenType

from tests.repository import source

pytestmark = pytest.mark.once

TEMPLATES = source.ROOT / "templates"
HOLE = "\ue000"
LETTERS = re.compile(r"[^\W\d_]{2,}")
# Read aloud or shown by the browser.
SPOKEN = {"alt", "title", "placeholder", "aria-label", "aria-description", "aria-roledescription", "label"}
UNTRANSLATED = {"code", "kbd", "samp", "script", "style"}
NAMES = {"Proxenia"}


def outside_translation(text: str) -> str:
    """The template with every tag, variable, comment and translated block turned into one placeholder."""
    kept, skipping = [], ""
    for token in Lexer(text).tokenize():
        word = (
            token.contents.split()[0]
            if token.token_type == TokenType.BLOCK and token.contents.strip()
            else ""
        )
        if skipping:
            skipping = "" if word == skipping else skipping
        elif word in ("blocktranslate", "blocktrans", "comment", "verbatim"):
            skipping = f"end{word}"
        elif token.token_type == TokenType.TEXT:
            kept.append(token.contents)
            continue
        kept.append(("" if skipping else HOLE) + "\n" * token.contents.count("\n"))
    # An element whose very name is chosen by a tag still opens and closes as one element.
    return re.sub(f"(</?){HOLE}", r"\1x-", "".join(kept))


class Reader(HTMLParser):
    """Collects bare text and inline code, each with its line."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.bare: list[str] = []
        self.inline: list[str] = []

    def note(self, where: list[str], what: str) -> None:
        """Keep a finding with its line number."""
        where.append(f"line {self.getpos()[0]}: {what.strip()[:60]}")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Attributes that are read aloud are text too; handlers and styles are refused."""
        self.open.append(tag)
        named = dict(attrs)
        for name, value in attrs:
            button = name == "value" and tag == "input" and named.get("type") in ("submit", "button")
            spoken = name in SPOKEN or (name == "content" and named.get("name") == "description")
            if (spoken or button) and is_text(value or ""):
                self.note(self.bare, f'{name}="{value}"')
            if name.startswith("on") or name == "style":
                self.note(self.inline, f'{name}="{value}"')
        if tag == "style" or (
            tag == "script" and "src" not in named and named.get("type") != "application/json"
        ):
            self.note(self.inline, f"<{tag}>")

    def handle_endtag(self, tag: str) -> None:
        """Close up to the matching tag; void elements never close."""
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        """Text between tags."""
        if not UNTRANSLATED & set(self.open[-2:]) and is_text(data):
            self.note(self.bare, data.replace(HOLE, "…"))


def is_text(value: str) -> bool:
    """Whether a value holds words of a language that nobody translates."""
    return any(word not in NAMES for word in LETTERS.findall(re.sub(r"&\w+;", " ", value)))


def read(text: str) -> Reader:
    """Read one template."""
    reader = Reader()
    reader.feed(outside_translation(text))
    reader.close()
    return reader


def pages() -> list[Path]:
    """Every HTML template, the product's apps' own included."""
    return sorted([*TEMPLATES.rglob("*.html"), *source.PRODUCT.rglob("templates/**/*.html")])


def test_no_text_outside_translation_tags() -> None:
    found = [f"{source.short(path)} {what}" for path in pages() for what in read(path.read_text()).bare]
    assert found == []


def test_no_inline_script_or_style() -> None:
    found = [f"{source.short(path)} {what}" for path in pages() for what in read(path.read_text()).inline]
    assert found == []


def test_mail_and_other_plain_templates_are_translated_too() -> None:
    found = [
        source.short(path)
        for path in TEMPLATES.rglob("*.txt")
        if is_text(outside_translation(path.read_text()))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("text", "bare", "inline"),
    [
        ("<p>{% translate 'Hello' %}</p>", 0, 0),
        ("<p>Hello {{ name }}</p>", 1, 0),
        ("{% blocktranslate %}Hello{% endblocktranslate %}<b>{{ a }}</b>", 0, 0),
        ('<img alt="A map" src="x">', 1, 0),
        ('<p style="color: red" onclick="go()">·</p>', 0, 2),
        ("<script>go()</script>", 0, 1),
        ("{# note #}<a href=\"{% url 'a' %}\" {% if x %}hidden{% endif %}>→ {{ x }}</a>", 0, 0),
        ("<br>plain words", 1, 0),
        (
            "<{% if a %}th scope='row'{% else %}td{% endif %} class='x'>{{ a }}</{% if a %}th{% else %}td{% endif %}>",
            0,
            0,
        ),
    ],
)
def test_the_reader_finds_what_it_should(text: str, bare: int, inline: int) -> None:
    reader = read(text)
    assert (len(reader.bare), len(reader.inline)) == (bare, inline)
