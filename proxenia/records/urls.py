from django.urls import path

from proxenia.records.views import hangings, import_run, imports

app_name = "records"
urlpatterns = [
    path("history/<str:uid>/", hangings.history, name="history"),
    path("notes/<str:uid>/", hangings.add_note, name="add_note"),
    path("files/add/<str:uid>/", hangings.add_file, name="add_file"),
    path("files/<str:uid>/", hangings.file, name="file"),
    path("views/", hangings.keep_view, name="keep_view"),
    path("views/<str:uid>/remove/", hangings.remove_view, name="remove_view"),
    path("imports/", imports.imports, name="imports"),
    path("imports/new/", imports.import_new, name="import_new"),
    path("imports/templates/<slug:kind>.<slug:ending>", import_run.import_template, name="import_template"),
    path("imports/<slug:uid>/", import_run.import_run, name="import_run"),
    path("imports/<slug:uid>/columns/", imports.import_columns, name="import_columns"),
    path("imports/<slug:uid>/progress/", import_run.import_progress, name="import_progress"),
    path("imports/<slug:uid>/again/", imports.import_again, name="import_again"),
    path("imports/<slug:uid>/write/", imports.import_commit, name="import_commit"),
    path("imports/<slug:uid>/put-aside/", imports.import_discard, name="import_discard"),
    path("imports/<slug:uid>/undo/", imports.import_undo, name="import_undo"),
    path("imports/<slug:uid>/refused/", import_run.import_refused, name="import_refused"),
    path("exports/<slug:kind>.<slug:ending>", import_run.export, name="export"),
]
