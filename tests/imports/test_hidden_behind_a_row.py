"""SYS-2: a row about a record one may write confirms nothing of what hangs on it unseen, and takes none of it off."""

from pathlib import Path

import pytest

from proxenia.engagements.models import Engagement, Participation
from proxenia.records.actions import set_visibility
from proxenia.records.queries.exports import write_export
from tests.cast import Cast, make_tie
from tests.imports.files import Desk, counts, why

pytestmark = pytest.mark.django_db

ABOUT: dict[str, tuple[list[str], list[str]]] = {
    "engagements": (["date", "kind", "title"], ["2026-03-01", "meeting", "Talks"]),
    "results": (["what changed", "kind", "when"], ["A ferry line opened", "jobs", "2026-05"]),
    "projects": (["title"], ["The ferry"]),
    "commitments": (["what", "side", "due"], ["Send the plans", "us", "2026-09-01"]),
}


@pytest.fixture
def desk(cast: Cast, tmp_path: Path) -> Desk:
    make_tie(cast.office, by=cast.operator, name="Trier")
    return Desk(cast, tmp_path)


@pytest.mark.parametrize("kind", sorted(ABOUT))
def test_sys_2_a_row_that_names_a_hidden_tie_is_told_no_more_than_one_that_names_none(
    desk: Desk, cast: Cast, kind: str
) -> None:
    from proxenia.portfolio.models import Partnership

    head, row = ABOUT[kind]
    assert counts(desk.take(kind, [[*head, "partnership"], [*row, "Trier"]])) == (1, 0, 0, 0)
    assert counts(desk.take(kind, [[*head, "partnership"], [*row, "Trier"]])) == (0, 0, 1, 0)
    set_visibility(Partnership.objects.get(), by=cast.director, visibility="confidential")
    named, other = (desk.take(kind, [[*head, "partnership"], [*row, tie]]) for tie in ("Trier", "Nowhere"))
    assert counts(named) == counts(other) == (0, 0, 0, 1)
    assert why(named)[2][1].replace("Trier", "Nowhere") == why(other)[2][1]


def test_sys_2_a_list_that_cannot_name_a_hidden_person_does_not_take_them_off(desk: Desk, cast: Cast) -> None:
    from proxenia.directory.models import Person

    desk.take("people", [["name"], ["Ana Ruiz"], ["Jo Berg"]])
    head, row = ABOUT["engagements"]
    desk.take("engagements", [[*head, "people"], [*row, "Ana Ruiz; Jo Berg"]])
    set_visibility(Person.objects.get(name="Ana Ruiz"), by=cast.director, visibility="confidential")
    path = desk.folder / "out.csv"
    write_export("engagements", cast.office, user=cast.officer, path=path)
    assert "Ana Ruiz" not in path.read_text(encoding="utf-8-sig")
    assert counts(desk.take("engagements", [[*head, "people"], [*row, "Jo Berg"]])) == (0, 0, 1, 0)
    assert Participation.objects.filter(engagement=Engagement.objects.get()).count() == 2
    assert counts(desk.take("engagements", [[*head, "people"], [*row, "Sam Holt"]])) == (0, 1, 0, 0)
    left = set(Participation.objects.values_list("person__name", flat=True))
    assert left == {"Ana Ruiz"}, "only whom the list could have named goes"
