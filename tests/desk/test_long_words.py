"""SYS-3: words of any length can be searched for; a database takes only so long a pattern."""

import pytest
from django.urls import reverse

from proxenia.core.pages import MOST_LETTERS
from tests.cast import Cast, make_tie, signed_in

pytestmark = pytest.mark.django_db
LISTS = (
    "portfolio:list", "portfolio:map", "portfolio:matrix", "portfolio:timeline", "portfolio:networks", "places:places",
    "directory:organisations", "directory:people", "engagements:list", "engagements:promises", "indicators:list",
    "results:ledger", "results:media", "desk:search",
)  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
def test_sys_3_a_word_of_sixty_thousand_letters_finds_nothing_and_breaks_nothing(
    cast: Cast, name: str
) -> None:
    make_tie(cast.office, by=cast.operator, name="Trier")
    answer = signed_in(cast.officer).get(reverse(name, args=("halden",)), {"q": "((((a1" * 10_000})
    assert answer.status_code == 200


def test_sys_3_what_is_longer_than_any_name_is_cut(cast: Cast) -> None:
    make_tie(cast.office, by=cast.operator, name="Trier")
    words = "trier " + " " * MOST_LETTERS + "nowhere"
    page = signed_in(cast.officer).get(reverse("portfolio:list", args=("halden",)), {"q": words})
    assert "Trier" in page.content.decode()
