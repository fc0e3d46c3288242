"""A `proxenia` of its own in another process: an empty data folder, the product's settings."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import product_environment_for


@dataclass(frozen=True)
class Answer:
    """What a command left: its exit code, stdout and stderr."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Return stdout as its one JSON value."""
        return json.loads(self.out)


Command = Callable[..., Answer]


@pytest.fixture
def proxenia(product_environment: dict[str, str]) -> Command:
    """Run `proxenia WORDS…` in an installation of its own."""

    def run(*words: str, **more: str) -> Answer:
        done = subprocess.run(
            [sys.executable, "-m", "proxenia", *words],
            env={**product_environment, **more},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        return Answer(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture(scope="session")
def set_up_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of an installation with one office called Kept, made once a run and copied."""
    folder = tmp_path_factory.mktemp("set-up") / "product"
    done = subprocess.run(
        [sys.executable, "-m", "proxenia", "init", "--office", "Kept"],
        env={**product_environment_for(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def office(proxenia: Command, set_up_once: Path, product_environment: dict[str, str]) -> Command:
    """An installation with one office called Kept."""
    shutil.copytree(set_up_once, product_environment["PROXENIA_DATA"])
    return proxenia
