"""Forms of reviews."""

from proxenia.reviews.forms.exit_kits import ExitKitForm
from proxenia.reviews.forms.partner_views import AskPartnerForm
from proxenia.reviews.forms.reviews import DecideForm, DropForm, OpenForm
from proxenia.reviews.forms.slipping import YesForm
from proxenia.reviews.forms.sponsors import CarrierForm, PoliticalDateForm

__all__ = [
    "AskPartnerForm",
    "CarrierForm",
    "DecideForm",
    "DropForm",
    "ExitKitForm",
    "OpenForm",
    "PoliticalDateForm",
    "YesForm",
]
