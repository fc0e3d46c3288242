"""Files of purposes and weights (YAML or JSON) to questions."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.utils.translation import gettext

from proxenia.core.errors import Refused
from proxenia.evidence.countries import resolve
from proxenia.evidence.readers import tables
from proxenia.methods.matching import Governance
from proxenia.places.queries import resolve as resolve_place
from proxenia.portfolio.queries.networks import match_network

from .queries.alignment import HS, SITC
from .queries.candidates import AMONG
from .queries.questions import Question, Range, check_factors, elicited
from .queries.signs import Beside
from .queries.tree import Tree

LARGEST = 1_000_000
"""Bytes a file of a question may have."""
PURPOSE_KEYS = frozenset({"among", "name", "purpose", "factors", "weights", "choices", "mix"})


def home_of(text: str) -> str:
    """Return the alpha-3 code of a country in any form; refuses what is none."""
    found = resolve(text)
    if found is None:
        raise Refused(gettext("“%(text)s” is not a country known here.") % {"text": text}, "--home")
    return found


def question_of(
    home: str, tree: Tree, *, purpose: Path | None, weights: Path | None, draws: int, seed: int
) -> Question:
    """Return the question that the command line and its files ask; a file of weights stands before the purpose's."""
    told = document(purpose) if purpose else {}
    where = str(purpose or "--purpose")
    odd = sorted(told.keys() - PURPOSE_KEYS)
    if odd:
        message = gettext("“%(key)s” is not known in a purpose. There are: %(all)s.")
        raise Refused(message % {"key": odd[0], "all": ", ".join(sorted(PURPOSE_KEYS))}, where)
    factors = told.get("factors") or []
    if not isinstance(factors, list) or not all(isinstance(one, str) for one in factors):
        raise Refused(gettext("“factors” is a list of codes."), where)
    among = str(told.get("among") or "countries")
    if among not in AMONG:
        message = gettext("“%(value)s” is none of %(all)s")
        raise Refused(message % {"value": among, "all": ", ".join(AMONG)}, where)
    asked = check_factors(factors, tree, where, among)
    name = str(told.get("purpose") or told.get("name") or "")
    given = {key: told[key] for key in ("weights", "choices") if told.get(key)}
    if weights:
        given, where = _weights_file(document(weights)), str(weights)
    ranges, agreement = _weights(given, tree, where)
    if asked and ranges and (beyond := sorted(ranges.keys() - set(asked))):
        message = gettext("“%(code)s” has a weight but is not among the factors asked for.")
        raise Refused(message % {"code": beyond[0]}, where)
    check_factors(tuple(ranges), tree, where, among)
    return Question(home, name, asked or tuple(ranges), ranges, draws, seed, agreement, among)


def document(path: Path) -> dict[str, Any]:
    """Return the object in a file of YAML or JSON; refuses anything else, and files that are too large."""
    import yaml

    try:
        if path.stat().st_size > LARGEST:
            raise Refused(gettext("The file is too large."), str(path))
        text = path.read_text(encoding="utf-8-sig")
        told = json.loads(text) if path.suffix.lower() == ".json" else yaml.safe_load(text)
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(gettext("The file cannot be read: %(why)s") % {"why": error}, str(path)) from error
    except (ValueError, yaml.YAMLError, RecursionError) as error:
        raise Refused(
            gettext("The file is neither YAML nor JSON: %(why)s") % {"why": error}, str(path)
        ) from error
    if not isinstance(told, dict) or not all(isinstance(key, str) for key in told):
        raise Refused(gettext("The file does not hold names with values."), str(path))
    return told


def _weights_file(told: dict[str, Any]) -> dict[str, Any]:
    return told if told.keys() & {"weights", "choices"} else {"weights": told}


def _weights(told: Mapping[str, Any], tree: Tree, where: str) -> tuple[dict[str, Range], float | None]:
    """Return ranges by factor, typed or from pairwise choices, and how well the choices agree."""
    if told.get("choices"):
        choices = [_choice(one, tree, where) for one in _list(told["choices"], where)]
        ranges, found = elicited(choices, where)
        return ranges, found.agreement
    weights = told.get("weights") or {}
    if not isinstance(weights, dict):
        raise Refused(gettext("“weights” holds a number or a range for each factor."), where)
    check_factors([str(code) for code in weights], tree, where)
    return {str(code): _range(code, value, where) for code, value in weights.items()}, None


