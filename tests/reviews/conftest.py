"""Short ways to a tie and to a contact."""

from tests.engagements.conftest import contact, tie

__all__ = ["contact", "tie"]
