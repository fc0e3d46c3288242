"""How long the indices of economic complexity take on a real table, beside the Growth Lab's own package.

    python -m benchmarks complexity_speed

Both begin with the same table in memory, a line for every place and product, and end with an index for each place and
each product; they take turns, and the middle turn counts. The package reckons more in the same call (a test of its
assumptions, how close products are, what is within reach); its time with that left out stands beside.
The figures of both are compared before anything is timed.
"""

import contextlib
import io
import os
import statistics
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks import _plots, _report  # noqa: E402

FILE = "trade/sitc_exports_by_country_product_avg_1998_2000.csv"
TIMES, TOLERANCE, TURNS = 50, 1e-9, 11
LEAST = 0.1
CALL = "py-ecomplexity, as it is called"
COLUMNS = {"time": "year", "loc": "country", "prod": "product", "val": "value"}


def table() -> Any:
    """Return the exports of 226 places by 785 products, a line each."""
    import pandas as pd

    folder = Path(os.environ.get("PROXENIA_OPEN_DATA", ROOT.parent / "shared" / "data"))
    # "NA" is a country in some tables, never a gap.
    found = pd.read_csv(folder / FILE, dtype={"product": str}, keep_default_na=False)
    return found.assign(year=1999)


def numbered(words: Any) -> tuple[Any, Any]:
    """Return the number of each word in the sorted list of those that occur, and that list."""
    import pyarrow as pa

    found = pa.Array.from_pandas(words)
    found = (found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found).dictionary_encode()
    known = np.array(found.dictionary.to_pylist())
    order = np.argsort(known)
    return np.argsort(order)[found.indices.to_numpy()], known[order]


def ours(lines: Any) -> Any:
    """Return the product's indices: places, products, and what is known of them."""
    from proxenia.methods.complexity import complexity

    (row, places), (column, products) = (numbered(lines[name]) for name in ("country", "product"))
    cells = np.bincount(row * len(products) + column, lines["value"], len(places) * len(products))
    return places, products, complexity(cells.reshape(len(places), len(products)))


def as_called(lines: Any) -> Any:
    """Return the package's table, as its users call it."""
    from ecomplexity import ecomplexity

    return ecomplexity(lines, COLUMNS, verbose=False)


def theirs(lines: Any) -> Any:
    """Return the package's table without the test of its assumptions."""
    from ecomplexity import ecomplexity

    return ecomplexity(lines, COLUMNS, check_logsupermodularity=False, verbose=False)


@contextlib.contextmanager
def indices_only() -> Iterator[None]:
    """Leave out of the package what the product does not reckon here."""
    module = sys.modules["ecomplexity.ecomplexity"]

    def nothing(**named: Any) -> Any:
        return np.zeros(named["rca_or_mcp"].shape)

    def neither(found: Any, _near: Any) -> Any:
        return np.ones(found.mcp_t.shape[0]), np.zeros(found.mcp_t.shape)

    with (
        mock.patch.object(module, "calc_discrete_proximity", return_value=None),
        mock.patch.object(module, "calc_density", nothing),
        mock.patch.object(module, "calc_coi_cog", neither),
    ):
        yield


def theirs_alone(lines: Any) -> Any:
    """Return the package's table with the two indices only."""
    with indices_only():
        return theirs(lines)


def apart(lines: Any) -> float:
    """Return the largest difference between the two, both indices on mean 0 and deviation 1."""
    (places, products, mine), told = ours(lines), theirs(lines)
    by_place = told.groupby("country")["eci"].first().reindex(places).to_numpy()
    by_product = told.groupby("product")["pci"].first().reindex(products).to_numpy()
    pairs = [(mine.places, by_place), (mine.products, (by_product - by_product.mean()) / by_product.std())]
    return max(float(np.abs(one - other).max()) for one, other in pairs)


def in_turns(ways: dict[str, Callable[[], Any]], turns: int) -> dict[str, list[float]]:
    """Return the seconds of a call of every way, turn by turn, after one turn to warm up.

    A turn of a short call goes on for a tenth of a second: one call alone would be timed with memory the other left.
    """
    told: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(turns + 1):
        for name, work in ways.items():
            begun, calls = time.perf_counter(), 0
            while not calls or time.perf_counter() - begun < LEAST:
                work()
                calls += 1
            if turn:
                told[name].append((time.perf_counter() - begun) / calls)
    return told


def main() -> None:
    """Compare, time, write the section."""
    with warnings.catch_warnings(), contextlib.redirect_stderr(io.StringIO()):
        warnings.simplefilter("ignore")
        lines = table()
        difference = apart(lines)
        told = in_turns(
            {"Proxenia": lambda: ours(lines), CALL: lambda: as_called(lines),
             "the same without the test of its assumptions": lambda: theirs(lines),
             "the same without nearness and reach too": lambda: theirs_alone(lines)}, TURNS)  # fmt: skip
    middle = {name: statistics.median(times) for name, times in told.items()}
    mine = middle["Proxenia"]
    rows = [[name, f"{1000 * one:,.0f} ms", f"{1000 * min(told[name]):,.0f} ms", f"{one / mine:,.0f}"]
            for name, one in middle.items()]  # fmt: skip
    text = (
        f"Economic and product complexity of `{FILE}`, {len(lines):,} cells, from the table in memory to both indices."
        f" Bar: at least {TIMES} times as fast as py-ecomplexity as its users call it. The two differ by at most"
        f" {difference:.1e}. The package's call also tests its assumptions and reckons how close products are and what"
        " is within reach; its time without them stands beside.\n\n"
        f"{_report.table(['way', 'middle of eleven', 'best', 'times as long'], rows)}\n\n{_report.machine()}"
    )
    _report.write_section("complexity", "Complexity of exports", text)
    _plots.speed()
    print(text)
    if difference > TOLERANCE:
        raise SystemExit(f"The indices differ by {difference}.")
    if middle[CALL] < TIMES * mine:
        raise SystemExit(f"Less than {TIMES} times as fast.")


if __name__ == "__main__":
    main()
