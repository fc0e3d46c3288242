"""The newcomer's first ten minutes, walked through in a browser (issue 2): from a link to a portfolio and back.

Every page on the way is checked with axe; the `page` fixture fails on script errors and breaches of the policy.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from proxenia.accounts.actions import make_sign_in_link
from proxenia.audit.queries import verify_chains
from proxenia.commitments.models import Commitment
from proxenia.directory.models import Organisation
from proxenia.places.actions import ensure_place, set_home
from proxenia.places.queries.resolve import resolve
from proxenia.portfolio.models import Partnership
from proxenia.records.models import ImportRun
from tests.cast import Cast
from tests.plugins import house

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

WORKBOOK = "workbooks/ties_as_an_office_keeps_them.xlsx"
UNCLEAR = [("Frankfurt", "Germany", "twin town"), ("Springfield", "USA", "Sister City")]
"""Two places that could be several; they are added to the list of the open data."""

MESSY: list[list[object]] = [
    ["International ties of the city"],
    [],
    ["Partner city", "Country ", "Type of tie", "Signed on", "End / renewal", "Contact (us)", "Remarks"],
    ["Nantes", "France", "twin town", datetime(1976, 5, 9), None, "cultural dept.", "active"],
    ["Sarrebruck", "Germany", "Twinning", "12/3/1965", "-", "cultural dept.", "name in German?"],
    ["Tbilissi", "Georgia", "twinning ", "1979", None, None, "see note below"],
    ["TAMPA", "USA", "Sister City", "Oct 1992", "31.12.2024", "mayor office", "lapsed??"],
    ["Durban (eThekwini)", "South Africa", "MoU", "2014-06-02", "5 years", "economy", "renew?"],
    ["Seattle", "United States of America", "Memorandum of Understanding", 43252, 45078, "port", None],
    ["Rio Branco", " Brasil", "cooperation agreement", "03.11.2009"],
    ["Kurashiki", "Japan", "friendship", "2009 / renewed 2019", "open"],
    ["Nantes", "France", "Sister city", "9.5.1976", None, None, "double entry"],
    ["Eurocities", "(network)", "member", "1991", "yearly fee", "EU desk"],
    ["Same as above"],
    ["TOTAL", None, "=COUNTA(A4:A14)"],
]
"""Its like, for where the open data are absent."""

SERIOUS = ("serious", "critical")
SIZES = [pytest.param((1280, 900), id="desk"), pytest.param((390, 844), id="phone")]


@pytest.fixture
def messy(tmp_path: Path) -> Path:
    """The messy workbook of the open data, or its like, with two more rows whose places are unclear."""
    book = openpyxl.load_workbook(house.OPEN_DATA / WORKBOOK) if house.OPEN_DATA else _its_like()
    sheet = book.worksheets[0]
    last = max(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).value == "Same as above")
    sheet.insert_rows(last, len(UNCLEAR))
    for number, values in enumerate(UNCLEAR):
        for column, value in enumerate(values, start=1):
            sheet.cell(last + number, column, value)
    path = tmp_path / "ties.xlsx"
    book.save(path)
    return path


def _its_like() -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    for row in MESSY:
        book.worksheets[0].append(row)
    return book


class Walk:
    """A newcomer at a browser: goes on by what the page says, and leaves no page unchecked."""

    def __init__(self, page: Page, base: str) -> None:
        self.page, self.base = page, base
        self.seen: list[str] = []

    def look(self, heading: str) -> None:
        """Be on the page with this heading, and check it with axe."""
        self.page.get_by_role("heading", name=heading, level=1).first.wait_for()
        wide = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, f"“{heading}” is {wide} pixels too wide"
        found = [one for one in Axe().run(self.page).response["violations"] if one["impact"] in SERIOUS]
        told = [f"{one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"]]
        assert told == [], f"“{heading}”: {told}"
        self.seen.append(heading)

    def press(self, name: str) -> None:
        """Press the first button of that name."""
        self.page.get_by_role("button", name=name).first.click()

    def follow(self, name: str, within: str = "main") -> None:
        """Follow the first link of that name in the page's own part, or in the rail."""
        if within == "rail" and self.page.get_by_role("button", name="Menu").is_visible():
            self.press("Menu")
        self.page.locator(within if within == "main" else "body").get_by_role("link", name=name).first.click()

    def go(self, path: str) -> None:
        """Open an address."""
        self.page.goto(f"{self.base}{path}")


