"""Every address, app by app."""

from django.urls import include, path

urlpatterns = [
    path("", include("proxenia.accounts.urls")),
    path("", include("proxenia.desk.urls")),
]
