"""The check of fetched pages finds what it should."""

import pytest

from tests import pages

pytestmark = pytest.mark.once

SOUND = """<!doctype html><html lang="en"><head><title>Ties</title></head><body><main><h1>Ties</h1>
<form method="post"><input type="hidden" name="csrfmiddlewaretoken" value="x">
<label for="name">Name</label><input id="name"><label>Since <input name="since"></label>
<select aria-label="Kind"><option>a</option></select><button>Save</button></form>
<a href="/x">One</a><a href="/y"><img src="y.png" alt="Two"></a><svg><path d="M0 0"/></svg></main></body></html>"""


def test_a_sound_page_has_no_problems() -> None:
    assert pages.faults(SOUND) == []


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("<h1>Ties</h1>", "<h2>Ties</h2>"),
        ("<h1>Ties</h1>", "<h1>Ties</h1><h1>More</h1>"),
        ("<title>Ties</title>", "<title></title>"),
        (' lang="en"', ""),
        ("<main>", "<div>"),
        ('<label for="name">Name</label>', "<span>Name</span>"),
        ('<select aria-label="Kind">', "<select>"),
        ('<a href="/x">One</a>', '<a href="/x" id="name">One</a>'),
        ('<label for="name">', '<label for="nam">'),
        ('<a href="/x">One</a>', '<a href="/x"></a>'),
        (' alt="Two"', ""),
        ('<a href="/x">', '<a href="/x" onclick="go()">'),
        ("<main>", "<main><script>go()</script>"),
        ('name="csrfmiddlewaretoken"', 'name="other"'),
    ],
)
def test_a_fault_is_found(good: str, bad: str) -> None:
    assert good in SOUND
    assert pages.faults(SOUND.replace(good, bad, 1)) != []
