"""Asks the OECD's service (SDMX, answers in JSON) for data sets."""

from pathlib import Path
from typing import TYPE_CHECKING

from proxenia.evidence.readers import sdmx

if TYPE_CHECKING:
    from proxenia.evidence.readers.services import Service

BASE = "https://sdmx.oecd.org/public/rest/data"
ASKED = (("OECD.SDD.NAD,DSD_NAAG@DF_NAAG_I,1.0", "A..B1GQ_R_GR.."),)
"""Data set and key: yearly growth of gross domestic product."""


def fetch(service: "Service", base: str = BASE, asked: tuple[tuple[str, str], ...] = ASKED) -> list[Path]:
    """Fetch some data sets; return the answers' files."""
    query = {"format": "jsondata", "dimensionAtObservation": "AllDimensions"}
    return [service.get(f"{base}/{flow}/{key}", query, check=sdmx.check).path for flow, key in asked]
