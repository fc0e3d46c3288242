"""Reports of full-size runs are of the code at hand: not older than so many commits to what they speak of."""

import re
import subprocess

import pytest

from tests.repository import source

pytestmark = pytest.mark.once

MOST_COMMITS = 60
"""So many commits to the code a report speaks of may come after the one it was made at."""
SPEAKS_OF = {
    "faults.md": (
        "faults", "proxenia/audit", "proxenia/cli", "proxenia/core", "proxenia/records/actions", "proxenia/settings.py",
    ),
    "access.md": (
        "tests/sweep", "proxenia/accounts", "proxenia/audit", "proxenia/records", "proxenia/desk", "proxenia/urls.py",
    ),
    "inputs.md": (
        "tests/states", "tests/sweep/inputs.py", "tests/sweep/forms.py", "tests/sweep/parsers.py",
        "proxenia/core/values", "proxenia/core/sheets", "proxenia/*/rules", "proxenia/*/rules.py", "proxenia/*/forms",
        "proxenia/*/forms.py",
    ),
    "speed.md": (
        "benchmarks", "proxenia/*/queries", "proxenia/*/queries.py", "proxenia/*/models", "proxenia/*/models.py",
        "proxenia/records/actions", "proxenia/audit/actions.py", "proxenia/core/search.py", "proxenia/core/bulk.py",
    ),
}  # fmt: skip
COMMIT = re.compile(r"\bcommit ([\w.-]+?)(?:-dirty)?(?=[\s,;]|\.\s)")


def git(*arguments: str) -> str | None:
    """What git says; None where it refuses."""
    done = subprocess.run(["git", *arguments], cwd=source.ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else None


def commits_named(text: str) -> list[str]:
    """The commits a report says it was made at, one for each of its sections."""
    return list(dict.fromkeys(COMMIT.findall(f"{text}\n")))


def commits_since(commit: str, paths: tuple[str, ...]) -> int:
    """How many commits touched these paths since; a skip where the history does not reach back."""
    if git("rev-parse", "--verify", "--quiet", f"{commit}^{{commit}}") is None:
        pytest.skip("the history does not reach back to the report")
    counted = git(
        "rev-list", "--count", f"{commit}..HEAD", "--", *(f":(glob){path}/**" for path in paths), *paths
    )
    assert counted is not None
    return int(counted)


@pytest.mark.parametrize("name", SPEAKS_OF)
def test_sys_8_a_report_is_of_the_code_at_hand(name: str) -> None:
    page = source.ROOT / "docs" / "reference" / name
    if git("rev-parse", "--is-inside-work-tree") is None:
        pytest.skip("no history here")
    if not page.exists():
        pytest.skip(f"{name} is not written yet")
    named = commits_named(page.read_text(encoding="utf-8"))
    assert named, f"{name} does not say at which commit it was made"
    old = {
        commit: count for commit in named if (count := commits_since(commit, SPEAKS_OF[name])) > MOST_COMMITS
    }
    assert old == {}, f"{name} is older than the code it speaks of; make it anew"


def test_sys_8_the_age_of_a_report_is_seen() -> None:
    assert commits_named("Done on 2026-11-22, commit 1a2b3c4-dirty, seed 1; commit v1.2-3-gabc1234.") == [
        "1a2b3c4",
        "v1.2-3-gabc1234",
    ]
    first = git("rev-list", "--max-parents=0", "HEAD")
    if not first or git("rev-parse", "--is-shallow-repository") == "true":
        pytest.skip("no whole history here")
    assert commits_since(first.split()[0], ("proxenia",)) > MOST_COMMITS
    assert commits_since("HEAD", ("proxenia",)) == 0
