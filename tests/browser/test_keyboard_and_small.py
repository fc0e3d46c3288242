"""The daily tasks with the keyboard alone, and every main page at 320 pixels.

WCAG 2.2: reflow (1.4.10), keyboard (2.1.1), focus visible and not obscured (2.4.7, 2.4.11), size of targets (2.5.8).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from proxenia.accounts.actions import make_sign_in_link
from proxenia.engagements.models import Engagement
from proxenia.portfolio.models import Partnership
from tests.cast import Cast, make_tie

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
MOST_STOPS = 400
BESIDE = (
    "search/?q=har",
    "engagements/quick/",
    "partnerships/add/",
    "people/add/",
    "imports/",
    "calendar/inbox/",
)
"""Pages the rail does not lead to."""

STOP = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const box = one.getBoundingClientRect();
  const style = getComputedStyle(one);
  const x = Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 2);
  const y = Math.min(Math.max(box.top + Math.min(box.height / 2, 12), 1), innerHeight - 2);
  const top = document.elementFromPoint(x, y);
  const label = one.labels && one.labels[0];
  const shows = top && (one.contains(top) || top.contains(one) || (label && label.contains(top)));
  const around = one.closest('label, .pick, tr, li, td') || one.parentElement;
  const marks = [one, around, label].filter(Boolean).some(node => {
    const told = getComputedStyle(node);
    return (told.outlineStyle !== 'none' && parseFloat(told.outlineWidth) > 0) || told.boxShadow !== 'none';
  });
  return {
    name: (one.getAttribute('aria-label') || one.innerText || one.name || one.id || one.tagName).trim().slice(0, 60),
    html: one.outerHTML.slice(0, 160), inside: box.bottom > 0 && box.top < innerHeight, shows: !!shows, marks,
  };
}"""
"""What has the focus: its words, whether it lies within the window, is covered by nothing, and shows that it has it."""

SMALL = """() => {
  const all = [...document.querySelectorAll(
    'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')];
  const seen = all.filter(one => {
    const style = getComputedStyle(one), box = one.getBoundingClientRect();
    return style.visibility !== 'hidden' && style.opacity !== '0' && style.clipPath === 'none'
      && box.width > 1 && box.height > 1 && !one.disabled && one.checkVisibility() && box.right > 0 && box.bottom > 0;
  });
  const isInline = one => getComputedStyle(one).display === 'inline' && one.parentElement
    && one.parentElement.innerText.trim().length > one.innerText.trim().length;
  const boxes = seen.map(one => {
    const label = one.labels && one.labels[0];
    const own = one.getBoundingClientRect();
    if (label && label.contains(one)) return label.getBoundingClientRect();
    return own;
  });
  const near = (a, b) => {
    const dx = Math.max(b.left - (a.left + a.width / 2), 0, (a.left + a.width / 2) - b.right);
    const dy = Math.max(b.top - (a.top + a.height / 2), 0, (a.top + a.height / 2) - b.bottom);
    return Math.hypot(dx, dy) < 12;
  };
  return seen.filter((one, at) => {
    const box = boxes[at];
    if ((box.width >= 24 && box.height >= 24) || isInline(one)) return false;
    return boxes.some((other, number) => number !== at && !one.contains(seen[number]) && !seen[number].contains(one)
      && near(box, other));
  }).map(one => one.outerHTML.slice(0, 160));
}"""
"""The targets under 24 by 24 pixels that have another within 12 pixels of their middle and stand in no sentence."""


@pytest.fixture
def signed_in(page: Page, live_server: Any, cast: Cast) -> Page:
    """A director's page after signing in, with two ties to look at."""
    make_tie(cast.office, by=cast.officer, name="Harstad", values={"purpose": "Rowing"})
    make_tie(cast.office, by=cast.officer, name="Haparanda")
    page.goto(f"{live_server.url}/sign-in/link/{make_sign_in_link(cast.director, by=cast.operator)}/")
    _to(page, "Sign in")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Today", level=1).wait_for()
    return page


def _to(page: Page, name: str) -> None:
    """Press Tab until something of that name has the focus; every stop on the way can be seen."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        found = page.evaluate(STOP)
        if found is None:
            continue
        assert found["inside"], f"the focus lies outside the window on {found['html']}"
        assert found["shows"], f"the focus is covered on {found['html']}"
        assert found["marks"], f"nothing shows that the focus is on {found['html']}"
        if found["name"].startswith(name):
            return
    raise AssertionError(f"the keyboard does not reach “{name}”")


@pytest.mark.reliability("O2")
def test_sys_3_core_tasks_by_keyboard_alone(signed_in: Page, cast: Cast) -> None:
    page = signed_in
    _to(page, "Skip")
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash"), "the way past the rail leads somewhere"
    page.reload()
    _to(page, "Partnerships")
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1).first.wait_for()
    _to(page, "Harstad")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Harstad", level=1).wait_for()
    _log_a_contact(page)
    assert Engagement.objects.get().tie_links.get().partnership.name == "Harstad"


def _log_a_contact(page: Page) -> None:
    _to(page, "Log a contact")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Log a contact with Harstad", level=1).wait_for()
    _to(page, "line")
    page.keyboard.type("met Harstad yesterday about rowing")
    _to(page, "Note it")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Log it").wait_for()
    _to(page, "Log it")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Log it").wait_for(state="detached")


@pytest.mark.reliability("O2")
def test_sys_3_main_pages_at_320_pixels(signed_in: Page, live_server: Any, cast: Cast) -> None:
    """320 pixels are a window of 1,280 at 400 %: nothing scrolls sideways, and no two targets lie under one finger."""
    signed_in.set_viewport_size({"width": 320, "height": 512})
    home = f"{live_server.url}/o/{cast.office.slug}/"
    rail = signed_in.evaluate("[...document.querySelectorAll('nav a[href]')].map(one => one.href)")
    tie = f"partnerships/{Partnership.objects.get(name='Harstad').uid}/"
    wrong = []
    for path in dict.fromkeys([*rail, *(home + one for one in (*BESIDE, tie))]):
        answer = signed_in.goto(path)
        if answer is None or answer.status != 200:
            wrong.append(f"{path}: {answer and answer.status}")
            continue
        wide = signed_in.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        wrong += [f"{path}: {wide} pixels too wide"] if wide > 0 else []
        wrong += [f"{path}: small: {html}" for html in signed_in.evaluate(SMALL)]
    assert "\n".join(wrong) == ""
