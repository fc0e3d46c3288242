"""What is asked at a stage of verbs and queries themselves, where no page shows alone what a guard holds back."""

import csv
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from proxenia.accounts.models import Office, User
from proxenia.core.errors import NotAllowed, NotFound, ProxeniaError
from proxenia.directory.models import Organisation
from proxenia.directory.queries.erasing import subject_of
from proxenia.engagements.models import Engagement, Participation
from proxenia.places.models import Place
from proxenia.portfolio.actions import move_state
from proxenia.portfolio.models import Agreement, Partnership, Party
from proxenia.portfolio.queries.counts import organisation_called
from proxenia.prioritisation.queries.beside import beside_office
from proxenia.prioritisation.queries.runs import ties_by_country
from proxenia.prioritisation.queries.signs import Beside
from proxenia.records import actions as records
from proxenia.records.actions.base import change
from proxenia.records.actions.files import name_in_room
from proxenia.records.actions.imports import runs
from proxenia.records.models import File, ImportChange, Note
from proxenia.records.queries.hangings import files_on
from proxenia.records.queries.imports_pages import written_lines
from proxenia.records.queries.mentions import shown_mentions
from proxenia.records.queries.readers import closed_to
from tests.sweep.probes import CANARY, Problems
from tests.sweep.world import World

Ask = Callable[[World], Problems]
FAR_AWAY = "Far away"


def _refusal(role: str, verb: Callable[[World, User], Any], wanted: str = "") -> tuple[str, Ask]:
    def ask(world: World) -> Problems:
        try:
            verb(world, User.objects.get(pk=world.users[role].pk))
        except (NotAllowed, NotFound):
            return []
        except ProxeniaError as refusal:
            return [] if wanted in str(refusal) and wanted else [f"refused for another reason: {refusal}"]
        return ["it was done"]

    return role, ask


def _answer(
    role: str, query: Callable[[World, User, Office], Any], wanted: Callable[[Any], bool]
) -> tuple[str, Ask]:
    def ask(world: World) -> Problems:
        got = query(world, User.objects.get(pk=world.users[role].pk), world.cast.office)
        return [] if wanted(got) else [f"answers {got!r:.200}"]

    return role, ask


def _hidden(world: World, kind: str) -> Any:
    return world.records[kind, "confidential"]


def _beyond_the_cap(world: World, by: User) -> None:
    Office.objects.filter(pk=world.cast.office.pk).update(partnership_cap=1)
    tie: Any = world.records["partnership", "open"]
    Partnership.objects.filter(pk=tie.pk).update(state="exploring")
    move_state(Partnership.objects.get(pk=tie.pk), by=by, target="active", override_reason="Why not")


def _to_another_unit(world: World, by: User) -> None:
    body: Any = world.records["organisation", "open"]
    change(body, by=by, verb="change_organisation", values={"unit": world.cast.other_unit})


def _lift(world: World, by: User) -> None:
    records.keeping.lift_hold(world.parts[_hidden(world, "person").pk, "hold"], by=by)


def _into_the_room(world: World, _by: User) -> None:
    note = world.parts[_hidden(world, "organisation").pk, "note"]
    name_in_room(_hidden(world, "organisation").anchor, [world.users["outsider"]], note=note)


def _tie_of(office: Office, world: World) -> tuple[Partnership, Organisation]:
    """Return another office's tie and body where it is not the cast's, else the open ones."""
    if office == world.cast.office:
        assert world.base_tie is not None
        return world.base_tie, world.extra["body"]
    body, tie = world.extra["foreign"]
    return tie, body


def _countries(near: bool) -> Callable[[World, User, Office], Any]:
    """Count ties by country with one end in another office: a tie of theirs, or a body of theirs."""

    def query(world: World, by: User, office: Office) -> Any:
        ours, theirs = _tie_of(office, world), _tie_of(world.cast.other_office, world)
        tie, body = (ours[0], theirs[1]) if near else (theirs[0], ours[1])
        Organisation.objects.filter(pk=body.pk).update(country="JP")
        Party.objects.create(partnership=tie, organisation=body, named="x", named_folded="x")
        return ties_by_country(by, office)

    return query


def _beside(world: World, by: User, office: Office) -> Any:
    place = Place.objects.create(name=FAR_AWAY, name_folded="far away", country="JP", gazetteer_id="staged")
    assert world.base_body is not None
    Organisation.objects.filter(pk=world.extra["body"].pk).update(place=place)
    Party.objects.create(
        partnership=world.extra["hidden_tie"], organisation=world.extra["body"], named="x", named_folded="x"
    )
    return beside_office(by, office, Beside()).tied


def _in_the_room(world: World) -> File:
    file = world.files["organisation", "open"]
    File.objects.filter(pk=file.pk).update(sharing="room")
    return File.objects.get(pk=file.pk)


def _files_of_the_room(world: World, by: User, office: Office) -> Any:
    return files_on(_in_the_room(world).anchor_id, by, office)


