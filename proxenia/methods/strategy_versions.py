"""Two versions of a strategy compared, and contradictions between objectives. Plain values in and out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Snapshot = Mapping[str, Any]
"""``fields`` of the strategy; ``outcomes``, ``objectives`` and ``measures``: uid -> fields."""
PARTS = ("outcomes", "objectives", "measures")


@dataclass(frozen=True)
class Change:
    """One thing that differs: its part of the tree, its uid and name, what happened, and for a change the field."""

    part: str
    uid: str
    name: str
    what: str
    field: str = ""
    before: Any = None
    after: Any = None


def differences(old: Snapshot, new: Snapshot) -> list[Change]:
    """Return what changed from one snapshot to the next: the strategy first, then its parts in their order.

    What an earlier snapshot did not keep yet is no change of it.
    """
    found = _fields("strategy", "", "", old.get("fields", {}), new.get("fields", {}))
    for part in PARTS:
        before, after = old.get(part, {}), new.get(part, {})
        for uid, fields in after.items():
            name = str(fields.get("title", ""))
            if uid not in before:
                found.append(Change(part, uid, name, "added"))
            else:
                found += _fields(part, uid, name, before[uid], fields)
        gone = [(uid, fields) for uid, fields in before.items() if uid not in after]
        found += [Change(part, uid, str(fields.get("title", "")), "removed") for uid, fields in gone]
    return found


def _fields(
    part: str, uid: str, name: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[Change]:
    names = list(dict.fromkeys((*before, *after)))
    return [
        Change(part, uid, name, "changed", field, before.get(field), after.get(field))
        for field in names
        if before.get(field) != after.get(field) and (field in before or not before)
    ]


@dataclass(frozen=True)
class Stand:
    """How one objective stands to one plan."""

    plan: int
    objective: int
    stance: str


@dataclass(frozen=True)
class Contradiction:
    """A plan that some objectives advance while others conflict with it."""

    plan: int
    advancing: tuple[int, ...]
    conflicting: tuple[int, ...]


def contradictions(stands: Sequence[Stand]) -> list[Contradiction]:
    """Return the plans towards which objectives pull in opposite directions, in the order given."""
    found = []
    for plan in dict.fromkeys(one.plan for one in stands):
        advancing, conflicting = (
            tuple(one.objective for one in stands if one.plan == plan and one.stance == stance)
            for stance in ("advances", "conflicts")
        )
        if advancing and conflicting:
            found.append(Contradiction(plan, advancing, conflicting))
    return found
