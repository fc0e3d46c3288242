"""PRT-1 and SYS-3: the purpose of a tie goes out and comes in; DIR-1: a place with too long a name is told so."""

from pathlib import Path

import pytest
from django.urls import reverse

from proxenia.places.models import Place
from proxenia.portfolio.models import Partnership
from proxenia.records.actions.imports import import_file
from proxenia.records.queries.exports import write_export
from tests.cast import Cast, make_cast, make_tie, signed_in
from tests.imports.files import Desk, counts
from tests.pages import send


@pytest.fixture
def cast(db: None) -> Cast:
    """The house's own cast."""
    return make_cast()


def test_sys_3_the_purpose_of_a_tie_goes_out_and_comes_in(cast: Cast, tmp_path: Path) -> None:
    make_tie(cast.office, by=cast.officer, name="Trier", values={"purpose": "Wine\nand Romans"})
    path = tmp_path / "ties.csv"
    assert write_export("partnerships", cast.office, user=cast.officer, path=path) == 1
    assert "Romans" in path.read_text(encoding="utf-8-sig")
    outcome = import_file(cast.office, by=cast.officer, kind="partnerships", path=path)
    assert counts(outcome) == (0, 0, 1, 0)
    rows = [["name", "counterpart", "purpose"], ["Trier", "", "Wine only"]]
    assert counts(Desk(cast, tmp_path).take("partnerships", rows))[3] == 0
    assert Partnership.objects.filter(purpose="Wine only").count() == 1


def test_dir_1_a_place_with_too_long_a_text_is_told_what_to_do(cast: Cast) -> None:
    sent = {
        "name": "x" * 5_000,
        "kind": "city",
        "country": "DE",
        "region": "y" * 5_000,
        "timezone": "z" * 500,
    }
    send(signed_in(cast.officer), reverse("places:add_place", args=(cast.office.slug,)), sent)
    assert not Place.objects.exists()
