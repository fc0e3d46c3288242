"""SYS-3: an import is all or nothing: others who write meanwhile, a killed process, a full disk."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError

from proxenia.audit.queries import verify_chains
from proxenia.core.errors import Conflict, Refused
from proxenia.directory.actions import add_organisation
from proxenia.portfolio.actions import change_tie
from proxenia.portfolio.models import Partnership
from proxenia.records.actions.imports import runs, writing
from proxenia.records.models import Anchor, ImportRun
from tests.cast import Cast
from tests.imports.files import Desk, counts
from tests.plugins import prepared

ROOT = Path(__file__).resolve().parents[2]
HEAD = ["counterpart", "country", "since"]


@pytest.fixture
def desk(cast: Cast, tmp_path: Path) -> Desk:
    return Desk(cast, tmp_path)


def meanwhile(monkeypatch: pytest.MonkeyPatch, does: Any) -> None:
    """Let somebody do something between reading the file and writing it."""
    plan_file = runs.plan_file

    def slow(*args: Any, **how: Any) -> Any:
        plan = plan_file(*args, **how)
        does()
        return plan

    monkeypatch.setattr(runs, "plan_file", slow)


@pytest.mark.django_db
def test_sys_3_what_others_changed_meanwhile_refuses_the_import(
    desk: Desk, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.take("partnerships", [HEAD, ["Nantes", "France", "1976"]])
    tie = Partnership.objects.get()
    meanwhile(monkeypatch, lambda: change_tie(tie, by=cast.director, values={"note": "mine"}))
    with pytest.raises(Conflict, match="Nantes"):
        desk.take("partnerships", [HEAD, ["Nantes", "France", "1999"], ["Trier", "Germany", ""]])
    assert (Partnership.objects.get().note, str(Partnership.objects.get().since)) == ("mine", "1976")
    assert ImportRun.objects.count() == 1


@pytest.mark.django_db
def test_sys_3_what_others_added_meanwhile_under_the_same_name_refuses_the_import(
    desk: Desk, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    meanwhile(
        monkeypatch, lambda: add_organisation(cast.office, by=cast.director, values={"name": "port of X"})
    )
    with pytest.raises(Conflict):
        desk.take("organisations", [["name"], ["Port of X"]])
    assert Anchor.objects.count() == 1


@pytest.mark.django_db
def test_sys_3_what_others_did_elsewhere_meanwhile_does_not_matter(
    desk: Desk, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    meanwhile(monkeypatch, lambda: add_organisation(cast.office, by=cast.director, values={"name": "Museum"}))
    assert counts(desk.take("organisations", [["name"], ["Port of X"]])) == (1, 0, 0, 0)
    assert verify_chains() == []


@pytest.mark.django_db(transaction=True)
def test_sys_3_a_full_disk_gets_a_sentence_and_nothing_half_written(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: Any, **_how: Any) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(writing, "record_many", full)
    with pytest.raises(Refused, match="no room left on the disk"):
        desk.take("partnerships", [HEAD, ["Nantes", "France", "1976"]])
    assert not Anchor.objects.exists()
    assert not ImportRun.objects.exists()


BEGIN = """
import sys
sys.argv = ["proxenia", "import", "partnerships", sys.argv[1], "--json"]
from proxenia.cli.parser import main
"""
KILLED = """
import os, signal
from proxenia.cli import ground
start = ground.start_ready
def begin():
    start()
    from proxenia.records.actions.imports import writing
    writing.record_many = lambda **_: os.kill(os.getpid(), signal.SIGKILL)
ground.start_ready = begin
"""
FULL = """
import resource, os
from proxenia.cli import ground
start = ground.start_ready
def begin():
    start()
    from proxenia.records.actions.imports import runs
    write = runs.write
    def on_a_full_disk(*args):
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
        write(*args)
    runs.write = on_a_full_disk
ground.start_ready = begin
"""
END = "sys.exit(main(sys.argv[1:]))"


class Product:
    """An office of its own in another process."""

    def __init__(self, environment: dict[str, str], folder: Path) -> None:
        self.environment = {**environment, "PYTHONPATH": str(ROOT)}
        self.path = folder / "ties.csv"
        lines = ["counterpart,country,unit", *(f"Nantes,France,Unit {number}" for number in range(800))]
        self.path.write_text("\n".join(lines))
        shutil.copytree(prepared.office(), environment["PROXENIA_DATA"])

    def __call__(self, *words: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, *words],
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )

    def answer(self, *words: str) -> Any:
        """Run a command and return the JSON it prints."""
        done = self("-m", "proxenia", *words, "--json")
        assert done.stdout, done.stderr
        return json.loads(done.stdout)


@pytest.fixture
def product(product_environment: dict[str, str], tmp_path: Path) -> Product:
    return Product(product_environment, tmp_path)


@pytest.mark.once
def test_sys_3_a_process_killed_in_the_middle_leaves_nothing_and_the_file_goes_in_again(
    product: Product,
) -> None:
    killed = product("-c", BEGIN + KILLED + END, str(product.path))
    assert killed.returncode == -9
    assert product.answer("verify") == {"ok": True, "problems": []}
    dry = product.answer("import", "partnerships", str(product.path), "--dry-run")
    assert (dry["created"], dry["records"]) == (800, 801), "nothing of the killed import stands"
    again = product.answer("import", "partnerships", str(product.path))
    assert (again["created"], again["records"]) == (800, 801)
    assert product.answer("verify")["ok"]


@pytest.mark.once
@pytest.mark.skipif(os.name != "posix", reason="limits of a process are known on POSIX only")
def test_sys_3_a_disk_that_fills_up_in_the_middle_leaves_nothing(product: Product) -> None:
    full = product("-c", BEGIN + FULL + END, str(product.path))
    assert full.returncode == 1, full.stderr
    assert "no room left on the disk" in json.loads(full.stdout)["error"]["message"]
    assert product.answer("verify") == {"ok": True, "problems": []}
    assert product.answer("import", "partnerships", str(product.path), "--dry-run")["created"] == 800
