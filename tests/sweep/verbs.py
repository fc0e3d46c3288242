"""Looks at the verbs themselves: asked directly, by somebody who may not, each refuses before it does or says a thing.

Every verb is asked twice: with fitting values, and with values its own rules would refuse. In both cases the answer
must be about the right, never about the values: who may not act learns nothing from the rules.
"""

from collections.abc import Callable, Iterator
from typing import Any

from proxenia.accounts.models import User
from proxenia.core.errors import NotAllowed, NotFound, ProxeniaError
from proxenia.core.values import PartialDate
from proxenia.directory import actions as directory
from proxenia.engagements import actions as engagements
from proxenia.portfolio import actions as portfolio
from proxenia.records import actions as records
from tests.sweep.probes import Probe, Problems
from tests.sweep.verbs_beside import MORE, OFFICE
from tests.sweep.world import World

Verb = Callable[[World, Any, User], Any]
NOBODY = {
    "viewer": "open",
    "other_editor": "open",
    "director": "confidential",
    "outsider": "open",
    "partner": "open",
}
"""Who asks, and about a record in which state: seen but not theirs to write, or hidden."""


def _body(world: World) -> Any:
    return world.base_body


VERBS: dict[str, dict[str, Verb]] = {
    "organisation": {
        "change": lambda _w, one, by: directory.change_organisation(one, by=by, values={"note": "x"}),
        "change badly": lambda _w, one, by: directory.change_organisation(one, by=by, values={"parent": one}),
        "archive": lambda _w, one, by: directory.archive_organisation(one, by=by, reason="x"),
        "restore": lambda _w, one, by: directory.restore_organisation(one, by=by),
        "dismiss place": lambda _w, one, by: directory.dismiss_place(one, by=by),
        "merge": lambda w, one, by: directory.merge(w.base_body, one, by=by),
        "merge with itself": lambda _w, one, by: directory.merge(one, one, by=by),
        "say distinct": lambda w, one, by: directory.say_distinct(one, w.base_body, by=by),
        "note": lambda _w, one, by: records.add_note(one.anchor, by=by, text="x"),
        "note without words": lambda _w, one, by: records.add_note(one.anchor, by=by, text=" "),
        "share": lambda w, one, by: records.share(one, by=by, reader=w.users["viewer"]),
        "share with a stranger": lambda w, one, by: records.share(one, by=by, reader=w.users["outsider"]),
        "unshare": lambda w, one, by: records.unshare(one, by=by, reader=w.users["officer"]),
        "open": lambda _w, one, by: records.set_visibility(one, by=by, visibility="public"),
    },
    "person": {
        "change": lambda _w, one, by: directory.change_person(one, by=by, values={"note": "x"}),
        "change posts": lambda w, one, by: directory.change_person(
            one,
            by=by,
            values={},
            posts=[{"organisation": w.base_body, "starts": PartialDate(2020), "ends": PartialDate(2010)}],
        ),
        "add post badly": lambda w, one, by: directory.add_post(
            one, by=by, organisation=w.base_body, starts=PartialDate(2020), ends=PartialDate(2010)
        ),
        "end post": lambda _w, one, by: directory.end_post(one.posts.first(), by=by, ends=PartialDate(2024)),
        "remove post": lambda _w, one, by: directory.remove_post(one.posts.first(), by=by),
        "archive": lambda _w, one, by: directory.archive_person(one, by=by, reason="x"),
    },
    "partnership": {
        "change": lambda _w, one, by: portfolio.change_tie(one, by=by, values={"note": "x"}),
        "change badly": lambda _w, one, by: portfolio.change_tie(one, by=by, values={"state": "historic"}),
        "set parent": lambda w, one, by: portfolio.set_parent(one, by=by, parent=w.base_tie),
        "set parent to itself": lambda _w, one, by: portfolio.set_parent(one, by=by, parent=one),
        "classify": lambda _w, one, by: portfolio.classify_tie(one, by=by, codes={("sdg", "11")}),
        "classify badly": lambda _w, one, by: portfolio.classify_tie(one, by=by, codes={("x", "y")}),
        "move": lambda _w, one, by: portfolio.move_state(one, by=by, target="under_review"),
        "move badly": lambda _w, one, by: portfolio.move_state(one, by=by, target="proposed"),
        "archive": lambda _w, one, by: portfolio.archive_tie(one, by=by, reason="x"),
        "dismiss": lambda w, one, by: portfolio.dismiss_duplicate(one, w.base_tie, by=by),
        "dismiss itself": lambda _w, one, by: portfolio.dismiss_duplicate(one, one, by=by),
        "ask again": lambda w, one, by: portfolio.ask_again(one, w.base_tie, by=by),
        "add party": lambda w, one, by: portfolio.add_party(
            one, by=by, counterpart=portfolio.Counterpart(organisation=w.extra["body"])
        ),
        "add no party": lambda _w, one, by: portfolio.add_party(
            one, by=by, counterpart=portfolio.Counterpart()
        ),
        "change party": lambda _w, one, by: portfolio.change_party(
            one.parties.first(), by=by, named="x", responsibilities="x"
        ),
        "change nothing of a party": lambda _w, one, by: portfolio.change_party(
            one.parties.first(),
            by=by,
            named=one.parties.first().named,
            responsibilities=one.parties.first().responsibilities,
        ),
        "remove party": lambda _w, one, by: portfolio.remove_party(one.parties.first(), by=by),
        "add agreement": lambda _w, one, by: portfolio.add_agreement(one, by=by, values={"title": "x"}),
        "add agreement badly": lambda _w, one, by: portfolio.add_agreement(one, by=by, values={}),
        "add promise": lambda _w, one, by: portfolio.add_promise(
            one, by=by, values={"what": "x", "side": "us"}
        ),
        "add promise badly": lambda w, one, by: portfolio.add_promise(
            one, by=by, values={"what": ""}, agreement=w.records["agreement", "open"]
        ),
        "membership": lambda _w, one, by: portfolio.change_membership(one, by=by, values={"role": "member"}),
        "membership badly": lambda _w, one, by: portfolio.change_membership(one, by=by, values={"role": "x"}),
    },
    "agreement": {
        "change": lambda _w, one, by: portfolio.change_agreement(one, by=by, values={"note": "x"}),
        "change badly": lambda _w, one, by: portfolio.change_agreement(one, by=by, values={"state": "ended"}),
        "sign": lambda _w, one, by: portfolio.sign_agreement(one, by=by, signed=PartialDate(2024)),
        "amend": lambda _w, one, by: portfolio.amend_agreement(one, by=by, kind="amendment", values={}),
        "end": lambda _w, one, by: portfolio.end_agreement(one, by=by, ended=None, reason="x"),
        "end without words": lambda _w, one, by: portfolio.end_agreement(one, by=by, ended=None, reason=""),
        "approve": lambda _w, one, by: portfolio.add_approval(one, by=by, body="council"),
        "approve badly": lambda _w, one, by: portfolio.add_approval(one, by=by, body=""),
    },
    "engagement": {
        "change": lambda _w, one, by: engagements.change_engagement(one, by=by, values={"note": "x"}),
        "change badly": lambda _w, one, by: engagements.change_engagement(one, by=by, values={"title": ""}),
        "link": lambda w, one, by: engagements.link_engagement(one, by=by, tie=w.base_tie),
        "unlink": lambda w, one, by: engagements.unlink_engagement(one, by=by, tie=w.base_tie),
        "archive": lambda _w, one, by: engagements.archive_engagement(one, by=by, reason="x"),
        "cancel": lambda _w, one, by: engagements.move_engagement(
            one, by=by, verb="cancel_engagement", reason="x"
        ),
        "follow up": lambda _w, one, by: engagements.add_follow_up(
            one, by=by, values={"what": "x", "side": "us"}
        ),
    },
}
REACHING: dict[str, Verb] = {
    "link a hidden tie": lambda w, one, by: engagements.link_engagement(one, by=by, tie=w.extra["hidden_tie"]),
    "log with a hidden tie": lambda w, _one, by: engagements.log_engagement(
        w.cast.office, by=by, values={"title": "x", "date": PartialDate(2026), "kind": "call"},
        ties=[w.extra["hidden_tie"]], unit=w.cast.unit),
    "log with a hidden person": lambda w, _one, by: engagements.log_engagement(
        w.cast.office, by=by, values={"title": "x", "date": PartialDate(2026), "kind": "call"},
        people=[w.records["person", "confidential"]], unit=w.cast.unit),
    "put people on it who are hidden": lambda w, one, by: engagements.change_engagement(
        one, by=by, values={}, people=[w.records["person", "confidential"]]),
    "put ties on it that are hidden": lambda w, one, by: engagements.change_engagement(
        one, by=by, values={}, ties=[w.extra["hidden_tie"]]),
    "stand under a hidden tie": lambda w, _one, by: portfolio.set_parent(
        w.records["partnership", "open"], by=by, parent=w.extra["hidden_tie"]),
    "change to stand under a hidden tie": lambda w, _one, by: portfolio.change_tie(
        w.records["partnership", "open"], by=by, values={"parent": w.extra["hidden_tie"]}),
    "add a tie under a hidden one": lambda w, _one, by: portfolio.add_tie(
        w.cast.office, by=by, values={"parent": w.extra["hidden_tie"], "kind": "sister_city"},
        counterparts=[portfolio.Counterpart(organisation=w.base_body)], unit=w.cast.unit),
    "take a hidden body as a counterpart": lambda w, _one, by: portfolio.add_party(
        w.records["partnership", "open"], by=by,
        counterpart=portfolio.Counterpart(organisation=w.extra["hidden_body"])),
}  # fmt: skip
"""What somebody who may write one record would reach another by that is hidden from them."""


def looks() -> Iterator[Probe]:
    """Yield every verb, asked by everybody who may not."""
    for kind, verbs in [*VERBS.items(), *MORE.items()]:
        for name, verb in verbs.items():
            for role, state in NOBODY.items():
                yield _refused(f"{name} ({kind}, {state}) asked directly by {role}", verb, kind, state, role)
    for name, (role, verb) in OFFICE.items():
        yield _refused(f"{name} asked directly by {role}", verb, "organisation", "open", role)
    for name, verb in REACHING.items():
        yield _refused(f"{name} asked directly by unit_editor", verb, "engagement", "open", "unit_editor")


def _refused(title: str, verb: Verb, kind: str, state: str, role: str) -> Probe:
    def look(world: World) -> Problems:
        by = User.objects.get(pk=world.users[role].pk)
        record = type(world.records[kind, state]).objects.get(pk=world.records[kind, state].pk)
        try:
            verb(world, record, by)
        except (NotAllowed, NotFound):
            return []
        except ProxeniaError as refusal:
            return [f"{title}: refused for the values, not for the right: {refusal}"]
        return [f"{title}: it was done"]

    return Probe(title, look, role, state)