def _put_away(world: World, by: User) -> None:
    records.put_away_file(_in_the_room(world), by=by)


def _written(world: World, by: User, _office: Office) -> Any:
    run = world.rows["ImportRun", "open"]
    change_of = ImportChange(
        run=run, anchor_id=_hidden(world, "organisation").pk, model="directory.Organisation", created=True,
        version=1,
    )  # fmt: skip
    run.changes.bulk_create([change_of])
    return written_lines(run, by, list(run.changes.all()))


def _mentioned(world: World, by: User, office: Office) -> Any:
    person: Any = world.extra["person"]
    note = world.parts[_hidden(world, "organisation").pk, "note"]
    Note.objects.filter(pk=note.pk).update(text=f"Met {person.name} in secret")
    return [one.excerpt for one in shown_mentions(subject_of(person), by, office)]


def _brought_in(world: World, by: User, kind: str, row: dict[str, str]) -> None:
    path = Path(tempfile.mkdtemp()) / "staged.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, row)
        writer.writeheader()
        writer.writerow(row)
    runs.import_file(world.cast.office, by=by, kind=kind, path=path)


def _row_about(contact: Engagement, people: str) -> dict[str, str]:
    return {
        "id": contact.uid,
        "date": str(contact.date),
        "kind": contact.kind,
        "title": contact.title,
        "people": people,
    }


def _stays_present(world: World, by: User, _office: Office) -> Any:
    """Bring in a list of who was present that does not name who is hidden."""
    contact: Any = world.extra["contact"]
    there = Participation.objects.create(engagement=contact, person=_hidden(world, "person"))
    _brought_in(world, by, "engagements", _row_about(contact, str(world.extra["person"].name)))
    return Participation.objects.filter(pk=there.pk).exists()


def _named_in_a_list(world: World, by: User, _office: Office) -> Any:
    """Bring in a list of who was present that says the name of somebody hidden."""
    contact, person = world.extra["contact"], _hidden(world, "person")
    _brought_in(world, by, "engagements", _row_about(contact, person.name))
    return Participation.objects.filter(engagement=contact, person=person).exists()


def _text_of_a_hidden_tie(world: World, by: User, _office: Office) -> Any:
    """Bring in a row about an agreement that stands in a hidden tie, as if it stood in an open one."""
    text = Agreement.objects.filter(partnership=world.extra["hidden_tie"]).first()
    assert text is not None
    assert world.base_tie is not None
    row = {"id": text.uid, "partnership": world.base_tie.name, "title": "Moved", "signed": "2024-01-01"}
    _brought_in(world, by, "agreements", row)
    return Agreement.objects.get(pk=text.pk).title


ASKED: dict[str, tuple[str, Ask]] = {
    "one tie more than the office may have": _refusal("unit_editor", _beyond_the_cap),
    "a record for another unit": _refusal("unit_editor", _to_another_unit),
    "a hold on somebody hidden": _refusal("director", _lift),
    "who hears a note and is of no office": _refusal("officer", _into_the_room, "holds a role"),
    "a hidden body by its name": _answer(
        "viewer",
        lambda world, by, office: organisation_called(office, by, world.extra["hidden_body"].name, "agency"),
        lambda got: got is None,
    ),
    "countries of ties, of which one is another office's": _answer(
        "viewer", _countries(near=False), lambda got: "JPN" not in got
    ),
    "countries of ties, of which one is with another office's body": _answer(
        "viewer", _countries(near=True), lambda got: "JPN" not in got
    ),
    "towns of hidden ties": _answer("viewer", _beside, lambda got: "staged" not in got),
    "what an import wrote that is hidden": _answer("viewer", _written, lambda got: got == []),
    "mentions in what is hidden": _answer(
        "director", _mentioned, lambda got: not any("secret" in one for one in got)
    ),
    "files that stay in the room": _answer("viewer", _files_of_the_room, lambda got: got == []),
    "a file of the room to be put away": _refusal("unit_editor", _put_away),
    "records that are closed": _answer(
        "director",
        lambda world, by, office: (
            {one.uid for one in closed_to(by, office, 10_000)} >= {_hidden(world, "organisation").uid}
        ),
        bool,
    ),
    "notes on what is hidden": _answer(
        "viewer",
        lambda world, by, office: Note.objects.visible_to(by, office).filter(
            anchor=_hidden(world, "organisation").anchor
        ),
        lambda got: not got.exists(),
    ),
    "files on what is hidden": _answer(
        "viewer",
        lambda world, by, office: File.objects.visible_to(by, office).filter(
            anchor=_hidden(world, "organisation").anchor
        ),
        lambda got: not got.exists(),
    ),
    "a list that leaves out somebody hidden": _answer("unit_editor", _stays_present, bool),
    "a list that names somebody hidden": _answer("unit_editor", _named_in_a_list, lambda got: not got),
    "a text of a hidden tie": _answer(
        "director", _text_of_a_hidden_tie, lambda got: bool(CANARY.search(got.encode()))
    ),
}
