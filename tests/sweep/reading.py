"""Looks at every query there is, asked directly: what it answers holds nothing that is hidden from whoever asks.

The queries are the functions that start from what somebody may see, or help one that does, found by reading the code;
their arguments are made by `calling`. Each answer is read three ways: no record in it may be hidden, no word in it may
be a hidden record's, and it must be the same when everything hidden has vanished.
"""

import dataclasses
import importlib
import inspect
from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models, transaction
from django.http import QueryDict
from django.test import RequestFactory

from proxenia.accounts.models import User
from proxenia.core.errors import ProxeniaError
from proxenia.records.models import Anchor, Record
from tests.sweep import calling, mutants
from tests.sweep.compare import vanish
from tests.sweep.ground import ROOT
from tests.sweep.probes import CANARY, Probe, Problems, run
from tests.sweep.world import SEES, World

ASKED_BY = (("viewer", "open"),)
"""Who asks, about records in which state: somebody who sees some records and not others."""
ROOMS = ("queries", "sheets", "documents", "forms", "views", "templatetags")
"""Where functions stand that read for somebody."""
TEXTS = frozenset({"text", "name", "words", "asked", "line", "folded", "named", "choice", "term"})
"""Arguments by which something is sought by its name."""
DEEP = 6
PAGE = Path(__file__).parent / "unasked.txt"
"""Which functions are not asked directly by whom: they are given what their callers have seen to."""


@cache
def unasked() -> frozenset[tuple[str, str]]:
    """Return which functions are not asked directly, by whom."""
    lines = PAGE.read_text(encoding="utf-8").splitlines() if PAGE.is_file() else []
    return frozenset(tuple(line.split()[:2]) for line in lines if line and not line.startswith("#"))  # type: ignore[misc]


@cache
def queries() -> dict[str, Callable[..., Any]]:
    """Return every function by its name that starts from what somebody may see, and takes who that is."""
    found = {}
    scoped = {(one.path, one.function) for one in mutants.all_mutants() if one.call in _SCOPES}
    for path in sorted({one.path for one in mutants.all_mutants() if one.call in _SCOPES}):
        inside = path.relative_to(ROOT / "proxenia").with_suffix("").parts
        if not set(inside) & set(ROOMS):
            continue
        module = importlib.import_module(".".join(("proxenia", *inside)))
        for name, one in vars(module).items():
            plain = inspect.unwrap(one) if callable(one) else None
            if inspect.isfunction(plain) and (path, name) in scoped and _reads_for(plain):
                found[f"{'.'.join(inside)}.{name}"] = one
    return found


_SCOPES = frozenset({*mutants.SCOPES, *mutants.RULES})


def _reads_for(function: Callable[..., Any]) -> bool:
    """Say whether a function takes somebody to read for, and gives something back."""
    hints = calling.hints_of(function)
    if hasattr(function, "permission") or hints.get("return") is type(None):
        return False
    return any(hint is User or getattr(hint, "__name__", "") in ("Scope", "Ask") for hint in hints.values())


class Anything(QueryDict):
    """A query of a page that says the same to every name."""

    def __init__(self, said: str) -> None:
        super().__init__("", mutable=True)
        self.said = said

    def get(self, key: str, default: Any = None) -> Any:
        """Return the same for every name."""
        return self.said

    def getlist(self, key: str, default: Any = None) -> Any:
        """Return the same for every name."""
        return [self.said]


def looks() -> Iterator[Probe]:
    """Yield one look for every query and everybody who asks."""
    for name, query in queries().items():
        for role, state in ASKED_BY:
            if (name, role) not in unasked():
                look = partial(told_by, name=name, query=query, role=role, state=state)
                yield Probe(f"{name} asked directly by {role}", look, role, state)


