"""PRT-7: balance, and cost against result; PRT-9: how we take part in networks, and the directory of them in pages."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from proxenia.core.values import PartialDate
from proxenia.core.vocabulary import Vocabulary
from proxenia.directory.actions import add_person
from proxenia.engagements.actions import log_engagement
from proxenia.engagements.models import Engagement
from proxenia.engagements.queries.participation import taken_part
from proxenia.places.queries.countries import countries, world_regions
from proxenia.portfolio.actions import join_network
from proxenia.portfolio.models import Partnership
from proxenia.portfolio.queries import balance as queries
from proxenia.results.actions.ledger import add_contribution, add_result
from tests.cast import Cast, make_cast, make_tie, signed_in
from tests.pages import fetch

SOME_DAY = PartialDate.parse_iso("2024-05-01")


@pytest.fixture
def cast(db: None) -> Cast:
    """The house's own cast, with nothing remembered."""
    cache.clear()
    return make_cast()


def log(cast: Cast, *ties: Partnership, **values: Any) -> Engagement:
    given = {"date": SOME_DAY, "kind": "meeting", "title": "Meeting", **values}
    return log_engagement(cast.office, by=cast.officer, values=given, ties=list(ties))


def tie(cast: Cast, name: str, sectors: str = "", **values: Any) -> Partnership:
    codes = [("policy_sector", code) for code in sectors.split()]
    return make_tie(cast.office, by=cast.officer, name=name, values=values, codes=codes)


def weigh(cast: Cast, dimension: str, user: Any = None) -> queries.Balance:
    user = user or cast.officer
    return queries.balance(user, cast.office, Partnership.objects.visible_to(user, cast.office), dimension)


def test_prt_7_ties_hours_and_money_are_weighed_by_sector(cast: Cast) -> None:
    one, other = tie(cast, "Trier", "energy culture"), tie(cast, "Graz", "energy", state="historic")
    log(cast, one, staff_hours=Decimal("2.5"), cost=Decimal(100), currency="EUR")
    log(cast, one, other, staff_hours=Decimal(1), cost=Decimal(7), currency="CHF")
    log(cast, one, date=PartialDate.of(timezone.localdate() + dt.timedelta(days=9)), staff_hours=Decimal(50))
    found = {line.code: line for line in weigh(cast, queries.SECTOR).lines}
    assert set(found) == {"energy", "culture"}
    energy = found["energy"]
    assert (energy.ties, energy.live, energy.effort.contacts) == (2, 1, 3)
    assert energy.effort.hours == Decimal("4.5")
    assert energy.effort.money == {"EUR": Decimal(100), "CHF": Decimal(14)}
    assert found["culture"].effort.money == {"EUR": Decimal(100), "CHF": Decimal(7)}


def test_prt_7_gaps_and_overlaps_are_named(cast: Cast) -> None:
    for name in ("Trier", "Bonn", "Essen"):
        tie(cast, name, "energy")
    found = weigh(cast, queries.SECTOR)
    assert [(one.country, one.sector, one.ties) for one in found.overlaps] == [("DE", "energy", 3)]
    assert set(found.gaps) == set(Vocabulary.load("policy_sectors").codes) - {"energy"}
    page = fetch(signed_in(cast.viewer), reverse("portfolio:balance", args=(cast.office.slug,)))
    assert "3 live ties with Germany on" in page.text
    assert "No live tie stands for" in page.text


@pytest.mark.parametrize("dimension", list(queries.DIMENSIONS))
def test_prt_7_every_dimension_has_its_page(cast: Cast, dimension: str) -> None:
    tie(cast, "Trier", "energy")
    client = signed_in(cast.viewer)
    page = fetch(client, reverse("portfolio:balance", args=(cast.office.slug,)) + f"?by={dimension}")
    assert "Staff hours" in page.text
    if dimension == queries.REGION:
        assert "Western Europe" in page.text


def test_prt_7_every_country_lies_in_a_part_of_the_world() -> None:
    known = set(Vocabulary.load("world_regions").codes)
    assert set(world_regions().values()) == known
    assert set(countries()) - set(world_regions()) == {"AQ"}


