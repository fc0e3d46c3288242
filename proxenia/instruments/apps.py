from django.apps import AppConfig


class InstrumentsConfig(AppConfig):
    name = "proxenia.instruments"
    label = "instruments"

    def ready(self) -> None:
        from proxenia.core.registry import register_sentences
        from proxenia.instruments.rules import SENTENCES

        register_sentences(SENTENCES)
