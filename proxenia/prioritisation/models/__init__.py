"""Questions of where to look, whose weights they are asked with, and the runs that answered them."""

from proxenia.prioritisation.models.questions import Question, QuestionRun, Side, WeightSet

__all__ = ["Question", "QuestionRun", "Side", "WeightSet"]
