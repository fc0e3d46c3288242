"""Imports only go down: apps by the ladder, slots by their levels, foreign keys too."""

from pathlib import Path

import pytest

from tests.repository import ladder, source

pytestmark = pytest.mark.once


def test_imports_go_down() -> None:
    assert ladder.breaches(source.python_files("proxenia"), source.ROOT) == []


def test_no_ring_of_imports() -> None:
    assert ladder.rings(source.python_files("proxenia"), source.ROOT) == []


def test_importing_the_package_and_its_methods_needs_no_django() -> None:
    text = (source.PRODUCT / "__init__.py").read_text()
    assert "import" not in text


def test_foreign_keys_go_down() -> None:
    from django.apps import apps

    wrong = []
    for model in apps.get_models():
        for field in model._meta.get_fields(include_hidden=False):
            target = (
                field.related_model if field.many_to_one or field.one_to_one or field.many_to_many else None
            )
            if field.auto_created or target is None or isinstance(target, str):
                continue
            here, there = model._meta.app_label, target._meta.app_label
            if (
                here in ladder.APPS
                and there in ladder.APPS
                and ladder.APPS.index(there) > ladder.APPS.index(here)
            ):
                wrong.append(f"{model._meta.label}.{field.name} points up at {target._meta.label}")
    assert wrong == []


def test_every_app_has_its_rung() -> None:
    folders = {path.parent.name for path in source.PRODUCT.glob("*/apps.py")}
    assert folders <= set(ladder.APPS)


PLANTED = [
    # (importer, imported, allowed)
    ("portfolio/actions.py", "records/actions.py", True),
    ("portfolio/actions.py", "portfolio/rules.py", True),
    ("portfolio/rules.py", "portfolio/queries.py", False),
    ("records/actions.py", "portfolio/actions.py", False),
    ("records/views.py", "portfolio/queries.py", True),
    ("portfolio/views.py", "directory/forms.py", True),
    ("portfolio/forms.py", "directory/forms.py", True),
    ("directory/forms.py", "portfolio/forms.py", False),
    ("portfolio/views.py", "directory/views.py", False),
    ("portfolio/queries.py", "records/sheets.py", False),
    ("core/pages.py", "accounts/models.py", False),
    ("methods/ranking.py", "core/values.py", False),
    ("portfolio/queries.py", "methods/ranking.py", True),
    ("portfolio/views.py", "urls.py", False),
    ("cli.py", "desk/views.py", True),
    ("portfolio/apps.py", "engagements/models.py", False),
    ("engagements/apps.py", "portfolio/models.py", True),
]


@pytest.mark.parametrize(("importer", "imported", "allowed"), PLANTED)
def test_the_ladder_finds_a_planted_breach(
    tmp_path: Path, importer: str, imported: str, allowed: bool
) -> None:
    for name in (importer, imported):
        path = tmp_path / "proxenia" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    target = "proxenia." + imported.removesuffix(".py").replace("/", ".")
    first = tmp_path / "proxenia" / importer
    first.write_text(
        f"def late():\n    from {target.rpartition('.')[0]} import {target.rpartition('.')[2]}\n"
    )
    found = ladder.breaches([first], tmp_path)
    assert found == ([] if allowed else [f"proxenia/{importer} imports proxenia/{imported}"])


def test_a_module_without_a_slot_is_named(tmp_path: Path) -> None:
    path = tmp_path / "proxenia" / "portfolio" / "helpers.py"
    path.parent.mkdir(parents=True)
    path.touch()
    assert ladder.breaches([path], tmp_path) == ["proxenia/portfolio/helpers.py: no slot is called helpers"]


def test_a_ring_is_found(tmp_path: Path) -> None:
    folder = tmp_path / "proxenia" / "core"
    folder.mkdir(parents=True)
    (folder / "a.py").write_text("from proxenia.core import b\n")
    (folder / "b.py").write_text("from .a import thing\n")
    assert len(ladder.rings(sorted(folder.glob("*.py")), tmp_path)) == 1
