from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from django.apps import AppConfig

if TYPE_CHECKING:
    from proxenia.core.search import Entry


class EngagementsConfig(AppConfig):
    name = "proxenia.engagements"
    label = "engagements"

    def ready(self) -> None:
        from django.urls import reverse

        from proxenia.core import registry
        from proxenia.engagements import sheets
        from proxenia.engagements.actions import captures
        from proxenia.engagements.queries import counting, finding, promises
        from proxenia.engagements.queries.effort import efforts
        from proxenia.engagements.queries.ticks import ticks
        from proxenia.engagements.rules import SENTENCES, calendar
        from proxenia.engagements.views import calendar as calendar_page  # noqa: F401 (the import registers its panel)
        from proxenia.engagements.views import objectives, panels  # noqa: F401 (the import registers them)
        from proxenia.portfolio.queries.balance import register_effort
        from proxenia.portfolio.queries.pictures import register_ticks

        sheets.register()
        registry.register_sentences(SENTENCES)
        registry.register_sentences(calendar.SENTENCES)
        captures.register()
        registry.register_search("engagement", finding.engagement_entry, along=finding.SEARCH_ALONG)
        # A promise is found by the name of its tie too, which only this room can tell.
        registry.register_search("commitment", promises.promise_entry, along=promises.SEARCH_ALONG)

        def contact(office: str, uid: str) -> str:
            return reverse("engagements:engagement", args=(office, uid))

        def promise(office: str, uid: str) -> str:
            return reverse("engagements:promise", args=(office, uid))

        registry.register_address("engagement", contact)
        registry.register_address("commitment", promise)
        registry.register_pointer(
            "directory.Person", "engagements.Participation", "person", unique_with=("engagement",)
        )
        registry.register_pointer("directory.Organisation", "engagements.Participation", "organisation")
        register_ticks(ticks)
        register_effort(efforts)
        counting.register()
        _register_delegations()
        _register_protocol()
        _register_projects()


def _register_delegations() -> None:
    """Tell the rooms below what of delegations merges move, how the log speaks of it, and how long it is kept."""
    from proxenia.core import registry
    from proxenia.engagements.actions import second_forms
    from proxenia.engagements.rules.delegations import SENTENCES
    from proxenia.engagements.views import delegations  # noqa: F401 (the import registers its panels)

    registry.register_sentences(SENTENCES)
    registry.register_pointer("directory.Person", "engagements.Member", "person", unique_with=("engagement",))
    registry.register_pointer("directory.Person", "engagements.TravelDetails", "person")
    registry.register_pointer("directory.Organisation", "engagements.Member", "organisation")
    registry.register_pointer("directory.Organisation", "engagements.Slot", "host")
    second_forms.register()


def _register_protocol() -> None:
    """Tell the rooms below what of guests merges move, and what a mandate stands in."""
    from django.urls import reverse

    from proxenia.core import registry
    from proxenia.engagements import jobs  # noqa: F401 (the import registers its job)
    from proxenia.engagements.queries.talks import engagements_of_mandates, mandate_entry
    from proxenia.engagements.rules import invitations, protocol, series, talks
    from proxenia.engagements.views import protocol_panels  # noqa: F401 (the import registers its panel)

    for rules in (protocol, series, talks, invitations):
        registry.register_sentences(rules.SENTENCES)
    registry.register_pointer(
        "directory.Person", "engagements.Invitation", "person", unique_with=("engagement",)
    )
    registry.register_pointer("directory.Organisation", "engagements.Invitation", "organisation")
    registry.register_search("mandate", mandate_entry)
    registry.register_frames("mandate", engagements_of_mandates)
    registry.register_address(
        "mandate", lambda office, uid: reverse("engagements:mandate", args=(office, uid))
    )


def _register_projects() -> None:
    """Tell the rooms below of calls, projects and crises: words, search, pages, what merges move, what hides along."""
    from proxenia.core import registry
    from proxenia.engagements.queries import crises as struck
    from proxenia.engagements.queries import projects
    from proxenia.engagements.rules import crises
    from proxenia.engagements.rules import projects as rules
    from proxenia.engagements.views import project_panels  # noqa: F401 (the import registers its panels)

    registry.register_sentences(rules.SENTENCES)
    registry.register_sentences(crises.SENTENCES)
    entries: dict[str, tuple[str, Callable[[Any], Entry]]] = {
        "project": ("project", projects.project_entry),
        "funding_call": ("call", projects.call_entry),
        "crisis": ("crisis", struck.crisis_entry),
    }
    for kind, (page, entry) in entries.items():
        registry.register_search(kind, entry)
        registry.register_address(kind, partial(_address, page))
    registry.register_parts("project", projects.parts_of_project)
    body = "directory.Organisation"
    registry.register_pointer(
        body, "engagements.ProjectParty", "organisation", unique_with=("project", "role")
    )
    registry.register_pointer(body, "engagements.Stakeholder", "organisation", unique_with=("project",))
    for pointer in ("Call.funder", "Funding.organisation", "Crisis.organisation", "Offer.organisation"):
        model, name = pointer.split(".")
        registry.register_pointer(body, f"engagements.{model}", name)


def _address(page: str, office: str, uid: str) -> str:
    from django.urls import reverse

    return reverse(f"engagements:{page}", args=(office, uid))
