"""What the room of promises keeps: promises of both sides, with whom the office keeps in touch, and the digest."""

from proxenia.commitments.models.digests import DigestWish, Escalation, Letter, Rhythm
from proxenia.commitments.models.keeping import Colleague, Habits, Keeping, Tier
from proxenia.commitments.models.promises import Commitment

__all__ = [
    "Colleague",
    "Commitment",
    "DigestWish",
    "Escalation",
    "Habits",
    "Keeping",
    "Letter",
    "Rhythm",
    "Tier",
]
