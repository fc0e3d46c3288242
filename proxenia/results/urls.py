from django.urls import path

from proxenia.results.views import (
    contributions,
    dashboards,
    evaluations,
    ledger,
    logs,
    observations,
    results,
    rollups,
    value,
)

app_name = "results"
LEDGER = [
    path("results/", ledger.ledger, name="ledger"),
    path("results/add/", results.add_result, name="add_result"),
    path("results/by/", rollups.first_rollup, name="rollups"),
    path("results/by/<slug:dimension>/", rollups.rollup, name="rollup"),
    path("results/dashboards/", dashboards.first_dashboard, name="dashboards"),
    path("results/dashboards/<slug:dimension>/", dashboards.dashboard, name="dashboard"),
    path(
        "results/dashboards/<slug:dimension>/figures.<slug:ending>",
        dashboards.dashboard_sheet,
        name="dashboard_sheet",
    ),
    path("results/value-for-money/", value.value, name="value"),
    path("results/value-for-money/multiplier/", value.multiplier, name="multiplier"),
    path("results/municipalities/", rollups.areas, name="areas"),
    path("results/one/<slug:uid>/", results.result, name="result"),
    path("results/one/<slug:uid>/edit/", results.edit_result, name="edit_result"),
    path("results/one/<slug:uid>/step/<slug:verb>/", results.move, name="move_result"),
    path("results/one/<slug:uid>/look-again/", results.look_again, name="look_again"),
    path("results/one/<slug:uid>/archive/", results.archive, name="archive_result"),
    path("results/one/<slug:uid>/restore/", results.restore, name="restore_result"),
    path("results/one/<slug:uid>/led-by/", contributions.add_contribution, name="add_contribution"),
    path(
        "results/one/<slug:uid>/led-by/<slug:link>/",
        contributions.edit_contribution,
        name="edit_contribution",
    ),
    path(
        "results/one/<slug:uid>/led-by/<slug:link>/remove/",
        contributions.remove_contribution,
        name="remove_contribution",
    ),
]
LOGS = [
    path("results/evaluations/", evaluations.evaluations, name="evaluations"),
    path("results/evaluations/add/", evaluations.add_evaluation, name="add_evaluation"),
    path("results/evaluations/<slug:uid>/", evaluations.evaluation, name="evaluation"),
    path("results/evaluations/<slug:uid>/edit/", evaluations.edit_evaluation, name="edit_evaluation"),
    path("results/evaluations/<slug:uid>/archive/", evaluations.archive, name="archive_evaluation"),
    path("results/evaluations/<slug:uid>/restore/", evaluations.restore, name="restore_evaluation"),
    path("results/evaluations/<slug:uid>/lines/", evaluations.add_line, name="add_evaluation_line"),
    path(
        "results/evaluations/<slug:uid>/lines/<slug:line>/",
        evaluations.edit_line,
        name="edit_evaluation_line",
    ),
    path(
        "results/evaluations/<slug:uid>/lines/<slug:line>/remove/",
        evaluations.remove_line,
        name="remove_evaluation_line",
    ),
    path(
        "results/evaluations/<slug:uid>/lines/<slug:line>/answer/", evaluations.answer, name="answer_finding"
    ),
    *(
        one
        for log in logs.LOGS
        for one in (
            path(f"results/{log.plural}/", logs.listing(log), name=log.plural),
            path(f"results/{log.plural}/add/", logs.adding(log), name=f"add_{log.kind}"),
            path(f"results/{log.plural}/<slug:uid>/", logs.detail(log), name=log.kind),
            path(f"results/{log.plural}/<slug:uid>/edit/", logs.editing(log), name=f"edit_{log.kind}"),
            path(
                f"results/{log.plural}/<slug:uid>/archive/", logs.archiving(log), name=f"archive_{log.kind}"
            ),
            path(
                f"results/{log.plural}/<slug:uid>/restore/", logs.restoring(log), name=f"restore_{log.kind}"
            ),
        )
    ),
]
VALUES = [
    path("indicators/of/<slug:uid>/record/", observations.record, name="record"),
    path("indicators/of/<slug:uid>/set/<slug:kind>/", observations.target, name="set_target"),
    path("observations/<slug:uid>/", observations.observation, name="observation"),
    path("observations/<slug:uid>/revise/", observations.revise, name="revise"),
    path("periods/", observations.locks, name="locks"),
    path("periods/lock/", observations.lock, name="lock"),
    path("periods/<slug:uid>/open/", observations.open_again, name="open_period"),
]
urlpatterns = [*LEDGER, *LOGS, *VALUES]
