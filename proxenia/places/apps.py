from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "proxenia.places"
    label = "places"
