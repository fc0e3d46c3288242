"""Very long texts in the forms of the directory are told at their field, and stay."""

import pytest

from proxenia.accounts.models import User
from tests.pages import checked

LONG = "x" * 700


@pytest.mark.parametrize(
    ("page", "data"),
    [
        ("organisations/add/", {"name": LONG, "kind": "other", "place_words": LONG, "parent": LONG}),
        ("organisations/add/", {"name": "A", "kind": "other", "website": f"https://example.org/{LONG}"}),
        ("people/add/", {"name": LONG, "name_local": LONG, "phone": LONG, "email": f"{LONG}@example.org"}),
        (
            "people/add/",
            {"name": "A", "languages": LONG, "posts-0-organisation": LONG, "posts-0-title": LONG},
        ),
    ],
)
def test_dir_1_long_texts_are_told_and_kept(
    office: object, officer: User, client: object, page: str, data: dict[str, str]
) -> None:
    client.force_login(officer)  # type: ignore[attr-defined]
    rows = {"posts-TOTAL_FORMS": "1", "posts-INITIAL_FORMS": "0", "visibility": "internal"}
    sent = client.post(f"/o/halden/{page}", {**rows, **data})  # type: ignore[attr-defined]
    shown = checked(sent, status=422)
    assert "characters; at most" in shown.text
    assert LONG in shown.html
    assert "Ensure" not in shown.text
