"""The diplomatic corps: missions listed and changed, heads of post accredited and ended."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from proxenia.accounts.models import Office, Unit, User
from proxenia.core.errors import Refused
from proxenia.core.values import PartialDate, clean_text
from proxenia.core.vocabulary import Vocabulary
from proxenia.directory.actions.people import add_post, end_post
from proxenia.directory.models import Head, Mission, Organisation, Person, Post
from proxenia.directory.queries.corps import mission_of
from proxenia.directory.rules import stricter
from proxenia.directory.rules.corps import (
    check_mission_kind,
    check_not_ended,
    check_not_listed,
    check_period,
    check_rank,
    check_sender,
    national_day,
)
from proxenia.records.access import check_may_see, check_may_write, may_write
from proxenia.records.actions import archive, change, create, name_as_on, reindex, restore
from proxenia.records.models import Record

R = TypeVar("R", bound=Record)
HEAD_FIELDS = ("rank", "is_acting", "presented", "until")


def _cleaned(values: Mapping[str, Any]) -> dict[str, Any]:
    ready = dict(values)
    if "kind" in ready:
        ready["kind"] = check_mission_kind(ready["kind"] or "other")
    for name, longest in (("sender", 200), ("phone", 60)):
        if name in ready:
            ready[name] = clean_text(ready[name], longest=longest)
    for name in ("district", "address", "note"):
        if name in ready:
            ready[name] = clean_text(ready[name], lines=True)
    if "email" in ready:
        ready["email"] = clean_text(ready["email"]).lower()
    if "national_day" in ready:
        ready["national_day"] = national_day(ready["national_day"] or "")
    return ready


def check_organisation(office: Office, by: User, organisation: Organisation) -> None:
    """Refuse an organisation of elsewhere, one this person does not see, or one put away."""
    if organisation.office_id != office.pk:
        raise Refused(_("There is no such organisation in this office."), where="organisation")
    check_may_see(by, organisation)
    if organisation.is_archived:
        sentence = _("“%(name)s” is put away. Bring it back first, or choose another.")
        raise Refused(sentence % {"name": organisation.name}, where="organisation")


def seat(
    model: type[R], organisation: Organisation, *, by: User, verb: str, values: Mapping[str, Any],
    unit: Unit | None, visibility: str, check_free: Callable[[], None],
) -> R:  # fmt: skip
    """Write what stands at an organisation and is named on it; asked whether it is free while nobody else can take it.

    Nobody sees it who may not see the organisation: of two visibilities the narrower holds.
    """
    Organisation.objects.select_for_update().filter(pk=organisation.pk).first()
    check_free()
    record = create(
        model, by=by, office=organisation.office, verb=verb, values={**values, "organisation": organisation},
        unit=unit, visibility=stricter(visibility, organisation.visibility),
    )  # fmt: skip
    name_as_on(record, organisation, by=by)
    return record


@transaction.atomic
def add_mission(
    office: Office,
    *,
    by: User,
    organisation: Organisation,
    values: Mapping[str, Any],
    unit: Unit | None = None,
    visibility: str = "internal",
) -> Mission:
    """List an organisation in the diplomatic corps; its name, place and staff stay the organisation's.

    Nobody sees the mission who may not see the organisation: of two visibilities the narrower holds.
    """
    ready = _cleaned({"kind": "other", **values})
    check_organisation(office, by, organisation)
    check_sender(ready.get("sending", ""), ready.get("sender", ""))
    check_period(ready.get("opened"), ready.get("closed"), "closed")
    return seat(
        Mission, organisation, by=by, verb="add_mission", values=ready, unit=unit, visibility=visibility,
        check_free=lambda: check_not_listed(mission_of(organisation)),
    )  # fmt: skip


@transaction.atomic
def change_mission(
    mission: Mission, *, by: User, values: Mapping[str, Any], expected_version: int | None = None
) -> Mission:
    """Change what is said of a mission."""
    check_may_write(by, mission)
    ready = _cleaned(values)
    told = {
        name: ready.get(name, getattr(mission, name)) for name in ("sending", "sender", "opened", "closed")
    }
    check_sender(told["sending"], told["sender"])
    check_period(told["opened"], told["closed"], "closed")
    return change(mission, by=by, verb="change_mission", values=ready, expected_version=expected_version)


def archive_mission(mission: Mission, *, by: User, reason: str) -> Mission:
    """Take a mission off the list with the reason; the organisation stays."""
    return archive(mission, by=by, reason=reason, verb="archive_mission")


@transaction.atomic
def restore_mission(mission: Mission, *, by: User) -> Mission:
    """Put a mission back on the list, unless its organisation was listed anew."""
    check_may_write(by, mission)
    check_not_listed(mission_of(mission.organisation))
    return restore(mission, by=by, verb="restore_mission")


def told_head(head: Head) -> str:
    """Return a head of post as the log tells it."""
    rank = Vocabulary.load("head_ranks").english(head.rank)
    dates = [
        f"{word} {date}" for word, date in (("accredited", head.presented), ("until", head.until)) if date
    ]
    return ", ".join([head.person.name, rank, *(["acting"] if head.is_acting else []), *dates])


def _checked(head: Head) -> Head:
    check_rank(head.rank)
    check_period(head.presented, head.until, "until")
    return head


@transaction.atomic
def appoint_head(
    mission: Mission,
    *,
    by: User,
    person: Person,
    rank: str,
    presented: PartialDate | None = None,
    until: PartialDate | None = None,
    is_acting: bool = False,
) -> Head:
    """Say who leads a mission, with rank and accreditation; who has no post there is given one.

    Whoever led it before stays as they are: a term is ended by `end_head`.
    """
    check_may_write(by, mission)
    check_may_see(by, person)
    if person.office_id != mission.office_id:
        raise Refused(_("There is no such person in this office."), where="person")
    head = Head(
        mission=mission, person=person, rank=rank, presented=presented, until=until, is_acting=is_acting
    )
    _checked(head).save()
    change(mission, by=by, verb="appoint_head", values={}, extra_after={"head": told_head(head)})
    held = Post.objects.filter(person=person, organisation=mission.organisation, ends=None)
    if may_write(by, person) and not held.exists():
        title = Vocabulary.load("head_ranks").label(rank)
        add_post(person, by=by, organisation=mission.organisation, title=title, starts=presented, ends=until)
    return head


@transaction.atomic
def change_head(head: Head, *, by: User, values: Mapping[str, Any]) -> Head:
    """Change rank, accreditation or end of somebody at the head of a mission (fields of HEAD_FIELDS)."""
    check_may_write(by, head.mission)
    before = told_head(head)
    for name in HEAD_FIELDS:
        if name in values:
            setattr(head, name, values[name])
    after = told_head(_checked(head))
    if before != after:
        head.save()
        change(
            head.mission,
            by=by,
            verb="change_head",
            values={},
            extra_before={"head": before},
            extra_after={"head": after},
        )
    return head


@transaction.atomic
def end_head(head: Head, *, by: User, until: PartialDate, reason: str = "") -> Head:
    """End somebody's term at the head of a mission, and with it their posts there that are still open."""
    check_may_write(by, head.mission)
    check_not_ended(head)
    before = told_head(head)
    head.until = until
    _checked(head).save()
    after = {"head": told_head(head), **({"reason": clean_text(reason, longest=500)} if reason else {})}
    change(head.mission, by=by, verb="end_head", values={}, extra_before={"head": before}, extra_after=after)
    if may_write(by, head.person):
        for post in Post.objects.filter(
            person=head.person, organisation=head.mission.organisation, ends=None
        ).select_related("person", "organisation"):
            end_post(post, by=by, ends=until)
    reindex(head.mission)
    return head
