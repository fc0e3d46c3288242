"""Looks at the other doors: forms that seek by name, files that are brought in, commands that print.

What each says to the words of hidden records must be the same when everything hidden has vanished.
"""

import argparse
import contextlib
import importlib
import inspect
import io
import tempfile
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any

from django import forms
from django.db import transaction

from proxenia.accounts.models import User
from proxenia.core.errors import ProxeniaError
from proxenia.core.registry import sheet_kinds
from proxenia.records.actions.imports import runs
from proxenia.records.queries.exports import write_export
from tests.sweep import calling, mutants, reading
from tests.sweep.compare import vanish
from tests.sweep.ground import ROOT
from tests.sweep.probes import Probe, Problems
from tests.sweep.world import SEES, World

ROLE = "unit_editor"
"""Who fills in and brings in: somebody who may write and does not see all."""


@cache
def form_classes() -> dict[str, type[forms.BaseForm]]:
    """Return every form by its name that stands in a file with a scope."""
    found = {}
    for path in sorted({one.path for one in mutants.all_mutants() if one.call in mutants.SCOPES}):
        inside = path.relative_to(ROOT / "proxenia").with_suffix("").parts
        if "forms" in inside:
            module = importlib.import_module(".".join(("proxenia", *inside)))
            for name, one in vars(module).items():
                if (
                    inspect.isclass(one)
                    and issubclass(one, forms.BaseForm)
                    and one.__module__ == module.__name__
                ):
                    found[f"{'.'.join(inside)}.{name}"] = one
    return found


def looks() -> Iterator[Probe]:
    """Yield one look for every form, every sort of sheet and every command that reads for somebody."""
    for name, form in form_classes().items():
        yield _same(f"{name} filled in with the words of what is hidden", partial(_filled, form=form))
    for kind in sheet_kinds():
        yield _same(f"a sheet of {kind.name} that names what is hidden", partial(_brought_in, kind=kind.name))
    yield Probe("the command health names no hidden tie", _health, ROLE, "open")
    yield Probe(
        "the command briefing for somebody who may export nothing", _briefing, "partner_shared", "shared"
    )


def _same(title: str, ready: Callable[[World], Callable[[], str]]) -> Probe:
    def look(world: World) -> Problems:
        ask = ready(world)
        before = ask()
        found = [
            f"{title}: {told}"
            for told in reading.hidden_in(world, ROLE, reading.Answer(before))
            if not any(f" {word} " in f" {told} " for word in _named(world))
        ]
        vanish(world, ROLE)
        after = ask()
        return found if before == after else [*found, f"{title}: says {_where(before, after)}"]

    return Probe(title, look, ROLE, "open")


def _where(one: str, other: str) -> str:
    at = next(
        (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    return f"{one[max(0, at - 60) : at + 120]} | {other[max(0, at - 60) : at + 120]}"


def _named(world: World) -> list[str]:
    """Return the words of what is hidden that are said by whoever asks."""
    first: dict[tuple[str, str], str] = {}
    for word, owner in world.canaries.items():
        first.setdefault(owner, word)
    names = [word for (_kind, state), word in first.items() if ROLE not in SEES[state]]
    knots = [str(world.extra[name].name).lower() for name in ("hidden_body", "hidden_tie")]
    return [*names, *knots]


def _filled(world: World, form: type[forms.BaseForm]) -> Callable[[], str]:
    uids = [str(one.uid) for (_kind, state), one in world.records.items() if state == "confidential"]
    words = [*_named(world), *uids]

    def ask() -> str:
        return "\n".join(_said_by(world, form, word) for word in words)

    return ask


def _said_by(world: World, form: type[forms.BaseForm], word: str) -> str:
    """Fill a form in with one word everywhere and return what it makes of it."""
    user = User.objects.get(pk=world.users[ROLE].pk)
    with transaction.atomic():
        try:
            try:
                made = form(reading.Anything(word), **_asked_for(world, form, user))
            except (AttributeError, TypeError, calling.Unmade):
                return ""  # it changes what stands already, and is met on its page
            is_good = made.is_valid()
            errors = {name: [str(one) for one in told] for name, told in made.errors.items()}
            cleaned = {
                name: reading.plain(reading.Answer(reading.read(one)))
                for name, one in made.cleaned_data.items()
            }
            return f"{is_good} {errors} {cleaned} {made.as_p()}"
        except ProxeniaError as refusal:
            return str(refusal)
        finally:
            transaction.set_rollback(True)


def _asked_for(world: World, form: type[forms.BaseForm], user: User) -> dict[str, Any]:
    """Return what a form is made with besides what was sent."""
    maker = calling.Maker(world, user)
    known = {
        "office": lambda: world.cast.office,
        "user": lambda: user,
        "engagement": lambda: world.extra["contact"],
        "owner": lambda: maker.record("crisis" if form.__module__.endswith("crises") else "project"),
        "today": lambda: maker.value("today", calling.dt.date),
    }
    found: dict[str, Any] = {}
    for one in form.__mro__:
        made = vars(one).get("__init__")
        if made is None or not one.__module__.startswith("proxenia."):
            continue
        hints = calling.hints_of(made)
        for name, argument in inspect.signature(made).parameters.items():
            if argument.kind is argument.KEYWORD_ONLY and argument.default is argument.empty:
                found[name] = known[name]() if name in known else maker.value(name, hints.get(name, Any))
    return found


def _brought_in(world: World, kind: str) -> Callable[[], str]:
    path = Path(tempfile.mkdtemp()) / "all.csv"
    office = world.cast.office
    write_export(kind, office, user=world.cast.operator, path=path)

    def ask() -> str:
        user = User.objects.get(pk=world.users[ROLE].pk)
        with transaction.atomic():
            try:
                return repr(runs.import_file(office, by=user, kind=kind, path=path, dry_run=True))
            except ProxeniaError as refusal:
                return str(refusal)
            finally:
                transaction.set_rollback(True)

    return ask


def _health(world: World) -> Problems:
    """Run the command; what is stored of a tie is reckoned for everybody alike, so only names are looked for."""
    from proxenia.cli.health import run_health

    asked = argparse.Namespace(
        as_email=world.users[ROLE].email, office=world.cast.office.slug, tie="", as_of="2026-06-01", json=True
    )
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        run_health(asked)
    told = reading.hidden_in(world, ROLE, reading.Answer(said.getvalue()))
    return [f"the command health: {one}" for one in told]


def _briefing(world: World) -> Problems:
    from proxenia.cli.briefing import run_briefing

    asked = argparse.Namespace(
        as_email=world.users["partner_shared"].email, office=world.cast.office.slug, format="docx",
        engagement=world.uid("engagement", "shared"), out=Path(tempfile.mkdtemp()) / "x.docx",
    )  # fmt: skip
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            run_briefing(asked)
    except ProxeniaError:
        return []
    return ["the command briefing wrote one for somebody who may export nothing"]
