"""The world the sweep walks through: one record of every kind in every state, each text field a canary.

A canary is a word that stands in one field of one record and nowhere else. Whoever meets it in an answer has read
that record, whichever page it came from.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from proxenia.accounts.models import Office, Unit, User
from proxenia.commitments.models import Commitment
from proxenia.core.periods import Period
from proxenia.core.values import PartialDate
from proxenia.directory.actions import (
    add_hosted_body,
    add_mission,
    add_organisation,
    add_person,
    consents,
    corps,
    hosting,
)
from proxenia.directory.models import Organisation
from proxenia.engagements.actions import log_engagement
from proxenia.indicators.actions import add_indicator
from proxenia.instruments.actions import take_instrument
from proxenia.portfolio.actions import Counterpart, add_agreement, add_party, add_promise, add_tie
from proxenia.portfolio.models import Partnership
from proxenia.prioritisation.actions import ask_question
from proxenia.records.actions import add_file, add_note, archive, keeping, set_visibility, share
from proxenia.records.models import File, Record
from proxenia.results.actions import direct, evaluations, ledger, logs, plans, returns
from proxenia.results.models.returns import BusinessPlan, Return
from proxenia.results.rules.given import Answered, Given
from proxenia.results.rules.layouts import layout_from
from proxenia.reviews.actions.reviews import begin_review
from proxenia.reviews.models import Review
from proxenia.risk.actions import rate_destination, record_gift, record_trip
from tests.cast import Cast, make_cast, make_person
from tests.sweep import filling, knots

STAFF = frozenset(
    {"director", "officer", "unit_editor", "other_editor", "viewer", "auditor", "administrator"}
)
STRANGERS = frozenset({"anonymous", "disabled", "operator"})
"""Who is signed in nowhere: nobody, somebody whose account was switched off, the built-in operator."""
ROLES = (*sorted(STAFF), "partner", "partner_shared", "outsider", *sorted(STRANGERS))

SEES: dict[str, frozenset[str]] = {
    "open": STAFF,
    "restricted": frozenset({"unit_editor"}),
    "confidential": frozenset({"officer"}),
    "shared": frozenset({"officer", "partner_shared"}),
    "archived": STAFF,
    "foreign": frozenset(),
    "missing": frozenset(),
}
"""Who sees a record, by its state. `foreign` is another office's record, asked for in this one."""
WRITERS = frozenset({"director", "officer", "unit_editor"})
"""Who may write records of the unit they all belong to."""
STATES = tuple(SEES)
SEES["ground"] = STAFF | {"partner", "partner_shared"}
"""What an office has one of, as an indicator: seen by whoever sees anything of the office."""
BY_HAND = (
    "organisation", "person", "mission", "hosted_body", "partnership", "agreement", "engagement", "commitment",
    "destination", "sponsored_trip", "gift", "result",
    "externality", "ranking", "media_item", "evaluation", "direct_value", "business_plan", "return",
    "evidence_question",
)  # fmt: skip
"""Kinds whose records are written by their own verbs, text by text."""
KINDS = (*BY_HAND, *(kind for kind in filling.kinds() if kind not in {*BY_HAND, *filling.NOT_KINDS}))
"""Every kind of record there is, but for those of which an office has one."""
MISSING = "x" * 16
PDF = b"%PDF-1.7 sweep"


@dataclass
class World:
    """Everything there is: the cast, a client for every role, records by kind and state, and who owns a canary."""

    cast: Cast
    clients: dict[str, Client] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    records: dict[tuple[str, str], Record] = field(default_factory=dict)
    files: dict[tuple[str, str], File] = field(default_factory=dict)
    canaries: dict[str, tuple[str, str]] = field(default_factory=dict)
    base_tie: Partnership | None = None
    base_body: Organisation | None = None
    extra: dict[str, Any] = field(default_factory=dict)
    parts: dict[tuple[int, str], Any] = field(default_factory=dict)
    """What hangs on a record by its key and a word: a consent, a guardian, a head, a line."""
    rows: dict[tuple[str, str], Any] = field(default_factory=dict)
    """What hangs on records, by the name of its model and by state."""
    fillers: dict[str, filling.Filler] = field(default_factory=dict)

    def canary(self, kind: str, state: str) -> str:
        """Return a new canary of a record."""
        word = f"Qz{len(self.canaries):05d}vk"
        self.canaries[word.lower()] = (kind, state)
        return word

    def uid(self, kind: str, state: str) -> str:
        """Return the uid of a record, or one that belongs to none."""
        record = self.records.get((kind, state))
        return record.uid if record is not None else MISSING

    def row(self, model: str, state: str) -> Any:
        """Return what hangs on records of a state, by its model's name; a record of that model where it is one."""
        if (model, state) in self.rows:
            return self.rows[model, state]
        if state not in self.fillers:
            return None
        if model in filling.GROUND:
            return self.extra[model, self.fillers[state].office.pk]
        return next(
            (one for one in self.records.values() if type(one).__name__ == model and self._is(one, state)),
            None,
        )

    def _is(self, record: Record, state: str) -> bool:
        return self.records.get((record.record_kind, state)) is record

    def hidden_from(self, role: str) -> Iterator[str]:
        """Yield the canaries a role must never meet."""
        for word, (_kind, state) in self.canaries.items():
            if role not in SEES[state]:
                yield word


