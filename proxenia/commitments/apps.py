from django.apps import AppConfig


class CommitmentsConfig(AppConfig):
    name = "proxenia.commitments"
    label = "commitments"

    def ready(self) -> None:
        from proxenia.commitments.rules import SENTENCES
        from proxenia.core.registry import register_pointer, register_sentences

        register_sentences(SENTENCES)
        register_pointer("directory.Person", "commitments.Commitment", "person")
        register_pointer("directory.Organisation", "commitments.Commitment", "organisation")
