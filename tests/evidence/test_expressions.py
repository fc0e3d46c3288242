"""EVD-4, EVD-7: indices over trade flows, by cases worked by hand, by properties and against plain arrays."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

ibis = pytest.importorskip("ibis")
pd = pytest.importorskip("pandas")

from proxenia.evidence import expressions  # noqa: E402  (only where the engine is installed)

pytestmark = pytest.mark.once
COLUMNS = ["exporter", "importer", "product", "year", "value"]
Row = tuple[str, str, str, str, float]
# Three places, three products. A sells 6 x to B, 2 x to C, 2 y to B; B 5 y to A, 5 z to C; C 4 z to A.
HAND: list[Row] = [
    ("A", "B", "x", "", 6), ("A", "C", "x", "", 2), ("A", "B", "y", "", 2),
    ("B", "A", "y", "", 5), ("B", "C", "z", "", 5), ("C", "A", "z", "", 4),
]  # fmt: skip


@pytest.fixture(scope="module")
def engine() -> Iterator[Any]:
    connection = ibis.duckdb.connect()
    yield connection
    connection.disconnect()


def reckoned(engine: Any, expression: Any, rows: list[Row], keys: list[str]) -> dict[tuple[str, ...], Any]:
    """What an expression says of some flows: the keys' texts → the row."""
    engine.con.register("flows", pd.DataFrame(rows, columns=COLUMNS))
    found = expression(engine.table("flows")).execute()
    return {tuple(one[key] for key in keys): one for one in found.to_dict("records")}


def test_evd_4_comparative_advantage_by_hand(engine: Any) -> None:
    found = reckoned(engine, expressions.rca, HAND, ["exporter", "product"])
    # All sell 24: A 10, B 10, C 4; x 8, y 7, z 9.
    assert found["A", "x"]["rca"] == pytest.approx((8 / 10) / (8 / 24))
    assert found["A", "y"]["rca"] == pytest.approx((2 / 10) / (7 / 24))
    assert found["B", "z"]["rca"] == pytest.approx((5 / 10) / (9 / 24))
    assert found["C", "z"]["rca"] == pytest.approx(24 / 9)
    assert found["A", "x"]["value"] == 8
    assert found["A", "x"]["rsca"] == pytest.approx((2.4 - 1) / (2.4 + 1))
    assert set(found) == {("A", "x"), ("A", "y"), ("B", "y"), ("B", "z"), ("C", "z")}


def test_evd_4_similarity_by_hand(engine: Any) -> None:
    found = reckoned(engine, expressions.similarity, HAND, ["a", "b"])
    told = {key: one["index"] for key, one in found.items()}
    # A sells 0.8 x, 0.2 y; B 0.5 y, 0.5 z; C all z.
    assert told == {("A", "B"): pytest.approx(20), ("A", "C"): 0, ("B", "C"): pytest.approx(50)}


def test_evd_4_complementarity_by_hand(engine: Any) -> None:
    found = reckoned(engine, expressions.complementarity, HAND, ["exporter", "importer"])
    told = {key: one["index"] for key, one in found.items()}
    # A buys 5/9 y, 4/9 z; B buys 6/8 x, 2/8 y; C buys 2/7 x, 5/7 z.
    assert told["A", "B"] == pytest.approx(100 * (0.75 + 0.2))
    assert told["A", "C"] == pytest.approx(100 * 2 / 7)
    assert told["B", "A"] == pytest.approx(100 * (0.5 + 4 / 9))
    assert told["C", "B"] == 0
    assert len(told) == 6
    # The published form says the same: 100 (1 - sum |m - x| / 2).
    m, x = np.array([2 / 7, 0, 5 / 7]), np.array([0.8, 0.2, 0])
    assert told["A", "C"] == pytest.approx(100 * (1 - abs(m - x).sum() / 2))


