"""Offices, their units, the people who work in them and how they sign in."""

from proxenia.accounts.models.factors import CodeApp, Identity, Passkey, RecoveryCode
from proxenia.accounts.models.offices import Office, SecondFactor, Unit
from proxenia.accounts.models.users import Membership, SignInLink, Standing, User, standing_of
from proxenia.accounts.models.visits import KnownDevice, SecurityEvent, Visit

__all__ = [
    "CodeApp",
    "Identity",
    "KnownDevice",
    "Membership",
    "Office",
    "Passkey",
    "RecoveryCode",
    "SecondFactor",
    "SecurityEvent",
    "SignInLink",
    "Standing",
    "Unit",
    "User",
    "Visit",
    "standing_of",
]
