"""How long answers take that must not be told apart by it, and how many wrong passwords are looked at."""

import random
import time
from collections.abc import Callable
from datetime import timedelta
from statistics import median
from typing import Any

from django.conf import settings
from django.db import transaction
from django.test import Client
from django.test.utils import override_settings
from django.utils import timezone

from proxenia.accounts.actions import prove_password
from proxenia.accounts.actions.doors import Door
from proxenia.accounts.models import SecurityEvent
from proxenia.accounts.rules.throttle import TooMany
from proxenia.core.errors import Refused
from tests.sweep.alike import Pair
from tests.sweep.matrix import MATRIX
from tests.sweep.probes import answer_of, url_of
from tests.sweep.world import World

ROUNDS, SIGN_INS, LINKS = 200, 250, 100
"""So many answers of each of the two: about a record, to a sign-in, to a request for a link."""
TRIES, ADDRESSES, MINUTES = 1_000, 50, 15
"""Wrong passwords at one account, from so many addresses, within so many minutes of the clock."""
Row = tuple[str, float, float, float]
"""What was asked, the median milliseconds of the one and of the other, and how likely the difference is chance."""


def all_times(world: World, seed: int = 20261122) -> list[Row]:
    """Measure what is compared; all of it is taken back."""
    one, other = "nobody.known@example.org", world.users["viewer"].email
    with transaction.atomic():
        world.users["viewer"].set_password("seven quiet harbours")
        world.users["viewer"].save()
        rows = [
            _row("a hidden tie, and one that is not there", *about_a_tie(world, seed)),
            _row(
                "signing in to an account that is not there, and to one that is", *_hashed(one, other, seed)
            ),
            _row(
                "a link for an address that nobody has, and for one somebody has", *_linked(one, other, seed)
            ),
        ]
        transaction.set_rollback(True)
    return rows


def _row(name: str, one: list[float], other: list[float]) -> Row:
    from scipy.stats import mannwhitneyu

    return name, 1000 * median(one), 1000 * median(other), float(mannwhitneyu(one, other).pvalue)


def in_turns(one: Callable[[], Any], other: Callable[[], Any], rounds: int, seed: int) -> list[list[float]]:
    """Do the one and the other in turns of random order, so that a machine that is busy for a while slows both."""
    asked, taken = (one, other), [list[float](), list[float]()]
    turns = [0, 1] * rounds
    random.Random(seed).shuffle(turns)
    for turn in (0, 1, *turns):  # the first of each is for warming up
        began = time.perf_counter()
        with transaction.atomic():
            asked[turn]()
            transaction.set_rollback(True)
        taken[turn].append(time.perf_counter() - began)
    return [times[1:] for times in taken]


def about_a_tie(world: World, seed: int, rounds: int = ROUNDS) -> list[list[float]]:
    """Return the seconds of answers about a tie that is hidden, and about one that is not there."""
    pair = Pair("portfolio:tie", MATRIX["portfolio:tie"], "partnership", "director", "confidential")
    urls = [url_of(world, pair.name, pair.rule, pair.kind, state) for state in (pair.state, "missing")]
    hidden, missing = (lambda url=url: answer_of(world, pair.role, "GET", url) for url in urls)
    return in_turns(hidden, missing, rounds, seed)


def _hashed(one: str, other: str, seed: int) -> list[list[float]]:
    """Sign in with a wrong password, each hashed as the product hashes."""
    from django.contrib.auth.hashers import make_password

    from proxenia.accounts.models import User
    from proxenia.settings import PASSWORD_HASHERS

    def ask(email: str) -> Callable[[], Any]:
        return lambda: Client().post("/sign-in/", {"email": email, "password": "wrong wrong wrong"})

    with override_settings(PASSWORD_HASHERS=PASSWORD_HASHERS):
        User.objects.filter(email=other).update(password=make_password("seven quiet harbours"))
        return in_turns(ask(one), ask(other), SIGN_INS, seed)


def _linked(one: str, other: str, seed: int) -> list[list[float]]:
    """Ask for a link; as in the product a job sends it later."""

    def ask(email: str) -> Callable[[], Any]:
        return lambda: Client().post("/sign-in/link/", {"email": email})

    with override_settings(JOBS_AT_ONCE=False):
        return in_turns(ask(one), ask(other), LINKS, seed)


def tries_looked_at(world: World) -> list[tuple[str, object]]:
    """Return how many of many wrong passwords were looked at: at one account, and one password at many accounts."""
    assert settings.JOBS_AT_ONCE
    email = world.users["viewer"].email
    at_one = _tried([(email, f"198.51.100.{number % ADDRESSES}") for number in range(TRIES)])
    at_many = _tried([(f"{number}@example.org", "198.51.100.200") for number in range(TRIES)])
    return [
        (f"wrong passwords at one account from {ADDRESSES} addresses in {MINUTES} minutes", TRIES),
        ("of them looked at", at_one),
        ("accounts at which one address tried one password in the same time", TRIES),
        ("of them looked at", at_many),
    ]


def _tried(tries: list[tuple[str, str]]) -> int:
    start, seen = timezone.now(), 0
    with transaction.atomic():
        for number, (email, address) in enumerate(tries):
            now = start + timedelta(minutes=MINUTES * number / len(tries))
            try:
                prove_password(email, "wrong wrong wrong", door=Door(address=address), now=now)
            except TooMany:
                continue
            except Refused:
                seen += 1
                # The rows carry the time of the clock; the time that is played here is what counts.
                latest = SecurityEvent.objects.latest("pk")
                SecurityEvent.objects.filter(pk=latest.pk).update(at=now)
        transaction.set_rollback(True)
    return seen
