from django.urls import path

from proxenia.engagements.views import (
    calendar_routes,
    contacts,
    delegation_routes,
    keeping_routes,
    objectives,
    project_routes,
    promises,
    protocol_routes,
    quick,
    states,
)

app_name = "engagements"
urlpatterns = [
    path("engagements/", contacts.contacts, name="list"),
    path("engagements/log/", contacts.log, name="log"),
    path("engagements/quick/", quick.quick, name="quick"),
    *calendar_routes.ROUTES,
    path("engagements/<str:uid>/", contacts.contact, name="engagement"),
    path("engagements/<str:uid>/edit/", contacts.edit, name="edit"),
    path("engagements/<str:uid>/objectives/", objectives.objectives, name="objectives"),
    path("strategy/what-serves-what/", objectives.coverage, name="coverage"),
    path("engagements/<str:uid>/step/", states.step, name="step"),
    path("engagements/<str:uid>/archive/", contacts.archive, name="archive"),
    path("engagements/<str:uid>/restore/", contacts.restore, name="restore"),
    path("engagements/<str:uid>/promises/add/", promises.add_at_engagement, name="add_follow_up"),
    *keeping_routes.ROUTES,
    *delegation_routes.ROUTES,
    *protocol_routes.ROUTES,
    *project_routes.ROUTES,
    path("promises/", promises.promises, name="promises"),
    path("promises/<str:uid>/", promises.promise, name="promise"),
    path("promises/<str:uid>/edit/", promises.edit, name="edit_promise"),
    path("promises/<str:uid>/step/", promises.step, name="step_promise"),
]
