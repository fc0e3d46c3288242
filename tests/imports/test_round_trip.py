"""SYS-3: what goes out comes in again as it was, in every kind and format."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from proxenia.core.errors import NotAllowed, Refused
from proxenia.directory.models import Organisation, Person
from proxenia.portfolio.models import Partnership
from proxenia.records.actions.imports import import_file
from proxenia.records.queries.exports import write_export
from tests.cast import Cast, make_cast
from tests.imports.files import Desk, counts

KINDS = [
    "organisations", "people", "partnerships", "agreements", "commitments", "engagements", "missions", "hosted_bodies",
    "results", "projects", "funding_calls",
]  # fmt: skip

FILES: dict[str, list[list[Any]]] = {
    "organisations": [
        ["name", "kind", "place", "country", "parent", "notes"],
        ["Port of Seattle", "seaport", "Seattle", "USA", "", "=HYPERLINK(\"x\")"],
        ["Pier 1", "", "Xyzzyburg", "Kosovo", "Port of Seattle", "- a dash first"],
        ["@home", "ngo", "", "", "", "+49 1"],
        ["Côte d'Ivoire desk", "", "Abidjan", "Côte d’Ivoire", "", "two\nlines"],
    ],
    "partnerships": [
        ["name", "counterpart", "country", "kind", "since", "ends", "review", "status", "unit", "notes"],
        ["", "Nantes", "France", "sister city", "1976-05-09", "", "", "active", "Culture", "=1+1"],
        ["Trams; and more", "Trier", "Germany", "grant project", "2019", "2024-06", "2023-01-31", "", "", ""],
        ["Trams; and more", "Graz", "Austria", "grant project", "2019", "2024-06", "2023-01-31", "", "", ""],
        ["", "Eurocities", "", "network", "since about 1991", "", "", "", "", ""],
        ["", "Xyzzyburg", "Spain", "pen friends", "", "", "", "asleep", "", ""],
    ],
    "people": [
        ["name", "organisation", "post", "from", "to", "e-mail", "languages", "notes"],
        ["Ada Lind", "Port of Seattle", "director", "2010", "2012-05-01", "ada@example.org", "sv; en", "-1"],
        ["Bo Ek", "New body", "", "", "", "", "français", ""],
        ["=cmd|' /C calc'!A0", "", "", "", "", "", "", ""],
    ],
    "agreements": [
        ["partnership", "title", "signed", "starts", "ends", "review", "notes"],
        ["Nantes", "Charter", "1976-05-09", "1976", "soon", "", "'quoted"],
    ],
    "commitments": [
        ["what", "side", "partnership", "owner", "due", "state"],
        ["Send a book", "theirs", "Trams; and more", "Ada", "2025-03", "kept"],
        ["@all: answer", "", "", "", "", ""],
    ],
    "engagements": [
        ["date", "kind", "title", "direction", "mode", "partnership", "initiated by", "hosted by", "people",
         "staff hours", "cost", "currency", "place", "note"],
        ["14.-17. May 2025", "delegation", "Festival", "in", "hybrid", "Nantes", "both", "us", "Ada Lind; a guide",
         "12,5", "4310.50", "SEK", "Trier", "-"],
        ["1899", "letter", "Old letter", "", "", "", "them", "somebody", "", "", "0", "", "online", ""],
    ],
    "missions": [
        ["mission", "kind", "sending country", "sent by", "place", "address", "consular district", "head of post",
         "rank", "accredited", "until", "national day", "notes"],
        ["Consulate of Finland", "honorary consulate", "Finland", "", "Trier", "Quay 1\nTrier", "The county",
         "Eino Aalto", "honorary consul", "3 May 2021", "2027-05", "6 December", "=1"],
        ["EU office", "delegation of the EU", "", "European Union", "", "", "", "", "", "", "", "", ""],
        ["Embassy of Chile", "embassy", "CL", "", "", "", "", "Ada Lind", "chief of everything", "", "", "soon", "-x"],
    ],
    "hosted_bodies": [
        ["body", "kind", "what is here", "country", "place", "since", "until", "agreement", "signed", "agreement ends",
         "terms", "next review", "notes"],
        ["Union of ports", "network", "secretariat", "Germany", "Trier", "2019", "", "Seat agreement", "2019-03-01",
         "2029", "Rooms free\nof rent", "2027-05-01", "+1"],
        ["Federation of rowers", "federation", "headquarters", "", "", "1976-05", "", "", "", "", "", "some day", ""],
    ],
    "results": [
        ["what changed", "kind", "in whose place", "claim", "when", "for whom", "municipality", "country", "at least",
         "at most", "currency", "date of amount", "what it counts", "horizon", "how sure", "evidence",
         "where to read it", "other explanations", "partnership", "notes"],
        ["A ferry line opened", "jobs", "ours", "reported", "2026-05", "dockers", "Harbour Town", "", "34", "40", "",
         "", "full-time posts", "medium", "high", "a register", "Register of firms\n2026", "The bridge was closed",
         "Nantes", "=1+1"],
        ["A mill is to be built", "investment", "theirs", "planned", "2031", "", "", "Austria", "1,200,000", "", "EUR",
         "2025", "", "", "", "", "", "", "", ""],
        ["They took over our tram signs", "solution", "", "", "2024-03-09", "", "", "", "", "", "", "", "", "", "",
         "guesswork", "", "", "Trams; and more", "-"],
    ],
    "projects": [
        ["project", "tie", "state", "start", "end", "aim", "what came of it", "notes"],
        ["Trams for all", "Nantes", "running", "2025-02-01", "31 May 2027", "=1+1", "", "-x"],
        ["Old bridges", "", "finished", "2001-01-01", "2002", "", "Two bridges\nstand", "+1"],
        ["An idea", "", "", "", "", "", "", ""],
    ],
    "funding_calls": [
        ["call", "funder", "link", "opens", "deadline", "whom it fits", "at most", "currency", "state", "notes"],
        ["Clean ports", "The sea fund", "https://example.org/a", "2026-01-05", "2026-04-01", "Ports\nof any size",
         "90000", "EUR", "worth an application", "@x"],
        ["Clean ports", "The sea fund", "", "", "2027-04-01", "", "", "", "", ""],
        ["Open call", "", "ask the desk", "", "some day", "", "much", "", "asleep", ""],
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def full(kept: Callable[[], AbstractContextManager[None]], tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """An office with a little of everything, written once for the tests of this file: each takes back what it adds."""
    with kept():
        desk = Desk(make_cast(), tmp_path_factory.mktemp("full"))
        for kind, rows in FILES.items():
            outcome = desk.take(kind, rows)
            assert outcome.refused == (), kind
        # A second contact person and a second post, as people write them by hand.
        uid = Person.objects.get(name="Ada Lind").uid
        rows = [
            ["id", "name", "organisation", "post", "from"],
            [uid, "Ada Lind", "New body", "chair", "2020"],
        ]
        assert counts(desk.take("people", rows)) == (0, 1, 0, 0)
    return desk


@pytest.fixture
def cast(full: Desk) -> Cast:
    """Whose office it is."""
    return full.cast


@pytest.mark.django_db
def test_sys_3_the_same_files_again_change_nothing(full: Desk) -> None:
    for kind, rows in FILES.items():
        outcome = full.take(kind, rows)
        assert counts(outcome) == (0, 0, len(rows) - 1, 0), (kind, outcome)


@pytest.mark.django_db
@pytest.mark.parametrize("ending", ["xlsx", "ods", "csv"])
@pytest.mark.parametrize("kind", KINDS)
def test_sys_3_an_export_imports_again_to_the_same(full: Desk, cast: Cast, kind: str, ending: str) -> None:
    path = full.folder / f"out.{ending}"
    count = write_export(kind, cast.office, user=cast.officer, path=path)
    outcome = import_file(cast.office, by=cast.officer, kind=kind, path=path)
    assert count >= len(FILES[kind]) - 1
    assert (counts(outcome), outcome.records, outcome.refused) == ((0, 0, count, 0), 0, ())


@pytest.mark.django_db
@pytest.mark.parametrize("ending", ["xlsx", "ods", "csv"])
def test_sys_3_an_export_fills_an_empty_office(full: Desk, cast: Cast, ending: str) -> None:
    for kind in ("organisations", "partnerships"):
        path = full.folder / f"{kind}.{ending}"
        write_export(kind, cast.office, user=cast.officer, path=path)
        # Another office does not know the ids: it takes the rows by their natural keys.
        rows = _without_ids(path, full.folder / f"plain-{kind}.{ending}")
        outcome = import_file(cast.other_office, by=cast.outsider, kind=kind, path=rows)
        assert outcome.refused == ()
    theirs = Partnership.objects.filter(office=cast.other_office)
    ours = Partnership.objects.filter(office=cast.office)
    fields = ("name", "kind", "state", "since", "ends", "review_on", "note")
    assert sorted(map(str, theirs.values_list(*fields))) == sorted(map(str, ours.values_list(*fields)))


def _without_ids(path: Path, to: Path) -> Path:
    from proxenia.core.sheets import read_table, write_table

    with read_table(path, recognise=lambda cells: len([cell for cell in cells if cell])) as table:
        write_table(to, [column.text for column in table.columns[1:]], [row.cells[1:] for row in table.rows])
    return to


@pytest.mark.django_db
def test_sys_3_texts_that_look_like_formulas_are_escaped_on_the_way_out(full: Desk, cast: Cast) -> None:
    path = full.folder / "out.xlsx"
    write_export("organisations", cast.office, user=cast.officer, path=path)
    sheet = openpyxl.load_workbook(path).worksheets[0]
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    assert not [text for text in texts if text[0] in "=+-@"]
    assert "'@home" in texts
    assert Organisation.objects.filter(name="@home").exists()


@pytest.mark.django_db
def test_sys_3_an_export_holds_what_the_person_may_see(full: Desk, cast: Cast) -> None:
    Partnership.objects.filter(name="Nantes").update(visibility="confidential")
    path = full.folder / "out.csv"
    write_export("partnerships", cast.office, user=cast.viewer, path=path)
    text = path.read_text(encoding="utf-8-sig")
    assert "Nantes" not in text
    assert "Eurocities" in text
    with pytest.raises(NotAllowed):
        write_export("partnerships", cast.office, user=cast.outsider, path=path)
    with pytest.raises(Refused, match="xlsx"):
        write_export("partnerships", cast.office, user=cast.viewer, path=full.folder / "out.pdf")
