"""Looks at every verb there is, asked directly by everybody who may not: each is refused where it always was.

The verbs are found by reading the actions of every room, their arguments are made by `calling`. Which function refuses
whom is written down in `askers.txt`; a verb that is refused elsewhere, later, or not at all has lost its guard.

    python -m tests.sweep.asking            writes askers.txt anew, and tells what changed

A verb that is missing there is asked all the same: everybody who may not must be refused, wherever.
"""

import importlib
import inspect
import pkgutil
import sys
import typing
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from types import TracebackType
from typing import Any

from django.db import models, transaction

import proxenia
from tests.sweep.ground import ROOT

PAGE = Path(__file__).parent / "askers.txt"
NOT_VERBS = frozenset({"proxenia.records.actions.base", "proxenia.desk.actions", "proxenia.audit.actions"})
"""What every verb stands on: the records, the log; and the demonstration, which the operator writes."""
FREE = "–"
"""Not refused: the verb asks nobody, or this person may."""


@dataclass(frozen=True)
class Case:
    """Who asks a verb, about a record in which state, and what is hidden among what it is given."""

    role: str
    state: str
    hides: str = ""
    """The argument, or ``values.field``, that is a record hidden from whoever asks."""
    behind: str = "confidential"

    def __str__(self) -> str:
        return f"{self.role}/{self.state}" + (f"/{self.hides}={self.behind}" if self.hides else "")


NOBODY = (
    Case("viewer", "open"), Case("other_editor", "open"), Case("partner", "open"), Case("outsider", "open"),
    Case("director", "confidential"), Case("officer", "foreign"),
)  # fmt: skip
"""Who may not, whatever it is: seen but not theirs to write, hidden, of another office."""
WRITERS = (Case("unit_editor", "open"), Case("officer", "open"))
"""Who may write the record, and is refused all the same where more than that is asked."""


@cache
def verbs() -> dict[str, Callable[..., Any]]:
    """Return every verb by its name: a public function of the actions that takes ``by``."""
    found = {}
    for info in pkgutil.walk_packages(proxenia.__path__, "proxenia."):
        if ".actions" not in info.name or any(info.name.startswith(one) for one in NOT_VERBS):
            continue
        module = importlib.import_module(info.name)
        for name, one in vars(module).items():
            plain = inspect.unwrap(one) if callable(one) else None
            if not inspect.isfunction(plain) or plain.__module__ != info.name or name.startswith("_"):
                continue
            if "by" in inspect.signature(plain).parameters:
                found[f"{info.name.removeprefix('proxenia.')}.{name}"] = one
    return found


def cases(verb: Callable[..., Any]) -> Iterator[Case]:
    """Yield who asks a verb: those who may not, those who may, and those with something that is hidden from them."""
    yield from NOBODY
    yield from WRITERS
    for name in reaching(verb):
        yield Case("unit_editor", "open", name)
        yield Case("officer", "open", name, "foreign")


def reaching(verb: Callable[..., Any]) -> Iterator[str]:
    """Yield the arguments of a verb by which another record could be reached than the one it is about."""
    from proxenia.records.models import Anchor, Record
    from tests.sweep import calling

    hints = calling.hints_of(verb)
    about = True
    for name in inspect.signature(verb).parameters:
        kinds = [kind for kind in _classes(hints.get(name)) if issubclass(kind, (Record, Anchor))]
        if kinds and not about:
            yield name
        about = False
    model = calling.written_by(verb) if "values" in hints else None
    yield from (f"values.{name}" for name in calling.pointers_of(model)) if model else ()


def _classes(hint: Any) -> Iterator[type[Any]]:
    if inspect.isclass(hint) and not typing.get_origin(hint):
        yield hint
    if isinstance(hint, typing.TypeVar) and inspect.isclass(hint.__bound__):
        yield hint.__bound__
    for inner in typing.get_args(hint):
        yield from _classes(inner)


def outcome(world: Any, verb: Callable[..., Any], case: Case) -> str:
    """Ask a verb and return where it was refused, else what came of it, in brackets."""
    from proxenia.accounts.models import User
    from proxenia.core.errors import NotAllowed, NotFound, ProxeniaError
    from tests.sweep import calling

    by = User.objects.get(pk=world.users[case.role].pk)
    maker = calling.Maker(world, by, case.state)
    try:
        given = _given(maker, verb, case)
        made = maker.arguments(verb, **given)
    except (calling.Unmade, LookupError, TypeError, models.ObjectDoesNotExist) as missing:
        return f"[cannot be asked: {missing}]"
    try:
        with transaction.atomic():
            found = verb(**made)
            if inspect.isgenerator(found):
                list(found)
    except (NotAllowed, NotFound) as refusal:
        return site(refusal.__traceback__)
    except ProxeniaError as refusal:
        return f"[rules:{site(refusal.__traceback__)}]"
    except Exception as error:  # noqa: BLE001 (whatever a verb makes of arguments that no form lets through)
        return f"[{type(error).__name__}]"
    return "[done]"


def _given(maker: Any, verb: Callable[..., Any], case: Case) -> dict[str, Any]:
    """Return the arguments that are hidden from whoever asks."""
    from tests.sweep import calling

    if not case.hides:
        return {}
    hidden = calling.Maker(maker.world, maker.user, case.behind)
    name, _dot, field = case.hides.partition(".")
    if not field:
        return {name: hidden.value(name, calling.hints_of(verb)[name])}
    model = calling.written_by(verb)
    assert model is not None
    pointer: Any = model._meta.get_field(field)
    target: type[models.Model] = pointer.related_model
    return {"values": maker.values(verb, **{field: hidden.of_model(field, target)})}


