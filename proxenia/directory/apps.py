from functools import partial

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DirectoryConfig(AppConfig):
    name = "proxenia.directory"
    label = "directory"

    def ready(self) -> None:
        _register()


def _address(name: str, office: str, uid: str) -> str:
    from django.urls import reverse

    return reverse(name, args=(office, uid))


def _register() -> None:
    """Tell the rooms below what merges move, how the log speaks, and how records are found."""
    import proxenia.directory.views.consents
    import proxenia.directory.views.panels  # noqa: F401 (registers its panels)
    from proxenia.core import registry
    from proxenia.directory import sheets
    from proxenia.directory.queries.consents import withheld_people
    from proxenia.directory.queries.finding import organisation_entry, person_entry

    sheets.register()
    term = ("title", "starts", "ends")
    registry.register_pointer("directory.Organisation", "directory.Organisation", "parent")
    registry.register_pointer(
        "directory.Organisation", "directory.Post", "organisation", unique_with=("person", *term)
    )
    registry.register_pointer(
        "directory.Person", "directory.Post", "person", unique_with=("organisation", *term)
    )
    registry.register_pointer(
        "directory.Person",
        "directory.Consent",
        "person",
        unique_with=("purpose", "basis", "given_on", "withdrawn_on"),
    )
    registry.register_pointer(
        "directory.Person", "directory.Guardian", "person", unique_with=("name", "contact")
    )
    registry.register_withheld(withheld_people)
    registry.register_pointer("places.Place", "directory.Organisation", "place")
    registry.register_search("organisation", organisation_entry)
    registry.register_search("person", person_entry)
    registry.register_address("organisation", partial(_address, "directory:organisation"))
    registry.register_address("person", partial(_address, "directory:person"))
    registry.register_sentences(SENTENCES)


SENTENCES = {
    "add_organisation": _("added it"),
    "change_organisation": _("changed it"),
    "archive_organisation": _("put it away"),
    "restore_organisation": _("brought it back"),
    "settle_place": _("settled where it is"),
    "dismiss_place": _("said that what was written is not a place"),
    "add_person": _("added this person"),
    "change_person": _("changed this person"),
    "archive_person": _("put this person away"),
    "restore_person": _("brought this person back"),
    "add_post": _("added a post"),
    "change_post": _("changed a post"),
    "end_post": _("ended a post"),
    "remove_post": _("removed a post"),
    "record_consent": _("recorded on which basis the data of this person are used"),
    "withdraw_consent": _("recorded that this person took a consent back"),
    "name_guardian": _("named a guardian"),
    "record_guardian_consent": _("recorded a guardian's consent"),
    "withdraw_guardian_consent": _("recorded that a guardian took the consent back"),
    "merge": _("merged another record into it"),
    "merge_away": _("merged it into another record"),
    "undo_merge": _("undid a merge"),
    "say_distinct": _("said that it is not the same as another record"),
}
