"""DIR-6: the bar, over a sample of a real list of town twinnings."""

from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks import places_truth
from proxenia.places.queries import gazetteer

pytestmark = pytest.mark.once


@pytest.mark.skipif(not gazetteer.file().exists(), reason="gazetteer not built")
def test_dir_6_the_bar_holds_for_the_countries_not_tuned_on(open_data: Callable[[str], Path]) -> None:
    sample = [place for place in places_truth.listed(open_data(places_truth.LIST)) if place.half == "report"][
        ::4
    ]
    figures = places_truth.summary(places_truth.bearing(sample))
    assert figures["places"] > 1500
    assert figures["right"] >= 95
    assert figures["wrong"] < 0.5
