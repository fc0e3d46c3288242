"""Bad texts and bad bytes to everything that reads: cells, places, searches, spreadsheets. A sentence or a value,
never anything else, and never for long."""

import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from proxenia.core.errors import ProxeniaError
from proxenia.core.sheets import read_table, write_table
from proxenia.core.sheets.encodings import decode
from proxenia.core.sheets.escape import escape_cell, restore_cell
from proxenia.core.sheets.problems import SheetError
from proxenia.core.values import (
    CellError,
    PartialDate,
    clean_text,
    fold,
    parse_date,
    parse_decimal,
    parse_int,
    parse_money,
    split_list,
)
from proxenia.core.values.hours import parse_hours
from proxenia.core.values.numbers import parse_currency
from proxenia.core.vocabulary import Vocabulary
from proxenia.directory.rules.corps import national_day
from proxenia.places.queries import country_of, resolve
from tests.sweep.payloads import broken, corpus, mutated

MOST_SECONDS = 5.0
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def _round_trip(text: str) -> None:
    """A cell that is written and read again says what it said, and no program takes it for a formula."""
    written = escape_cell(text)
    assert restore_cell(written) == text, "came back as another text"
    assert not written.lstrip(" \x00").startswith(_DANGEROUS), "would be taken for a formula"


def _sentence(text: str) -> None:
    """What is cleaned holds no character that acts on what stands around it."""
    cleaned = clean_text(text)
    assert cleaned == clean_text(cleaned), "cleaning twice is not cleaning once"
    assert not set(cleaned) & set("\x00\r\n\x1b\u202e\u2066"), "a character that acts was left"


PARSERS: dict[str, Callable[[str], Any]] = {
    "date": parse_date,
    "date, day first": lambda text: parse_date(text, "dmy"),
    "date, month first": lambda text: parse_date(text, "mdy"),
    "date as written": PartialDate.parse_iso,
    "day of the year": national_day,
    "number": parse_decimal,
    "whole number": parse_int,
    "money": parse_money,
    "currency": parse_currency,
    "hours": parse_hours,
    "list": split_list,
    "text": _sentence,
    "folded text": fold,
    "kind of tie": lambda text: Vocabulary.load("partnership_kinds").match(text),
    "kind of contact": lambda text: Vocabulary.load("engagement_kinds").match(text),
    "cell of a sheet": _round_trip,
    "country": country_of,
    "place": resolve,
}
REFUSALS = (CellError, ProxeniaError)
"""What a reader may say instead of a value."""


def texts(size: int, seed: int, names: list[str] | None = None) -> tuple[list[str], Counter[str], float]:
    """Give texts to every reader, the corpus first; return what was found, how many each got, the longest seconds."""
    known, counts, found, longest = corpus(), Counter[str](), list[str](), 0.0
    chosen = {name: PARSERS[name] for name in names or PARSERS}
    each = -(-size // len(chosen))
    for name, parse in chosen.items():
        chance = random.Random(f"{seed} {name}")
        # A sample takes some of the corpus; the full size all of it, and mutations for the rest.
        given = known if each >= len(known) else chance.sample(known, each)
        given = [*given, *(mutated(chance, known) for _ in range(each - len(given)))]
        for text in given:
            told, seconds = one(name, parse, text)
            counts[name] += 1
            longest = max(longest, seconds)
            found += told
    return found, counts, longest


def one(name: str, parse: Callable[[str], Any], text: str) -> tuple[list[str], float]:
    """Give one text to one reader."""
    began = time.process_time()
    try:
        parse(text)
    except REFUSALS as refusal:
        if not str(refusal).strip():
            return [f"{name}: no word about {text[:60]!r}"], 0.0
    except Exception as error:  # noqa: BLE001 (that is what we look for)
        return [f"{name}: {type(error).__name__}: {str(error)[:120]} for {text[:60]!r} ({len(text)})"], 0.0
    took = time.process_time() - began
    return ([f"{name}: {took:.1f} s for {text[:20]!r} ({len(text)})"] if took > MOST_SECONDS else []), took


def sheets(size: int, seed: int) -> tuple[list[str], int]:
    """Give broken files to the reader of spreadsheets, each in a process of its own as in the product."""
    chance, found = random.Random(f"{seed} sheets"), list[str]()
    with tempfile.TemporaryDirectory() as folder:
        whole = [_whole(Path(folder), ending) for ending in ("csv", "xlsx", "ods")]
        for number in range(size):
            path = Path(folder) / f"broken.{('csv', 'xlsx', 'ods')[number % 3]}"
            path.write_bytes(broken(chance, whole[number % 3]))
            began = time.monotonic()
            try:
                with read_table(
                    path, recognise=lambda cells: sum(cell in ("Name", "Since") for cell in cells)
                ) as table:
                    for _row in table.rows:
                        pass
            except SheetError as refusal:
                found += [] if str(refusal).strip() else [f"sheet {number}: no word"]
            except Exception as error:  # noqa: BLE001 (that is what we look for)
                found.append(f"sheet {number} ({path.suffix}): {type(error).__name__}: {str(error)[:200]}")
            if time.monotonic() - began > 20:
                found.append(f"sheet {number}: {time.monotonic() - began:.0f} s")
    return found, size


def _whole(folder: Path, ending: str) -> bytes:
    path = folder / f"whole.{ending}"
    rows = [["Trier", "1958-05-04", 3], ["Ascoli", "12.3.1998", -4.5], ["=1+1", None, "x"]]
    write_table(path, ["Name", "Since", "Number"], rows)
    return path.read_bytes()


def raw_bytes(size: int, seed: int) -> tuple[list[str], int]:
    """Give bytes of nothing to what guesses encodings."""
    chance, found = random.Random(f"{seed} bytes"), list[str]()
    start = "Name;Since\nKraków;1958\nМосква;12.3.1998\n東京;x\n"
    for number in range(size):
        content = broken(chance, start.encode(chance.choice(("utf-8", "utf-16", "utf-16-le", "utf-32"))))
        try:
            decode(content)
        except REFUSALS:
            continue
        except Exception as error:  # noqa: BLE001 (that is what we look for)
            found.append(f"bytes {number}: {type(error).__name__}: {str(error)[:120]} for {content[:40]!r}")
    return found, size