def test_prt_7_cost_stands_beside_results(cast: Cast) -> None:
    cheap, dear = tie(cast, "Trier"), tie(cast, "Graz")
    log(cast, dear, staff_hours=Decimal(40), cost=Decimal(1000), currency="EUR")
    page = fetch(signed_in(cast.viewer), reverse("portfolio:cost", args=(cast.office.slug,)))
    assert page.text.index(dear.name) < page.text.index(cheap.name)
    assert "none written down" in page.text.split(dear.name, 1)[1]
    assert queries.results_of(cast.officer, cast.office, Partnership.objects.all()) == {}
    values = {"what": "A school opened", "kind": "service", "belongs": "ours", "on": PartialDate(2025)}
    add_contribution(add_result(cast.office, by=cast.officer, values=values), by=cast.officer, target=dear)
    found = queries.results_of(cast.officer, cast.office, Partnership.objects.all())
    assert found == {dear.pk: {"ours": 1}}
    page = fetch(signed_in(cast.viewer), reverse("portfolio:cost", args=(cast.office.slug,)))
    assert "none written down" in page.text.split(cheap.name, 1)[1]


def test_prt_7_what_a_reader_may_not_see_is_not_weighed(cast: Cast) -> None:
    one = tie(cast, "Trier", "energy")
    hidden = make_tie(cast.office, by=cast.officer, name="Secret", unit=cast.unit, visibility="restricted")
    entry = log(cast, one, staff_hours=Decimal(9))
    Engagement.objects.filter(pk=entry.pk).update(visibility="confidential")
    for name in ("balance", "cost"):
        page = fetch(signed_in(cast.viewer), reverse(f"portfolio:{name}", args=(cast.office.slug,)))
        assert hidden.name not in page.text
    assert weigh(cast, queries.SECTOR, cast.viewer).total == 1
    assert weigh(cast, queries.SECTOR, cast.viewer).lines[0].effort.hours == 0


def network(cast: Cast) -> Partnership:
    return join_network(
        cast.office, by=cast.officer, name="Eurocities", code="eurocities",
        membership={"role": "member", "fee": Decimal(5000), "fee_currency": "EUR", "fee_year": 2025,
                    "value_to_us": "Early word on calls"},
        tie={}, codes=set(), unit=None,
    )  # fmt: skip


def test_prt_9_taking_part_is_measured_from_contacts(cast: Cast) -> None:
    member = network(cast)
    ana = add_person(cast.office, by=cast.officer, values={"name": "Ana Lund"})
    log_engagement(
        cast.office, by=cast.officer, ties=[member], people=[ana],
        values={"date": SOME_DAY, "kind": "event", "title": "Congress", "staff_hours": Decimal(16)},
    )  # fmt: skip
    log(cast, member, date=PartialDate.parse_iso("2023"), staff_hours=Decimal(2))
    log(cast, member, kind="correspondence", date=PartialDate.parse_iso("2025-01-01"))
    found = taken_part(cast.officer, member, dt.date(2024, 12, 1))
    assert (found.noted, found.with_names, found.last, found.who) == (2, 1, SOME_DAY, [("Ana Lund", 1)])
    assert (found.hours, found.hours_of_year) == (Decimal(18), Decimal(16))
    page = fetch(signed_in(cast.viewer), reverse("portfolio:tie", args=(cast.office.slug, member.uid)))
    for words in ("How we take part", "Ana Lund (1)", "without us is not known", "Early word on calls"):
        assert words in page.text, words


def test_prt_9_without_a_meeting_taking_part_is_unknown(cast: Cast) -> None:
    member = network(cast)
    page = fetch(signed_in(cast.viewer), reverse("portfolio:tie", args=(cast.office.slug, member.uid)))
    assert "whether we took part is not known" in page.text
    plain = tie(cast, "Trier")
    page = fetch(signed_in(cast.viewer), reverse("portfolio:tie", args=(cast.office.slug, plain.uid)))
    assert "How we take part" not in page.text


def test_prt_9_the_directory_of_networks_comes_in_pages_and_shows_ours_alone(cast: Cast) -> None:
    network(cast)
    client, where = signed_in(cast.viewer), reverse("portfolio:networks", args=(cast.office.slug,))
    first, second = fetch(client, where), fetch(client, f"{where}?page=2")
    assert first.html.count('<th scope="row">') == second.html.count('<th scope="row">') == 20
    ours = fetch(client, f"{where}?ours=1")
    assert ours.html.count('<th scope="row">') == 1
    assert "Eurocities" in ours.text
