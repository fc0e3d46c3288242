from django.urls import path

from proxenia.reviews.views import reviews

app_name = "reviews"
urlpatterns = [
    path("reviews/", reviews.reviews, name="list"),
    path("reviews/open/<slug:uid>/", reviews.open_review, name="open"),
    path("reviews/<slug:uid>/", reviews.review, name="review"),
    path("reviews/<slug:uid>/questions/", reviews.questions, name="questions"),
    path("reviews/<slug:uid>/decide/", reviews.decide, name="decide"),
    path("reviews/<slug:uid>/carry-out/", reviews.carry_out, name="carry_out"),
    path("reviews/<slug:uid>/drop/", reviews.drop, name="drop"),
]
