"""What is refused in the room of strategy, and the words of its verbs in the log."""

from proxenia.strategy.rules.sentences import SENTENCES

__all__ = ["SENTENCES"]
