"""Accepting a return: the officer's act by which what a unit wrote becomes what the office says."""

from django.db import transaction
from django.utils.translation import gettext as _

from proxenia.accounts.access import check_may
from proxenia.accounts.models import User
from proxenia.accounts.models.roles import WRITE
from proxenia.core.errors import Refused
from proxenia.core.values import clean_text
from proxenia.records.access import check_may_write
from proxenia.records.actions import change
from proxenia.results.actions.returns import locked_return
from proxenia.results.actions.taking import take_observations
from proxenia.results.models.returns import Return
from proxenia.results.queries.observations import locks_of
from proxenia.results.queries.returns import last_reading, period_of
from proxenia.results.rules.observations import check_not_locked
from proxenia.results.rules.returns import check_step


@transaction.atomic
def accept_return(one: Return, *, by: User, rating: int | None = None, words: str = "") -> Return:
    """Accept a return: its figures become values of the indicators; with how the period went on the whole.

    A figure that cannot be a value, or a locked period, refuses the whole.
    """
    check_may(by, one.office, WRITE)
    check_may_write(by, one)
    after = check_step("accept", locked_return(one).state)
    if rating is not None and rating not in Return.Rating.values:
        raise Refused(_("Choose one of the ratings."), where="rating")
    check_not_locked(locks_of(one.office), period_of(one))
    reading = last_reading(one)
    taken = take_observations(one, reading, by=by) if reading else []
    values = {"state": after, "rating": rating, "rating_words": clean_text(words, lines=True)}
    return change(one, by=by, verb="accept_return", values=values, extra_after={"values": len(taken)})
