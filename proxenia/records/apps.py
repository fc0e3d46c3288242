from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "proxenia.records"
    label = "records"
