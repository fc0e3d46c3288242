"""What the room of results keeps."""

from proxenia.results.models.direct import DirectValue, Multiplier
from proxenia.results.models.evaluations import Evaluation, EvaluationLine
from proxenia.results.models.ledger import Area, Contribution, Result
from proxenia.results.models.logs import Externality, MediaItem, Ranking
from proxenia.results.models.observations import Observation, ObservationRevision, PeriodLock, Target

__all__ = [
    "Area",
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
    "Ranking",
    "Result",
    "Target",
]
