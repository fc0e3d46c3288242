from django.urls import path

from proxenia.records.views import hangings

app_name = "records"
urlpatterns = [
    path("history/<str:uid>/", hangings.history, name="history"),
    path("notes/<str:uid>/", hangings.add_note, name="add_note"),
    path("files/add/<str:uid>/", hangings.add_file, name="add_file"),
    path("files/<str:uid>/", hangings.file, name="file"),
    path("views/", hangings.keep_view, name="keep_view"),
    path("views/<str:uid>/remove/", hangings.remove_view, name="remove_view"),
]
