"""SYS-1: no page leads its reader to one that is closed to them."""

from urllib.parse import urldefrag

import pytest
from django.urls import Resolver404, resolve

from tests.pages import parse
from tests.sweep.world import World

pytestmark = pytest.mark.once

MOST = 400
"""So many pages are read at most; a world holds about a hundred and fifty."""
NEVER = ("records:export", "records:file", "records:log_export", "risk:export_gifts", "accounts:sign_out")
"""What is taken away rather than read."""


def leads(world: World, role: str) -> tuple[list[str], int]:
    """Follow every link a role meets from its first page on; return those that are closed, and the pages read."""
    start = f"/o/{world.cast.office.slug}/"
    found_on, waiting, closed = {start: ""}, [start], []
    read = 0
    while waiting and read < MOST:
        url = waiting.pop(0)
        response = world.clients[role].get(url, follow=True)
        read += 1
        if response.status_code != 200:
            closed.append(f"{url} ({response.status_code}) from {found_on[url]}")
            continue
        if response.streaming or "html" not in response.headers["Content-Type"]:
            continue
        for link in parse(response.content.decode()).all("a"):
            target = urldefrag(link.attrs.get("href", ""))[0]
            if target.startswith("?"):
                continue
            if target.startswith(start) and target not in found_on and _is_read(target, found_on):
                found_on[target] = url
                waiting.append(target)
    return closed, read


def _is_read(target: str, known: dict[str, str]) -> bool:
    """Say whether a link leads to a page not read yet; the same page with another query is the same page."""
    path = target.partition("?")[0]
    try:
        name = resolve(path).view_name
    except Resolver404:
        return True
    return name not in NEVER and path not in {one.partition("?")[0] for one in known}


@pytest.mark.parametrize("role", ["partner_shared", "viewer", "other_editor"])
def test_sys_1_no_link_leads_to_a_page_that_is_closed(world: World, role: str) -> None:
    closed, read = leads(world, role)
    assert not closed, "\n".join(closed)
    assert read > 5
