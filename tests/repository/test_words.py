"""The tree speaks of the product: no folders of somebody's machine, no registry hosts, no word on how it was made."""

import re
from pathlib import Path

import pytest

from tests.repository import source

pytestmark = pytest.mark.once

# An absolute path of somebody's machine; not part of a web address or a longer path.
MACHINE = re.compile(r"(?<![\w.:/~$}-])/(?:work|farm|root|home|Users)/\w[\w.-]*")
REGISTRY = re.compile(
    "|".join(("files.pythonhosted", "registry.npm" + "js", "deb.debian" + r"\.org", "pypi" + r"\.org/simple"))
)
WORKPLACE = re.compile(
    "|".join(
        (
            r"developers? sessions?",
            r"issue tracker of",
            r"shared/design",
            r"[Bb]efore-stop",
            r"\bthe CEO\b",
            r"\bAI agents?\b",
        )
    )
)
TEXT = {
    ".py",
    ".md",
    ".toml",
    ".txt",
    ".html",
    ".css",
    ".js",
    ".sh",
    ".yml",
    ".json",
    ".csv",
    ".po",
    ".svg",
    "",
}
OWN = Path(__file__)


def texts() -> list[tuple[str, str]]:
    """Every text file of the repository but this one."""
    found = []
    for path in source.repository_files():
        vendored = "static/vendor" in path.as_posix()
        if path.suffix in TEXT and path.resolve() != OWN and not vendored and path.stat().st_size < 5_000_000:
            found.append((source.short(path), path.read_text(encoding="utf-8", errors="replace")))
    return found


@pytest.mark.parametrize("pattern", [MACHINE, REGISTRY, WORKPLACE], ids=["machine", "registry", "workplace"])
def test_no_such_words(pattern: re.Pattern[str]) -> None:
    found = [
        f"{name}:{number}: {match[0]}"
        for name, text in texts()
        for number, line in enumerate(text.splitlines(), 1)
        for match in pattern.finditer(line)
    ]
    assert found == []


def test_the_patterns_find_what_they_should() -> None:
    assert MACHINE.search("see /" + "root/notes") is not None
    assert MACHINE.search("https://example.org/home/city") is None
    assert WORKPLACE.search("a " + "developer session") is not None
