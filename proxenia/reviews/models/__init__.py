"""What the room of reviews keeps."""

from proxenia.reviews.models.exit_kits import ExitKit
from proxenia.reviews.models.partner_views import PartnerView
from proxenia.reviews.models.reviews import EvidenceLine, Review, ReviewAssessment
from proxenia.reviews.models.sponsors import Carrier, CarrierTask, PoliticalDate
from proxenia.reviews.models.vital_signs import VitalSign

__all__ = [
    "Carrier",
    "CarrierTask",
    "EvidenceLine",
    "ExitKit",
    "PartnerView",
    "PoliticalDate",
    "Review",
    "ReviewAssessment",
    "VitalSign",
]
