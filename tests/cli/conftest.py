"""A `proxenia` of its own in another process: an empty data folder, the product's settings."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from tests.plugins import prepared


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
            timeout=300,
            check=False,
        )
        return Answer(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture
def tables(proxenia: Command, product_environment: dict[str, str]) -> Command:
    """An installation whose tables stand and hold nothing."""
    shutil.copytree(prepared.installation(), product_environment["PROXENIA_DATA"])
    return proxenia


@pytest.fixture
def office(proxenia: Command, product_environment: dict[str, str]) -> Command:
    """An installation with one office called Kept."""
    shutil.copytree(prepared.office(), product_environment["PROXENIA_DATA"])
    return proxenia
