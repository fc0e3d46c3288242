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
    "yaml",
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
             "import subprocess; subprocess.run('x', shell=True)")  # fmt: skip
    for line in lines:
        (tmp_path / "one.py").write_text(line)
        assert found_in(tmp_path / "one.py"), line


@pytest.mark.asvs("14.3.3")
def test_sys_2_our_scripts_keep_nothing_in_the_browser() -> None:
    scripts = sorted((source.ROOT / "static" / "js").rglob("*.js"))
    assert scripts
    for path in scripts:
        text = path.read_text(encoding="utf-8")
        assert not any(
            word in text for word in ("localStorage", "sessionStorage", "indexedDB", "caches.open")
        ), path.name
