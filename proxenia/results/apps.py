from django.apps import AppConfig


class ResultsConfig(AppConfig):
    name = "proxenia.results"
    label = "results"

    def ready(self) -> None:
        self._ledger()
        self._logs()
        self._observations()
        self._returns()
        self._questionnaires()

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

        def outcomes(user: Any, office: Any, ties: Any) -> dict[int, dict[str, int]]:
            return ledger.counted_by_tie(user, office, ties, timezone.localdate())

        sheets.register()
        registry.register_sentences(SENTENCES)
        registry.register_search("result", ledger.result_entry)
        registry.register_address("result", lambda office, uid: reverse("results:result", args=(office, uid)))
        registry.register_pointer(
            "directory.Organisation", "results.Contribution", "organisation", unique_with=("result",)
        )
        register_results(outcomes)

    def _logs(self) -> None:
        """Tell the rooms below of side effects, rankings, the media log and evaluations."""
        from functools import partial

        from proxenia.core import registry
        from proxenia.results.queries import direct, evaluations, logs
        from proxenia.results.rules import direct as worth
        from proxenia.results.rules import evaluations as answers
        from proxenia.results.rules import logs as rules

        registry.register_sentences(rules.SENTENCES)
        registry.register_sentences(answers.SENTENCES)
        registry.register_sentences(worth.SENTENCES)
        entries = {
            **logs.ENTRIES,
            "evaluation": evaluations.evaluation_entry,
            "direct_value": direct.direct_entry,
        }
        for kind, entry in entries.items():
            registry.register_search(kind, entry)
            registry.register_address(kind, partial(_address, kind))

    def _observations(self) -> None:
        """Tell the rooms below of observations: words of the log, jobs, what merges move."""
        from proxenia.core import registry
        from proxenia.results import jobs  # noqa: F401 (jobs register themselves by name)
        from proxenia.results.queries.progress import newest_of_measures
        from proxenia.results.rules import observations
        from proxenia.results.views import indicator  # noqa: F401 (the import registers its panel)
        from proxenia.strategy.queries.progress import register_progress

        register_progress(newest_of_measures)
        registry.register_sentences(observations.SENTENCES)
        registry.register_pointer("directory.Organisation", "results.Observation", "partner")
        registry.register_pointer("directory.Organisation", "results.Target", "partner")

    def _returns(self) -> None:
        """Tell the rooms below of returns: words of the log, search, pages, what merges move, digest, jobs."""
        from django.urls import reverse

        from proxenia.core import registry
        from proxenia.results import jobs  # noqa: F401 (jobs register themselves by name)
        from proxenia.results.queries import digest, finding, returns  # noqa: F401 (the digest registers its parts)
        from proxenia.results.rules.returns import SENTENCES

        registry.register_sentences(SENTENCES)
        registry.register_frames("return", returns.plans_around)
        registry.register_parts("business_plan", returns.returns_of)
        registry.register_search("business_plan", finding.plan_entry)
        registry.register_search("return", finding.return_entry)
        registry.register_address(
            "business_plan", lambda office, uid: reverse("results:plan", args=(office, uid))
        )
        registry.register_address("return", lambda office, uid: reverse("results:return", args=(office, uid)))
        registry.register_pointer("directory.Organisation", "results.BusinessPlan", "body")

    def _questionnaires(self) -> None:
        """Tell the rooms below of questionnaires: words of the log, search, pages, which round stands in which."""
        from functools import partial

        from proxenia.core import registry
        from proxenia.results.queries import finding, questionnaires
        from proxenia.results.rules.questionnaires import SENTENCES

        registry.register_sentences(SENTENCES)
        registry.register_frames("question_round", questionnaires.questionnaires_around)
        registry.register_parts("questionnaire", questionnaires.rounds_of)
        registry.register_search("questionnaire", finding.questionnaire_entry)
        registry.register_search("question_round", finding.round_entry)
        for kind in ("questionnaire", "question_round"):
            registry.register_address(kind, partial(_address, kind))


def _address(kind: str, office: str, uid: str) -> str:
    from django.urls import reverse

    return reverse(f"results:{kind}", args=(office, uid))
