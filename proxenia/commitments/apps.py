from django.apps import AppConfig


class CommitmentsConfig(AppConfig):
    name = "proxenia.commitments"
    label = "commitments"

    def ready(self) -> None:
        from proxenia.commitments.models import Commitment
        from proxenia.commitments.rules import SENTENCES
        from proxenia.core.registry import register_search, register_sentences
        from proxenia.core.search import Entry

        def entry(commitment: Commitment) -> Entry:
            body = f"{commitment.owner_name} {commitment.note}"
            return Entry(commitment.pk, commitment.office_id, "commitment", commitment.what, body)

        register_sentences(SENTENCES)
        register_search("commitment", entry)
