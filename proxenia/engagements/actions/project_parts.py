"""Every write on the parts of a project: who takes part, the lines of the budget, co-funding."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models, transaction

from proxenia.accounts.models import User
from proxenia.engagements.access import check_bodies
from proxenia.engagements.actions.projects import cleaned, tell
from proxenia.engagements.models.projects import BudgetLine, Funding, Project, ProjectParty
from proxenia.engagements.queries.projects import budget_of, covered
from proxenia.engagements.rules import projects as rules
from proxenia.records.access import check_may_write

PARTY_FIELDS = ("organisation", "role", "note")
LINE_FIELDS = ("kind", "what", "amount", "currency")
FUNDING_FIELDS = ("organisation", "kind", "amount", "currency", "is_confirmed", "note")


def write_part(
    part: models.Model, values: Mapping[str, Any], names: Sequence[str], told: Any, who: tuple[Any, User, str]
) -> None:
    """Write a part that stands already and tell what differs; nothing is told where nothing does."""
    record, by, verb = who
    before = told(part)
    for name in names:
        if name in values:
            setattr(part, name, values[name])
    part.save()
    after = told(part)
    if before != after:
        tell(record, by=by, verb=verb, before=before, after=after)


def open_project(project: Project, by: User) -> Project:
    """Return the project, refusing somebody who may not change it, and one that is over."""
    check_may_write(by, project)
    rules.check_open(project)
    return project


def body_words(organisation: Any) -> str:
    """Return how the log names a body; None is our own side."""
    return str(organisation) if organisation else "we"


def _told_party(one: ProjectParty) -> dict[str, str]:
    return {"party": f"{body_words(one.organisation)}: {one.role}" + (f", {one.note}" if one.note else "")}


def _is_there(project: Project, values: Mapping[str, Any], but: int | None = None) -> bool:
    rows = project.parties.filter(organisation=values.get("organisation"), role=values.get("role", ""))
    return rows.exclude(pk=but or 0).exists()


@transaction.atomic
def add_party(project: Project, *, by: User, values: Mapping[str, Any]) -> ProjectParty:
    """Say who takes part in a project in which role; nobody stands twice in one role."""
    open_project(project, by)
    ready = cleaned({"organisation": None, "role": "", **values}, PARTY_FIELDS)
    check_bodies(by, project.office, [ready["organisation"]])
    rules.check_party(ready["role"], is_there=_is_there(project, ready))
    rules.check_room(project.parties.count())
    party = ProjectParty.objects.create(project=project, **ready)
    tell(project, by=by, verb="add_project_party", after=_told_party(party))
    return party


@transaction.atomic
def change_party(party: ProjectParty, *, by: User, values: Mapping[str, Any]) -> ProjectParty:
    """Change the role of somebody, or what they take on."""
    project = open_project(party.project, by)
    ready = cleaned(values, ("role", "note"))
    whole = {"organisation": party.organisation, "role": ready.get("role", party.role)}
    rules.check_party(whole["role"], is_there=_is_there(project, whole, party.pk))
    write_part(party, ready, PARTY_FIELDS, _told_party, (project, by, "change_project_party"))
    return party


@transaction.atomic
def remove_party(party: ProjectParty, *, by: User) -> None:
    """Take somebody off a project; the history keeps it."""
    project = open_project(party.project, by)
    tell(project, by=by, verb="remove_project_party", before=_told_party(party))
    party.delete()


def _told_line(one: BudgetLine) -> dict[str, str]:
    return {"line": f"{one.what}: {one.amount} {one.currency}"}


@transaction.atomic
def add_budget_line(project: Project, *, by: User, values: Mapping[str, Any]) -> BudgetLine:
    """Add a line to a budget, in its own currency."""
    open_project(project, by)
    ready = cleaned({"what": "", "kind": "", "amount": None, "currency": "", **values}, LINE_FIELDS)
    rules.check_line(ready)
    rules.check_room(project.budget_lines.count())
    line = BudgetLine.objects.create(project=project, **ready)
    tell(project, by=by, verb="add_budget_line", after=_told_line(line))
    return line


@transaction.atomic
def change_budget_line(line: BudgetLine, *, by: User, values: Mapping[str, Any]) -> BudgetLine:
    """Change a line of a budget; what is covered beyond the new sum is told on the page."""
    project = open_project(line.project, by)
    ready = cleaned(values, LINE_FIELDS)
    rules.check_line({**{name: getattr(line, name) for name in LINE_FIELDS}, **ready})
    write_part(line, ready, LINE_FIELDS, _told_line, (project, by, "change_budget_line"))
    return line


@transaction.atomic
def remove_budget_line(line: BudgetLine, *, by: User) -> None:
    """Remove a line of a budget; the history keeps it."""
    project = open_project(line.project, by)
    tell(project, by=by, verb="remove_budget_line", before=_told_line(line))
    line.delete()


def _told_funding(one: Funding) -> dict[str, str]:
    sure = "confirmed" if one.is_confirmed else "promised"
    return {"funding": f"{body_words(one.organisation)}: {one.amount} {one.currency}, {one.kind}, {sure}"}


@transaction.atomic
def add_funding(project: Project, *, by: User, values: Mapping[str, Any]) -> Funding:
    """Note what somebody puts in; above what the budget leaves open it is refused."""
    open_project(project, by)
    Project.objects.select_for_update().get(pk=project.pk)
    ready = cleaned(
        {"organisation": None, "kind": "cash", "amount": None, "currency": "", **values}, FUNDING_FIELDS
    )
    check_bodies(by, project.office, [ready["organisation"]])
    rules.check_funding(ready, budget_of(project), covered(project))
    rules.check_room(project.fundings.count())
    funding = Funding.objects.create(project=project, **ready)
    tell(project, by=by, verb="add_funding", after=_told_funding(funding))
    return funding


@transaction.atomic
def change_funding(funding: Funding, *, by: User, values: Mapping[str, Any]) -> Funding:
    """Change co-funding: the sum, or that it is confirmed."""
    project = open_project(funding.project, by)
    ready = cleaned(values, FUNDING_FIELDS)
    whole = {**{name: getattr(funding, name) for name in FUNDING_FIELDS}, **ready}
    if whole["organisation"] != funding.organisation:
        check_bodies(by, project.office, [whole["organisation"]])
    rules.check_funding(whole, budget_of(project), covered(project, but=funding.pk))
    write_part(funding, ready, FUNDING_FIELDS, _told_funding, (project, by, "change_funding"))
    return funding


@transaction.atomic
def remove_funding(funding: Funding, *, by: User) -> None:
    """Remove co-funding; the history keeps it."""
    project = open_project(funding.project, by)
    tell(project, by=by, verb="remove_funding", before=_told_funding(funding))
    funding.delete()
