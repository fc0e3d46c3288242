"""The list of parts says what is locked and vendored, and the look at known holes never lies about having looked."""

import json
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tools import parts

pytestmark = pytest.mark.once

ANSWER = {
    "dependencies": [
        {"name": "django", "version": "5.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["5.1"]}]}
    ]
}
BLIND = {"dependencies": [{"name": "django", "skip_reason": "not found"}]}


def in_the_list() -> set[tuple[str, str]]:
    """Return kind and name with version of every part in the committed list."""
    bom = json.loads(parts.SBOM.read_text(encoding="utf-8"))
    return {(one["purl"].split("/")[0], f"{one['name']}=={one['version']}") for one in bom["components"]}


@pytest.mark.reliability("K3")
@pytest.mark.asvs("15.1.2")
def test_the_list_holds_exactly_what_is_locked_and_vendored() -> None:
    locked = {("pkg:pypi", f"{name}=={version}") for name, version in parts.packages()}
    vendored = {("pkg:npm", f"{one['name']}=={one['version']}") for one in parts.vendored()}
    assert vendored
    assert in_the_list() == locked | vendored


@pytest.mark.reliability("K3")
def test_the_list_is_the_same_twice_and_good_cyclonedx() -> None:
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    assert parts.sbom() == parts.sbom()
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(parts.sbom()) is None


def _answering(monkeypatch: pytest.MonkeyPatch, answer: Any) -> None:
    text = answer if isinstance(answer, str) else json.dumps(answer)

    def run(command: list[str], **_options: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, 0, stdout=text)

    monkeypatch.setattr(subprocess, "run", run)


@pytest.mark.reliability("K2")
@pytest.mark.asvs("15.2.1")
def test_a_known_hole_stops_the_check_unless_waived_for_now(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _answering(monkeypatch, ANSWER)
    monkeypatch.setattr(parts, "WAIVED", tmp_path / "waived.csv")
    assert parts.audit() == 1
    assert "PYSEC-1" in capsys.readouterr().out
    parts.WAIVED.write_text(f"id,until,because\nPYSEC-1,{date.today()},not reached\n")
    assert parts.audit() == 0
    parts.WAIVED.write_text("id,until,because\nPYSEC-1,2020-01-01,not reached\n")
    assert parts.audit() == 1


@pytest.mark.reliability("K2")
@pytest.mark.parametrize("answer", [BLIND, "", "not json", {"other": 1}])
def test_without_a_list_it_says_that_it_could_not_look(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], answer: Any
) -> None:
    _answering(monkeypatch, answer)
    assert parts.audit() == 0
    assert "could not look" in capsys.readouterr().out


@pytest.mark.asvs("15.1.1")
def test_every_waiver_has_a_day_and_a_reason() -> None:
    import csv

    with parts.WAIVED.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            assert date.fromisoformat(row["until"])
            assert row["because"].strip()
