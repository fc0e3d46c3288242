from django.apps import AppConfig

MOST_RENEWED = 200
"""Where more ties have changed at once, as after an import, all are computed anew."""


class ReviewsConfig(AppConfig):
    name = "proxenia.reviews"
    label = "reviews"

    def ready(self) -> None:
        from proxenia.core.jobs import enqueue
        from proxenia.core.registry import register_sentences
        from proxenia.engagements.actions.facts import register_after_contacts
        from proxenia.reviews import jobs  # noqa: F401 (jobs register themselves by name)
        from proxenia.reviews.models import VitalSign
        from proxenia.reviews.rules.reviews import SENTENCES
        from proxenia.reviews.views import on_tie, panels  # noqa: F401 (the import registers them)

        def ask(keys: list[int]) -> None:
            """Ask for the vital signs anew; an office that has none yet is left for the night."""
            if not keys or not VitalSign.objects.exists():
                return
            if len(keys) > MOST_RENEWED:
                enqueue("reviews.judge_offices", key="vital signs")
            else:
                enqueue("reviews.renew_ties", ties=keys)

        register_after_contacts(ask)
        register_sentences(SENTENCES)
