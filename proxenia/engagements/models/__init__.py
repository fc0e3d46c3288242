"""What the room of engagements keeps: contacts, who took part, and what was promised there."""

from proxenia.engagements.models.contacts import Engagement, EngagementTie, FollowUp, Participation
from proxenia.engagements.models.delegations import (
    Delegation,
    Member,
    SafeguardTick,
    Slot,
    SlotMember,
    Stop,
)
from proxenia.engagements.models.travelling import CostLine, Leg, TravelDetails

__all__ = [
    "CostLine",
    "Delegation",
    "Engagement",
    "EngagementTie",
    "FollowUp",
    "Leg",
    "Member",
    "Participation",
    "SafeguardTick",
    "Slot",
    "SlotMember",
    "Stop",
    "TravelDetails",
]
