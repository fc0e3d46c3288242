"""Looks at a stage: what is open is tied to what is hidden just for the one look, then a page is asked for.

The world holds one row of every sort; here stand the ties it has no room for: a contact known only through a hidden
person, a file that stays in the room, an answer by somebody who may write no more.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from unittest import mock

from django.apps import apps
from django.db import models
from django.urls import reverse
from django.utils import timezone

from proxenia.accounts.models import Membership, roles
from proxenia.commitments.models import Commitment
from proxenia.core.registry import address_of
from proxenia.core.values import PartialDate
from proxenia.directory.models import Mission, Organisation, Person
from proxenia.directory.models.privacy import Guardian
from proxenia.engagements.models import Engagement, EngagementTie, Participation
from proxenia.engagements.models.series import Occurrence, Series
from proxenia.engagements.queries.counting import NEW_BODIES
from proxenia.indicators.models import Indicator
from proxenia.places.models import Place
from proxenia.portfolio.models import AgreementVersion, Party
from proxenia.records.models import File, ImportChange, Note, Record
from proxenia.records.models.sharing import Sharing
from tests.sweep.matrix import HIDDEN, REFUSED
from tests.sweep.probes import Probe, Problems, answer_of, body_of, leaks, verdict_of
from tests.sweep.world import KINDS, World

WORD = "Stagedword"
"""What only somebody may read from whom it is hidden here."""
CONFLICT = "refused by the rules"
Stage = Callable[[World], Any]


def looks() -> Iterator[Probe]:
    """Yield every look at a stage."""
    from tests.sweep import staged_verbs

    for name, asked in REFUSALS.items():
        yield _probe(name, asked.role, partial(_refused, asked=asked))
    for name, shown in SHOWN.items():
        yield _probe(name, shown.role, partial(_silent, shown=shown))
    for kind in KINDS:
        yield _probe(f"what stays in the room on {kind}", "viewer", partial(_in_the_room, kind=kind))
        for one in _free_pointers(kind):
            look = partial(_pointed, kind=kind, pointer=one)
            yield _probe(f"{kind} with a hidden {one.name}", "viewer", look)
    for page, (name, _args) in NO_EXPORT.items():
        yield _probe(f"{name} without the right", "viewer", partial(_without_the_right, page=page))
    for name, (role, ask) in staged_verbs.ASKED.items():
        yield _probe(name, role, ask)


def _probe(name: str, role: str, ask: Callable[[World], Problems]) -> Probe:
    title = f"{name}, staged and asked directly by {role}"

    def look(world: World) -> Problems:
        return [f"{title}: {told}" for told in ask(world)]

    return Probe(title, look, role, f"staged: {name}")


def uid(world: World, kind: str, state: str = "open") -> str:
    """Return the uid of a record."""
    return world.uid(kind, state)


def hidden(world: World, kind: str) -> Any:
    """Return the confidential record of a kind."""
    return world.records[kind, "confidential"]


def seen(world: World, kind: str) -> Any:
    """Return the open record of a kind."""
    return world.records[kind, "open"]


@dataclass(frozen=True)
class Asked:
    """A request that is refused: who asks, how, for which page about what; and what is made ready first."""

    role: str
    method: str
    page: str
    args: Callable[[World], tuple[Any, ...]]
    stage: Stage = lambda _world: None
    wanted: str = REFUSED
    data: Mapping[str, str] = field(default_factory=dict)


def _refused(world: World, asked: Asked) -> Problems:
    asked.stage(world)
    url = reverse(asked.page, args=(world.cast.office.slug, *asked.args(world)))
    response = answer_of(world, asked.role, asked.method, url, dict(asked.data))
    got = CONFLICT if response.status_code == 409 else verdict_of(response)
    return [] if got == asked.wanted else [f"{got} instead of {asked.wanted}"]


def _of(kind: str, state: str = "open", *more: Any) -> Callable[[World], tuple[Any, ...]]:
    return lambda world: (uid(world, kind, state), *more)


def _part(kind: str, row: str) -> Callable[[World], tuple[Any, ...]]:
    return lambda world: (uid(world, kind), world.rows[row, "open"].uid)


def _no_guests(world: World) -> None:
    seen(world, "engagement").invitations.all().delete()


def _looks_after_privacy(world: World) -> None:
    """Let the editor of another unit look after privacy in the office too."""
    Membership.objects.create(
        user=world.users["other_editor"], office=world.cast.office, role=roles.ADMINISTRATOR.code
    )


def _assessed_by_other(world: World) -> None:
    row = world.row("Assessment", "open")
    type(row).objects.filter(pk=row.pk).update(assessor=world.users["other_editor"], finished_at=None)


def _assessment(world: World) -> tuple[str]:
    return (world.row("Assessment", "open").uid,)


def _file_in_room(world: World) -> None:
    File.objects.filter(pk=world.files["organisation", "open"].pk).update(sharing=Sharing.ROOM)


def _file(world: World) -> tuple[str]:
    return (world.files["organisation", "open"].uid,)


def _note_in_room(world: World) -> None:
    Note.objects.filter(pk=_note_row(world).pk).update(sharing=Sharing.ROOM)


def _note_row(world: World) -> Any:
    return world.parts[seen(world, "organisation").pk, "note"]


def _run_of_hidden(world: World) -> None:
    body = hidden(world, "organisation")
    ImportChange.objects.create(
        run=world.rows["ImportRun", "open"], anchor_id=body.pk, model="directory.Organisation", created=True,
        version=1,
    )  # fmt: skip


def _a_minor(world: World) -> None:
    person = seen(world, "person")
    Guardian.objects.filter(person=person).delete()
    Person.objects.filter(pk=person.pk).update(born=None, is_minor=True)


REFUSALS: dict[str, Asked] = {
    "thanks": Asked("other_editor", "GET", "engagements:thanks", _of("crisis")),
    "a paper of a delegation": Asked(
        "partner_shared", "GET", "engagements:delegation_paper", _of("engagement", "shared", "programme", "pdf")
    ),
    "how close to stay": Asked("other_editor", "GET", "engagements:keep", _of("partnership")),
    "replies of no guests": Asked("other_editor", "POST", "engagements:answers", _of("engagement"), _no_guests),
    "an account of a person": Asked(
        "other_editor", "POST", "engagements:link_colleague", _of("person"), data={"user": "999999"}
    ),
    "second forms": Asked("viewer", "GET", "engagements:second_forms", _of("engagement")),
    "a second form by somebody who reads them and may not write": Asked(
        "other_editor", "GET", "engagements:fill_second_form", _part("engagement", "Member"), _looks_after_privacy
    ),
    "a hidden traveller": Asked(
        "unit_editor", "GET", "engagements:edit_member", _part("engagement", "Member.person"), wanted=HIDDEN
    ),
    "an offer of a hidden body": Asked(
        "unit_editor", "GET", "engagements:edit_offer", _part("crisis", "Offer.organisation"), wanted=HIDDEN
    ),
    "an assessment of somebody else": Asked("other_editor", "GET", "instruments:answer", _assessment),
    "an assessment of somebody else, finished": Asked("other_editor", "POST", "instruments:finish", _assessment),
    "an assessment by somebody who may write no more": Asked(
        "other_editor", "GET", "instruments:answer", _assessment, _assessed_by_other
    ),
    "a file of the room": Asked("viewer", "GET", "records:file", _file, _file_in_room, HIDDEN),
    "a file of the room, put away": Asked(
        "unit_editor", "POST", "records:put_away_file", _file, _file_in_room, HIDDEN
    ),
    "a note of the room": Asked(
        "unit_editor", "POST", "records:share_note", lambda world: (_note_row(world).uid,), _note_in_room, HIDDEN
    ),
    "an import of what is hidden": Asked(
        "director", "GET", "records:import_run", lambda world: (world.rows["ImportRun", "open"].uid,),
        _run_of_hidden, HIDDEN,
    ),
    "a reader by nobody's name": Asked("other_editor", "POST", "records:name_reader", _of("organisation")),
    "a pack about a minor": Asked(
        "viewer", "GET", "publication:handover", lambda world: ("person", uid(world, "person")), _a_minor,
        CONFLICT,
    ),
    "a pack about a minor, as a file": Asked(
        "viewer", "GET", "publication:handover_file", lambda world: ("person", uid(world, "person"), "docx"),
        _a_minor, CONFLICT,
    ),
}  # fmt: skip
NO_EXPORT: dict[str, tuple[str, Callable[[World], tuple[Any, ...]]]] = {
    "publication:briefing_file": ("a briefing", _of("engagement", "open", "docx")),
    "publication:pocket_file": ("a page for the pocket", _of("engagement")),
    "publication:handover_file": ("a pack", lambda world: ("tie", uid(world, "partnership"), "docx")),
}
"""Every role that reads takes away too: that one which does not would be refused is looked at without the right."""


@dataclass(frozen=True)
class Shown:
    """A page that must not say something: its address, what is made ready, and who asks."""

    url: Callable[[World], str]
    stage: Stage = lambda _world: None
    role: str = "viewer"
    never: Callable[[World], str] = lambda _world: WORD
    """What the page must not hold besides."""


def _silent(world: World, shown: Shown) -> Problems:
    shown.stage(world)
    return _said(world, shown.role, shown.url(world), shown.never(world))


def _said(world: World, role: str, url: str, never: str = WORD) -> Problems:
    response = answer_of(world, role, "GET", url)
    content = body_of(response)
    found = [] if response.status_code == 200 else [f"{url}: status {response.status_code}"]
    return [
        *found,
        *leaks(world, role, content),
        *([f"tells {never}"] if never.lower().encode() in content.lower() else []),
    ]


def _page(name: str, *args: Any, query: str = "") -> Callable[[World], str]:
    def url(world: World) -> str:
        given = [one(world) if callable(one) else one for one in args]
        asked = query.format(body=world.extra["hidden_body"].uid, tie=world.extra["hidden_tie"].uid)
        return f"{reverse(name, args=(world.cast.office.slug, *given))}{asked}"

    return url


def _titled(world: World) -> Any:
    """Return an open contact, with the word as its title and no tie of its own."""
    one = seen(world, "engagement")
    Engagement.objects.filter(pk=one.pk).update(title=WORD)
    EngagementTie.objects.filter(engagement=one).delete()
    Participation.objects.filter(engagement=one).delete()
    return one


def _through_a_tie(world: World) -> None:
    EngagementTie.objects.create(engagement=_titled(world), partnership=world.extra["hidden_tie"])
    assert world.base_body is not None
    Party.objects.create(partnership=world.extra["hidden_tie"], organisation=world.base_body)


def _through_a_person(world: World) -> None:
    Participation.objects.create(
        engagement=_titled(world), person=hidden(world, "person"), organisation=world.base_body
    )


def _with_a_hidden_tie(world: World) -> None:
    body = world.extra["body"]
    Organisation.objects.filter(pk=body.pk).update(name=WORD)
    Party.objects.filter(organisation=body).delete()
    Party.objects.create(partnership=world.extra["hidden_tie"], organisation=body)


def _repeated_from_hidden(world: World) -> None:
    one = seen(world, "engagement")
    Occurrence.objects.filter(engagement=one).delete()
    series, _made = Series.objects.get_or_create(
        first=hidden(world, "engagement"), defaults={"rule": "yearly"}
    )
    Occurrence.objects.create(engagement=one, series=series, day=timezone.localdate())


def _used_by_hidden(world: World) -> None:
    place = Place.objects.create(name=WORD, name_folded=WORD.lower(), country="JP", gazetteer_id="staged")
    Organisation.objects.filter(pk=world.extra["hidden_body"].pk).update(place=place)


def _signed_in_the_room(world: World) -> None:
    file = world.files["agreement", "open"]
    File.objects.filter(pk=file.pk).update(sharing=Sharing.ROOM, title=WORD, original_name=WORD)
    agreement = seen(world, "agreement")
    AgreementVersion.objects.filter(agreement=agreement).update(file=file)


def _hidden_mission(world: World) -> None:
    mission = hidden(world, "mission")
    Organisation.objects.filter(pk=mission.organisation_id).update(name=WORD)
    Mission.objects.filter(pk=mission.pk).update(sending="DE", closed=None)


def _counted(computation: str) -> Callable[[World], str]:
    """Return the page of what an indicator counts."""

    def url(world: World) -> str:
        one = Indicator.objects.filter(office=world.cast.office).order_by("pk").first()
        assert one is not None
        Indicator.objects.filter(pk=one.pk).update(computed_by=computation, retired_at=None)
        return reverse("indicators:records", args=(world.cast.office.slug, one.uid, "2026"))

    return url


def _met_for_the_first_time(world: World) -> None:
    body = world.extra["hidden_body"]
    Participation.objects.filter(organisation=body).delete()
    Participation.objects.create(
        engagement=world.extra["contact"], person=seen(world, "person"), organisation=body
    )


def _promised_in_secret(world: World) -> None:
    found = Commitment.objects.filter(tie_link__partnership=world.extra["hidden_tie"])
    found.update(due=PartialDate(2026, 3, 4), state=Commitment.State.OPEN)


SHOWN: dict[str, Shown] = {
    "contacts of a hidden tie": Shown(_page("engagements:list", query="?tie={tie}")),
    "promises of a hidden tie": Shown(_page("engagements:promises", query="?tie={tie}")),
    "a line about a hidden tie": Shown(
        _page("engagements:quick", query="?tie={tie}"), role="unit_editor", never=lambda _world: "from_tie"
    ),
    "a part in a project for a hidden body": Shown(
        _page(
            "engagements:add_project_party", lambda world: uid(world, "project"), query="?organisation={body}"
        ),
        role="unit_editor",
    ),
    "contacts of a body through a hidden tie": Shown(
        _page("directory:organisation", lambda world: world.base_body.uid), _through_a_tie
    ),
    "contacts of a body through a hidden person": Shown(
        _page("directory:organisation", lambda world: world.base_body.uid), _through_a_person
    ),
    "a pack of a body with contacts through a hidden person": Shown(
        _page("publication:handover", "organisation", lambda world: world.base_body.uid), _through_a_person
    ),
    "bodies with ties, of which one is hidden": Shown(
        _page("directory:organisations", query="?used=ties"), _with_a_hidden_tie
    ),
    "a contact repeated from a hidden one": Shown(
        _page("engagements:engagement", lambda world: uid(world, "engagement")),
        _repeated_from_hidden,
        never=lambda world: uid(world, "engagement", "confidential"),
    ),
    "places, of which one a hidden body uses": Shown(_page("places:places"), _used_by_hidden),
    "an agreement whose file stays in the room": Shown(
        _page("portfolio:agreement", lambda world: uid(world, "agreement")), _signed_in_the_room
    ),
    "a briefing with a hidden mission": Shown(
        _page("publication:briefing", lambda world: uid(world, "engagement")), _hidden_mission
    ),
    "bodies met for the first time": Shown(_counted(NEW_BODIES), _met_for_the_first_time),
    "promises that were due": Shown(_counted("promises_kept"), _promised_in_secret),
}


def _in_the_room(world: World, kind: str) -> Problems:
    """Say whether a page tells what stays in the room on its record."""
    record = world.records[kind, "open"]
    file, note = world.files[kind, "open"], world.parts[record.pk, "note"]
    File.objects.filter(pk=file.pk).update(sharing=Sharing.ROOM, title=WORD, original_name=WORD)
    Note.objects.filter(pk=note.pk).update(sharing=Sharing.ROOM, text=WORD)
    url = address_of(kind, world.cast.office.slug, record.uid)
    return _said(world, "viewer", url) if url else []


def _free_pointers(kind: str) -> list[models.Field[Any, Any]]:
    """Return the fields of a kind that may point at another record, or not."""
    model = next(
        one
        for one in apps.get_models()
        if issubclass(one, Record) and getattr(one, "record_kind", "") == kind
    )
    return [
        one
        for one in model._meta.concrete_fields
        if one.null and one.is_relation and one.related_model and issubclass(one.related_model, Record)
    ]


def _pointed(world: World, kind: str, pointer: models.Field[Any, Any]) -> Problems:
    """Say whether a page tells of what its record points at, where that is hidden."""
    record: Any = world.records[kind, "open"]
    target = world.row(pointer.related_model.__name__, "confidential")  # type: ignore[union-attr]
    url = address_of(kind, world.cast.office.slug, record.uid)
    if target is None or not url:
        return []
    type(record).objects.filter(pk=record.pk).update(**{pointer.name: target})
    return _said(world, "viewer", url)


def _without_the_right(world: World, page: str) -> Problems:
    with mock.patch("proxenia.records.access.may_export", return_value=False):
        return _refused(world, Asked("viewer", "GET", page, NO_EXPORT[page][1]))
