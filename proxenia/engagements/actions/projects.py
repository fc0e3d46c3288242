"""Every write about calls and projects themselves: noted, begun, changed, moved on, put away."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction

from proxenia.accounts.models import Office, Unit, User
from proxenia.core.values import clean_text, fold
from proxenia.engagements.access import check_bodies, check_ties
from proxenia.engagements.models.projects import Call, Project, ProjectTie
from proxenia.engagements.queries.projects import due_days, still_due
from proxenia.engagements.rules import closest
from proxenia.engagements.rules import projects as rules
from proxenia.portfolio.models import Partnership
from proxenia.records.access import check_may_write
from proxenia.records.actions import archive, change, create, name_as_on, restore

LINES = frozenset({"fits", "why", "note", "aim", "closing", "what_happened", "summary"})
CALL_FIELDS = (
    "title",
    "funder",
    "funder_text",
    "link",
    "opens",
    "deadline",
    "fits",
    "most",
    "currency",
    "note",
)
PROJECT_FIELDS = ("title", "aim", "starts", "ends", "note")


def cleaned(values: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Return the values of these names with clean texts; currencies in capitals."""
    ready = {name: values[name] for name in names if name in values}
    for name, value in ready.items():
        if isinstance(value, str):
            ready[name] = clean_text(value, lines=name in LINES)
    if "currency" in ready:
        ready["currency"] = ready["currency"].upper()[:3]
    return ready


def tell(
    record: Any,
    *,
    by: User,
    verb: str,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    values: Mapping[str, Any] | None = None,
    expected_version: int | None = None,
) -> None:
    """Write one event on a record about one of its parts; what is put away is refused."""
    change(
        record,
        by=by,
        verb=verb,
        values=values or {},
        expected_version=expected_version,
        extra_before=before,
        extra_after=after or ({} if before or values else {"done": True}),
    )


def _shared(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: values[name] for name in ("unit", "visibility") if name in values}


def _titled(values: Mapping[str, Any]) -> dict[str, Any]:
    if "title" not in values:
        return dict(values)
    title = rules.check_title(values["title"])
    return {**values, "title": title, "title_folded": fold(title)[:300]}


@transaction.atomic
def add_call(
    office: Office,
    *,
    by: User,
    values: Mapping[str, Any],
    unit: Unit | None = None,
    visibility: str = "internal",
) -> Call:
    """Note a call of a funder that was seen."""
    ready = _titled(cleaned({"title": "", **values}, CALL_FIELDS))
    check_bodies(by, office, [ready.get("funder")])
    rules.check_call(ready)
    return create(Call, by=by, office=office, verb="add_call", values=ready, unit=unit, visibility=visibility)


@transaction.atomic
def change_call(
    call: Call, *, by: User, values: Mapping[str, Any], expected_version: int | None = None
) -> Call:
    """Change what is said of a call."""
    check_may_write(by, call)
    ready = _titled(cleaned(values, CALL_FIELDS))
    if ready.get("funder") != call.funder:
        check_bodies(by, call.office, [ready.get("funder")])
    rules.check_call({**{name: getattr(call, name) for name in CALL_FIELDS}, **ready})
    return change(
        call,
        by=by,
        verb="change_call",
        values={**ready, **_shared(values)},
        expected_version=expected_version,
    )


@transaction.atomic
def move_call(call: Call, *, by: User, verb: str, words: str = "") -> Call:
    """Say that a call is worth an application, or leave it alone and say why."""
    check_may_write(by, call)
    step = rules.step_of(rules.CALL_STEPS, verb)
    rules.check_step(step, call.state, call.get_state_display(), {"words": words})
    values = {"state": step.target, "why": clean_text(words, lines=True)}
    return change(call, by=by, verb=verb, values=values)


@transaction.atomic
def begin_project(
    office: Office,
    *,
    by: User,
    values: Mapping[str, Any],
    ties: Sequence[Partnership] = (),
    unit: Unit | None = None,
    visibility: str = "",
) -> Project:
    """Begin to prepare a project; without a ``visibility`` it is as close as the closest of its ties."""
    check_ties(by, office, ties)
    ready = _titled(cleaned({"title": "", **values}, PROJECT_FIELDS))
    rules.check_term(ready.get("starts"), ready.get("ends"))
    project = create(
        Project,
        by=by,
        office=office,
        verb="begin_project",
        values=ready,
        unit=unit,
        visibility=visibility or closest([tie.visibility for tie in ties]),
        extra={"ties": sorted(tie.name for tie in ties)} if ties else None,
    )
    ProjectTie.objects.bulk_create(ProjectTie(project=project, partnership=tie) for tie in ties)
    if not visibility:
        for tie in ties:
            name_as_on(project, tie, by=by)
    return project


@transaction.atomic
def change_project(
    project: Project,
    *,
    by: User,
    values: Mapping[str, Any],
    ties: Sequence[Partnership] | None = None,
    expected_version: int | None = None,
) -> Project:
    """Change a project; with ``ties`` these become its ties, but for those this person may not see."""
    check_may_write(by, project)
    ready = _titled(cleaned(values, PROJECT_FIELDS))
    starts = ready.get("starts", project.starts)
    rules.check_term(starts, ready.get("ends", project.ends))
    if starts != project.starts:
        rules.check_term_holds(starts, due_days(project))
    gone, new = _set_ties(project, by, ties) if ties is not None else ([], [])
    return change(
        project,
        by=by,
        verb="change_project",
        values={**ready, **_shared(values)},
        expected_version=expected_version,
        extra_before={"ties": gone} if gone else None,
        extra_after={"ties": new} if new else None,
    )


def _set_ties(project: Project, by: User, ties: Sequence[Partnership]) -> tuple[list[str], list[str]]:
    check_ties(by, project.office, ties)
    seen = Partnership.objects.visible_to(by, project.office)
    held = list(seen.filter(project_links__project=project))
    gone, new = [one for one in held if one not in ties], [one for one in ties if one not in held]
    project.tie_links.filter(partnership__in=gone).delete()
    ProjectTie.objects.bulk_create(ProjectTie(project=project, partnership=tie) for tie in new)
    return sorted(one.name for one in gone), sorted(one.name for one in new)


@transaction.atomic
def move_project(project: Project, *, by: User, verb: str, words: str = "") -> Project:
    """Take a project a step on; it is not ended while something is due, and nothing due ends by itself."""
    check_may_write(by, project)
    step = rules.step_of(rules.PROJECT_STEPS, verb)
    rules.check_step(step, project.state, project.get_state_display(), {"words": words})
    told = clean_text(words, lines=True)
    if verb == "start_project":
        rules.check_start(project)
    values = {"state": step.target}
    if step.target in (Project.State.CLOSED, Project.State.DROPPED):
        rules.check_no_open_dates(still_due(by, project))
        values["closing"] = told
    return change(project, by=by, verb=verb, values=values, note=told if verb == "reopen_project" else "")


def archive_record(record: Any, *, by: User, reason: str, verb: str) -> Any:
    """Put a call, a project or a crisis away with the reason."""
    check_may_write(by, record)
    return archive(record, by=by, reason=rules.check_reason(clean_text(reason)), verb=verb)


def restore_record(record: Any, *, by: User, verb: str) -> Any:
    """Bring a call, a project or a crisis back."""
    return restore(record, by=by, verb=verb)
