from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "proxenia.desk"
    label = "desk"
