"""A paper as PDF, tagged for who reads by ear (PDF/UA-1)."""

import io
import json
import re
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
from anyascii import anyascii
from django.utils.translation import gettext as _

from proxenia.core import shipped
from proxenia.core.errors import Refused
from proxenia.core.papers.blocks import Paper
from proxenia.core.papers.extras import needed

_MISSING = re.compile(r"the text `\"(.+?)\"` could not be displayed")
_ESCAPED = re.compile(r"\\u\{([0-9a-fA-F]+)\}")
MOST_ROUNDS = 4
"""So often letters without a font are looked for: each round names those of one run of text."""
POCKET_SIZES = ("9.5", "8.5", "7.5", "6.5", "5.5")
"""Points; the largest in which it fits is taken."""


def pdf(paper: Paper) -> bytes:
    """Return a paper as PDF; letters that no font on this machine has are spelt out, and the last page says so."""
    return _made(paper, "book", {})


def laid_out(paper: Paper, layout: str) -> bytes:
    """Return a paper as PDF in another layout of `data/papers`: badges to cut out, certificates."""
    return _made(paper, layout, {})


def pocket_pdf(paper: Paper) -> bytes:
    """Return a paper on one page to fold into a pocket, in the largest letters that let it fit."""
    for size in POCKET_SIZES:
        made = _made(paper, "pocket", {"size": size})
        if page_count(made) == 1:
            return made
    raise Refused(_("This does not fit on one page. Leave something out."))


def page_count(made: bytes) -> int:
    """Return how many pages a PDF has."""
    with pikepdf.open(io.BytesIO(made)) as opened:
        return len(opened.pages)


def _made(paper: Paper, layout: str, inputs: dict[str, str]) -> bytes:
    typst = needed("typst")
    told, spelt = paper.written(), dict[str, str]()
    with tempfile.TemporaryDirectory(prefix="proxenia-paper-") as name:
        folder = Path(name)
        (folder / "main.typ").write_bytes(shipped.path("papers", f"{layout}.typ").read_bytes())
        for number, picture in enumerate(paper.pictures()):
            (folder / f"{number}.jpg").write_bytes(picture)
        for _round in range(MOST_ROUNDS):
            remark = _remark(spelt)
            (folder / "paper.json").write_text(json.dumps({**_spelt(told, spelt), "remark": remark}), "utf-8")
            try:
                made: bytes = typst.compile(
                    folder / "main.typ",
                    root=folder,
                    font_paths=_fonts(),
                    sys_inputs=inputs,
                    pdf_standards=["ua-1"],
                )
            except typst.TypstError as error:
                missing = _missing(error)
                if not missing:
                    raise
                spelt |= missing
            else:
                return made
    raise Refused(
        _("This paper holds letters that no font on this machine can show; make it as Word instead.")
    )


@cache
def _fonts() -> Any:
    return needed("typst").Fonts(include_system_fonts=True)


def _missing(error: Any) -> dict[str, str]:
    """Return the letters that no font has, each with how it is spelt instead."""
    found: dict[str, str] = {}
    for text in _MISSING.findall(f"{error.message}\n{error.diagnostic}"):
        letters = _ESCAPED.sub(lambda code: chr(int(code[1], 16)), text)
        found |= {letter: anyascii(letter) or "?" for letter in letters}
    return found


def _spelt(value: Any, spelt: dict[str, str]) -> Any:
    if not spelt:
        return value
    if isinstance(value, str):
        return "".join(spelt.get(letter, letter) for letter in value)
    if isinstance(value, dict):
        return {name: _spelt(one, spelt) for name, one in value.items()}
    return [_spelt(one, spelt) for one in value] if isinstance(value, list) else value


def _remark(spelt: dict[str, str]) -> str:
    if not spelt:
        return ""
    codes = ", ".join(f"U+{ord(letter):04X}" for letter in sorted(spelt))
    sentence = _(
        "No font on this machine shows these letters; they are spelt in Latin letters here: %(codes)s."
    )
    return sentence % {"codes": codes}