def build() -> World:
    """Write the world through the verbs of the product."""
    cast = make_cast()
    world = World(cast)
    _people(world)
    _ground(world, cast.office)
    for state in STATES[:-1]:
        away = state == "foreign"
        at = (cast.other_office, None) if away else (cast.office, cast.unit)
        world.fillers[state] = filling.Filler(world, state, *at)
        for kind in KINDS:
            _make(world, kind, state)
        for model in filling.parts():
            world.rows[model.__name__, state] = world.fillers[state].row(model)
    knot(world)
    knots.tie(world)
    knots.seat(world)
    return world


def _people(world: World) -> None:
    cast = world.cast
    named = {name: user for name, user in cast.everybody.items() if name != "partner"}
    gone = make_person(cast.office, "officer", "Switched Off")
    others = {
        "other_editor": make_person(cast.office, "unit_editor", "Other Editor", unit=cast.other_unit),
        "partner": cast.partner,
        "partner_shared": make_person(cast.office, "partner", "Partner Shared"),
        "outsider": cast.outsider,
        "disabled": gone,
        "operator": cast.operator,
    }
    world.users = {**named, **others}
    world.clients["anonymous"] = Client()
    for name, user in world.users.items():
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        world.clients[name] = client
    User.objects.filter(pk=gone.pk).update(is_active=False)


def _ground(world: World, office: Office) -> None:
    """Write what the records stand on: a body and a tie that everybody of the office sees, and one partner."""
    by = world.cast.operator
    for one in (office, world.cast.other_office):
        form = take_instrument(one, by=by, code="partnership_review")
        world.extra |= {("Instrument", one.pk): form, ("InstrumentVersion", one.pk): form.versions.get()}
    values = {"name": "Ground body", "kind": "municipality", "country": "DE"}
    world.base_body = add_organisation(office, by=by, values=values)
    world.base_tie = add_tie(
        office,
        by=by,
        values={"name": "Ground tie", "kind": "sister_city"},
        counterparts=[Counterpart(organisation=world.base_body)],
    )
    for record in (world.base_body, world.base_tie):
        share(record, by=by, reader=world.users["partner_shared"])


def _make(world: World, kind: str, state: str) -> None:
    """Write one record of a kind in a state, with notes, a file and a canary in each of its texts."""
    cast = world.cast
    away = state == "foreign"
    office, unit = (cast.other_office, None) if away else (cast.office, cast.unit)
    visibility = {"restricted": "restricted", "confidential": "confidential", "shared": "confidential"}
    record = make_record(world, kind, state, office, unit)
    if state in visibility:
        record = set_visibility(record, by=cast.operator, visibility=visibility[state])
    readers = {"confidential": ("officer",), "shared": ("officer", "partner_shared")}.get(state, ())
    for reader in readers:
        share(record, by=cast.operator, reader=world.users[reader])
    note = add_note(record.anchor, by=cast.operator, text=world.canary(kind, state))
    world.parts[record.pk, "note"] = note
    name = f"{world.canary(kind, state)}.pdf"
    world.files[kind, state] = add_file(
        record.anchor,
        by=cast.operator,
        upload=SimpleUploadedFile(name, PDF + f"{kind}{state}".encode()),
        title=world.canary(kind, state),
    )
    _hang(world, kind, state, record)
    if state == "archived":
        archive(record, by=cast.operator, reason="sweep")
    world.records[kind, state] = record


