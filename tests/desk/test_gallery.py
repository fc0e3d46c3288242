"""The gallery is a page like any other."""

from django.test import Client

from tests.pages import fetch


def test_the_gallery_is_open_and_sound(db: None) -> None:
    page = fetch(Client(), "/gallery/?kind=sister&sort=-count&page=2")
    assert "14 months" in page.text
