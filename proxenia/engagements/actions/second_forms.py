"""The second form of a traveller: a link that works once, the answers, and their erasure after the journey."""

import datetime as dt
import hashlib
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.accounts.models import User
from proxenia.core.errors import Refused
from proxenia.core.retention import ERASE, Rule, register_retention
from proxenia.core.values import clean_text
from proxenia.directory.actions.consents import record_consent
from proxenia.directory.queries.consents import is_minor, may_leave
from proxenia.engagements.access import check_may_read_details
from proxenia.engagements.actions.delegations import planned, tell
from proxenia.engagements.models.delegations import Member
from proxenia.engagements.models.travelling import TravelDetails
from proxenia.engagements.queries.delegations import details_due, last_day
from proxenia.engagements.rules.delegations import (
    LINK_LIFE,
    check_details,
    check_link,
    check_may_fill,
)
from proxenia.records.access import check_may_write, may_write

PHOTO, SPECIAL, CONSENT = "photo", "special_data", "consent"


def digest_of_form(token: str) -> str:
    """Return what is kept of the token of a link."""
    return hashlib.sha256(token.encode()).hexdigest()


def row_of(member: Member) -> TravelDetails:
    """Return the second form of a member, locked; a new one where there was none."""
    found = TravelDetails.objects.select_for_update().filter(member=member).first()
    if found is not None:
        return found
    engagement = member.engagement
    return TravelDetails(
        engagement=engagement, member=member, person=member.person, until=last_day(engagement)
    )


@transaction.atomic
def make_form_link(member: Member, *, by: User, now: dt.datetime | None = None) -> str:
    """Make the link by which a traveller fills in the second form, and return its token; the one before ends.

    Only its digest is kept. A minor gets one once a guardian has agreed: the link tells a name outside the office.
    """
    engagement = member.engagement
    check_may_read_details(by, engagement)
    check_may_write(by, engagement)
    check_may_fill(planned(engagement).state)
    if not may_leave(member.person):
        sentence = _("No guardian has agreed yet that the data of %(name)s leave the office.")
        raise Refused(sentence % {"name": member.person.name})
    token, moment = secrets.token_urlsafe(32), now or timezone.now()
    details = row_of(member)
    details.digest, details.sent_by, details.sent_at = digest_of_form(token), by, moment
    details.expires_at = moment + LINK_LIFE
    details.save()
    tell(engagement, by=by, verb="send_second_form", after={"member": member.person.name})
    return token


def form_behind(token: str, *, now: dt.datetime | None = None) -> TravelDetails:
    """Return the second form a link leads to, or refuse it; looking does not use it up."""
    found = TravelDetails.objects.select_related("member__person", "engagement__office", "sent_by")
    return check_link(found.filter(digest=digest_of_form(token)).first(), now or timezone.now())


@transaction.atomic
def fill_by_link(
    token: str, *, values: Mapping[str, Any], agreed: bool, now: dt.datetime | None = None
) -> TravelDetails:
    """Keep what a traveller, or a minor's guardian, answered; the link is used up."""
    moment = now or timezone.now()
    locked = (
        TravelDetails.objects.select_for_update(of=("self",)).filter(digest=digest_of_form(token)).first()
    )
    details = check_link(locked, moment)
    check_may_fill(planned(details.engagement).state)
    details.digest, details.expires_at, details.filled_by = None, None, None
    return _keep(details, writer_of(details), values, agreed, moment, by_traveller=True)


def writer_of(details: TravelDetails) -> User:
    """Return in whose name the log tells it: whoever sent the link, as long as they may write here."""
    sender = details.sent_by
    may = sender is not None and sender.is_active and may_write(sender, details.engagement)
    return sender if sender is not None and may else User.objects.operator()


@transaction.atomic
def fill_by_office(member: Member, *, by: User, values: Mapping[str, Any], agreed: bool) -> TravelDetails:
    """Keep what a traveller told the office; ``agreed`` says that they agreed to what is sensitive."""
    check_may_read_details(by, member.engagement)
    check_may_write(by, member.engagement)
    check_may_fill(planned(member.engagement).state)
    details = row_of(member)
    details.filled_by = by
    return _keep(details, by, values, agreed, timezone.now(), by_traveller=False)


def _keep(
    details: TravelDetails,
    by: User,
    values: Mapping[str, Any],
    agreed: bool,
    moment: dt.datetime,
    *,
    by_traveller: bool,
) -> TravelDetails:
    """Write the answers. The log says that it was filled in and by whom, never what was answered."""
    ready = {name: _fitted(name, values.get(name, "")) for name in TravelDetails.answers}
    ready["passport_expires"] = values.get("passport_expires") or None
    minor = is_minor(details.person, timezone.localdate())
    check_details(ready, agreed=agreed, is_minor=minor and by_traveller)
    for name, value in ready.items():
        setattr(details, name, value)
    details.filled_at = moment
    details.save()
    tell(
        details.engagement,
        by=by,
        verb="fill_second_form",
        after={"member": details.member.person.name, "through": "link" if by_traveller else "office"},
    )
    _record_consents(details, by, agreed)
    return details


def _fitted(name: str, value: Any) -> Any:
    """Return an answer cleaned and no longer than its column; a date stays as it is."""
    field: Any = TravelDetails._meta.get_field(name)
    return clean_text(value)[: field.max_length] if isinstance(value, str) else value


def _record_consents(details: TravelDetails, by: User, agreed: bool) -> None:
    """Record what was agreed to on the person, for as long as the journey: pictures, and sensitive answers."""
    sensitive = agreed and bool(details.diet or details.needs)
    wanted = {PHOTO: details.photos == TravelDetails.Photos.YES, SPECIAL: sensitive}
    today = timezone.localdate()
    writer = by if may_write(by, details.person) else User.objects.operator()
    if details.person.is_archived:
        return
    for purpose, given in wanted.items():
        known = details.person.consents.filter(purpose=purpose, given_on=today, withdrawn_on=None)
        if given and not known.exists():
            record_consent(
                details.person,
                by=writer,
                purpose=purpose,
                basis=CONSENT,
                source=_("Second form for “%(title)s”") % {"title": details.engagement.title[:200]},
                given_on=today,
                until=details.until if purpose == SPECIAL and details.until >= today else None,
            )


@transaction.atomic
def erase_second_form(details: TravelDetails, *, by: User) -> None:
    """Erase a second form before its time, with the link to it."""
    engagement = details.engagement
    check_may_read_details(by, engagement)
    check_may_write(by, engagement)
    tell(engagement, by=by, verb="erase_second_form", after={"member": details.member.person.name})
    details.delete()


def _erase(rows: Sequence[TravelDetails], by: Any) -> None:
    TravelDetails.objects.filter(pk__in=[row.pk for row in rows]).delete()


RULE = Rule(
    code="second_forms",
    what=gettext_lazy("Second forms of travellers: passport dates, diets, emergency contacts"),
    after=gettext_lazy("the last day of the journey, or the day it was cancelled"),
    fate=ERASE,
    basis=gettext_lazy("Their purpose is over with the journey: GDPR, Article 5(1)(b) and (e)."),
    months=1,
    least=1,
    most=6,
    due=details_due,
    carry_out=_erase,
    anchor="engagement",
)


def register() -> None:
    """Add the rule of this room to the table of how long what is kept."""
    register_retention(RULE)
