"""Browser tests: the installed Chromium, driven by Playwright; skipped by name where there is none."""

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tools import machine

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """One Chromium for the whole run (each worker its own)."""
    executable = machine.chromium()
    if executable is None:
        pytest.skip("Chromium absent")
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop in this thread; Django would refuse the test's own queries because of it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(executable), args=machine.CHROMIUM_FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def context(browser: "Browser") -> Iterator["BrowserContext"]:
    """A fresh visitor: no cookies, English, a desktop window."""
    visitor = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    visitor.set_default_timeout(10_000)
    yield visitor
    visitor.close()


@pytest.fixture
def page(context: "BrowserContext") -> Iterator["Page"]:
    """A page; the test fails on any script error or breach of the content security policy it met."""
    problems: list[str] = []

    def heard(message: Any) -> None:
        # A refused form answers 4xx on purpose; the test itself says what it expects there.
        if message.type == "error" and "Failed to load resource" not in message.text:
            problems.append(message.text)

    sheet = context.new_page()
    sheet.on("console", heard)
    sheet.on("pageerror", lambda error: problems.append(str(error)))
    yield sheet
    assert not problems, f"the browser complained: {problems}"
