"""A file of trade flows (CSV or Parquet) as a table whose columns and values can be relied on.

Nothing is dropped silently: rows that cannot be used are counted under their reason, the first of each with its
number. Codes stay text, so that 0101 is not 101. The engine reads the file itself, so that ten million rows never
stand in memory as text.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from proxenia.core.errors import Refused
from proxenia.core.values.sentences import gettext, gettext_noop
from proxenia.evidence import engine

if TYPE_CHECKING:
    import ibis.expr.types as ir

PARTS = ("exporter", "importer", "product", "year", "value")
NAMES: dict[str, tuple[str, ...]] = {
    "exporter": (
        "exporter", "exporter_iso3", "exporter_iso", "exporter_code", "exporteriso3", "reporter", "reporter_iso",
        "reporter_iso3", "reporteriso3", "reporter_code", "reportercode", "origin", "country", "country_code", "iso3",
        "i",
    ),
    "importer": (
        "importer", "importer_iso3", "importer_iso", "importer_code", "importeriso3", "partner", "partner_iso",
        "partner_iso3", "partneriso3", "partner_code", "partnercode", "destination", "market", "j",
    ),
    "product": (
        "product", "product_code", "productcode", "hs6", "hs4", "hs2", "hs", "hs_code", "sitc", "sitc_code", "cmd_code",
        "cmdcode", "commodity", "commodity_code", "industry", "k",
    ),
    "year": ("year", "ref_year", "refyear", "period", "time", "time_period", "t"),
    "value": (
        "value", "primary_value", "primaryvalue", "trade_value", "tradevalue", "tradevalue in 1000 usd", "trade value",
        "export_value", "exports", "usd", "amount", "v",
    ),
    "flow": ("flow", "trade_flow", "tradeflowname", "flow_desc", "flowdesc", "flow_code", "flowcode"),
}  # fmt: skip
"""What the publishers of trade figures call their columns (BACI, Comtrade, WITS, the Atlas and others)."""
WORLD = ("w00", "wld", "world", "000", "0", "wl", "all", "all countries", "world total")
WHOLE = ("total", "all products", "all commodities", "ag2", "ag4", "ag6")
REASONS: dict[str, str] = {
    "no_exporter": gettext_noop("no exporter is named"),
    "no_product": gettext_noop("no product is named"),
    "no_number": gettext_noop("the value is not a number"),
    "negative": gettext_noop("the value is negative"),
    "zero": gettext_noop("the value is zero"),
    "import": gettext_noop("it is an import, and the file tells exports too"),
    "world_exporter": gettext_noop("the exporter is the world"),
    "world_partner": gettext_noop("the partner is the world, and single partners are told too"),
    "whole": gettext_noop("the product is a total, and single products are told too"),
    "future": gettext_noop("the year has not come yet"),
}
HARMLESS = frozenset({"zero", "import", "world_partner", "whole", "world_exporter"})
"""Reasons that speak of how the file is made, not of a mistake in it."""
TEXTS = ("exporter", "importer", "product", "year", "flow")


@dataclass(frozen=True)
class Problem:
    """Why rows were left out: how many, and the first of them as a person finds it in the file (the heading is 1).

    `first` is 0 where the engine numbers no rows, as a distributed one does.
    """

    reason: str
    rows: int
    first: int

    @property
    def sentence(self) -> str:
        """Say it."""
        told = gettext("%(rows)d rows are left out, the first in row %(first)d: %(why)s.")
        if not self.first:
            told = gettext("%(rows)d rows are left out: %(why)s.")
        return told % {"rows": self.rows, "first": self.first, "why": gettext(REASONS[self.reason])}


@dataclass(frozen=True)
class Flows:
    """A table of flows with the columns of `PARTS`; importer and year are empty where the file has none."""

    table: "ir.Table"
    columns: dict[str, str]
    rows: int
    used: int
    problems: list[Problem]
    remarks: list[str]


@contextmanager
def opened(
    path: Path, named: Mapping[str, str], this_year: int, *, needs: tuple[str, ...]
) -> Iterator[Flows]:
    """Open a file of flows; `named` says which column is which where the names do not tell.

    Raises Refused for a file that cannot be read, that lacks a needed column, or in which no row can be used.
    """
    engine.packages()
    import duckdb

    if not path.is_file():
        raise Refused(gettext("There is no such file."), str(path))
    connection = engine.connect()
    try:
        yield _flows(_source(connection, path), path, dict(named), this_year, needs)
    except duckdb.OutOfMemoryException as error:
        raise Refused(gettext("The file needs more memory than there is."), str(path)) from error
    except duckdb.Error as error:
        raise Refused(gettext("The file cannot be read as a table: %s") % _short(error), str(path)) from error
    finally:
        engine.disconnect(connection)


def _short(error: Exception) -> str:
    return str(error).split("\n", 1)[0][:200]


def _source(connection: Any, path: Path) -> "ir.Table":
    """Return the file's own columns, of text files all as text, and beside them the number of the row as `row`."""
    import duckdb
    import ibis

    with path.open("rb") as file:
        head = file.read(4)
    if head[:2] == b"PK":
        raise Refused(gettext("This is a workbook. Save its table as .csv and give that file."), str(path))
    if not head:
        raise Refused(gettext("The file is empty."), str(path))
    if not engine.is_embedded(connection):
        told = _distributed(connection, path, is_parquet=head == b"PAR1")
        return told.mutate(row=ibis.literal(0))
    if head == b"PAR1":
        told = connection.read_parquet(path, file_row_number=True)
        return told.mutate(row=told.file_row_number + 2).drop("file_row_number")
    try:
        told = connection.read_csv(path, all_varchar=True, header=True)
        told.count().execute()
    except duckdb.InvalidInputException:
        told = connection.read_csv(path, all_varchar=True, header=True, encoding="latin-1")
    return told.mutate(row=ibis.row_number() + 2)