def _list(value: object, where: str) -> list[Any]:
    if not isinstance(value, list):
        raise Refused(gettext("“choices” is a list."), where)
    return value


def _choice(told: object, tree: Tree, where: str) -> tuple[str, str, float]:
    if isinstance(told, dict) and {"a", "b", "times"} <= told.keys():
        one, other, times = str(told["a"]), str(told["b"]), told["times"]
    elif isinstance(told, list) and len(told) == 3:
        one, other, times = str(told[0]), str(told[1]), told[2]
    else:
        message = gettext("A choice names two factors, a and b, and how many times as much a matters.")
        raise Refused(message, where)
    check_factors([one, other], tree, where)
    low, _ = _range(one, times, where)
    return one, other, low


def _range(code: object, value: object, where: str) -> Range:
    ends = value if isinstance(value, list) else [value, value]
    numbers = [one for one in ends if isinstance(one, int | float) and not isinstance(one, bool)]
    if len(numbers) == 2 == len(ends) and 0 <= numbers[0] <= numbers[1] < float("inf"):
        return float(numbers[0]), float(numbers[1])
    message = gettext("The weight of “%(code)s” is a number from 0 up, or a range of two.")
    raise Refused(message % {"code": code}, where)


def mix_named(purpose: Path | None) -> tuple[Path, str, str] | None:
    """Return the file of the mix of exports that a purpose names beside itself, the place in it and its
    classification; None where it names none."""
    named = document(purpose).get("mix") if purpose else None
    if purpose is None or not named:
        return None
    told = named if isinstance(named, dict) else {"file": named}
    if not all(isinstance(one, str) for one in told.values()) or not told.get("file"):
        raise Refused(gettext("“mix” names a file."), str(purpose))
    classification = str(told.get("classification", "")).lower()
    if classification not in ("", HS, SITC) or told.keys() - {"file", "place", "classification"}:
        raise Refused(gettext("“mix” has a file, a place, and hs or sitc as classification."), str(purpose))
    return purpose.parent / told["file"], told.get("place", ""), classification


def with_profiles(beside: Beside, path: Path) -> Beside:
    """Return what is known with a table of cities: city, country, and where told powers, posts, stage, networks.

    Powers and networks are separated by semicolons. A city that does not resolve is refused with its row.
    """
    governance, networks = dict(beside.governance), dict(beside.networks)
    for number, row in tables.rows(path, ("city", "country")):
        found = resolve_place(row["city"], row["country"])
        if found.match is None:
            raise Refused(
                gettext("Row %(number)d: %(why)s") % {"number": number, "why": found.why}, str(path)
            )
        powers, stage = row.get("powers") or "", _whole(row.get("stage"), number, path)
        governance[found.match.id] = Governance(
            frozenset(_split(powers)) if powers.strip() else None,
            _number(row.get("posts"), number, path),
            stage,
        )
        if (row.get("networks") or "").strip():
            told = [(match_network(name), name) for name in _split(row["networks"])]
            networks[found.match.id] = frozenset(known.code if known else name for known, name in told)
    return replace(beside, governance=governance, networks=networks)


def _split(text: str) -> list[str]:
    return [part.strip().lower() for part in text.split(";") if part.strip()]


def _number(text: str | None, row: int, path: Path) -> float | None:
    if not (text or "").strip():
        return None
    try:
        value = float(str(text))
    except ValueError:
        value = -1.0
    if not 0 <= value < float("inf"):
        raise Refused(
            gettext("Row %(row)d: “%(text)s” is not a number.") % {"row": row, "text": text}, str(path)
        )
    return value


def _whole(text: str | None, row: int, path: Path) -> int | None:
    value = _number(text, row, path)
    if value is not None and value not in (1, 2, 3, 4, 5, 6):
        raise Refused(gettext("Row %(row)d: a stage is a number from 1 to 6.") % {"row": row}, str(path))
    return None if value is None else int(value)
