"""EVD-3: whether intervals and probabilities keep their word on real figures, and the pictures that show it."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.repository import source

pytest.importorskip("ibis")
from benchmarks import _plots, ranking_truth

pytestmark = pytest.mark.once
PAGE = source.ROOT / "docs" / "explanation" / "how-sure.md"
FEW = ("worldbank", "freedomhouse", "students", "migrants", "cpi")


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory, open_data: Callable[[str], Path]) -> ranking_truth.Real:
    """A question of Austria's over a handful of the real sources, with what they lack."""
    from proxenia.evidence.store import Store

    with Store(tmp_path_factory.mktemp("evidence"), this_year=2026) as store:
        ranking_truth.load_all(store, open_data("macro").parent, FEW)
        return ranking_truth.real(store)


def test_evd_3_hidden_real_figures_leave_intervals_that_hold_the_truth(real: ranking_truth.Real) -> None:
    """Known cells hidden anywhere, one factor at a time: nine true ranks in ten lie inside, and for every factor."""
    told = [one for one in ranking_truth.by_factor([real], turns=4) if one.way == ranking_truth.ANYWHERE]
    assert len(told) >= 10
    assert sum(one.told for one in told) > 500
    assert all(one.coverage >= 0.8 for one in told), {one.label: round(one.coverage, 2) for one in told}
    assert 0.87 <= sum(one.inside for one in told) / sum(one.told for one in told) <= 0.99


def test_evd_3_all_factors_hidden_at_once_and_a_narrower_interval_holds_less(
    real: ranking_truth.Real,
) -> None:
    truth = real.truth.ranked().ranks[0]
    inside = {0.9: [], 0.5: []}  # type: dict[float, list[float]]
    for found, touched in ranking_truth.worlds(real, ranking_truth.ANYWHERE, 6):
        for share, told in inside.items():
            low, high = found.interval(share)
            told.extend(((low <= truth) & (truth <= high))[touched])
    assert 0.85 <= np.mean(inside[0.9]) <= 0.96
    assert 0.4 <= np.mean(inside[0.5]) <= 0.65


def test_evd_3_where_sources_lack_figures_they_lack_those_of_small_countries(
    real: ranking_truth.Real,
) -> None:
    """What the page warns of: gaps are not by chance, so the second way of hiding them is measured, too."""
    economy = real.inputs.factors.index("economy")
    chances = real.chances(economy, ranking_truth.AS_SOURCES)
    assert chances.mean() == pytest.approx(ranking_truth.HIDDEN)
    assert chances[real.fifth == 0].mean() > 3 * chances[real.fifth >= 2].mean()
    assert real.chances(economy, ranking_truth.ANYWHERE) == pytest.approx(0.1)


def test_evd_3_only_figures_that_are_known_are_hidden(real: ranking_truth.Real) -> None:
    (found, touched) = next(ranking_truth.worlds(real, ranking_truth.AS_SOURCES, 1))
    assert found.scores.shape[1] == len(real.gaps) == len(touched)
    assert not np.isnan(real.truth.values).any()
    known = ~real.gaps
    assert (real.truth.values[known] == real.inputs.values[known]).all()


def test_evd_3_the_page_reports_every_factor_that_weighs(real: ranking_truth.Real) -> None:
    measured = PAGE.read_text(encoding="utf-8").partition("<!-- measured begins -->")[2]
    for code in real.inputs.factors:
        if real.inputs.shares[real.inputs.factors.index(code)] and real.labels[code] not in measured:
            pytest.fail(f"{real.labels[code]} is not on the page")


def test_evd_3_every_picture_of_the_page_is_there_and_says_what_it_is() -> None:
    names = re.findall(r"\]\(\.\./pictures/(\S+)\.svg\)", PAGE.read_text(encoding="utf-8"))
    assert names == [
        "rank-acceptability",
        "interval-coverage",
        "top-ten-reliability",
        "match-backtest",
        "speed",
    ]
    for name in names:
        text = (_plots.FOLDER / f"{name}.svg").read_text(encoding="utf-8")
        assert re.search(r'<svg role="img"[^>]*><title>\w[^<]{20,}</title>', text), name


def test_evd_3_the_same_figures_give_the_same_picture(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("vl_convert")
    monkeypatch.setattr(_plots, "FOLDER", tmp_path)
    monkeypatch.setattr(_plots, "SPEED", tmp_path / "speed.md")
    (tmp_path / "speed.md").write_text(SPEEDS, encoding="utf-8")

    def drawn() -> dict[str, bytes]:
        shares = np.array([[0.8, 0.2, 0.0], [0.2, 0.5, 0.3]])
        _plots.acceptability(["Atlantis", "Lyonesse"], shares)
        ways = [("All", way, share, 100) for way, share in (("anywhere", 0.9), ("elsewhere", 0.7))]
        _plots.coverage(ways)
        _plots.reliability([(way, 0.4, 0.5, 20) for _label, way, _share, _many in ways], [1.0, 2.0])
        _plots.backtest({"match": [0.1, 0.2], "fame": [0.05, 0.1]})
        _plots.speed()
        return {path.name: path.read_bytes() for path in sorted(tmp_path.glob("*.svg"))}

    first = drawn()
    assert len(first) == 5
    assert drawn() == first
    assert b"Atlantis is the very first in 80 % of the draws" in first["rank-acceptability.svg"]


SPEEDS = """<!-- ranking -->
| what | middle | best |
| --- | ---: | ---: |
| ranking, complete data | 20 ms | 18 ms |
| a loop over scikit-criteria | 6,000 ms | 5,900 ms |
<!-- end of ranking -->
"""


def test_evd_3_times_as_fast_are_read_from_the_pages_own_tables() -> None:
    told: list[dict[str, Any]] = _plots.times_as_fast(SPEEDS)
    assert [(one["times"], one["bar"]) for one in told] == [(300.0, 150)]
