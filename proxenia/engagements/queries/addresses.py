"""Secret addresses: whose they are, and whom a token lets in now."""

import hashlib

from django.db.models import QuerySet

from proxenia.accounts.models import Office, User
from proxenia.engagements.models import SecretAddress
from proxenia.engagements.rules.calendar import RIGHTS


def digest_of_token(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(f"proxenia address\x1f{token}".encode()).hexdigest()


def standing_addresses(user: User, office: Office) -> QuerySet[SecretAddress]:
    """Return the addresses of a person in an office that were not withdrawn, the newest first."""
    return SecretAddress.objects.filter(user=user, office=office, withdrawn_at=None)


def all_addresses(office: Office) -> QuerySet[SecretAddress]:
    """Return every standing address of an office with whose it is: for whoever looks after its people."""
    return SecretAddress.objects.filter(office=office, withdrawn_at=None).select_related("user")


def address_by_token(token: str, *, feeds: bool) -> SecretAddress | None:
    """Return the address a token belongs to, if it stands and its owner still may have it.

    The owner's account must be open and their role in the office must still give the right.
    """
    digest = digest_of_token(token)
    found = SecretAddress.objects.select_related("user", "office").filter(digest=digest, withdrawn_at=None)
    address = found.first()
    if address is None or address.is_feed != feeds or not address.user.is_active:
        return None
    return address if may_have(address.user, address.office, address.kind) else None


def may_have(user: User, office: Office, kind: str) -> bool:
    """Say whether a person's role lets them have an address of a kind."""
    standing = user.standing(office)
    return all(standing.has_anywhere(right) for right in RIGHTS[kind])
