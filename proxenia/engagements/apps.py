from django.apps import AppConfig


class EngagementsConfig(AppConfig):
    name = "proxenia.engagements"
    label = "engagements"
