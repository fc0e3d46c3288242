"""The engine that tables of statistics are read by: in this process, or the distributed one that a setting names.

`PROXENIA_EVIDENCE_ENGINE` is `duckdb` (the default), or the address of a Spark master: `local[2]`, `yarn`,
`spark://host:7077`, `k8s://…`. Expressions are written once, in Ibis, and run on either.
"""

import importlib
import os
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from proxenia.core.errors import Refused
from proxenia.core.values.sentences import gettext

if TYPE_CHECKING:
    import ibis.expr.types as ir

SETTING = "PROXENIA_EVIDENCE_ENGINE"
EMBEDDED = "duckdb"
MEMORY = "768MB"
"""So much the embedded engine may take before it works on disk."""


def packages() -> ModuleType:
    """Return the package of the expressions; refuse, with the line to type, where the engine is not installed."""
    try:
        import ibis
        import ibis.backends.duckdb
    except ModuleNotFoundError as error:
        raise _absent(error, "analytics") from error
    return ibis


def chosen() -> str:
    """Return which engine the setting names."""
    return os.environ.get(SETTING, "").strip() or EMBEDDED


def connect(name: str | None = None) -> Any:
    """Return a connection of Ibis to an engine (default: the one of the setting)."""
    ibis, name = packages(), name or chosen()
    if name == EMBEDDED:
        return ibis.duckdb.connect(memory_limit=MEMORY)
    try:
        spark = importlib.import_module("pyspark.sql")
    except ModuleNotFoundError as error:
        raise _absent(error, "distributed") from error
    session = (
        spark.SparkSession.builder.master(name)
        .appName("proxenia")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.session.timeZone", "UTC")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    return ibis.pyspark.connect(session)


def is_embedded(connection: Any) -> bool:
    """Say whether a connection is to the engine in this process."""
    return bool(connection.name == EMBEDDED)


def read_parquet(connection: Any, path: Path) -> "ir.Table":
    """Return a Parquet file as a table of the engine."""
    told: ir.Table = connection.read_parquet(path if is_embedded(connection) else str(path))
    return told


def disconnect(connection: Any) -> None:
    """Let a connection go; a session of the distributed engine is shared and stays."""
    if is_embedded(connection):
        connection.disconnect()


def _absent(error: ModuleNotFoundError, extra: str) -> Refused:
    sentence = gettext("Tables of statistics need the package %(name)s; install it with: %(line)s")
    line = f"pip install 'proxenia[{extra}]'"
    return Refused(sentence % {"name": str(error.name), "line": line}, str(error.name))
