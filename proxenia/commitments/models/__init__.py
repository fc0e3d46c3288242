"""What the room of promises keeps."""

from proxenia.commitments.models.promises import Commitment

__all__ = ["Commitment"]
