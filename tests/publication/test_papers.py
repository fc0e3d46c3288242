"""ENG-3: papers as Word and PDF; templates of an office, and what is refused in them."""

import io
import re
from importlib import import_module
from pathlib import Path

import pikepdf
import pytest
import typst
from docx import Document
from PIL import Image

from proxenia.core.errors import Refused
from proxenia.core.papers import (
    Card,
    Cards,
    Facts,
    Heading,
    Items,
    Paper,
    Section,
    Table,
    Words,
    check_template,
    pdf,
    standard_template,
    word,
)
from proxenia.core.papers.pdf import pocket_pdf
from proxenia.core.papers.pictures import LONGEST, portrait
from proxenia.core.papers.templates import Names
from tests.publication.words import edited, pages_of, raw, template, text_of

pytestmark = pytest.mark.once
pdf_module = import_module("proxenia.core.papers.pdf")

NAMES = Names(("title", "subtitle", "made"), ("people", "history"))


def picture(size: tuple[int, int] = (900, 1200)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "steelblue").save(out, "JPEG")
    return out.getvalue()


def paper(*more: Section, title: str = "Visit of Trier") -> Paper:
    """Every kind of block once."""
    card = Card(
        "Ana Mueller",
        "Анна Мюллер",
        ("Mayor, City of Trier", "Say: AH-na"),
        picture(),
        "Portrait of Ana",
        "x",
    )
    people = Section("people", "Whom you meet", (Cards((card, Card("Bo Li", "李波"))),))
    history = Section(
        "history",
        "What happened",
        (
            Words("It began with a letter.\nThen came a second one.", "lede"),
            Facts((("Since", "1976"), ("Runs until", "2031"))),
            Heading("So far"),
            Items((("A call", "they called"), ("A visit", ""))),
            Table("Order of precedence", ("Rank", "Name"), (("1", "Ana"), ("2", "Bo"))),
            Words("The newest are told.", "small"),
        ),
    )
    return Paper(
        title,
        (people, history, *more),
        {"subtitle": "14 May 2026", "made": "Made for Ines", "office": "Halden"},
    )


WORDS = (
    "Visit of Trier", "14 May 2026", "Whom you meet", "Ana Mueller", "Анна Мюллер", "Say: AH-na", "Bo Li", "李波",
    "It began with a letter.", "Then came a second one.", "1976", "So far", "they called", "Rank", "Made for Ines",
)  # fmt: skip


def test_eng_3_word_holds_every_block_and_opens_again() -> None:
    told = text_of(word(paper()))
    assert [one for one in WORDS if one not in told] == []
    assert "{{" not in told
    document = Document(io.BytesIO(word(paper())))
    assert [one.text for one in document.paragraphs if one.style.name == "Heading 1"] == [
        "Whom you meet",
        "What happened",
    ]
    assert document.core_properties.title == "Visit of Trier"
    shown = document.element.xpath("//wp:docPr/@descr")
    assert shown == ["Portrait of Ana"]


def test_eng_3_libreoffice_turns_the_word_document_into_pages(tmp_path: Path) -> None:
    long = Section("more", "Everything", (Items(tuple((f"Line {n}", "beneath it") for n in range(120))),))
    pages = pages_of(word(paper(long)), tmp_path)
    assert len(pages) >= 3
    told = "\n".join(pages)
    assert [one for one in WORDS if one not in told] == []
    assert "Line 119" in pages[-1]
    assert all("Made for Ines" in page for page in pages)


def test_eng_3_pdf_is_tagged_and_has_title_language_and_words_for_pictures() -> None:
    with pikepdf.open(io.BytesIO(pdf(paper()))) as document:
        assert document.Root.MarkInfo.Marked
        assert str(document.Root.Lang) == "en"
        assert document.docinfo["/Title"] == "Visit of Trier"
        assert b"pdfuaid" in document.Root.Metadata.read_bytes()
        told = [
            str(thing.Alt)
            for thing in document.objects
            if isinstance(thing, pikepdf.Dictionary) and "/Alt" in thing
        ]
        assert "Portrait of Ana" in told


