"""Calling functions of the product directly, with arguments made by what their signature says each is.

A record of a kind, a row that hangs on one, values that fit a model, a day, a text: whoever writes a new verb or a new
query needs no line here, unless it takes something no other takes.
"""

import ast
import collections.abc
import dataclasses
import datetime as dt
import inspect
import re
import sys
import tempfile
import textwrap
import typing
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import NoneType, UnionType
from typing import Any

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db import models
from django.utils import timezone

from proxenia.accounts.actions.doors import Door
from proxenia.accounts.models import Office, Unit, User
from proxenia.core.periods import Period
from proxenia.core.values import PartialDate
from proxenia.records.models import Anchor, Record
from tests.sweep import filling
from tests.sweep.world import World

MANY = (
    collections.abc.Sequence, collections.abc.Iterable, collections.abc.Collection, collections.abc.Set, list, tuple,
    set, frozenset,
)  # fmt: skip
NO_WORD = "x"
"""What a text says where nothing is sought."""
WORDS: dict[str, str] = {
    "kind": "organisation", "side": "us", "role": "chair", "verb": "x", "page": "portfolio:list", "country": "FR",
    "rhythm": "weekly", "tier": "close", "visibility": "public", "sharing": "partners", "code": "seven_barriers",
    "path": "organisation__", "sort": "tie", "currency": "EUR", "zone": "Europe/Oslo", "rule": "files_put_away",
    "purpose": "photo", "basis": "consent", "sector": "culture", "side_of": "us",
}  # fmt: skip
"""What a text says where any other would be no answer."""
ANYTHING: dict[str, str] = {
    "record": "project", "organisation": "organisation", "target": "partnership", "first": "organisation",
    "second": "organisation", "kept": "organisation", "dropped": "organisation", "subject": "person", "found": "result",
}  # fmt: skip
"""What an argument is that may be anything, by its name."""


class Unmade(Exception):
    """An argument of this sort cannot be made."""


class Said(dict[str, Any]):
    """Values that answer to every name."""

    def __missing__(self, name: str) -> str:
        return "x"


