from functools import partial

from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "add_tie": _("added the tie"),
    "change_tie": _("changed the tie"),
    "classify_tie": _("changed its classification"),
    "serve_objectives": _("said which objectives it serves"),
    "set_parent": _("changed what it stands under"),
    "archive_tie": _("put the tie away"),
    "restore_tie": _("brought the tie back"),
    "follow_tie": _("moved it with its tie"),
    "add_party": _("added a counterpart"),
    "change_party": _("changed a counterpart"),
    "remove_party": _("took a counterpart off"),
    "dismiss_duplicate": _("said that it is not the same as another tie"),
    "ask_again": _("asked again whether it is the same as another tie"),
    "explore": _("began to explore it"),
    "drop_proposal": _("dropped the proposal"),
    "activate": _("made it active"),
    "end_exploration": _("ended the exploration"),
    "open_review": _("opened the review"),
    "suspend": _("suspended it"),
    "keep": _("decided to keep it"),
    "scale_down": _("scaled it down"),
    "move_to_historic": _("moved it to historic"),
    "take_up_again": _("took it up again"),
    "explore_again": _("began to explore it again"),
    "join_network": _("recorded the membership"),
    "change_membership": _("changed the membership"),
    "add_agreement": _("added the agreement"),
    "change_agreement": _("changed the agreement"),
    "sign_agreement": _("recorded the signature"),
    "amend_agreement": _("added an amendment"),
    "renew_agreement": _("renewed the agreement"),
    "put_into_effect": _("put a text into effect whose day had come"),
    "end_agreement": _("ended the agreement"),
    "name_host_agreement": _("named its host agreement"),
    "drop_host_agreement": _("said that it has no host agreement among ours"),
    "add_approval": _("recorded an approval"),
}


def _address(page: str, office: str, uid: str) -> str:
    return reverse(page, args=[office, uid])


class PortfolioConfig(AppConfig):
    name = "proxenia.portfolio"
    label = "portfolio"

    def ready(self) -> None:
        from proxenia.core import registry
        from proxenia.directory.queries.uses import register_use
        from proxenia.portfolio import jobs, sheets  # noqa: F401 (jobs register themselves by name)
        from proxenia.portfolio.queries import counting, standing
        from proxenia.portfolio.queries.parties import with_ties
        from proxenia.portfolio.queries.search import agreement_entry, tie_entry
        from proxenia.portfolio.views import hosting, objectives  # noqa: F401 (the import registers their panels)

        sheets.register()
        counting.register()
        registry.register_sentences(SENTENCES)
        registry.register_search("partnership", tie_entry)
        registry.register_search("agreement", agreement_entry)
        for kind, name in (("partnership", "portfolio:tie"), ("agreement", "portfolio:agreement")):
            registry.register_address(kind, partial(_address, name))

        register_use("ties", _("With ties"), with_ties)
        registry.register_frames("agreement", standing.ties_of_agreements)
        registry.register_frames("commitment", standing.ties_of_promises)
        registry.register_parts("partnership", standing.parts_of_tie)
        registry.register_pointer(
            "directory.Organisation", "portfolio.Party", "organisation", unique_with=("partnership",)
        )
