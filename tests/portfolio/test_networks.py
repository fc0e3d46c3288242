"""The directory of city networks: enough of them, and no fact without a source."""

import csv
from decimal import Decimal

import pytest

from proxenia.core import shipped
from proxenia.core.vocabulary import Vocabulary
from proxenia.portfolio.queries.networks import Network, load_networks, match_network

pytestmark = pytest.mark.once

MARKS = {"V", "V2", "S"}
DOCUMENTS = {"nesta-2020", "brookings-2019", "amb-cidob-2020", "meridian-2025"}
FOUNDED_BY_RECALL_ONLY = [
    "gcom", "mercociudades", "cideu", "medcities", "climate_alliance", "who_healthy_cities", "strong_cities",
    "mayors_living_together", "cnca", "world_energy_cities", "great_lakes_cities", "educating_cities", "digital_rights",
    "cities_alliance", "arab_towns", "polis", "efus", "wego", "cpmr", "regions4", "urban20", "global_taskforce", "oidp",
    "icma",
]  # fmt: skip
FEE_BY_RECALL_ONLY = ["covenant_of_mayors_eu", "strong_cities"]


def by_code() -> dict[str, Network]:
    return {network.code: network for network in load_networks()}


def test_prt_9_the_directory_has_85_networks_or_more() -> None:
    networks = load_networks()
    assert len(networks) >= 85
    assert len({network.code for network in networks}) == len(networks)
    assert len({network.name for network in networks}) == len(networks)


def test_prt_9_every_row_has_a_mark_and_a_source_that_can_be_looked_up() -> None:
    for network in load_networks():
        assert network.mark in MARKS, network.code
        assert network.sources, network.code
        for source in network.sources:
            assert source in DOCUMENTS or source.startswith(("http://", "https://")), (network.code, source)
        documents = DOCUMENTS & set(network.sources)
        assert documents if network.mark == "S" else set(network.sources) - documents, network.code


def test_prt_9_every_fact_has_the_mark_of_its_source() -> None:
    for network in load_networks():
        for fact in (network.founded, network.members, network.joining, network.fee):
            assert fact is None or fact.mark in MARKS, (network.code, fact)


def test_prt_9_no_mark_stands_without_its_fact() -> None:
    with shipped.path("networks", "networks.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            assert bool(row["founded"]) == bool(row["founded_mark"]), row["code"]
            assert bool(row["members"] or row["members_note"]) == bool(row["members_mark"]), row["code"]
            assert bool(row["who_can_join"]) == bool(row["who_can_join_mark"]), row["code"]
            assert bool(row["fee_min"] or row["fee_basis"]) == bool(row["fee_mark"]), row["code"]


@pytest.mark.parametrize("code", FOUNDED_BY_RECALL_ONLY)
def test_prt_9_a_recalled_year_stays_unknown(code: str) -> None:
    assert by_code()[code].founded is None


@pytest.mark.parametrize("code", FEE_BY_RECALL_ONLY)
def test_prt_9_a_recalled_fee_stays_unknown(code: str) -> None:
    assert by_code()[code].fee is None


def test_prt_9_an_amount_has_a_currency_a_basis_and_a_year() -> None:
    with_amount = [network for network in load_networks() if network.fee and network.fee.least is not None]
    assert with_amount
    for network in with_amount:
        fee = network.fee
        assert fee is not None
        assert fee.least is not None
        assert fee.most is not None
        assert 0 < fee.least <= fee.most, network.code
        assert len(fee.currency) == 3
        assert fee.currency.isupper(), network.code
        assert fee.basis
        assert fee.year, network.code


def test_prt_9_no_amount_no_currency() -> None:
    for network in load_networks():
        if network.fee and network.fee.least is None:
            assert (network.fee.most, network.fee.currency, network.fee.year) == (None, "", None), (
                network.code
            )


def test_prt_9_classification_uses_the_vocabularies() -> None:
    types, sectors = Vocabulary.load("network_types").codes, Vocabulary.load("policy_sectors").codes
    goals = Vocabulary.load("innovation_goals").codes
    for network in load_networks():
        assert network.types
        assert set(network.types) <= set(types), network.code
        assert network.sector in sectors, network.code
        assert set(network.innovation_goals) <= set(goals), network.code
        assert network.theme
        assert network.region, network.code
        assert not network.type_is_nesta or "nesta-2020" in network.sources, network.code
        assert not network.innovation_goals or "nesta-2020" in network.sources, network.code


def test_prt_9_says_who_can_join_and_what_it_costs() -> None:
    alliance = by_code()["climate_alliance"]
    assert alliance.joining is not None
    assert "resolution of their council" in alliance.joining.who
    assert alliance.fee is not None
    assert (alliance.fee.least, alliance.fee.most, alliance.fee.currency) == (
        Decimal(250),
        Decimal(15000),
        "EUR",
    )
    assert not alliance.fee.year_is_stated


def test_prt_9_a_network_is_found_by_name_short_form_or_code() -> None:
    assert match_network("eurocities") is by_code()["eurocities"]
    assert match_network(" u.c.l.g. ") is None
    assert match_network("UCLG") is by_code()["uclg"]
    assert match_network("Union of the Baltic Cities (UBC)") is by_code()["ubc"]
    assert match_network("Nantes") is None


def test_prt_9_no_two_networks_share_a_name_or_short_form() -> None:
    for network in load_networks():
        for name in filter(None, (network.name, network.short, network.code)):
            assert match_network(name.replace("_", " ")) is network, name
