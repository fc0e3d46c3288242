"""What the room of strategy keeps."""

from proxenia.strategy.models.assets import Asset
from proxenia.strategy.models.consultations import Consultation, Voice
from proxenia.strategy.models.governance import (
    BodyMeeting,
    CoordinationBody,
    GovernanceProfile,
    GovernanceUnit,
    PeerLook,
)
from proxenia.strategy.models.measures import Measure
from proxenia.strategy.models.plans import LocalPlan, PlanStance, Power, SdgLink
from proxenia.strategy.models.tree import Objective, Outcome, Strategy, StrategyVersion

__all__ = [
    "Asset",
    "BodyMeeting",
    "Consultation",
    "CoordinationBody",
    "GovernanceProfile",
    "GovernanceUnit",
    "LocalPlan",
    "Measure",
    "Objective",
    "Outcome",
    "PeerLook",
    "PlanStance",
    "Power",
    "SdgLink",
    "Strategy",
    "StrategyVersion",
    "Voice",
]
