"""Every dependency says why it is here, is locked by hash, and the locks name no registry."""

import ast
import re
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.repository import source
from tools import lock

pytestmark = pytest.mark.once

TEXT = (source.ROOT / "pyproject.toml").read_text()
PROJECT = tomllib.loads(TEXT)
OPTIONAL: dict[str, list[str]] = PROJECT["project"]["optional-dependencies"]
EVERYDAY = ("reports", "travel", "analytics")
"""Extras that a newcomer's setup has, locked together."""
LISTS: dict[str, list[str]] = {
    "core": PROJECT["project"]["dependencies"],
    **{name: lines for name, lines in OPTIONAL.items() if name not in EVERYDAY},
    "everyday": [text for name in EVERYDAY for text in OPTIONAL[name]],
    **PROJECT["dependency-groups"],
}


def locked(name: str) -> dict[str, set[str]]:
    """Package → versions (one per Python where they differ) of a lock file."""
    versions: dict[str, set[str]] = {}
    for match in re.finditer(r"(?m)^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;]+)", lock_text(name)):
        versions.setdefault(canonicalize_name(match[1]), set()).add(match[2])
    return versions


def lock_text(name: str) -> str:
    return (source.ROOT / "requirements" / f"{name}.txt").read_text()


@pytest.mark.parametrize("group", LISTS)
def test_every_dependency_says_why(group: str) -> None:
    lines = TEXT.splitlines()
    for requirement in LISTS[group]:
        number = next(i for i, line in enumerate(lines) if line.strip() == f'"{requirement}",')
        reason = lines[number - 1].strip()
        assert reason.startswith("# "), f"{requirement}: no line above it says why it is there"
        assert len(reason) > 15, f"{requirement}: '{reason}' says too little"


def test_every_list_has_its_lock_file() -> None:
    assert set(lock.LOCKS) == set(LISTS)


@pytest.mark.parametrize("group", LISTS)
def test_every_dependency_is_locked_within_its_bounds(group: str) -> None:
    versions = locked(group)
    for text in LISTS[group]:
        requirement = Requirement(text)
        found = versions[canonicalize_name(requirement.name)]
        assert all(Version(version) in requirement.specifier for version in found)


@pytest.mark.parametrize("group", LISTS)
def test_locks_are_hashed_and_name_no_registry(group: str) -> None:
    text = lock_text(group)
    entries = re.split(r"(?m)^(?=[a-z0-9])", text)[1:]
    assert entries
    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert "://" not in text
    assert "index" not in "".join(line for line in text.splitlines() if line.startswith("-"))


def imported_packages(*folders: str) -> set[str]:
    """The top-level packages that the code of some folders imports."""
    names: set[str] = set()
    for path in source.python_files(*folders):
        for node in ast.walk(source.tree(path)):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
                names.add(node.module.split(".")[0])
    return names - set(sys.stdlib_module_names) - {"proxenia", "tests", "tools", "benchmarks"}


def test_what_the_product_imports_is_declared() -> None:
    declared = {
        canonicalize_name(Requirement(text).name)
        for text in [*LISTS["core"], *(one for extra in OPTIONAL.values() for one in extra)]
    }
    # environs[django] brings the reader of database addresses.
    declared |= {"dj-database-url"}
    owners = metadata.packages_distributions()
    undeclared = {
        name
        for name in imported_packages("proxenia")
        if not declared & {canonicalize_name(owner) for owner in owners.get(name, [])}
    }
    assert undeclared == set()


# Says "Other/Proprietary License" beside BSD; its LICENSE file is the BSD text and a note on a trade mark.
READ_BY_HAND = {"qrcode"}


def test_licences_fit() -> None:
    """No package that runs with the product is under a licence that the AGPL-3.0-or-later cannot take in."""
    alone = []
    for name in {**locked("postgres"), **locked("everyday"), **locked("saml")}:
        try:
            about = metadata.metadata(name)
        except metadata.PackageNotFoundError:
            continue  # locked for another system or Python
        words = " ".join(
            [
                about.get("License-Expression") or "",
                about.get("License") or "",
                *about.get_all("Classifier", []),
            ]
        )
        if re.search(r"\bGPL|GNU General|Affero|SSPL|BUSL|Proprietary", words) and not re.search(
            r"LGPL|Lesser|Apache", words
        ):
            alone += [name] if name not in READ_BY_HAND else []
    assert alone == []


@pytest.mark.reliability("K1")
@pytest.mark.asvs("15.2.4")
def test_a_removed_hash_stops_the_installation(tmp_path: Path) -> None:
    first, second = re.findall(r"^\S+==[^\n]+(?:\n +--hash=\S+(?: \\)?)+", lock_text("core"), re.MULTILINE)[
        :2
    ]
    bare = second.splitlines()[0].rstrip(" \\")
    file = tmp_path / "lock.txt"
    file.write_text(f"{first}\n{bare}\n")
    command = [lock.uv(), "pip", "install", "--require-hashes", "--offline", "--dry-run", "--reinstall"]
    done = subprocess.run([*command, "-r", str(file)], capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert f"none were provided for: {bare.split()[0]}" in " ".join(done.stderr.split())
    assert "--require-hashes" in (source.ROOT / "tools" / "setup.py").read_text()
