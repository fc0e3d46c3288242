"""EVD-2, EVD-3: questions to figures, figures to answers, on invented figures whose answers can be worked out."""

import json

import numpy as np
import pytest

from proxenia.core.errors import Refused
from proxenia.evidence.countries import places
from proxenia.methods import ranking
from proxenia.prioritisation.queries.alignment import Mix
from proxenia.prioritisation.queries.answering import Answer, answer, recomputed, versions
from proxenia.prioritisation.queries.figures import Beside, column
from proxenia.prioritisation.queries.inputs import Inputs
from proxenia.prioritisation.queries.questions import Question, elicited, weights_of
from proxenia.prioritisation.queries.statistics import Declared, Held
from proxenia.prioritisation.queries.tree import tree
from proxenia.prioritisation.queries.words import certainty, headline

pytestmark = pytest.mark.once


def ask(held: Held, *factors: str, **named: object) -> Answer:
    """Ask from Austria with few draws."""
    return answer(Question("AUT", factors=factors, draws=500, **named), tree(), held)  # type: ignore[arg-type]


def test_evd_2_every_place_but_home_is_in_the_answer(held: Held) -> None:
    found = ask(held, "economy", "growth")
    names = {one.iso3 for one in found.standings}
    assert names == places().keys() - {"AUT"}
    assert len(found.standings) == len(names)
    assert found.standings[0].expected_rank <= found.standings[-1].expected_rank


def test_evd_2_each_figure_says_unit_source_and_year(held: Held) -> None:
    found = ask(held, "economy")
    told = next(one for one in found.standings if one.iso3 == "FRA").as_json()["factors"]["economy"]
    assert told == {"value": 3000.0, "unit": "current US dollars", "source": "Invented figures", "year": 2023}


def test_evd_3_coverage_and_gaps_are_told_cell_by_cell(held: Held) -> None:
    found = ask(held, "economy", "growth", "diaspora")
    told = {one["factor"]: one["places"] for one in found.coverage()}
    assert told == {"economy": 14, "growth": 8, "diaspora": 0}
    many = len(places()) - 1
    missing = [factor for _place, factor in found.missing]
    assert missing.count("growth") == many - 8
    assert missing.count("diaspora") == many
    assert ("FRA", "growth") not in found.missing
    assert any("People from there" in line for line in headline(found))


def test_evd_3_the_largest_leads_where_size_is_all(held: Held) -> None:
    found = ask(held, "economy")
    known = [one.iso3 for one in found.standings if "economy" in one.figures]
    assert known[:2] == ["USA", "CHN"]
    # Nobody of those whose size is unknown is treated as the smallest.
    unknown = next(one for one in found.standings if one.iso3 == "KEN")
    assert unknown.low < unknown.high


def test_evd_3_the_same_seed_gives_the_same_answer(held: Held) -> None:
    one, same, other = (ask(held, "economy", "growth", seed=seed).result() for seed in (3, 3, 4))
    assert json.dumps(one) == json.dumps(same)
    assert json.dumps(one["places"]) != json.dumps(other["places"])


def test_evd_3_a_run_is_reckoned_again_from_what_it_kept(held: Held) -> None:
    found = ask(held, "economy", "growth", "distance", "language")
    kept = json.loads(json.dumps({"inputs": found.inputs.as_json(), "result": found.result()}))
    assert recomputed(kept["inputs"], kept["result"]) <= 1e-9
    again = Inputs.from_json(kept["inputs"])
    assert again.digest == found.inputs.digest
    kept["result"]["places"][0]["expected_rank"] += 1e-6
    assert recomputed(kept["inputs"], kept["result"]) > 1e-9
    assert versions()["numpy"] == np.__version__


def test_evd_3_what_would_change_the_first_is_true_when_it_is_tried(held: Held) -> None:
    found = ask(held, "economy", "growth", "distance")
    for one in (change for change in found.changes if "share of weight" in change.change):
        number = found.inputs.factors.index(one.factor)
        at = float(one.change.rsplit(" to ")[1].removesuffix(" %")) / 100
        leaders = set()
        for moved in (at - 0.03, at + 0.03):
            others = np.delete(found.inputs.shares, number)
            shares = np.insert(others / others.sum() * (1 - moved), number, moved)
            leaders.add(int(np.argmax(found.inputs.filled @ shares)))
        assert len(leaders) == 2


