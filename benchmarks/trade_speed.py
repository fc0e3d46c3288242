"""How long revealed comparative advantage takes over ten million flows, beside queries and programs written by hand.

    python -m benchmarks trade_speed
    python -m benchmarks.trade_speed ROWS        another size

Every way reads the same Parquet file and writes its table of results as Parquet, in a process of its own, so that its
memory is told alone; three turns each in changing order, the best counts. Polars runs in the peers' environment.
"""

import importlib
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks import _peers, _plots, _report  # noqa: E402

ROWS = 10_000_000
TURNS = 3
TIMES, GIGABYTES = 1.5, 1.0
CELLS = "SELECT exporter, product, year, sum(value) AS value FROM '{path}' GROUP BY ALL"
WINDOWS = """
WITH cell AS ({cells})
SELECT *, (rca - 1) / (rca + 1) AS rsca FROM (
  SELECT exporter, product, year, value,
    (value / sum(value) OVER (PARTITION BY exporter, year))
    / (sum(value) OVER (PARTITION BY product, year) / sum(value) OVER (PARTITION BY year)) AS rca FROM cell)
"""
JOINS = """
WITH cell AS MATERIALIZED ({cells}),
  e AS (SELECT exporter, year, sum(value) AS sold FROM cell GROUP BY ALL),
  p AS (SELECT product, year, sum(value) AS made FROM cell GROUP BY ALL),
  w AS (SELECT year, sum(value) AS whole FROM cell GROUP BY ALL)
SELECT *, (rca - 1) / (rca + 1) AS rsca FROM (
  SELECT cell.*, (value / sold) / (made / whole) AS rca
  FROM cell JOIN e USING (exporter, year) JOIN p USING (product, year) JOIN w USING (year))
"""


def generate(path: Path, rows: int = ROWS) -> int:
    """Write flows as a large file has them: 226 exporters, 225 importers, 5,000 products of HS6, ten years; the same
    on every machine, in no order. Nobody sells to itself, so that fewer are written: return how many."""
    import duckdb

    duckdb.sql(f"""
        COPY (
          SELECT 'E' || lpad(CAST(((h % 226) * (h % 226)) // 226 AS VARCHAR), 3, '0') AS exporter,
                 'E' || lpad(CAST(hash(i, 2) % 226 AS VARCHAR), 3, '0') AS importer,
                 lpad(CAST(10100 + (hash(i, 3) % 5000) * 19 AS VARCHAR), 6, '0') AS product,
                 CAST(2014 + hash(i, 4) % 10 AS INTEGER) AS year,
                 exp((hash(i, 5) % 1000000) / 1000000.0 * 12) AS value
          FROM (SELECT range AS i, hash(range, 1) AS h FROM range({int(rows)}))
          WHERE exporter <> importer
        ) TO '{path}' (FORMAT parquet)""")
    return len(duckdb.read_parquet(str(path)))


def by_proxenia(path: Path, out: Path) -> None:
    """The expressions of the product on its engine."""
    from proxenia.evidence import engine, expressions

    connection = engine.connect(engine.EMBEDDED)
    expressions.rca(engine.read_parquet(connection, path)).to_parquet(out)


def by_command(path: Path, out: Path) -> None:
    """The whole command: every row looked over, the table written, advantages counted."""
    from proxenia.cli import main as command

    command(["trade", "rca", str(path), "--out", str(out), "--json"])


def by_windows(path: Path, out: Path) -> None:
    """By hand in DuckDB, with windows."""
    _by_hand(WINDOWS, path, out)


def by_joins(path: Path, out: Path) -> None:
    """By hand in DuckDB, with joins."""
    _by_hand(JOINS, path, out)


def _by_hand(query: str, path: Path, out: Path) -> None:
    import duckdb

    told = query.format(cells=CELLS.format(path=path))
    duckdb.sql(f"COPY ({told}) TO '{out}' (FORMAT parquet)")


def by_pandas(path: Path, out: Path) -> None:
    """By hand in pandas."""
    import pandas as pd

    columns = ["exporter", "product", "year"]
    cell = pd.read_parquet(path, columns=[*columns, "value"]).groupby(columns, as_index=False).value.sum()
    by = {name: cell.groupby(keys).value.transform("sum") for name, keys in
          {"e": ["exporter", "year"], "p": ["product", "year"], "w": ["year"]}.items()}  # fmt: skip
    cell["rca"] = (cell.value / by["e"]) / (by["p"] / by["w"])
    cell["rsca"] = (cell.rca - 1) / (cell.rca + 1)
    cell.to_parquet(out)


def by_polars(path: Path, out: Path) -> None:
    """By hand in Polars, streaming."""
    pl = importlib.import_module("polars")

    value = pl.col("value")
    cell = pl.scan_parquet(path).group_by("exporter", "product", "year").agg(value.sum())
    rca = (value / value.sum().over("exporter", "year")) / (
        value.sum().over("product", "year") / value.sum().over("year")
    )
    told = cell.with_columns(rca=rca).with_columns(rsca=(pl.col("rca") - 1) / (pl.col("rca") + 1))
    told.collect(engine="streaming").write_parquet(out)


