"""The steps of a return: asked for, sent in, sent back, locked, opened again."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from proxenia.accounts.access import check_may
from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import OVERRIDE, WRITE
from proxenia.core.errors import Refused
from proxenia.core.periods import Period
from proxenia.core.values import clean_text
from proxenia.records.access import check_may_write
from proxenia.records.actions import archive, change, create, name_as_on, restore
from proxenia.records.rules import check_not_archived
from proxenia.results.models.returns import BusinessPlan, Reading, Return, ReturnComment
from proxenia.results.queries.observations import locks_of
from proxenia.results.queries.returns import last_reading, layout_of, period_of
from proxenia.results.rules.given import Answered
from proxenia.results.rules.observations import check_not_locked
from proxenia.results.rules.returns import (
    AHEAD,
    OWED,
    State,
    check_comment,
    check_period,
    check_step,
    due_day,
)

MOST_OPENED = 40
"""So many periods of a plan are opened at once at most: ten years of quarters."""


@transaction.atomic
def open_return(plan: BusinessPlan, *, by: User, period: str) -> Return:
    """Ask for the return of a period, or give the one that was asked for; what is asked is frozen with it."""
    if (found := _asked(plan, period.strip())) is not None:
        return found
    check_may_write(by, plan)
    check_not_archived(plan.is_archived)
    told = check_period(plan, period, plan.office.fiscal_year_start)
    Office.objects.select_for_update(no_key=True).get(pk=plan.office_id)
    if (found := _asked(plan, told.code)) is not None:
        return found
    values = {
        "plan": plan,
        "period": told.code,
        "due": due_day(told, plan.days),
        "layout": layout_of(plan).plain(),
    }
    made: Return = create(
        Return, by=by, office=plan.office, verb="open_return", values=values, unit=plan.unit,
        visibility=plan.visibility,
    )  # fmt: skip
    name_as_on(made, plan, by=by)
    return made


def _asked(plan: BusinessPlan, period: str) -> Return | None:
    found = Return.objects.filter(plan=plan, period=period).select_related("office", "anchor", "unit").first()
    if found is not None:
        found.plan = plan
    return found


def open_due(plan: BusinessPlan, *, by: User, today: dt.date) -> list[Return]:
    """Ask for every return whose period ends within two weeks or has ended, up to the last ten years."""
    begins = plan.office.fiscal_year_start
    first = Period.parse(plan.begins, begins)
    last = Period.of(today + AHEAD, first.kind, begins)
    if last.last > today + AHEAD:
        last = last.previous()
    if plan.until:
        last = min(last, Period.parse(plan.until, begins))
    there = set(Return.objects.filter(plan=plan).values_list("period", flat=True))
    made = []
    one = max(first, last.previous(MOST_OPENED))
    while one <= last:
        if one.code not in there:
            made.append(open_return(plan, by=by, period=one.code))
        one = one.next()
    return made


@transaction.atomic
def submit_return(one: Return, *, by: User, answered: Answered, name: str = "") -> bool:
    """Send a return in as it was read; with any problem nothing is written. Says whether it was new.

    The same words again change nothing; what was sent back must differ from what was sent.
    """
    check_may_write(by, one)
    return _submit(one, by=by, answered=answered, name=name)


@transaction.atomic
def submit_by_link(one: Return, *, answered: Answered, name: str) -> bool:
    """Send a return in by its link: whoever holds the link speaks for the unit."""
    told = clean_text(name)[:200]
    if not told:
        raise Refused(_("Say who you are."), where="name")
    return _submit(one, by=User.objects.operator(), answered=answered, name=told)


def check_submission(one: Return, *, by: User, answered: Answered) -> bool:
    """Refuse what could not be sent in; says whether it would be new. Nothing is written."""
    check_may_write(by, one)
    return _is_new(one, last_reading(one), answered)


def _is_new(one: Return, last: Reading | None, answered: Answered) -> bool:
    if answered.problems:
        raise Refused(answered.problems[0].message, where=answered.problems[0].cell)
    if last is not None and last.digest == answered.digest():
        if one.state == State.SENT_BACK:
            raise Refused(_("This is what was sent back: nothing in it has changed."), where="file")
        return False
    check_step("submit", one.state)
    return True


def _submit(one: Return, *, by: User, answered: Answered, name: str) -> bool:
    locked = locked_return(one)
    last = last_reading(locked)
    if not _is_new(locked, last, answered):
        return False
    number = last.number + 1 if last else 1
    given = {
        "figures": {key: told.plain() for key, told in answered.figures.items()},
        "answers": answered.answers,
    }
    Reading.objects.create(
        of=locked, number=number, digest=answered.digest(), given=given, cells=answered.accepted,
        sent_at=timezone.now(), sent_by=None if name else by, sent_name=name,
    )  # fmt: skip
    extra = {"reading": number, "figures": answered.accepted, **({"name": name} if name else {})}
    _move(one, by=by, verb="submit_return", state=State.SUBMITTED, extra=extra)
    return True


def locked_return(one: Return) -> Return:
    """Return a return read anew and held until the end of the transaction."""
    return Return.objects.select_for_update(of=("self",), no_key=True).get(pk=one.pk)


def _move(
    one: Return, *, by: User, verb: str, state: str, extra: Mapping[str, Any], note: str = "", **more: Any
) -> None:
    """Write the step; without a login the operator's hand is taken, who may write everywhere."""
    change(one, by=by, verb=verb, values={"state": state, **more}, extra_after=extra, note=note)


