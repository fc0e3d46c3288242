"""The tree of factors: what each one is, how it is reckoned, from which source, and what a gap means.

`data/factors/tree.toml` ships; `factors/tree.toml` in the data folder stands before it, so an office can edit it.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext

from proxenia.core import shipped
from proxenia.core.errors import Refused

FORMULAS = (
    "latest", "growth", "outward", "inward", "both_ways", "gap", "language", "distance", "hours", "groups", "peers",
    "ties", "similarity", "complementarity", "potential",
    "state_share", "people",
)  # fmt: skip
TRANSFORMATIONS = ("none", "log")
MISSING_RULES = ("drawn", "zero")
AMONG = ("countries", "metros")
"""What a factor speaks of: countries, or metropolitan areas."""
OF_METROS = frozenset({"latest", "state_share", "people", "distance", "hours", "peers", "ties"})
OWN = frozenset({"language", "distance", "hours", "groups", "peers", "ties"})
"""Formulas that need no table of the store."""


@dataclass(frozen=True)
class Group:
    """A branch of the tree."""

    code: str
    label: str


@dataclass(frozen=True)
class Factor:
    """One leaf: `tables` are (table, indicator) in the order of preference, `weight` the range where none is given.

    `missing`: 'drawn' from what is known elsewhere, or 'zero' where a source tells all there is.
    """

    code: str
    group: str
    label: str
    says: str
    formula: str
    less_is_better: bool
    transformation: str
    missing: str
    unit: str
    weight: tuple[float, float]
    tables: tuple[tuple[str, str], ...] = ()
    years: int = 0
    proxy: bool = False
    of: str = "countries"


@dataclass(frozen=True)
class Tree:
    """All groups and factors, in the order of the file, and the share of weight of each group by purpose."""

    groups: tuple[Group, ...]
    factors: Mapping[str, Factor]
    purposes: Mapping[str, Mapping[str, float]]
    path: Path

    def of(self, among: str) -> dict[str, Factor]:
        """Return the factors that speak of countries, or of metropolitan areas."""
        return {code: one for code, one in self.factors.items() if one.of == among}


def tree() -> Tree:
    """Return the office's tree, else the shipped one; read once as long as the file is not touched."""
    own = shipped.data_folder() / "factors" / "tree.toml"
    path = own if own.is_file() else shipped.path("factors", "tree.toml")
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _read(path: Path, touched: int) -> Tree:
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        message = gettext("The tree of factors cannot be read: %(why)s") % {"why": error}
        raise Refused(message, str(path)) from error
    groups = tuple(Group(one["code"], one["label"]) for one in told.get("group", []))
    factors = {one["code"]: _factor(one, path) for one in told.get("factor", []) if "code" in one}
    for factor in factors.values():
        if factor.group not in {group.code for group in groups}:
            _refuse(path, factor.code, gettext("its group is not in the file"))
    if not factors:
        _refuse(path, "factor", gettext("there is none"))
    return Tree(groups, factors, told.get("purpose", {}), path)


def _factor(told: Mapping[str, Any], path: Path) -> Factor:
    code = str(told["code"])
    try:
        low, high = told.get("weight", (1, 3))
        factor = Factor(
            code,
            str(told["group"]),
            str(told["label"]),
            str(told.get("says", "")),
            str(told["formula"]),
            told.get("direction", "more") == "less",
            str(told.get("transformation", "none")),
            str(told.get("missing", "drawn")),
            str(told.get("unit", "")),
            (float(low), float(high)),
            tuple((str(table), str(indicator)) for table, indicator in told.get("tables", ())),
            int(told.get("years", 0)),
            bool(told.get("proxy", False)),
            str(told.get("of", "countries")),
        )
    except (KeyError, TypeError, ValueError) as error:
        _refuse(path, code, gettext("%(what)s is missing or is not what it should be") % {"what": error})
    for value, known in (
        (factor.formula, FORMULAS), (factor.transformation, TRANSFORMATIONS), (factor.missing, MISSING_RULES),
        (factor.of, AMONG),
    ):  # fmt: skip
        if value not in known:
            _refuse(
                path,
                code,
                gettext("“%(value)s” is none of %(all)s") % {"value": value, "all": ", ".join(known)},
            )
    if (factor.of == "metros") != (factor.formula in OF_METROS) and not (
        factor.of == "countries" and factor.formula in OF_METROS - {"state_share", "people"}
    ):
        _refuse(path, code, gettext("its formula is none of what it speaks of"))
    if told.get("direction", "more") not in ("more", "less") or not 0 <= low <= high:
        _refuse(path, code, gettext("its direction or its weight is not what it should be"))
    return factor


def _refuse(path: Path, code: str, why: str) -> None:
    message = gettext("The tree of factors: “%(code)s”: %(why)s.") % {"code": code, "why": why}
    raise Refused(message, str(path))
