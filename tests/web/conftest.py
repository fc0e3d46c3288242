"""What the tests of the web share: the settings of an installation behind https, an office with records."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import override_settings

from proxenia.directory.actions import add_organisation, add_person
from proxenia.portfolio.actions import add_agreement
from tests.cast import Cast, make_tie
from tests.web.visits import BY_ADDRESS, HOST, Walked, settings_for, walk_everywhere


@pytest.fixture
def over_https(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The settings of an installation behind https."""
    found = settings_for(monkeypatch, PROXENIA_BASE_URL=f"https://{HOST}", PROXENIA_TESTING="false")
    with override_settings(**{name: found[name] for name in BY_ADDRESS}):
        yield


@pytest.fixture
def office_with_records(cast: Cast) -> Cast:
    """An office that has one of everything a page shows."""
    tie = make_tie(cast.office, by=cast.director, name="Nantes")
    make_tie(cast.office, by=cast.director, name="Tampa")
    body = add_organisation(cast.office, by=cast.director, values={"name": "Port", "kind": "agency"})
    add_person(cast.office, by=cast.director, values={"name": "Ada Lund"})
    add_agreement(tie, by=cast.director, values={"title": "Charter"})
    assert body.pk
    return cast


_WALKED: list[Walked] = []


@pytest.fixture
def walked(over_https: None, office_with_records: Cast) -> Walked:
    """Every page the director reaches, those of strangers, and failures of each kind; asked for once a worker."""
    if not _WALKED:
        _WALKED.append(walk_everywhere(office_with_records.director))
    return _WALKED[0]


@pytest.fixture
def as_another_environment(monkeypatch: pytest.MonkeyPatch) -> Callable[..., dict[str, Any]]:
    """`as_another_environment(PROXENIA_BASE_URL=…)`: the settings that come of it."""
    return lambda **environment: settings_for(monkeypatch, **environment)
