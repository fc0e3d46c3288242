from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PublicationConfig(AppConfig):
    name = "proxenia.publication"
    label = "publication"

    def ready(self) -> None:
        from proxenia.core import registry
        from proxenia.publication import documents  # noqa: F401 (the import registers the parts)
        from proxenia.publication.views import panels  # noqa: F401 (the import registers them)

        registry.register_sentences(SENTENCES)


SENTENCES = {
    "add_template": _("took in a Word template"),
    "use_template": _("chose the template of briefings"),
    "remove_template": _("removed a Word template"),
}
