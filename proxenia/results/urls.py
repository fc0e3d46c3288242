from django.urls import path

from proxenia.records.views import entries
from proxenia.results.views import (
    contributions,
    dashboards,
    deciding,
    evaluations,
    ledger,
    logs,
    observations,
    plans,
    questionnaires,
    results,
    returns,
    rollups,
    rounds,
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
            *entries.paths("results", log),
            path(f"results/{log.plural}/<slug:uid>/", logs.detail(log), name=log.kind),
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
RETURNS = [
    path("returns/", returns.returns, name="returns"),
    path("returns/plans/", plans.plans, name="plans"),
    path("returns/plans/add/", plans.add_plan, name="add_plan"),
    path("returns/plans/<slug:uid>/", plans.plan, name="plan"),
    path("returns/plans/<slug:uid>/edit/", plans.edit_plan, name="edit_plan"),
    path("returns/plans/<slug:uid>/archive/", plans.archive_plan, name="archive_plan"),
    path("returns/plans/<slug:uid>/restore/", plans.restore_plan, name="restore_plan"),
    path("returns/<slug:uid>/", returns.one_return, name="return"),
    path("returns/<slug:uid>/workbook.xlsx", returns.workbook, name="return_workbook"),
    path("returns/<slug:uid>/read/", returns.read, name="read_return"),
    path("returns/<slug:uid>/fill-in/", returns.fill_in, name="fill_in_return"),
    path("returns/<slug:uid>/send-back/", deciding.send_back, name="send_back_return"),
    path("returns/<slug:uid>/accept/", deciding.accept, name="accept_return"),
    path("returns/<slug:uid>/lock/", deciding.lock, name="lock_return"),
    path("returns/<slug:uid>/reopen/", deciding.reopen, name="reopen_return"),
    path("returns/<slug:uid>/archive/", deciding.put_away, name="archive_return"),
    path("returns/<slug:uid>/restore/", deciding.bring_back, name="restore_return"),
    path("returns/<slug:uid>/link/", returns.link, name="link_return"),
    path("returns/<slug:uid>/mail/", returns.mail, name="mail_return"),
]
QUESTIONNAIRES = [
    path("questionnaires/", questionnaires.questionnaires, name="questionnaires"),
    path("questionnaires/add/", questionnaires.add_questionnaire, name="add_questionnaire"),
    path("questionnaires/rounds/<slug:uid>/", rounds.question_round, name="question_round"),
    path("questionnaires/rounds/<slug:uid>/people/", rounds.ask_people, name="ask_people"),
    path("questionnaires/rounds/<slug:uid>/day/", rounds.move_round, name="move_round"),
    path("questionnaires/rounds/<slug:uid>/read/", rounds.read_sheet, name="read_sheet"),
    path("questionnaires/rounds/<slug:uid>/close/", rounds.close_round, name="close_round"),
    path("questionnaires/rounds/<slug:uid>/archive/", rounds.archive_round, name="archive_round"),
    path("questionnaires/rounds/<slug:uid>/restore/", rounds.restore_round, name="restore_round"),
    path("questionnaires/<slug:uid>/", questionnaires.questionnaire, name="questionnaire"),
    path("questionnaires/<slug:uid>/edit/", questionnaires.edit_questionnaire, name="edit_questionnaire"),
    path("questionnaires/<slug:uid>/ask/", rounds.open_round, name="open_round"),
    path(
        "questionnaires/<slug:uid>/results.<slug:ending>",
        questionnaires.results_sheet,
        name="questionnaire_sheet",
    ),
    path(
        "questionnaires/<slug:uid>/archive/",
        questionnaires.archive_questionnaire,
        name="archive_questionnaire",
    ),
    path(
        "questionnaires/<slug:uid>/restore/",
        questionnaires.restore_questionnaire,
        name="restore_questionnaire",
    ),
]
urlpatterns = [*LEDGER, *LOGS, *VALUES, *RETURNS, *QUESTIONNAIRES]