def _hang(world: World, kind: str, state: str, record: Any) -> None:
    """Hang on a record what its kind can have, each with a canary."""
    by = world.cast.operator
    parts: dict[str, Any] = {}
    if kind == "person":
        parts["consent"] = consents.record_consent(
            record, by=by, purpose="photo", basis="consent", source=world.canary(kind, state),
            given_on=date(2024, 1, 1),
        )  # fmt: skip
        parts["guardian"] = consents.name_guardian(record, by=by, name=world.canary(kind, state))
        parts["hold"] = keeping.keep_until(record.anchor, by=by, because=world.canary(kind, state))
    elif kind == "partnership":
        form = world.extra["Instrument", record.office_id]
        world.rows["Review", state] = begin_review(record, by=by, instrument=form)
        world.fillers[state].made[Review] = world.rows["Review", state]
    elif kind == "mission":
        leader = add_person(record.office, by=by, values={"name": f"Leader of {state}"})
        parts["head"] = corps.appoint_head(record, by=by, person=leader, rank="consul")
    elif kind == "hosted_body":
        line = {"kind": "rent", "what": world.canary(kind, state)}
        parts["line"] = hosting.add_hosted_line(record, by=by, values=line)
    elif kind == "evaluation":
        values = {"sort": "finding", "text": world.canary(kind, state), "answer": world.canary(kind, state)}
        parts["finding"] = evaluations.add_evaluation_line(record, by=by, values=values)
    elif kind == "result":
        named = world.canary(kind, state)
        parts["link"] = ledger.add_contribution(record, by=by, named=named, share=(30, 100), how=named)
    elif kind == "return":
        _send_in(record, by, lambda: world.canary(kind, state))
    world.parts |= {(record.pk, name): part for name, part in parts.items()}


def make_record(world: World, kind: str, state: str, office: Office, unit: Unit | None) -> Record:
    """Write one record through its verb; every text of it is a canary."""
    by = world.cast.operator

    def word() -> str:
        return world.canary(kind, state)

    body, tie = world.base_body, world.base_tie
    if state == "foreign":
        body, tie = _foreign_ground(world, office)
    assert body is not None
    assert tie is not None
    if kind == "organisation":
        values = {"name": word(), "kind": "agency", "country": "FR", "note": word(), "place_asked": word()}
        return add_organisation(office, by=by, values=values, unit=unit)
    if kind == "person":
        values = {"name": word(), "name_local": word(), "pronunciation": word(), "phone": word()}
        values |= {"email": f"{word()}@example.org", "note": word()}
        return add_person(
            office, by=by, values=values, unit=unit, posts=[{"organisation": body, "title": word()}]
        )
    if kind in ("mission", "hosted_body"):
        return _at_a_seat(world, kind, state, office, unit)
    if kind == "partnership":
        return add_tie(
            office,
            by=by,
            values={"name": word(), "kind": "sister_city", "purpose": word(), "note": word()},
            counterparts=[Counterpart(organisation=body, words=word())],
            unit=unit,
        )
    if kind == "agreement":
        texts = ("title", "renewal", "exit_clause", "amendment_clause", "signatories", "note")
        agreement = add_agreement(tie, by=by, values={name: word() for name in texts} | {"state": "draft"})
        return _in_unit(agreement, by, unit)
    if kind == "engagement":
        values = {"date": PartialDate(2026, 3, 4), "kind": "meeting"}
        values |= {name: word() for name in ("title", "note", "people_text")}
        return log_engagement(office, by=by, values=values, ties=[tie], unit=unit, visibility="internal")
    if kind == "result":
        texts = ("what", "whom", "municipality", "source", "rivals", "note")
        values = {name: word() for name in texts} | {
            "kind": "policy",
            "belongs": "ours",
            "on": PartialDate(2025),
        }
        return ledger.add_result(office, by=by, values=values, unit=unit)
    if kind == "business_plan":
        return _plan(office, by, word, unit)
    if kind == "return":
        return _in_unit(_return(world, state, office), by, unit)
    if kind in LOGS:
        return LOGS[kind](office, by=by, values=_of_logs(kind, word), unit=unit)
    if kind == "evidence_question":
        return ask_question(office, by=by, values={"title": word(), "home": "FRA"}, unit=unit)
    if kind in TRAVEL:
        return TRAVEL[kind](office, by=by, values=_of_travel(kind, state, word), unit=unit)
    if kind != "commitment":
        return world.fillers[state].record(kind)
    values = {"what": word(), "side": Commitment.Side.US, "owner_name": word(), "note": word()}
    return _in_unit(add_promise(tie, by=by, values=values), by, unit)


