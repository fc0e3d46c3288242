"""An office's own Word template: its placeholders are names from a list, and nothing else.

The document is filled by a template engine that could run code. So what stands in braces is compared with the list
before the engine sees it, and the engine runs in a sandbox that knows no functions at all.
"""

import io
import re
import zipfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from proxenia.core.errors import Refused
from proxenia.core.files import inspect
from proxenia.core.papers.extras import needed

EVERYTHING, REST = "everything", "rest"
"""Placeholders for all sections, and for those that no other placeholder of the template names."""

_CODE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_OPENS = re.compile(r"\{[{%#]")
_NAME = re.compile(r"\{\{\s*([a-z][a-z_]*)\s*\}\}")
_TAGS = re.compile(r"<[^<>]*>")
_LINKED_PICTURE = re.compile(
    rb"<Relationship\b(?=[^>]*/image[\"'])(?=[^>]*TargetMode\s*=\s*[\"']External[\"'])[^>]*>", re.IGNORECASE
)
_SHOWN = 80
"""So many letters of a refused placeholder are repeated in the sentence."""


@dataclass(frozen=True)
class Names:
    """The placeholders there are: short words, and sections that stand alone in a paragraph."""

    words: Collection[str]
    sections: Collection[str]

    @property
    def blocks(self) -> frozenset[str]:
        """Return what stands alone in a paragraph."""
        return frozenset({*self.sections, EVERYTHING, REST})


def check_template(content: bytes, name: str, names: Names) -> list[str]:
    """Return the placeholders of a template; refuse one that is no plain Word document or holds anything else."""
    if inspect(content, name).kind.code != "docx":
        raise Refused(_("A template is a Word document (.docx)."), "file")
    _check_pictures(content)
    document = _opened(content)
    found: list[str] = []
    for part, is_body in _parts(document):
        found += _paragraphs(part, names, is_body=is_body)
        _check_whole(document, part, names)
    for words in _properties(document):
        _names_in(words, names)
    if not names.blocks & set(found):
        sentence = _("Nothing would be in it: put the name everything between braces, alone in a paragraph.")
        raise Refused(sentence, "file")
    return list(dict.fromkeys(found))


def named_in(content: bytes) -> set[str]:
    """Return the names in braces in the text of a template that was checked."""
    document = _opened(content)
    return {
        name for part, _is_body in _parts(document) for text in _texts(part) for name in _NAME.findall(text)
    }


def _opened(content: bytes) -> Any:
    docxtpl = needed("docxtpl")
    template = docxtpl.DocxTemplate(io.BytesIO(content))
    try:
        template.init_docx()
    except (KeyError, ValueError, AttributeError, SyntaxError, zipfile.BadZipFile) as error:
        raise Refused(
            _("The file cannot be read as a Word document. Save it again from Word."), "file"
        ) from error
    return template


def _check_pictures(content: bytes) -> None:
    """Refuse pictures that Word would fetch from elsewhere each time the document is opened."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for entry in package.namelist():
            if entry.endswith(".rels") and _LINKED_PICTURE.search(package.read(entry)):
                sentence = _("The template loads a picture from elsewhere. Put the picture itself into it.")
                raise Refused(sentence, "file")


def _parts(document: Any) -> Iterator[tuple[Any, bool]]:
    """Yield the parts that are filled, as elements, and whether it is the text itself."""
    from docx.opc.oxml import parse_xml

    yield document.docx.element.body, True
    for part in document.docx.part.package.iter_parts():
        if part.content_type.endswith(("header+xml", "footer+xml", "footnotes+xml", "endnotes+xml")):
            yield parse_xml(part.blob), False


def _properties(document: Any) -> Iterator[str]:
    found = document.docx.core_properties
    for name in ("author", "category", "comments", "content_status", "identifier", "keywords", "language", "subject",
                 "title", "version"):  # fmt: skip
        yield str(getattr(found, name) or "")


def _texts(part: Any) -> Iterator[str]:
    from docx.oxml.ns import qn

    for paragraph in part.iter(qn("w:p")):
        yield _text(paragraph)


def _text(paragraph: Any) -> str:
    from docx.oxml.ns import qn

    return "".join(piece.text or "" for piece in paragraph.iter(qn("w:t")))


def _paragraphs(part: Any, names: Names, *, is_body: bool) -> list[str]:
    """Return the names in the paragraphs of a part; a section must have its paragraph for itself."""
    from docx.oxml.ns import qn

    found: list[str] = []
    for paragraph in part.iter(qn("w:p")):
        text = _text(paragraph)
        here = _names_in(text, names)
        found += here
        sections = [name for name in here if name in names.blocks]
        in_box = any(True for _above in paragraph.iterancestors(qn("w:txbxContent")))
        if sections and (not is_body or in_box or not _NAME.fullmatch(text.strip())):
            sentence = _(
                "“%(name)s” must stand alone in a paragraph of the text, not in a head, foot or box."
            )
            raise Refused(sentence % {"name": sections[0]}, "file")
    return found


def _names_in(text: str, names: Names) -> list[str]:
    """Return the names in braces; refuse whatever else stands in braces, saying which."""
    found = []
    for code in _CODE.findall(text):
        name = _NAME.fullmatch(code.strip())
        if name is None:
            raise _code(code)
        if name[1] not in names.words and name[1] not in names.blocks:
            known = ", ".join(sorted({*names.words, *names.blocks}))
            sentence = _(
                "Between braces the template names “%(code)s”, which is none of the names: %(known)s."
            )
            raise Refused(sentence % {"code": _inner(code), "known": known}, "file")
        found.append(name[1])
    left = _CODE.sub("", text)
    opened = _OPENS.search(left)
    if opened:
        sentence = _("The template opens braces that it does not close: “%(code)s”.")
        raise Refused(sentence % {"code": _inner(left[opened.start() :])}, "file")
    return found


def _inner(code: str) -> str:
    """Return what stands between braces, as one line, for the sentence that refuses it."""
    words = " ".join(_TAGS.sub("", code).split())
    return words.strip("{}%# ")[:_SHOWN]


def _code(code: str) -> Refused:
    sentence = _(
        "Between braces the template holds “%(code)s”. Only a name may stand there, as title does: no code."
    )
    return Refused(sentence % {"code": _inner(code)}, "file")


def _check_whole(document: Any, part: Any, names: Names) -> None:
    """Look once more at what the engine will see: it joins what is written in pieces, also across paragraphs."""
    patched = document.patch_xml(document.xml_to_string(part))
    for code in _CODE.findall(patched):
        bare = _TAGS.sub("", code)
        if not _NAME.fullmatch(bare.strip()) or bare != code:
            raise _code(code)
    _names_in(_TAGS.sub("", patched), names)
