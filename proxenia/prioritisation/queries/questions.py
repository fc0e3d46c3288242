"""What is asked: for which home and purpose, by which factors, with which weights; and how weights come about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext

from proxenia.core.errors import Refused
from proxenia.methods.ranking import DRAWS, Elicited, weights_from_choices

from .tree import Factor, Tree

FEWEST, MOST = 100, 200_000
DOUBT = 0.25
"""By so large a part of itself a weight that pairwise choices gave may be off, either way."""
Range = tuple[float, float]


@dataclass(frozen=True)
class Question:
    """A question: home (alpha-3), the purpose in words, factors (codes; empty: all that have figures), weights by
    factor as ranges, how many draws and from which seed, and how well pairwise choices agreed where they were made."""

    home: str
    purpose: str = ""
    factors: tuple[str, ...] = ()
    weights: Mapping[str, Range] = field(default_factory=dict)
    draws: int = DRAWS
    seed: int = 1
    agreement: float | None = None
    among: str = "countries"

    def __post_init__(self) -> None:
        if not FEWEST <= self.draws <= MOST:
            message = gettext("Between %(few)s and %(most)s draws can be made.")
            raise Refused(message % {"few": f"{FEWEST:,}", "most": f"{MOST:,}"}, "draws")
        if not 0 <= self.seed < 2**63:
            raise Refused(gettext("A seed is a whole number from 0 up."), "seed")


def check_factors(codes: Sequence[str], tree: Tree, where: str, among: str = "") -> tuple[str, ...]:
    """Return factor codes, once each; refuses one that the tree does not have, naming those there are.

    `among`: only factors of countries, or of metropolitan areas.
    """
    known = tree.of(among) if among else tree.factors
    for code in codes:
        if code not in known:
            message = gettext("“%(code)s” is no factor. There are: %(all)s.")
            raise Refused(message % {"code": code, "all": ", ".join(known)}, where)
    return tuple(dict.fromkeys(codes))


def weights_of(factors: Sequence[Factor], question: Question, tree: Tree) -> dict[str, Range]:
    """Return the range of every factor: as given, else by the purpose's groups, else by the tree.

    A group's weight is split among its factors, so that a branch with many leaves does not win by their number. Where
    some weights are given, factors without one weigh nothing.
    """
    if question.weights:
        return {one.code: question.weights.get(one.code, (0.0, 0.0)) for one in factors}
    by_group = tree.purposes.get(question.purpose, {})
    many = {
        group: sum(1 for one in factors if one.group == group) for group in {one.group for one in factors}
    }
    found = {}
    for one in factors:
        times = float(by_group.get(one.group, 0.0 if by_group else 1.0)) / many[one.group]
        found[one.code] = (one.weight[0] * times, one.weight[1] * times)
    if not any(high > 0 for _, high in found.values()):
        raise Refused(gettext("All factors weigh nothing."), "weights")
    return found


def elicited(choices: Sequence[tuple[str, str, float]], where: str) -> tuple[dict[str, Range], Elicited]:
    """Return weight ranges from choices between two factors at a time (a, b, how many times as much a matters)."""
    names = list(dict.fromkeys(name for one, other, _ in choices for name in (one, other)))
    number = {name: place for place, name in enumerate(names)}
    try:
        found = weights_from_choices(
            len(names), {(number[one], number[other]): times for one, other, times in choices if one != other}
        )
    except ValueError as error:
        raise Refused(_choices_refused(error), where) from error
    shares = {name: float(found.shares[place]) for name, place in number.items()}
    return {name: (share * (1 - DOUBT), share * (1 + DOUBT)) for name, share in shares.items()}, found


def _choices_refused(error: ValueError) -> str:
    if "tie" in str(error):
        return gettext("The choices leave a factor without a tie to the others.")
    return gettext("How many times as much one factor matters is a positive number.")
