"""What would put another place first: weights, and figures that nobody knows."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext, gettext_noop

from proxenia.methods import ranking as method

from .inputs import Inputs

TOLD_CHANGES = 12
WORSE = gettext_noop(
    "“%(factor)s” of %(name)s is not known; were it in the lowest %(at).0f %% of the scale, another would stand first."
)
BETTER = gettext_noop(
    "“%(factor)s” of %(name)s is not known; were it above %(at).0f %% of the scale, it would stand first "
    "instead of %(leader)s."
)


@dataclass(frozen=True)
class Change:
    """What would change who stands first: a weight or a figure, and the sentence that says so."""

    factor: str
    change: str
    sentence: str
    size: float


def changes(inputs: Inputs, labels: Mapping[str, str], names: Mapping[str, str]) -> list[Change]:
    """Return what would put another place first, the smallest change first: weights, then figures nobody knows."""
    found = [*_by_weight(inputs, labels, names), *_by_figure(inputs, labels, names)]
    return sorted(found, key=lambda one: one.size)[:TOLD_CHANGES]


def _by_weight(inputs: Inputs, labels: Mapping[str, str], names: Mapping[str, str]) -> list[Change]:
    leader = names[inputs.places[int(np.argmax(inputs.filled @ inputs.shares))]]
    told = []
    for one in method.switches(inputs.filled, inputs.shares):
        code, name = inputs.factors[one.factor], names[inputs.places[one.place]]
        words = {
            "factor": labels[code],
            "at": 100 * one.at,
            "now": 100 * one.share,
            "name": name,
            "leader": leader,
        }
        sentence = gettext(
            "If “%(factor)s” had %(at).0f %% of all weight instead of %(now).0f %%, %(name)s would stand first "
            "instead of %(leader)s."
        )
        change = gettext("share of weight from %(now).0f %% to %(at).0f %%")
        told.append(Change(code, change % words, sentence % words, abs(one.at - one.share)))
    return told


def _by_figure(inputs: Inputs, labels: Mapping[str, str], names: Mapping[str, str]) -> list[Change]:
    """Return missing figures that could change the first: of the leader if bad, of another if good enough."""
    scores = inputs.filled @ inputs.shares
    order = np.argsort(-scores, kind="stable")
    leader, gaps, told = int(order[0]), np.isnan(inputs.transformed), []
    for place, factor in np.argwhere(gaps):
        share, value = inputs.shares[factor], inputs.filled[place, factor]
        if share <= 0:
            continue
        if place == leader and len(order) > 1:
            needed = value - (scores[leader] - scores[order[1]]) / share
        else:
            needed = value + (scores[leader] - scores[place]) / share
        if not 0 < needed < 1:
            continue
        code, worse = inputs.factors[factor], place == leader
        words = {"factor": labels[code], "name": names[inputs.places[place]],
                 "leader": names[inputs.places[leader]], "at": 100 * needed}  # fmt: skip
        sentence = gettext(WORSE if worse else BETTER)
        change = gettext("a figure of %(name)s that is not known")
        told.append(Change(code, change % words, sentence % words, abs(needed - value) * share))
    return told
