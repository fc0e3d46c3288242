"""One line on what happened, read: who, about what, where, when, and what was promised."""

from proxenia.engagements.readers.quick.parts import Promise, Said, Token
from proxenia.engagements.readers.quick.sentence import read

__all__ = ["Promise", "Said", "Token", "read"]
