from django.urls import path

from proxenia.desk.views import search, today

app_name = "desk"
urlpatterns = [
    path("", today.today, name="today"),
    path("search/", search.search, name="search"),
]
