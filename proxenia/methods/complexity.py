"""How complex what places make is, from who makes what: the economic complexity index by its eigenvector.

Hidalgo and Hausmann 2009 (PNAS 106(26) 10570-10575), in the form of the Atlas of Economic Complexity: M is 1 where a
place has a revealed comparative advantage of 1 or more; the index of places is the eigenvector of the second largest
eigenvalue of D^-1 M U^-1 M' (D diversity, U ubiquity), standardised, its sign that of its correlation with diversity.

What the figures do not show: services, what is sold within a country, and causes. An index depends on who and what
else is in the table: never compare the indices of two tables.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

METHOD, VERSION = "economic complexity", 1
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Complexity:
    """Indices in the order of the table's rows (places) and columns (products); NaN for those without any advantage.

    `places` and `products` have mean 0 and standard deviation 1; `diversity` counts a place's advantages, `ubiquity`
    the places that have an advantage in a product.
    """

    places: Floats
    products: Floats
    diversity: Floats
    ubiquity: Floats


def advantages(exports: Floats) -> Floats:
    """Return places x products of 1 where the revealed comparative advantage is 1 or more, else 0."""
    by_place, by_product = exports.sum(axis=1), exports.sum(axis=0)
    # x / y >= 1 just where x >= y > 0, without a division or a gap where nothing is sold.
    level = np.outer(by_place, by_product)
    made: Floats = ((exports * by_place.sum() >= level) & (level > 0)).astype(np.float64)
    return made


def complexity(exports: Floats) -> Complexity:
    """Return the indices of a table of exports, places x products, none negative.

    Raises ValueError where fewer than three places have an advantage, of which nothing can be said.
    """
    if exports.ndim != 2 or not np.isfinite(exports).all() or (exports < 0).any():
        raise ValueError("A table of exports has places and products and no gaps or negative amounts.")
    made = advantages(exports)
    rows, columns = made.any(axis=1), made.any(axis=0)
    if rows.sum() < 3:
        raise ValueError("Fewer than three places have an advantage in anything.")
    kept = made if rows.all() and columns.all() else made[np.ix_(rows, columns)]
    diversity, ubiquity = kept.sum(axis=1), kept.sum(axis=0)
    # Similar to D^-1 M U^-1 M', and symmetric, so that its eigenvectors are found fast and are real.
    half = kept / np.sqrt(diversity)[:, None]
    half /= np.sqrt(ubiquity)[None, :]
    vectors = np.linalg.eigh(half @ half.T)[1]
    second = vectors[:, -2] / np.sqrt(diversity)
    if np.corrcoef(second, diversity)[0, 1] < 0:
        second = -second
    of_products = kept.T @ second / ubiquity
    places, products = np.full(made.shape[0], np.nan), np.full(made.shape[1], np.nan)
    places[rows], products[columns] = _standard(second), _standard(of_products)
    return Complexity(places, products, made.sum(axis=1), made.sum(axis=0))


def _standard(values: Floats) -> Floats:
    spread = values.std()
    told: Floats = (values - values.mean()) / (spread if spread > 0 else 1.0)
    return told
