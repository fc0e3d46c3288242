"""Colours: every pair of words and ground that pages use can be read, in light and in dark."""

import re

import pytest

from proxenia.core import shipped

pytestmark = pytest.mark.once

CSS = shipped.root("static") / "css"
GROUNDS = ("paper", "card", "sea", "hair", "plain-soft")
STATES = ("live", "quiet", "cold", "accent")
PAIRS = [
    *((text, ground) for text in ("ink", "soft", *STATES, "accent-deep") for ground in ("paper", "card")),
    *((state, f"{state}-soft") for state in STATES),
    *(("ink", f"{state}-soft") for state in STATES),
    *(("soft", f"{state}-soft") for state in STATES),
    *(("accent", f"{state}-soft") for state in STATES),
    *(("ink", ground) for ground in (*GROUNDS, "land")),
    *(("soft", ground) for ground in GROUNDS),
    ("on-accent", "accent"),
    ("on-accent", "accent-deep"),
]
# Borders of controls and lines of pictures need 3:1 (WCAG 2.2, 1.4.11).
MARKS = [("edge", "paper"), ("edge", "card"), *((s, g) for s in STATES for g in ("sea", "land", "card"))]


def tokens() -> dict[str, tuple[str, str]]:
    """Name to (light, dark)."""
    css = (CSS / "tokens.css").read_text()
    return {name: (a, b) for name, a, b in re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", css)}


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    """The contrast of two colours, 1 to 21."""
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


def test_the_measure_of_contrast_is_right() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_sys_6_words_can_be_read(text: str, ground: str, theme: int) -> None:
    found = tokens()
    assert contrast(found[text][theme], found[ground][theme]) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("mark", "ground"), MARKS)
def test_sys_6_marks_can_be_seen(mark: str, ground: str, theme: int) -> None:
    found = tokens()
    assert contrast(found[mark][theme], found[ground][theme]) >= 3


def test_every_token_used_exists() -> None:
    defined = set(re.findall(r"(--[\w-]+):", (CSS / "tokens.css").read_text()))
    for sheet in CSS.glob("*.css"):
        used = set(re.findall(r"var\((--[\w-]+)", sheet.read_text()))
        assert used <= defined, f"{sheet.name} uses {sorted(used - defined)}"


def test_colours_stand_in_the_tokens_only() -> None:
    for sheet in CSS.glob("*.css"):
        if sheet.name not in ("tokens.css", "print.css"):
            assert not re.findall(r"#[0-9a-fA-F]{3,8}\b", sheet.read_text()), sheet.name


def test_style_sheets_work_from_right_to_left() -> None:
    """Physical sides would break a page that reads from the right; inset shorthands are logical enough."""
    side = r"(?:left|right)"
    physical = rf"(?<![\w-])(?:margin|padding|border)-{side}|(?<![\w-]){side}\s*:|text-align:\s*{side}"
    for sheet in CSS.glob("*.css"):
        assert not re.findall(physical, sheet.read_text()), sheet.name


def test_the_style_sheets_stay_small() -> None:
    assert sum(len(sheet.read_text().splitlines()) for sheet in CSS.glob("*.css")) < 700
