"""Which ties and people somebody may put on a contact."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from proxenia.accounts.models import Office, User
from proxenia.core.errors import NotFound
from proxenia.directory.models import Person
from proxenia.portfolio.models import Partnership


def check_ties(user: User, office: Office, ties: Iterable[Partnership]) -> None:
    """Refuse a tie that this person may not see, or that is another office's."""
    wanted = {tie.pk for tie in ties}
    seen = Partnership.objects.visible_to(user, office).filter(pk__in=wanted).count()
    if seen != len(wanted):
        raise NotFound(_("There is no such tie."), where="ties")


def check_people(user: User, office: Office, people: Iterable[Person]) -> None:
    """Refuse a person of the directory whom this user may not see, or who is another office's."""
    wanted = {person.pk for person in people}
    seen = Person.objects.visible_to(user, office).filter(pk__in=wanted).count()
    if seen != len(wanted):
        raise NotFound(_("There is no such person."), where="people")
