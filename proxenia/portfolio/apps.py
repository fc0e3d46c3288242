from django.apps import AppConfig


class PortfolioConfig(AppConfig):
    name = "proxenia.portfolio"
    label = "portfolio"
