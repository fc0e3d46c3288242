"""What the room of engagements keeps: contacts, who took part, what was promised there; delegations, projects."""

from proxenia.engagements.models.calendar import Hours as Hours
from proxenia.engagements.models.calendar import Proposal as Proposal
from proxenia.engagements.models.calendar import SecretAddress as SecretAddress
from proxenia.engagements.models.contacts import Engagement, EngagementTie, FollowUp, Participation
from proxenia.engagements.models.crises import Crisis, Delivery, Need, Offer, Thanks
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
from proxenia.engagements.models.projects import (
    Application,
    BudgetLine,
    Call,
    Funding,
    Project,
    ProjectDate,
    ProjectParty,
    ProjectTie,
)
from proxenia.engagements.models.protocol import Invitation
from proxenia.engagements.models.series import Occurrence, Series
from proxenia.engagements.models.staff import StaffTime
from proxenia.engagements.models.stakeholders import Position, Stakeholder
from proxenia.engagements.models.talks import AgendaDraft, Mandate
from proxenia.engagements.models.travelling import CostLine, Leg, TravelDetails

__all__ = [
    "AgendaDraft",
    "Application",
    "BudgetLine",
    "CalendarInvitation",
    "Call",
    "CostLine",
    "Crisis",
    "Delegation",
    "Delivery",
    "Engagement",
    "EngagementObjective",
    "EngagementTie",
    "FollowUp",
    "Funding",
    "Invitation",
    "Leg",
    "MailedInvitation",
    "Mandate",
    "Member",
    "Need",
    "Occurrence",
    "Offer",
    "Participation",
    "Position",
    "Project",
    "ProjectDate",
    "ProjectParty",
    "ProjectTie",
    "SafeguardTick",
    "Series",
    "Slot",
    "SlotMember",
    "StaffTime",
    "Stakeholder",
    "Stop",
    "Thanks",
    "TravelDetails",
]