def _plan(office: Office, by: User, word: Callable[[], str], unit: Unit | None) -> BusinessPlan:
    """Write a plan that asks for one figure of its own."""
    code = f"p{BusinessPlan.objects.count()}"
    defined = {"horizon": "activity", "kind": "process", "family": "outcome", "direction": "rising"}
    figure = add_indicator(
        office, by=by, values={"name": f"Figure of {code}", "frequency": "quarter", **defined}
    )
    lines = [{"outcome": word(), "indicator": figure, "guidance": word()}]
    values = {"code": code, "begins": "2024-Q1", "email": f"{word()}@example.org"}
    values |= {name: word() for name in ("title", "contact", "guidance")}
    return plans.add_business_plan(office, by=by, values=values, lines=lines, unit=unit)


def _return(world: World, state: str, office: Office) -> Return:
    """Write a return under a plan that everybody of the office sees; each state has its own period."""
    by, key = world.cast.operator, f"plan of {office.slug}"
    if key not in world.extra:
        world.extra[key] = _plan(office, by, lambda: "Ground", None)
        if state != "foreign":
            share(world.extra[key], by=by, reader=world.users["partner_shared"])
    period = Period.parse("2024-Q1").next(STATES.index(state))
    return returns.open_return(world.extra[key], by=by, period=period.code)


def _send_in(one: Any, by: User, word: Callable[[], str]) -> None:
    """Send a return in twice: what was sent back with a comment, and what was sent in its place."""
    layout = layout_from(one.layout)
    line, page = next(layout.lines()).key, layout.pages[0].key
    for value in (1, 2):
        given = Given(Decimal(value), source=word(), remark=word())
        told = Answered(figures={line: given}, answers={f"{page}.well": word()}, cells=1)
        returns.submit_return(one, by=by, answered=told)
        if value == 1:
            returns.send_back_return(one, by=by, comment=word(), comments={line: word()})


def _at_a_seat(world: World, kind: str, state: str, office: Office, unit: Unit | None) -> Record:
    """Write a mission or a hosted body at a body that is open, also to those it is shared with."""
    by = world.cast.operator
    seat = add_organisation(office, by=by, values={"name": f"Seat of {kind} {state}", "kind": "agency"})
    if state == "shared":
        share(seat, by=by, reader=world.users["partner_shared"])
    texts = ("address", "district", "note") if kind == "mission" else ("note",)
    values = {name: world.canary(kind, state) for name in texts}
    values |= {"sending": "FR"} if kind == "mission" else {}
    add = add_mission if kind == "mission" else add_hosted_body
    return add(office, by=by, organisation=seat, values=values, unit=unit)


def _of_travel(kind: str, state: str, word: Callable[[], str]) -> dict[str, Any]:
    """Return what is said of a destination, a journey or a gift."""
    day = dt.date(2026, 3, 4)
    if kind == "destination":
        return {
            "country": "FR",
            "city": word(),
            "level": 2,
            "source": word(),
            "rated_on": day,
            "note": word(),
        }
    if kind == "sponsored_trip":
        texts = {name: word() for name in ("traveller", "city", "sponsor", "covers", "note")}
        return {**texts, "country": "FR", "starts": day, "ends": day, "payer": "office"}
    texts = {name: word() for name in ("what", "other_side", "our_side", "declared_to", "note")}
    return {**texts, "direction": "received", "on": day}


def _of_logs(kind: str, word: Callable[[], str]) -> dict[str, Any]:
    """Return what is said of a side effect, a place in a ranking, an item of the media, an evaluation."""
    if kind == "ranking":
        return {"edition": 2025, "best": 3} | {
            name: word() for name in ("name", "publisher", "counts", "source", "note")
        }
    if kind == "direct_value":
        figures = {
            "year": 2025,
            "source_year": 2025,
            **dict.fromkeys(("low", "high", "each_low", "each_high"), Decimal(2)),
        }
        texts = {name: word() for name in ("what", "source", "note")}
        return {**figures, **texts, "category": "visitors", "currency": "EUR"}
    if kind == "evaluation":
        return {name: word() for name in ("title", "about", "evaluator", "methods", "summary", "note")}
    texts = (
        ("what", "whom", "mitigation", "plan", "note")
        if kind == "externality"
        else ("title", "outlet", "about", "note")
    )
    return {"on": PartialDate(2025)} | {name: word() for name in texts}


