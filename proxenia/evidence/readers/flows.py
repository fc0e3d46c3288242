"""A file of trade flows (CSV or Parquet) as a table whose columns and values can be relied on.

Nothing is dropped silently: rows that cannot be used are counted under their reason, the first of each with its
number. Codes stay text, so that 0101 is not 101. The engine reads the file itself, so that ten million rows never
stand in memory as text.
"""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
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
ORDER = (
    "no_exporter", "no_product", "no_number", "negative", "future", "zero", "world_exporter", "import", "whole",
    "world_partner",
)  # fmt: skip
"""Of several reasons for a row the first of these is told."""
MANY = 500_000
"""More different texts than any classification of goods or places has."""
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
    """A table of flows with the columns of `PARTS`; importer and year are empty where the file has none.

    `keep` reckons a table once and returns what is kept of it, so that asking again costs nothing.
    """

    table: "ir.Table"
    columns: dict[str, str]
    rows: int
    used: int
    problems: list[Problem]
    remarks: list[str]
    keep: "Callable[[ir.Table], ir.Table]" = field(repr=False)


@dataclass(frozen=True)
class _Told:
    """The parts under their own names, and beside them which texts each part of text has: few, of many rows."""

    table: "ir.Table"
    texts: dict[str, set[str]]


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
        with tempfile.TemporaryDirectory(prefix="proxenia-flows-") as scratch:
            source = _source(connection, path, Path(scratch))
            flows = _flows(source, path, dict(named), this_year, needs)
            yield replace(flows, keep=partial(_kept, connection, Path(scratch) / "kept.parquet"))
    except duckdb.OutOfMemoryException as error:
        raise Refused(gettext("The file needs more memory than there is."), str(path)) from error
    except duckdb.Error as error:
        raise Refused(gettext("The file cannot be read as a table: %s") % _short(error), str(path)) from error
    finally:
        engine.disconnect(connection)


def _kept(connection: Any, path: Path, table: "ir.Table") -> "ir.Table":
    """Reckon a table into a file and return the file; a distributed engine keeps what it likes itself."""
    if not engine.is_embedded(connection):
        return table
    table.to_parquet(path)
    return engine.read_parquet(connection, path)


def _short(error: Exception) -> str:
    return str(error).split("\n", 1)[0][:200]


def _source(connection: Any, path: Path, scratch: Path) -> "ir.Table":
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
    if head != b"PAR1":
        # A text is read once, and asked of several times.
        whole = scratch / "whole.parquet"
        try:
            connection.read_csv(path, all_varchar=True, header=True).to_parquet(whole)
        except duckdb.InvalidInputException:
            connection.read_csv(path, all_varchar=True, header=True, encoding="latin-1").to_parquet(whole)
        path = whole
    told = connection.read_parquet(path, file_row_number=True)
    return told.mutate(row=told.file_row_number + 2).drop("file_row_number")


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
    told = _told(source, columns, path)
    judged = told.table.mutate(reason=_reason(told, this_year))
    found = judged.group_by("reason").agg(rows=judged.count(), first=judged.row.min()).execute()
    counts = [(str(one.reason), int(one.rows), int(one.first)) for one in found.itertuples()]
    problems = [Problem(*one) for one in sorted(counts, key=lambda one: -one[1]) if one[0]]
    used = sum(rows for reason, rows, _first in counts if not reason)
    if not used:
        why = problems[0].sentence if problems else gettext("It has no rows.")
        raise Refused(gettext("No row of the file can be used. %s") % why, str(path))
    table = (judged.filter(judged.reason == "") if problems else told.table)[list(PARTS)]
    rows = sum(rows for _reason, rows, _first in counts)
    return Flows(table, columns, rows, used, problems, remarks + _mixed(told), lambda kept: kept)


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
    kinds = {text.strip().lower()[:1] for text in _different(source, columns["flow"])} - {""}
    if not kinds or not kinds <= {"i", "m"}:
        return []
    columns["exporter"], columns["importer"] = columns["importer"], columns["exporter"]
    del columns["flow"]
    return [gettext("The file tells imports: who reports them is taken as the importer.")]


