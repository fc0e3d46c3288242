from django.apps import AppConfig

MOST_RENEWED = 200
"""Where more ties have changed at once, as after an import, all are computed anew."""


class ReviewsConfig(AppConfig):
    name = "proxenia.reviews"
    label = "reviews"

    def ready(self) -> None:
        from proxenia.core.jobs import enqueue
        from proxenia.core.registry import register_pointer, register_sentences
        from proxenia.engagements.actions.facts import register_after_contacts
        from proxenia.reviews import jobs  # noqa: F401 (jobs register themselves by name)
        from proxenia.reviews.models import VitalSign
        from proxenia.reviews.rules.sentences import SENTENCES
        from proxenia.reviews.views import (  # noqa: F401 (the import registers their panels)
            exit_kits,
            on_tie,
            panels,
            partner_views,
            silence,
            slipping,
            sponsors,
        )

        self._beside_the_list()

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
        register_pointer("directory.Person", "reviews.Carrier", "person")
        register_pointer("directory.Person", "reviews.PoliticalDate", "person")
        register_pointer("directory.Organisation", "reviews.PoliticalDate", "organisation")

    def _beside_the_list(self) -> None:
        """Put the words of the vital signs into the list and the map of ties: filter, facet, word of each line."""
        from django.utils.translation import gettext_lazy as _

        from proxenia.portfolio.filters import register_filter
        from proxenia.portfolio.queries.remembered import register_mark
        from proxenia.portfolio.views.facets import Facet, register_facet
        from proxenia.portfolio.views.words import register_sign
        from proxenia.reviews.filters import vital_signs
        from proxenia.reviews.queries import signs

        register_filter("vital", vital_signs())
        register_facet(Facet("vital", _("Vital signs"), signs.WORDS, signs.counts))
        register_sign(signs.words_of)
        register_mark(signs.mark)
