"""Every route as every role, at sample size: `make sweep` runs all of it."""

import random

import pytest

from tests.sweep import probes
from tests.sweep.matrix import NO_METHOD
from tests.sweep.world import World, build

SEED = 20261122
SAMPLE = 900


@pytest.fixture
def world(db: None, settings: pytest.FixtureRequest) -> World:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}  # type: ignore[attr-defined]
    return build()


@pytest.mark.once
@pytest.mark.reliability("B1")
@pytest.mark.asvs("8.1.1", "8.4.1")
def test_sys_1_every_route_stands_in_the_matrix_as_it_is() -> None:
    assert probes.undeclared() == []


@pytest.mark.reliability("B1", "B3", "B7", "D7")
@pytest.mark.asvs("8.2.1", "8.2.2", "8.3.1", "15.3.1")
def test_sys_1_the_product_does_what_the_matrix_says(world: World) -> None:
    every = list(probes.cells())
    telling = [one for one in every if one.expects != NO_METHOD]
    chosen = random.Random(SEED).sample(telling, min(SAMPLE, len(telling)))
    chosen += random.Random(SEED).sample(every, 100)
    found = [told for one in chosen for told in probes.run(one, world)]
    assert found == [], f"seed {SEED}"
