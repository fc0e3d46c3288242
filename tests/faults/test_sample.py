"""SYS-8: a few faults of each kind at every run; `make faults` does hundreds and writes the page of them."""

import fcntl
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from faults import _disks, _shim
from tests.plugins import house, prepared

# Each database has faults of its own, though no test here asks for one.
pytestmark = pytest.mark.engine("sqlite", "postgres")
SECONDS = 600


@pytest.fixture(scope="session")
def sampled() -> dict[str, dict[str, Any]]:
    """The figures of a sample of every kind on the database at hand, by kind; made once for all test workers."""
    folder = Path(os.environ["PROXENIA_TEST_FOLDER"])
    out = folder / f"faults-{house.ENGINE}.json"
    with (folder / "faults.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        said = "" if out.exists() else sample(out)
    assert out.exists(), said
    return {tally["kind"]: tally for tally in json.loads(out.read_text())}


def sample(out: Path) -> str:
    """Do a few faults of every kind and write what they came to; return what was said meanwhile."""
    command = [
        sys.executable, "-W", "ignore", "-m", "faults", "--sample", "--database", house.ENGINE, "--out", str(out),
    ]  # fmt: skip
    address = os.environ.get("PROXENIA_DATABASE_URL", "")
    tables = prepared.on_postgres(address) if house.ENGINE == "postgres" else prepared.installation()
    environment = prepared.environment_for(out.parent / "unused") | {"PROXENIA_FAULTS_TABLES": str(tables)}
    done = subprocess.run(
        command, cwd=house.ROOT, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    return f"{done.stdout}\n{done.stderr}"


def judged(sampled: dict[str, dict[str, Any]], kind: str) -> dict[str, Any]:
    """The figures of a kind: nothing was lost, every control failed as it must; a skip where it could not be done."""
    tally = sampled[kind]
    if tally["skipped"]:
        pytest.skip(f"{kind}: {tally['skipped']}")
    told = {name: tally[name] for name in ("lost", "half", "forks", "broken")}
    assert told == dict.fromkeys(told, 0), tally["shown"]
    blind = [control["name"] for control in tally["controls"] if not control["found"]]
    assert blind == [], "a control that must fail came through"
    assert tally["acknowledged"] > 0, "nothing was at stake"
    return tally


@pytest.mark.reliability("L1")
def test_sys_8_a_power_cut_loses_nothing_acknowledged(sampled: dict[str, dict[str, Any]]) -> None:
    tally = judged(sampled, "power")
    assert tally["faults"] > 0
    assert tally["controls"]


@pytest.mark.reliability("L2", "C4")
def test_sys_8_what_is_killed_leaves_nothing_lost_or_half_done(sampled: dict[str, dict[str, Any]]) -> None:
    tally = judged(sampled, "kill")
    assert tally["faults"] > 0
    assert len(tally["controls"]) == 2


@pytest.mark.reliability("M1")
def test_sys_8_a_full_disk_refuses_and_heals(sampled: dict[str, dict[str, Any]]) -> None:
    assert judged(sampled, "full")["faults"] > 0


@pytest.mark.reliability("M1")
def test_sys_8_a_failing_call_is_refused_and_the_same_process_goes_on(
    sampled: dict[str, dict[str, Any]],
) -> None:
    assert judged(sampled, "io")["faults"] > 0


@pytest.mark.reliability("M2")
def test_sys_8_a_restart_is_told_as_one_and_writes_nothing_twice(sampled: dict[str, dict[str, Any]]) -> None:
    assert judged(sampled, "restart")["faults"] > 0


@pytest.mark.reliability("L9")
@pytest.mark.asvs("15.4.4")
def test_sys_8_nobody_in_a_crowd_is_told_of_locks(sampled: dict[str, dict[str, Any]]) -> None:
    judged(sampled, "crowd")


@pytest.mark.reliability("H3")
def test_sys_8_the_chain_does_not_fork_under_many_writers(sampled: dict[str, dict[str, Any]]) -> None:
    judged(sampled, "chain")


@pytest.mark.once
def test_sys_8_what_cannot_be_done_here_says_why() -> None:
    for reason in (_disks.why_no_cuts(), _disks.why_no_mounts(), _shim.why_none()):
        assert reason == "" or reason.startswith("needs ")
    assert Path(_shim.SOURCE).is_file()
