"""Sentences of the pages: what a strategy comes to, and what differs between versions."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from proxenia.core.vocabulary import Vocabulary
from proxenia.methods.strategy_versions import Change
from proxenia.strategy.models import Measure, Objective, Outcome, PlanStance, Strategy
from proxenia.strategy.queries.tree import Branch, Leaf

PARTS = {
    "strategy": lambda: _("The strategy"),
    "outcomes": lambda: _("Outcome"),
    "objectives": lambda: _("Objective"),
    "measures": lambda: _("Measure"),
}


def leaves(tree: list[Branch]) -> Iterator[Leaf]:
    """Yield the objectives of a tree."""
    for branch in tree:
        yield from branch.leaves
        yield from leaves(branch.goals)


def head_of(strategy: Strategy, tree: list[Branch]) -> str:
    """Return what a strategy comes to in a sentence: objectives, what they lack, priorities."""
    every = list(leaves(tree))
    if not every:
        return _(
            "It has no objective yet: begin with a strategic outcome, and write what is to change under it."
        )
    lacking = sum(bool(one.lacks) for one in every)
    outside = sum(one.within is False for one in every)
    parts = [ngettext("{n} objective", "{n} objectives", len(every)).format(n=len(every))]
    if lacking:
        parts.append(
            ngettext("{n} still lacks something", "{n} still lack something", lacking).format(n=lacking)
        )
    else:
        parts.append(_("none lacks anything the check looks for"))
    if outside:
        parts.append(
            ngettext("{n} lies outside our powers", "{n} lie outside our powers", outside).format(n=outside)
        )
    return "; ".join(parts) + "."


@dataclass(frozen=True)
class ChangeLine:
    """One difference as it is read."""

    part: str
    name: str
    what: str
    field: str
    before: str
    after: str


def change_lines(
    changes: list[Change], names: Mapping[str, str], titles: Mapping[str, str], seen: Collection[str]
) -> list[ChangeLine]:
    """Return differences in words. ``titles``: uid -> title; an objective or measure outside ``seen`` is left out."""
    shown = [one for one in changes if one.part not in ("objectives", "measures") or one.uid in seen]
    return [_line(one, names, titles) for one in shown]


def _line(one: Change, names: Mapping[str, str], titles: Mapping[str, str]) -> ChangeLine:
    what = {"added": _("added"), "removed": _("taken off"), "changed": _("changed")}[one.what]
    before, after = (_shown(one.field, value, names, titles) for value in (one.before, one.after))
    return ChangeLine(PARTS[one.part](), one.name, what, _field(one), before, after)


def _field(one: Change) -> str:
    model: Any = {
        "strategy": Strategy,
        "outcomes": Outcome,
        "objectives": Objective,
        "measures": Measure,
    }.get(one.part)
    special = {
        "who": _("who answers for it"),
        "targets": _("targets it serves"),
        "plans": _("how it stands to local plans"),
        "visibility": _("who may see it"),
        "indicator": _("indicator"),
    }
    if not one.field or one.field in special or model is None:
        return special.get(one.field, one.field.replace("_", " "))
    return str(model._meta.get_field(one.field).verbose_name)


def _shown(field: str, value: Any, names: Mapping[str, str], titles: Mapping[str, str]) -> str:
    if value in (None, "", []):
        return "–"
    if field == "who":
        return names.get(str(value), _("somebody you may not see"))
    if field in ("outcome", "parent", "objective"):
        return titles.get(str(value), "–")
    if field == "sector":
        return Vocabulary.load("policy_sectors").label(str(value))
    if field == "plans":
        return "; ".join(_stance(one, titles) for one in value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _stance(text: str, titles: Mapping[str, str]) -> str:
    """Return in words how an objective stands to a plan, as a version keeps it: "advances uid"."""
    stance, _blank, uid = text.partition(" ")
    return f"{PlanStance.Stance(stance).label}: {titles.get(uid, _('a plan you may not see'))}"
