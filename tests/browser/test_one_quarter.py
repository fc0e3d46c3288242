"""RES-13: one quarter, walked through in a browser from a plan to the figure on its indicator's page.

The plan, the link, the workbook taken and sent by somebody without an account, refused once and sent again, accepted
by the officer. Every page on the way is checked with axe.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from django.utils import timezone

from proxenia.accounts.actions import make_sign_in_link
from proxenia.audit.queries import verify_chains
from proxenia.core.periods import Period
from proxenia.indicators.actions import load_library
from proxenia.results.models import Observation
from proxenia.results.models.returns import Return
from proxenia.results.rules.layouts import layout_from
from tests.browser.test_first_ten_minutes import SIZES, Walk
from tests.cast import Cast
from tests.results.papers import cells_of

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
LINES = "Firms find partners abroad | companies_supported | 20\nThe machinery is there | smart_objectives"


@pytest.mark.parametrize("size", SIZES)
def test_res_13_a_quarter_from_plan_to_the_figure_on_its_page(
    page: Page, live_server: Any, cast: Cast, size: tuple[int, int], tmp_path: Path
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    walk = Walk(page, live_server.url)
    load_library(cast.office, by=cast.director)
    period = Period.of(timezone.localdate(), "quarter").previous()
    _sign_in(walk, cast)
    _write_the_plan(walk, period)
    link = _make_the_link(walk, period)
    _send_the_workbook(walk, link, period, tmp_path)
    _sign_in(walk, cast)
    _accept(walk, period)
    _see_the_figure(walk, period)
    assert Return.objects.get().state == Return.State.ACCEPTED
    assert sorted(Observation.objects.values_list("origin", "unit__name")) == [("return", "Culture")] * 2
    assert verify_chains() == [], "the log is whole"


def _sign_in(walk: Walk, cast: Cast) -> None:
    walk.page.context.clear_cookies()
    walk.go(f"/sign-in/link/{make_sign_in_link(cast.officer, by=cast.operator)}/")
    walk.press("Sign in")
    walk.look("Today")


def _write_the_plan(walk: Walk, period: Period) -> None:
    page = walk.page
    walk.go("/o/halden/returns/")
    walk.look("Returns")
    assert page.get_by_text("Nobody owes a return.").is_visible()
    walk.follow("Add a plan")
    walk.look("Add a plan")
    page.get_by_label("Whose plan").fill("Culture")
    page.get_by_label("Short code").fill("culture")
    page.get_by_label("Unit").select_option("Culture")
    page.get_by_label("First period").fill(period.code)
    page.get_by_label("Last period").fill(period.code)
    page.get_by_label("What is asked").fill(LINES)
    walk.press("Keep the plan")
    walk.look("Culture")


def _make_the_link(walk: Walk, period: Period) -> str:
    walk.follow(period.code)
    walk.look(f"Culture: return for {period.label}")
    walk.press("Make a link")
    walk.look(f"Culture: return for {period.label}")
    return walk.page.locator("code").inner_text()


def _send_the_workbook(walk: Walk, link: str, period: Period, folder: Path) -> None:
    page = walk.page
    page.context.clear_cookies()
    page.goto(link)
    walk.look(f"Culture: return for {period.label}")
    with page.expect_download() as taken:
        page.get_by_role("link", name="Take the same as a workbook").click()
    path = folder / taken.value.suggested_filename
    taken.value.save_as(path)
    _fill(path, "see note")
    page.get_by_role("link", name="Send the workbook, filled in").click()
    _send(walk, path)
    walk.look(f"Culture: return for {period.label}")
    assert page.get_by_text("“see note” is not a figure").is_visible()
    _fill(path, 18)
    _send(walk, path)
    walk.look("Thank you")


def _fill(path: Path, firms: object) -> None:
    """Write three figures into the workbook: firms, and a share."""
    book = openpyxl.load_workbook(path)
    first, share = (line.key for line in layout_from(Return.objects.get().layout).lines())
    cells = cells_of(book)
    cells[first, "value"].value = firms
    cells[share, "value"].value, cells[share, "denominator"].value = 9, 12
    book.save(path)


def _send(walk: Walk, path: Path) -> None:
    walk.page.get_by_label("Who you are").fill("Mirthe")
    walk.page.get_by_label("The workbook, filled in").set_input_files(path)
    walk.press("Send the return")


def _accept(walk: Walk, period: Period) -> None:
    walk.go("/o/halden/returns/")
    walk.look("Returns")
    walk.follow(f"Culture {period.code}")
    walk.look(f"Culture: return for {period.label}")
    walk.follow("Accept it")
    walk.look(f"Accept: Culture {period.code}")
    walk.page.get_by_label("On the whole").select_option("On course")
    walk.press("Accept it")
    walk.look(f"Culture: return for {period.label}")


def _see_the_figure(walk: Walk, period: Period) -> None:
    page = walk.page
    page.get_by_role("link", name="18", exact=True).click()
    walk.look(f"Companies supported: {period.label}")
    walk.follow("Companies supported")
    walk.look("Companies supported")
    assert page.get_by_text(f"Last known: 18 in {period.label}.").is_visible()