def told_by(world: World, name: str, query: Callable[..., Any], role: str, state: str) -> Problems:
    """Say what a query tells somebody who may not see it."""
    title = f"{name} asked directly by {role}"
    before = list(answers(world, query, role, state))
    if not before:
        return []
    found = [f"{title}: {told}" for answer in before for told in hidden_in(world, role, answer)]
    if found:
        return found
    vanish(world, role)
    # Only what was asked with nothing hidden among the arguments can be compared.
    one, other = plain(before[0]), plain(next(answers(world, query, role, state)))
    if one != other:
        return [f"{title}: reads differently with and without what is hidden: {_where(one, other)}"]
    return []


def write(world: World) -> None:
    """Write down which functions cannot be asked directly, and what they would tell."""
    lines = []
    for name, query in queries().items():
        for role, state in ASKED_BY:
            look = partial(told_by, name=name, query=query, role=role, state=state)
            told = run(Probe(name, look, role, state), world)
            why = told[0].partition(" asked directly by ")[2][:160].replace("\n", " ") if told else ""
            lines += [f"{name} {role} {why}"] if told else []
    head = (
        "# Functions that are given what their callers have seen to, and so are not asked directly; the pages that call"
        "\n# them are. Written by `python -m tests.sweep.asking`, read before it is kept.\n"
    )
    PAGE.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(queries())} functions, {len(lines)} times not asked directly")


