from django.urls import path

from proxenia.results.views import contributions, ledger, results, rollups

app_name = "results"
LEDGER = [
    path("results/", ledger.ledger, name="ledger"),
    path("results/add/", results.add_result, name="add_result"),
    path("results/by/", rollups.first_rollup, name="rollups"),
    path("results/by/<slug:dimension>/", rollups.rollup, name="rollup"),
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
urlpatterns = [*LEDGER]
