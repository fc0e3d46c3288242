"""What the product never does: run a shell, evaluate text, unpickle, guess at chance, keep things in the browser."""

import ast
from pathlib import Path

import pytest

from tests.repository import source

pytestmark = pytest.mark.once
NEVER_IMPORTED = {
    "pickle",
    "marshal",
    "shelve",
    "dill",
    "jsonpickle",
    "xmlrpc",
    "telnetlib",
    "ftplib",
}
NEVER_CALLED = {
    "eval",
    "exec",
    "__import__",
    "os.system",
    "os.popen",
    "subprocess.getoutput",
    "subprocess.getstatusoutput",
}
SAFE_OF_YAML = {"yaml.safe_load", "yaml.YAMLError"}
"""YAML is read as plain values only; whatever else the package offers can make objects."""
CHANCE = {"desk/actions/demonstration.py"}
"""The demonstration is the same on every machine: it may use a chance that can be guessed."""
MODULES = sorted((source.ROOT / "proxenia").rglob("*.py"))


def found_in(path: Path) -> list[str]:
    """What a module does that it must not."""
    tree, wrong = ast.parse(path.read_text(encoding="utf-8")), []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = (
                [node.module or ""] if isinstance(node, ast.ImportFrom) else [one.name for one in node.names]
            )
            wrong += [f"imports {name}" for name in names if name.partition(".")[0] in NEVER_IMPORTED]
            if "random" in names and not any(path.as_posix().endswith(one) for one in CHANCE):
                wrong.append("imports random")
            wrong += ["imports from yaml"] if getattr(node, "module", "") == "yaml" else []
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "yaml":
            wrong += [f"uses {ast.unparse(node)}"] if ast.unparse(node) not in SAFE_OF_YAML else []
        if isinstance(node, ast.Call):
            if ast.unparse(node.func) in NEVER_CALLED:
                wrong.append(f"calls {ast.unparse(node.func)}")
            if any(key.arg == "shell" and getattr(key.value, "value", True) for key in node.keywords):
                wrong.append("runs a shell")
    return wrong


@pytest.mark.asvs("1.2.5", "1.3.2", "1.5.2", "11.5.1")
def test_sys_2_nothing_runs_a_shell_evaluates_text_or_uses_chance_for_secrets() -> None:
    wrong = {path.relative_to(source.ROOT).as_posix(): told for path in MODULES if (told := found_in(path))}
    assert wrong == {}


def test_sys_2_what_is_dangerous_would_be_noticed(tmp_path: Path) -> None:
    lines = ("import pickle", "from random import choice", "eval('1')", "import os; os.system('x')",
             "import subprocess; subprocess.run('x', shell=True)", "import yaml; yaml.load('x')",
             "from yaml import load")  # fmt: skip
    for line in lines:
        (tmp_path / "one.py").write_text(line)
        assert found_in(tmp_path / "one.py"), line


PATTERNS = {"compile", "match", "search", "fullmatch", "sub", "subn", "split", "findall", "finditer"}
MADE_BEFORE = {"proxenia/core/erasing.py": "body", "proxenia/core/values/numbers.py": "_CURRENCY"}
"""Patterns put together a line before, every piece of it escaped there."""


def is_ours(pattern: ast.expr) -> bool:
    """Whether a pattern is made of constants, module constants and pieces that `re.escape` made harmless."""
    match pattern:
        case ast.Constant():
            return True
        case ast.Name(id=name):
            return name.lstrip("_").isupper()
        case ast.JoinedStr(values=values):
            return all(is_ours(one.value if isinstance(one, ast.FormattedValue) else one) for one in values)
        case ast.BinOp(left=left, right=right):
            return is_ours(left) and is_ours(right)
        case ast.Call(func=ast.Attribute(attr="escape")):
            return True
        case ast.Call(func=ast.Attribute(attr="join"), args=[ast.GeneratorExp(elt=piece)]):
            return is_ours(piece)
        case ast.Call(func=ast.Attribute(attr="join"), args=[whole]):
            return is_ours(whole)
    return False


def open_patterns(path: Path) -> list[str]:
    """The regular expressions of a module that something from outside may be part of, unescaped."""
    wrong = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        is_pattern = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if not is_pattern or node.func.attr not in PATTERNS or ast.unparse(node.func.value) != "re":
            continue
        told = ast.unparse(node.args[0])
        if (
            not is_ours(node.args[0])
            and MADE_BEFORE.get(path.relative_to(source.ROOT).as_posix(), "-") not in told
        ):
            wrong.append(told)
    return wrong


@pytest.mark.asvs("1.2.9")
def test_sys_2_no_regular_expression_is_made_of_what_was_typed() -> None:
    wrong = {
        path.relative_to(source.ROOT).as_posix(): told for path in MODULES if (told := open_patterns(path))
    }
    assert wrong == {}
    assert is_ours(ast.parse('rf"{re.escape(name)}_x"', mode="eval").body)
    assert not is_ours(ast.parse('rf"{name}_x"', mode="eval").body)


@pytest.mark.asvs("1.5.3")
def test_sys_2_one_parser_reads_each_sort_of_data() -> None:
    """JSON, XML and addresses are read by one library each, so that no two can differ over the same text."""
    others = {
        "simplejson",
        "ujson",
        "orjson",
        "rapidjson",
        "json5",
        "xml.sax",
        "xml.dom",
        "xmltodict",
        "furl",
        "yarl",
    }
    found = set()
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [one.name for one in node.names] if isinstance(node, ast.Import) else []
            found |= {
                (path.name, name) for name in names if name in others or name.partition(".")[0] in others
            }
    assert found == set()


@pytest.mark.asvs("15.3.5")
def test_sys_2_types_are_checked_strictly() -> None:
    import tomllib

    settings = tomllib.loads((source.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mypy"]
    wanted = ("disallow_untyped_defs", "check_untyped_defs", "strict_equality", "no_implicit_optional")
    assert [name for name in wanted if settings[name] is not True] == []
    assert "mypy" in (source.ROOT / "tools" / "suite.py").read_text(encoding="utf-8")


@pytest.mark.asvs("14.3.3")
def test_sys_2_our_scripts_keep_nothing_in_the_browser() -> None:
    scripts = sorted((source.ROOT / "static" / "js").rglob("*.js"))
    assert scripts
    for path in scripts:
        text = path.read_text(encoding="utf-8")
        assert not any(
            word in text for word in ("localStorage", "sessionStorage", "indexedDB", "caches.open")
        ), path.name
