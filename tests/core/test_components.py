"""Components come out whole: ids once, labels tied, no inline style or script, every template can be read."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import get_template, render_to_string
from django.test import RequestFactory

from proxenia.core import shipped
from proxenia.core.gallery import SampleForm, gallery_context

TEMPLATES = shipped.root("templates")
OWN = [
    path.relative_to(TEMPLATES).as_posix()
    for folder in ("components", "errors", "django")
    for path in sorted((TEMPLATES / folder).rglob("*.html"))
]


@pytest.fixture(scope="module")
def gallery() -> str:
    """The gallery as a signed-out reader would get it."""
    request = RequestFactory().get("/gallery/?kind=sister&sort=-count")
    request.user = AnonymousUser()
    return render_to_string("gallery.html", gallery_context(), request=request)


def test_every_component_can_be_read() -> None:
    assert len(OWN) > 30
    for name in OWN:
        assert get_template(name)


def test_every_component_stands_in_the_list() -> None:
    listed = (TEMPLATES / "components" / "README.md").read_text()
    public = {path.stem for path in (TEMPLATES / "components").glob("[!_]*.html")} - {"when"}
    assert {name for name in public if f"`{name}`" not in listed} == set()


def test_sys_6_the_gallery_is_sound(gallery: str) -> None:
    ids = re.findall(r'\sid="([^"]+)"', gallery)
    assert len(ids) == len(set(ids))
    assert len(re.findall(r"<h1", gallery)) == 1
    assert not re.search(r'\sstyle="|<style|<script(?![^>]*\ssrc=)|\son\w+="', gallery)
    for described in re.findall(r'aria-(?:describedby|labelledby)="([^"]+)"', gallery):
        assert set(described.split()) <= set(ids), described
    for target in re.findall(r'popovertarget="([^"]+)"', gallery):
        assert target in ids


def test_sys_6_every_control_has_a_label(gallery: str) -> None:
    labelled = set(re.findall(r'<label[^>]*\sfor="([^"]+)"', gallery))
    for control in re.findall(r"<(?:input|select|textarea)\b[^>]*>", gallery):
        if 'type="hidden"' in control or "aria-label=" in control:
            continue
        identity = re.search(r'\sid="([^"]+)"', control)
        assert identity, control
        assert identity[1] in labelled, control


def test_a_wrong_form_lists_its_mistakes_and_keeps_what_was_typed() -> None:
    out = str(SampleForm({"name": "", "email": "mara@", "since": "1988"}))
    assert '<a href="#id_name">Name</a>' in out
    assert 'aria-describedby="id_name_helptext id_name_error"' in out
    assert 'id="id_name_error"' in out
    assert 'value="mara@"' in out


@pytest.mark.parametrize("code", ["400", "403", "404", "500", "csrf"])
def test_error_pages_need_neither_request_nor_database(code: str) -> None:
    out = render_to_string(f"errors/{code}.html")
    assert out.count("<h1") == 1
    assert 'id="main"' in out


def test_templates_hold_their_budget() -> None:
    for name in [*OWN, "base.html", "base_plain.html", "gallery.html"]:
        assert len((TEMPLATES / name).read_text().splitlines()) <= 150, name


def test_error_pages_leave_messages_for_the_next_page() -> None:
    out = render_to_string("errors/500.html", {"messages": ["kept"]})
    assert "kept" not in out
