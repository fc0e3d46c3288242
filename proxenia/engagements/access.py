"""Which ties and people somebody may put on a contact; who decides on delegations and reads second forms."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from proxenia.accounts.access import check_may, may
from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import OVERRIDE, PRIVACY
from proxenia.core.errors import NotAllowed, NotFound
from proxenia.directory.models import Organisation, Person
from proxenia.engagements.models.contacts import Engagement
from proxenia.engagements.models.delegations import Delegation
from proxenia.portfolio.models import Partnership
from proxenia.records.access import check_may_see, check_may_write, may_see, may_write


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


def check_bodies(user: User, office: Office, bodies: Iterable[Organisation | None]) -> None:
    """Refuse an organisation that this person may not see, or that is another office's; None is our own side."""
    wanted = {body.pk for body in bodies if body is not None}
    seen = Organisation.objects.visible_to(user, office).filter(pk__in=wanted).count() if wanted else 0
    if seen != len(wanted):
        raise NotFound(_("There is no such organisation."), where="organisation")


def may_read_details(user: User, engagement: Engagement) -> bool:
    """Say whether a person may read the second forms of a delegation: who organises it, and who looks after privacy."""
    plan = Delegation.objects.filter(engagement=engagement).first()
    is_organiser = plan is not None and plan.organiser_id == user.pk and may_write(user, engagement)
    return is_organiser or (may_see(user, engagement) and may(user, engagement.office, PRIVACY))


def check_may_read_details(user: User, engagement: Engagement) -> None:
    """Refuse the second forms to everybody but the few who may read them."""
    check_may_see(user, engagement)
    if not may_read_details(user, engagement):
        sentence = _(
            "Only whoever organises the delegation, or looks after privacy in the office, reads these."
        )
        raise NotAllowed(sentence)


def check_may_decide(user: User, engagement: Engagement) -> None:
    """Refuse a decision on a delegation to whoever may not decide on exceptions, or does not see it."""
    check_may_write(user, engagement)
    check_may(user, engagement.office, OVERRIDE)
