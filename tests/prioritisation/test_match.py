"""EVD-5, EVD-11: matches over the real gazetteer with a small invented list of twinnings."""

import time
from typing import Any

import pytest

from proxenia.core.errors import Refused
from proxenia.methods.matching import Governance
from proxenia.places.queries import resolve
from proxenia.prioritisation.queries import matching, world
from proxenia.prioritisation.queries.signs import Beside
from proxenia.prioritisation.queries.telling import Teller

pytestmark = pytest.mark.once
GRAZ, LYON, TURIN = ("Graz", "AT"), ("Lyon", "FR"), ("Turin", "IT")


def end(name: str, country: str) -> tuple[Any, ...]:
    """A town of the gazetteer as an end of a pair."""
    found = resolve(name, country).match
    assert found is not None, name
    return (found.id, found.name, found.country, found.lat, found.lon)


@pytest.fixture(scope="module")
def twinned() -> world.World:
    """Graz keeps Lyon and Zagreb; both keep Turin; Linz keeps a village that only the list names."""
    village = ("listed:kleinhausen|DE", "Kleinhausen", "DE", 50.1, 8.6)
    lost = ("listed:nowhere|IT", "Nowhere", "IT", float("nan"), float("nan"))
    pairs = [
        (*end("Graz", "AT"), *end("Lyon", "FR")), (*end("Graz", "AT"), *end("Zagreb", "HR")),
        (*end("Lyon", "FR"), *end("Turin", "IT")), (*end("Zagreb", "HR"), *end("Turin", "IT")),
        (*end("Linz", "AT"), *village), (*end("Linz", "AT"), *lost),
    ]  # fmt: skip
    return world.build(pairs)


def home(one: world.World, place: tuple[str, str] = GRAZ) -> Any:
    """The place that asks."""
    return matching.home_of(one, *place)


def test_evd_5_every_place_of_15000_and_every_twinned_one_is_compared(twinned: world.World) -> None:
    found = matching.match_place(twinned, home(twinned))
    named = set(zip(twinned.names, twinned.codes, strict=True))
    assert {("Turin", "IT"), ("Kleinhausen", "DE")} <= named
    abroad = sum(code != "AT" for code in twinned.codes)
    assert found.compared == abroad - 2 > 20_000
    assert {one.country for one in found.matches} != {"AT"}


def test_evd_5_partners_one_has_are_left_out_and_those_in_common_speak(twinned: world.World) -> None:
    found = matching.match_place(twinned, home(twinned), top=20)
    names = [one.name for one in found.matches]
    assert "Lyon" not in names
    assert "Zagreb" not in names
    turin = next(one for one in found.matches if one.name == "Turin")
    assert any("2 of your partners are tied to it: " in why for why in turin.reasons)
    assert found.matches[0].name == "Turin"
    assert [one.score for one in found.matches] == sorted((one.score for one in found.matches), reverse=True)


def test_evd_5_ties_the_office_told_are_left_out_too(twinned: world.World) -> None:
    beside = Beside(tied=frozenset({end(*TURIN)[0]}))
    found = matching.match_place(twinned, home(twinned), top=20, beside=beside)
    assert "Turin" not in [one.name for one in found.matches]


def test_evd_5_without_a_list_of_twinnings_it_works_and_says_what_is_missing() -> None:
    bare = world.build(None)
    found = matching.match_place(bare, home(bare))
    assert len(found.matches) == 20
    assert {sign for sign, _why in found.missing} >= {"friends", "paths", "around", "countries", "ties"}
    assert any("evidence load twinnings" in why for _sign, why in found.missing)
    assert all(one.reasons for one in found.matches)


def test_evd_5_a_place_below_15000_may_ask() -> None:
    bare = world.build(None)
    small = resolve("Schladming", "AT").match
    assert small is not None
    assert small.id not in bare.number
    found = matching.match_place(bare, small)
    assert len(found.matches) == 20
    assert all(one.country != "AT" for one in found.matches)


def test_evd_5_a_place_only_the_list_names_may_ask(twinned: world.World) -> None:
    village = home(twinned, ("Kleinhausen", "Germany"))
    assert village.id == "listed:kleinhausen|DE"
    assert matching.match_place(twinned, village).matches


def test_evd_5_a_name_that_means_several_is_asked_back(twinned: world.World) -> None:
    with pytest.raises(Refused):
        home(twinned, ("Springfield", "US"))
    with pytest.raises(Refused):
        home(twinned, ("Nowhereatall", "AT"))


def test_evd_5_every_purpose_answers_and_purposes_differ(twinned: world.World) -> None:
    tops = {}
    for purpose in matching.purposes():
        answer = matching.match_place(
            twinned,
            home(twinned),
            purpose=purpose,
            top=30,
            beside=Beside(income={"FR": 40_000.0, "AT": 50_000.0}),
        )
        tops[purpose] = tuple(one.key for one in answer.matches)
        assert sum(answer.weights.values()) == pytest.approx(1)
    assert len(set(tops.values())) > 6
    assert matching.purpose_of("exports") == "trade"
    assert matching.purpose_of("") == "general"
    with pytest.raises(Refused, match="no purpose"):
        matching.purpose_of("fame")


def test_evd_5_every_purpose_has_a_weight_for_every_sign_and_every_sign_a_sentence() -> None:
    for purpose, weights in matching.purposes().items():
        assert weights.keys() == matching.SIGNS.keys(), purpose
    assert [sign for sign in matching.SIGNS if not hasattr(Teller, f"_{sign}")] == []


def test_evd_5_fame_alone_never_counts_most() -> None:
    for purpose, weights in matching.purposes().items():
        assert weights["ties"] <= 0.2 * sum(weights.values()), purpose


def test_evd_5_networks_in_common_and_what_worked(twinned: world.World) -> None:
    graz, turin, lyon = end(*GRAZ)[0], end(*TURIN)[0], end(*LYON)[0]
    networks = {graz: frozenset({"eurocities"}), turin: frozenset({"eurocities"}), lyon: frozenset()}
    beside = Beside(networks=networks, worked=frozenset({lyon}))
    found = matching.match_place(twinned, home(twinned), purpose="learning", top=50, beside=beside)
    first = next(one for one in found.matches if one.name == "Turin")
    assert "You meet in: Eurocities." in first.reasons
    assert "worked" in first.parts


def test_evd_11_a_mismatch_of_governance_is_warned_of(twinned: world.World) -> None:
    graz, turin = end(*GRAZ)[0], end(*TURIN)[0]
    told = {
        graz: Governance(frozenset({"transport"}), 20.0, 5),
        turin: Governance(frozenset({"transport"}), 1.0, 2),
    }
    found = matching.match_place(twinned, home(twinned), beside=Beside(governance=told), top=30)
    first = next(one for one in found.matches if one.name == "Turin")
    assert any("ten times the posts" in why for why in first.cautions)
    assert any("stages apart" in why for why in first.cautions)


def test_evd_5_a_match_is_answered_within_a_moment(twinned: world.World) -> None:
    one = home(twinned)
    matching.match_place(twinned, one)
    began = time.perf_counter()
    matching.match_place(twinned, one)
    assert time.perf_counter() - began < 1.0


def test_evd_5_common_languages_by_the_people_who_speak_them() -> None:
    assert world.common_language("AT", "DE")[1] == "de"
    assert world.common_language("AT", "DE")[0] > 0.8
    assert world.common_language("BR", "PT")[1] == "pt"
