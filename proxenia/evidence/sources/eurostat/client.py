"""Asks Eurostat's service (SDMX 2.1) for data sets."""

from pathlib import Path
from typing import TYPE_CHECKING

from proxenia.evidence.readers import sdmx

if TYPE_CHECKING:
    from proxenia.evidence.readers.services import Service

BASE = "https://ec.europa.eu/eurostat/api/dissemination/sdmx/2.1/data"
ASKED = (("NAMA_10_GDP", "A.CP_MEUR.B1GQ."),)
"""Data set and key: yearly gross domestic product at current prices, in millions of euros."""


def fetch(service: "Service", base: str = BASE, asked: tuple[tuple[str, str], ...] = ASKED) -> list[Path]:
    """Fetch some data sets; return the answers' files."""
    query = {"format": "structurespecificdata"}
    return [service.get(f"{base}/{flow}/{key}", query, check=sdmx.check).path for flow, key in asked]
