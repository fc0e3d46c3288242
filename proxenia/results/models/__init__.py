"""What the room of results keeps."""

from proxenia.results.models.ledger import Area, Contribution, Result

__all__ = ["Area", "Contribution", "Result"]
