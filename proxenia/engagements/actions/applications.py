"""Applications of a project, and its dates: each date is a promise, so that it is due where promises are."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from proxenia.accounts.models import User
from proxenia.commitments.actions import add_commitment, change_commitment, move_commitment
from proxenia.commitments.models import Commitment
from proxenia.core.errors import NotFound, Refused
from proxenia.core.values import PartialDate, clean_text
from proxenia.engagements.actions.project_parts import open_project
from proxenia.engagements.actions.projects import cleaned, tell
from proxenia.engagements.models.projects import Application, Call, Project, ProjectDate
from proxenia.engagements.rules import closest
from proxenia.engagements.rules import projects as rules
from proxenia.portfolio.models import Partnership, PartnershipCommitment
from proxenia.records.access import may_see
from proxenia.records.actions import name_as_on, reindex

State = Application.State
FIELDS = ("funder_text", "asked", "currency", "reference", "late_reason")


def _told(one: Application) -> dict[str, str]:
    asked = f", {one.asked} {one.currency}" if one.asked else ""
    granted = f", {one.granted} {one.currency} granted" if one.granted else ""
    return {"application": f"{one}: {one.state}{asked}{granted}"}


def _checked(ready: Mapping[str, Any], call: Call | None) -> None:
    if call is None and not ready.get("funder_text"):
        raise Refused(_("Say to which call, or to whom, the application goes."), where="funder_text")
    if ready.get("asked") is not None:
        rules.check_amount(ready["asked"], ready.get("currency", ""), where="asked")


@transaction.atomic
def begin_application(
    project: Project,
    *,
    by: User,
    values: Mapping[str, Any],
    call: Call | None = None,
    today: dt.date | None = None,
) -> Application:
    """Begin an application; the deadline of its call becomes a promise of ours, and so enters Today and the digest."""
    open_project(project, by)
    if call is not None and (call.office_id != project.office_id or not may_see(by, call)):
        raise NotFound(_("There is no such call."), where="call")
    if call is not None and project.applications.filter(call=call).exclude(state=State.WITHDRAWN).exists():
        raise Refused(_("This project has an application to this call already."), where="call")
    ready = cleaned({"funder_text": "", "currency": call.currency if call else "", **values}, FIELDS)
    _checked(ready, call)
    on = today or timezone.localdate()
    if call is not None:
        rules.check_deadline(call.deadline, on, ready.get("late_reason", ""))
    rules.check_room(project.applications.count())
    made = Application.objects.create(project=project, call=call, **ready)
    tell(project, by=by, verb="begin_application", after=_told(made))
    if call is not None and call.deadline is not None and call.deadline >= on:
        what = _("Hand in the application “%(call)s”") % {"call": call.title}
        _due(project, by, ProjectDate.Kind.APPLICATION, what[:500], call.deadline, {"owner": by}, made)
    return made


@transaction.atomic
def change_application(one: Application, *, by: User, values: Mapping[str, Any]) -> Application:
    """Change what is asked for, the number at the funder, or why it is taken late."""
    project = open_project(one.project, by)
    ready = cleaned(values, FIELDS)
    _checked({**{name: getattr(one, name) for name in FIELDS}, **ready}, one.call)
    before = _told(one)
    for name, value in ready.items():
        setattr(one, name, value)
    one.save()
    tell(
        project,
        by=by,
        verb="change_application",
        before=before,
        after={**_told(one), "number": one.reference},
    )
    return one


@transaction.atomic
def move_application(
    one: Application,
    *,
    by: User,
    verb: str,
    on: dt.date | None,
    amount: Any = None,
    currency: str = "",
    words: str = "",
    late_reason: str = "",
    today: dt.date | None = None,
) -> Application:
    """Take an application a step on: handed in, granted, refused, withdrawn; its deadline is noted as done with it."""
    project = open_project(one.project, by)
    locked = Application.objects.select_for_update(of=("self",), no_key=True).get(pk=one.pk)
    step = rules.step_of(rules.APPLICATION_STEPS, verb)
    told = clean_text(words, lines=True)
    rules.check_step(step, locked.state, locked.get_state_display(), {"words": told})
    handed_in = locked.handed_in_on if verb != "hand_in_application" else None
    day = rules.check_day(on, today or timezone.localdate(), not_before=handed_in)
    before = _told(locked)
    _step(locked, step, day, amount, currency, clean_text(late_reason))
    locked.words = told or locked.words
    locked.save()
    tell(project, by=by, verb=verb, before=before, after={**_told(locked), "on": day.isoformat()})
    _end_deadline(locked, by, step.target, told)
    one.refresh_from_db()
    return one


def _step(
    one: Application, step: rules.Step, day: dt.date, amount: Any, currency: str, late_reason: str
) -> None:
    """Lay what a step says over an application."""
    one.state = step.target
    code = (currency or one.currency).strip().upper()[:3]
    if "asked" in step.needs:
        one.asked, one.currency = amount if amount is not None else one.asked, code
        rules.check_amount(one.asked, one.currency, where="amount")
        one.late_reason = late_reason or one.late_reason
        rules.check_deadline(one.call.deadline if one.call else None, day, one.late_reason)
        one.handed_in_on = day
        return
    one.decided_on = day
    if "granted" in step.needs:
        one.granted, one.currency = amount, code
        rules.check_amount(one.granted, one.currency, where="amount")


def _end_deadline(one: Application, by: User, target: str, words: str) -> None:
    """Report the promise of a deadline as done when the application is handed in, or drop it when it is withdrawn."""
    link = ProjectDate.objects.filter(application=one).select_related("commitment").first()
    if link is None or link.commitment.state != Commitment.State.OPEN or link.commitment.is_archived:
        return
    if target == State.SUBMITTED and one.handed_in_on:
        evidence = _("Handed in on %(day)s.") % {"day": one.handed_in_on.isoformat()}
        move_commitment(link.commitment, by=by, verb="report_commitment", evidence=evidence)
    elif target == State.WITHDRAWN:
        move_commitment(link.commitment, by=by, verb="drop_commitment", words=words)


@transaction.atomic
def add_date(project: Project, *, by: User, kind: str, values: Mapping[str, Any]) -> Commitment:
    """Note a milestone or a report of a project as a promise, ours or theirs, with its day."""
    open_project(project, by)
    due = rules.check_date(kind, values.get("due"), project)
    rules.check_room(project.dates.count())
    if kind == ProjectDate.Kind.APPLICATION:
        raise Refused(_("The date of an application comes from its call."), where="kind")
    return _due(project, by, kind, values.get("what", ""), due, values)


@transaction.atomic
def change_date(
    promise: Commitment, *, by: User, values: Mapping[str, Any], expected_version: int | None = None
) -> Commitment:
    """Change a promise; one that is a date of a project keeps a day, within the term of the project."""
    link = ProjectDate.objects.filter(commitment=promise).select_related("project").first()
    if link is not None and "due" in values and values["due"] != promise.due:
        due = values["due"]
        rules.check_date(link.kind, due.last() if due else None, link.project)
    return change_commitment(promise, by=by, values=dict(values), expected_version=expected_version)


def _due(
    project: Project,
    by: User,
    kind: str,
    what: str,
    due: dt.date,
    values: Mapping[str, Any],
    application: Application | None = None,
) -> Commitment:
    """Record the promise of a date; it belongs to the project's tie too, where there is exactly one."""
    ties = list(Partnership.objects.visible_to(by, project.office).filter(project_links__project=project)[:2])
    tie = ties[0] if len(ties) == 1 else None
    said = {name: values[name] for name in ("owner", "owner_name", "note", "side") if name in values}
    promise = add_commitment(
        project.office,
        by=by,
        values={"side": Commitment.Side.US, **said, "what": what, "due": PartialDate.of(due)},
        unit=project.unit,
        visibility=closest([project.visibility, *([tie.visibility] if tie else [])]),
        extra={"project": project.title, **({"tie": tie.name} if tie else {})},
    )
    ProjectDate.objects.create(commitment=promise, project=project, kind=kind, application=application)
    if tie is not None:
        PartnershipCommitment.objects.create(commitment=promise, partnership=tie)
        reindex(promise)
    name_as_on(promise, project, by=by)
    tell(project, by=by, verb="add_project_date", after={"date": f"{what}: {due.isoformat()}"})
    return promise
