"""What the room of results keeps."""

from proxenia.results.models.ledger import Area, Contribution, Horizon, Result

__all__ = ["Area", "Contribution", "Horizon", "Result"]