def test_evd_4_potential_by_hand(engine: Any) -> None:
    found = reckoned(engine, expressions.potential, HAND, ["exporter", "importer", "product"])
    # A has all x (supply 1) and 2/7 of y; B wants 6 x and 2 y: hoped 6 + 4/7, traded 8, ease 8 / (46/7) = 28/23.
    assert found["A", "B", "x"]["potential"] == pytest.approx(6 * 28 / 23)
    assert found["A", "B", "x"]["unrealised"] == pytest.approx(6 * 28 / 23 - 6)
    assert found["A", "B", "y"]["potential"] == pytest.approx(4 / 7 * 28 / 23)
    assert found["A", "B", "y"]["unrealised"] == 0
    # B sells A no z, but has 5/9 of it and A wants 4: hoped 20/9 beside 25/7 of y; traded 5.
    ease = 5 / (20 / 9 + 25 / 7)
    assert found["B", "A", "z"]["actual"] == 0
    assert found["B", "A", "z"]["potential"] == pytest.approx(20 / 9 * ease)
    assert found["B", "A", "z"]["unrealised"] == pytest.approx(20 / 9 * ease)
    assert ("A", "A", "x") not in found


def world(seed: int, exporters: int = 6, products: int = 8) -> list[Row]:
    """Flows among some places, a third of the cells empty."""
    generator = np.random.default_rng(seed)
    return [
        (f"P{i}", f"P{j}", f"{k:04d}", str(year), float(generator.integers(1, 1000)))
        for year in (2020, 2021)
        for i in range(exporters)
        for j in range(exporters)
        for k in range(products)
        if i != j and generator.random() < 0.66
    ]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_evd_4_what_holds_of_every_table(engine: Any, seed: int) -> None:
    rows = world(seed)
    rca = reckoned(engine, expressions.rca, rows, ["exporter", "product", "year"])
    total = {
        year: sum(one["value"] for one in rca.values() if one["year"] == year) for year in ("2020", "2021")
    }
    for year in total:
        for product in {key[1] for key in rca}:
            # Weighted by the exporters' shares of the world, the index of a product is 1.
            cells = [one for key, one in rca.items() if key[1:] == (product, year)]
            sold = {one["exporter"]: 0.0 for one in cells}
            for key, one in rca.items():
                if key[2] == year and key[0] in sold:
                    sold[key[0]] += one["value"]
            mean = sum(one["rca"] * sold[one["exporter"]] / total[year] for one in cells)
            assert mean == pytest.approx(1)
    assert all(-1 <= one["rsca"] < 1 for one in rca.values())
    similar = reckoned(engine, expressions.similarity, rows, ["a", "b", "year"])
    assert len(similar) == 2 * 6 * 5 / 2
    fits = reckoned(engine, expressions.complementarity, rows, ["exporter", "importer", "year"])
    assert len(fits) == 2 * 6 * 5
    assert all(0 <= one["index"] <= 100 + 1e-9 for one in [*similar.values(), *fits.values()])
    could = reckoned(engine, expressions.potential, rows, ["exporter", "importer", "product", "year"])
    by_pair: dict[tuple[str, ...], list[float]] = {}
    for (one, other, _product, year), told in could.items():
        sums = by_pair.setdefault((one, other, year), [0.0, 0.0])
        sums[0] += told["actual"]
        sums[1] += told["potential"]
    # Ease makes the pair's potential in all what it trades in all; only the products differ.
    assert all(potential == pytest.approx(actual) for actual, potential in by_pair.values())
    assert sum(one["actual"] for one in could.values()) == pytest.approx(sum(row[4] for row in rows))


def test_evd_4_money_in_another_unit_changes_no_index(engine: Any) -> None:
    rows = world(5)
    times = [(*row[:4], row[4] * 1000) for row in rows]
    for expression, keys in (
        (expressions.rca, ["exporter", "product", "year"]),
        (expressions.similarity, ["a", "b", "year"]),
        (expressions.complementarity, ["exporter", "importer", "year"]),
    ):
        name = "rca" if expression is expressions.rca else "index"
        plain = reckoned(engine, expression, rows, keys)
        other = reckoned(engine, expression, times, keys)
        assert {key: one[name] for key, one in other.items()} == pytest.approx(
            {key: one[name] for key, one in plain.items()}
        )
