"""Asks the World Bank's service (https://api.worldbank.org/v2) page by page."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from proxenia.core.errors import Refused
from proxenia.core.values.sentences import gettext

if TYPE_CHECKING:
    from proxenia.evidence.readers.services import Service

BASE = "https://api.worldbank.org/v2"
ASKED = ("NY.GDP.MKTP.CD", "NY.GDP.MKTP.KD.ZG", "NY.GDP.PCAP.CD", "SP.POP.TOTL")
PER_PAGE = 10_000


def fetch(service: "Service", base: str = BASE, series: tuple[str, ...] = ASKED) -> list[Path]:
    """Fetch all countries and years of some series; return the answers' files."""
    found = []
    for code in series:
        page, pages = 1, 1
        while page <= pages:
            query = {"format": "json", "per_page": str(PER_PAGE), "page": str(page)}
            answer = service.get(f"{base}/country/all/indicator/{code}", query, check=check)
            pages = int(json.loads(answer.content)[0]["pages"])
            found.append(answer.path)
            page += 1
    return found


def check(content: bytes) -> None:
    """Raise ValueError for an answer that is not whole; Refused for a message in place of figures."""
    rows_of(json.loads(content), BASE)


def rows_of(told: Any, where: str) -> list[dict[str, Any]]:
    """Return the rows of an answer; the service tells its refusals with status 200 and a message."""
    if isinstance(told, list) and told and isinstance(told[0], dict) and "message" in told[0]:
        message = "; ".join(str(one.get("value", "")) for one in told[0]["message"])
        raise Refused(gettext("The service answers: %s") % message, where)
    if not (isinstance(told, list) and len(told) == 2 and isinstance(told[1], list)):
        raise Refused(gettext("The answer is not of this service."), where)
    return told[1]