@dataclasses.dataclass
class Maker:
    """Makes arguments: who asks, about records in which state, and what is hidden among them."""

    world: World
    user: User
    state: str = "open"
    word: str = NO_WORD
    many: bool = False
    """Whether several are given where a function takes several: all there are of them, hidden ones' keys too."""

    def arguments(self, function: Callable[..., Any], /, **given: Any) -> dict[str, Any]:
        """Return what to call a function with; what it can do without is left out."""
        made: dict[str, Any] = {}
        hints = hints_of(function)
        for name, one in inspect.signature(function).parameters.items():
            if name in given:
                made[name] = given[name]
            elif name == "values":
                made[name] = self.values(function)
            elif one.kind in (one.VAR_POSITIONAL, one.VAR_KEYWORD):
                continue
            elif one.default is one.empty:
                made[name] = self.value(name, hints.get(name, Any))
        return made

    def values(self, function: Callable[..., Any], /, **given: Any) -> dict[str, Any]:
        """Return values that fit what a verb writes."""
        model = written_by(function)
        filler = self.world.fillers["open"]
        if model is None:
            return Said()
        try:
            known = filler.values(model, filler.kind_of(model))
        except LookupError:
            return Said(given)
        hints = hints_of(function)
        parents = {
            hint for hint in hints.values() if inspect.isclass(hint) and issubclass(hint, models.Model)
        }
        taken = {
            one.name
            for one in model._meta.concrete_fields
            if one.related_model in parents or one.name.endswith("_folded") or one.name in filling.STAMPS
        }
        named = {name: value for name, value in known.items() if name not in taken or name in given}
        return Said({**named, **given})

    def value(self, name: str, hint: Any) -> Any:
        """Return one argument."""
        origin, inner = typing.get_origin(hint), typing.get_args(hint)
        if origin in (UnionType, typing.Union):
            return self.value(name, next(one for one in inner if one is not NoneType))
        if isinstance(hint, typing.TypeVar):
            return self.value(name, hint.__bound__ or Any)
        if hint is Any and name == "by":
            return self.user
        if hint is Any:
            if name not in ANYTHING:
                raise Unmade(name)
            return self.record(ANYTHING[name])
        if origin is type:
            return filling.kinds()["ranking" if inner[0] is Any else "organisation"]
        if isinstance(hint, Rows):
            return self.rows(hint.model)
        if origin in MANY:
            return self.several(name, inner)
        if origin in (dict, collections.abc.Mapping, collections.abc.MutableMapping):
            return Said()
        if origin is collections.abc.Callable:
            return lambda *_args, **_named: None
        if inspect.isclass(hint):
            return self.of_class(name, hint)
        raise Unmade(f"{name}: {hint}")

    def several(self, name: str, inner: tuple[Any, ...]) -> Any:
        """Return several of a sort."""
        one = inner[0] if inner else Any
        if typing.get_origin(one) in (UnionType, typing.Union):
            one = next(each for each in typing.get_args(one) if each is not NoneType)
        if one is int:
            return sorted(Anchor.objects.values_list("pk", flat=True) if self.many else self.seen())
        if self.many and inspect.isclass(one) and issubclass(one, models.Model):
            return list(self.rows(one))
        if typing.get_origin(one) is tuple:
            return [tuple(self.value(name, each) for each in typing.get_args(one))]
        return [self.value(name, one)]

    def rows(self, model: type[models.Model]) -> Any:
        """Return every record of a kind that whoever asks sees; of what hangs on them, what hangs on what is open."""
        manager: Any = model._default_manager
        if issubclass(model, Record):
            return manager.filter(pk__in=self.seen())
        near = next((one.name for one in model._meta.concrete_fields if _is_record(one)), "")
        if near:
            return manager.filter(**{f"{near}__in": self.seen()})
        rows = [
            row.pk for (name, at), row in self.world.rows.items() if at == self.state and type(row) is model
        ]
        return manager.filter(pk__in=rows)

    def seen(self) -> list[int]:
        """Return the keys of what whoever asks sees."""
        office = self.world.cast.office
        return list(Anchor.objects.visible_to(self.user, office).values_list("pk", flat=True))

    def record(self, kind: str) -> Any:
        """Return a record of a kind, as the database has it."""
        found = self.world.records[kind, self.state]
        return type(found).objects.get(pk=found.pk)

    def of_class(self, name: str, hint: type[Any]) -> Any:
        """Return an object of a class."""
        world = self.world
        if issubclass(hint, models.Model):
            return self.of_model(name, hint)
        plain: dict[type[Any], Callable[[], Any]] = {
            str: lambda: self.said(name),
            bool: lambda: False,
            int: lambda: 1,
            float: lambda: 1.0,
            bytes: lambda: b"x",
            Decimal: lambda: Decimal(2),
            dt.datetime: timezone.now,
            dt.date: timezone.localdate,
            dt.time: lambda: dt.time(10),
            dt.timedelta: lambda: dt.timedelta(days=400),
            dt.tzinfo: lambda: dt.UTC,
            PartialDate: lambda: PartialDate(2026, 3, 4),
            Period: lambda: Period("year", 2026),
            Path: lambda: Path(tempfile.mkdtemp()) / "x.csv",
            Door: lambda: Door(address="198.51.100.7"),
            UploadedFile: lambda: SimpleUploadedFile("x.pdf", b"%PDF-1.7 x"),
            models.Q: models.Q,
        }
        if hint in plain:
            return plain[hint]()
        if hint.__name__ == "Upload":
            return SimpleUploadedFile("x.pdf", b"%PDF-1.7 x")
        if hint.__name__ == "Scope":
            return self.scope(hint)
        if dataclasses.is_dataclass(hint):
            return hint(**self.arguments(hint, **self.sought(hint)))
        raise Unmade(f"{name}: {hint.__name__} for {world.cast.office}")

    def sought(self, hint: type[Any]) -> dict[str, str]:
        """Return what a filter seeks by."""
        is_sought = self.word != NO_WORD and any(one.name == "text" for one in dataclasses.fields(hint))
        return {"text": self.word} if is_sought else {}

    def scope(self, hint: type[Any]) -> Any:
        """Return what is around a person, or around the body that all stand on."""
        make = sys.modules[hint.__module__].scope_of
        subject = self.world.extra["person"] if self.many else self.world.base_body
        return make(**self.arguments(make, subject=subject))

    def of_model(self, name: str, hint: type[Any]) -> Any:
        """Return a row of a model: who asks, the office, a record, what hangs on one."""
        world = self.world
        if hint is User:
            return self.user if name in ("by", "user") else world.users["officer"]
        if hint is Office:
            return world.cast.office
        if hint is Unit:
            return world.cast.unit
        if hint is Anchor:
            return self.record("person").anchor
        if hint is Record:
            return self.record("organisation")
        if hint.__name__ in ("Note", "File"):
            owner = world.records["person", self.state]
            row = (
                world.parts[owner.pk, "note"]
                if hint.__name__ == "Note"
                else world.files["person", self.state]
            )
        else:
            row = world.row(hint.__name__, self.state) or world.row(hint.__name__, "restricted")
        # Of what an office has few of, and no record owns, the first will do; two rooms may use one name.
        row = row if isinstance(row, hint) else hint._default_manager.order_by("pk").first()
        if row is None:
            raise Unmade(f"{name}: {hint.__name__}")
        return hint._default_manager.get(pk=row.pk)

    def said(self, name: str) -> str:
        """Return a text."""
        return WORDS.get(name, self.word)


