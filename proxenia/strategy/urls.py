from django.urls import path

from proxenia.strategy.views import (
    against,
    governance,
    measures,
    objectives,
    place,
    rooms,
    strategies,
    versions,
    voices,
)

app_name = "strategy"
urlpatterns = [
    path("strategy/", strategies.strategies, name="list"),
    path("strategy/add/", strategies.add_strategy, name="add_strategy"),
    path("strategy/against-plans/", against.against_plans, name="against_plans"),
    path("strategy/goals/", against.goals, name="goals"),
    path("strategy/powers/", against.powers, name="powers"),
    path("strategy/powers/<slug:sector>/", against.set_powers, name="set_powers"),
    path("strategy/place/", place.place, name="place"),
    path("strategy/place/profile.<slug:ending>", place.place_paper, name="place_paper"),
    path("strategy/governance/", governance.governance, name="governance"),
    path("strategy/governance/begin/", governance.begin, name="begin_profile"),
    path("strategy/governance/edit/", governance.edit, name="edit_profile"),
    path("strategy/governance/take-form/", governance.take_form, name="take_form"),
    path("strategy/governance/profile/<slug:uid>/", governance.profile, name="profile"),
    path("strategy/governance/bodies/<slug:uid>/meet/", governance.add_meeting, name="add_meeting"),
    path("strategy/governance/meetings/<slug:uid>/remove/", governance.remove_meeting, name="remove_meeting"),
    path("strategy/governance/<slug:part>/add/", governance.add_part, name="add_part"),
    path("strategy/governance/<slug:part>/<slug:uid>/edit/", governance.edit_part, name="edit_part"),
    path("strategy/governance/<slug:part>/<slug:uid>/remove/", governance.remove_part, name="remove_part"),
    *(
        one
        for room in rooms.ROOMS
        for one in (
            path(f"strategy/{room.plural}/", rooms.listing(room), name=room.plural),
            path(f"strategy/{room.plural}/add/", rooms.adding(room), name=f"add_{room.kind}"),
            path(f"strategy/{room.plural}/<slug:uid>/", rooms.detail(room), name=room.kind),
            path(f"strategy/{room.plural}/<slug:uid>/edit/", rooms.editing(room), name=f"edit_{room.kind}"),
            path(
                f"strategy/{room.plural}/<slug:uid>/archive/",
                rooms.archiving(room),
                name=f"archive_{room.kind}",
            ),
            path(
                f"strategy/{room.plural}/<slug:uid>/restore/",
                rooms.restoring(room),
                name=f"restore_{room.kind}",
            ),
        )
    ),
    path("strategy/consultations/<slug:uid>/hear/", voices.add_voice, name="add_voice"),
    path("strategy/consultations/<slug:uid>/heard/<slug:voice>/", voices.edit_voice, name="edit_voice"),
    path(
        "strategy/consultations/<slug:uid>/heard/<slug:voice>/remove/",
        voices.remove_voice,
        name="remove_voice",
    ),
    path("strategy/outcomes/<slug:uid>/edit/", strategies.edit_outcome, name="edit_outcome"),
    path("strategy/outcomes/<slug:uid>/remove/", strategies.remove_outcome, name="remove_outcome"),
    path("strategy/outcomes/<slug:uid>/add-objective/", objectives.add_objective, name="add_objective"),
    path("strategy/objectives/<slug:uid>/", objectives.objective, name="objective"),
    path("strategy/objectives/<slug:uid>/edit/", objectives.edit_objective, name="edit_objective"),
    path("strategy/objectives/<slug:uid>/archive/", objectives.archive_objective, name="archive_objective"),
    path("strategy/objectives/<slug:uid>/restore/", objectives.restore_objective, name="restore_objective"),
    path("strategy/objectives/<slug:uid>/priority/", objectives.priority, name="priority"),
    path("strategy/objectives/<slug:uid>/targets/", objectives.targets, name="targets"),
    path("strategy/objectives/<slug:uid>/plans/<slug:plan>/", objectives.stance, name="stance"),
    path("strategy/objectives/<slug:uid>/measures/add/", measures.add_measure, name="add_measure"),
    path("strategy/measures/<slug:uid>/edit/", measures.edit_measure, name="edit_measure"),
    path("strategy/measures/<slug:uid>/remove/", measures.remove_measure, name="remove_measure"),
    path("strategy/of/<slug:uid>/", strategies.strategy, name="strategy"),
    path("strategy/of/<slug:uid>/edit/", strategies.edit_strategy, name="edit_strategy"),
    path("strategy/of/<slug:uid>/archive/", strategies.archive_strategy, name="archive_strategy"),
    path("strategy/of/<slug:uid>/restore/", strategies.restore_strategy, name="restore_strategy"),
    path("strategy/of/<slug:uid>/add-outcome/", strategies.add_outcome, name="add_outcome"),
    path("strategy/of/<slug:uid>/adopt/", strategies.adopt, name="adopt"),
    path("strategy/of/<slug:uid>/end/", strategies.end, name="end"),
    path("strategy/of/<slug:uid>/publish/", strategies.publish, name="publish"),
    path("strategy/of/<slug:uid>/differences/", versions.differences_page, name="differences"),
]
