"""EVD-7: the same expressions on the embedded engine and on Spark (local mode) give the same figures, to 1e-9."""

import csv
import importlib.util
import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from proxenia.cli.parser import main
from proxenia.core.errors import Refused
from proxenia.evidence import engine, expressions
from proxenia.evidence.store import Store

MASTER = "local[2]"
SPARK_IS_THERE = bool(importlib.util.find_spec("pyspark")) and shutil.which("java") is not None
with_spark = pytest.mark.skipif(not SPARK_IS_THERE, reason="Spark absent (the extra distributed, and Java)")
pytestmark = pytest.mark.once
pytest.importorskip("ibis")


@pytest.fixture
def flows(tmp_path: Path) -> Path:
    """Flows of eight places and twelve products in two years, some cells empty."""
    chance = random.Random(11)
    lines = ["exporter,importer,product,year,value"]
    for year in (2019, 2020):
        for one in "ABCDEFGH":
            for other in "ABCDEFGH":
                lines += [
                    f"{one},{other},{number:04},{year},{chance.lognormvariate(8, 3)}"
                    for number in range(12)
                    if one != other and chance.random() < 0.6
                ]
    path = tmp_path / "flows.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


def parquet(path: Path) -> Path:
    """The same flows as Parquet."""
    import duckdb

    kinds = "{'exporter': 'VARCHAR', 'importer': 'VARCHAR', 'product': 'VARCHAR', 'year': 'VARCHAR', 'value': 'DOUBLE'}"
    out = path.with_suffix(".parquet")
    duckdb.sql(
        f"COPY (SELECT * FROM read_csv('{path}', header=true, columns={kinds})) TO '{out}' (FORMAT parquet)"
    )
    return out


def figures(expression: Any, path: Path, name: str) -> Any:
    """The table an expression gives on an engine, in the order of its keys."""
    connection = engine.connect(name)
    found = expression(engine.read_parquet(connection, path)).execute()
    engine.disconnect(connection)
    keys = [column for column in found.columns if found[column].dtype.kind not in "fi"]
    return found.sort_values(keys).reset_index(drop=True)


@with_spark
@pytest.mark.parametrize("name", ["rca", "similarity", "complementarity", "potential"])
def test_evd_7_the_same_figures_on_both_engines(flows: Path, name: str) -> None:
    path, expression = parquet(flows), getattr(expressions, name)
    here, there = figures(expression, path, engine.EMBEDDED), figures(expression, path, MASTER)
    assert list(here.columns) == list(there.columns)
    assert len(here) == len(there) > 0
    for column in here.columns:
        if here[column].dtype.kind == "f":
            np.testing.assert_allclose(there[column], here[column], rtol=1e-9, atol=1e-9)
        else:
            assert list(there[column]) == list(here[column])


@with_spark
def test_evd_7_one_setting_chooses_for_the_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, open_data: Callable[[str], Path]
) -> None:
    path = open_data("risk/freedom_house_full_2012_2024.csv")
    found = {}
    for name in (engine.EMBEDDED, MASTER):
        monkeypatch.setenv(engine.SETTING, name)
        with Store(tmp_path / "evidence", this_year=2026) as store:
            store.load("freedomhouse", path)
            table = store.table("freedomhouse")
            means = table.group_by("indicator").agg(mean=table.value.mean()).execute()
            assert engine.is_embedded(store.connection) == (name == engine.EMBEDDED)
        found[name] = dict(zip(means.indicator, means["mean"], strict=True))
    assert found[MASTER] == pytest.approx(found[engine.EMBEDDED], rel=1e-9)


@with_spark
@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_evd_7_one_setting_chooses_for_the_command(
    flows: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    path, answers, tables = flows if kind == "csv" else parquet(flows), [], []
    for name in (engine.EMBEDDED, MASTER):
        monkeypatch.setenv(engine.SETTING, name)
        out = flows.with_name("out.csv")
        capsys.readouterr()
        assert main(["trade", "rca", str(path), "--json", "--out", str(out)]) == 0
        answers.append(json.loads(capsys.readouterr().out))
        tables.append(sorted(csv.reader(out.open(encoding="utf-8"))))
    assert answers[0] == answers[1]
    for here, there in zip(*tables, strict=True):
        assert here[:3] == there[:3]
        if here[0] != "exporter":
            assert [float(text) for text in there[3:]] == pytest.approx(
                [float(text) for text in here[3:]], rel=1e-9
            )


def test_evd_7_an_engine_that_is_not_installed_says_what_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyspark.sql", None)
    monkeypatch.setenv(engine.SETTING, MASTER)
    with pytest.raises(Refused, match="distributed"):
        engine.connect()


def test_evd_7_the_setting_is_the_embedded_engine_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(engine.SETTING, raising=False)
    assert engine.chosen() == engine.EMBEDDED
    monkeypatch.setenv(engine.SETTING, " ")
    assert engine.chosen() == engine.EMBEDDED
