from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "proxenia.core"
    label = "core"

    def ready(self) -> None:
        import proxenia.core.upkeep  # noqa: F401 (registers its job)
        from proxenia.core import forks

        forks.watch()
