"""What the room of results keeps."""

from proxenia.results.models.direct import DirectValue, Multiplier
from proxenia.results.models.evaluations import Evaluation, EvaluationLine
from proxenia.results.models.ledger import Area, Contribution, Result
from proxenia.results.models.logs import Externality, MediaItem, Ranking
from proxenia.results.models.observations import Observation, ObservationRevision, PeriodLock, Target
from proxenia.results.models.returns import BusinessPlan, PlanLine, Reading, Return, ReturnComment

__all__ = [
    "Area",
    "BusinessPlan",
    "Contribution",
    "DirectValue",
    "Evaluation",
    "EvaluationLine",
    "Externality",
    "MediaItem",
    "Multiplier",
    "Observation",
    "ObservationRevision",
    "PeriodLock",
    "PlanLine",
    "Ranking",
    "Reading",
    "Result",
    "Return",
    "ReturnComment",
    "Target",
]
