"""A paper as Word document: an office's own template, or the plain one, filled."""

import io
from typing import Any

from django.utils.translation import gettext as _

from proxenia.core.errors import Refused
from proxenia.core.papers.blocks import Card, Paper, Section, plain
from proxenia.core.papers.extras import needed
from proxenia.core.papers.templates import EVERYTHING, REST, named_in

_OPEN, _CLOSE = "\ue000", "\ue001"
"""Stand around the name of a section until it is written; no text of a paper can hold them (see ``plain``)."""
ACCENT, SOFT = "1F5673", "5B6570"
TERM_TWIPS = 2600
"""How far the second column of facts is indented, in twentieths of a point."""


def word(paper: Paper, template: bytes = b"") -> bytes:
    """Return a paper as Word document, made from a template that was checked, or from the plain one."""
    content = template or standard_template()
    document = _filled(paper, content)
    _Writer(document).write(paper, named_in(content))
    properties = document.core_properties
    properties.title, properties.author = plain(paper.title)[:255], plain(paper.told("office"))[:255]
    properties.language = paper.language
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _filled(paper: Paper, content: bytes) -> Any:
    """Return the template with its short words filled in and a mark where each section goes."""
    docxtpl, jinja2 = needed("docxtpl"), needed("jinja2")
    template = docxtpl.DocxTemplate(io.BytesIO(content))
    blocks = (*(section.code for section in paper.sections), EVERYTHING, REST)
    words = {name: plain(text) for name, text in paper.fields.items()}
    marks = {name: f"{_OPEN}{name}{_CLOSE}" for name in blocks}
    try:
        template.render({**words, "title": plain(paper.title), **marks}, _sandbox(), autoescape=True)
    except jinja2.TemplateError as error:
        raise Refused(_("The template cannot be filled: %(why)s") % {"why": error}, "file") from error
    return template.docx


def _sandbox() -> Any:
    """Return an engine that knows no function, filter or test; a name that is not given is left empty."""
    sandbox = needed("jinja2.sandbox").ImmutableSandboxedEnvironment(autoescape=True)
    sandbox.globals, sandbox.filters, sandbox.tests = {}, {}, {}
    return sandbox


def standard_template() -> bytes:
    """Return the plain template: what is used where an office has none, and what it begins its own with."""
    docx = needed("docx")
    document = docx.Document()
    _dress(document)
    document.add_paragraph("{{ title }}", style="Title")
    document.add_paragraph("{{ subtitle }}", style="Subtitle")
    document.add_paragraph("{{ everything }}")
    foot = document.sections[0].footer.paragraphs[0]
    foot.add_run("{{ made }}\t")
    _page_number(foot)
    document.core_properties.author, document.core_properties.comments = "", ""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _dress(document: Any) -> None:
    """Set page and letters."""
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt, RGBColor

    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(24)
    section.top_margin = section.bottom_margin = Mm(22)
    sizes = {"Normal": 11, "Title": 24, "Subtitle": 12, "Heading 1": 16, "Heading 2": 12, "Footer": 8.5}
    for name, size in sizes.items():
        style = document.styles[name]
        style.font.name, style.font.size = "Calibri", Pt(size)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for script in ("w:eastAsia", "w:cs", "w:ascii", "w:hAnsi"):
            fonts.set(qn(script), "Calibri")
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(theme), None)
        style.font.italic = False
        if name != "Normal":
            style.font.color.rgb = RGBColor.from_string(SOFT if name in ("Subtitle", "Footer") else ACCENT)
    document.styles["Normal"].paragraph_format.space_after = Pt(6)
    foot = document.styles["Footer"].paragraph_format
    for stop in list(foot.tab_stops):
        foot.tab_stops._pPr.tabs.remove(stop._tab)
    foot.tab_stops.add_tab_stop(Mm(162), WD_TAB_ALIGNMENT.RIGHT)


def _page_number(paragraph: Any) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)


