"""Forms of reviews."""

from proxenia.reviews.forms.exit_kits import ExitKitForm
from proxenia.reviews.forms.partner_views import AskPartnerForm
from proxenia.reviews.forms.reviews import DecideForm, DropForm, OpenForm

__all__ = ["AskPartnerForm", "DecideForm", "DropForm", "ExitKitForm", "OpenForm"]
