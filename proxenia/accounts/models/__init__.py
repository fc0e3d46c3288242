"""Offices, their units, the people who work in them and how they sign in."""

from proxenia.accounts.models.offices import Office, Unit
from proxenia.accounts.models.users import Membership, SignInLink, Standing, User, standing_of

__all__ = ["Membership", "Office", "SignInLink", "Standing", "Unit", "User", "standing_of"]
