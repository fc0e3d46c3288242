"""A small world of statistics, all of it invented, that questions can be asked of."""

import pytest

from proxenia.prioritisation.queries.statistics import Declared, Held, Series

FEW = ("DEU", "FRA", "ITA", "ESP", "POL", "JPN", "BRA", "USA", "CHN", "IND", "ZAF", "NOR", "PRT", "GRC")


def series(*values: float, year: int = 2023) -> Series:
    """Figures of the first places of `FEW`, in their order."""
    return {place: [(year, value)] for place, value in zip(FEW, values, strict=False)}


@pytest.fixture
def held() -> Held:
    """Sizes of all, growth of some, exports from Austria."""
    sizes = series(4000, 3000, 2000, 1500, 800, 4200, 2100, 27000, 18000, 3700, 400, 500, 280, 240)
    growth = series(-0.3, 0.9, 0.7, 2.5, 0.2, 1.9, 2.9, 2.5)
    exports = {
        ("AUT", place): [(2022, 100.0 - number), (2023, 90.0 - number)]
        for number, place in enumerate(FEW[:6])
    }
    told = Declared("current US dollars", "Invented figures", "2023")
    return Held(
        {("shipped", "gdp_usd"): sizes, ("shipped", "gdp_growth"): growth},
        {("trade", "exports"): exports},
        {("shipped", "gdp_usd"): told, ("shipped", "gdp_growth"): told, ("trade", "exports"): told},
    )
