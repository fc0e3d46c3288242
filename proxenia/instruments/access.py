"""Who may edit the forms of an office, and who may answer one about a record."""

from django.utils.translation import gettext as _

from proxenia.accounts.access import check_may, may
from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import WRITE
from proxenia.core.errors import NotAllowed
from proxenia.instruments.models import Assessment
from proxenia.records.access import check_may_write, may_write
from proxenia.records.models import Anchor


def may_edit_instruments(user: User, office: Office) -> bool:
    """Say whether a person edits the forms of the office: whoever writes for the whole of it."""
    return may(user, office, WRITE)


def check_may_edit_instruments(user: User, office: Office) -> None:
    """Refuse somebody who does not write for the whole office."""
    check_may(user, office, WRITE)


def check_may_assess(user: User, anchor: Anchor) -> None:
    """Refuse somebody who may not change the record that is assessed."""
    check_may_write(user, anchor)


def may_answer(user: User, assessment: Assessment) -> bool:
    """Say whether a person goes on with an assessment: only its assessor, while it is not finished."""
    is_own = assessment.assessor_id == user.pk and not assessment.is_finished
    return is_own and may_write(user, assessment.anchor)


def check_may_answer(user: User, assessment: Assessment) -> None:
    """Refuse whoever is not the assessor, or may no longer change the record."""
    check_may_write(user, assessment.anchor)
    if assessment.assessor_id != user.pk:
        sentence = _("Only {name} goes on with this assessment. Begin one of your own.")
        raise NotAllowed(sentence.format(name=assessment.assessor.name))
