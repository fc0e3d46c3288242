"""Mandates and drafts of agendas."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from proxenia.accounts.models import User
from proxenia.core.errors import Refused
from proxenia.core.values import clean_text
from proxenia.engagements.models import AgendaDraft, Engagement, Mandate
from proxenia.engagements.rules.talks import check_mandate, check_results, is_about_results
from proxenia.records.access import check_may_write
from proxenia.records.actions import archive, change, create
from proxenia.records.models import Visibility

LONGEST = 20_000


def _cleaned(values: Mapping[str, Any]) -> dict[str, str]:
    known = Mandate.audited_fields
    return {name: clean_text(text, lines=True)[:LONGEST] for name, text in values.items() if name in known}


@transaction.atomic
def write_mandate(engagement: Engagement, *, by: User, values: Mapping[str, Any]) -> Mandate:
    """Write a mandate for an engagement; only who writes it reads it until somebody is named besides."""
    check_may_write(by, engagement)
    ready = _cleaned(values)
    check_mandate(ready)
    if any(ready.get(name) for name in Mandate.AFTER):
        check_results(engagement)
    return create(
        Mandate,
        by=by,
        office=engagement.office,
        verb="write_mandate",
        values={"engagement": engagement, **ready},
        unit=engagement.unit,
        visibility=Visibility.CONFIDENTIAL,
        extra={"contact": engagement.title},
    )


@transaction.atomic
def change_mandate(
    mandate: Mandate, *, by: User, values: Mapping[str, Any], expected_version: int | None = None
) -> Mandate:
    """Change a mandate, or note what was asked, obtained and conceded once the talks took place."""
    check_may_write(by, mandate)
    ready = _cleaned(values)
    check_mandate({name: getattr(mandate, name) for name in Mandate.audited_fields} | ready)
    changed = {name: text for name, text in ready.items() if getattr(mandate, name) != text}
    after = is_about_results(changed)
    if after:
        check_results(mandate.engagement)
    verb = "note_results" if after else "change_mandate"
    return change(mandate, by=by, verb=verb, values=ready, expected_version=expected_version)


@transaction.atomic
def archive_mandate(mandate: Mandate, *, by: User, reason: str) -> Mandate:
    """Put a mandate away with the reason."""
    check_may_write(by, mandate)
    if not reason.strip():
        raise Refused(_("Say why it is put away."), where="reason")
    return archive(mandate, by=by, reason=clean_text(reason), verb="archive_mandate")


@transaction.atomic
def draft_agenda(engagement: Engagement, *, by: User, text: str) -> AgendaDraft:
    """Keep a draft of the agenda under its author's name; earlier drafts stay. The same text again is no draft."""
    check_may_write(by, engagement)
    ready = clean_text(text, lines=True)[:LONGEST]
    if not ready:
        raise Refused(_("Write the points of the agenda, one on a line."), where="text")
    newest = engagement.agenda_drafts.first()
    if newest is not None and newest.text == ready:
        return newest
    before = {"agenda": newest.text} if newest else {}
    change(
        engagement,
        by=by,
        verb="draft_agenda",
        values={},
        extra_before=before,
        extra_after={"agenda": ready},
    )
    return AgendaDraft.objects.create(engagement=engagement, text=ready, author=by, at=timezone.now())
