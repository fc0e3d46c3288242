from django.apps import AppConfig


class ResultsConfig(AppConfig):
    name = "proxenia.results"
    label = "results"

    def ready(self) -> None:
        self._ledger()

    def _ledger(self) -> None:
        """Tell the rooms below of the ledger: words of the log, search, pages, what merges move, outcomes by tie."""
        from typing import Any

        from django.urls import reverse
        from django.utils import timezone

        from proxenia.core import registry
        from proxenia.portfolio.queries.balance import register_results
        from proxenia.results import sheets
        from proxenia.results.queries import ledger
        from proxenia.results.rules.ledger import SENTENCES
        from proxenia.results.views import panels  # noqa: F401 (the import registers them)

        def outcomes(user: Any, office: Any, ties: Any) -> dict[int, int]:
            return ledger.counted_by_tie(user, office, ties, timezone.localdate())

        sheets.register()
        registry.register_sentences(SENTENCES)
        registry.register_search("result", ledger.result_entry)
        registry.register_address("result", lambda office, uid: reverse("results:result", args=(office, uid)))
        registry.register_pointer(
            "directory.Organisation", "results.Contribution", "organisation", unique_with=("result",)
        )
        register_results(outcomes)
