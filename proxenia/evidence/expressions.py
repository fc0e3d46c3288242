"""Indices over trade flows, written once as expressions that run on whichever engine holds the table.

Every function takes a table of flows with the columns exporter, importer, product, year (text, empty where there is
none, or a number) and value (money, positive), and returns a table of results. No function reads anything: the engine
does, when the result is asked for.

Published forms: revealed comparative advantage (Balassa 1965) and its symmetric form (Laursen 1998: (RCA-1)/(RCA+1));
similarity of exports (Finger and Kreinin 1979); complementarity (Michaely 1996, as the World Bank's WITS gives it:
100 - sum|m-x|/2). The potential follows the International Trade Centre's export potential indicator in outline,
supply x ease x demand (Decreux and Spies 2016, which was not at hand), without tariffs, growth and distances.

What the figures do not show: services, re-exports taken out, prices, what firms can or want to do. All depend on how
fine the products are: never compare indices of two classifications.
"""

from typing import cast

import ibis
import ibis.expr.types as ir

CELL = ["exporter", "product", "year"]


def cells(flows: ir.Table) -> ir.Table:
    """Return what each exporter sold of each product in each year, to all partners together."""
    return flows.group_by(CELL).agg(value=flows.value.sum())


def rca(flows: ir.Table) -> ir.Table:
    """Return exporter, product, year, value, rca, rsca; RCA = (X_ik / X_i) / (X_k / X), from 0, even at 1."""
    cell = cells(flows)
    by_exporter = cell.value.sum().over(ibis.window(group_by=[cell.exporter, cell.year]))
    by_product = cell.value.sum().over(ibis.window(group_by=[cell["product"], cell.year]))
    everything = cell.value.sum().over(ibis.window(group_by=[cell.year]))
    told = cell.mutate(rca=(cell.value / by_exporter) / (by_product / everything))
    return told.mutate(rsca=(told.rca - 1) / (told.rca + 1))


def shares(flows: ir.Table, side: str) -> ir.Table:
    """Return side, product, year, share: what part of a side's trade a product is; `side` is exporter or importer."""
    cell = flows.group_by([side, "product", "year"]).agg(value=flows.value.sum())
    whole = cell.value.sum().over(ibis.window(group_by=[cell[side], cell.year]))
    return cell.mutate(share=cell.value / whole)[[side, "product", "year", "share"]]


def similarity(flows: ir.Table) -> ir.Table:
    """Return a, b, year, index: 100 x the sum of the smaller export shares; every pair once, a before b."""
    one = shares(flows, "exporter")
    left = one.rename(a="exporter", part="share")
    right = one.rename(b="exporter", other="share", goods="product", when="year")
    return _overlap(_pairs(left, right, ordered=True), left, right)


def complementarity(flows: ir.Table) -> ir.Table:
    """Return exporter, importer, year, index: 100 x (1 - sum |m_jk - x_ik| / 2), which is the overlap of the shares."""
    left = shares(flows, "exporter").rename(a="exporter", part="share")
    right = shares(flows, "importer").rename(b="importer", other="share", goods="product", when="year")
    found = _overlap(_pairs(left, right, ordered=False), left, right)
    return found.rename(exporter="a", importer="b")


def _pairs(left: ir.Table, right: ir.Table, *, ordered: bool) -> ir.Table:
    """Return all pairs of one year; of one list with itself each pair once."""
    ones, others = left[["a", "year"]].distinct(), right[["b", "when"]].distinct()
    apart = (ones.a < others.b) if ordered else (ones.a != others.b)
    return ones.join(others, [ones.year == others.when, apart])[["a", "b", "year"]]


def _overlap(pairs: ir.Table, left: ir.Table, right: ir.Table) -> ir.Table:
    """Return 100 x the sum of the smaller shares for every pair, those with nothing in common at 0."""
    same = [left["product"] == right.goods, left.year == right.when]
    met = left.join(right, same)
    smaller = ibis.least(met.part, met.other)
    common = met.group_by(["a", "b", "year"]).agg(common=smaller.sum())
    told = pairs.left_join(common, ["a", "b", "year"])
    return told.select("a", "b", "year", index=100 * told.common.fill_null(0.0))


def potential(flows: ir.Table) -> ir.Table:
    """Return exporter, importer, product, year, actual, potential, unrealised.

    potential_ijk = s_ik x M_jk x e_ij: the exporter's share of the world's exports of a product, what the market
    imports of it, and how much more or less than those two say the pair trades in all,
    e_ij = X_ij / sum_k (s_ik x M_jk). Unrealised is what potential has beyond actual, never less than 0. Rows where
    both are zero are left out; a pair that trades nothing has no ease and so no potential.
    """
    flow = flows.group_by(["exporter", "importer", "product", "year"]).agg(actual=flows.value.sum())
    flow = flow.filter(flow.exporter != flow.importer)
    sold = flow.group_by(CELL).agg(sold=flow.actual.sum())
    supply = sold.mutate(supply=sold.sold / sold.sold.sum().over(group_by=[sold["product"], sold.year]))
    wanted = flow.group_by(["importer", "product", "year"]).agg(demand=flow.actual.sum())
    wanted = wanted.rename(goods="product", when="year")
    met = supply.join(
        wanted,
        [supply["product"] == wanted.goods, supply.year == wanted.when, supply.exporter != wanted.importer],
    )
    hoped = met.select("exporter", "importer", "product", "year", hoped=met.supply * met.demand)
    pair = ["exporter", "importer", "year"]
    expected = hoped.group_by(pair).agg(expected=hoped.hoped.sum())
    traded = flow.group_by(pair).agg(traded=flow.actual.sum())
    both = traded.join(expected, pair)
    ease = both.select(*pair, ease=both.traded / both.expected)
    eased = hoped.join(ease, pair)
    could = eased.select("exporter", "importer", "product", "year", potential=eased.hoped * eased.ease)
    # Whatever is sold has supply and demand, so that no flow is lost here.
    told = could.left_join(flow, ["exporter", "importer", "product", "year"])
    told = told.select(*pair, "product", "potential", actual=told.actual.fill_null(0.0))
    more = ibis.greatest(told.potential - told.actual, ibis.literal(0.0))
    columns = ["exporter", "importer", "product", "year", "actual", "potential", "unrealised"]
    return cast(ir.Table, told.mutate(unrealised=more)[columns])
