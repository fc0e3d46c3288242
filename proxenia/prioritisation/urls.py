from django.urls import path

from proxenia.prioritisation.views import (
    against,
    depth,
    exports,
    exposure,
    match,
    mixes,
    profiles,
    questions,
    specialisation,
)

app_name = "prioritisation"
urlpatterns = [
    path("evidence/", questions.listing, name="questions"),
    path("evidence/ask/", questions.ask, name="ask"),
    path("evidence/match/", match.match, name="match"),
    path("evidence/match/<str:place>/known/", profiles.city, name="city_profile"),
    path("evidence/match/<str:place>/known/away/", profiles.remove, name="remove_city_profile"),
    path("evidence/exposure/", exposure.exposure, name="exposure"),
    path("evidence/specialisation/", specialisation.specialisation, name="specialisation"),
    path("evidence/runs/<str:run>/", questions.run, name="run"),
    path("evidence/<str:uid>/", questions.detail, name="question"),
    path("evidence/<str:uid>/edit/", questions.edit, name="edit_question"),
    path("evidence/<str:uid>/answer/", questions.answer, name="answer_question"),
    path("evidence/<str:uid>/decide/", questions.decide, name="decide_question"),
    path("evidence/<str:uid>/archive/", questions.archive, name="archive_question"),
    path("evidence/<str:uid>/restore/", questions.restore, name="restore_question"),
    path("evidence/<str:uid>/check/", exports.check, name="check_run"),
    path("evidence/<str:uid>/places/<str:iso3>/", depth.place, name="place"),
    path("evidence/<str:uid>/compare/", depth.compare, name="compare"),
    path("evidence/<str:uid>/sides/", depth.sides, name="sides"),
    path("evidence/<str:uid>/weights/<slug:way>/", depth.weights, name="weights"),
    path("evidence/<str:uid>/weights-away/", depth.remove_weights, name="remove_weights"),
    path("evidence/<str:uid>/mix/", mixes.bring, name="mix"),
    path("evidence/<str:uid>/mix-away/", mixes.remove, name="remove_mix"),
    path("evidence/<str:uid>/against/", against.against, name="against"),
    path("evidence/<str:uid>/export/<slug:ending>/", exports.export, name="export"),
]
