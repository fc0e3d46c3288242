"""Answers in SDMX, the language of statistical offices: XML (generic, and structured by the data set) and JSON.

Every observation becomes its dimensions, its period and its value. XML with a document type is refused: nothing of a
statistical office has one, and what it can make a parser do is no business of ours.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from proxenia.core.errors import Refused
from proxenia.core.values.sentences import gettext
from proxenia.evidence.readers import tables

Observation = tuple[dict[str, str], str, str | float | None]


def observations(path: Path) -> Iterator[Observation]:
    """Yield dimensions, period and value of every observation of a file; refuse one that has no data set."""
    raw = tables.content(path)
    check(raw)
    return _json(json.loads(raw)) if raw.lstrip()[:1] == b"{" else _xml(_root(raw))


def flow_of(path: Path) -> str:
    """Return the name of the data set, as far as the answer tells it."""
    raw = tables.content(path)
    if raw.lstrip()[:1] == b"{":
        links = json.loads(raw).get("structure", {}).get("links") or [{}]
        return str(links[0].get("href", "")).rstrip("/").split("/")[-2:-1][0] if links[0].get("href") else ""
    return next((one.text or "" for one in _root(raw).iter() if _bare(one.tag) == "DataSetID"), "")


def prepared(path: Path) -> str:
    """Return the day on which the answer was made, '' where it does not tell."""
    raw = tables.content(path)
    if raw.lstrip()[:1] == b"{":
        return str(json.loads(raw).get("header", {}).get("prepared", ""))[:10]
    root = _root(raw)
    return next((one.text or "" for one in root.iter() if _bare(one.tag) == "Prepared"), "")[:10]


def check(raw: bytes) -> None:
    """Raise ValueError for an answer that is not whole, Refused for one that only tells why there is none."""
    if raw.lstrip()[:1] == b"{":
        told = json.loads(raw)
        if not (told.get("dataSets") or told.get("data", {}).get("dataSets")):
            raise Refused(gettext("The answer has no figures."), "SDMX")
        return
    try:
        root = _root(raw)
    except ElementTree.ParseError as error:
        raise ValueError(str(error)) from error
    if not any(_bare(one.tag) == "DataSet" for one in root.iter()):
        words = [one.text or "" for one in root.iter() if _bare(one.tag) == "Text"]
        raise Refused(gettext("The answer has no figures. %s") % " ".join(words[:1]), "SDMX")


def _root(raw: bytes) -> ElementTree.Element:
    # What has no document type has no entities, and nothing that could unfold.
    # Letters of two bytes would hide one, and no service is known to send them.
    if b"\0" in raw or b"<!DOCTYPE" in raw or b"<!ENTITY" in raw:
        raise Refused(gettext("The answer has a document type; it is not read."), "SDMX")
    return ElementTree.fromstring(raw)  # noqa: S314


def _bare(tag: str) -> str:
    return tag.rpartition("}")[2]


def _xml(root: ElementTree.Element) -> Iterator[Observation]:
    for series in (one for one in root.iter() if _bare(one.tag) == "Series"):
        key = dict(series.attrib)
        for part in (one for one in series if _bare(one.tag) == "SeriesKey"):
            key |= {value.get("id", ""): value.get("value", "") for value in part}
        for one in (part for part in series if _bare(part.tag) == "Obs"):
            if "OBS_VALUE" in one.attrib:
                yield key, one.get("TIME_PERIOD", ""), one.get("OBS_VALUE")
                continue
            parts = {_bare(part.tag): part.get("value") for part in one}
            yield key, parts.get("ObsDimension") or "", parts.get("ObsValue")


def _json(told: dict[str, Any]) -> Iterator[Observation]:
    """Yield the observations of SDMX-JSON, in either of its editions, flat or by series."""
    told = told.get("data") or told
    structure = told.get("structure") or told["structures"][0]
    dimensions = structure["dimensions"]
    for data in told["dataSets"]:
        for where, values in (data.get("observations") or {}).items():
            yield _placed(where, dimensions["observation"], {}, values)
        for where, series in (data.get("series") or {}).items():
            key = _named(where, dimensions["series"])
            for at, values in series["observations"].items():
                yield _placed(at, dimensions["observation"], key, values)


def _placed(
    where: str, dimensions: list[dict[str, Any]], key: dict[str, str], values: list[Any]
) -> Observation:
    named = key | _named(where, dimensions)
    period = named.pop("TIME_PERIOD", "") or named.pop("TIME", "") or named.pop("YEAR", "")
    return named, period, values[0]


def _named(where: str, dimensions: list[dict[str, Any]]) -> dict[str, str]:
    places = where.split(":")
    return {
        one["id"]: one["values"][int(at)]["id"]
        for at, one in zip(places, dimensions, strict=True)
        if one["values"]
    }
