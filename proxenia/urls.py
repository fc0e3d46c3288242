"""Every address, app by app."""

from django.urls import include, path

from proxenia.core.views_gallery import gallery

urlpatterns = [
    path("", include("proxenia.accounts.urls")),
    path("gallery/", gallery, name="gallery"),
    path("o/<slug:office>/", include("proxenia.records.urls")),
    path("o/<slug:office>/", include("proxenia.desk.urls")),
]

handler400 = "proxenia.core.failures.bad_request"
handler403 = "proxenia.core.failures.forbidden"
handler404 = "proxenia.core.failures.not_found"
handler500 = "proxenia.core.failures.server_error"
