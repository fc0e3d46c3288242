"""Staff hours, a colleague at a time."""

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from proxenia.accounts.models import Membership, User
from proxenia.core.errors import Refused
from proxenia.engagements.actions.facts import refresh_contact_facts
from proxenia.engagements.models import Engagement, StaffTime
from proxenia.records.access import check_may_write
from proxenia.records.actions import change

MOST_HOURS = Decimal(9_999)


@transaction.atomic
def note_staff_time(engagement: Engagement, *, by: User, hours: Mapping[User, Decimal]) -> Engagement:
    """Make these the hours of each colleague, and their sum the engagement's staff hours; none at all clears both.

    The log tells the hours of each by name.
    """
    check_may_write(by, engagement)
    given = {user: amount for user, amount in hours.items() if amount}
    _check(engagement, given)
    Engagement.objects.select_for_update().get(pk=engagement.pk)
    held = list(engagement.staff_times.select_related("user"))
    before = sorted(f"{row.user.name}: {row.hours.normalize():f}" for row in held)
    after = sorted(f"{user.name}: {amount.normalize():f}" for user, amount in given.items())
    if before == after:
        return engagement
    engagement.staff_times.all().delete()
    StaffTime.objects.bulk_create(
        [StaffTime(engagement=engagement, user=user, hours=amount) for user, amount in given.items()]
    )
    total = sum(given.values(), Decimal(0)) or None
    change(
        engagement,
        by=by,
        verb="note_staff_time",
        values={"staff_hours": total},
        extra_before={"hours_of": before},
        extra_after={"hours_of": after},
    )
    refresh_contact_facts(engagement.tie_links.values_list("partnership_id", flat=True))
    return engagement


def _check(engagement: Engagement, given: Mapping[User, Decimal]) -> None:
    if any(not 0 < amount <= MOST_HOURS for amount in given.values()):
        raise Refused(_("Hours of a colleague lie between none and 9999."), where="hours")
    colleagues = Membership.objects.filter(office=engagement.office, user__in=given).values("user").distinct()
    if colleagues.count() != len(given):
        raise Refused(_("Only colleagues of this office give staff hours."), where="hours")
