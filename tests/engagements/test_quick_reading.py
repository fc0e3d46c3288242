"""ENG-1, quick entry: what a line says, on lines written before the reader was tuned and on others it had not seen."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from proxenia.engagements.readers.quick import Said, read

pytestmark = pytest.mark.once

TODAY = dt.date(2026, 11, 22)
FOLDER = Path(__file__).parent / "data"
WORDS = [
    "met", "will", "they", "we", "by", "and", "about", "in", "on", "with", "the", "Anna", "Lyon", "1", "31", "March",
    "2026", "yesterday", ".", ",", ";", "'", "ago", "weeks", "next", "last",
]  # fmt: skip
PARTS = ("kind", "date", "names", "about", "place", "promises")


def lines(name: str) -> list[tuple[str, dict[str, str]]]:
    """The lines of a file with what each says."""
    rows = [
        [cell.strip() for cell in row.split("|")]
        for row in (FOLDER / name).read_text(encoding="utf-8").splitlines()
        if row and not row.startswith("#")
    ]
    return [(row[0], dict(zip(PARTS, row[1:], strict=True))) for row in rows]


def told(said: Said) -> dict[str, str]:
    """What was understood, written as the files write it."""
    promises = [f"{one.side}: {one.what}: {one.due or ''}".strip() for one in said.promises]
    return {
        "kind": said.kind,
        "date": str(said.date or ""),
        "names": "; ".join(said.names),
        "about": said.about,
        "place": said.place,
        "promises": "; ".join(promises),
    }


def shares(name: str) -> dict[str, float]:
    """The share of lines of which each part was understood as written down."""
    rows = lines(name)
    right = dict.fromkeys(PARTS, 0)
    for text, wanted in rows:
        got = told(read(text, TODAY))
        for part in PARTS:
            right[part] += got[part].replace(": ;", ":;") == wanted[part].replace(": ;", ":;")
    return {part: round(number / len(rows), 2) for part, number in right.items()}


def test_eng_1_sixty_lines_are_understood() -> None:
    assert len(lines("quick_entry.txt")) >= 60
    assert min(shares("quick_entry.txt").values()) == 1.0


def test_eng_1_lines_not_seen_before_are_mostly_understood() -> None:
    assert len(lines("quick_entry_unseen.txt")) >= 20
    assert min(shares("quick_entry_unseen.txt").values()) >= 0.9


@pytest.mark.parametrize(
    ("words", "date"),
    [
        ("met Ana today", "2026-11-22"),
        ("met Ana the day before yesterday", "2026-11-20"),
        ("met Ana last Sunday", "2026-11-15"),
        ("met Ana on Sunday", "2026-11-22"),
        ("met Ana three days ago", "2026-11-19"),
        ("met Ana 2 months ago", "2026-09"),
        ("met Ana on 1 December", "2025-12-01"),
        ("meeting with Ana on 1 December", "2026-12-01"),
        ("met Ana on 31 February", ""),
        ("met Ana in 2019", "2019"),
        ("met Ana in March 2019", "2019-03"),
        ("met Jan de Vries", ""),
        ("met Ana 12345678901234567890 days ago", ""),
    ],
)
def test_eng_1_days_as_people_say_them(words: str, date: str) -> None:
    assert str(read(words, TODAY).date or "") == date


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(
        st.text(max_size=300),
        st.lists(
            st.sampled_from(WORDS),
            max_size=40,
        ).map(" ".join),
    )
)
@example("²")
def test_eng_1_any_line_is_read_and_kept_whole(line: str) -> None:
    said = read(line, TODAY)
    kept = said.text
    for word in (*said.names, said.place):
        assert all(piece in kept for piece in word.split())


def test_eng_1_a_very_long_line_is_read_in_a_moment() -> None:
    import time

    started = time.perf_counter()
    read("and they will " * 5_000, TODAY)
    read("met " + "A, " * 5_000, TODAY)
    read("1 " * 5_000, TODAY)
    assert time.perf_counter() - started < 2
