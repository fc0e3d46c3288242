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
            path(f"travel/{room.plural}/add/", entries.adding(room), name=f"add_{room.kind}"),
            path(f"travel/{room.plural}/<str:uid>/", views.detail(room), name=room.kind),
            path(f"travel/{room.plural}/<str:uid>/edit/", entries.editing(room), name=f"edit_{room.kind}"),
            path(
                f"travel/{room.plural}/<str:uid>/archive/",
                entries.archiving(room),
                name=f"archive_{room.kind}",
            ),
            path(
                f"travel/{room.plural}/<str:uid>/restore/",
                entries.restoring(room),
                name=f"restore_{room.kind}",
            ),
        )
    ),
]