def _is_record(one: Any) -> bool:
    return (
        one.is_relation and one.related_model is not None and issubclass(one.related_model, (Record, Anchor))
    )


def hints_of(function: Callable[..., Any]) -> dict[str, Any]:
    """Return what the arguments of a function are, where it can be told."""
    try:
        found = typing.get_type_hints(function)
    except (NameError, TypeError):
        found = dict(getattr(function, "__annotations__", {}))
    return {name: _of_querysets(function).get(name, hint) for name, hint in found.items()}


@dataclasses.dataclass(frozen=True)
class Rows:
    """A queryset of a model: Django forgets of which when it is asked at run time, so the source is."""

    model: type[models.Model]


@cache
def _of_querysets(function: Callable[..., Any]) -> dict[str, Rows]:
    """Return which arguments of a function are querysets, and of what."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    except (OSError, TypeError, SyntaxError, IndentationError):
        return {}
    if not isinstance(tree, ast.FunctionDef):
        return {}
    named = {one.__name__: one for one in apps.get_models()}
    found = {}
    for one in (*tree.args.args, *tree.args.kwonlyargs):
        told = re.fullmatch(
            r"(?:models\.)?QuerySet\[(\w+)\]", ast.unparse(one.annotation) if one.annotation else ""
        )
        if told and told[1] in named:
            found[one.arg] = Rows(named[told[1]])
    return found


def written_by(function: Callable[..., Any]) -> type[models.Model] | None:
    """Return the model a verb writes: what it returns, else the first row it takes."""
    hints = hints_of(function)
    named = [
        hints.get("return"),
        *(hint for name, hint in hints.items() if name not in ("return", "by", "office")),
    ]
    for hint in named:
        if inspect.isclass(hint) and issubclass(hint, models.Model) and hint is not Record:
            return hint
    return None


def pointers_of(model: type[models.Model]) -> Iterator[str]:
    """Yield the fields of a model that point at records."""
    for one in model._meta.concrete_fields:
        if _is_record(one) and not one.primary_key:
            yield one.name
