"""The addresses of calls, projects, the stakeholder map and crises."""

from typing import Any

from django.urls import path

from proxenia.engagements.views import crises, project_parts, projects, stakeholders
from proxenia.engagements.views.owned_parts import Part, adding, editing, removing
from proxenia.engagements.views.project_rooms import Room, archiving, restoring
from proxenia.engagements.views.project_rooms import adding as adding_record
from proxenia.engagements.views.project_rooms import editing as editing_record


def _record(room: Room, where: str, show: Any, listed: Any) -> list[Any]:
    return [
        path(f"{where}/", listed, name=room.plural),
        path(f"{where}/add/", adding_record(room), name=f"add_{room.kind}"),
        path(f"{where}/<str:uid>/", show, name=room.kind),
        path(f"{where}/<str:uid>/edit/", editing_record(room), name=f"edit_{room.kind}"),
        path(f"{where}/<str:uid>/archive/", archiving(room), name=f"archive_{room.kind}"),
        path(f"{where}/<str:uid>/restore/", restoring(room), name=f"restore_{room.kind}"),
    ]


def _parts(part: Part, where: str) -> list[Any]:
    return [
        path(f"{where}/add/", adding(part), name=f"add_{part.code}"),
        path(f"{where}/<str:one>/", editing(part), name=f"edit_{part.code}"),
        path(f"{where}/<str:one>/remove/", removing(part), name=f"remove_{part.code}"),
    ]


ROUTES = [
    *_record(projects.CALLS, "calls", projects.call, projects.calls),
    path("calls/<str:uid>/step/", projects.step_call, name="step_call"),
    path("projects/involved/", stakeholders.who_is_involved, name="involved"),
    *_record(projects.PROJECTS, "projects", projects.project, projects.projects),
    path("projects/<str:uid>/step/", projects.step_project, name="step_project"),
    path("projects/<str:uid>/map/", stakeholders.stakeholder_map, name="stakeholder_map"),
    path("projects/<str:uid>/dates/add/", project_parts.add_date, name="add_project_date"),
    path("projects/<str:uid>/applications/add/", project_parts.add_application, name="add_application"),
    path(
        "projects/<str:uid>/applications/<str:one>/", project_parts.edit_application, name="edit_application"
    ),
    path(
        "projects/<str:uid>/applications/<str:one>/step/",
        project_parts.step_application,
        name="step_application",
    ),
    *(
        route
        for part, where in zip(
            project_parts.WHOLE, ("parties", "budget", "funding", "stakeholders"), strict=True
        )
        for route in _parts(part, f"projects/<str:uid>/{where}")
    ),
    *_record(crises.CRISES, "crises", crises.crisis, crises.crises),
    path("crises/<str:uid>/close/", crises.close, name="close_crisis"),
    path("crises/<str:uid>/reopen/", crises.reopen, name="reopen_crisis"),
    path("crises/<str:uid>/thanks/", crises.thanks, name="thanks"),
    path("crises/<str:uid>/thanks/withdraw/", crises.withdraw_thanks, name="withdraw_thanks"),
    path("crises/<str:uid>/offers/<str:one>/step/", crises.step_offer, name="step_offer"),
    path("crises/<str:uid>/offers/<str:one>/deliveries/add/", crises.add_delivery, name="add_delivery"),
    path("crises/<str:uid>/deliveries/<str:one>/", crises.edit_delivery, name="edit_delivery"),
    path("crises/<str:uid>/deliveries/<str:one>/remove/", crises.remove_delivery, name="remove_delivery"),
    *(
        route
        for part, where in zip(crises.WHOLE, ("needs", "offers"), strict=True)
        for route in _parts(part, f"crises/<str:uid>/{where}")
    ),
]
