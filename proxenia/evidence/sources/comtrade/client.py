"""Asks UN Comtrade's open service (no key, at most 500 rows an answer)."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from proxenia.core.errors import Refused
from proxenia.core.values.sentences import gettext

if TYPE_CHECKING:
    from proxenia.evidence.readers.services import Service

BASE = "https://comtradeapi.un.org/public/v1/preview/C/A/HS"
REPORTERS = ("842", "276", "156", "251", "826", "392", "380", "528", "699", "410")
"""The ten largest traders, by Comtrade's codes: United States, Germany, China, France, …"""
BACK = 2
"""So many years ago is the last year for which most have reported."""


def fetch(
    service: "Service", base: str = BASE, reporters: tuple[str, ...] = REPORTERS, year: int | None = None
) -> list[Path]:
    """Fetch what some countries export and import in all, by partner, in one year; return the answers' files."""
    year = year or service.now().year - BACK
    asked = [(one, flow) for one in reporters for flow in ("X", "M")]
    return [_one(service, base, reporter, flow, year) for reporter, flow in asked]


def _one(service: "Service", base: str, reporter: str, flow: str, year: int) -> Path:
    query = {
        "reporterCode": reporter,
        "period": str(year),
        "cmdCode": "TOTAL",
        "flowCode": flow,
        "includeDesc": "TRUE",
    }
    return service.get(base, query, check=check).path


def check(content: bytes) -> None:
    """Raise ValueError for an answer that is not whole; Refused for a message in place of figures."""
    rows_of(json.loads(content), BASE)


def rows_of(told: Any, where: str) -> list[dict[str, Any]]:
    """Return the rows of an answer of today's service (data) or of the one before (dataset)."""
    if isinstance(told, dict) and told.get("error"):
        raise Refused(gettext("The service answers: %s") % told["error"], where)
    rows = (told.get("data") or told.get("dataset")) if isinstance(told, dict) else None
    if rows is None and isinstance(told, dict) and ("data" in told or "dataset" in told):
        rows = []
    if not isinstance(rows, list):
        raise Refused(gettext("The answer is not of this service."), where)
    return rows
