"""Every regular expression of the product: none has a repetition within a repetition, none dwells on 50 KB.

Patterns are found by reading the code. Those given as text are compiled as they stand; those put together at run
time are read from their module. What is slow is named with what it was slow on.
"""

import ast
import importlib
import re
import signal
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
LENGTH = 50_000
MOST_SECONDS = 0.1
BOUNDED = {
    "proxenia/core/values/dates.py": 1000,
    "proxenia/core/values/numbers.py": 1000,
    "proxenia/core/values/hours.py": 1000,
    "proxenia/core/vocabulary.py": 1000,
    "proxenia/places/queries/folding.py": 200,
}
"""Longer texts never reach the expressions of these files: the readers there are tried with 50 KB as well."""
CALLS = frozenset({"compile", "match", "search", "fullmatch", "sub", "subn", "split", "findall", "finditer"})
HOW = {"match": ("match",), "search": ("search",), "fullmatch": ("fullmatch",)}


@dataclass(frozen=True)
class Expression:
    """One regular expression and where it stands."""

    where: str
    pattern: re.Pattern[str]
    how: tuple[str, ...]


def expressions() -> Iterator[Expression]:
    """Yield every regular expression over text that the product compiles."""
    for path in sorted((ROOT / "proxenia").rglob("*.py")):
        if "migrations" in path.parts:
            continue
        source = path.read_text(encoding="utf-8")
        if "re." in source:
            yield from _in_module(path, source)


def _in_module(path: Path, source: str) -> Iterator[Expression]:
    tree = ast.parse(source)
    name = path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".").removesuffix(".__init__")
    used = _ways_of_use(tree)
    named = {
        _literal(node.value.args[0]) or "": getattr(node.targets[0], "id", "")
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and node.value.args
    }
    seen: set[str] = set()
    for node in ast.walk(tree):
        if _is_call(node) and isinstance(node, ast.Call) and node.args:
            text = _literal(node.args[0])
            if text is not None and text not in seen:
                seen.add(text)
                how = HOW.get(node.func.attr) or used.get(
                    named.get(text, ""), ("search", "match", "fullmatch")
                )  # type: ignore[attr-defined]
                yield Expression(
                    f"{path.relative_to(ROOT)}:{node.lineno}", re.compile(text, _flags(node)), how
                )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        module = importlib.import_module(name)
    for title, value in vars(module).items():
        if isinstance(value, re.Pattern) and isinstance(value.pattern, str) and value.pattern not in seen:
            yield Expression(f"{path.relative_to(ROOT)}: {title}", value, tuple(used.get(title, ("search",))))


def _ways_of_use(tree: ast.AST) -> dict[str, list[str]]:
    """Return, by the name of a pattern, how it is asked in its own module."""
    found: dict[str, list[str]] = {}
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
        ):
            how = HOW.get(node.func.attr, ("search",) if node.func.attr in CALLS else ())
            found.setdefault(node.func.value.id, []).extend(how)
    return {name: sorted(set(ways)) for name, ways in found.items() if ways}


def _is_call(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "re"
        and node.func.attr in CALLS
    )


def _literal(node: ast.expr) -> str | None:
    try:
        value = ast.literal_eval(node)
    except ValueError:
        return None
    return value if isinstance(value, str) else None


def _flags(call: ast.Call) -> int:
    named = {word.attr for node in (*call.args[1:], *(key.value for key in call.keywords)) for word in ast.walk(node)
             if isinstance(word, ast.Attribute)}  # fmt: skip
    flags = 0
    for name in named & set(re.RegexFlag.__members__):
        flags |= re.RegexFlag[name]
    return flags


def nested(pattern: re.Pattern[str]) -> bool:
    """Say whether an unbounded repetition stands within another that can split the same text in two ways."""
    parsed = re._parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE)  # type: ignore[attr-defined]
    return _has_nested(parsed, within=False)


def _has_nested(parsed: Any, *, within: bool) -> bool:
    for operation, argument in parsed:
        name = str(operation)
        if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            least, most, inner = argument
            unbounded = int(most) > 1000 and name != "POSSESSIVE_REPEAT"
            # With something fixed in every round the text splits one way only; the strings below look at the rest.
            if unbounded and within and len(parsed) == 1:
                return True
            if _has_nested(inner, within=within or (unbounded and least != most)):
                return True
        elif any(_has_nested(part, within=within) for part in _parts(argument)):
            return True
    return False


def _parts(argument: Any) -> Iterator[Any]:
    """Yield the patterns within an argument of a parsed operation."""
    if hasattr(argument, "getwidth"):
        yield argument
    elif isinstance(argument, (list, tuple)):
        for one in argument:
            yield from _parts(one)


def strings(pattern: str, length: int = LENGTH) -> Iterator[str]:
    """Yield long strings made to be tried in many ways: of letters of the pattern, with an end that fits nothing."""
    letters = dict.fromkeys("a1 .,-(\t\n\"'<&=:;/" + "".join(re.findall(r"[^\\\[\](){}?*+|^$]", pattern)))
    for letter in list(letters)[:40]:
        yield letter * length + "\x00"
    for pair in (
        "a ",
        "1.",
        "1 ",
        ", ",
        "a,",
        "-1",
        "<a",
        '="',
        "aA",
        "1a",
        "\n ",
        "(a",
        "a(",
        "&a",
        "((",
        "))",
    ):
        yield pair * (length // 2) + "\x00"


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def slow(one: Expression, limit: float) -> tuple[float, str]:
    """Return the longest time of processor an expression took on any string, in seconds, and on which."""
    worst, on = 0.0, ""
    length = BOUNDED.get(one.where.partition(":")[0], LENGTH)
    for text in strings(one.pattern.pattern, length):
        for how in one.how:
            began = time.process_time()
            try:
                with _at_most(limit * 20):
                    getattr(one.pattern, how)(text)
            except TimeoutError:
                return limit * 20, f"{how} on {text[:3]!r} again and again"
            took = time.process_time() - began
            if took > worst:
                worst, on = took, f"{how} on {text[:3]!r} again and again"
    return worst, on


def verdict(one: Expression) -> tuple[list[str], float]:
    """Say what is wrong with an expression, and the longest seconds it took; what seems slow is tried twice."""
    found = (
        [f"{one.where}: repetitions within a repetition: {one.pattern.pattern[:80]}"]
        if nested(one.pattern)
        else []
    )
    seconds, on = slow(one, MOST_SECONDS)
    if seconds > MOST_SECONDS:
        seconds, on = min((seconds, on), slow(one, MOST_SECONDS))
    if seconds > MOST_SECONDS:
        found.append(f"{one.where}: {seconds * 1000:.0f} ms, {on}: {one.pattern.pattern[:80]}")
    return found, seconds
