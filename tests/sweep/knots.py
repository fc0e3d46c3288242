"""Knots: rows that tie what is hidden to what is open, of every model that points at two records.

Where a page, a sheet or a query follows such a row, the hidden end must not show; whoever sees one end only must read
as if the row were not there.
"""

import re
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, models, transaction

from proxenia.accounts.actions import make_invitation
from proxenia.directory.actions import add_organisation, merge
from proxenia.directory.models import Organisation, Person
from proxenia.engagements.models import SecretAddress
from proxenia.places.models import Place
from proxenia.publication.models import PaperTemplate
from proxenia.records.actions import change, set_visibility
from proxenia.records.actions.hangings import keep_view
from proxenia.records.actions.imports.runs import start_run
from proxenia.records.models import Record
from proxenia.results.models import Observation, PeriodLock, Target
from proxenia.strategy.actions.governance import begin_profile
from proxenia.strategy.models import (
    BodyMeeting,
    CoordinationBody,
    GovernanceProfile,
    GovernanceUnit,
    PeerLook,
)
from tests.sweep import filling

NOT_TIED: dict[str, str] = {
    "Party": "a counterpart is a part of its tie, in the tie's own words: `world.knot` has one",
}
"""Models of which no knot is made, and why."""


def tie(world: Any) -> None:
    """Write a row for every pointer of every model: from a record that is open to one that is confidential."""
    for model in filling.parts():
        if model.__name__ in NOT_TIED:
            continue
        for one in pointers(model):
            for near, far in (("open", "confidential"), ("confidential", "open")):
                _tie(world, model, one, near, far)


def pointers(model: Any) -> list[models.Field[Any, Any]]:
    """Return the fields by which a row points at records besides the one it hangs on."""
    found = [
        one
        for one in model._meta.concrete_fields
        if one.is_relation and one.related_model is not None and issubclass(one.related_model, Record)
    ]
    hangs_on = next((one for one in found if not one.null), None)
    return [one for one in found if one is not hangs_on]


def _tie(world: Any, model: Any, one: Any, near: str, far: str) -> None:
    filler = world.fillers[near]
    given = {one.name: world.fillers[far].row(one.related_model)}
    given |= {other.name: None for other in pointers(model) if other.null and other is not one}
    given |= {"named": ""} if model.__name__ == "Contribution" else {}
    last = {each.name: each.flatchoices[-1][0] for each in model._meta.concrete_fields if each.choices}
    instead = {"person": world.extra["person"]} if near == "open" and one.name != "person" else {}
    kept = {
        name: row
        for name, row in instead.items()
        if name in {each.name for each in model._meta.concrete_fields}
    }
    error: Exception | None = None
    for more in ({}, last, kept):
        values = filler.values(model, filler.kind_of(model), **{**more, **given})
        if near == "confidential" and one.related_model is Person:
            # What is said of a person is theirs to be told, wherever it is said.
            values = {name: "Said of them" if _is_canary(said) else said for name, said in values.items()}
        try:
            with transaction.atomic():
                row = model(**values)
                row.save(force_insert=True)
        except IntegrityError as refused:
            error = refused
            continue
        world.rows[f"{model.__name__}.{one.name}", near] = row
        return
    world.extra.setdefault("unknotted", []).append(f"{model.__name__}.{one.name} {near} {far}: {error}")


def _is_canary(said: Any) -> bool:
    return isinstance(said, str) and re.fullmatch(r"Qz\d{5}vk", said) is not None


def seat(world: Any) -> None:
    """Write what an office has one or few of: its governance, a merge, a file brought in, an invitation, a view."""
    cast = world.cast
    office, by, officer = cast.office, cast.operator, world.users["officer"]
    filler = world.fillers["restricted"]
    profile = begin_profile(office, by=by, values=filler.values(GovernanceProfile, "governance_profile"))
    profile = change(profile, by=by, verb="change_profile", values={"unit": cast.unit})
    profile = set_visibility(profile, by=by, visibility="restricted")
    world.records["governance_profile", "restricted"] = profile
    for model in (GovernanceUnit, CoordinationBody, BodyMeeting, PeerLook):
        world.rows[model.__name__, "restricted"] = filler.row(model)
    place = Place.objects.create(office=office, name="Far place", name_folded="far place", country="JP")
    Organisation.objects.filter(pk__in=[world.extra["hidden_body"].pk, world.extra["body"].pk]).update(
        place=place
    )
    bodies = [
        add_organisation(office, by=by, values={"name": f"Twin {number}", "kind": "agency"})
        for number in (1, 2)
    ]
    world.rows["Merge", "open"] = merge(*bodies, by=by)
    upload = SimpleUploadedFile("x.csv", b"Name\nBrought in\n")
    world.rows["ImportRun", "open"] = start_run(office, by=officer, kind="organisations", upload=upload)
    make_invitation(officer, office, by=by)
    keep_view(office, by=officer, page="portfolio:list", name="View", query="")
    for model in (SecretAddress, Observation, Target, PeriodLock, PaperTemplate):
        given = {"user": officer} if model is SecretAddress else {}
        row = model(**world.fillers["open"].values(model, "organisation", **given))
        row.save(force_insert=True)
        world.rows[model.__name__, "open"] = row
