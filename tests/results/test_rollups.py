"""RES-4, RES-15: what came of it by one dimension, and who benefits."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from itertools import product
from random import Random
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from proxenia.core.errors import Refused
from proxenia.methods.shares import NOBODY
from proxenia.portfolio.models import Classification
from proxenia.records.actions import set_visibility
from proxenia.results.actions import ledger as actions
from proxenia.results.models import Area
from proxenia.results.queries import naming, rollups
from tests.cast import Cast, signed_in
from tests.pages import fetch

Make = Callable[..., Any]
pytestmark = pytest.mark.django_db


def told(cast: Cast, dimension: str, user: Any = None, belongs: str = "ours") -> rollups.Told:
    by = user or cast.officer
    rows = rollups.counted_results(by, cast.office, belongs, timezone.localdate())
    return rollups.told_by(by, cast.office, rows, dimension)


@pytest.fixture
def chain(cast: Cast, result: Make, tie: Make, contact: Make) -> dict[str, Any]:
    """A result of 60 to 90 jobs: a call with two ties a half, one of them a third, a fund unsaid."""
    trier, graz = tie("Trier"), tie("Graz")
    call = contact("2025-11", ties=[trier, graz])
    jobs = result(
        kind="jobs", low=Decimal(60), high=Decimal(90), municipality="Harbour Town", on="2026-05-03"
    )
    actions.add_contribution(jobs, by=cast.officer, target=call, share=(1, 2))
    actions.add_contribution(jobs, by=cast.officer, target=trier, share=(1, 3))
    actions.add_contribution(jobs, by=cast.officer, named="A fund")
    for one, sector in ((trier, "gateways"), (trier, "trade"), (graz, "trade")):
        Classification.objects.create(partnership=one, facet="policy_sector", code=sector)
    return {"trier": trier, "graz": graz, "call": call, "jobs": jobs}


def amounts(found: rollups.Told) -> dict[Any, Any]:
    (figures,) = found.figures.values()
    return {word: (tally.low, tally.high) for word, tally in figures.tallies.items()}


def test_res_4_by_tie_an_engagement_of_two_is_split(cast: Cast, chain: dict[str, Any]) -> None:
    assert amounts(told(cast, "tie")) == {
        chain["trier"].pk: (35, Fraction(105, 2)),
        chain["graz"].pk: (15, Fraction(45, 2)),
        NOBODY: (10, 15),
    }


@pytest.mark.parametrize("dimension", rollups.DIMENSIONS)
def test_res_4_every_dimension_comes_to_the_ledger(
    cast: Cast, chain: dict[str, Any], result: Make, dimension: str
) -> None:
    result("A plan was adopted", on="2024")
    found = told(cast, dimension)
    total = found.results.total()
    assert total.results == found.count == 2
    (figures,) = found.figures.values()
    assert (figures.total().low, figures.total().high) == (Fraction(60), Fraction(90))
    naming.names_of(cast.office, dimension, list(found.results.tallies))


@pytest.mark.parametrize("seed", range(3))
def test_res_4_no_roll_up_counts_twice_whatever_the_chains(
    cast: Cast, result: Make, tie: Make, contact: Make, seed: int
) -> None:
    """Chains at random, among them what a reader may not see: every dimension comes to the ledger, place by place."""
    chance = Random(seed)
    ties = [tie(name, visibility=chance.choice(["internal", "confidential"])) for name in "ABCD"]
    calls = [
        contact("2025-11", f"Call {n}", ties=chance.sample(ties, chance.randint(1, 3))) for n in range(4)
    ]
    for one, sector in ((one, sector) for one in ties for sector in chance.sample(["gateways", "trade"], 2)):
        Classification.objects.create(partnership=one, facet="policy_sector", code=sector)
    ledger: dict[str, Fraction] = {"ours": Fraction(0), "theirs": Fraction(0)}
    for number in range(10):
        low, belongs = chance.randint(1, 99), chance.choice(list(ledger))
        made = result(
            f"Jobs {number}", kind="jobs", low=Decimal(low), high=Decimal(low), on="2026-05", belongs=belongs,
            municipality=chance.choice(["", "Hill"]), is_another=True,
        )  # fmt: skip
        ledger[belongs] += low
        for target in chance.sample([*ties, *calls], chance.randint(0, 4)):
            share = (1, chance.choice([4, 5, 7])) if chance.random() < 0.8 else None
            actions.add_contribution(made, by=cast.operator, target=target, share=share)
    for belongs, dimension in product(ledger, rollups.DIMENSIONS):
        for user in (cast.operator, cast.viewer):
            found = told(cast, dimension, user, belongs)
            totals = [figures.total() for figures in found.figures.values()]
            assert sum(one.low for one in totals) == ledger[belongs]
            assert found.results.total().results == found.count


def test_res_4_what_a_reader_may_not_see_is_nobodys(cast: Cast, chain: dict[str, Any]) -> None:
    set_visibility(chain["trier"], by=cast.operator, visibility="confidential")
    assert amounts(told(cast, "tie", cast.viewer)) == {
        chain["graz"].pk: (30, 45),
        NOBODY: (30, 45),
    }


def test_res_4_a_roll_up_asks_the_same_however_many(cast: Cast, chain: dict[str, Any], result: Make) -> None:
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            told(cast, "sector")
        return len(seen)

    told(cast, "sector")
    first = asked()
    for number in range(12):
        one = result(f"Number {number}", on="2026-05-03")
        actions.add_contribution(one, by=cast.officer, target=chain["graz"], share=(1, 2))
    assert asked() == first


def test_res_17_a_roll_up_is_of_one_place(cast: Cast, chain: dict[str, Any], result: Make) -> None:
    result("Theirs", belongs="theirs", kind="jobs", low=Decimal(500), high=Decimal(500))
    assert told(cast, "kind").count == 1
    assert amounts(told(cast, "kind", belongs="theirs")) == {"jobs": (500, 500)}


def test_res_15_who_has_nothing_is_seen_and_per_head_is_told(cast: Cast, chain: dict[str, Any]) -> None:
    lines = [
        {
            "name": "Harbour Town",
            "is_centre": True,
            "inhabitants": 50_000,
            "counted_in": 2025,
            "source": "Register",
        },
        {"name": "Hill", "is_centre": False, "inhabitants": 20_000, "counted_in": 2025, "source": "Register"},
    ]
    actions.set_areas(cast.office, by=cast.officer, rows=lines)
    spread = naming.spread_of(cast.office, told(cast, "area"))
    assert spread is not None
    assert [one.name for one in spread.empty] == ["Hill"]
    assert (spread.centre, spread.others) == (Decimal("2.0"), Decimal("0.0"))
    lines[1] |= {"inhabitants": None}
    actions.set_areas(cast.office, by=cast.officer, rows=lines)
    spread = naming.spread_of(cast.office, told(cast, "area"))
    assert spread is not None
    assert spread.others is None


def test_res_15_districts_have_their_own_roll_up_and_are_no_municipalities_with_nothing(
    cast: Cast, result: Make
) -> None:
    for what, municipality, district in (
        ("One", "Harbour Town", "Old Quay"),
        ("Two", "Harbour Town", "OLD quay"),
        ("Three", "Hill", "Old Quay"),
        ("Four", "Hill", ""),
    ):
        result(what, municipality=municipality, district=district)
    people = {"inhabitants": 10_000, "counted_in": 2025, "source": "Register"}
    names = ("Harbour Town", "Hill", "Old Quay, Harbour Town", "New Quay, Harbour Town")
    rows = [{"name": name, "is_centre": name.startswith("Old"), **people} for name in names]
    actions.set_areas(cast.office, by=cast.officer, rows=rows)
    found = told(cast, "district")
    assert {word: tally.named for word, tally in found.results.tallies.items() if word} == {
        "old quay harbour town": 2,
        "old quay hill": 1,
    }
    spread = naming.spread_of(cast.office, found)
    assert spread is not None
    assert [one.name for one in spread.empty] == ["New Quay, Harbour Town"]
    assert (spread.centre, spread.others, spread.unplaced) == (Decimal("20.0"), Decimal("0.0"), 1)
    of_towns = naming.spread_of(cast.office, told(cast, "area"))
    assert of_towns is not None
    assert of_towns.empty == []
    page = fetch(signed_in(cast.viewer), reverse("results:rollup", args=("halden", "district")))
    assert "One of ours has nothing: New Quay, Harbour Town" in page.text
    word = urlencode({"district": "old quay harbour town", "belongs": "ours", "state": "counts"})
    opened = fetch(signed_in(cast.viewer), reverse("results:ledger", args=("halden",)) + f"?{word}")
    assert "2 results answer to this" in opened.text
    assert "Old Quay, Harbour Town" in opened.text.replace("OLD quay", "Old Quay")


def test_res_15_an_area_twice_or_a_figure_without_source_is_refused(cast: Cast) -> None:
    for rows, where in (
        ([{"name": "Hill"}, {"name": "HILL"}], "name"),
        ([{"name": ""}], "name"),
        ([{"name": "Hill", "inhabitants": 5}], "source"),
    ):
        with pytest.raises(Refused) as caught:
            actions.set_areas(cast.office, by=cast.officer, rows=rows)
        assert caught.value.where == where
    assert not Area.objects.exists()
