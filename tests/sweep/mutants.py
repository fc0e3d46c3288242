"""Every guard of the product taken away once, where it is called; the sweep must notice each time.

A guard is a call of ``check_may…``, ``check_member`` and their like; a scope is a call of ``visible_to``,
``visible_through``, ``visible_q`` or ``heard_by``. The one call is replaced in the source of its module, the module is
compiled anew, and the new code is put into the living function: whoever imported it runs the mutant.
"""

import ast
import gc
import importlib
import types
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
NAMED = frozenset({"check_member", "check_ties", "check_people", "check_bodies", "check_same_office"})
"""Guards besides those called ``check_may…``."""
SCOPES = ("visible_to", "heard_by")
RULES = ("visible_through", "visible_q")
NOTHING = "lambda *_a, **_k: None"
EVERYTHING = "lambda found, *_a, **_k: found.all()"
NO_RULE = "lambda *_a, **_k: ~__import__('django.db.models', fromlist=['Q']).Q(pk__in=[])"


Key = tuple[str, int, int, str]
"""A guard by file, line, column and call."""


@dataclass(frozen=True)
class Mutant:
    """One guard that is taken away: where it stands and which function it stands in."""

    path: Path
    line: int
    column: int
    call: str
    function: str

    @property
    def key(self) -> Key:
        """What it tells when it is asked."""
        return str(self.path), self.line, self.column, self.call

    @property
    def top(self) -> str:
        """The function or method it stands in, however deep."""
        return self.function.partition(".<locals>")[0]

    def __str__(self) -> str:
        return f"{self.path.relative_to(ROOT)}:{self.line} {self.call} in {self.function}"


@cache
def _source(path: Path) -> str:
    """Return a file as it was when it was first read: somebody may be writing it meanwhile."""
    return path.read_text()


def _name(call: ast.Call) -> str:
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def _neutral(call: ast.Call) -> str:
    """Return what the call becomes, or an empty text where it is no guard."""
    name = _name(call)
    if name.startswith("check_may") or name in NAMED:
        return NOTHING
    if name in SCOPES and isinstance(call.func, ast.Attribute):
        return EVERYTHING
    return NO_RULE if name in RULES else ""


@cache
def all_mutants() -> list[Mutant]:
    """Read the product and return every guard in it; it is read once."""
    found = []
    for path in sorted((ROOT / "proxenia").rglob("*.py")):
        if "migrations" not in path.parts:
            found += list(_mutants_in(path))
    return found


def _mutants_in(path: Path) -> Iterator[Mutant]:
    def walk(node: ast.AST, inside: tuple[str, ...], function: str) -> Iterator[Mutant]:
        for child in ast.iter_child_nodes(node):
            names, holder = inside, function
            if isinstance(child, (ast.FunctionDef, ast.ClassDef)):
                names = (*inside, child.name)
                if isinstance(child, ast.FunctionDef):
                    holder = ".".join(names)
                    names = (*names, "<locals>")
            if isinstance(child, ast.Call) and function and _neutral(child):
                yield Mutant(path, child.lineno, child.col_offset, _name(child), function)
            yield from walk(child, names, holder)

    yield from walk(ast.parse(_source(path)), (), "")


class _Take(ast.NodeTransformer):
    """Replaces the one call."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant
        self.done = False

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        here = (node.lineno, node.col_offset) == (self.mutant.line, self.mutant.column)
        if self.done or not here or _name(node) != self.mutant.call:
            return node
        self.done = True
        blind = ast.parse(_neutral(node), mode="eval").body
        first = (
            [node.func.value] if _neutral(node) == EVERYTHING and isinstance(node.func, ast.Attribute) else []
        )
        made = ast.Call(func=blind, args=[*first, *node.args], keywords=node.keywords)
        return ast.fix_missing_locations(ast.copy_location(made, node))


class _Mark(ast.NodeTransformer):
    """Lets every guard of a file tell that it is asked, and asks it as before."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if not _neutral(node):
            return node
        key = (str(self.path), node.lineno, node.col_offset, _name(node))
        told = ast.parse(f"__import__({__name__!r}, fromlist=['REACHED']).REACHED.add({key!r})", mode="eval")
        both = ast.Tuple(elts=[told.body, node], ctx=ast.Load())
        made = ast.Subscript(value=both, slice=ast.Constant(value=1), ctx=ast.Load())
        return ast.fix_missing_locations(ast.copy_location(made, node))


REACHED: set[Key] = set()
"""Which guards were asked since this was last emptied, while they are marked."""


def _codes(code: types.CodeType) -> Iterator[types.CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _codes(constant)


def living(path: Path) -> dict[tuple[str, int], list[types.FunctionType]]:
    """Return the functions of a file that are alive now, by qualified name and first line.

    Asked by exact type: lazy objects of Django come alive when they are asked what they are.
    """
    found: dict[tuple[str, int], list[types.FunctionType]] = {}
    for one in _all_living().get(str(path), ()):
        found.setdefault((one.__code__.co_qualname, one.__code__.co_firstlineno), []).append(one)
    return found


def read_all() -> None:
    """Read every module that holds a guard, a command's too: what was not read has no function alive."""
    for path in sorted({one.path for one in all_mutants()}):
        importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))


@cache
def _all_living() -> dict[str, list[types.FunctionType]]:
    """Return the functions of the product by file; asked once, when every module has been read."""
    found: dict[str, list[types.FunctionType]] = {}
    # What a test run has put beyond the collector is not among its objects until it is taken back.
    is_frozen = gc.get_freeze_count() > 0
    gc.unfreeze()
    every = gc.get_objects()
    if is_frozen:
        gc.freeze()
    for one in every:
        if type(one) is types.FunctionType:
            found.setdefault(one.__code__.co_filename, []).append(one)
    return found


def _fresh(tree: ast.AST, path: Path) -> dict[tuple[str, int], types.CodeType]:
    whole = compile(tree, str(path), "exec")  # type: ignore[arg-type]
    return {(code.co_qualname, code.co_firstlineno): code for code in _codes(whole)}


def _put_in(
    fresh: dict[tuple[str, int], types.CodeType], path: Path, tops: set[str]
) -> list[tuple[types.FunctionType, types.CodeType]]:
    """Put new code into the living functions of a file; return what they ran before."""
    before: list[tuple[types.FunctionType, types.CodeType]] = []
    for key, functions in living(path).items():
        if key in fresh and key[0].partition(".<locals>")[0] in tops:
            for function in functions:
                if function.__code__.co_freevars != fresh[key].co_freevars:
                    continue  # a rule made once at start-up: it holds what it was made with
                before.append((function, function.__code__))
                function.__code__ = fresh[key]
    return before


@contextmanager
def taken_away(mutant: Mutant) -> Iterator[None]:
    """Run with one guard taken away."""
    take = _Take(mutant)
    tree = take.visit(ast.parse(_source(mutant.path)))
    assert take.done, f"{mutant} is not there"
    before = _put_in(_fresh(tree, mutant.path), mutant.path, {mutant.top})
    assert before, f"{mutant}: no living function"
    try:
        yield
    finally:
        for function, code in before:
            function.__code__ = code


@contextmanager
def marked(mutants: list[Mutant]) -> Iterator[None]:
    """Run with every guard telling in `REACHED` that it was asked."""
    before = []
    for path in sorted({one.path for one in mutants}):
        tree = _Mark(path).visit(ast.parse(_source(path)))
        tops = {one.top for one in mutants if one.path == path}
        before += _put_in(_fresh(tree, path), path, tops)
    try:
        yield
    finally:
        for function, code in before:
            function.__code__ = code
