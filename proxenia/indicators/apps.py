from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "proxenia.indicators"
    label = "indicators"

    def ready(self) -> None:
        from proxenia.core.registry import register_sentences
        from proxenia.indicators import jobs  # noqa: F401 (jobs register themselves by name)
        from proxenia.indicators.rules import SENTENCES

        register_sentences(SENTENCES)
