"""Who may be told of in a paper."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from proxenia.core.errors import Refused
from proxenia.directory.models import Person
from proxenia.directory.queries.consents import may_leave


def check_may_hand_over(subject: Any, today: dt.date) -> None:
    """Refuse a pack about somebody whose data may not leave the office."""
    if isinstance(subject, Person) and not may_leave(subject, today):
        raise Refused(_("This person's data may not leave the office, so no pack is made of them."))
