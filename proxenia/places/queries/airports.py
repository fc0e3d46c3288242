"""Where airports lie, by their IATA codes; from the extra package `airportsdata`, without a database."""

from functools import cache
from importlib import import_module
from typing import Any

from proxenia.core.errors import Refused
from proxenia.core.values.sentences import gettext
from proxenia.methods.emissions import Point


def airport(code: str) -> Point | None:
    """Return where an airport lies, or None for a code that no airport has.

    Raises Refused with the line to type where the package is not installed.
    """
    found = _airports().get(code.strip().upper())
    return Point(found["lat"], found["lon"], found["country"]) if found else None


@cache
def _airports() -> dict[str, dict[str, Any]]:
    try:
        package = import_module("airportsdata")
    except ModuleNotFoundError as missing:
        message = gettext("The list of airports is not installed. Type: pip install 'proxenia[travel]'")
        raise Refused(message, "airportsdata") from missing
    airports: dict[str, dict[str, Any]] = package.load("IATA")
    return airports
