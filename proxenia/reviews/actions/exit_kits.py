"""Every write about exit kits."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from proxenia.accounts.models import User
from proxenia.core.values import clean_text
from proxenia.portfolio.models import Partnership
from proxenia.records.access import check_may_write
from proxenia.records.actions.files import event_on
from proxenia.reviews.models import ExitKit, Review
from proxenia.reviews.rules.exit_kits import (
    FIELDS,
    TEXTS,
    Known,
    check_leaves_kit,
    check_revision,
    first_words,
)


@transaction.atomic
def draft_exit_kit(review: Review, *, by: User) -> ExitKit:
    """Draft the texts of an exit kit from what is known of the tie; a second call returns the one that is there."""
    tie = review.partnership
    check_may_write(by, tie)
    check_leaves_kit(review)
    standing = ExitKit.objects.filter(review=review).first()
    if standing is not None:
        return standing
    kit = ExitKit.objects.create(
        review=review,
        **first_words(known_of(tie)),
        contact_name=by.name,
        changed_at=timezone.now(),
        changed_by=by,
    )
    event_on(tie.anchor, by=by, verb="draft_exit_kit", after={"contact_name": kit.contact_name})
    return kit


def known_of(tie: Partnership) -> Known:
    """Return what the drafts are made of: names, years and counts, nothing that was said in confidence."""
    parties = ", ".join(tie.parties.order_by("pk").values_list("named", flat=True))
    return Known(
        office=tie.office.name,
        partner=parties or tie.name,
        since=str(tie.since.year) if tie.since else "",
        contacts=tie.contact_count,
        purpose=tie.purpose,
    )


@transaction.atomic
def change_exit_kit(kit: ExitKit, *, by: User, values: Mapping[str, Any], expected: str = "") -> ExitKit:
    """Change texts of an exit kit; nothing is written where nothing differs."""
    tie = kit.review.partnership
    check_may_write(by, tie)
    locked = ExitKit.objects.select_for_update(of=("self",), no_key=True).get(pk=kit.pk)
    check_revision(expected, locked.revision)
    ready = {name: clean_text(values[name], lines=name in TEXTS) for name in FIELDS if name in values}
    changed = [name for name, value in ready.items() if getattr(locked, name) != value]
    if not changed:
        return locked
    before = {name: getattr(locked, name) for name in changed}
    for name in changed:
        setattr(locked, name, ready[name])
    locked.revision, locked.changed_at, locked.changed_by = locked.revision + 1, timezone.now(), by
    locked.save()
    after = {name: ready[name] for name in changed}
    event_on(tie.anchor, by=by, verb="change_exit_kit", before=before, after=after)
    return locked
