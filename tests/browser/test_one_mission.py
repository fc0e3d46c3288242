"""ENG-1, ENG-2, ENG-4, ENG-19: one mission, walked through in a browser from invitation to closed follow-up.

The line that plans it, guests and replies, the mandate, the delegation, the day itself, what came of it, and the
promise that a second person finds kept. Every page on the way is checked with axe.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from proxenia.accounts.actions import make_sign_in_link
from proxenia.accounts.models import User
from proxenia.audit.queries import verify_chains
from proxenia.commitments.models import Commitment
from proxenia.core.values import PartialDate
from proxenia.directory.actions import add_person
from proxenia.engagements.models import Engagement, Mandate
from tests.browser.test_first_ten_minutes import Walk
from tests.cast import Cast, make_tie

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


@pytest.fixture
def walk(page: Page, live_server: Any) -> Walk:
    """An officer before the first page."""
    return Walk(page, live_server.url)


def test_eng_1_a_mission_from_invitation_to_closed_follow_up(walk: Walk, cast: Cast) -> None:
    make_tie(cast.office, by=cast.director, name="Yokohama")
    add_person(cast.office, by=cast.director, values={"name": "Kenji Ito"})
    ahead = timezone.localdate() + timedelta(days=12)
    _sign_in(walk, cast, cast.officer)
    _plan_in_one_line(walk, ahead)
    _invite(walk)
    _write_the_mandate(walk)
    _plan_the_delegation(walk)
    _the_day_comes(walk)
    _close_it(walk)
    _keep_the_promise(walk, cast)
    assert verify_chains() == [], "the log is whole"


def _sign_in(walk: Walk, cast: Cast, who: User) -> None:
    walk.page.context.clear_cookies()
    walk.go(f"/sign-in/link/{make_sign_in_link(who, by=cast.operator)}/")
    walk.press("Sign in")
    walk.look("Today")


def _plan_in_one_line(walk: Walk, ahead: date) -> None:
    line = f"We will visit Yokohama on {ahead:%-d %B %Y} with Kenji Ito about the port agreement"
    walk.page.get_by_label("What happened?").fill(line)
    walk.press("Note it")
    walk.look("Note a contact")
    assert walk.page.get_by_label("What it was, in a few words").input_value() == "Port agreement"
    walk.press("Log it")
    walk.look("Port agreement")
    mission = Engagement.objects.get()
    assert (mission.state, mission.kind, mission.date) == ("planned", "delegation_out", PartialDate.of(ahead))


def _invite(walk: Walk) -> None:
    walk.follow("Guests")
    walk.look("Guests")
    walk.page.get_by_label("Who is invited").fill("Kenji Ito\nMayor Sato")
    walk.press("Put on the list")
    walk.page.get_by_text("2 guests more are on the list.").wait_for()
    walk.page.get_by_label("Reply of Kenji Ito").select_option("yes")
    walk.press("Note the replies")
    walk.look("Guests")
    walk.follow("Tables")
    walk.look("Tables")
    walk.follow("Guests")
    walk.follow("Letters")
    walk.press("Write the letters")
    walk.page.get_by_text("dear Mayor Sato").wait_for()
    walk.follow("Port agreement")


def _write_the_mandate(walk: Walk) -> None:
    walk.follow("Agenda and mandate")
    walk.look("Agenda and mandate")
    walk.page.get_by_role("textbox", name="Agenda").fill("Port\nSchools")
    walk.press("Keep this draft")
    walk.follow("Write a mandate")
    walk.page.get_by_label("What we want").fill("Two berths")
    walk.page.get_by_label("What we do not agree to").fill("Exclusivity")
    walk.press("Save the mandate")
    walk.look("Mandate")
    assert Mandate.objects.get().visibility == "confidential"
    walk.follow("Port agreement")


def _plan_the_delegation(walk: Walk) -> None:
    walk.follow("Plan it as a delegation")
    walk.look("Delegation")
    walk.press("Begin to plan it")
    walk.look("Port agreement")
    walk.follow("Engagement")
    walk.look("Port agreement")


def _the_day_comes(walk: Walk) -> None:
    yesterday = PartialDate.of(timezone.localdate() - timedelta(days=1))
    Engagement.objects.update(date=yesterday)
    walk.go("/o/halden/engagements/")
    walk.look("Engagements")
    assert walk.page.get_by_text("planned", exact=True).first.is_visible(), "nothing moves by itself"
    walk.follow("Port agreement")
    walk.page.get_by_role("heading", name="Did it take place?").wait_for()
    walk.press("It took place")
    walk.page.get_by_text("It is noted: took place.").wait_for()
    walk.follow("Guests")
    walk.page.get_by_label("Kenji Ito came").check()
    walk.press("Note who came")
    walk.follow("Port agreement")
    walk.follow("Agenda and mandate")
    walk.follow("Mandate of")
    walk.follow("Note what came of it")
    walk.page.get_by_label("What we obtained").fill("One berth")
    walk.press("Save the mandate")
    walk.look("Mandate")
    walk.follow("Port agreement")


def _close_it(walk: Walk) -> None:
    walk.page.get_by_role("textbox", name="What came of it").fill(
        "One berth from May on; they draft the text."
    )
    walk.press("Close it")
    walk.page.get_by_text("Record what was promised, or say that nothing has to follow.").first.wait_for()
    walk.look("Port agreement")
    walk.follow("Record a promise")
    walk.page.get_by_label("What").first.fill("Send the draft of the agreement")
    walk.page.get_by_label("Who promised").select_option("them")
    walk.press("Record the promise")
    walk.look("Port agreement")
    walk.page.get_by_role("textbox", name="What came of it").fill(
        "One berth from May on; they draft the text."
    )
    walk.press("Close it")
    walk.page.get_by_text("It is noted: closed.").wait_for()
    walk.look("Port agreement")
    assert Engagement.objects.get().state == "closed"


def _keep_the_promise(walk: Walk, cast: Cast) -> None:
    walk.follow("Send the draft of the agreement")
    walk.page.get_by_role("textbox", name="What shows it").first.fill("The draft lies with the legal office.")
    walk.press("It is done, to be checked")
    _sign_in(walk, cast, cast.director)
    walk.go("/o/halden/promises/?state=to_check")
    walk.follow("Send the draft of the agreement")
    walk.press("It was kept")
    walk.page.get_by_text("What became of the promise is noted.").wait_for()
    assert Commitment.objects.get().state == "kept"