def test_eng_3_letters_without_a_font_are_spelt_out_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_module, "_fonts", lambda: typst.Fonts(include_system_fonts=False))
    made = pdf(paper(Section("x", "大阪", (Words("a sign \U0001f9ff"),)), title="Visit of 大阪"))
    with pikepdf.open(io.BytesIO(made)) as document:
        assert str(document.docinfo["/Title"]) == "Visit of DaBan"
        assert len(document.pages) >= 1


@pytest.mark.parametrize(
    "text",
    [
        "bell \x07 and null \x00",
        "turned \u202egnp.exe",
        '#import "x": y; #read("/etc/passwd") $x$ *b* @ref <label>',
        "{{ title }} {% if x %} {{ ''.__class__ }}",
        "<w:p/> & ]]> &amp;",
        "\ue000people\ue001",
        "\ud800",
    ],
)
def test_eng_3_what_is_on_record_is_never_read_as_code(text: str) -> None:
    made = paper(
        Section("x", text, (Words(text), Items(((text, text),)), Facts(((text, text),)))), title=text
    )
    told = text_of(word(made))
    assert pdf(made).startswith(b"%PDF-")
    assert "\u202e" not in told
    assert told.count("Whom you meet") == 1
    for literal in ("#read", "__class__", "<w:p/>"):
        assert (literal in text) == (literal in told)


def test_eng_3_the_page_for_the_pocket_is_one_page() -> None:
    many = Section("more", "Promises", (Items(tuple((f"Promise {n}", "due in May") for n in range(40))),))
    with pikepdf.open(io.BytesIO(pocket_pdf(paper(many)))) as document:
        assert len(document.pages) == 1
    far = Section("more", "Promises", (Items(tuple((f"Promise {n}", "due in May") for n in range(900))),))
    with pytest.raises(Refused, match="one page"):
        pocket_pdf(paper(far))


def test_eng_3_a_portrait_is_small_and_a_broken_picture_is_none() -> None:
    with Image.open(io.BytesIO(portrait(picture((3000, 2000))))) as made:
        assert max(made.size) == LONGEST
        assert made.format == "JPEG"
    assert portrait(b"\x89PNG\r\n\x1a\n broken") == b""
    assert portrait(picture()[:200]) == b""


def test_eng_3_a_template_of_the_office_is_filled_where_it_says() -> None:
    own = template(
        "Letterhead of Halden", "{{ title }}", "{{ people }}", "Between", "{{rest}}", head="{{ made }}"
    )
    assert check_template(own, "own.docx", NAMES) == ["title", "people", "rest", "made"]
    made = word(paper(), own)
    told = [one.text for one in Document(io.BytesIO(made)).paragraphs]
    assert (
        told.index("Letterhead of Halden")
        < told.index("Whom you meet")
        < told.index("Between")
        < told.index("What happened")
    )
    assert told.count("Whom you meet") == 1
    assert Document(io.BytesIO(made)).sections[0].header.paragraphs[0].text == "Made for Ines"
    assert check_template(standard_template(), "plain.docx", NAMES) == [
        "title",
        "subtitle",
        "everything",
        "made",
    ]


def test_eng_3_a_section_may_stand_in_a_cell_of_a_table() -> None:
    document = Document(io.BytesIO(template("{{ rest }}")))
    document.add_table(rows=1, cols=1).rows[0].cells[0].text = "{{ people }}"
    out = io.BytesIO()
    document.save(out)
    made = Document(io.BytesIO(word(paper(), out.getvalue())))
    assert "Whom you meet" in made.tables[-1].rows[0].cells[0].text
    assert made.tables[-1].rows[0].cells[0]._tc[-1].tag.endswith("}p")


CODE = (
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ title.upper() }}",
    "{{ title | safe }}",
    "{{ title + subtitle }}",
    "{{ title[0] }}",
    "{{ 7 * 7 }}",
    "{{ 'words' }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ self }}",
    "{{ config }}",
    "{{p people }}",
    "{{r title }}",
    "{% if title %}x{% endif %}",
    "{% for c in title %}{{ c }}{% endfor %}",
    "{%p include '/etc/passwd' %}",
    "{% set x = 1 %}",
    "{% import 'os' as os %}",
    "{%tr for x in people %}",
    "{% colspan title %}",
    "{% raw %}{{ title }}{% endraw %}",
    "{# a remark #}",
    "{{ Title }}",
    "{{ people.name }}",
)


