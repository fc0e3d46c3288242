"""What a consent and a guardian's word must be; every refusal is the sentence a person reads."""

import datetime as dt

from django.utils.translation import gettext as _

from proxenia.core.errors import Refused
from proxenia.core.vocabulary import Vocabulary
from proxenia.directory.models import Consent, Guardian, Person

CONSENT = "consent"
SPECIAL = "special_data"


def check_purpose(purpose: str) -> str:
    """Refuse a purpose that the vocabulary does not know; return it."""
    if purpose not in Vocabulary.load("consent_purposes").codes:
        raise Refused(_("Choose what it is for."), where="purpose")
    return purpose


def check_basis(basis: str, purpose: str, source: str) -> str:
    """Refuse an unknown basis, agreement of which nobody says how it was given, and sensitive data without it."""
    if basis not in Vocabulary.load("legal_bases").codes:
        raise Refused(_("Choose on which basis."), where="basis")
    if purpose == SPECIAL and basis != CONSENT:
        raise Refused(_("Sensitive data are kept here only when the person agreed."), where="basis")
    if not source:
        raise Refused(
            _("Say how it came about: a signed form, a letter, the law it rests on."), where="source"
        )
    return basis


def check_days(given: dt.date, until: dt.date | None, today: dt.date) -> None:
    """Refuse a consent that begins in the future or ends before it begins."""
    if given > today:
        raise Refused(_("This day has not come yet."), where="given_on")
    if until is not None and until < given:
        raise Refused(_("It would end before it begins."), where="until")


def check_withdrawal(row: Consent | Guardian, given: dt.date | None, on: dt.date, today: dt.date) -> None:
    """Refuse to withdraw what was not given or is withdrawn, before it was given, or on a day to come."""
    if given is None:
        raise Refused(_("Nothing was agreed that could be withdrawn."))
    if row.withdrawn_on is not None:
        raise Refused(_("This was already withdrawn."))
    if on < given:
        raise Refused(_("It would be withdrawn before it was given."), where="withdrawn_on")
    if on > today:
        raise Refused(
            _("This day has not come yet. Record the withdrawal when it comes."), where="withdrawn_on"
        )


def check_not_erased(person: Person) -> None:
    """Refuse to write anything new about somebody who was erased."""
    if person.erased_at is not None:
        raise Refused(_("This person was erased; nothing can be written here."))
