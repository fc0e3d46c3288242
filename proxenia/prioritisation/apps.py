from django.apps import AppConfig


class PrioritisationConfig(AppConfig):
    name = "proxenia.prioritisation"
    label = "prioritisation"

    def ready(self) -> None:
        from proxenia.core import registry
        from proxenia.prioritisation.queries.found import entry
        from proxenia.prioritisation.rules import SENTENCES

        registry.register_sentences(SENTENCES)
        registry.register_search("evidence_question", entry)
        registry.register_address("evidence_question", _address)


def _address(office: str, uid: str) -> str:
    from django.urls import reverse

    return reverse("prioritisation:question", args=(office, uid))
