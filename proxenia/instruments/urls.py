from django.urls import path

from proxenia.instruments.views import assessments, editing

app_name = "instruments"
urlpatterns = [
    path("instruments/", editing.instruments, name="list"),
    path("instruments/take/<slug:code>/", editing.take, name="take"),
    path("instruments/<slug:uid>/", editing.instrument, name="instrument"),
    path("instruments/<slug:uid>/edit/", editing.edit, name="edit"),
    path("instruments/<slug:uid>/issue/", editing.issue, name="issue"),
    path("instruments/<slug:uid>/discard/", editing.discard, name="discard"),
    path("instruments/<slug:uid>/sections/<slug:code>/", editing.section, name="section"),
    path("instruments/<slug:uid>/sections/<slug:within>/<slug:code>/", editing.criterion, name="criterion"),
    path("instruments/<slug:uid>/move/<slug:code>/<slug:way>/", editing.move, name="move"),
    path("instruments/<slug:uid>/remove/<slug:code>/", editing.remove, name="remove"),
    path("assess/<slug:uid>/<slug:instrument>/", assessments.assess, name="assess"),
    path("assessed/<slug:uid>/", assessments.assessment, name="assessment"),
    path("assessed/<slug:uid>/answers/", assessments.answer, name="answer"),
    path("assessed/<slug:uid>/finish/", assessments.finish, name="finish"),
]
