from functools import partial

from django.apps import AppConfig

PAGES = {
    "strategy": "strategy:strategy",
    "objective": "strategy:objective",
    "asset": "strategy:asset",
    "local_plan": "strategy:plan",
    "consultation": "strategy:consultation",
    "governance_profile": "strategy:profile",
}


class StrategyConfig(AppConfig):
    name = "proxenia.strategy"
    label = "strategy"

    def ready(self) -> None:
        from proxenia.core import registry
        from proxenia.strategy import sheets
        from proxenia.strategy.queries.search import ENTRIES
        from proxenia.strategy.queries.tree import objectives_in, strategies_of_objectives
        from proxenia.strategy.rules import SENTENCES
        from proxenia.strategy.views import measures  # noqa: F401 (the import registers its panel)

        sheets.register()
        registry.register_sentences(SENTENCES)
        registry.register_pointer("directory.Person", "strategy.Objective", "person")
        registry.register_pointer("directory.Organisation", "strategy.Asset", "organisation")
        registry.register_pointer("directory.Organisation", "strategy.Voice", "organisation")
        registry.register_frames("objective", strategies_of_objectives)
        registry.register_parts("strategy", objectives_in)
        for kind, entry in ENTRIES.items():
            registry.register_search(kind, entry)
            registry.register_address(kind, partial(_address, PAGES[kind]))


def _address(page: str, office: str, uid: str) -> str:
    from django.urls import reverse

    return reverse(page, args=(office, uid))
