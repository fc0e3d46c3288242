"""Whether vital signs tell the truth, on simulated ties whose end is known; writes docs/reference/vital-signs.md.

    python -m benchmarks health_truth

20,000 ties over eight years, mean gap log-normal with a median of six months (standard deviation of its logarithm 0.8),
half stopped twelve months before the end. Gaps: (a) log-normal, the model's own; (b) gamma of shape 0.7 and of 3; (c)
bursts of one to four contacts within six weeks that recur every 6, 12 or 24 months, the tie's own.
"""

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import special

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks import _report  # noqa: E402
from proxenia.methods import health  # noqa: E402

TIES, MONTHS, STOPPED_AT, SEED = 20_000, 96.0, 84.0, 5
SPREAD = 0.6
"""Standard deviation of the logarithm of the gaps of one tie under (a)."""
FALSE_ALARMS, FEWEST_IN_BIN = 0.05, 500
PAGE = ROOT / "docs" / "reference" / "vital-signs.md"
Floats = NDArray[np.float64]
Survival = Callable[[Floats, Floats], Floats]
"""The true chance that a tie of this mean gap is silent for longer than so many months."""


@dataclass(frozen=True)
class Truth:
    """Simulated ties that have a contact: their gaps, which stopped, their true mean gap or period."""

    gaps: health.Gaps
    stopped: NDArray[np.bool_]
    mean: Floats


def simulate(draw: Callable[[np.random.Generator, float, float], Floats]) -> Truth:
    """Draw ties; ``draw`` returns the months of contacts of one tie of a mean gap, up to its end."""
    chance = np.random.default_rng(SEED)
    means = 6 * np.exp(0.8 * chance.standard_normal(TIES))
    stops = chance.random(TIES) < 0.5
    found, kept = [], []
    for number in range(TIES):
        if draw is bursts:
            means[number] = chance.choice([6, 12, 24])
        end = STOPPED_AT if stops[number] else MONTHS
        at = draw(chance, means[number], end)
        at = np.sort(at[(at >= 0) & (at < end)])
        if len(at):
            found.append((at * health.MONTH).astype(np.int64))
            kept.append(number)
    starts = np.cumsum([0, *(len(one) for one in found[:-1])])
    gaps = health.summed(np.concatenate(found), starts.astype(np.int64), int(MONTHS * health.MONTH))
    return Truth(gaps, stops[kept], means[kept])


def _renewals(gaps: Floats, mean: float, chance: np.random.Generator) -> Floats:
    return np.cumsum(gaps) - 4 * mean - mean * chance.random()


def _number(mean: float) -> int:
    return int((MONTHS + 5 * mean) / mean * 1.5) + 60


def own(chance: np.random.Generator, mean: float, end: float) -> Floats:
    """Contacts with log-normal gaps."""
    noise = SPREAD * chance.standard_normal(_number(mean)) - SPREAD**2 / 2
    return _renewals(mean * np.exp(noise), mean, chance)


def gamma_of(shape: float) -> Callable[[np.random.Generator, float, float], Floats]:
    """Contacts with gamma gaps of a shape."""

    def draw(chance: np.random.Generator, mean: float, end: float) -> Floats:
        return _renewals(chance.gamma(shape, mean / shape, _number(mean)), mean, chance)

    return draw


def bursts(chance: np.random.Generator, mean: float, end: float) -> Floats:
    """Bursts of one to four contacts within six weeks, recurring after the tie's own period."""
    begins = np.arange(-chance.random() * mean, end, mean)
    return np.concatenate([one + chance.random(chance.integers(1, 5)) * health.EPISODE for one in begins])


def survives_own(mean: Floats, months: Floats) -> Floats:
    """The truth under (a)."""
    centre = np.log(mean) - SPREAD**2 / 2
    return np.asarray(special.ndtr((centre - np.log(np.maximum(months, 1e-9))) / SPREAD))


def survives_gamma(shape: float) -> Survival:
    """The truth under (b)."""
    return lambda mean, months: np.asarray(special.gammaincc(shape, months * shape / mean))


def survives_bursts(mean: Floats, months: Floats) -> Floats:
    """The truth under (c), from the last contact of a burst to the first of the next, as near as it is known.

    The burst lasts between nothing and six weeks, so the gap lies between the period less that and the period
    and that again; taken as even between these.
    """
    return np.clip((mean + health.EPISODE - months) / (2 * health.EPISODE), 0, 1)


def true_chance(truth: Truth, survives: Survival) -> Floats:
    """The chance of a stop for somebody who knows each tie's own law, and that half stopped twelve months ago."""
    silence, back = truth.gaps.silence, MONTHS - STOPPED_AT
    stopped = np.where(silence >= back, survives(truth.mean, np.maximum(silence - back, 0)), 0)
    alive = survives(truth.mean, silence)
    # Where neither can have been, the law as taken is too narrow: nothing is known.
    return np.asarray(
        np.divide(stopped, stopped + alive, out=np.full(len(silence), 0.5), where=stopped + alive > 0)
    )


@dataclass(frozen=True)
class Result:
    """What is told of one scenario."""

    name: str
    found: float
    fixed: float
    bins: list[tuple[int, int, float, float]]
    coverage: float
    unsure: float
    width: float

    @property
    def worst(self) -> float:
        """The largest distance between said and true among bins with ties enough."""
        return max(abs(said - true) for _bin, ties, said, true in self.bins if ties >= FEWEST_IN_BIN)


