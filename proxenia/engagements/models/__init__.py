"""What the room of engagements keeps: contacts, who took part, and what was promised there."""

from proxenia.engagements.models.contacts import Engagement, EngagementTie, FollowUp, Participation

__all__ = ["Engagement", "EngagementTie", "FollowUp", "Participation"]
