"""Questions, weights, the runs that answered, and what is known of cities."""

from .profiles import CityProfile
from .questions import Among, Question, QuestionRun, Side, WeightSet

__all__ = ["Among", "CityProfile", "Question", "QuestionRun", "Side", "WeightSet"]
