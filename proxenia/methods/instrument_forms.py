"""How an assessment form is changed, what is wrong with one, and how two versions differ. Plain values in and out."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar

from proxenia.methods.instruments import LEVELS, NUMBER, RULES, SCALES, Criterion, Form, Section

MOST_CRITERIA = 200
FEWEST_LEVELS = 2
_Coded = TypeVar("_Coded", Section, Criterion)


@dataclass(frozen=True)
class Fault:
    """One thing that keeps a form from being used: a word for it, and the code of the section or criterion."""

    what: str
    where: str = ""


@dataclass(frozen=True)
class Difference:
    """What two versions differ in. ``what``: added, removed, moved or changed; ``name``: as people read it."""

    what: str
    code: str
    name: str
    field: str = ""
    before: str = ""
    after: str = ""


def faults(form: Form) -> tuple[Fault, ...]:
    """Return everything that keeps a form from being used; an empty answer means it can be."""
    found = [Fault("no name")] if not form.name.strip() else []
    found += [Fault("no such rule")] if form.rule not in RULES else []
    every = list(form.criteria())
    found += [Fault("no criteria")] if not every else []
    found += [Fault("too many criteria")] if len(every) > MOST_CRITERIA else []
    found += [Fault("nothing scored")] if every and not any(one.is_scored for one in every) else []
    found += [Fault("empty section", one.code) for one in form.sections if not one.criteria]
    found += [Fault("no title", one.code) for one in form.sections if not one.title.strip()]
    codes = [one.code for one in every]
    found += [Fault("same code", code) for code in sorted({code for code in codes if codes.count(code) > 1})]
    for one in every:
        found += criterion_faults(one)
    return tuple(found)


def criterion_faults(one: Criterion) -> list[Fault]:
    """Return what is wrong with one criterion."""
    if one.scale not in SCALES:
        return [Fault("no such scale", one.code)]
    words = [Fault("no question", one.code)] if not one.question.strip() else []
    if one.is_scored and not (math.isfinite(one.weight) and one.weight > 0):
        words.append(Fault("bad weight", one.code))
    if one.scale == LEVELS:
        words += _level_faults(one)
    if one.scale == NUMBER and not (
        math.isfinite(one.low) and math.isfinite(one.high) and one.low < one.high
    ):
        words.append(Fault("bad range", one.code))
    return words


def _level_faults(one: Criterion) -> list[Fault]:
    if len(one.levels) < FEWEST_LEVELS:
        return [Fault("few levels", one.code)]
    points = {level.points for level in one.levels}
    if len(points) < FEWEST_LEVELS or not all(math.isfinite(point) for point in points):
        return [Fault("same points", one.code)]
    labels = [level.label.strip().casefold() for level in one.levels]
    return [Fault("same levels", one.code)] if len(set(labels)) < len(labels) or "" in labels else []


def put_section(form: Form, section: Section) -> Form:
    """Return the form with a section replaced, or added at the end where its code is new; criteria stay."""
    standing = find_section(form, section.code)
    criteria = standing.criteria if standing else section.criteria
    return replace(form, sections=_put(form.sections, replace(section, criteria=criteria)))


def put_criterion(form: Form, section: str, criterion: Criterion) -> Form:
    """Return the form with a criterion of that section replaced, or added at its end."""
    return _in_section(form, section, lambda criteria: _put(criteria, criterion))


def remove(form: Form, code: str) -> Form:
    """Return the form without the section or criterion of that code."""
    kept = tuple(one for one in form.sections if one.code != code)
    if len(kept) < len(form.sections):
        return replace(form, sections=kept)
    return _everywhere(form, lambda criteria: tuple(one for one in criteria if one.code != code))


def move(form: Form, code: str, step: int) -> Form:
    """Return the form with a section or criterion one place up (-1) or down (1) among its like."""
    if find_section(form, code):
        return replace(form, sections=_moved(form.sections, code, step))
    return _everywhere(form, lambda criteria: _moved(criteria, code, step))


def find_section(form: Form, code: str) -> Section | None:
    """Return the section of that code, or None."""
    return next((one for one in form.sections if one.code == code), None)


def find_criterion(form: Form, code: str) -> Criterion | None:
    """Return the criterion of that code, or None."""
    return next((one for one in form.criteria() if one.code == code), None)


def free_code(form: Form, base: str) -> str:
    """Return a code that no section or criterion of the form has, close to a base of letters, digits and ``_``."""
    taken = {one.code for one in form.sections} | {one.code for one in form.criteria()}
    start, number = base[:30] or "item", 2
    code = start
    while code in taken:
        code, number = f"{start}_{number}", number + 1
    return code


def differences(old: Form, new: Form) -> tuple[Difference, ...]:
    """Return in what a newer version of a form differs, in the order of the newer one."""
    found = _changes(form_words(old), form_words(new), new.code, new.name)
    found += _between(old.sections, new.sections, lambda one: one.title)
    found += _between(tuple(old.criteria()), tuple(new.criteria()), lambda one: one.question)
    return tuple(found)


def form_words(form: Form) -> dict[str, str]:
    """Return what a form says about itself, without its sections."""
    return {"name": form.name, "purpose": form.purpose, "rule": form.rule}


def _between(old: Sequence[_Coded], new: Sequence[_Coded], name: Callable[[_Coded], str]) -> list[Difference]:
    before, after = {one.code: one for one in old}, {one.code: one for one in new}
    found = [Difference("removed", code, name(one)) for code, one in before.items() if code not in after]
    stayed = [code for code in before if code in after]
    order = [code for code in after if code in before]
    for code, one in after.items():
        if code not in before:
            found.append(Difference("added", code, name(one)))
            continue
        found += _changes(_words(before[code]), _words(one), code, name(one))
        if stayed.index(code) != order.index(code):
            found.append(Difference("moved", code, name(one)))
    return found


def _changes(old: dict[str, str], new: dict[str, str], code: str, name: str) -> list[Difference]:
    return [
        Difference("changed", code, name, field, old[field], new[field])
        for field in old
        if old[field] != new[field]
    ]


def _words(one: Section | Criterion) -> dict[str, str]:
    values: dict[str, Any] = {item.name: getattr(one, item.name) for item in fields(one)}
    values.pop("code")
    values.pop("criteria", None)
    if "levels" in values:
        values["levels"] = "; ".join(
            f"{level.points:g} {level.label}: {level.means}" for level in values["levels"]
        )
    return {name: f"{value:g}" if isinstance(value, float) else str(value) for name, value in values.items()}


def _put(items: tuple[_Coded, ...], item: _Coded) -> tuple[_Coded, ...]:
    if any(one.code == item.code for one in items):
        return tuple(item if one.code == item.code else one for one in items)
    return items + (item,)  # noqa: RUF005 (the type of an unpacked tuple is lost)


def _moved(items: tuple[_Coded, ...], code: str, step: int) -> tuple[_Coded, ...]:
    codes = [one.code for one in items]
    if code not in codes:
        return items
    here = codes.index(code)
    there = min(max(here + step, 0), len(items) - 1)
    moved = list(items)
    moved.insert(there, moved.pop(here))
    return tuple(moved)


def _in_section(
    form: Form, code: str, change: Callable[[tuple[Criterion, ...]], tuple[Criterion, ...]]
) -> Form:
    sections = (
        replace(one, criteria=change(one.criteria)) if one.code == code else one for one in form.sections
    )
    return replace(form, sections=tuple(sections))


def _everywhere(form: Form, change: Callable[[tuple[Criterion, ...]], tuple[Criterion, ...]]) -> Form:
    return replace(form, sections=tuple(replace(one, criteria=change(one.criteria)) for one in form.sections))
