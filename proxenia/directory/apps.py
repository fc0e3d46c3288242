from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "proxenia.directory"
    label = "directory"
