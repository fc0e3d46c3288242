"""Codes of an app (RFC 6238), recovery codes, and how long proofs and sessions hold. No query, no clock."""

import base64
import hashlib
import hmac
import secrets
from datetime import timedelta

import pyotp
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.utils.crypto import salted_hmac

STEP_SECONDS = 30
DRIFT = 1
"""Steps before and after the present one whose code is taken: clocks differ."""

RECOVERY_CODES = 10
_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
_GROUPS, _GROUP = 4, 6

PROOF_LIFE = timedelta(minutes=10)
"""For so long after proving who one is, dangerous actions ask no more."""
WAITING_LIFE = timedelta(minutes=10)
"""For so long a first factor waits for the second."""
CHALLENGE_LIFE = timedelta(minutes=5)
MOST_VISITS = 10
"""Sessions of one person at a time; the eleventh ends the one not seen for longest."""


def new_secret() -> str:
    """Return 160 random bits for a code app, in base32."""
    return pyotp.random_base32()


def code_at(secret: str, step: int) -> str:
    """Return the code of one time step."""
    return pyotp.TOTP(secret, interval=STEP_SECONDS).generate_otp(step)


def step_of(secret: str, code: str, *, seconds: float, last_step: int = 0) -> int | None:
    """Return the time step a code belongs to, or None: wrong, too old, or not later than the last one used."""
    typed = "".join(code.split())
    now = int(seconds) // STEP_SECONDS
    found = None
    for step in range(now - DRIFT, now + DRIFT + 1):
        # Every step is compared, so that the time taken says nothing.
        fits = hmac.compare_digest(code_at(secret, step).encode(), typed.encode())
        found = step if fits and step > last_step and found is None else found
    return found


def app_address(secret: str, email: str) -> str:
    """Return the address that a code app reads from the picture."""
    return pyotp.TOTP(secret, interval=STEP_SECONDS).provisioning_uri(name=email, issuer_name="Proxenia")


def _box() -> Fernet:
    key = salted_hmac("proxenia.code-app", "secret", algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(key))


def sealed(secret: str) -> str:
    """Encrypt a secret for the database; the key is made of the installation's secret key."""
    return _box().encrypt(secret.encode()).decode()


def unsealed(text: str) -> str | None:
    """Return a secret, or None where it was sealed by an installation with another secret key."""
    try:
        return _box().decrypt(text.encode()).decode()
    except InvalidToken:
        return None


def new_recovery_code() -> str:
    """Return a recovery code of 118 random bits, in four groups that can be read aloud."""
    letters = [secrets.choice(_LETTERS) for _ in range(_GROUPS * _GROUP)]
    return "-".join("".join(letters[at : at + _GROUP]) for at in range(0, len(letters), _GROUP))


def recovery_digest(code: str) -> str:
    """Return what is kept of a recovery code; capitals, blanks and hyphens do not count."""
    plain = "".join(letter for letter in code.lower() if letter in _LETTERS)
    return hashlib.sha256(plain.encode()).hexdigest()


def account_digest(email: str) -> str:
    """Return the keyed digest under which tries at an account are counted, whether it exists or not."""
    return salted_hmac("proxenia.account", email.strip().lower(), algorithm="sha256").hexdigest()


def idle_life() -> timedelta:
    """Return after how long without a request a session ends."""
    return timedelta(minutes=settings.SESSION_IDLE_MINUTES)


def whole_life() -> timedelta:
    """Return after how long a session ends whatever happens."""
    return timedelta(hours=settings.SESSION_HOURS)
