"""EVD-5, EVD-11: what the office's own records bring to a match: ties, networks, powers, posts, stage."""

import json
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from proxenia.audit.models import Event
from proxenia.cli.parser import main
from proxenia.core.errors import NotAllowed, Refused
from proxenia.methods.matching import Governance
from proxenia.places.actions import ensure_place, set_home
from proxenia.places.models import Place
from proxenia.places.queries import resolve
from proxenia.portfolio.actions import Counterpart, add_tie
from proxenia.portfolio.models import Membership
from proxenia.prioritisation import actions
from proxenia.prioritisation.models import CityProfile
from proxenia.prioritisation.queries import matching, world
from proxenia.prioritisation.queries.beside import beside_office, stage_number
from proxenia.prioritisation.queries.signs import Beside
from proxenia.strategy.actions.plans import set_powers
from tests.cast import Cast, signed_in

pytest.importorskip("ibis")
pytestmark = pytest.mark.django_db
GRAZ, TURIN, LYON = "geonames:2778067", "geonames:3165524", "geonames:2996944"


def row(name: str, country: str) -> Place:
    """A town of the gazetteer as a row."""
    found = resolve(name, country).match
    assert found is not None
    return ensure_place(found)


@pytest.fixture
def at_home(cast: Cast) -> None:
    """The office works for Graz."""
    set_home(cast.office, by=cast.operator, place=row("Graz", "AT"))


@pytest.fixture
def officer(cast: Cast) -> Client:
    """Somebody who writes for the whole office."""
    return signed_in(cast.officer)


def url(cast: Cast, name: str, *more: str) -> str:
    """The address of a page of the office."""
    return reverse(f"prioritisation:{name}", args=(cast.office.slug, *more))


def test_evd_11_what_is_known_of_a_city_is_written_down_and_taken_back(
    cast: Cast, officer: Client, at_home: None
) -> None:
    address = url(cast, "city_profile", TURIN)
    assert "What is known of Turin" in officer.get(address).content.decode()
    sent = {"powers": ["mobility", "housing"], "posts": "4", "stage": "application", "source": "their website",
            "networks": "Eurocities\nA network of ours\n"}  # fmt: skip
    answer = officer.post(address, sent, follow=True)
    assert "Turin" in answer.content.decode()
    one = CityProfile.objects.get()
    assert (one.powers, one.posts, one.stage) == (["mobility", "housing"], Decimal(4), "application")
    assert one.networks == ["eurocities", "A network of ours"]
    assert "Eurocities" in officer.get(address).content.decode()
    assert officer.post(address, {"posts": ""}).status_code == 422, "nothing is no knowledge"
    assert officer.get(url(cast, "city_profile", "geonames:1")).status_code == 404
    officer.post(url(cast, "remove_city_profile", TURIN))
    assert not CityProfile.objects.exists()
    verbs = Event.objects.filter(verb__endswith="city_profile").order_by("seq").values_list("verb", flat=True)
    assert list(verbs) == ["set_city_profile", "remove_city_profile"]


def test_evd_11_only_who_writes_for_the_office_says_what_is_known(cast: Cast) -> None:
    values = {"powers": ["mobility"], "posts": None, "stage": "", "networks": [], "source": ""}
    with pytest.raises(NotAllowed):
        actions.set_city_profile(cast.office, by=cast.viewer, place=row("Turin", "IT"), values=values)
    for wrong in ({"powers": ["flying"]}, {"stage": "heaven"}, {"posts": Decimal(-1)}, {"powers": []}):
        with pytest.raises(Refused):
            actions.set_city_profile(
                cast.office, by=cast.officer, place=row("Turin", "IT"), values=values | wrong
            )


