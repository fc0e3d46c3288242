from django.urls import path

from proxenia.records.views import files, hangings, import_run, imports, jobs, readers

app_name = "records"
urlpatterns = [
    path("history/<str:uid>/", hangings.history, name="history"),
    path("who/<str:uid>/", readers.who, name="who"),
    path("who/<str:uid>/open-to/<slug:visibility>/", readers.open_to, name="open_to"),
    path("who/<str:uid>/readers/", readers.name_reader, name="name_reader"),
    path("who/<str:uid>/readers/<slug:reader>/again/", readers.name_again, name="name_again"),
    path("who/<str:uid>/readers/<slug:reader>/remove/", readers.remove_reader, name="remove_reader"),
    path("closed/", readers.closed, name="closed"),
    path("notes/<str:uid>/", hangings.add_note, name="add_note"),
    path("files/add/<str:uid>/", files.add_file, name="add_file"),
    path("files/<str:uid>/", files.file, name="file"),
    path("files/<str:uid>/put-away/", files.put_away_file, name="put_away_file"),
    path("files/<str:uid>/bring-back/", files.bring_back_file, name="bring_back_file"),
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
    path("jobs/", jobs.jobs, name="jobs"),
    path("jobs/<slug:uid>/retry/", jobs.job_retry, name="job_retry"),
    path("jobs/<slug:uid>/give-up/", jobs.job_give_up, name="job_give_up"),
    path("exports/<slug:kind>.<slug:ending>", import_run.export, name="export"),
]
