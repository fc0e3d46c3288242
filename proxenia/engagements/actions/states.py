"""How a contact moves: it took place, it is closed, it was cancelled; nothing moves by itself."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from proxenia.accounts.models import User
from proxenia.core.values import clean_text
from proxenia.engagements.actions.facts import refresh_contact_facts
from proxenia.engagements.models import Engagement, FollowUp
from proxenia.engagements.rules import check_closing, check_state, check_step, step
from proxenia.records.access import check_may_write
from proxenia.records.actions import change


@transaction.atomic
def move_engagement(
    engagement: Engagement,
    *,
    by: User,
    verb: str,
    reason: str = "",
    note: str | None = None,
    nothing_to_follow: bool = False,
    expected_version: int | None = None,
) -> Engagement:
    """Take one step of the rule table; the reason goes into the log, and the facts of the ties follow.

    ``note`` becomes what came of it. Closing needs one, and either a promise recorded here or
    ``nothing_to_follow``.
    """
    check_may_write(by, engagement)
    standing = Engagement.objects.select_for_update().get(pk=engagement.pk)
    one = step(verb)
    check_step(standing, one, reason)
    values: dict[str, Any] = {"state": one.target}
    if note is not None:
        values["note"] = clean_text(note, lines=True)
    if one.target == Engagement.State.CLOSED:
        kept = FollowUp.objects.filter(engagement=engagement, commitment__archived_at=None).count()
        check_closing(values.get("note", standing.note), kept, nothing_to_follow)
        values["nothing_to_follow"] = nothing_to_follow and kept == 0
    _check(standing, values)
    change(
        engagement,
        by=by,
        verb=verb,
        values=values,
        note=clean_text(reason)[:1000],
        expected_version=expected_version,
    )
    refresh_contact_facts(engagement.tie_links.values_list("partnership_id", flat=True))
    return engagement


def _check(standing: Engagement, values: dict[str, Any]) -> None:
    check_state({"date": standing.date, "note": standing.note, **values}, timezone.localdate())
