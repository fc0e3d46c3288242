from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "proxenia.core"
    label = "core"