class _Writer:
    """Writes sections where their marks stand."""

    def __init__(self, document: Any) -> None:
        from docx.oxml.ns import qn

        self.document, self.qn = document, qn
        self.styles = {style.name for style in document.styles}
        self.mark: Any = None

    def write(self, paper: Paper, named: set[str]) -> None:
        """Write every section the template asks for; each mark gives way to what it stands for."""
        rest = [section for section in paper.sections if section.code not in named]
        by_name: dict[str, list[Section]] = {section.code: [section] for section in paper.sections}
        by_name |= {EVERYTHING: list(paper.sections), REST: rest}
        for paragraph in list(self.document.element.body.iter(self.qn("w:p"))):
            text = "".join(piece.text or "" for piece in paragraph.iter(self.qn("w:t"))).strip()
            if text.startswith(_OPEN) and text.endswith(_CLOSE):
                self.mark = paragraph
                for section in by_name.get(text[1:-1], []):
                    self.section(section)
                self._take_away(paragraph)

    def _take_away(self, paragraph: Any) -> None:
        """Remove a mark; a cell of a table must keep a last paragraph."""
        parent, after = paragraph.getparent(), paragraph.getnext()
        if parent.tag == self.qn("w:tc") and (after is None or after.tag != self.qn("w:p")):
            for run in paragraph.findall(self.qn("w:r")):
                paragraph.remove(run)
            return
        parent.remove(paragraph)

    def section(self, section: Section) -> None:
        """Write one section."""
        self.paragraph(section.title, "Heading 1")
        for block in section.blocks:
            getattr(self, block.kind)(block)

    def paragraph(self, text: str, *styles: str) -> Any:
        """Write a paragraph in the first of some styles that the template has."""
        style = next((name for name in styles if name in self.styles), None)
        made = self.document.add_paragraph(style=style)
        lines = plain(text).split("\n")
        for line in lines:
            run = made.add_run(line)
            if line is not lines[-1]:
                run.add_break()
        self.mark.addprevious(made._p)
        return made

    def heading(self, block: Any) -> None:
        """Write a heading within a section."""
        self.paragraph(block.text, "Heading 2")

    def words(self, block: Any) -> None:
        """Write a paragraph of words."""
        made = self.paragraph(block.text, "Normal")
        if block.tone == "small":
            self._soften(made)

    def _soften(self, paragraph: Any, size: float = 9.5) -> None:
        from docx.shared import Pt, RGBColor

        for run in paragraph.runs:
            run.font.size, run.font.color.rgb = Pt(size), RGBColor.from_string(SOFT)

    def facts(self, block: Any) -> None:
        """Write terms and what they are, the second column indented."""
        from docx.shared import RGBColor, Twips

        for term, value in block.pairs:
            made = self.document.add_paragraph(style="Normal" if "Normal" in self.styles else None)
            made.add_run(f"{plain(term)}\t").font.color.rgb = RGBColor.from_string(SOFT)
            lines = plain(value).split("\n")
            for line in lines:
                run = made.add_run(line)
                if line is not lines[-1]:
                    run.add_break()
            shape = made.paragraph_format
            shape.left_indent, shape.first_line_indent = Twips(TERM_TWIPS), Twips(-TERM_TWIPS)
            shape.tab_stops.add_tab_stop(Twips(TERM_TWIPS))
            self.mark.addprevious(made._p)

    def items(self, block: Any) -> None:
        """Write the lines of a list, each with its small line beneath."""
        bullet = "" if "List Bullet" in self.styles else "• "
        for line, beneath in block.lines:
            made = self.paragraph(bullet + line, "List Bullet", "Normal")
            if beneath:
                self._beneath(made, beneath)

    def _beneath(self, paragraph: Any, text: str) -> None:
        from docx.shared import Pt, RGBColor

        paragraph.runs[-1].add_break()
        lines = plain(text).split("\n")
        for line in lines:
            run = paragraph.add_run(line)
            run.font.size, run.font.color.rgb = Pt(9.5), RGBColor.from_string(SOFT)
            if line is not lines[-1]:
                run.add_break()

    def table(self, block: Any) -> None:
        """Write rows under columns; the head is repeated on each page."""
        table = self.document.add_table(rows=1, cols=len(block.columns))
        self._lines(table)
        self._row(table.rows[0], block.columns, is_head=True)
        for row in block.rows:
            self._row(table.add_row(), row)
        self._describe(table, block.caption)
        self.mark.addprevious(table._tbl)
        self.paragraph("", "Normal")

    def _lines(self, table: Any) -> None:
        """Draw hairlines between rows, none between columns."""
        from docx.oxml import OxmlElement

        borders = OxmlElement("w:tblBorders")
        for side in ("top", "bottom", "insideH"):
            line = OxmlElement(f"w:{side}")
            for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "C9CED3")):
                line.set(self.qn(f"w:{name}"), value)
            borders.append(line)
        table._tbl.tblPr.append(borders)

    def _describe(self, table: Any, caption: str) -> None:
        from docx.oxml import OxmlElement

        told = OxmlElement("w:tblDescription")
        told.set(self.qn("w:val"), plain(caption))
        table._tbl.tblPr.append(told)

    def _row(self, row: Any, cells: Any, *, is_head: bool = False) -> None:
        from docx.oxml import OxmlElement
        from docx.shared import Pt

        marks = ["w:cantSplit", *(["w:tblHeader"] if is_head else [])]
        for mark in marks:
            row._tr.get_or_add_trPr().append(OxmlElement(mark))
        for cell, text in zip(row.cells, cells, strict=True):
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
            paragraph.add_run(plain(text).replace("\n", ", ")).bold = is_head or None
            if is_head:
                self._soften(paragraph)

    def cards(self, block: Any) -> None:
        """Write people; where one has a picture, it stands beside the words."""
        for card in block.cards:
            if card.picture:
                self._with_picture(card)
            else:
                self._said(self.paragraph("", "Normal"), card)

    def _said(self, paragraph: Any, card: Card) -> None:
        paragraph.add_run(plain(card.title)).bold = True
        if card.local:
            paragraph.add_run(f" · {plain(card.local)}")
        for line in card.lines:
            paragraph.runs[-1].add_break()
            paragraph.add_run(plain(line))

    def _with_picture(self, card: Card) -> None:
        from docx.shared import Mm

        table = self.document.add_table(rows=1, cols=2)
        table.autofit = False
        widths = (Mm(30), Mm(130))
        for column, cell, width in zip(table.columns, table.rows[0].cells, widths, strict=True):
            column.width = cell.width = width
        picture, said = table.rows[0].cells
        shape = picture.paragraphs[0].add_run().add_picture(io.BytesIO(card.picture), width=Mm(25))
        shape._inline.docPr.set("descr", plain(card.said))
        self._said(said.paragraphs[0], card)
        self.mark.addprevious(table._tbl)
        self.paragraph("", "Normal")