LOGS: dict[str, Callable[..., Record]] = {
    "externality": logs.add_externality,
    "ranking": logs.add_ranking,
    "media_item": logs.add_media_item,
    "evaluation": evaluations.add_evaluation,
    "direct_value": direct.add_direct_value,
}
TRAVEL: dict[str, Callable[..., Record]] = {
    "destination": rate_destination,
    "sponsored_trip": record_trip,
    "gift": record_gift,
}


def _in_unit(record: Record, by: User, unit: Unit | None) -> Record:
    from proxenia.records.actions import change

    return change(record, by=by, verb="follow_tie", values={"unit": unit})


def _foreign_ground(world: World, office: Office) -> tuple[Organisation, Partnership]:
    if "foreign" not in world.extra:
        by = world.cast.operator
        body = add_organisation(office, by=by, values={"name": "Foreign body", "kind": "agency"})
        tie = add_tie(
            office,
            by=by,
            values={"name": "Foreign tie", "kind": "sister_city"},
            counterparts=[Counterpart(organisation=body)],
        )
        world.extra["foreign"] = (body, tie)
    found: tuple[Organisation, Partnership] = world.extra["foreign"]
    return found


def knot(world: World) -> None:
    """Tie what is hidden to what is open: the places where a name or a number slips through."""
    cast = world.cast
    by, office = cast.operator, cast.office
    body, tie = world.base_body, world.base_tie
    assert body is not None
    assert tie is not None

    def word() -> str:
        return world.canary("knot", "confidential")

    def hide(record: Any) -> Any:
        return set_visibility(record, by=by, visibility="confidential")

    far = {"name": word(), "kind": "agency", "country": "JP", "note": word(), "place_asked": word()}
    hidden_body = hide(add_organisation(office, by=by, values=far))
    share(hidden_body, by=by, reader=world.users["officer"])
    add_party(tie, by=by, counterpart=Counterpart(organisation=hidden_body, words="Their side"))
    part = {"name": "Open part", "kind": "agency", "parent": hidden_body}
    open_part = add_organisation(office, by=by, values=part, unit=cast.unit)
    holder = {"name": "Open holder", "email": "open.holder@example.org"}
    posts = [{"organisation": hidden_body, "title": "Chair"}]
    open_person = add_person(office, by=by, values=holder, posts=posts, unit=cast.unit)
    values = {"name": word(), "kind": "sister_city", "purpose": word(), "state": "active"}
    hidden_tie = hide(
        add_tie(office, by=by, values=values, counterparts=[Counterpart(organisation=hidden_body)])
    )
    share(hidden_tie, by=by, reader=world.users["officer"])
    under = {"name": "Open under", "kind": "sister_city", "parent": hidden_tie}
    open_under = add_tie(
        office, by=by, values=under, counterparts=[Counterpart(organisation=hidden_body, words="Their part")],
        unit=cast.unit,
    )  # fmt: skip
    contact = {"date": PartialDate(2026, 5, 6), "kind": "meeting", "title": "Open contact"}
    both = [tie, hidden_tie]
    open_contact = log_engagement(
        office, by=by, values=contact, ties=both, unit=cast.unit, visibility="internal"
    )
    text = {
        "title": word(),
        "state": "signed",
        "signed": PartialDate(2020, 1, 1),
        "ends": PartialDate(2027, 1, 1),
    }
    hide(add_agreement(tie, by=by, values=text))
    set_visibility(
        add_promise(hidden_tie, by=by, values={"what": word(), "side": "us", "owner_name": word()}),
        by=by, visibility="internal",
    )  # fmt: skip
    set_visibility(
        add_agreement(hidden_tie, by=by, values={"title": word(), "signatories": word()}),
        by=by, visibility="internal",
    )  # fmt: skip
    add_note(open_part.anchor, by=world.users["officer"], text=word(), sharing="room")
    world.extra |= {"body": open_part, "person": open_person, "tie": open_under, "contact": open_contact}
    world.extra["hidden_body"], world.extra["hidden_tie"] = hidden_body, hidden_tie