@pytest.mark.parametrize("code", CODE)
@pytest.mark.asvs("1.2.3")
def test_eng_3_code_in_a_placeholder_is_refused_and_named(code: str) -> None:
    for own in (
        template("{{ everything }}", f"Before {code} after"),
        template("{{ everything }}", head=code),
    ):
        with pytest.raises(Refused) as refusal:
            check_template(own, "own.docx", NAMES)
        first = re.match(r"\{.(.*?)[}%#]\}", code)
        assert first is not None
        assert first[1].strip()[:30] in refusal.value.message
        assert "{" not in refusal.value.message


def test_eng_3_code_among_the_properties_is_refused() -> None:
    with pytest.raises(Refused, match="no code"):
        check_template(template("{{ everything }}", title="{{ 7*7 }}"), "own.docx", NAMES)


SPLIT = {
    "across runs": "<w:r><w:t>{</w:t></w:r><w:r><w:t>{ 7*7 }</w:t></w:r><w:r><w:t>}</w:t></w:r>",
    "across paragraphs": "<w:r><w:t>{</w:t></w:r></w:p><w:p><w:r><w:t>{ 7*7 }}</w:t></w:r>",
    "with a part of the name elsewhere": "<w:r><w:t>{{ 7*</w:t></w:r></w:p><w:p><w:r><w:t>7 }}</w:t></w:r>",
    "in the instruction of a field": "<w:r><w:instrText>{{ 7*7 }}</w:instrText></w:r>",
    "in what is said of a picture": '<w:bookmarkStart w:id="9" w:name="{{ 7*7 }}"/>',
    "never closed": "<w:r><w:t>{% if title</w:t></w:r>",
    "by escaped letters": "<w:r><w:t>&#123;{ 7*7 }&#125;</w:t></w:r>",
    "in text that was struck out": "<w:del w:id='1' w:author='x'><w:r><w:delText>{{ 7*7 }}</w:delText></w:r></w:del>",
}


@pytest.mark.parametrize("inner", SPLIT.values(), ids=SPLIT)
def test_eng_3_code_written_in_pieces_is_refused(inner: str) -> None:
    with pytest.raises(Refused):
        check_template(raw(inner), "own.docx", NAMES)


def test_eng_3_a_name_split_by_the_spelling_checker_is_still_a_name() -> None:
    inner = "<w:r><w:t>{{ sub</w:t></w:r><w:proofErr w:type='spellStart'/><w:r><w:t>title }}</w:t></w:r>"
    assert "subtitle" in check_template(raw(inner), "own.docx", NAMES)


def test_eng_3_a_section_stands_alone_in_the_text() -> None:
    for own in (template("See {{ people }}"), template("{{ everything }}", head="{{ people }}")):
        with pytest.raises(Refused, match="“people” must stand alone"):
            check_template(own, "own.docx", NAMES)


def test_eng_3_a_name_that_is_not_known_is_refused_with_those_that_are() -> None:
    with pytest.raises(Refused, match=r"“peeple”.*people"):
        check_template(template("{{ everything }}", "{{ peeple }}"), "own.docx", NAMES)


def test_eng_3_a_template_in_which_nothing_would_stand_is_refused() -> None:
    with pytest.raises(Refused, match="Nothing would be in it"):
        check_template(template("{{ title }}"), "own.docx", NAMES)


def test_eng_3_what_is_no_word_document_or_fetches_from_elsewhere_is_refused() -> None:
    linked = edited(
        standard_template(),
        "word/_rels/document.xml.rels",
        lambda text: text.replace(
            "</Relationships>",
            '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"'
            ' Target="https://example.org/a.png" TargetMode="External"/></Relationships>',
        ),
    )
    with pytest.raises(Refused, match="picture from elsewhere"):
        check_template(linked, "own.docx", NAMES)
    for content, name in ((b"plain words", "own.txt"), (b"PK\x03\x04 broken", "own.docx"), (b"", "own.docx")):
        with pytest.raises(Refused):
            check_template(content, name, NAMES)
    damaged = edited(standard_template(), "word/document.xml", lambda text: text[: len(text) // 2])
    with pytest.raises(Refused):
        check_template(damaged, "own.docx", NAMES)
