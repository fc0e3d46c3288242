from django.apps import AppConfig


class ResultsConfig(AppConfig):
    name = "proxenia.results"
    label = "results"
