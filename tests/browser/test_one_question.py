"""EVD-2, EVD-3, EVD-8, EVD-9: one question, walked through in a browser from its purpose to the decision.

Coverage before the answer, the answer with how sure it is, the mayor's weights beside the purpose's, one place in
depth, two beside each other, where the effort went, the decision, and the same run reckoned again. Every page on the
way is checked with axe.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from proxenia.accounts.actions import make_sign_in_link
from proxenia.accounts.models import User
from proxenia.audit.models import Event
from proxenia.audit.queries import verify_chains
from proxenia.places.actions import ensure_place, set_home
from proxenia.places.queries import resolve
from proxenia.prioritisation.models import Question
from tests.browser.test_first_ten_minutes import SIZES, Walk
from tests.cast import Cast

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytest.importorskip("ibis")
pytestmark = pytest.mark.browser
ASKED = "Where should we look for partners in trade?"
FACTORS = ("Size of its economy", "Growth of its economy", "A language in common", "Distance")


@pytest.mark.parametrize("size", SIZES)
def test_evd_2_a_question_from_its_purpose_to_the_decision(
    page: Page, live_server: Any, cast: Cast, size: tuple[int, int], tmp_path: Path
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    found = resolve("Graz", "AT").match
    assert found is not None
    set_home(cast.office, by=cast.operator, place=ensure_place(found))
    walk = Walk(page, live_server.url)
    _sign_in(walk, cast, cast.officer)
    _ask(walk)
    _answer(walk)
    _weigh_as_the_mayor_would(walk)
    _look_at_places(walk)
    _decide(walk)
    _reckon_again(walk)
    _take_it_away(walk, cast, tmp_path)
    one = Question.objects.get()
    assert one.decision == "We begin with Germany."
    verbs = list(Event.objects.filter(subject_uid=one.uid).order_by("seq").values_list("verb", flat=True))
    assert verbs[:2] == ["ask_question", "answer_question"]
    assert "decide_question" in verbs
    assert verify_chains() == [], "the log is whole"


def _sign_in(walk: Walk, cast: Cast, who: User) -> None:
    walk.page.context.clear_cookies()
    walk.go(f"/sign-in/link/{make_sign_in_link(who, by=cast.operator)}/")
    walk.press("Sign in")
    walk.look("Today")


def _ask(walk: Walk) -> None:
    page = walk.page
    walk.follow("Evidence", within="rail")
    walk.look("Where to look")
    assert page.get_by_text("Nobody has asked yet").is_visible()
    assert page.get_by_role("heading", name="What is known, seen from our country").is_visible()
    walk.follow("Ask a question")
    walk.look("Ask where to look")
    page.get_by_label("What do you want to know").fill(ASKED)
    page.get_by_label("Purpose").select_option("trade")
    for factor in FACTORS:
        # Metropolitan areas have factors of the same name.
        page.get_by_role("checkbox", name=re.compile(rf"^{factor} \(")).check()
    page.get_by_label("Draws").fill("2000")
    walk.press("Save")
    walk.look(ASKED)
    assert page.get_by_text("Nobody has had it answered yet.").is_visible()
    known = page.get_by_role("table").first
    assert known.get_by_role("row").count() == 1 + len(FACTORS), "how much is known comes before any answer"


def _answer(walk: Walk) -> None:
    page = walk.page
    walk.press("Answer it")
    walk.look(ASKED)
    lede = page.locator(".lede").inner_text()
    assert "stands first on the whole" in lede, lede
    headings = page.get_by_role("heading", level=2).all_inner_texts()
    order = ["The answer", "What would change it", "What was decided"]
    assert [one for one in headings if one in order] == order
    assert page.get_by_role("table", name="The first places").get_by_role("row").count() > 5


def _weigh_as_the_mayor_would(walk: Walk) -> None:
    page = walk.page
    walk.follow("Whose weights, side by side")
    walk.look("Whose weights, side by side")
    assert page.get_by_text("Nobody has said what matters").is_visible()
    walk.follow("Say it in words")
    walk.look("What matters how much")
    page.get_by_label("Whose weights these are").select_option("mayor")
    page.get_by_label("A language in common").select_option("8")
    page.get_by_label("Size of its economy").select_option("1")
    walk.press("Save")
    walk.look("Whose weights, side by side")
    walk.follow(ASKED)
    walk.look(ASKED)
    page.get_by_label("With whose weights").select_option("mayor")
    walk.press("Answer it anew")
    walk.look(ASKED)
    walk.follow("Whose weights, side by side")
    walk.look("Whose weights, side by side")
    assert page.get_by_role("heading", name="What each puts first").is_visible()
    walk.follow(ASKED)


def _look_at_places(walk: Walk) -> None:
    page = walk.page
    walk.look(ASKED)
    page.get_by_role("table", name="The first places").get_by_role("link").first.click()
    page.get_by_role("table", name="Every figure, with its year and source").wait_for()
    name = page.get_by_role("heading", level=1).inner_text()
    walk.look(name)
    page.get_by_label("Beside").select_option(label="Japan")
    walk.press("Compare")
    walk.look(f"{name} beside Japan")
    walk.follow(ASKED)
    walk.look(ASKED)
    walk.follow("Where last year's money and days went, beside this answer")
    walk.look("Effort beside evidence")
    walk.follow(ASKED)


def _decide(walk: Walk) -> None:
    page = walk.page
    walk.look(ASKED)
    page.get_by_text("Write down what was decided").click()
    page.get_by_label("What was decided, and why").fill("We begin with Germany.")
    walk.press("Write it down")
    walk.look(ASKED)
    assert page.get_by_role("paragraph").filter(has_text="We begin with Germany.").is_visible()


def _reckon_again(walk: Walk) -> None:
    page = walk.page
    page.get_by_text("How it was reckoned").click()
    assert page.get_by_text("Digest of the inputs").is_visible()
    walk.press("Reckon it again and compare")
    walk.look(ASKED)
    assert page.get_by_text("the same to 1e-9").is_visible()


def _take_it_away(walk: Walk, cast: Cast, folder: Path) -> None:
    page, one = walk.page, Question.objects.get()
    _sign_in(walk, cast, cast.director)
    walk.go(f"/o/halden/evidence/{one.uid}/")
    walk.look(ASKED)
    with page.expect_download() as taken:
        page.get_by_role("link", name="Excel").click()
    path = folder / taken.value.suggested_filename
    taken.value.save_as(path)
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert sheet.max_row > 200, "the file has every place"
