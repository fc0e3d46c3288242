"""Every write on the inventory and on consultations."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from proxenia.accounts.models import Office, Unit, User
from proxenia.records import actions as records
from proxenia.records.access import check_may_reach, check_may_write, check_may_write_in
from proxenia.strategy.actions.shared import clean, tell, whole
from proxenia.strategy.models import Asset, Consultation, Voice
from proxenia.strategy.queries.assets import groups
from proxenia.strategy.rules.assets import check_asset, check_not_ahead, check_voice
from proxenia.strategy.rules.tree import check_words


def _asset(values: Mapping[str, Any]) -> dict[str, Any]:
    ready = clean(values, lines=("what", "evidence"))
    check_asset(ready, groups().codes, timezone.localdate())
    return ready


@transaction.atomic
def add_asset(
    office: Office,
    *,
    by: User,
    values: Mapping[str, Any],
    unit: Unit | None = None,
    visibility: str = "internal",
) -> Asset:
    """Add an asset, capability or connection with its evidence, source and date."""
    check_may_write_in(by, office, unit)
    ready = _asset({"what": "", "place_words": "", "organisation": None, **values})
    return records.create(
        Asset, by=by, office=office, verb="add_asset", values=ready, unit=unit, visibility=visibility
    )


@transaction.atomic
def change_asset(
    one: Asset, *, by: User, values: Mapping[str, Any], expected_version: int | None = None
) -> Asset:
    """Change an entry of the inventory."""
    check_may_write(by, one)
    ready = _asset(whole(one, values))
    return records.change(
        one, by=by, verb="change_asset", values={**values, **ready}, expected_version=expected_version
    )


@transaction.atomic
def archive_asset(one: Asset, *, by: User, reason: str) -> Asset:
    """Put an entry of the inventory away."""
    check_may_write(by, one)
    return records.archive(one, by=by, reason=reason, verb="archive_asset")


@transaction.atomic
def restore_asset(one: Asset, *, by: User) -> Asset:
    """Bring an entry of the inventory back."""
    check_may_write(by, one)
    return records.restore(one, by=by, verb="restore_asset")


def _consultation(values: Mapping[str, Any]) -> dict[str, Any]:
    ready = clean(values, lines=("note",))
    ready["title"] = check_words(ready["title"], "title", _("Say which occasion it was."))[:300]
    check_not_ahead(ready["on"], "on", timezone.localdate())
    return ready


@transaction.atomic
def add_consultation(
    office: Office,
    *,
    by: User,
    values: Mapping[str, Any],
    unit: Unit | None = None,
    visibility: str = "internal",
) -> Consultation:
    """Record an occasion on which people were asked about the strategy."""
    check_may_write_in(by, office, unit)
    ready = _consultation({"kind": "meeting", "strategy": None, "note": "", **values})
    return records.create(
        Consultation,
        by=by,
        office=office,
        verb="add_consultation",
        values=ready,
        unit=unit,
        visibility=visibility,
    )


@transaction.atomic
def change_consultation(
    one: Consultation, *, by: User, values: Mapping[str, Any], expected_version: int | None = None
) -> Consultation:
    """Change what is said of a consultation."""
    check_may_write(by, one)
    ready = _consultation(whole(one, values))
    return records.change(
        one, by=by, verb="change_consultation", values={**values, **ready}, expected_version=expected_version
    )


@transaction.atomic
def archive_consultation(one: Consultation, *, by: User, reason: str) -> Consultation:
    """Put a consultation away."""
    check_may_write(by, one)
    return records.archive(one, by=by, reason=reason, verb="archive_consultation")


@transaction.atomic
def restore_consultation(one: Consultation, *, by: User) -> Consultation:
    """Bring a consultation back."""
    check_may_write(by, one)
    return records.restore(one, by=by, verb="restore_consultation")


VOICE = ("name", "organisation", "asked", "outcome", "became", "objective")


def _voice(values: Mapping[str, Any]) -> dict[str, Any]:
    empty = {"organisation": None, "outcome": "open", "became": "", "objective": None}
    ready = clean({**empty, **values}, lines=("asked", "became"))
    check_voice(ready)
    return ready


def _told(voice: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "who": voice["name"],
        "asked": voice["asked"],
        "outcome": voice["outcome"],
        "why": voice["became"],
    }


@transaction.atomic
def hear_voice(consultation: Consultation, *, by: User, values: Mapping[str, Any]) -> Voice:
    """Write down who was heard at a consultation and what they asked."""
    check_may_write(by, consultation)
    check_may_reach(by, consultation.office, values)
    ready = _voice(values)
    tell(consultation, by=by, verb="hear_voice", after=_told(ready))
    return Voice.objects.create(consultation=consultation, **ready)


@transaction.atomic
def change_voice(voice: Voice, *, by: User, values: Mapping[str, Any]) -> Voice:
    """Change what somebody asked, or say what became of it."""
    check_may_write(by, voice.consultation)
    check_may_reach(by, voice.consultation.office, values, voice)
    before = {name: getattr(voice, name) for name in VOICE}
    ready = _voice({**before, **values})
    if ready == before:
        return voice
    tell(voice.consultation, by=by, verb="change_voice", before=_told(before), after=_told(ready))
    for name, value in ready.items():
        setattr(voice, name, value)
    voice.save()
    return voice


@transaction.atomic
def remove_voice(voice: Voice, *, by: User) -> None:
    """Take off who was written down by mistake."""
    check_may_write(by, voice.consultation)
    before = {name: getattr(voice, name) for name in VOICE}
    tell(voice.consultation, by=by, verb="remove_voice", before=_told(before))
    voice.delete()