WAYS = {
    "Proxenia's expression": by_proxenia,
    "DuckDB by hand, windows": by_windows,
    "DuckDB by hand, joins": by_joins,
    "pandas": by_pandas,
    "Polars": by_polars,
    "`proxenia trade rca`, rows looked over": by_command,
}
ENGINE = (
    "proxenia.evidence.expressions",
    "proxenia.evidence.readers.flows",
    "ibis.backends.duckdb",
    "pandas",
)
PACKAGES = {
    "Proxenia's expression": ENGINE,
    "DuckDB by hand, windows": ("duckdb",),
    "DuckDB by hand, joins": ("duckdb",),
    "pandas": ("pandas", "pyarrow.parquet"),
    "Polars": ("polars",),
    "`proxenia trade rca`, rows looked over": ENGINE,
}
BY_HAND = ("DuckDB by hand, windows", "DuckDB by hand, joins")


def measure(name: str, path: str, out: str) -> None:
    """Run one way and print seconds and the most memory held, in bytes; packages are loaded before the clock starts."""
    for package in PACKAGES[name]:
        importlib.import_module(package)
    begun = time.perf_counter()
    WAYS[name](Path(path), Path(out))
    taken = time.perf_counter() - begun
    print(f"\nmeasured {taken} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}")


def run(name: str, path: Path, folder: Path) -> tuple[float, float]:
    """Measure one way in a process of its own."""
    given = (name, str(path), str(folder / "out.parquet"))
    code = f"from benchmarks.trade_speed import measure; measure(*{given!r})"
    python = _peers.python() if name == "Polars" else sys.executable
    done = subprocess.run([str(python), "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{name}: {done.stderr}")
    words = done.stdout.rpartition("measured ")[2].split()
    return float(words[0]), float(words[1])


def differences(path: Path, folder: Path) -> float:
    """Return the largest relative difference between the product's index and the one by hand."""
    import duckdb

    by_proxenia(path, folder / "ours.parquet")
    by_windows(path, folder / "theirs.parquet")
    found = duckdb.sql(f"""
        SELECT count(*), max(abs(a.rca - b.rca) / b.rca) FROM '{folder / "ours.parquet"}' a
        JOIN '{folder / "theirs.parquet"}' b USING (exporter, product, year)""").fetchone()
    assert found is not None
    return float(found[1])


def main() -> None:
    """Generate, measure every way, write the section."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    absent = [] if _peers.python() else ["Polars"]
    ways = [name for name in WAYS if name not in absent]
    with tempfile.TemporaryDirectory(prefix="proxenia-trade-") as scratch:
        folder = Path(scratch)
        path = folder / "flows.parquet"
        rows = generate(path, rows)
        found: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
        for turn in range(TURNS):
            for name in ways[turn:] + ways[:turn]:
                found[name].append(run(name, path, folder))
        apart = differences(path, folder)
        size = path.stat().st_size
    best = {name: min(taken for taken, _memory in told) for name, told in found.items()}
    write(rows, size, found, best, apart, absent)


def write(
    rows: int,
    size: int,
    found: dict[str, list[tuple[float, float]]],
    best: dict[str, float],
    apart: float,
    absent: list[str],
) -> None:
    """Write the section, and fail where a bar is not met."""
    hand = min(best[name] for name in BY_HAND)
    lines = [
        [
            name,
            f"{best[name]:.2f} s",
            f"{statistics.median(taken for taken, _memory in told):.2f} s",
            f"{best[name] / hand:.2f}",
            f"{max(memory for _taken, memory in told) / 2**30:.2f} GB",
        ]
        for name, told in found.items()
    ]
    head = ["way", "best of three", "middle", "times the best by hand", "most memory held"]
    ours, memory = (
        best["Proxenia's expression"],
        max(it for _taken, it in found["Proxenia's expression"]) / 2**30,
    )
    text = (
        f"Revealed comparative advantage of {rows:,} flows (Parquet, {size / 2**20:.0f} MB; generated, in no order)"
        f" to a table of results. Bar: within {TIMES} times the best query by hand and {GIGABYTES:.0f} GB. The largest"
        f" relative difference from the query by hand is {apart:.1e}.\n\n{_report.table(head, lines)}\n\n"
        + "".join(f"{name} could not be had here.\n\n" for name in absent)
        + _report.machine()
    )
    _report.write_section("trade", "Indices over trade flows", text)
    _plots.speed()
    if ours > TIMES * hand or memory > GIGABYTES:
        raise SystemExit(f"too slow or too large: {ours:.2f} s against {hand:.2f} s, {memory:.2f} GB")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "proxenia.settings")
    main()
