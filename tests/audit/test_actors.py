"""Who wrote what under threads, a sample; the full size is `python -m tests.sweep.actors 1000`."""

import os
from pathlib import Path

import pytest

from tests.plugins import house
from tests.sweep import actors

pytestmark = [pytest.mark.reliability("H2", "H1"), pytest.mark.asvs("15.4.1", "16.2.1")]


@pytest.mark.engine("sqlite")
def test_h_2_eight_people_at_once_are_never_mixed_up(tmp_path: Path) -> None:
    found = actors.run(4, tmp_path / "product")
    assert found.is_good, found
    assert found.events == 8 * 4


@pytest.mark.engine("postgres")
def test_h_2_eight_people_at_once_are_never_mixed_up_on_postgresql(
    tmp_path: Path, postgres_roles: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    application, owner = postgres_roles
    monkeypatch.setitem(os.environ, "PROXENIA_ACTORS_DATABASE_URL", application)
    monkeypatch.setitem(os.environ, "PROXENIA_ACTORS_OWNER_DATABASE_URL", owner)
    found = actors.run(4, tmp_path / "product")
    assert found.is_good, (found, house.ENGINE)