@transaction.atomic
def send_back_return(
    one: Return, *, by: User, comment: str, comments: Mapping[str, str] | None = None
) -> Return:
    """Send a return back with a comment on the whole and on single lines."""
    check_may(by, one.office, WRITE)
    check_may_write(by, one)
    after = check_step("send_back", locked_return(one).state)
    lines = {key: clean_text(text, lines=True) for key, text in (comments or {}).items() if text.strip()}
    whole = clean_text(comment, lines=True)
    if not lines:
        check_comment(whole)
    _comment(one, by, {"": whole, **lines} if whole else lines)
    _move(
        one,
        by=by,
        verb="send_back_return",
        state=after,
        extra={"comments": len(lines) + bool(whole)},
        note=whole,
    )
    return one


def _comment(one: Return, by: User, comments: Mapping[str, str]) -> None:
    last = last_reading(one)
    now = timezone.now()
    ReturnComment.objects.bulk_create(
        ReturnComment(
            of=one, reading=last.number if last else 0, key=key[:120], text=text, said_at=now, said_by=by
        )
        for key, text in comments.items()
    )


@transaction.atomic
def lock_return(one: Return, *, by: User) -> Return:
    """Lock an accepted return: its period is closed."""
    check_may(by, one.office, WRITE)
    check_may_write(by, one)
    _move(one, by=by, verb="lock_return", state=check_step("lock", locked_return(one).state), extra={})
    return one


def archive_return(one: Return, *, by: User, reason: str) -> Return:
    """Put a return away that need not be given after all; what was sent in is answered, never put away."""
    check_may(by, one.office, WRITE)
    check_may_write(by, one)
    if one.state not in OWED:
        raise Refused(_("It was sent in: send it back, or accept it."), where="state")
    return archive(one, by=by, reason=check_comment(reason, "reason"), verb="archive_return")


def restore_return(one: Return, *, by: User) -> Return:
    """Ask again for a return that was put away."""
    check_may(by, one.office, WRITE)
    return restore(one, by=by, verb="restore_return")


def check_may_reopen(one: Return, *, by: User) -> None:
    """Refuse whoever may not open a return again; a locked one is opened by whoever decides on exceptions."""
    check_may(by, one.office, OVERRIDE if one.state == State.LOCKED else WRITE)
    check_may_write(by, one)


@transaction.atomic
def reopen_return(one: Return, *, by: User, reason: str) -> Return:
    """Open an accepted or locked return again, with the reason; it goes back to whoever filled it in.

    Its values stand until it is accepted anew.
    """
    locked = locked_return(one)
    check_may_reopen(locked, by=by)
    after = check_step("reopen", locked.state)
    check_not_locked(locks_of(one.office), period_of(one))
    told = check_comment(clean_text(reason, lines=True), "reason")
    _comment(one, by, {"": told})
    _move(one, by=by, verb="reopen_return", state=after, extra={}, note=told)
    return one
