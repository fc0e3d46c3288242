from django.urls import path

from proxenia.records.views import own_data

urlpatterns = [path("data/", own_data.own_data, name="own_data")]