def _different(source: "ir.Table", column: str) -> list[str]:
    """Return the different texts of a column, as they stand; what is missing as ''.

    Raises OverflowError where there are more than any classification has.
    """
    found = source.select(text=source[column]).distinct().limit(MANY + 1)
    texts = found.select(text=found.text.cast("string").fill_null("")).execute()["text"].tolist()
    if len(texts) > MANY:
        raise OverflowError(column)
    return texts


def _told(source: "ir.Table", columns: dict[str, str], path: Path) -> _Told:
    """Return the parts under their own names, texts trimmed, the value a number or missing.

    What has to be done to texts is seen from the different ones, since doing it to each of many million rows takes
    longer than any index.
    """
    import ibis

    parts: dict[str, Any] = {}
    texts: dict[str, set[str]] = {}
    for part in TEXTS:
        parts[part], texts[part] = ibis.literal(""), {""}
        if part not in columns:
            continue
        try:
            different = _different(source, columns[part])
        except OverflowError as error:
            told = gettext("The column %s has more different texts than any classification.")
            raise Refused(told % columns[part], str(path)) from error
        texts[part] = {text.strip() for text in different}
        column: Any = source[columns[part]]
        is_clean = "" not in texts[part] and all(text == text.strip() for text in different)
        if part != "year" or not is_clean:  # a year that is a number in every row may stay one
            column = column.cast("string")
        parts[part] = column if is_clean else column.strip().fill_null("")
    value: Any = source[columns["value"]]
    if value.type().is_string():
        value = value.strip().try_cast("float64")
    return _Told(source.select(source.row, **parts, value=value.cast("float64")), texts)


def _reason(told: _Told, this_year: int) -> Any:
    """Return the expression that says why a row is left out, '' for one that is used; only what can be is asked."""
    import ibis

    table, texts = told.table, told.texts
    out = {text for text in texts["flow"] if text.lower()[:1] in ("e", "x")}
    whole = {text for text in texts["product"] if text.lower() in WHOLE}
    world = {text for text in texts["importer"] if text.lower() in WORLD}
    late = {text for text in texts["year"] if text[:4].isdigit() and int(text[:4]) > this_year}
    among: list[tuple[str, set[str], str]] = [
        ("exporter", texts["exporter"] & {""}, "no_exporter"),
        ("product", texts["product"] & {""}, "no_product"),
        ("year", late, "future"),
        ("exporter", {text for text in texts["exporter"] if text.lower() in WORLD}, "world_exporter"),
        ("flow", texts["flow"] - out - {""} if out else set(), "import"),
        ("product", whole if texts["product"] - whole else set(), "whole"),
    ]
    of_texts = {reason: table[part].cast("string").isin(sorted(bad)) for part, bad, reason in among if bad}
    of_values = {
        "no_number": table.value.isnull() | table.value.isnan() | table.value.isinf(),
        "negative": table.value < 0,
        "zero": table.value == 0,
    }
    checks = of_texts | of_values
    if world:
        is_world = table.importer.isin(sorted(world))
        single = ((table.importer != "") & ~is_world).cast("int8")
        named = single.max().over(group_by=[table.exporter, table["product"], table.year])
        checks["world_partner"] = is_world & (named == 1)
    return ibis.cases(*((checks[name], name) for name in ORDER if name in checks), else_="")


def _mixed(told: _Told) -> list[str]:
    """Say when codes of several lengths are mixed: their sums count the same goods twice."""
    lengths = sorted({len(text) for text in told.texts["product"] if text.isascii() and text.isdigit()})
    if len(lengths) < 2:
        return []
    said = gettext("Codes of %s digits are mixed: what one holds is counted again in the other.")
    return [said % ", ".join(str(one) for one in lengths)]


def without_world(flows: "ir.Table") -> "ir.Table":
    """Return the flows between single partners: the world is no market, and a missing partner is none."""
    return flows.filter((flows.importer != "") & ~flows.importer.lower().isin(WORLD))
