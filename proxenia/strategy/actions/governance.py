"""Every write on the governance profile: scenario, units, coordinating bodies and their meetings."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from proxenia.accounts.models import Office, User
from proxenia.core.errors import Refused
from proxenia.core.vocabulary import Vocabulary
from proxenia.records import actions as records
from proxenia.records.access import check_may_write, check_may_write_in
from proxenia.strategy.actions.shared import clean, tell, whole
from proxenia.strategy.models import BodyMeeting, CoordinationBody, GovernanceProfile, GovernanceUnit
from proxenia.strategy.rules.assets import check_figures
from proxenia.strategy.rules.tree import check_words

P = TypeVar("P", GovernanceUnit, CoordinationBody, BodyMeeting)
UNIT = ("name", "task", "staff", "budget", "currency", "year", "source")
BODY = ("name", "task", "members")
MEETING = ("on", "topics", "decisions")


def _profile(values: Mapping[str, Any]) -> dict[str, Any]:
    ready = clean(values, lines=("note",))
    for name, vocabulary in (("management", "management_scenarios"), ("planning", "planning_scenarios")):
        if ready[name] and ready[name] not in Vocabulary.load(vocabulary).codes:
            raise Refused(_("Choose one from the list, or leave it empty."), where=name)
    if ready["as_of"] > timezone.localdate():
        raise Refused(_("This day is still to come."), where="as_of")
    return ready


@transaction.atomic
def begin_profile(office: Office, *, by: User, values: Mapping[str, Any]) -> GovernanceProfile:
    """Begin the governance profile of an office; there is one."""
    check_may_write_in(by, office, None)
    Office.objects.select_for_update(no_key=True).get(pk=office.pk)
    if GovernanceProfile.objects.filter(office=office).exists():
        raise Refused(_("The office has its profile already: change that one."))
    ready = _profile({"management": "", "planning": "", "note": "", **values})
    return records.create(GovernanceProfile, by=by, office=office, verb="begin_profile", values=ready)


@transaction.atomic
def change_profile(
    one: GovernanceProfile, *, by: User, values: Mapping[str, Any], expected_version: int | None = None
) -> GovernanceProfile:
    """Change scenario, date or note of the profile."""
    check_may_write(by, one)
    ready = _profile(whole(one, values))
    return records.change(
        one, by=by, verb="change_profile", values={**values, **ready}, expected_version=expected_version
    )


def _told(part: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(part, name) for name in names}


def _change(part: P, profile: GovernanceProfile, by: User, verb: str, ready: Mapping[str, Any]) -> P:
    before = _told(part, tuple(ready))
    if before == dict(ready):
        return part
    tell(profile, by=by, verb=verb, before=before, after=ready)
    for name, value in ready.items():
        setattr(part, name, value)
    part.save()
    return part


def _unit(values: Mapping[str, Any]) -> dict[str, Any]:
    ready = clean(values)
    check_figures(ready)
    return ready


@transaction.atomic
def add_governance_unit(profile: GovernanceProfile, *, by: User, values: Mapping[str, Any]) -> GovernanceUnit:
    """Add a unit that works on international matters, with staff and budget as far as they are known."""
    check_may_write(by, profile)
    empty = {"task": "", "staff": None, "budget": None, "currency": "", "year": None, "source": ""}
    ready = _unit({**empty, **values})
    tell(profile, by=by, verb="add_governance_unit", after=ready)
    return GovernanceUnit.objects.create(profile=profile, **ready)


@transaction.atomic
def change_governance_unit(unit: GovernanceUnit, *, by: User, values: Mapping[str, Any]) -> GovernanceUnit:
    """Change what is said of a unit."""
    check_may_write(by, unit.profile)
    ready = _unit({**_told(unit, UNIT), **values})
    return _change(unit, unit.profile, by, "change_governance_unit", ready)


@transaction.atomic
def remove_governance_unit(unit: GovernanceUnit, *, by: User) -> None:
    """Take a unit off the profile."""
    check_may_write(by, unit.profile)
    tell(unit.profile, by=by, verb="remove_governance_unit", before=_told(unit, UNIT))
    unit.delete()


@transaction.atomic
def add_body(profile: GovernanceProfile, *, by: User, values: Mapping[str, Any]) -> CoordinationBody:
    """Add a body in which departments, or the city and others, coordinate what they do abroad."""
    check_may_write(by, profile)
    ready = clean({"task": "", "members": "", **values}, lines=("members",))
    check_words(ready["name"], "name", _("Give the body its name."))
    tell(profile, by=by, verb="add_body", after=ready)
    return CoordinationBody.objects.create(profile=profile, **ready)


@transaction.atomic
def change_body(body: CoordinationBody, *, by: User, values: Mapping[str, Any]) -> CoordinationBody:
    """Change what is said of a coordinating body."""
    check_may_write(by, body.profile)
    ready = clean({**_told(body, BODY), **values}, lines=("members",))
    check_words(ready["name"], "name", _("Give the body its name."))
    return _change(body, body.profile, by, "change_body", ready)


@transaction.atomic
def remove_body(body: CoordinationBody, *, by: User) -> None:
    """Take a coordinating body off the profile, unless meetings of it are recorded."""
    check_may_write(by, body.profile)
    if body.meetings.exists():
        raise Refused(_("Meetings of it are recorded: it stays as a part of what happened."))
    tell(body.profile, by=by, verb="remove_body", before=_told(body, BODY))
    body.delete()


def _meeting(values: Mapping[str, Any]) -> dict[str, Any]:
    ready = clean(values, lines=("decisions",))
    if ready["on"] > timezone.localdate():
        raise Refused(_("This day is still to come: record the meeting once it was held."), where="on")
    if not (ready["topics"] or ready["decisions"]):
        raise Refused(_("Write what it was about, or what was decided."), where="topics")
    return ready


@transaction.atomic
def add_body_meeting(body: CoordinationBody, *, by: User, values: Mapping[str, Any]) -> BodyMeeting:
    """Record a meeting of a coordinating body with what it decided."""
    check_may_write(by, body.profile)
    ready = _meeting({"topics": "", "decisions": "", **values})
    tell(body.profile, by=by, verb="add_body_meeting", after={"body": body.name, **ready})
    return BodyMeeting.objects.create(body=body, **ready)


@transaction.atomic
def change_body_meeting(meeting: BodyMeeting, *, by: User, values: Mapping[str, Any]) -> BodyMeeting:
    """Change day, topics or decisions of a meeting that was recorded wrongly; the log keeps what stood there."""
    profile = meeting.body.profile
    check_may_write(by, profile)
    ready = _meeting({**_told(meeting, MEETING), **values})
    return _change(meeting, profile, by, "change_body_meeting", ready)


@transaction.atomic
def remove_body_meeting(meeting: BodyMeeting, *, by: User) -> None:
    """Take off a meeting that was recorded by mistake."""
    profile = meeting.body.profile
    check_may_write(by, profile)
    told = {"body": meeting.body.name, **_told(meeting, ("on", "topics", "decisions"))}
    tell(profile, by=by, verb="remove_body_meeting", before=told)
    meeting.delete()