def test_evd_11_powers_posts_networks_and_ties_come_from_the_offices_records(
    cast: Cast, at_home: None
) -> None:
    set_powers(cast.office, by=cast.director, sector="mobility", holders={"decides": "us"})
    values = {
        "powers": ["housing"],
        "posts": Decimal(50),
        "stage": "influence",
        "networks": ["eurocities"],
        "source": "",
    }
    actions.set_city_profile(cast.office, by=cast.officer, place=row("Turin", "IT"), values=values)
    ours = {"powers": [], "posts": Decimal(2), "stage": "problem", "networks": []}
    actions.set_city_profile(cast.office, by=cast.officer, place=row("Graz", "AT"), values=ours)
    tie = add_tie(
        cast.office, by=cast.officer, counterparts=[Counterpart(words="Lyon", country="FR")],
        values={"kind": "sister_city", "name": "Lyon", "open_ended_reason": "a test"},
    )  # fmt: skip
    network = add_tie(
        cast.office, by=cast.officer, counterparts=[Counterpart(words="Eurocities", kind="other")],
        values={"kind": "network_membership", "name": "Eurocities", "open_ended_reason": "a test"},
    )  # fmt: skip
    Membership.objects.update_or_create(partnership=network, defaults={"network_code": "eurocities"})
    known = beside_office(cast.officer, cast.office, Beside(networks={LYON: frozenset({"uccn"})}))
    assert known.tied == {LYON}, tie
    assert known.networks == {LYON: {"uccn"}, TURIN: {"eurocities"}, GRAZ: {"eurocities"}}
    assert known.governance[GRAZ] == Governance(frozenset({"mobility"}), 2.0, 1)
    assert known.governance[TURIN] == Governance(frozenset({"housing"}), 50.0, stage_number("influence"))
    nobody = beside_office(cast.outsider, cast.office, Beside())
    assert nobody.tied == frozenset()


def test_evd_5_the_page_says_why_warns_and_leads_on(cast: Cast, officer: Client, at_home: None) -> None:
    set_powers(cast.office, by=cast.director, sector="mobility", holders={"decides": "us"})
    values = {"powers": ["housing"], "posts": None, "stage": "", "networks": ["eurocities"], "source": ""}
    for name, country in (("Maribor", "SI"), ("Zagreb", "HR"), ("Bratislava", "SK"), ("Brno", "CZ")):
        actions.set_city_profile(cast.office, by=cast.officer, place=row(name, country), values=values)
    asked = {"city": "Graz", "country": "AT", "purpose": "sustainability", "sector": "mobility"}
    page = officer.get(url(cast, "match"), asked).content.decode()
    assert "Propose a tie with" in page
    assert "Say what is known of" in page
    assert "Take back what is known of Zagreb" in page
    tie = officer.get(reverse("portfolio:add", args=(cast.office.slug,)),
                      {"with": "Zagreb, Croatia", "state": "proposed", "for": "Mobility"}).content.decode()  # fmt: skip
    for words in ("Zagreb, Croatia</textarea>", "Mobility</textarea>", '<option value="proposed" selected'):
        assert words in tie.replace("\n", "")


def test_evd_5_a_name_that_means_several_offers_them(cast: Cast, officer: Client) -> None:
    answer = officer.get(url(cast, "match"), {"city": "Springfield", "country": "US", "purpose": "general"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Springfield, Illinois, United States" in page
    chosen = officer.get(
        url(cast, "match"), {"city": "geonames:4250542", "country": "US", "purpose": "general"}
    )
    assert "for Springfield" in chosen.content.decode()


def test_evd_5_the_offices_own_ties_count_as_partners_whose_ties_speak() -> None:
    def end(key: str, name: str, country: str) -> tuple[object, ...]:
        found = resolve(name, country).match
        assert found is not None
        assert found.id == key
        return (found.id, found.name, found.country, found.lat, found.lon)

    graph = world.build([(*end(LYON, "Lyon", "FR"), *end(TURIN, "Turin", "IT"))])
    home = matching.home_of(graph, "Graz", "AT")
    without = matching.match_place(graph, home, top=5)
    found = matching.match_place(graph, home, top=5, beside=Beside(tied=frozenset({LYON})))
    assert "Turin" not in [one.name for one in without.matches]
    assert found.matches[0].name == "Turin"
    assert any("1 of your partners is tied to it: Lyon" in why for why in found.matches[0].reasons)
    assert graph.graph is not None
    assert len(graph.graph.partners(graph.number[GRAZ])) == 0, "the world that is kept stays as it was"


def test_evd_5_the_command_counts_the_offices_records_for_its_home_only(
    cast: Cast, at_home: None, capsys: pytest.CaptureFixture[str]
) -> None:
    add_tie(
        cast.office, by=cast.officer, counterparts=[Counterpart(words="Erfurt", country="DE")],
        values={"kind": "sister_city", "name": "Erfurt", "open_ended_reason": "a test"},
    )  # fmt: skip
    named = {}
    for city in ("Graz", "Linz"):
        words = ["match", city, "--country", "AT", "--top", "400", "--json", "--office", cast.office.slug]
        assert main(words) == 0
        named[city] = [one["name"] for one in json.loads(capsys.readouterr().out)["matches"]]
    assert "Erfurt" not in named["Graz"]
    assert "Erfurt" in named["Linz"]
    assert main(["match", "Graz", "--country", "AT", "--sector", "flying", "--json"]) == 1
