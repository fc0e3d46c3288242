from django.urls import path

from proxenia.indicators.views import library, records

app_name = "indicators"
urlpatterns = [
    path("indicators/", library.indicators, name="list"),
    path("indicators/load/", library.load, name="load"),
    path("indicators/add/", library.add, name="add"),
    path("indicators/calibration/", library.calibration, name="calibration"),
    path("indicators/of/<slug:uid>/", library.indicator, name="indicator"),
    path("indicators/of/<slug:uid>/records/<str:period>/", records.records, name="records"),
    path("indicators/of/<slug:uid>/edit/", library.edit, name="edit"),
    path("indicators/of/<slug:uid>/retire/", library.retire, name="retire"),
    path("indicators/of/<slug:uid>/calibrate/", library.calibrate, name="calibrate"),
]
