"""EVD-4: economic complexity, by a case worked by hand, by properties and on 226 places by 785 products."""

import csv
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from proxenia.methods.complexity import advantages, complexity

pytestmark = pytest.mark.once
NESTED = np.array([[1.0, 1, 1, 1], [1, 1, 1, 0], [1, 1, 0, 0], [1, 0, 0, 0]])


def test_evd_4_advantages_by_hand() -> None:
    # Sold in all 20; the first place sells 10 (8 and 2), the products 12 and 8.
    exports = np.array([[8.0, 2.0], [4.0, 6.0]])
    assert advantages(exports).tolist() == [[1, 0], [0, 1]]


def test_evd_4_who_makes_more_and_rarer_things_is_more_complex() -> None:
    exports = NESTED * np.array([1.0, 2, 4, 8])
    found = complexity(exports)
    with_advantage = found.diversity > 0
    order = np.argsort(-found.places[with_advantage])
    assert found.places[with_advantage].mean() == pytest.approx(0, abs=1e-12)
    assert found.places[with_advantage].std() == pytest.approx(1)
    assert list(order) != []
    assert np.corrcoef(found.places[with_advantage], found.diversity[with_advantage])[0, 1] >= 0


def test_evd_4_it_is_the_second_eigenvector_of_the_published_matrix() -> None:
    chance = np.random.default_rng(7)
    exports = chance.lognormal(3, 2, (30, 50)) * (chance.random((30, 50)) < 0.5)
    made = advantages(exports)
    diversity, ubiquity = made.sum(axis=1), made.sum(axis=0)
    matrix = (made / diversity[:, None]) @ (made / ubiquity).T
    values, vectors = np.linalg.eig(matrix)
    second = np.real(vectors[:, np.argsort(-values.real)[1]])
    found = complexity(exports).places
    assert abs(np.corrcoef(found, second)[0, 1]) == pytest.approx(1, abs=1e-9)


def test_evd_4_another_unit_of_money_changes_nothing_and_order_neither() -> None:
    chance = np.random.default_rng(8)
    exports = chance.lognormal(3, 2, (12, 20))
    found, dearer = complexity(exports), complexity(exports * 1000)
    np.testing.assert_allclose(dearer.places, found.places, atol=1e-9)
    shuffled = chance.permutation(12)
    np.testing.assert_allclose(complexity(exports[shuffled]).places, found.places[shuffled], atol=1e-9)


def test_evd_4_who_sells_nothing_has_no_index() -> None:
    chance = np.random.default_rng(9)
    exports = chance.lognormal(3, 2, (8, 10))
    exports[3] = 0
    exports[:, 4] = 0
    found = complexity(exports)
    assert np.isnan(found.places[3])
    assert np.isnan(found.products[4])
    assert np.isfinite(np.delete(found.places, 3)).all()


@pytest.mark.parametrize("bad", [np.ones(3), -np.ones((4, 4)), np.full((4, 4), np.nan), np.zeros((4, 4))])
def test_evd_4_what_is_no_table_is_refused(bad: np.ndarray) -> None:
    with pytest.raises(ValueError, match="places"):
        complexity(bad)


def test_evd_4_on_the_exports_of_226_places(open_data: Callable[[str], Path]) -> None:
    """Plausible at both ends, not a published figure: the table's own published index is another measure (fitness)."""
    with open_data("trade/sitc_exports_by_country_product_avg_1998_2000.csv").open() as file:
        rows = list(csv.DictReader(file))
    places, products = sorted({row["country"] for row in rows}), sorted({row["product"] for row in rows})
    at, of = {name: n for n, name in enumerate(places)}, {name: n for n, name in enumerate(products)}
    exports = np.zeros((len(places), len(products)))
    for row in rows:
        exports[at[row["country"]], of[row["product"]]] = float(row["value"])
    found = complexity(exports)
    first = [places[n] for n in np.argsort(-np.nan_to_num(found.places, nan=-9))]
    assert (len(places), len(products)) == (226, 785)
    assert {"jpn", "deu", "che"} <= set(first[:30])
    assert {"nga", "ago", "kwt"} <= set(first[113:])


def test_evd_4_the_indices_are_those_of_the_growth_labs_own_package(open_data: Callable[[str], Path]) -> None:
    """Places and products on the same real table, to 1e-9: what the benchmark of the two times (`complexity_speed`)."""
    pytest.importorskip("ecomplexity")
    open_data("trade/sitc_exports_by_country_product_avg_1998_2000.csv")
    from benchmarks import complexity_speed

    lines = complexity_speed.table()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert complexity_speed.apart(lines[lines["product"] < "3"]) < complexity_speed.TOLERANCE
        assert complexity_speed.apart(lines) < complexity_speed.TOLERANCE
