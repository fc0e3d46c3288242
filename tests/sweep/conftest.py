"""What every test of the sweep stands on."""

import pytest

from tests.sweep.world import World, build


@pytest.fixture
def world(db: None, settings: pytest.FixtureRequest) -> World:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}  # type: ignore[attr-defined]
    return build()
