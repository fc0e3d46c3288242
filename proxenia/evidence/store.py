"""The store of external statistics: Parquet files with what is to be known of them beside, in one folder.

    EVIDENCE/<table>/<vintage>.parquet      the figures, in the order of their keys
    EVIDENCE/<table>/<vintage>.json         source, licence, vintage, digest, unit, coverage, transformation, rows

The JSON file is written last: figures without it are not there. Nothing is ever overwritten; what is loaded anew under
a vintage that there is already becomes `<vintage>-r2`. Loading the same file again changes nothing.
"""

import csv
import dataclasses
import datetime as dt
import hashlib
import importlib
import json
import pkgutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from proxenia.core import durable, shipped
from proxenia.core.errors import NotFound, Refused
from proxenia.core.values.sentences import gettext
from proxenia.evidence import countries, engine
from proxenia.evidence.rules.checks import Examination, Problem, Row
from proxenia.evidence.rules.declared import Source, Table

if TYPE_CHECKING:
    import ibis.expr.types as ir

SHIPPED = ("shipped", "shipped_pairs")
"""The sources that come with Proxenia; each is loaded when it is first asked for."""
DROPPED = 200
"""So many texts that name no place are told of one load, the most frequent first."""


class NotLoaded(NotFound, LookupError):
    """A table, or a vintage of one, is not in the store."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """One vintage of one table, and all that is to be known of it.

    `unit`, `direction`, `counts`: indicator → its unit, its direction (more, less, neither) and its rows. `digest` is
    of the Parquet file, `taken_from` of the files it was read from (name → SHA-256). `first_year`, `last_year`:
    what it covers. `stale_after`: years after `last_year` from which it is old.
    """

    name: str
    source: str
    title: str
    publisher: str
    licence: str
    address: str
    vintage: str
    digest: str
    unit: dict[str, str]
    direction: dict[str, str]
    counts: dict[str, int]
    coverage: str
    transformation: str
    rows: int
    path: Path
    columns: tuple[str, ...]
    first_year: int
    last_year: int
    stale_after: int
    loaded_at: str
    taken_from: dict[str, str]
    reader: str
    note: str = ""

    def is_stale(self, this_year: int) -> bool:
        """Say whether its newest figures are old."""
        return this_year - self.last_year > self.stale_after

    def age(self, this_year: int) -> int:
        """Return how many years ago its newest figures were true."""
        return this_year - self.last_year


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading did: the vintage, how many rows were kept in all tables, and what was found wrong or left out."""

    source: str
    vintage: str
    rows: int
    problems: list[Problem]
    already: bool
    dropped: list[countries.Dropped] = field(default_factory=list)
    datasets: list[Dataset] = field(default_factory=list)


def default_folder() -> Path:
    """Return where the store lies: `evidence/` in the data folder."""
    return shipped.data_folder() / "evidence"


def source_names() -> list[str]:
    """Return the names of all sources known, in the order of the alphabet."""
    folder = Path(__file__).with_name("sources")
    return sorted(one.name for one in pkgutil.iter_modules([str(folder)]) if one.ispkg)


def source(name: str) -> Source:
    """Return a source by its name; sources are found by their folder, so that a new one only has to be put there."""
    if name not in source_names():
        told = gettext("There is no source called %(name)s; there are: %(names)s.")
        raise Refused(told % {"name": name, "names": ", ".join(source_names())}, name)
    found: Source = importlib.import_module(f"proxenia.evidence.sources.{name}").SOURCE
    return found


