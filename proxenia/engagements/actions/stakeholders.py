"""Every write on the stakeholder map of a project: placed, moved with the reason, taken off."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from proxenia.accounts.models import User
from proxenia.core.errors import Refused
from proxenia.core.vocabulary import Vocabulary
from proxenia.engagements.access import check_bodies
from proxenia.engagements.actions.project_parts import open_project
from proxenia.engagements.actions.projects import cleaned, tell
from proxenia.engagements.models.projects import Project
from proxenia.engagements.models.stakeholders import Position, Stakeholder
from proxenia.engagements.rules import projects as rules

FIELDS = ("organisation", "named", "kind", "note")


def _name(one: Stakeholder) -> str:
    return str(one.organisation) if one.organisation else one.named


def _level(level: int | None) -> str:
    return "?" if level is None else str(level)


def _where(position: Position | None) -> str:
    if position is None:
        return ""
    return f"interest {_level(position.interest)}, influence {_level(position.influence)}"


def _is_there(project: Project, ready: Mapping[str, Any]) -> bool:
    if ready["organisation"] is not None:
        return project.stakeholders.filter(organisation=ready["organisation"]).exists()
    return project.stakeholders.filter(organisation=None, named=ready["named"]).exists()


@transaction.atomic
def place_stakeholder(
    project: Project,
    *,
    by: User,
    values: Mapping[str, Any],
    interest: int | None = None,
    influence: int | None = None,
    reason: str = "",
    today: dt.date | None = None,
) -> Stakeholder:
    """Put a body, or a group in words, on the map of a project; levels nobody knows are left open."""
    open_project(project, by)
    ready = cleaned({"organisation": None, "named": "", "kind": "", **values}, FIELDS)
    body = ready["organisation"]
    check_bodies(by, project.office, [body])
    if (body is None) == (not ready["named"]):
        raise Refused(
            _("Name an organisation of the directory, or a group in words: one of the two."), where="named"
        )
    if body is None and ready["kind"] and ready["kind"] not in Vocabulary.load("organisation_kinds").terms:
        raise Refused(_("“{word}” is not in the list.").format(word=ready["kind"]), where="kind")
    if _is_there(project, ready):
        raise Refused(_("They stand on the map already: move them there."), where="named")
    rules.check_levels(interest, influence)
    rules.check_room(project.stakeholders.count())
    one = Stakeholder.objects.create(project=project, **{**ready, "kind": "" if body else ready["kind"]})
    position = _put(one, by, interest, influence, reason, today)
    told = {"stakeholder": f"{_name(one)}: {_where(position)}"}
    tell(project, by=by, verb="place_stakeholder", after=told)
    return one


def _put(
    one: Stakeholder,
    by: User,
    interest: int | None,
    influence: int | None,
    reason: str,
    today: dt.date | None,
) -> Position:
    ready = cleaned({"reason": reason}, ("reason",))
    return Position.objects.create(
        stakeholder=one,
        interest=interest,
        influence=influence,
        on=today or timezone.localdate(),
        reason=ready["reason"],
        set_by=by,
    )


@transaction.atomic
def move_stakeholder(
    one: Stakeholder,
    *,
    by: User,
    interest: int | None,
    influence: int | None,
    reason: str,
    note: str | None = None,
    today: dt.date | None = None,
) -> Stakeholder:
    """Put somebody elsewhere on the map, and say why; where they stood before stays in the history."""
    project = open_project(one.project, by)
    rules.check_levels(interest, influence)
    last = one.positions.last()
    before = {"stakeholder": f"{_name(one)}: {_where(last)}", "note": one.note}
    is_moved = last is None or (last.interest, last.influence) != (interest, influence)
    if is_moved and not reason.strip():
        raise Refused(_("Say in a sentence what changed."), where="reason")
    if note is not None:
        one.note = cleaned({"note": note}, ("note",))["note"]
        one.save(update_fields=["note"])
    if is_moved:
        last = _put(one, by, interest, influence, reason, today)
    after = {"stakeholder": f"{_name(one)}: {_where(last)}", "note": one.note}
    if before != after:
        tell(project, by=by, verb="move_stakeholder", before=before, after=after)
    return one


@transaction.atomic
def remove_stakeholder(one: Stakeholder, *, by: User) -> None:
    """Take somebody off the map with all their positions; the log keeps where they stood last."""
    project = open_project(one.project, by)
    told = {"stakeholder": f"{_name(one)}: {_where(one.positions.last())}"}
    tell(project, by=by, verb="remove_stakeholder", before=told)
    one.delete()
