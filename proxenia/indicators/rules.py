"""What a definition must say, how breakdowns and levels are written, and the words of the log."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.core.errors import Conflict, Refused
from proxenia.core.values import fold
from proxenia.core.vocabulary import Vocabulary
from proxenia.indicators.models import DEFINITION, Unit

MOST_PARTS, MOST_CATEGORIES, MOST_LEVELS = 5, 20, 10
SENTENCES = {
    "load_indicators": gettext_lazy("brought the library of indicators up to date"),
    "add_indicator": gettext_lazy("added an indicator"),
    "change_indicator": gettext_lazy("changed an indicator"),
    "redefine_indicator": gettext_lazy("gave an indicator a new version of its definition"),
    "retire_indicator": gettext_lazy("took an indicator out of use"),
    "reinstate_indicator": gettext_lazy("took an indicator into use again"),
    "calibrate_indicator": gettext_lazy("said how an indicator applies here"),
}


def code_from(name: str) -> str:
    """Return the code an indicator of this name gets: letters, digits and low lines."""
    return re.sub(r"[^a-z0-9]+", "_", slugify(fold(name))).strip("_")[:50] or "indicator"


def read_breakdowns(text: str) -> list[dict[str, Any]]:
    """Read ``sex:women|men; age:young|old`` as breakdowns with their categories."""
    found: list[dict[str, Any]] = []
    for piece in re.split(r"[;\n]", text):
        label, colon, rest = piece.partition(":")
        categories = [one.strip() for one in rest.split("|") if one.strip()]
        if not piece.strip():
            continue
        if not colon or not label.strip() or len(categories) < 2:
            sentence = _("Write “{text}” as a name, a colon and at least two categories: sex: women | men.")
            raise Refused(sentence.format(text=piece.strip()[:60]), where="disaggregations")
        found.append({"code": code_from(label), "label": label.strip()[:60], "categories": categories})
    _check_breakdowns(found)
    return found


def _check_breakdowns(found: Sequence[Mapping[str, Any]]) -> None:
    codes = [one["code"] for one in found]
    doubled = [
        one["label"] for one in found if len({fold(c) for c in one["categories"]}) < len(one["categories"])
    ]
    if len(set(codes)) < len(codes) or doubled:
        raise Refused(_("A breakdown or a category stands twice."), where="disaggregations")
    if len(found) > MOST_PARTS or any(len(one["categories"]) > MOST_CATEGORIES for one in found):
        sentence = _("At most {parts} breakdowns with {categories} categories each.")
        raise Refused(sentence.format(parts=MOST_PARTS, categories=MOST_CATEGORIES), where="disaggregations")


def write_breakdowns(breakdowns: Sequence[Mapping[str, Any]]) -> str:
    """Return breakdowns as they are typed, one on each line."""
    return "\n".join(f"{one['label']}: {' | '.join(one['categories'])}" for one in breakdowns)


def read_levels(text: str) -> list[dict[str, str]]:
    """Read levels, the lowest first, one on each line (or with bars between): name, colon, what one sees."""
    pieces = [one.strip() for one in re.split(r"[|\n]", text) if one.strip()]
    levels = [
        {"label": label.strip()[:200], "means": means.strip()[:500]}
        for label, _colon, means in (one.partition(":") for one in pieces)
    ]
    if len(levels) > MOST_LEVELS:
        raise Refused(_("At most {n} levels.").format(n=MOST_LEVELS), where="levels")
    return levels


def write_levels(levels: Sequence[Mapping[str, str]]) -> str:
    """Return levels as they are typed, one on each line."""
    return "\n".join(": ".join(filter(None, (one["label"], one["means"]))) for one in levels)


def check_definition(values: Mapping[str, Any]) -> None:
    """Refuse a definition nobody could measure by."""
    if not values["name"]:
        raise Refused(_("Give it a name."), where="name")
    if values["is_ratio"] and not (values["numerator_words"] and values["denominator_words"]):
        where = "denominator_words" if values["numerator_words"] else "numerator_words"
        raise Refused(_("A share needs both: what is counted, and what it is a share of."), where=where)
    if values["is_ratio"] and values["unit"] in (Unit.LEVEL, Unit.INDEX, Unit.MONEY):
        raise Refused(_("A share is counted in per cent or as a number."), where="unit")
    if values["unit"] == Unit.LEVEL and len(values["levels"]) < 2:
        raise Refused(_("Describe at least two levels, the lowest first."), where="levels")
    if values["levels"] and values["unit"] != Unit.LEVEL:
        raise Refused(_("Levels belong to the unit “described level”."), where="levels")
    if values["sector"] and values["sector"] not in Vocabulary.load("policy_sectors").codes:
        raise Refused(_("There is no such sector."), where="sector")


def changed_definition(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Return the names of the fields in which two definitions differ, in the order of the form."""
    return [name for name in DEFINITION if before[name] != after[name]]


def check_reason(reason: str, number: int) -> str:
    """Refuse to redefine what is measured already without saying why."""
    if not reason.strip():
        sentence = _("Something is measured by version {number} already. Say why its definition changes.")
        raise Refused(sentence.format(number=number), where="reason")
    return reason.strip()


def check_expected(expected: str, now: str) -> None:
    """Refuse a change to what somebody else has changed since."""
    if expected and expected != now:
        raise Conflict(_("Somebody has changed this since you opened it. Look at it anew."))


def check_calibration(values: Mapping[str, Any]) -> None:
    """Refuse to say that an indicator does not apply without a reason, and a threshold nobody explains."""
    if values["applies"] != "yes" and not values["reason"].strip():
        raise Refused(_("Say why it does not apply, or only in part."), where="reason")
    if values["threshold"] is not None and not values["threshold_words"].strip():
        raise Refused(_("Say what the threshold means here."), where="threshold_words")
