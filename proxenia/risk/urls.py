from django.urls import path

from proxenia.records.views import entries
from proxenia.risk import views

app_name = "risk"
urlpatterns = [
    path("travel/gifts/threshold/", views.threshold, name="gift_threshold"),
    path("travel/gifts/export/<slug:ending>/", views.export_gifts, name="export_gifts"),
    *(
        one
        for room in views.ROOMS
        for one in (
            path(f"travel/{room.plural}/", views.listing(room), name=room.plural),
            *entries.paths("travel", room),
            path(f"travel/{room.plural}/<slug:uid>/", views.detail(room), name=room.kind),
        )
    ),
]
