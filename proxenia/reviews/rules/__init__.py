"""How facts of a tie read, what a review decides, and what that needs."""

from proxenia.reviews.rules.vital_signs import MOST_SHOWN, STATE_SENTENCES, sentence, weight

__all__ = ["MOST_SHOWN", "STATE_SENTENCES", "sentence", "weight"]
