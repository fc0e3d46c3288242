"""How long somebody waits after failed tries. No query, no clock; explained in docs/how-to/sign-on.md."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from proxenia.core.errors import Refused

WINDOW = timedelta(hours=1)
"""Failures older than this are forgotten."""
LONGEST = timedelta(minutes=15)


@dataclass(frozen=True)
class Limit:
    """So many failures are free; after that each doubles the wait, from one minute on."""

    free: int

    def wait(self, failures: int) -> timedelta:
        """Return how long after the last of some failures the next try is looked at."""
        if failures < self.free:
            return timedelta(0)
        doublings = min(failures - self.free, 10)
        return min(LONGEST, timedelta(minutes=2**doublings))


BY_ACCOUNT = Limit(free=5)
BY_ADDRESS = Limit(free=40)
"""An office sits behind one address; forty failures within the hour are more than it makes."""


class TooMany(Refused):
    """Too many failed tries: this one was not looked at."""


def check_wait(limit: Limit, failures: int, last: datetime | None, now: datetime) -> None:
    """Refuse a try that comes too early; the sentence is the same for every account, known or not."""
    if last is not None and now < last + limit.wait(failures):
        raise TooMany(
            _(
                "Too many tries have failed. Wait a quarter of an hour,"
                " or sign in with a passkey or a link sent by mail."
            )
        )
