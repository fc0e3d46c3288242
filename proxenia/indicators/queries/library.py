"""The library that is shipped, the indicators of an office, and their versions."""

import csv
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from proxenia.accounts.models import Office
from proxenia.core import shipped
from proxenia.core.errors import NotFound
from proxenia.core.values import fold
from proxenia.indicators.models import DEFINITION, SORTING, Indicator, IndicatorVersion
from proxenia.indicators.rules import read_breakdowns, read_levels

FACETS = ("horizon", "kind", "family", "sector", "frequency")
YES_NO = ("is_cumulative", "is_ratio")


@cache
def shipped_indicators() -> dict[str, dict[str, Any]]:
    """Return the definitions that come with the product by code, in the order of their files; read once."""
    found: dict[str, dict[str, Any]] = {}
    for path in sorted(shipped.path("indicators").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            found |= {row["code"]: _typed(row) for row in csv.DictReader(file)}
    return found


def _typed(row: Mapping[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {name: row[name] for name in (*DEFINITION, *SORTING)}
    values |= {name: row[name] == "yes" for name in YES_NO}
    return {
        **values,
        "disaggregations": read_breakdowns(row["disaggregations"]),
        "levels": read_levels(row["levels"]),
    }


@dataclass(frozen=True)
class Wanted:
    """What the address of the library asks for; empty is everything that is in use."""

    text: str = ""
    horizon: str = ""
    kind: str = ""
    family: str = ""
    sector: str = ""
    frequency: str = ""
    computed: str = ""
    origin: str = ""
    retired: bool = False


def indicators_of(office: Office) -> QuerySet[Indicator]:
    """Return the indicators of an office that are in use, by name."""
    return Indicator.objects.filter(office=office, retired_at=None).order_by("name", "pk")


def wanted_indicators(office: Office, wanted: Wanted, *, but: str = "") -> QuerySet[Indicator]:
    """Return the indicators that fit; ``but`` leaves one filter out, for the counts beside it."""
    found = Indicator.objects.filter(office=office, retired_at__isnull=not wanted.retired)
    rule = Q()
    for name in (*FACETS, "origin"):
        value = getattr(wanted, name)
        rule &= Q(**{name: value}) if value and name != but else Q()
    if wanted.computed and but != "computed":
        rule &= Q(computed_by="") if wanted.computed == "no" else ~Q(computed_by="")
    found = found.filter(rule).order_by("name", "pk")
    if wanted.text:
        keys = [
            one.pk for one in found if fold(wanted.text) in fold(f"{one.name} {one.definition} {one.code}")
        ]
        found = found.filter(pk__in=keys)
    return found


def facet_counts(office: Office, wanted: Wanted) -> dict[str, Counter[str]]:
    """Return how many indicators each choice would show, the other filters standing."""
    counts: dict[str, Counter[str]] = {}
    for name in (*FACETS, "origin"):
        counts[name] = Counter(wanted_indicators(office, wanted, but=name).values_list(name, flat=True))
    rows = wanted_indicators(office, wanted, but="computed").values_list("computed_by", flat=True)
    counts["computed"] = Counter("yes" if one else "no" for one in rows)
    return counts


def indicator_of(office: Office, uid: str) -> Indicator:
    """Return an indicator of the office by its uid, or refuse as if it did not exist."""
    found = Indicator.objects.filter(office=office, uid=uid).select_related("office", "calibration").first()
    if found is None:
        raise NotFound(_("There is no such indicator."))
    return found


def indicator_named(office: Office, code: str) -> Indicator:
    """Return an indicator of the office by its code, or refuse a code there is none of."""
    found = Indicator.objects.filter(office=office, code=code).select_related("office").first()
    if found is None:
        raise NotFound(_("There is no indicator “{code}”.").format(code=code), where=code)
    return found


def versions_of(indicator: Indicator) -> list[IndicatorVersion]:
    """Return all versions of a definition with who made them, newest first."""
    return list(indicator.versions.select_related("created_by").order_by("-number"))


def version_now(indicator: Indicator) -> IndicatorVersion:
    """Return the version that holds now."""
    return IndicatorVersion.objects.get(indicator=indicator, number=indicator.number)
