"""The check of fetched pages finds what it should."""

import pytest

from tests import pages

SOUND = """<!doctype html><html lang="en"><head><title>Ties</title></head><body><main><h1>Ties</h1>
<form method="post"><input type="hidden" name="csrfmiddlewaretoken" value="x">
<label for="name">Name</label><input id="name"><label>Since <input name="since"></label>
<select aria-label="Kind"><option>a</option></select><button>Save</button></form>
<a href="/x">One</a><a href="/y"><img src="y.png" alt="Two"></a><svg><path d="M0 0"/></svg></main></body></html>"""


def test_a_sound_page_has_no_problems() -> None:
    assert pages.problems(SOUND) == []


@pytest.mark.parametrize(
    ("good", "bad", "says"),
    [
        ("<h1>Ties</h1>", "<h2>Ties</h2>", "0 h1"),
        ("<h1>Ties</h1>", "<h1>Ties</h1><h1>More</h1>", "2 h1"),
        ("<title>Ties</title>", "<title></title>", "no title"),
        (' lang="en"', "", "no language"),
        ("<main>", "<div>", "not one main"),
        ('<label for="name">Name</label>', "<span>Name</span>", "has no label"),
        ("<label>Since ", "<label>", "has no label"),
        ('<a href="/x">One</a>', '<a href="/x" id="name">One</a>', "stands 2 times"),
        ('<label for="name">', '<label for="nam">', "points at no 'nam'"),
        ('<a href="/x">One</a>', '<a href="/x"></a>', "says nothing"),
        (' alt="Two"', "", "has no alt"),
        ('<a href="/x">', '<a href="/x" onclick="go()">', "has onclick"),
        ("<main>", "<main><script>go()</script>", "is inline"),
        ('name="csrfmiddlewaretoken"', 'name="other"', "has no token"),
    ],
)
def test_a_fault_is_named(good: str, bad: str, says: str) -> None:
    assert good in SOUND
    assert any(says in problem for problem in pages.problems(SOUND.replace(good, bad, 1)))


def test_a_fragment_needs_no_heading() -> None:
    assert pages.problems("<tr><td>1</td></tr>") == []
