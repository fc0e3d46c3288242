"""Word documents for tests: made with the library, read back with it, or with LibreOffice where it is there."""

import io
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document

from proxenia.core.papers import standard_template


def template(*paragraphs: str, head: str = "", title: str = "") -> bytes:
    """Return a Word document with these paragraphs, a page head and a title among its properties."""
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if head:
        document.sections[0].header.paragraphs[0].text = head
    document.core_properties.title = title
    return saved(document)


def saved(document: object) -> bytes:
    """Return a document as bytes."""
    out = io.BytesIO()
    document.save(out)  # type: ignore[attr-defined]
    return out.getvalue()


def edited(content: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """Return a package with one part changed as text."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, change(text.decode()).encode() if name == part else text)
    return out.getvalue()


def raw(inner: str) -> bytes:
    """Return the plain template with one more paragraph, given as its XML."""
    return edited(
        standard_template(),
        "word/document.xml",
        lambda text: text.replace("<w:sectPr", f"<w:p>{inner}</w:p><w:sectPr", 1),
    )


def text_of(content: bytes) -> str:
    """Return the words of a Word document, a paragraph a line, cells and page foot too."""
    document = Document(io.BytesIO(content))
    lines = [one.text for one in document.paragraphs]
    lines += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    lines += [one.text for section in document.sections for one in section.footer.paragraphs]
    return "\n".join(lines)


def pages_of(content: bytes, folder: Path) -> list[str]:
    """Return the text of each page as LibreOffice prints a Word document; skips where it is not installed."""
    office = shutil.which("soffice")
    reader = shutil.which("pdftotext")
    if office is None or reader is None:
        pytest.skip("LibreOffice absent")
    (folder / "paper.docx").write_bytes(content)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    words = [
        office,
        profile,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(folder),
        str(folder / "paper.docx"),
    ]
    subprocess.run(words, check=True, capture_output=True, timeout=120)
    told = subprocess.run(
        [reader, "-layout", folder / "paper.pdf", "-"], check=True, capture_output=True, text=True
    )
    return told.stdout.split("\f")[:-1]
