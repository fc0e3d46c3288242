"""How our sectors meet theirs: what both sell, what we sell and they buy, and what could be sold beyond what is."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext

from .statistics import Mixes, Series, Statistics
from .tree import Factor

SIDES = {"similarity": "exporter", "complementarity": "importer"}
"""Formulas over shares: whose shares are laid over ours."""
FORMULAS = frozenset({*SIDES, "potential"})
HS, SITC = "hs", "sitc"
Shares = Mapping[str, float]


@dataclass(frozen=True)
class Mix:
    """What the office's own place sells: shares by product, the classification of the codes ('' as they stand)."""

    shares: Shares
    classification: str = ""


@dataclass(frozen=True)
class Aligned:
    """The figures by place, what is to be known of them, and whether the office's own mix went into them."""

    series: Series
    notes: tuple[str, ...] = ()
    is_own: bool = False


def aligned(
    factor: Factor, told: tuple[str, str], home: str, statistics: Statistics, mix: Mix | None
) -> Aligned:
    """Return the figures of a factor of alignment from one table, by the office's mix or else by national shares."""
    table, indicator = told
    sold = statistics.mixes(table, indicator, "exporter")
    national = dict(sold[home][1]) if home in sold else {}
    if factor.formula == "potential":
        return _potential(statistics, told, home, national, mix)
    theirs = (
        sold if factor.formula == "similarity" else statistics.mixes(table, indicator, SIDES[factor.formula])
    )
    own = fitted(mix, _products(theirs), classification_of(told)) if mix else {}
    ours = own or national
    if not ours:
        return Aligned({})
    series: Series = {
        place: [(year or 0, 100 * sum(min(share, ours.get(name, 0.0)) for name, share in shares.items()))]
        for place, (year, shares) in theirs.items()
    }
    return Aligned(series, _told_of(own), bool(own))


def classification_of(told: tuple[str, str]) -> str:
    """Return the classification of the products of a table."""
    return SITC if SITC in told[1] else HS


def fitted(mix: Mix, products: Collection[str], classification: str) -> dict[str, float]:
    """Return what part of the mix each product of a table is; what the table does not have is left out.

    A finer code of the same classification counts with the product it belongs to; a code of another one counts with
    nothing, although its digits may look alike.
    """
    if mix.classification not in ("", classification):
        return {}
    lengths = sorted({len(code) for code in products}, reverse=True) if mix.classification else []
    found: dict[str, float] = {}
    for product, share in mix.shares.items():
        code = product.replace(".", "").replace(" ", "") if mix.classification else product
        # A spreadsheet takes the nought away that a code begins with.
        heads = [
            one[:length]
            for one in (code, f"0{code}")
            for length in (len(one), *lengths)
            if length <= len(one)
        ]
        product = next((one for one in heads if one in products), "")
        if product:
            found[product] = found.get(product, 0.0) + share
    return found


def _products(mixes: Mixes) -> set[str]:
    return {product for _year, shares in mixes.values() for product in shares}


def _told_of(own: Shares) -> tuple[str, ...]:
    if not own:
        return ()
    words = gettext("by the office's own exports, of which %(share).0f %% are in these products")
    return (words % {"share": 100 * sum(own.values())},)


def _potential(
    statistics: Statistics, told: tuple[str, str], home: str, national: Shares, mix: Mix | None
) -> Aligned:
    """Return what could be sold to each market beyond what is.

    Where the office told its own mix, each product counts as many times as it weighs more there than in the country.
    """
    could = statistics.potentials(*told, home)
    own = fitted(mix, set(national), classification_of(told)) if mix else {}
    whole, times = sum(own.values()), dict.fromkeys(national, 1.0)
    if whole > 0:
        times = {
            product: own.get(product, 0.0) / whole / share for product, share in national.items() if share > 0
        }
    series: Series = {
        market: [(max(year for year, _ in products.values()),
                  sum(times.get(product, 0.0) * amount for product, (_year, amount) in products.items()))]
        for market, products in could.items()
    }  # fmt: skip
    notes = gettext("without tariffs; the ease of trade is our country's, of %(n)d products") % {
        "n": len(national)
    }
    return Aligned(series, (notes, *_told_of(own)))
