from django.urls import path

from proxenia.places import views

app_name = "places"
urlpatterns = [
    path("places/", views.places, name="places"),
    path("places/add/", views.add_place, name="add_place"),
    path("places/<str:uid>/", views.place, name="place"),
    path("countries/<slug:code>/", views.country, name="country"),
]
