"""Looks aimed at one guard each: what only shows where a record is in a state that the world has nowhere.

A look readies that state, asks as somebody from whom something is hidden, and says what came through. Whatever it wrote
is taken back.
"""

import importlib
from collections.abc import Callable, Iterator
from typing import Any

from django.urls import reverse

from proxenia.accounts.models import Membership, User
from proxenia.core.errors import NotAllowed, NotFound
from proxenia.records.actions import set_visibility
from tests.sweep.probes import Probe, Problems
from tests.sweep.world import World

Ask = Callable[[World, User], str]
ROOMS = ("results", "reviews", "strategy")
"""Which files hold such looks: ``aimed_<room>.py``."""


def looks() -> Iterator[Probe]:
    """Yield every aimed look."""
    for room in ROOMS:
        yield from importlib.import_module(f"tests.sweep.aimed_{room}").AIMED.probes


class Aims:
    """The aimed looks of a file, in the order they are written."""

    def __init__(self) -> None:
        self.probes: list[Probe] = []

    def at(self, title: str, role: str = "viewer") -> Callable[[Ask], Ask]:
        """Keep what follows as a look as a role; it returns what is wrong, or nothing."""

        def keep(ask: Ask) -> Ask:
            def look(world: World) -> Problems:
                wrong = ask(world, User.objects.get(pk=world.users[role].pk))
                return [f"{title}, asked directly by {role}: {wrong}"] if wrong else []

            self.probes.append(Probe(f"{title}, asked directly by {role}", look, role, "readied"))
            return ask

        return keep


def fresh(world: World, kind: str, state: str) -> Any:
    """Return a record as the database has it."""
    found = world.records[kind, state]
    return type(found).objects.get(pk=found.pk)


def hide(world: World, record: Any) -> Any:
    """Make a record confidential."""
    found = type(record).objects.get(pk=record.pk)
    return set_visibility(found, by=world.cast.operator, visibility="confidential")


def hide_around(world: World, around: Any, record: Any) -> None:
    """Make a record confidential, and leave one that stands in it open."""
    hide(world, around)
    found = type(record).objects.get(pk=record.pk)
    set_visibility(found, by=world.cast.operator, visibility="internal")


def elsewhere(world: World, role: str) -> None:
    """Let somebody write all there is in a unit that is not the records' own."""
    Membership.objects.filter(user=world.users[role]).update(role="officer", unit=world.cast.other_unit)


def page_of(world: World, role: str, name: str, *args: Any, query: str = "", method: str = "get") -> Any:
    """Return what a page answers a role."""
    address = reverse(name, args=(world.cast.office.slug, *args))
    return getattr(world.clients[role], method)(f"{address}{query}")


def refused(world: World, role: str, name: str, *args: Any, method: str = "get") -> str:
    """Say what a page answers that should refuse a role."""
    got = page_of(world, role, name, *args, method=method).status_code
    return "" if got == 403 else f"{name} answers {got} instead of refusing"


def let(ask: Callable[[], Any]) -> str:
    """Say what came of a call that should be refused."""
    try:
        return f"it gave {ask()!r}"
    except (NotAllowed, NotFound):
        return ""
