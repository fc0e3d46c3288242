"""Every write about who carries ties and the political calendar."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from proxenia.accounts.models import Office, User
from proxenia.core.errors import Refused
from proxenia.core.values import PartialDate, clean_text
from proxenia.directory.models import Organisation, Person
from proxenia.portfolio.actions import add_promise
from proxenia.portfolio.models import Partnership
from proxenia.records.access import check_may_reach, check_may_write
from proxenia.records.actions.files import event_on
from proxenia.reviews.models import Carrier, CarrierTask, PoliticalDate
from proxenia.reviews.queries.sponsors import departed, standing_carriers
from proxenia.reviews.rules.sponsors import HANDOVER_DAYS, check_carrier, check_political_date

About = CarrierTask.About


@transaction.atomic
def name_carrier(
    tie: Partnership,
    *,
    by: User,
    side: str,
    role: str,
    person: Person | None = None,
    user: User | None = None,
) -> Carrier:
    """Name who carries a tie in a role on a side; who did so before is ended with today."""
    check_may_write(by, tie)
    check_carrier(side, role, person=person, user=user)
    Partnership.objects.select_for_update(of=("self",), no_key=True).get(pk=tie.pk)
    before = Carrier.objects.filter(partnership=tie, side=side, role=role, until=None).first()
    if before is not None and (before.person, before.user) == (person, user):
        return before
    if before is not None:
        before.until = timezone.localdate()
        before.save(update_fields=["until"])
    named = Carrier.objects.create(
        partnership=tie, side=side, role=role, person=person, user=user, since=timezone.localdate()
    )
    told = {"side": side, "role": role}
    event_on(
        tie.anchor, by=by, verb="name_carrier", before={"who": before.who} if before else None,
        after={**told, "who": named.who},
    )  # fmt: skip
    return named


@transaction.atomic
def end_carrier(carrier: Carrier, *, by: User) -> Carrier:
    """Note that somebody no longer carries a tie; the role is open until somebody is named."""
    check_may_write(by, carrier.partnership)
    locked = Carrier.objects.select_for_update(of=("self",), no_key=True).get(pk=carrier.pk)
    if locked.until is not None:
        raise Refused(_("That was noted already."), where="who")
    locked.until = timezone.localdate()
    locked.save(update_fields=["until"])
    event_on(carrier.partnership.anchor, by=by, verb="end_carrier", before={"who": carrier.who})
    return locked


@transaction.atomic
def open_carrier_task(carrier: Carrier, *, by: User, due: dt.date | None = None) -> CarrierTask:
    """Make a task of a tie that is about to lose somebody; a second call returns the one that is there."""
    words = _("Find who carries {tie} after {who}").format(tie=carrier.partnership.name, who=carrier.who)
    return _task(carrier, by, About.RISK, words, due, "open_carrier_task")


@transaction.atomic
def open_handover(carrier: Carrier, *, by: User, today: dt.date | None = None) -> CarrierTask:
    """Open the handover of somebody who has left: a task under the tie, due within a month."""
    due = (today or timezone.localdate()) + dt.timedelta(days=HANDOVER_DAYS)
    words = _(
        "Hand over {tie}: {who} has left. Name who follows, and tell them what is promised and planned."
    ).format(tie=carrier.partnership.name, who=carrier.who)
    return _task(carrier, by, About.HANDOVER, words, due, "open_handover")


def _task(carrier: Carrier, by: User, about: str, words: str, due: dt.date | None, verb: str) -> CarrierTask:
    tie = carrier.partnership
    check_may_write(by, tie)
    Carrier.objects.select_for_update(of=("self",), no_key=True).get(pk=carrier.pk)
    standing = CarrierTask.objects.filter(carrier=carrier, about=about).first()
    if standing is not None:
        return standing
    values = {"what": words[:500], "side": "us", "due": PartialDate.of(due) if due else None}
    promise = add_promise(tie, by=by, values=values)
    event_on(tie.anchor, by=by, verb=verb, after={"who": carrier.who})
    return CarrierTask.objects.create(commitment=promise, carrier=carrier, about=about)


def open_handovers(office: Office, *, by: User, today: dt.date | None = None) -> int:
    """Open the handover of everybody who has left a tie of an office; returns how many were opened."""
    day = today or timezone.localdate()
    lost = [one.carrier for one in departed(standing_carriers(office), office, day) if one.task is None]
    for carrier in lost:
        open_handover(carrier, by=by, today=day)
    return len(lost)


@transaction.atomic
def add_political_date(organisation: Organisation, *, by: User, values: Mapping[str, Any]) -> PoliticalDate:
    """Put a date of politics at an organisation on the calendar: an election, the end of a term."""
    check_may_write(by, organisation)
    check_may_reach(by, organisation.office, values)
    check_political_date(values)
    ready = {name: values.get(name) for name in ("kind", "on", "person")}
    texts = {name: clean_text(str(values.get(name) or "")) for name in ("what", "source")}
    date = PoliticalDate.objects.create(
        organisation=organisation, **ready, what=texts["what"][:200], source=texts["source"][:300]
    )
    told = {"kind": date.kind, "on": str(date.on), "what": date.what}
    event_on(organisation.anchor, by=by, verb="add_political_date", after=told)
    return date


@transaction.atomic
def remove_political_date(date: PoliticalDate, *, by: User) -> None:
    """Take a date off the political calendar."""
    check_may_write(by, date.organisation)
    told = {"kind": date.kind, "on": str(date.on), "what": date.what}
    event_on(date.organisation.anchor, by=by, verb="remove_political_date", before=told)
    date.delete()
