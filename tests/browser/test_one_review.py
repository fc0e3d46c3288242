"""One review in a browser, from the due list to a sunset with its exit kit; every page on the way checked with axe."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from proxenia.accounts.actions import make_sign_in_link
from proxenia.core.values import PartialDate
from proxenia.engagements.actions import log_engagement
from proxenia.portfolio.actions import add_promise
from proxenia.reviews.models import ExitKit, PartnerView, Review
from tests.cast import Cast, make_tie

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
SERIOUS = ("serious", "critical")
WHY = "Both sides have turned to other partners; nothing was done together for two years."


def look(page: Page, heading: str) -> None:
    """Be on the page with this heading, and check it with axe."""
    page.get_by_role("heading", name=heading, level=1).first.wait_for()
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"“{heading}” is {wide} pixels too wide"
    found = [one for one in Axe().run(page).response["violations"] if one["impact"] in SERIOUS]
    assert [f"{one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"]] == []


@pytest.mark.parametrize("size", [pytest.param((1280, 900), id="desk"), pytest.param((390, 844), id="phone")])
def test_prt_6_one_review_ends_in_a_sunset(
    page: Page, live_server: Any, cast: Cast, size: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    tie = _a_tie(cast)
    page.goto(f"{live_server.url}/sign-in/link/{make_sign_in_link(cast.director, by=cast.operator)}/")
    page.get_by_role("button", name="Sign in").first.click()
    look(page, "Today")
    _open(page, live_server.url)
    _ask_the_partner(page)
    _answer(page)
    _decide(page)
    _fill_the_kit(page)
    _end_it(page)
    tie.refresh_from_db()
    assert tie.state == "historic"
    assert ExitKit.objects.get().letter.startswith("Dear mayor")


def _a_tie(cast: Cast) -> Any:
    today = timezone.localdate()
    due = today - dt.timedelta(days=20)
    tie = make_tie(cast.office, by=cast.officer, name="Rygge", values={"review_on": due, "purpose": "Rowing"})
    values = {
        "kind": "visit",
        "title": "Visit of the rowing club",
        "date": PartialDate.of(today - dt.timedelta(days=700)),
    }
    log_engagement(cast.office, by=cast.officer, values=values, ties=[tie])
    add_promise(
        tie,
        by=cast.officer,
        values={"what": "Send the photographs", "side": "us", "due": PartialDate.of(due)},
    )
    return tie


def _open(page: Page, base: str) -> None:
    page.goto(f"{base}/o/halden/reviews/")
    look(page, "Reviews")
    assert page.get_by_text("1 tie is due for a review within two months; 1 is overdue.").is_visible()
    page.get_by_role("link", name="Open the review Rygge").click()
    look(page, "Rygge: Open the review")
    page.get_by_role("button", name="Open the review").click()
    look(page, "Review of Rygge")
    page.get_by_text("Contacts (1)").click()
    assert page.get_by_text("Visit of the rowing club").is_visible()
    assert page.get_by_text("are late with 1").first.is_visible()


def _ask_the_partner(page: Page) -> None:
    page.get_by_role("link", name="Ask for their view").click()
    look(page, "Rygge: ask for their view")
    page.get_by_label("Whom to ask").fill("Ola Berg")
    page.get_by_label("E-mail").fill("ola@example.org")
    page.get_by_role("button", name="Send the link").click()
    look(page, "Review of Rygge")
    assert page.get_by_text("no answer yet").is_visible()
    assert PartnerView.objects.get().review == Review.objects.get()


def _answer(page: Page) -> None:
    page.get_by_role("link", name="Answer: Partnership review").click()
    look(page, "Partnership review")
    page.get_by_label("No longer: Tasks, size or direction have moved apart.").check()
    page.get_by_role("button", name="Keep the answers").click()
    look(page, "Review of Rygge")
    assert page.get_by_text("0 of 100 by what is known").is_visible()


def _decide(page: Page) -> None:
    page.get_by_role("link", name="Decide").first.click()
    look(page, "Rygge: Decide the review")
    page.get_by_label("Sunset: It is ended with dignity").check()
    page.get_by_role("button", name="Decide the review").click()
    assert page.get_by_text("Fill this in.").first.is_visible()
    page.get_by_label("Reasons").fill(WHY)
    page.get_by_label("Minutes").fill("Director, officer; by video with Rygge.")
    page.get_by_role("button", name="Decide the review").click()
    look(page, "Review of Rygge")
    assert page.get_by_text("The tie has not moved yet.").is_visible()


def _fill_the_kit(page: Page) -> None:
    page.get_by_role("link", name="Letters, questions and answers, press line").click()
    look(page, "Exit kit of Rygge")
    page.get_by_role("link", name="Change the texts").click()
    look(page, "Exit kit of Rygge")
    page.get_by_label("Letter to the partner").fill("Dear mayor,\n\nthank you for nine good years.")
    page.get_by_role("button", name="Save the exit kit").click()
    look(page, "Exit kit of Rygge")
    assert page.get_by_text("thank you for nine good years.").is_visible()
    with page.expect_download() as taken:
        page.get_by_role("link", name="As PDF Letter to the partner").click()
    assert taken.value.suggested_filename == "letter.pdf"


def _end_it(page: Page) -> None:
    page.get_by_role("link", name="Review", exact=True).click()
    look(page, "Review of Rygge")
    page.get_by_role("button", name="Move it to historic").click()
    page.get_by_text("Done: the tie is where the decision wants it.").wait_for()
    page.get_by_role("link", name="Rygge").first.click()
    look(page, "Rygge")
    page.get_by_role("link", name="What remains of it").click()
    look(page, "Rygge, remembered")
    assert page.get_by_text(WHY).is_visible()