def site(trace: TracebackType | None) -> str:
    """Return which function asked whether it may be, and by which check: the innermost that is no check itself."""
    found, check = "?", ""
    while trace is not None:
        code = trace.tb_frame.f_code
        path = Path(code.co_filename)
        if path.is_relative_to(ROOT / "proxenia"):
            if path.name in ("access.py", "rules.py") or "rules" in path.parts:
                check = check or code.co_name
            else:
                found, check = f"{path.relative_to(ROOT / 'proxenia')}:{code.co_qualname}", ""
        trace = trace.tb_next
    return f"{found}>{check or 'itself'}"


@cache
def askers() -> dict[tuple[str, str], str]:
    """Return where everybody is refused who is, as it is written down: by verb and case."""
    found: dict[tuple[str, str], str] = {}
    for line in PAGE.read_text(encoding="utf-8").splitlines() if PAGE.is_file() else ():
        if line and not line.startswith("#"):
            verb, where, *named = line.split()
            found |= {(verb, case): where for case in ("", *named)}
    return found


def looks() -> Iterator[Any]:
    """Yield one look for every verb and everybody who is refused, and one at what it reaches where it is done."""
    from tests.sweep.probes import Probe

    known = askers()
    written = {verb for verb, _case in known}
    for name, verb in verbs().items():
        for case in cases(verb):
            where = known.get((name, str(case)), "" if name not in written and case in NOBODY else FREE)
            if where == FREE:
                continue
            title = f"{name} asked directly by {case}"
            look = partial(_refused, verb=verb, case=case, where=where, title=title)
            yield Probe(title, look, case.role, f"{case.state} {case.hides}")
        title = f"{name} done by {REACHES}"
        yield Probe(
            title, partial(_reaches, verb=verb, title=title), REACHES.role, "open, tied to what is hidden"
        )


REACHES = Case("unit_editor", "open")
"""Who may write the record, with hidden ones tied to it."""


def _reaches(world: Any, verb: Callable[..., Any], title: str) -> list[str]:
    """Say whether a verb of somebody who may ties anything to what is hidden from them."""
    hidden = [one.pk for (_kind, state), one in world.records.items() if state in ("confidential", "foreign")]
    before = pointing_at(hidden)
    got = outcome(world, verb, REACHES)
    after = pointing_at(hidden)
    return [
        f"{title} {got}: {after[one] - before[one]} more {one} at what is hidden"
        for one in after
        if after[one] > before[one]
    ]


def pointing_at(keys: list[int]) -> dict[str, int]:
    """Return how many rows point at records, by model and field."""
    return {
        f"{model.__name__}.{name}": model._default_manager.filter(**{f"{name}__in": keys}).count()
        for model, name in _pointers()
    }


@cache
def _pointers() -> list[tuple[type[models.Model], str]]:
    """Return every field of the trade that points at a record."""
    from tests.sweep import calling, filling

    every = [*filling.parts(), *filling.kinds().values()]
    return [(model, name) for model in every for name in calling.pointers_of(model)]


def _refused(world: Any, verb: Callable[..., Any], case: Case, where: str, title: str) -> list[str]:
    got = outcome(world, verb, case)
    if got == where or (not where and not got.startswith(("[done", "[rules"))):
        return []
    return [f"{title}: {got} instead of refused by {where or 'anybody'}"]


def write(world: Any) -> None:
    """Write down where everybody is refused, and tell who is not refused by which verb."""
    lines, free = list[str](), list[str]()
    for name, verb in sorted(verbs().items()):
        by_site: dict[str, list[str]] = {}
        for case in cases(verb):
            with transaction.atomic():
                hidden = [one.pk for (_kind, state), one in world.records.items() if state == case.behind]
                before = pointing_at(hidden) if case.hides else {}
                got = outcome(world, verb, case)
                reached = (
                    [one for one, number in pointing_at(hidden).items() if number > before[one]]
                    if before
                    else []
                )
                transaction.set_rollback(True)
            is_rule = got.startswith("[rules") and (case.hides != "" or ">check_" in got)
            is_refused = not got.startswith("[") or is_rule
            if is_refused:
                by_site.setdefault(got.replace(" ", ""), []).append(str(case))
            elif case in NOBODY or reached:
                free.append(f"{name} {case}: {got} {' '.join(reached)}")
        lines += [f"{name} {where} {' '.join(named)}" for where, named in sorted(by_site.items())]
        lines += [] if by_site else [f"{name} {FREE}"]
    PAGE.write_text(
        "# Which function refuses whom, by verb; written by `python -m tests.sweep.asking`, read before it is kept.\n"
        + "\n".join(lines) + "\n",
        encoding="utf-8",
    )  # fmt: skip
    print("\n".join(free))
    print(f"{len(verbs())} verbs, {len(lines)} lines; {len(free)} times somebody was not refused")


def main() -> int:
    """Write the table anew."""
    from tests.sweep import ground

    ground.prepare()
    with ground.database():
        from tests.sweep import reading
        from tests.sweep.world import build

        world = build()
        write(world)
        reading.write(world)
    return 0


if __name__ == "__main__":
    sys.exit(main())
