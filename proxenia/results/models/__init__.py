"""What the room of results keeps."""

from proxenia.results.models.direct import DirectValue, Multiplier
from proxenia.results.models.evaluations import Evaluation, EvaluationLine
from proxenia.results.models.ledger import Area, Contribution, Result
from proxenia.results.models.logs import Externality, MediaItem, Ranking
from proxenia.results.models.observations import Observation, ObservationRevision, PeriodLock, Target
from proxenia.results.models.questionnaires import (
    AnswerSheet,
    Questionnaire,
    QuestionnaireEdition,
    QuestionRound,
    Slip,
)
from proxenia.results.models.returns import BusinessPlan, PlanLine, Reading, Return, ReturnComment

__all__ = [
    "AnswerSheet",
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
    "QuestionRound",
    "Questionnaire",
    "QuestionnaireEdition",
    "Ranking",
    "Reading",
    "Result",
    "Return",
    "ReturnComment",
    "Slip",
    "Target",
]
