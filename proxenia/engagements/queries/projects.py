"""Calls, projects, their budgets and dates, as far as a person may see them."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, QuerySet

from proxenia.accounts.models import Office, User
from proxenia.commitments.models import Commitment
from proxenia.commitments.rules import STANDING
from proxenia.core.search import Entry
from proxenia.core.values import fold
from proxenia.directory.models import Organisation
from proxenia.engagements.models.projects import (
    Application,
    Call,
    Project,
    ProjectDate,
    ProjectParty,
)
from proxenia.engagements.queries.promises import visible_promises
from proxenia.portfolio.models import Partnership
from proxenia.records.models import RecordQuerySet, visible_through

NOTHING = Decimal(0)
Sums = dict[str, Decimal]


def project_entry(project: Project) -> Entry:
    """Return the words of a project that search finds it by: its own, no names of others."""
    words = " ".join((project.aim, project.closing, project.note))
    return Entry(project.pk, project.office_id, "project", project.title, words)


def call_entry(call: Call) -> Entry:
    """Return the words of a call that search finds it by."""
    words = " ".join((call.funder_text, call.fits, call.note))
    return Entry(call.pk, call.office_id, "funding_call", call.title, words)


def visible_projects(user: User, office: Office) -> RecordQuerySet[Project]:
    """Return the living projects a person may see."""
    found: RecordQuerySet[Project] = Project.objects.visible_to(user, office)
    return found.live()


def wanted_projects(user: User, office: Office, *, state: str = "", text: str = "") -> QuerySet[Project]:
    """Return the projects that fit, those that end first at the top, those without an end last."""
    found = visible_projects(user, office)
    if state:
        found = found.filter(state=state)
    if text.strip():
        found = found.filter(title_folded__contains=fold(text)[:300])
    return found.order_by(F("ends").asc(nulls_last=True), "pk")


def visible_calls(user: User, office: Office) -> RecordQuerySet[Call]:
    """Return the living calls a person may see."""
    found: RecordQuerySet[Call] = Call.objects.visible_to(user, office)
    return found.live()


def wanted_calls(user: User, office: Office, *, state: str, today: dt.date) -> QuerySet[Call]:
    """Return calls of a state, or all for an empty one; ``open`` are those not left alone nor past."""
    found = visible_calls(user, office)
    if state == "open":
        ahead = Q(deadline=None) | Q(deadline__gte=today)
        found = found.filter(ahead).exclude(state=Call.State.LEFT)
    elif state in Call.State.values:
        found = found.filter(state=state)
    return found.select_related("funder").order_by(F("deadline").asc(nulls_last=True), "pk")


def bodies_seen(user: User, office: Office, keys: Iterable[int | None]) -> dict[int, Organisation]:
    """Return the organisations of some keys that a person may see, in one question."""
    wanted = {key for key in keys if key is not None}
    if not wanted:
        return {}
    return {one.pk: one for one in Organisation.objects.visible_to(user, office).filter(pk__in=wanted)}


def ties_of_project(user: User, project: Project) -> list[Partnership]:
    """Return the ties of a project that a person may see."""
    seen = Partnership.objects.visible_to(user, project.office)
    return list(seen.filter(project_links__project=project).order_by("name_folded"))


def applications_of(user: User, project: Project) -> list[Application]:
    """Return the applications of a project; a call this person may not see is left out of them."""
    rows = list(project.applications.select_related("call"))
    seen = set(
        Call.objects.visible_to(user, project.office)
        .filter(pk__in=[row.call_id for row in rows if row.call_id])
        .values_list("pk", flat=True)
    )
    for row in rows:
        row.seen_call = row.call if row.call_id in seen else None  # type: ignore[attr-defined]
    return rows


def budget_of(project: Project) -> Sums:
    """Return what the lines of a budget come to, by currency."""
    return _sums(project.budget_lines.values_list("currency", "amount"))


def covered(project: Project, *, but: int | None = None) -> Sums:
    """Return what grants and co-funding come to, by currency; ``but`` leaves one co-funding out."""
    grants = project.applications.filter(state=Application.State.GRANTED, granted__isnull=False)
    given = project.fundings.exclude(pk=but or 0)
    return _sums([*grants.values_list("currency", "granted"), *given.values_list("currency", "amount")])


def _sums(rows: Iterable[tuple[str, Any]]) -> Sums:
    found: defaultdict[str, Decimal] = defaultdict(Decimal)
    for currency, amount in rows:
        found[currency] += amount
    return dict(found)


@dataclass(frozen=True)
class Standing:
    """How a project stands in one currency: what it costs, who covers it, what is asked for and what is open."""

    currency: str
    budget: Decimal
    granted: Decimal
    confirmed: Decimal
    promised: Decimal
    asked: Decimal

    @property
    def open(self) -> Decimal:
        """Return what nobody covers yet; below nothing where more is covered than it costs."""
        return self.budget - self.granted - self.confirmed - self.promised


def money_of(project: Project, applications: Iterable[Application]) -> list[Standing]:
    """Return how a project stands, a line for each currency; nothing is added across currencies."""
    rows = list(applications)
    budget = budget_of(project)
    of = Application.State
    granted = _sums((one.currency, one.granted) for one in rows if one.state == of.GRANTED and one.granted)
    asked = _sums(
        (one.currency, one.asked) for one in rows if one.state in (of.DRAFT, of.SUBMITTED) and one.asked
    )
    given = list(project.fundings.values_list("currency", "amount", "is_confirmed"))
    sure = _sums((currency, amount) for currency, amount, is_sure in given if is_sure)
    said = _sums((currency, amount) for currency, amount, is_sure in given if not is_sure)
    return [
        Standing(one, *(sums.get(one, NOTHING) for sums in (budget, granted, sure, said, asked)))
        for one in sorted({*budget, *granted, *sure, *said, *asked})
    ]


@dataclass(frozen=True)
class Due:
    """A date of a project: what sort, and the promise it is."""

    kind: str
    promise: Commitment


def dates_of(user: User, project: Project) -> list[Due]:
    """Return the dates of a project that a person may see, those due first at the top."""
    found = visible_promises(user, project.office).filter(project_link__project=project)
    rows = found.select_related("project_link", "owner").order_by(F("due").asc(nulls_last=True), "pk")
    return [Due(row.project_link.get_kind_display(), row) for row in rows]


def still_due(user: User, project: Project) -> list[str]:
    """Return what is still due in a project; what this person may not see is told without its words."""
    keys = list(
        ProjectDate.objects.filter(
            project=project, commitment__state__in=STANDING, commitment__archived_at=None
        ).values_list("commitment", flat=True)
    )
    seen = dict(visible_promises(user, project.office).filter(pk__in=keys).values_list("pk", "what"))
    return [seen.get(key, "…") for key in keys]


def due_days(project: Project) -> list[dt.date]:
    """Return the last days of milestones and reports that are still to be kept."""
    rows = ProjectDate.objects.filter(
        project=project, commitment__state__in=STANDING, commitment__archived_at=None
    ).exclude(kind=ProjectDate.Kind.APPLICATION)
    return [row.commitment.due.last() for row in rows.select_related("commitment") if row.commitment.due]


def next_dates(user: User, office: Office, projects: Iterable[int]) -> dict[int, Commitment]:
    """Return for some projects the open date that is due first, in one question."""
    found = visible_promises(user, office).filter(
        project_link__project__in=list(projects), state__in=STANDING
    )
    first: dict[int, Commitment] = {}
    for row in found.exclude(due=None).select_related("project_link").order_by("due", "pk"):
        first.setdefault(row.project_link.project_id, row)
    return first


def projects_of_tie(user: User, tie: Partnership) -> QuerySet[Project]:
    """Return the projects of a tie that a person may see, running ones first."""
    return (
        visible_projects(user, tie.office)
        .filter(tie_links__partnership=tie)
        .order_by("-state", "title_folded")
    )


def roles_of_body(user: User, body: Organisation) -> list[ProjectParty]:
    """Return in which living projects, and in which role, a body takes part."""
    rows = ProjectParty.objects.filter(
        visible_through(user, body.office, "project__"), organisation=body, project__archived_at=None
    )
    return list(rows.select_related("project").order_by("project__title_folded", "pk"))


def parts_of_project(key: int) -> list[Any]:
    """Return the dates of a project, which are hidden with it."""
    return list(Commitment.objects.filter(project_link__project=key))


def project_of_promise(user: User, promise: Commitment) -> Project | None:
    """Return the project a promise is a date of, as far as this person may see it."""
    seen = Project.objects.visible_to(user, promise.office)
    found: Project | None = seen.filter(dates__commitment=promise).first()
    return found
