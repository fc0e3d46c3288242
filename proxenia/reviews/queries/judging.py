"""The vital signs of the ties of an office on a day: facts gathered, the method asked, nothing stored."""

import datetime as dt
import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from proxenia.accounts.models import Office
from proxenia.core.errors import Refused
from proxenia.reviews.queries.gathering import (
    Contacts,
    Facts,
    Tie,
    Usual,
    contacts_of,
    facts_of,
    ties_judged,
    usual_hours,
)
from proxenia.reviews.rules import weight


@dataclass(frozen=True)
class Sign:
    """The vital signs of one tie; without a contact there is no word and no figure."""

    tie: Tie
    state: str
    stopped: float | None
    low: float | None
    high: float | None
    last: dt.date | None
    facts: list[dict[str, Any]]


@dataclass(frozen=True)
class Judged:
    """The signs of an office on a day, with what the method learnt and a digest of what went in."""

    signs: list[Sign]
    rhythms: dict[str, Any] = field(default_factory=dict)
    digest: str = ""
    usual: Usual = field(default_factory=dict)


def method() -> ModuleType:
    """Return the method; refuse where the package it computes with is not installed."""
    try:
        from proxenia.methods import health
    except ModuleNotFoundError as error:
        raise Refused(
            "Vital signs need the package scipy; install it with: pip install 'proxenia[analytics]'", "scipy"
        ) from error
    return health


def judge(
    office: Office,
    on: dt.date,
    *,
    keys: Collection[int] | None = None,
    learnt: Mapping[str, Any] | None = None,
    usual: Usual | None = None,
) -> Judged:
    """Return the vital signs of every living tie that is not historic, from contacts dated up to ``on``.

    With ``keys`` and ``learnt`` (the stored rhythms of an earlier judgement) only these ties are judged, by what was
    learnt then; ``usual`` are the hours contacts usually took, then.
    """
    health = method()
    ties = ties_judged(office, keys)
    told, silent = contacts_of(office, ties, on, keys)
    hours = usual_hours(office, on) if usual is None else usual
    facts = facts_of(office, on, hours, keys)
    signs = [Sign(tie, "", None, None, None, None, _facts(None, facts[tie.pk])) for tie in silent]
    if not told.ties:
        return Judged(signs, dict(learnt or {}), _digest(told), hours)
    gaps = health.summed(told.days, told.starts, on.toordinal())
    kinds = [tie.kind for tie in told.ties]
    rhythms = (
        {name: health.read(one) for name, one in learnt.items()} if learnt else health.learnt(gaps, kinds)
    )
    found = _measured(health, gaps, kinds, rhythms)
    last = told.days[np.append(told.starts[1:], len(told.days)) - 1]
    for row, tie in enumerate(told.ties):
        signs.append(
            _sign(tie, {name: one[row] for name, one in found.items()}, int(last[row]), facts[tie.pk])
        )
    signs.sort(key=lambda sign: sign.tie.pk)
    return Judged(signs, {name: health.written(one) for name, one in rhythms.items()}, _digest(told), hours)


def _measured(health: Any, gaps: Any, kinds: list[str], rhythms: Mapping[str, Any]) -> dict[str, Any]:
    """Return every figure of the method as one column a figure, one row a tie; what a word does not need is nan."""
    names = ("stopped", "low", "high", "typical", "quiet", "dormant", "after", "silence", "gaps")
    found = {name: np.full(len(gaps), np.nan) for name in names}
    found["silence"], found["gaps"] = gaps.silence, gaps.count
    states = np.empty(len(gaps), dtype=object)
    for name, rows in health.rows_by_rhythm(kinds, rhythms).items():
        signs = health.judged(gaps.part(rows), rhythms[name])
        for figure in ("stopped", "low", "high", "typical"):
            found[figure][rows] = getattr(signs, figure)
        states[rows] = [health.state(float(one)) for one in signs.stopped]
        _foretell(health, gaps, rhythms[name], rows, states[rows], found)
    return {**found, "state": states}


def _foretell(
    health: Any, gaps: Any, rhythm: Any, rows: Any, states: Any, found: Mapping[str, NDArray[np.float64]]
) -> None:
    """Say what would change the words: more silence for those that are not dormant, a contact for those not alive."""
    going, resting = rows[states != "dormant"], rows[states != "alive"]
    ahead = health.chances_ahead(gaps.part(going), rhythm)
    found["dormant"][going] = health.first_month(ahead, health.DORMANT_FROM)
    found["quiet"][going] = health.first_month(ahead, health.QUIET_FROM)
    met = health.with_contact_today(gaps.part(resting))
    found["after"][resting] = health.months_until(met, rhythm, health.QUIET_FROM)


def _sign(tie: Tie, row: Mapping[str, Any], last: int, facts: Facts) -> Sign:
    stopped, low, high = (round(float(row[name]), 4) for name in ("stopped", "low", "high"))
    return Sign(tie, row["state"], stopped, low, high, dt.date.fromordinal(last), _facts(row, facts))


def _facts(row: Mapping[str, Any] | None, facts: Facts) -> list[dict[str, Any]]:
    """Return the facts as codes and values, the weightiest first."""
    late = facts.promises.get("overdue_us", 0) + facts.promises.get("overdue_them", 0)
    told: list[dict[str, Any]] = [
        _recency(row),
        {"fact": "breadth", "value": facts.people, "organisations": facts.organisations,
         "before": facts.people_before},
        {"fact": "reciprocity", "value": _share(facts.shares), "shares": facts.shares},
        {"fact": "delivery", "value": late, "promises": facts.promises},
        {"fact": "results", "value": facts.results.get("there") or None, "kept": True, "named": facts.results},
        {"fact": "cost", "value": float(facts.hours), "estimated_hours": round(facts.estimated, 2),
         "unknown": facts.unknown, "money": {name: str(sum_) for name, sum_ in facts.money.items()}},
    ]  # fmt: skip
    if row is not None:
        until = {name: _whole(row[name]) for name in ("quiet", "dormant", "after")}
        told.append({"fact": "change", "value": until["after"], "state": row["state"], **until})
    return sorted(told, key=weight, reverse=True)


def _recency(row: Mapping[str, Any] | None) -> dict[str, Any]:
    if row is None:
        return {"fact": "recency", "value": None}
    return {
        "fact": "recency",
        "value": round(float(row["silence"]), 1),
        "typical": round(float(row["typical"]), 1),
        "gaps": int(row["gaps"]),
    }


def _share(shares: Mapping[str, int]) -> float | None:
    """Return which share of contacts we began, where it was written down."""
    us, them = shares.get("began_us", 0), shares.get("began_them", 0)
    return round(us / (us + them), 2) if us + them else None


def _whole(months: float) -> float | None:
    return None if np.isnan(months) else round(float(months), 1)


def _digest(told: Contacts) -> str:
    """Return the SHA-256 of the contacts that went in."""
    total = hashlib.sha256()
    for part in (told.days, told.starts, np.array([tie.pk for tie in told.ties], dtype=np.int64)):
        total.update(np.ascontiguousarray(part).tobytes())
    total.update("\n".join(tie.kind for tie in told.ties).encode())
    return total.hexdigest()
