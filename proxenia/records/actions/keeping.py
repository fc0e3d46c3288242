"""Holds: saying that a record must be kept, and that it need not be any more."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from proxenia.accounts.access import check_may
from proxenia.accounts.models import User
from proxenia.accounts.models.roles import PRIVACY
from proxenia.audit.actions import record as record_event
from proxenia.core.errors import Refused
from proxenia.core.values import clean_text
from proxenia.records.access import check_may_see
from proxenia.records.models import Anchor, Hold


@transaction.atomic
def keep_until(anchor: Anchor, *, by: User, because: str, until: dt.date | None = None) -> Hold:
    """Say that a record must be kept until a day (for good while none is named), and why."""
    check_may(by, anchor.office, PRIVACY)
    check_may_see(by, anchor)
    because = clean_text(because, longest=500)
    if not because:
        raise Refused(_("Say why it must be kept: a law, a court, a claim."), where="because")
    if until is not None and until < timezone.localdate():
        raise Refused(_("This day is over already."), where="until")
    hold = Hold.objects.create(anchor=anchor, until=until, because=because, set_at=timezone.now(), set_by=by)
    told = {"until": until and str(until), "because": because}
    record_event(
        chain=anchor.office_id, by=by, verb="keep_until", kind=anchor.kind, uid=anchor.uid, after=told
    )
    return hold


@transaction.atomic
def lift_hold(hold: Hold, *, by: User) -> None:
    """Say that a record need not be kept any more; the rules of retention count again."""
    anchor = hold.anchor
    check_may(by, anchor.office, PRIVACY)
    check_may_see(by, anchor)
    if hold.lifted_at is not None:
        raise Refused(_("This hold was lifted already."))
    hold.lifted_at = timezone.now()
    hold.save(update_fields=["lifted_at"])
    told = {"because": hold.because}
    record_event(
        chain=anchor.office_id, by=by, verb="lift_hold", kind=anchor.kind, uid=anchor.uid, before=told
    )
