"""What the room of engagements keeps: contacts, who took part, what was promised there; delegations, protocol."""

from proxenia.engagements.models.calendar import Hours as Hours
from proxenia.engagements.models.calendar import Proposal as Proposal
from proxenia.engagements.models.calendar import SecretAddress as SecretAddress
from proxenia.engagements.models.contacts import Engagement, EngagementTie, FollowUp, Participation
from proxenia.engagements.models.delegations import (
    Delegation,
    Member,
    SafeguardTick,
    Slot,
    SlotMember,
    Stop,
)
from proxenia.engagements.models.invitations import CalendarInvitation, MailedInvitation
from proxenia.engagements.models.objectives import EngagementObjective
from proxenia.engagements.models.protocol import Invitation
from proxenia.engagements.models.series import Occurrence, Series
from proxenia.engagements.models.staff import StaffTime
from proxenia.engagements.models.talks import AgendaDraft, Mandate
from proxenia.engagements.models.travelling import CostLine, Leg, TravelDetails

__all__ = [
    "AgendaDraft",
    "CalendarInvitation",
    "CostLine",
    "Delegation",
    "Engagement",
    "EngagementObjective",
    "EngagementTie",
    "FollowUp",
    "Invitation",
    "Leg",
    "MailedInvitation",
    "Mandate",
    "Member",
    "Occurrence",
    "Participation",
    "SafeguardTick",
    "Series",
    "Slot",
    "SlotMember",
    "StaffTime",
    "Stop",
    "TravelDetails",
]
