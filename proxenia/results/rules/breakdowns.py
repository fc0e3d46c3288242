"""Breakdowns of a value as one line of text: ``age: young = 8 | old = 5; sex: women = 7 / 10``."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from proxenia.core.errors import Refused
from proxenia.core.values import CellError, fold, parse_decimal
from proxenia.indicators.models import Indicator


def written(indicator: Indicator, parts: Mapping[str, Mapping[str, Sequence[str]]]) -> str:
    """Return the breakdowns of a value as a sheet shows them."""
    labels = {one["code"]: one["label"] for one in indicator.disaggregations}
    told = []
    for code, categories in parts.items():
        said = " | ".join(f"{name} = {' / '.join(numbers)}" for name, numbers in categories.items())
        told.append(f"{labels.get(code, code)}: {said}")
    return "; ".join(told)


def read(indicator: Indicator, text: str) -> dict[str, dict[str, list[str]]]:
    """Return breakdowns from a line of text; what cannot be read is refused with how to write it."""
    codes = {
        fold(word): one["code"] for one in indicator.disaggregations for word in (one["label"], one["code"])
    }
    found: dict[str, dict[str, list[str]]] = {}
    for piece in filter(str.strip, text.split(";")):
        label, _colon, rest = piece.partition(":")
        code = codes.get(fold(label))
        if code is None:
            raise Refused(_("It is not broken down by “{name}”.").format(name=label.strip()), where="parts")
        found[code] = dict(_category(one) for one in filter(str.strip, rest.split("|")))
    return found


def _category(text: str) -> tuple[str, list[str]]:
    name, sign, said = text.rpartition("=")
    if not sign or not name.strip():
        raise Refused(_("Write breakdowns as age: young = 8 | old = 5."), where="parts")
    return name.strip(), [_number(one) for one in said.split("/")]


def _number(text: str) -> str:
    try:
        parsed: Any = parse_decimal(text.strip())
    except CellError as error:
        raise Refused(str(error), where="parts") from error
    if parsed.value is None or parsed.leftover:
        raise Refused(_("“{text}” is not a number.").format(text=text.strip()), where="parts")
    return f"{parsed.value:f}"
