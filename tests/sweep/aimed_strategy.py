"""Looks aimed at the guards of strategies, their versions, the inventory and the governance of an office."""

from typing import Any

from django.utils import timezone

from proxenia.accounts.models import User
from proxenia.directory.models import Organisation
from proxenia.places.models import Home, Place
from proxenia.records.actions import set_visibility
from proxenia.strategy import actions
from proxenia.strategy.models import Asset, Objective, Strategy, Voice
from proxenia.strategy.queries import assets, tree
from proxenia.strategy.sheets import handed_out, inventory
from tests.sweep.aimed import Aims, elsewhere, fresh, hide, hide_around, let, page_of, refused
from tests.sweep.world import World

AIMED = Aims()
REASON = "The council has decided on this exception."


def _open(world: World) -> Any:
    """Return an open objective in an open strategy."""
    return fresh(world, "objective", "open")


@AIMED.at("an objective set aside from the check, without the right to", "unit_editor")
def _unready(world: World, user: User) -> str:
    values = {"title": "Neither person nor date", "override_reason": REASON}
    return let(lambda: actions.add_objective(_open(world).outcome, by=user, values=values))


@AIMED.at("one priority too many, without the right to", "unit_editor")
def _beyond(world: World, user: User) -> str:
    one = _open(world)
    Strategy.objects.filter(pk=one.outcome.strategy_id).update(cap=0)
    return let(lambda: actions.set_priority(one, by=user, reason=REASON))


@AIMED.at("the objectives, one in a hidden strategy")
def _in_hidden(world: World, user: User) -> str:
    one = _open(world)
    hide_around(world, one.outcome.strategy, one)
    found = tree.objectives_seen(user, world.cast.office)
    return "it is listed" if found.filter(pk=one.pk).exists() else ""


@AIMED.at("which of some people one knows, one hidden")
def _people(world: World, user: User) -> str:
    found = tree.known_people(user, world.cast.office, {fresh(world, "person", "confidential").pk})
    return f"it gives {found}" if found else ""


@AIMED.at("the name of a hidden person who answers for an objective")
def _names(world: World, user: User) -> str:
    found = tree.names_of(user, world.cast.office, [f"person:{world.uid('person', 'confidential')}"])
    return f"it gives {found}" if found else ""


@AIMED.at("who can answer for an objective, one hidden person at home")
def _candidates(world: World, user: User) -> str:
    assert world.base_body is not None
    place = Place.objects.get(office=world.cast.office, name="Far place")
    Home.objects.update_or_create(office=world.cast.office, defaults={"place": place})
    Organisation.objects.filter(pk=world.base_body.pk).update(place=place)
    found = [key for key, _name in tree.candidates(user, world.cast.office)]
    return "it offers them" if f"person:{world.uid('person', 'confidential')}" in found else ""


def _heard(world: World, **given: Any) -> Any:
    row = Voice.objects.get(pk=world.rows["Voice", "open"].pk)
    Voice.objects.filter(pk=row.pk).update(**given)
    return row


@AIMED.at("who was heard at a consultation, a hidden body")
def _voices(world: World, user: User) -> str:
    row = _heard(world, organisation=fresh(world, "organisation", "confidential"))
    found = {one.pk: one for one in assets.voices_of(user, row.consultation)}
    return "it names the body" if found[row.pk].organisation else ""


@AIMED.at("what became of what was asked at a consultation, a hidden objective")
def _asked(world: World, user: User) -> str:
    row = _heard(world, objective=fresh(world, "objective", "confidential"))
    found = {one.pk: one for one in assets.voices_of(user, row.consultation)}
    return "it names the objective" if found[row.pk].objective else ""


def _asset_of_hidden(world: World) -> str:
    """Let an asset be a hidden body's; return the body's name."""
    body: Organisation = fresh(world, "organisation", "confidential")
    Asset.objects.filter(pk=fresh(world, "asset", "open").pk).update(organisation=body)
    return body.name


@AIMED.at("the inventory as it is handed out, an asset of a hidden body")
def _handed_out(world: World, user: User) -> str:
    name = _asset_of_hidden(world)
    found = [row for row in handed_out.asset_rows(world.cast.office, user) if name in row]
    return f"it gives {found}" if found else ""


@AIMED.at("the sheet of the inventory, an asset of a hidden body")
def _inventory(world: World, user: User) -> str:
    name = _asset_of_hidden(world)
    found = [row for row in inventory.rows(world.cast.office, user) if name in row]
    return f"it gives {found}" if found else ""


@AIMED.at("the form of how an office is governed, of another unit", "other_editor")
def _governance(world: World, _user: User) -> str:
    profile = fresh(world, "governance_profile", "restricted")
    set_visibility(profile, by=world.cast.operator, visibility="internal")
    return refused(world, "other_editor", "strategy:edit_profile")


@AIMED.at("the form of a peer beside an office of another unit", "other_editor")
def _peer(world: World, _user: User) -> str:
    profile = fresh(world, "governance_profile", "restricted")
    set_visibility(profile, by=world.cast.operator, visibility="internal")
    return refused(world, "other_editor", "strategy:add_peer")


@AIMED.at("a strategy with a higher cap, without the right to decide on exceptions", "unit_editor")
def _cap(world: World, user: User) -> str:
    Objective.objects.filter(pk=_open(world).pk).update(is_priority=True)
    Strategy.objects.filter(pk=world.records["strategy", "open"].pk).update(cap=1)
    strategy = fresh(world, "strategy", "open")
    return let(lambda: actions.change_strategy(strategy, by=user, values={"cap": 3}))


@AIMED.at("the form to adopt a strategy of another unit", "other_editor")
def _adopt(world: World, _user: User) -> str:
    elsewhere(world, "other_editor")
    return refused(world, "other_editor", "strategy:adopt", world.uid("strategy", "open"))


@AIMED.at("the form to end a strategy of another unit", "other_editor")
def _end(world: World, _user: User) -> str:
    elsewhere(world, "other_editor")
    return refused(world, "other_editor", "strategy:end", world.uid("strategy", "open"))


@AIMED.at("the differences between versions, a hidden objective")
def _differences(world: World, _user: User) -> str:
    strategy, one = fresh(world, "strategy", "open"), _open(world)
    assert one.outcome.strategy_id == strategy.pk
    day, by = timezone.localdate(), world.cast.operator
    actions.adopt_strategy(strategy, by=by, adopted_on=day, adopted_by="The council")
    Objective.objects.filter(pk=one.pk).update(title="Neither told nor meant to be")
    hide(world, one)
    page = page_of(world, "viewer", "strategy:differences", strategy.uid, query="?from=&to=now")
    assert page.status_code == 200
    return "it tells the objective" if b"Neither told nor" in page.content else ""