def test_evd_2_weighted_sum_and_topsis_agree_with_pymcdm(held: Held) -> None:
    methods = pytest.importorskip("pymcdm.methods")
    normalisations = pytest.importorskip("pymcdm.normalizations")
    generator = np.random.default_rng(5)
    for number in range(20):
        table, weights = generator.random((12, 4)), generator.dirichlet(np.ones(4))
        types = np.ones(4)
        theirs = methods.TOPSIS(normalization_function=normalisations.vector_normalization)(
            table, weights, types
        )
        assert ranking.topsis(table, weights) == pytest.approx(theirs, abs=1e-12), number
        scaled = np.column_stack([ranking.scale_of(one).of(one) for one in table.T])
        theirs = methods.WSM(normalization_function=normalisations.minmax_normalization)(
            table, weights, types
        )
        ours = scaled @ weights
        assert ours == pytest.approx(theirs, abs=1e-12), number


def test_evd_2_a_source_that_tells_all_there_is_has_no_gaps() -> None:
    routes = Held(
        {}, {("flights", "direct_routes"): {("AUT", "DEU"): [(2014, 30.0)]}},
        {("flights", "direct_routes"): Declared("routes", "Routes", "2014", "old: its newest figures are of 2014")},
    )  # fmt: skip
    told = column(tree().factors["flights"], "AUT", routes, Beside())
    assert told.figures["DEU"].value == 30
    assert told.figures["KEN"].value == 0
    assert "taken as none" in told.figures["KEN"].note
    assert "old" in told.figures["DEU"].note


def test_evd_2_the_source_with_most_places_is_taken_for_all(held: Held) -> None:
    small = Declared("current US dollars", "A small table", "2025")
    both = Held(
        {**held.places, ("worldbank", "gdp_usd"): {"FRA": [(2024, 1.0)]}},
        held.partners,
        {**held.told, ("worldbank", "gdp_usd"): small},
    )
    told = column(tree().factors["economy"], "AUT", both, Beside())
    assert told.figures["FRA"].source == "Invented figures"
    assert len(told.figures) == 14


def test_evd_2_what_needs_no_table_is_always_there(held: Held) -> None:
    found = ask(held, "language", "distance", "hours", "groups")
    germany = next(one for one in found.standings if one.iso3 == "DEU").figures
    assert germany["language"].value > 0.8
    assert 500 < germany["distance"].value < 550
    assert germany["hours"].value == 8
    assert germany["groups"].value > 0.4


def test_evd_2_similarity_of_what_two_sell() -> None:
    mixes = {
        "AUT": (2000, {"a": 0.5, "b": 0.5}),
        "DEU": (2000, {"a": 0.75, "c": 0.25}),
        "ITA": (2000, {"c": 1.0}),
    }
    told = Declared("US dollars", "Invented", "2000")
    trade = Held({}, {}, {("trade_products", "exports_sitc"): told}, None,
                 {("trade_products", "exports_sitc", "exporter"): mixes})  # fmt: skip
    found = column(tree().factors["similarity"], "AUT", trade, Beside())
    assert found.figures["DEU"].value == pytest.approx(50)
    assert found.figures["ITA"].value == 0
    assert found.figures["DEU"].note == "a proxy"
    own = column(tree().factors["similarity"], "AUT", trade, Beside(mix=Mix({"c": 1.0})))
    assert own.figures["ITA"].value == pytest.approx(100)
    assert own.figures["ITA"].note == "by the office's own exports, of which 100 % are in these products"


def test_evd_2_a_branch_with_many_leaves_does_not_win_by_number() -> None:
    factors = tree().factors
    chosen = [factors[code] for code in ("economy", "income", "population", "language")]
    found = weights_of(chosen, Question("AUT"), tree())
    size = sum(high for code, (_low, high) in found.items() if code != "language")
    assert size == pytest.approx(found["language"][1])


def test_evd_2_nothing_to_go_by_is_refused(held: Held) -> None:
    with pytest.raises(Refused, match="None of the factors"):
        ask(held, "diaspora")
    with pytest.raises(Refused, match="no country"):
        answer(Question("XXX", draws=500), tree(), held)
    for wrong in ({"draws": 1}, {"draws": 10**9}, {"seed": -1}):
        with pytest.raises(Refused):
            Question("AUT", **wrong)


def test_evd_9_choices_become_weights_and_say_how_well_they_agree() -> None:
    ranges, found = elicited(
        [("economy", "growth", 2), ("growth", "language", 2), ("economy", "language", 4)], "x"
    )
    assert found.agreement == pytest.approx(1)
    assert sum(ranges["economy"]) / 2 == pytest.approx(4 / 7)
    assert ranges["language"][0] < 1 / 7 < ranges["language"][1]
    with pytest.raises(Refused, match="without a tie"):
        elicited([("economy", "growth", 2), ("language", "distance", 2)], "x")


def test_evd_3_words_for_certainty_are_in_order() -> None:
    words = [certainty(share) for share in (0.99, 0.85, 0.7, 0.5, 0.3, 0.1)]
    assert len(set(words)) == 6
    assert words[0] == "almost certainly"
