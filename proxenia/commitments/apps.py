from django.apps import AppConfig


class CommitmentsConfig(AppConfig):
    name = "proxenia.commitments"
    label = "commitments"