def measured(name: str, truth: Truth, survives: Survival) -> Result:
    """Judge the ties and compare with the truth."""
    signs = health.judged(truth.gaps, health.fitted(truth.gaps))
    p, stopped, silence = signs.stopped, truth.stopped, truth.gaps.silence
    found = float((p[stopped] > np.quantile(p[~stopped], 1 - FALSE_ALARMS)).mean())
    rules = [n for n in np.arange(1, 97, 0.25) if (silence[~stopped] >= n).mean() <= FALSE_ALARMS]
    fixed = max(float((silence[stopped] >= n).mean()) for n in rules)
    tenth = np.minimum((p * 10).astype(int), 9)
    bins = [
        (one, int(rows.sum()), float(p[rows].mean()), float(stopped[rows].mean()))
        for one in range(10)
        if (rows := tenth == one).any()
    ]
    true = true_chance(truth, survives)
    inside = (signs.low - 1e-9 <= true) & (true <= signs.high + 1e-9)
    unsure = float(inside[(p > 0.05) & (p < 0.95)].mean())
    return Result(
        name, found, fixed, bins, float(inside.mean()), unsure, float((signs.high - signs.low).mean())
    )


SCENARIOS: tuple[tuple[str, Callable[[np.random.Generator, float, float], Floats], Survival], ...] = (
    ("(a) log-normal, the model's own", own, survives_own),
    ("(b) gamma of shape 0.7", gamma_of(0.7), survives_gamma(0.7)),
    ("(b) gamma of shape 3", gamma_of(3.0), survives_gamma(3.0)),
    ("(c) bursts every 6, 12 or 24 months", bursts, survives_bursts),
)


def plot(results: list[Result]) -> str:
    """Return the calibration of all scenarios as an SVG: said across, true upward; the line is where both agree."""
    marks = []
    for number, result in enumerate(results):
        x0 = 20 + number * 190
        marks.append(
            f'<rect x="{x0}" y="20" width="160" height="160" fill="none" stroke="#888"/>'
            f'<line x1="{x0}" y1="180" x2="{x0 + 160}" y2="20" stroke="#888" stroke-dasharray="4 3"/>'
            f'<text x="{x0}" y="200" font-size="11" font-family="sans-serif">{result.name}</text>'
        )
        for _bin, ties, said, true in result.bins:
            size = 2 if ties < FEWEST_IN_BIN else 4
            marks.append(
                f'<circle cx="{x0 + 160 * said:.1f}" cy="{180 - 160 * true:.1f}" r="{size}" fill="#1f5f8b"/>'
            )
    width = 20 + 190 * len(results)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} 215" role="img">'
        '<title>Calibration: chance said and share truly stopped, by scenario</title>'
        f'<rect width="{width}" height="215" fill="#fff"/>{"".join(marks)}</svg>\n'
    )  # fmt: skip


def report(results: list[Result]) -> str:
    """Return the section of the page."""
    rows = [
        [
            one.name, f"{one.found:.1%}", f"{one.fixed:.1%}", f"{one.worst:.3f}", f"{one.coverage:.0%}",
            f"{one.unsure:.0%}", f"{one.width:.2f}",
        ]
        for one in results
    ]  # fmt: skip
    head = [
        "gaps",
        "stops found",
        "by the best fixed rule",
        "worst bin",
        "coverage of the interval",
        "its mean width",
    ]
    bins = [
        [one.name, f"{number / 10:.1f}", f"{ties:,}", f"{said:.3f}", f"{true:.3f}"]
        for one in results
        for number, ties, said, true in one.bins
    ]
    return f"""## Shown to be right

{_report.machine()} Written by `make bench`.

{TIES:,} simulated ties over eight years, half stopped twelve months before the end (seed {SEED}). Stops found at 5 %
false alarms, beside the best rule of the form "no contact for N months" with at most as many; the worst distance
between the chance said and the share truly stopped among bins of {FEWEST_IN_BIN} ties or more; how often the 90 %
interval holds the chance that somebody would say who knew each tie's own law and the day of the stops: among all ties,
and among the unsure (5 to 95 % said). Under (b) with shape 0.7 many gaps are shorter than an episode and are not seen
as gaps, so that no law fits well: the interval is too narrow for the unsure ties there.

{_report.table(head, rows)}

![Calibration, one plot for each kind of gaps](../pictures/vital-signs.svg)

{_report.table(["gaps", "bin from", "ties", "said", "true"], bins)}
"""


def main() -> None:
    """Simulate, judge, write the page and the plot."""
    results = [measured(name, simulate(draw), survives) for name, draw, survives in SCENARIOS]
    (ROOT / "docs" / "pictures" / "vital-signs.svg").write_text(plot(results), encoding="utf-8")
    page, text = PAGE.read_text(encoding="utf-8"), report(results)
    marks = re.compile(r"<!-- truth -->.*<!-- end of truth -->", re.DOTALL)
    PAGE.write_text(
        marks.sub(lambda _hit: f"<!-- truth -->\n{text}<!-- end of truth -->", page), encoding="utf-8"
    )
    for one in results:
        print(f"{one.name}: found {one.found:.3f}, fixed {one.fixed:.3f}, worst {one.worst:.3f},"
              f" coverage {one.coverage:.2f}, width {one.width:.2f}")  # fmt: skip


if __name__ == "__main__":
    main()