class Store:
    """The tables of one folder. Close it, or use it with `with`, to let the engine go."""

    def __init__(self, folder: Path | None = None, *, this_year: int | None = None) -> None:
        self.folder = folder or default_folder()
        self.this_year = this_year or dt.datetime.now(tz=dt.UTC).year
        self._connection: Any = None
        self._opened: dict[Path, ir.Table] = {}

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Let the engine go; tables handed out can no longer be asked."""
        if self._connection is not None:
            engine.disconnect(self._connection)
            self._connection = None
            self._opened = {}

    @property
    def connection(self) -> Any:
        """Return the connection to the engine, opened when it is first needed."""
        if self._connection is None:
            self._connection = engine.connect()
        return self._connection

    def load(self, source_name: str, path: Path | Iterable[Path] | None = None) -> Loaded:
        """Load a source from a file, from the files of its own in a folder, or (no path) from what it ships.

        Raises Refused where nothing of the source is found, where a file is no such table, and where more of it is
        mistaken than its declaration puts up with; the store is then as it was.
        """
        engine.packages()
        one = source(source_name)
        files = _files_of(one, path)
        taken = {file.name: _digest(file) for file in files}
        reader = f"{one.name} {one.version}"
        known = [
            it for it in self.datasets() if (it.source, it.taken_from, it.reader) == (one.name, taken, reader)
        ]
        if known:
            return Loaded(one.name, known[-1].vintage, sum(it.rows for it in known), [], True, datasets=known)
        examined, dropped = self._examine(one, files)
        vintage = _vintage(one, files, examined)
        written = [
            self._write(one, table, rows, vintage, taken, reader)
            for table in one.tables
            if (rows := examined.rows(table))
        ]
        kept = sum(it.rows for it in written)
        return Loaded(one.name, written[0].vintage, kept, examined.problems, False, dropped, written)

    def datasets(self) -> list[Dataset]:
        """Return every vintage of every table, by name, the newest last."""
        found = [_read_about(path) for path in sorted(self.folder.glob("*/*.json"))]
        there = [one for one in found if one.path.is_file()]
        return sorted(there, key=lambda one: (one.name, one.vintage, one.loaded_at))

    def of_source(self, name: str) -> list[Dataset]:
        """Return the newest vintage of each table of a source."""
        newest = {one.name: one for one in self.datasets() if one.source == name}
        return list(newest.values())

    def has(self, name: str) -> bool:
        """Say whether there is a table of this name."""
        return name in _shipped_tables() or any(self.folder.glob(f"{name}/*.json"))

    def table(self, name: str, vintage: str | None = None) -> "ir.Table":
        """Return a table: one vintage, or of each indicator the newest vintage that has it.

        Raises NotLoaded.
        """
        chosen = self.chosen(name, vintage)
        parts = []
        for one, indicators in chosen:
            if one.path not in self._opened:
                # Opened once, so that what is asked twice is one table and can be filtered by itself.
                self._opened[one.path] = engine.read_parquet(self.connection, one.path)
            told = self._opened[one.path]
            whole = set(indicators) == set(one.counts)
            parts.append(told if whole else told.filter(told.indicator.isin(sorted(indicators))))
        table = parts[0]
        for more in parts[1:]:
            table = table.union(more)
        return table

    def chosen(self, name: str, vintage: str | None = None) -> list[tuple[Dataset, list[str]]]:
        """Return which datasets `table` reads, each with the indicators that are taken from it.

        Raises NotLoaded.
        """
        if name in _shipped_tables() and not any(self.folder.glob(f"{name}/*.json")):
            self.load(_shipped_tables()[name])
        there = [one for one in self.datasets() if one.name == name and vintage in (None, one.vintage)]
        if not there:
            told = gettext("The table %(name)s is not loaded; load it with: proxenia evidence load %(name)s")
            raise NotLoaded(told % {"name": name}, f"{name} {vintage or ''}".strip())
        found, seen = [], set[str]()
        for one in reversed(there):
            fresh = [code for code in one.counts if code not in seen]
            seen.update(fresh)
            if fresh:
                found.append((one, fresh))
        return found

    def _examine(self, one: Source, files: list[Path]) -> tuple[Examination, list[countries.Dropped]]:
        lost: dict[str, tuple[int, countries.Look]] = {}

        def naming(text: str) -> tuple[str, str]:
            found = countries.look(text, one.tradition)
            if not found.iso3:
                lost[text] = (lost.get(text, (0, found))[0] + 1, found)
            return found.iso3, found.reason

        examined = Examination(one, naming, self.this_year)
        for file in files:
            examined.take(one.read(file), file.name)
        if examined.is_mistaken() or not any(examined.rows(table) for table in one.tables):
            why = " ".join(it.sentence for it in examined.problems[:3]) or gettext("It has no rows.")
            raise Refused(gettext("The file cannot be relied on. %s") % why, str(files[0]))
        told = [countries.Dropped(text, n, it.reason, it.note) for text, (n, it) in lost.items()]
        return examined, sorted(told, key=lambda it: (-it.times, it.text))[:DROPPED]

    def _write(
        self, one: Source, table: Table, rows: list[Row], vintage: str, taken: dict[str, str], reader: str
    ) -> Dataset:
        """Write the figures, then what is to be known of them; a file of figures alone counts for nothing."""
        folder = self.folder / table.name
        durable.make_folders(folder)
        vintage = _free(folder, vintage)
        path = folder / f"{vintage}.parquet"
        _write_parquet(path, table, rows)
        at, codes = len(table.keys) + len(table.numbers), {it.code: it for it in table.indicators}
        counts: dict[str, int] = {}
        for row in rows:
            counts[str(row[at + 1])] = counts.get(str(row[at + 1]), 0) + 1
        years = [int(row[at]) for row in rows]
        about = Dataset(
            name=table.name, source=one.name, title=one.title, publisher=one.publisher, licence=one.licence,
            address=one.address, vintage=vintage, digest=_digest(path),
            unit={code: codes[code].unit for code in counts},
            direction={code: codes[code].direction for code in counts}, counts=counts, coverage=table.coverage,
            transformation=one.transformation, rows=len(rows), path=path, columns=table.columns,
            first_year=min(years), last_year=max(years), stale_after=one.stale_after,
            loaded_at=dt.datetime.now(tz=dt.UTC).isoformat(timespec="microseconds"), taken_from=taken,
            reader=reader, note=one.note,
        )  # fmt: skip
        told = dataclasses.asdict(about) | {"path": path.name}
        durable.write(path.with_suffix(".json"), [json.dumps(told, ensure_ascii=False, indent=1).encode()])
        return about


def _files_of(one: Source, path: Path | Iterable[Path] | None) -> list[Path]:
    """Return the files to read, in the order of trust; refuse where there are none."""
    if path is None:
        found = list(one.own_files(shipped.path("evidence"))) if one.name in SHIPPED else []
    elif isinstance(path, Path):
        found = list(one.own_files(path)) if path.is_dir() else [path]
    else:
        found = list(path)
    if not found:
        told = gettext("Nothing of the source %(name)s was found; it looks for: %(files)s.")
        raise Refused(told % {"name": one.name, "files": ", ".join(one.files) or "–"}, str(path or one.name))
    for file in found:
        if not file.is_file():
            raise Refused(gettext("There is no such file."), str(file))
    return found


def _vintage(one: Source, files: list[Path], examined: Examination) -> str:
    """Return the edition: as the newest file tells it, else the last year told."""
    told = [one.vintage(file) for file in files] if one.vintage else []
    if any(told):
        return max(told)
    years = [key[1] for figures in examined.kept.values() for key in figures]
    return str(max(years))


def _free(folder: Path, vintage: str) -> str:
    """Return a name for a vintage that nothing has yet: itself, or with -r2, -r3, … behind it."""
    number, name = 1, vintage
    while (folder / f"{name}.json").exists():
        number += 1
        name = f"{vintage}-r{number}"
    return name


def _write_parquet(path: Path, table: Table, rows: list[Row]) -> None:
    """Write rows as Parquet, whole or not at all; the same rows always give the same bytes."""
    import duckdb

    kinds = dict.fromkeys(table.keys, "VARCHAR") | dict.fromkeys(table.numbers, "DOUBLE")
    kinds |= {"year": "INTEGER", "indicator": "VARCHAR", "value": "DOUBLE"}
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".part-") as scratch:
        plain, part = Path(scratch) / "rows.csv", Path(scratch) / "rows.parquet"
        with plain.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, quoting=csv.QUOTE_NONNUMERIC).writerows(rows)
        connection = duckdb.connect(config={"threads": 1, "preserve_insertion_order": True})
        try:
            told = connection.read_csv(
                str(plain),
                header=False,
                columns=kinds,
                delimiter=",",
                quotechar='"',
                allow_quoted_nulls=False,
            )
            told.write_parquet(str(part), compression="zstd")
        finally:
            connection.close()
        durable.settle(part)
        part.replace(path)
    durable.settle(path.parent)


def _read_about(path: Path) -> Dataset:
    """Return what is to be known of a dataset from the file beside it."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        told["columns"] = tuple(told["columns"])
        return Dataset(**(told | {"path": path.with_name(told["path"])}))
    except (ValueError, KeyError, TypeError) as error:
        raise Refused(gettext("What is to be known of a dataset cannot be read."), str(path)) from error


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _shipped_tables() -> dict[str, str]:
    return {table.name: name for name in SHIPPED for table in source(name).tables}
