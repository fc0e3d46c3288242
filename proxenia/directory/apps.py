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
    from proxenia.core import registry
    from proxenia.directory import jobs, sheets  # noqa: F401 (jobs register themselves by name)
    from proxenia.directory.actions import erasing, retention
    from proxenia.directory.queries.consents import withheld_people
    from proxenia.directory.queries.finding import organisation_entry, person_entry
    from proxenia.directory.views import consents, panels, portraits  # noqa: F401 (the import registers their panels)
    from proxenia.directory.views import retention as _table  # noqa: F401 (the same)
    from proxenia.records.actions import retention as records_retention

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
    registry.register_pointer("directory.Person", "directory.Portrait", "person", unique_with=("file",))
    registry.register_withheld(withheld_people)
    records_retention.register()
    retention.register()
    registry.register_eraser("person", erasing.erase_rows)
    registry.register_erased_again("person", erasing.erase_again)
    registry.register_pointer("places.Place", "directory.Organisation", "place")
    registry.register_search("organisation", organisation_entry)
    registry.register_search("person", person_entry)
    registry.register_address("organisation", partial(_address, "directory:organisation"))
    registry.register_address("person", partial(_address, "directory:person"))
    registry.register_sentences(SENTENCES)
    _register_corps()


def _register_corps() -> None:
    """The same for the diplomatic corps and the bodies we host."""
    from proxenia.core import registry
    from proxenia.directory.queries.corps import mission_entry
    from proxenia.directory.queries.hosting import (
        assessment_entry,
        bodies_under,
        hosted_entry,
        organisations_of,
    )

    for model in ("directory.Mission", "directory.HostedBody"):
        registry.register_pointer("directory.Organisation", model, "organisation")
    registry.register_pointer(
        "directory.Person", "directory.Head", "person", unique_with=("mission", "presented")
    )
    for kind, entry in (
        ("mission", mission_entry),
        ("hosted_body", hosted_entry),
        ("hosted_assessment", assessment_entry),
    ):
        registry.register_search(kind, entry)
        registry.register_address(kind, partial(_address, f"directory:{kind}"))
    for kind, frames in (
        ("mission", organisations_of),
        ("hosted_body", organisations_of),
        ("hosted_assessment", bodies_under),
    ):
        registry.register_frames(kind, frames)
    registry.register_sentences(CORPS_SENTENCES)


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
    "set_portrait": _("chose the portrait"),
    "remove_portrait": _("took the portrait away"),
    "erase_person": _("erased this person"),
    "erase_person_again": _("erased this person again, whom an old backup had brought back"),
    "export_person": _("told this person everything that is kept about them"),
    "merge": _("merged another record into it"),
    "merge_away": _("merged it into another record"),
    "undo_merge": _("undid a merge"),
    "say_distinct": _("said that it is not the same as another record"),
}

CORPS_SENTENCES = {
    "add_mission": _("listed it in the diplomatic corps"),
    "change_mission": _("changed what is said of the mission"),
    "archive_mission": _("took it off the list of the diplomatic corps"),
    "restore_mission": _("put it back on the list of the diplomatic corps"),
    "appoint_head": _("recorded who leads it"),
    "change_head": _("changed what is said of its head"),
    "end_head": _("ended the term of its head"),
    "add_hosted_body": _("listed it among the bodies we host"),
    "change_hosted_body": _("changed what is said of the hosted body"),
    "archive_hosted_body": _("took it off the list of bodies we host"),
    "restore_hosted_body": _("put it back on the list of bodies we host"),
    "add_hosted_line": _("added a support, a benefit or a burden"),
    "change_hosted_line": _("changed a support, a benefit or a burden"),
    "remove_hosted_line": _("removed a support, a benefit or a burden"),
    "review_hosted_body": _("reviewed whether to do more, the same or less"),
    "assess_hosted_body": _("wrote an assessment for named readers"),
    "change_assessment": _("changed the assessment"),
    "archive_assessment": _("put the assessment away"),
    "restore_assessment": _("brought the assessment back"),
}
