"""Sizes that keep the code readable. A breach in the open carries a comment: `# budget: reason`."""

import ast
import re
import statistics
from pathlib import Path

import pytest

from tests.repository import source

pytestmark = pytest.mark.once

CODE = ("proxenia", "tools", "benchmarks", "faults")
EXCUSE = re.compile(r"(#|{#|//)\s*budget: \S+")
DESCRIBED = {"actions", "rules", "queries", "methods"}
# What branches or repeats; a `with` does neither.
BLOCKS = (ast.If, ast.For, ast.While, ast.Try, ast.Match, ast.AsyncFor)


def body_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of the body, docstring and signature left out."""
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def excused(path: Path, node: ast.AST | None = None) -> bool:
    """Whether a file, or a function in it, says why it breaks a budget."""
    lines = path.read_text(encoding="utf-8").splitlines()
    if node is not None:
        lines = lines[node.lineno - 1 : node.end_lineno]  # type: ignore[attr-defined]
    return any(EXCUSE.search(line) for line in lines)


def depth(node: ast.AST) -> int:
    """How deep blocks stand in one another; `elif` is no deeper than its `if`, a function within starts anew."""
    deepest = 0
    for name, value in ast.iter_fields(node):
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST) or isinstance(child, ast.FunctionDef | ast.ClassDef):
                continue
            is_elif = isinstance(node, ast.If) and name == "orelse" and isinstance(child, ast.If)
            deepest = max(deepest, depth(child) + (isinstance(child, BLOCKS) and not is_elif))
    return deepest


def measured() -> list[tuple[int, str]]:
    """Every function that states no excuse: its lines and its name."""
    return [
        (body_lines(node), f"{source.short(path)}:{node.lineno} {node.name}")
        for path in source.python_files(*CODE)
        for node in source.functions(path)
        if not excused(path, node)
    ]


def test_functions_are_short() -> None:
    functions = measured()
    sizes = [size for size, _ in functions]
    over = sorted((row for row in functions if row[0] > 40), reverse=True)
    assert [row for row in over if row[0] > 60] == []
    assert len(over) <= 0.05 * len(functions), over
    assert statistics.median(sizes) <= 8


def test_files_are_short() -> None:
    files = [
        (len(path.read_text(encoding="utf-8").splitlines()), source.short(path))
        for path in source.python_files(*CODE, "tests")
        if not excused(path)
    ]
    over = sorted((row for row in files if row[0] > 350), reverse=True)
    assert [row for row in over if row[0] > 600] == []
    assert len(over) <= 0.05 * len(files), over


def test_blocks_stand_three_deep_at_most() -> None:
    deep = [
        f"{source.short(path)}:{node.lineno} {node.name} ({depth(node)} deep)"
        for path in source.python_files(*CODE)
        for node in source.functions(path)
        if depth(node) > 3 and not excused(path, node)
    ]
    assert deep == []


def test_views_are_thin() -> None:
    fat = [
        f"{source.short(path)}:{node.lineno} {node.name} ({body_lines(node)} lines)"
        for path in source.python_files("proxenia")
        if "views" in (path.stem, path.parent.name)
        for node in source.functions(path)
        if body_lines(node) > 30 and not excused(path, node)
    ]
    assert fat == []


def test_templates_are_short() -> None:
    over = [
        f"{source.short(path)} ({len(path.read_text().splitlines())} lines)"
        for path in (source.ROOT / "templates").rglob("*.*")
        if len(path.read_text().splitlines()) > 150 and not excused(path)
    ]
    assert over == []


def test_handwritten_javascript_stays_small() -> None:
    scripts = (source.ROOT / "static" / "js").rglob("*.js")
    assert sum(len(path.read_text().splitlines()) for path in scripts) <= 1000


def swallows(node: ast.AST) -> bool:
    """Whether this is a handler of every error that does not pass the error on."""
    if not isinstance(node, ast.ExceptHandler):
        return False
    catch_all = node.type is None or getattr(node.type, "id", "") in ("Exception", "BaseException")
    return catch_all and not (isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None)


def test_no_catch_all_outside_jobs() -> None:
    found = [
        f"{source.short(path)}:{node.lineno}"
        for path in source.python_files("proxenia")
        if "jobs" not in (path.stem, path.parent.name)
        for node in ast.walk(source.tree(path))
        if swallows(node)
    ]
    assert found == []


def test_actions_rules_queries_and_methods_are_described() -> None:
    silent = [
        f"{source.short(path)}:{node.lineno} {node.name}"
        for path in source.python_files("proxenia")
        if DESCRIBED & set(path.relative_to(source.PRODUCT).with_suffix("").parts[:2])
        for node in source.tree(path).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and not ast.get_docstring(node)
    ]
    assert silent == []


def docstrings(tree: ast.Module) -> set[int]:
    """The identities of the constants that are docstrings or bare strings."""
    return {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}


def test_no_html_in_python() -> None:
    tag = re.compile(
        r"</?(div|span|p|a|svg|path|table|tr|td|th|li|ul|b|strong|em|br|button|input)(?=[\s/>])[^<]*>"
    )
    found = []
    for path in source.python_files("proxenia"):
        prose = docstrings(source.tree(path))
        for node in ast.walk(source.tree(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
                found += [f"{source.short(path)}:{node.lineno}"] if tag.search(node.value) else []
    assert found == []


def test_the_measures_measure() -> None:
    text = "def f(a):\n    '''doc'''\n    if a:\n        pass\n    elif 2:\n        for x in a:\n            pass\n"
    node = ast.parse(text).body[0]
    assert isinstance(node, ast.FunctionDef)
    assert body_lines(node) == 5
    assert depth(node) == 2