def _where(one: str, other: str) -> str:
    at = next(
        (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    return f"{one[max(0, at - 60) : at + 80]} | {other[max(0, at - 60) : at + 80]}"


@dataclasses.dataclass(frozen=True)
class Answer:
    """What a query answered, read to the end; and the word it was asked for."""

    read: Any
    word: str = ""


def answers(world: World, query: Callable[..., Any], role: str, state: str) -> Iterator[Answer]:
    """Yield what a query answers: about what is there, and to words that only a hidden record holds."""
    for variant in (0, 1):
        yield _answer(world, query, role, state, variant=variant)
    sought = _seeks_by(query)
    for word in () if not sought else _sought(world, role, sought):
        yield _answer(world, query, role, state, word=word, variant=1)


def _seeks_by(query: Callable[..., Any]) -> list[str]:
    """Return by which of its arguments a query seeks words or a uid."""
    found = [
        name for name in inspect.signature(query).parameters if name in TEXTS or name in ("uid", "request")
    ]
    filters = [one for one in calling.hints_of(query).values() if dataclasses.is_dataclass(one)]
    is_filter = any(one.name == "text" for hint in filters for one in dataclasses.fields(hint))
    return [*found, *(["text"] if is_filter else [])]


def _sought(world: World, role: str, sought: list[str]) -> Iterator[str]:
    """Yield the names and the uids of what is hidden, one of each kind."""
    for (kind, state), record in world.records.items():
        if state == "confidential" and role not in SEES[state]:
            if set(sought) & {*TEXTS}:
                yield next(word for word, owner in world.canaries.items() if owner == (kind, state))
            if set(sought) & {"uid", "request"}:
                yield str(record.uid)
    if set(sought) & {*TEXTS}:
        yield str(world.extra["hidden_body"].name)


def _answer(
    world: World, query: Callable[..., Any], role: str, state: str, *, variant: int, word: str = ""
) -> Answer:
    user = User.objects.get(pk=world.users[role].pk)
    maker = calling.Maker(world, user, state, word=word or calling.NO_WORD, many=variant == 1)
    given: dict[str, Any] = {}
    hints = calling.hints_of(query)
    for name, one in inspect.signature(query).parameters.items():
        if word and (name in TEXTS or name == "uid"):
            given[name] = word
        elif name == "request":
            given[name] = _request(world, user, word)
        elif variant == 0 and _knotted(world, name, hints.get(name)) is not None and state == "open":
            given[name] = _knotted(world, name, hints.get(name))
        elif one.default is not one.empty:
            continue
    with transaction.atomic():
        try:
            return Answer(read(query(**maker.arguments(query, **given))), word)
        except ProxeniaError as refusal:
            return Answer(type(refusal).__name__, word)


def _knotted(world: World, name: str, hint: Any) -> Any:
    """Return the open record that is tied to what is hidden by hand, where a query takes one of its kind."""
    known = {
        type(one): one
        for one in (world.base_tie, world.base_body, world.extra["person"], world.extra["contact"])
    }
    return known.get(hint) if name not in ("kept", "dropped") else None


def _request(world: World, user: User, word: str) -> Any:
    request: Any = RequestFactory().get("/")
    request.user, request.office = user, world.cast.office
    request.GET = request.POST = Anything(word or "x")
    request.FILES["file"] = SimpleUploadedFile("x.csv", b"x")
    return request


def read(found: Any, depth: int = DEEP) -> Any:
    """Read an answer to the end, while what it reads from is there."""
    if isinstance(found, models.QuerySet):
        return [read(one, depth - 1) for one in found]
    if isinstance(found, models.Model) or found is None or isinstance(found, (str, bytes, int, float, bool)):
        return found
    if depth <= 0 or isinstance(found, (type, models.Q)) or inspect.isfunction(found):
        return None
    if dataclasses.is_dataclass(found):
        return {one.name: read(getattr(found, one.name), depth - 1) for one in dataclasses.fields(found)}
    if isinstance(found, Mapping):
        return {str(read(key, 1)): read(value, depth - 1) for key, value in found.items()}
    if isinstance(found, (list, tuple)) or inspect.isgenerator(found):
        return [read(one, depth - 1) for one in found]
    if isinstance(found, (set, frozenset)):
        return sorted((read(one, depth - 1) for one in found), key=str)
    return str(found)


def hidden_in(world: World, role: str, answer: Answer) -> Problems:
    """Say what in an answer is hidden from whoever asked."""
    found = []
    hidden = _hidden_keys(world, role)
    for one in _within(answer.read):
        if isinstance(one, (Record, Anchor)) and one.pk in hidden:
            found.append(f"gives the hidden {type(one).__name__} {hidden[one.pk]}")
        words = CANARY.findall(_texts(one).encode())
        for word in {word.decode().lower() for word in words}:
            if role not in SEES[world.canaries[word][1]] and word != answer.word.lower():
                found.append(f"tells {word} of {' '.join(world.canaries[word])}")
    return sorted(set(found))


def _hidden_keys(world: World, role: str) -> dict[int, str]:
    found = {
        one.pk: f"{kind} {state}" for (kind, state), one in world.records.items() if role not in SEES[state]
    }
    return found | {world.extra[name].pk: name for name in ("hidden_body", "hidden_tie") if role != "officer"}


def _within(found: Any) -> Iterator[Any]:
    if isinstance(found, dict):
        for key, value in found.items():
            yield key
            yield from _within(value)
    elif isinstance(found, list):
        for value in found:
            yield from _within(value)
    else:
        yield found


def _texts(one: Any) -> str:
    """Return the words of a value; of a row those of its own fields and of what the query wrote beside them."""
    if isinstance(one, models.Model):
        kept = {name: value for name, value in vars(one).items() if not name.startswith("_")}
        return " ".join(str(value) for value in kept.values() if isinstance(value, str))
    return one if isinstance(one, str) else ""


def plain(answer: Answer) -> str:
    """Return an answer as a text that can be compared: of rows the key, and what the query wrote beside it."""
    return repr(_plain(answer.read))


def _plain(found: Any) -> Any:
    if isinstance(found, dict):
        # In the order of their keys: a database that was asked for no order answers in any.
        return {key: _plain(found[key]) for key in sorted(found, key=repr)}
    if isinstance(found, list):
        return [_plain(value) for value in found]
    if isinstance(found, models.Model):
        own = {one.attname for one in found._meta.concrete_fields}
        beside = {
            name: value for name, value in vars(found).items() if not name.startswith("_") and name not in own
        }
        simple = {name: value for name, value in beside.items() if isinstance(value, (str, int, float, bool))}
        return (type(found).__name__, found.pk, simple)
    return found
