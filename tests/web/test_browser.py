"""Chromium on every page: nothing stopped by the policy, nothing on the console, nothing fetched from elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import RequestFactory

from proxenia.accounts.models import User
from proxenia.core import failures
from tests.cast import Cast, signed_in
from tests.web.visits import view_of, walk

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

pytestmark = pytest.mark.browser


def visitor(context: BrowserContext, user: User, address: str) -> None:
    """Let the browser in as this person."""
    cookie = signed_in(user).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": address}])


@pytest.fixture
def heard(context: BrowserContext) -> list[str]:
    """Everything the browser complains of."""
    found: list[str] = []
    context.on(
        "console",
        lambda message: found.append(message.text) if message.type in ("error", "warning") else None,
    )
    context.on("weberror", lambda error: found.append(str(error.error)))
    return found


@pytest.mark.reliability("G2")
@pytest.mark.asvs("3.4.7", "3.6.1", "14.2.3")
def test_no_page_is_stopped_complains_or_calls_elsewhere(
    transactional_db: None,
    live_server: Any,
    office_with_records: Cast,
    context: BrowserContext,
    heard: list[str],
) -> None:
    cast = office_with_records
    visitor(context, cast.director, live_server.url)
    origins: set[str] = set()
    reports: list[str] = []

    def requested(request: Any) -> None:
        if not request.url.startswith("data:"):
            origins.add("{0.scheme}://{0.netloc}".format(urlsplit(request.url)))
        if "csp-report" in request.url:
            reports.append(str(request.post_data))

    context.on("request", requested)
    urls = [
        url
        for url, one in walk(signed_in(cast.director), "/o/halden/", each=1)
        if one.status_code == 200 and "attachment" not in one.headers.get("Content-Disposition", "")
    ]
    urls += ["/gallery/", "/sign-in/"]
    page, shown = context.new_page(), set()
    for url in urls:
        if "/templates/" in url or "/exports/" in url or "export" in str(view_of(url)):
            continue  # a download, not a page
        answer = page.goto(f"{live_server.url}{url}")
        assert answer is not None
        assert answer.status == 200, url
        shown.add(view_of(url))
        assert heard == [], url
    assert len(shown) > 25
    assert (origins, reports) == ({live_server.url}, [])


@pytest.mark.reliability("G2")
def test_the_policy_stops_what_is_not_ours(
    transactional_db: None, live_server: Any, context: BrowserContext, heard: list[str]
) -> None:
    """The control: a script and a picture that somebody smuggled in are stopped, and the browser says so."""
    page = context.new_page()
    page.goto(f"{live_server.url}/sign-in/")
    page.evaluate(
        "() => { const script = document.createElement('script'); script.textContent = 'window.owned = 1';"
        " document.body.append(script); const image = new Image(); image.src = 'https://evil.example/x.png';"
        " document.body.append(image); }"
    )
    assert page.evaluate("() => window.owned") is None
    assert any("Content Security Policy" in line for line in heard)


@pytest.mark.reliability("G5")
def test_failures_can_be_read_by_everybody(live_server: Any, context: BrowserContext) -> None:
    page = context.new_page()
    found = {}
    for status in (400, 403, 404, 405, 413, 429, 500, 503, 507):
        html = failures.page(RequestFactory().get("/"), str(status), status).content.decode()
        page.set_content(html.replace("/static/", f"{live_server.url}/static/"))
        wrong = Axe().run(page).response["violations"]
        found[status] = [one["id"] for one in wrong if one["impact"] in ("serious", "critical")]
        assert page.get_by_role("heading", level=1).count() == 1
    assert {status: ids for status, ids in found.items() if ids} == {}
