"""What has to be declared is declared: personal data, permissions, pointers, search, addresses, words, jobs."""

import ast
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

from proxenia.accounts.models import roles
from proxenia.core import jobs, pages, personal, registry
from proxenia.records.models import Record
from tests.repository import source

pytestmark = pytest.mark.once

OURS = [model for model in apps.get_models() if model.__module__.startswith("proxenia.")]
RECORDS = [model for model in OURS if issubclass(model, Record)]
# What a merge folds into another record.
MERGED = {"directory.Organisation", "directory.Person"}


def label(model: type[models.Model]) -> str:
    """`directory.Organisation`, for a test's name."""
    return str(model._meta.label)


@pytest.mark.parametrize("model", OURS, ids=label)
def test_every_field_has_its_class_of_personal_data(model: type[models.Model]) -> None:
    declared: dict[str, str] = getattr(model, "personal_data", {})
    fields = {field.name for field in model._meta.get_fields() if field.concrete and not field.auto_created}
    # Keys that Django adds are declared or not, as the author likes.
    assert fields - {"id"} <= set(declared), "fields without a class of personal data"
    assert set(declared) - {"id"} <= fields, "classes for fields that are not there"
    assert set(declared.values()) <= personal.CLASSES


def routes(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Every address of the site and the view that answers it."""
    for pattern in resolver.url_patterns:
        where = f"{prefix}{pattern.pattern}"
        if isinstance(pattern, URLPattern):
            yield where, pattern.callback
        else:
            yield from routes(pattern, where)


def rights() -> set[str]:
    """Every right that some role gives, and the two that need none."""
    codes = {value for name, value in vars(roles).items() if name.isupper() and isinstance(value, str)}
    return codes | {pages.PUBLIC, pages.SIGNED_IN}


def test_every_route_declares_its_permission() -> None:
    all_routes = list(routes(get_resolver()))
    assert all_routes
    silent = [where for where, view in all_routes if getattr(view, "permission", None) not in rights()]
    assert silent == []


def test_every_pointer_to_what_can_be_merged_is_registered() -> None:
    registered = {
        (target, pointer.model, pointer.field)
        for target in MERGED
        for pointer in registry.pointers_to(target)
    }
    found = {
        (label(field.related_model), label(model), field.name)
        for model in OURS
        for field in model._meta.get_fields()
        if field.concrete
        and field.is_relation
        and label(field.related_model) in MERGED
        # The merge itself writes where a double went.
        and field.name != "merged_into"
        # The rows of a plain many-to-many move with their own table.
        if not (field.many_to_many and not field.remote_field.through._meta.auto_created)
    }
    assert found == registered


@pytest.mark.parametrize("model", RECORDS, ids=label)
def test_every_record_is_searched_and_has_a_page(model: type[Record]) -> None:
    kind = model.record_kind
    assert kind in registry.searched_kinds(), f"search does not know {kind}"
    assert registry.address_of(kind, "office", "0" * 32), f"{kind} has no page"
    assert set(model.audited_fields) <= {field.name for field in model._meta.get_fields()}


def literals(keyword: str | None, function: str | None = None) -> Iterator[tuple[str, str]]:
    """Words given as `keyword="…"`, or as first argument of `function(…)`, and where."""
    for path in source.python_files("proxenia"):
        for node in ast.walk(source.tree(path)):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            values = [item.value for item in node.keywords if item.arg == keyword] if keyword else []
            values += node.args[:1] if function == name else []
            for value in values:
                if isinstance(value, ast.Constant) and isinstance(value.value, str):
                    yield value.value, f"{source.short(path)}:{node.lineno}"


def test_every_verb_has_words_in_the_log() -> None:
    silent = [f"{verb} ({where})" for verb, where in literals("verb") if verb not in registry.known_verbs()]
    assert silent == []


def test_every_job_asked_for_exists() -> None:
    known = jobs.known()
    assert [f"{name} ({where})" for name, where in literals(None, "enqueue") if name not in known] == []
