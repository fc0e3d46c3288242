"""What the room of reviews keeps."""

from proxenia.reviews.models.vital_signs import VitalSign

__all__ = ["VitalSign"]