def _distributed(connection: Any, path: Path, *, is_parquet: bool) -> "ir.Table":
    """Return the file's own columns by the distributed engine, which reads without a number for each row."""
    if is_parquet:
        return engine.read_parquet(connection, path)
    told: ir.Table = connection.read_csv(str(path), header=True, inferSchema=False)
    return told


def _flows(
    source: "ir.Table", path: Path, named: dict[str, str], this_year: int, needs: tuple[str, ...]
) -> Flows:
    present = [name for name in source.columns if name != "row"]
    columns = _columns(present, named, path)
    for part in needs:
        if part not in columns:
            sentence = gettext(
                "No column tells the %(part)s; the file has: %(columns)s. Say which with --%(part)s."
            )
            raise Refused(sentence % {"part": part, "columns": ", ".join(present)[:300]}, str(path))
    remarks = _turned(source, columns, named)
    told = _told(source, columns)
    judged = told.mutate(reason=_reason(told, this_year))
    found = judged.group_by("reason").agg(rows=judged.count(), first=judged.row.min()).execute()
    counts = [(str(one.reason), int(one.rows), int(one.first)) for one in found.itertuples()]
    problems = [Problem(*one) for one in sorted(counts, key=lambda one: -one[1]) if one[0]]
    used = sum(rows for reason, rows, _first in counts if not reason)
    if not used:
        why = problems[0].sentence if problems else gettext("It has no rows.")
        raise Refused(gettext("No row of the file can be used. %s") % why, str(path))
    table = judged.filter(judged.reason == "")[list(PARTS)]
    return Flows(
        table, columns, sum(rows for _reason, rows, _first in counts), used, problems, remarks + _mixed(table)
    )


def _columns(present: list[str], named: dict[str, str], path: Path) -> dict[str, str]:
    """Return part → column: as named, else by what publishers call it."""
    by_fold = {name.strip().lower(): name for name in reversed(present)}
    found: dict[str, str] = {}
    for part, names in NAMES.items():
        wanted = named.get(part, "").strip().lower()
        if wanted and wanted not in by_fold:
            raise Refused(gettext("The file has no column called %s.") % named[part], str(path))
        name = wanted or next((name for name in names if name in by_fold), "")
        if name:
            found[part] = by_fold[name]
    return found


def _turned(source: "ir.Table", columns: dict[str, str], named: dict[str, str]) -> list[str]:
    """Change the sides where a file tells imports only: who reports them is the importer."""
    if "flow" not in columns or {"exporter", "importer"} & set(named) or "importer" not in columns:
        return []
    first = _text(source, columns["flow"]).lower()[:1].name("first")
    kinds = {str(one) for one in source.select(first).distinct().execute()["first"] if one}
    if not kinds or not kinds <= {"i", "m"}:
        return []
    columns["exporter"], columns["importer"] = columns["importer"], columns["exporter"]
    del columns["flow"]
    return [gettext("The file tells imports: who reports them is taken as the importer.")]


def _text(source: "ir.Table", column: str) -> Any:
    return source[column].cast("string").strip().fill_null("")


def _told(source: "ir.Table", columns: dict[str, str]) -> "ir.Table":
    """Return the parts under their own names, texts trimmed, the value a number or missing."""
    import ibis

    texts = {part: _text(source, columns[part]) if part in columns else ibis.literal("") for part in TEXTS}
    value: Any = source[columns["value"]]
    if value.type().is_string():
        value = value.strip().try_cast("float64")
    return source.select(source.row, **texts, value=value.cast("float64"))


def _reason(told: "ir.Table", this_year: int) -> Any:
    """Return the expression that says why a row is left out, '' for one that is used."""
    import ibis

    out = told.flow.lower()[:1].isin(("e", "x"))
    whole, world = told["product"].lower().isin(WHOLE), told.importer.lower().isin(WORLD)
    has = told.agg(exports=out.any(), singles=(~whole).any(), world=world.any()).execute().iloc[0]
    checks: list[tuple[Any, str]] = [
        (told.exporter == "", "no_exporter"),
        (told["product"] == "", "no_product"),
        (told.value.isnull() | told.value.isnan() | told.value.isinf(), "no_number"),
        (told.value < 0, "negative"),
        (told.year[:4].try_cast("int64") > this_year, "future"),
        (told.value == 0, "zero"),
        (told.exporter.lower().isin(WORLD), "world_exporter"),
    ]
    if has["exports"]:
        checks.append(((told.flow != "") & ~out, "import"))
    if has["singles"]:
        checks.append((whole, "whole"))
    if has["world"]:
        single = ((told.importer != "") & ~world).cast("int8")
        named = single.max().over(group_by=[told.exporter, told["product"], told.year])
        checks.append((world & (named == 1), "world_partner"))
    return ibis.cases(*checks, else_="")


def _mixed(flows: "ir.Table") -> list[str]:
    """Say when codes of several lengths are mixed: their sums count the same goods twice."""
    digits = flows.filter(flows["product"].re_search("^[0-9]+$"))
    found = sorted(digits.select(length=digits["product"].length()).distinct().execute()["length"])
    if len(found) < 2:
        return []
    told = gettext("Codes of %s digits are mixed: what one holds is counted again in the other.")
    return [told % ", ".join(str(one) for one in found)]


def without_world(flows: "ir.Table") -> "ir.Table":
    """Return the flows between single partners: the world is no market, and a missing partner is none."""
    return flows.filter((flows.importer != "") & ~flows.importer.lower().isin(WORLD))
