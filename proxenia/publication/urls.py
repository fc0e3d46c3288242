from django.urls import path

from proxenia.publication.views import papers, templates

app_name = "publication"
urlpatterns = [
    path("engagements/<slug:uid>/briefing/", papers.briefing, name="briefing"),
    path("engagements/<slug:uid>/briefing/<slug:ending>/", papers.briefing_file, name="briefing_file"),
    path("engagements/<slug:uid>/pocket/", papers.pocket, name="pocket"),
    path("engagements/<slug:uid>/pocket/pdf/", papers.pocket_file, name="pocket_file"),
    path("handover/<slug:kind>/<slug:uid>/", papers.handover, name="handover"),
    path("handover/<slug:kind>/<slug:uid>/<slug:ending>/", papers.handover_file, name="handover_file"),
    path("settings/templates/", templates.templates, name="templates"),
    path("settings/templates/standard/", templates.standard, name="standard_template"),
    path("settings/templates/<slug:uid>/", templates.template_file, name="template_file"),
    path("settings/templates/<slug:uid>/use/", templates.use_template, name="use_template"),
    path("settings/templates/<slug:uid>/remove/", templates.remove_template, name="remove_template"),
]
