from functools import partial

from django.apps import AppConfig


class RiskConfig(AppConfig):
    name = "proxenia.risk"
    label = "risk"

    def ready(self) -> None:
        from proxenia.core import registry
        from proxenia.risk.actions import register
        from proxenia.risk.queries import ENTRIES
        from proxenia.risk.rules import SENTENCES

        register()
        registry.register_sentences(SENTENCES)
        for field in ("SponsoredTrip.person", "Gift.other_person", "Gift.our_person"):
            model, name = field.split(".")
            registry.register_pointer("directory.Person", f"risk.{model}", name)
        for kind, entry in ENTRIES.items():
            registry.register_search(kind, entry)
            registry.register_address(kind, partial(_address, kind))


def _address(kind: str, office: str, uid: str) -> str:
    from django.urls import reverse

    return reverse(f"risk:{kind}", args=(office, uid))
