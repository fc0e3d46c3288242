"""The documentation mentions every command, make target and setting there is."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.repository import source

pytestmark = pytest.mark.once


def documentation() -> str:
    """All documentation, as one text."""
    files = [*source.ROOT.glob("*.md"), *(source.ROOT / "docs").rglob("*.md")]
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def commands() -> Iterator[str]:
    """Every `proxenia …` command, as argparse knows it."""
    from proxenia import cli

    for action in cli.parser()._actions:
        yield from getattr(action, "choices", None) or [] if action.nargs == "A..." else []


def settings_read() -> set[str]:
    """Every variable of the environment that settings and command line read."""
    names = set()
    for path in source.python_files("proxenia"):
        for node in ast.walk(source.tree(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                names |= set(re.findall(r"^PROXENIA_[A-Z_]+[A-Z]$", node.value))
    return names


def test_every_command_is_documented() -> None:
    text = documentation()
    assert list(commands())
    assert [name for name in commands() if f"proxenia {name}" not in text] == []


def test_every_make_target_is_documented() -> None:
    targets = re.findall(r"(?m)^([a-z-]+):.*##", (source.ROOT / "Makefile").read_text())
    text = documentation()
    assert "demo" in targets
    assert [name for name in targets if f"make {name}" not in text] == []


def test_every_setting_is_documented() -> None:
    names = settings_read()
    page = source.ROOT / "docs" / "reference" / "settings.md"
    if not page.exists():
        pytest.skip("no page of settings yet")
    assert "PROXENIA_DATA" in names
    assert sorted(name for name in names if f"`{name}`" not in page.read_text()) == []


def test_links_between_pages_lead_somewhere() -> None:
    broken = []
    for page in [*source.ROOT.glob("*.md"), *(source.ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", page.read_text(encoding="utf-8")):
            if not (page.parent / target).exists():
                broken.append(f"{source.short(page)} → {target}")
    assert broken == []
