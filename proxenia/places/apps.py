from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlacesConfig(AppConfig):
    name = "proxenia.places"
    label = "places"

    def ready(self) -> None:
        from django.urls import reverse

        from proxenia.accounts.rules.passwords import register_context_words
        from proxenia.core import registry
        from proxenia.places.queries.homes import names_of_homes

        register_context_words(names_of_homes)
        registry.register_sentences(
            {"add_place": _("added the place"), "set_home": _("named the home of the office")}
        )
        registry.register_address("place", lambda office, uid: reverse("places:place", args=(office, uid)))
