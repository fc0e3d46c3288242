"""What is hidden and what does not exist: the answers must be the same, byte for byte."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from tests.sweep.matrix import MATRIX, Rule
from tests.sweep.probes import Probe, Problems, answer_of, body_of, kinds_of, url_of
from tests.sweep.world import World

CHANGING = re.compile(rb'(name="csrfmiddlewaretoken" value=| nonce=)"[^"]*"')
"""What differs between any two answers to the same question; its length never does."""
HIDDEN_FROM = (("director", "confidential"), ("partner", "open"), ("officer", "foreign"))
"""Who asks, and for a record in which state that is there but not for them."""


@dataclass(frozen=True)
class Pair:
    """One question asked twice: about a record that is hidden, and about one that is not there."""

    name: str
    rule: Rule
    kind: str
    role: str
    state: str

    @property
    def method(self) -> str:
        """How it is asked."""
        return "GET" if "GET" in self.rule.methods else "POST"


def pairs() -> Iterator[Pair]:
    """Yield every route about a record with everybody it is hidden from."""
    for name, rule in MATRIX.items():
        for kind in kinds_of(rule) if rule.kind else ():
            for role, state in HIDDEN_FROM:
                yield Pair(name, rule, kind, role, state)


def looks() -> Iterator[Probe]:
    """Yield one look for every pair."""
    for pair in pairs():
        title = f"{pair.name} of {pair.kind}, {pair.state} and missing, as {pair.role}"
        yield Probe(title, partial(differences, pair=pair), pair.role, pair.state)


def differences(world: World, pair: Pair) -> Problems:
    """Say in what the two answers differ: status, length, headers, words."""
    told = []
    for state in (pair.state, "missing"):
        url = url_of(world, pair.name, pair.rule, pair.kind, state)
        response = answer_of(world, pair.role, pair.method, url)
        uid = url_of(world, pair.name, pair.rule, pair.kind, state).encode()
        body = CHANGING.sub(rb"\1", body_of(response)).replace(uid, b"its address")
        told.append((response.status_code, len(body), sorted(response.headers), body))
    names = ("status", "length", "headers", "words")
    return [
        f"{pair.method} {pair.name} of {pair.kind} ({pair.state}) as {pair.role}: {name} {one!r:.60} and {other!r:.60}"
        for name, one, other in zip(names, *told, strict=True)
        if one != other
    ]
