"""Nothing leaves the house but through its doors: guarded requests, mail, and the scanner that the settings name."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.repository import source

pytestmark = pytest.mark.once

SPEAKERS = {
    "requests", "urllib3", "httpx", "aiohttp", "http.client", "urllib.request", "socket", "smtplib", "ftplib",
    "imaplib", "poplib", "telnetlib", "xmlrpc.client", "asyncio", "websockets", "ssl",
}  # fmt: skip
"""Modules that open connections."""
DOORS = {
    "proxenia/core/fetch.py": "the guarded session itself",
    "proxenia/core/files/scanner.py": "the virus scanner, whose address only the settings name",
}


def speakers(path: Path) -> Iterator[str]:
    """The modules that open connections, of those a file imports."""
    for node in ast.walk(source.tree(path)):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        yield from sorted({name for name in names if name in SPEAKERS})


@pytest.mark.reliability("F6")
@pytest.mark.asvs("13.2.4")
def test_no_other_module_opens_connections() -> None:
    found = {source.short(path): list(speakers(path)) for path in source.python_files("proxenia")}
    assert {name for name, modules in found.items() if modules} - set(DOORS) == set()
    assert all(found[door] for door in DOORS), "a door that is none: take it off the list"


def test_the_search_finds_what_it_looks_for(tmp_path: Path) -> None:
    for line in (
        "import requests",
        "from urllib.request import urlopen",
        "from urllib import request",
        "import socket as s",
    ):
        probe = tmp_path / f"{abs(hash(line))}.py"
        probe.write_text(f"{line}\n")
        assert list(speakers(probe)), line
