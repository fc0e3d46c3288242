from django.apps import AppConfig


class InstrumentsConfig(AppConfig):
    name = "proxenia.instruments"
    label = "instruments"

    def ready(self) -> None:
        from proxenia.core.registry import register_sentences
        from proxenia.instruments.rules import SENTENCES
        from proxenia.instruments.views import assessments  # noqa: F401 (the import registers its panel)

        register_sentences(SENTENCES)
