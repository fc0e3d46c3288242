"""What the room of reviews keeps."""

from proxenia.reviews.models.reviews import EvidenceLine, Review, ReviewAssessment
from proxenia.reviews.models.vital_signs import VitalSign

__all__ = ["EvidenceLine", "Review", "ReviewAssessment", "VitalSign"]
