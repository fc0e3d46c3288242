"""EVD-4: `proxenia trade` on files as publishers and offices make them."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from proxenia.cli.parser import main

pytest.importorskip("ibis")
pytestmark = pytest.mark.once
HEAD = "exporter,importer,product,year,value"
FLOWS = (
    "A,B,0101,2020,6",
    "A,C,0101,2020,2",
    "A,B,0102,2020,2",
    "B,A,0102,2020,5",
    "B,C,0103,2020,5",
    "C,A,0103,2020,4",
)


def ask(
    capsys: pytest.CaptureFixture[str],
    path: Path,
    *rows: str,
    index: str = "rca",
    head: str = HEAD,
    more: Any = (),
) -> dict[str, Any]:
    """Write a file, reckon an index and return the answer."""
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    code = main(["trade", index, str(path), "--json", *more])
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert code == (1 if "error" in answer else 0)
    return answer


def test_evd_4_the_answer_and_the_table(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    out = tmp_path / "rca.csv"
    answer = ask(capsys, tmp_path / "a.csv", *FLOWS, more=["--out", str(out)])
    counted = {name: answer[name] for name in ("rows", "exporters", "products", "advantages")}
    assert counted == {"rows": 6, "exporters": 3, "products": 3, "advantages": 4}
    rows = list(csv.DictReader(out.open(encoding="utf-8")))
    assert list(rows[0]) == ["exporter", "product", "year", "value", "rca", "rsca"]
    assert (rows[0]["exporter"], rows[0]["product"], rows[0]["year"]) == ("A", "0101", "2020")
    assert float(rows[0]["rca"]) == pytest.approx(2.4)
    assert list(tmp_path.glob("*.part")) == []


@pytest.mark.parametrize(
    ("index", "columns", "count"),
    [
        ("similarity", ["a", "b", "year", "index"], 3),
        ("complementarity", ["exporter", "importer", "year", "index"], 6),
        ("potential", ["exporter", "importer", "product", "year", "actual", "potential", "unrealised"], 7),
    ],
)
def test_evd_4_the_other_tables(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, index: str, columns: list[str], count: int
) -> None:
    out = tmp_path / "out.csv"
    answer = ask(capsys, tmp_path / "a.csv", *FLOWS, index=index, more=["--out", str(out)])
    rows = list(csv.reader(out.open(encoding="utf-8")))
    assert rows[0] == columns
    assert len(rows) - 1 == answer["results"] == count


def test_evd_4_without_a_year_the_year_is_empty(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    rows = ("afg,0011,30068", "ago,0011,5")
    ask(capsys, tmp_path / "a.csv", *rows, head="country,product,value", more=["--out", str(out)])
    assert [row["year"] for row in csv.DictReader(out.open(encoding="utf-8"))] == ["", ""]


def test_evd_4_columns_may_be_named(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    rows = ("DE,cars,5", "FR,wine,3")
    more = ["--exporter", "Land", "--product", "Ware", "--value", "Wert"]
    assert ask(capsys, tmp_path / "a.csv", *rows, head="Land,Ware,Wert", more=more)["exporters"] == 2
    missing = ask(capsys, tmp_path / "a.csv", *rows, head="Land,Ware,Wert", more=["--exporter", "Staat"])
    assert "no column called Staat" in missing["error"]["message"]
    unnamed = ask(capsys, tmp_path / "a.csv", *rows, head="Land,Ware,Wert")
    assert "--exporter" in unnamed["error"]["message"]
    assert "Ware" in unnamed["error"]["message"]


def test_evd_4_the_world_is_left_out_where_single_partners_are_told(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    answer = ask(capsys, tmp_path / "a.csv", *FLOWS, "A,WLD,0101,2020,8", "C,World,0109,2020,9")
    assert [(one["reason"], one["rows"], one["first"]) for one in answer["left_out"]] == [
        ("world_partner", 1, 8)
    ]
    assert answer["products"] == 4, "what is told of the world alone stays"
    fits = ask(capsys, tmp_path / "a.csv", *FLOWS, "C,World,0109,2020,9", index="complementarity")
    assert fits["results"] == 6, "but the world is no market"


def test_evd_4_what_cannot_be_used_is_told_by_row(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    bad = (
        "D,A,0101,2020,see note",
        "D,A,0101,2020,-5",
        ",A,0101,2020,5",
        "D,A,,2020,5",
        "D,A,0101,2999,5",
        "D,A,0101,2020,0",
    )
    answer = ask(capsys, tmp_path / "a.csv", *FLOWS, *bad, "D,A,0101,2020,inf", "NA,A,0101,2020,7")
    told = {one["reason"]: (one["rows"], one["first"]) for one in answer["left_out"]}
    assert told == {
        "no_number": (2, 8), "negative": (1, 9), "no_exporter": (1, 10), "no_product": (1, 11), "future": (1, 12),
        "zero": (1, 13),
    }  # fmt: skip
    assert answer["rows"] == 14
    assert answer["exporters"] == 4, "Namibia is a country, not a gap"


def test_evd_4_imports_turn_the_sides(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    head, out = "reporter,partner,product,year,value,flow", tmp_path / "out.csv"
    rows = ("B,A,0101,2020,6,Import", "C,A,0101,2020,2,Import", "A,B,0102,2020,5,Import")
    answer = ask(capsys, tmp_path / "a.csv", *rows, head=head, more=["--out", str(out)])
    assert {row["exporter"] for row in csv.DictReader(out.open(encoding="utf-8"))} == {"A", "B"}
    assert "imports" in answer["remarks"][0]
    both = ask(capsys, tmp_path / "a.csv", *rows, "A,B,0101,2020,6,Export", head=head)
    assert [(one["reason"], one["rows"]) for one in both["left_out"]] == [("import", 3)]


def test_evd_4_mixed_codes_are_remarked(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    answer = ask(capsys, tmp_path / "a.csv", *FLOWS, "A,B,01,2020,8")
    assert "2, 4 digits" in answer["remarks"][0]


def test_evd_4_other_files_are_refused_with_a_sentence(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    for content, says in (
        (b"", "empty"),
        (b"PK\x03\x04 workbook", "workbook"),
        (b"PAR1 cut off", "cannot be read"),
        (b"exporter,product,value\n", "No row"),
        (b"exporter,product,value\nA,x,see note\n", "No row"),
    ):
        path.write_bytes(content)
        assert main(["trade", "rca", str(path), "--json"]) == 1
        assert says in json.loads(capsys.readouterr().out)["error"]["message"], content
    assert main(["trade", "rca", str(tmp_path / "none.csv")]) == 1
    assert "no such file" in capsys.readouterr().err
    path.write_text("\n".join([HEAD, *FLOWS]))
    assert main(["trade", "rca", str(path), "--out", str(tmp_path / "no" / "out.csv")]) == 1
    assert "cannot be written" in capsys.readouterr().err


def test_evd_4_semicolons_and_old_letters_are_read(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("exporter;product;value\nCuraçao;Käse;5\nAruba;Käse;6\n".encode("latin-1"))
    assert main(["trade", "rca", str(path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["exporters"] == 2


def test_evd_4_a_parquet_file_says_the_same(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    import duckdb

    text, parquet = tmp_path / "a.csv", tmp_path / "a.parquet"
    plain = ask(capsys, text, *FLOWS, "D,A,0101,2020,-5")
    query = f"COPY (SELECT * FROM read_csv('{text}', types = {{'product': 'VARCHAR'}})) TO '{parquet}'"
    duckdb.sql(query)
    assert main(["trade", "rca", str(parquet), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == plain


def test_evd_4_index_and_similarity_on_the_real_table(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, open_data: Callable[[str], Path]
) -> None:
    path = open_data("trade/sitc_exports_by_country_product_avg_1998_2000.csv")
    rows = list(csv.DictReader(path.open(encoding="utf-8")))
    places, goods = (sorted({row[name] for row in rows}) for name in ("country", "product"))
    sold = np.zeros((len(places), len(goods)))
    for row in rows:
        sold[places.index(row["country"]), goods.index(row["product"])] += float(row["value"])
    shares = sold / sold.sum(axis=1, keepdims=True)
    rca = shares / (sold.sum(axis=0) / sold.sum())
    out = tmp_path / "out.csv"
    assert main(["trade", "rca", str(path), "--json", "--out", str(out)]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["exporters"], answer["products"]) == (226, 785)
    assert answer["advantages"] == int(((rca >= 1) & (sold > 0)).sum())
    for row in csv.DictReader(out.open(encoding="utf-8")):
        truth = rca[places.index(row["exporter"]), goods.index(row["product"])]
        assert float(row["rca"]) == pytest.approx(truth, rel=1e-9)
    assert main(["trade", "similarity", str(path), "--json", "--out", str(out)]) == 0
    for row in list(csv.DictReader(out.open(encoding="utf-8")))[::97]:
        one, other = shares[places.index(row["a"])], shares[places.index(row["b"])]
        assert float(row["index"]) == pytest.approx(100 * np.minimum(one, other).sum(), rel=1e-9, abs=1e-9)


def test_evd_4_a_year_that_is_a_number_and_an_answer_as_parquet(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    import duckdb

    flows = tmp_path / "flows.parquet"
    rows = ", ".join(
        f"('{a}', '{b}', '{c}', {d}, {e})" for a, b, c, d, e in (row.split(",") for row in FLOWS)
    )
    duckdb.sql(f"COPY (SELECT * FROM (VALUES {rows}) t({HEAD})) TO '{flows}' (FORMAT parquet)")
    out = tmp_path / "rca.parquet"
    assert main(["trade", "rca", str(flows), "--json", "--out", str(out)]) == 0
    assert json.loads(capsys.readouterr().out)["advantages"] == 4
    found = duckdb.sql(f"SELECT year, rca FROM '{out}' WHERE exporter = 'A' AND product = '0101'").fetchall()
    assert found == [(2020, pytest.approx(2.4))]
    assert main(["trade", "similarity", str(flows), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["results"] == 3


def test_evd_4_too_many_products_are_no_classification(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("proxenia.evidence.readers.flows.MANY", 2)
    told = ask(capsys, tmp_path / "a.csv", *FLOWS)
    assert "more different texts" in told["error"]["message"]
