"""What goes wrong at the door: tries are counted before they are looked at, and too many are not looked at.

Nothing here is in the log's chain: anybody can make as many of these rows as they like.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from proxenia.accounts.models import KnownDevice, SecurityEvent, User
from proxenia.accounts.queries import failures_by_account, failures_by_address, uid_at
from proxenia.accounts.rules.factors import account_digest
from proxenia.accounts.rules.throttle import BY_ACCOUNT, BY_ADDRESS, WINDOW, TooMany, check_wait
from proxenia.core.errors import Refused
from proxenia.core.jobs import enqueue
from proxenia.core.web import plain_line, visitor_address

KEPT = timedelta(days=90)


@dataclass(frozen=True)
class Door:
    """From where somebody knocks: network address, browser, digest of the device's cookie (empty: none)."""

    address: str = ""
    agent: str = ""
    device: str = ""


def door_of(request: HttpRequest) -> Door:
    """Return from where a request comes."""
    return Door(
        address=visitor_address(request)[:45],
        agent=plain_line(request.META.get("HTTP_USER_AGENT", "")),
        device=device_digest(request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")),
    )


def device_digest(cookie: str) -> str:
    """Return what is kept of a device's cookie."""
    return hashlib.sha256(cookie.encode()).hexdigest() if cookie else ""


def note(
    kind: str, *, door: Door, account: str = "", user: User | None = None, is_counted: bool = False
) -> SecurityEvent:
    """Write down what happened at the door."""
    return SecurityEvent.objects.create(
        at=timezone.now(),
        kind=kind,
        account=account,
        user=user,
        address=door.address,
        agent=door.agent,
        is_counted=is_counted,
    )


@contextmanager
def counted(kind: str, email: str, *, door: Door, now: datetime | None = None) -> Iterator[None]:
    """Count a try at an account; refuse it unseen after too many failures; forget it when it succeeds.

    The try is written before it is looked at, so that many at the same moment see one another.
    """
    this, failed = _knock(kind, email, door, now or timezone.now())
    try:
        yield
    except Refused:
        if failed + 1 == BY_ACCOUNT.free:
            enqueue("accounts.warn_of_tries", user_uid=uid_at(email))
        raise
    this.delete()


def count_link_asked(email: str, *, door: Door, now: datetime | None = None) -> None:
    """Count a mailed link that somebody asks for, so that nobody's letter-box is filled."""
    _knock("link", email, door, now or timezone.now())


def _knock(kind: str, email: str, door: Door, now: datetime) -> tuple[SecurityEvent, int]:
    """Write a try down and refuse it after too many; return it and how many failed before.

    A browser the person has used before is counted apart: strangers cannot keep the rightful owner out.
    """
    is_known = _is_known_device(email, door)
    account = account_digest(f"{kind}:{email}:{door.device if is_known else ''}")
    this = note(kind, door=door, account=account, is_counted=True)
    failed, last = failures_by_account(account, this, now - WINDOW)
    try:
        check_wait(BY_ACCOUNT, failed, last, now)
        if not is_known:
            check_wait(BY_ADDRESS, *failures_by_address(door.address, this, now - WINDOW), now)
    except TooMany:
        SecurityEvent.objects.filter(pk=this.pk).update(kind=f"throttled_{kind}", is_counted=False)
        raise
    return this, failed


def _is_known_device(email: str, door: Door) -> bool:
    known = KnownDevice.objects.filter(user__email=email, digest=door.device or "none")
    return known.exists()


def forget_old_events(*, now: datetime | None = None) -> None:
    """Delete what is older than is kept; a daily job."""
    SecurityEvent.objects.filter(at__lt=(now or timezone.now()) - KEPT).delete()