@pytest.fixture
def walk(page: Page, live_server: Any) -> Walk:
    """A newcomer before the first page."""
    return Walk(page, live_server.url)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.reliability("O1")
def test_sys_3_the_first_ten_minutes_of_a_newcomer(
    walk: Walk, cast: Cast, messy: Path, size: tuple[int, int]
) -> None:
    walk.page.set_viewport_size({"width": size[0], "height": size[1]})
    _at_home(cast)
    _sign_in(walk, cast)
    _import(walk, messy)
    _settle_two_places(walk)
    _see_the_map(walk)
    _record_a_promise(walk)
    _undo(walk)
    assert verify_chains() == [], "the log is whole"


def _at_home(cast: Cast) -> None:
    """The office was opened with its home, as `proxenia init --place` does."""
    found = resolve("Halden", "Norway").match
    assert found is not None
    set_home(cast.office, by=cast.director, place=ensure_place(found))


def _sign_in(walk: Walk, cast: Cast) -> None:
    token = make_sign_in_link(cast.director, by=cast.operator)
    walk.go(f"/sign-in/link/{token}/")
    walk.look("Sign in")
    walk.press("Sign in")
    walk.look("Today")
    assert walk.page.get_by_text("Nothing is recorded yet, so nothing is due.").is_visible()


def _import(walk: Walk, messy: Path) -> None:
    walk.follow("Import a spreadsheet")
    walk.look("Imports")
    walk.follow("Bring a file in")
    walk.look("Bring a file in")
    walk.page.get_by_label("File", exact=True).set_input_files(messy)
    walk.press("Look into the file")
    walk.look("What the columns mean")
    assert walk.page.get_by_label("A Partner city").input_value() == "counterpart"
    walk.press("Go on to the preview")
    walk.page.get_by_text("13 rows: 11 would be created, 2 cannot be taken; 2 places to settle").wait_for()
    walk.look("ties.xlsx")
    assert not Partnership.objects.exists()
    assert walk.page.get_by_role("button", name="Import all").is_disabled()
    walk.press("Import the good rows only")
    walk.page.get_by_text("13 rows: 11 were created, 2 were not taken").wait_for()
    walk.look("ties.xlsx")
    assert Partnership.objects.count() == 11


def _settle_two_places(walk: Walk) -> None:
    walk.follow("Settle 2 places")
    walk.look("To settle")
    for town in ("Frankfurt am Main", "Springfield, Illinois"):
        walk.page.get_by_role("radio", name=town).first.check()
    walk.press("Settle what is chosen")
    walk.page.get_by_text("2 records have their place.").wait_for()
    walk.look("To settle")
    assert not Organisation.objects.filter(place=None).exclude(place_asked="").exists()


def _see_the_map(walk: Walk) -> None:
    walk.follow("Partnerships", within="rail")
    walk.look("Partnerships")
    walk.follow("Map")
    walk.look("Partnerships")
    dots = walk.page.locator("figure.map circle.dot")
    # Eurocities is a network; every other tie stands on the map.
    assert dots.count() == 10


def _record_a_promise(walk: Walk) -> None:
    walk.follow("Table")
    walk.follow("Nantes")
    walk.look("Nantes")
    walk.follow("Record a promise")
    walk.look("Record a promise: Nantes")
    walk.page.get_by_label("What").first.fill("Send the dates of the youth exchange")
    walk.page.get_by_label("Due").first.fill((timezone.localdate() + timedelta(days=30)).isoformat())
    walk.press("Record the promise")
    walk.look("Nantes")
    assert walk.page.get_by_text("Send the dates of the youth exchange").first.is_visible()
    assert Commitment.objects.get().what == "Send the dates of the youth exchange"


def _undo(walk: Walk) -> None:
    walk.follow("Imports", within="rail")
    walk.look("Imports")
    walk.follow("ties.xlsx")
    walk.follow("Undo this import")
    walk.look("Undo this import?")
    kept = walk.page.locator("main li").all_text_contents()
    walk.press("Undo the import")
    walk.page.get_by_text("The import was undone in part").wait_for()
    walk.look("ties.xlsx")
    run = ImportRun.objects.get()
    assert run.state == ImportRun.State.DONE, "what was kept can be undone later"
    left = set(Partnership.objects.filter(archived_at=None).values_list("name", flat=True))
    # What was worked on since stays, and is named: the tie with the promise, and the towns that were settled.
    assert "Nantes" in left
    assert all(any(f"“{name}”" in line for line in kept) for name in left)
    assert Commitment.objects.filter(archived_at=None).count() == 1
