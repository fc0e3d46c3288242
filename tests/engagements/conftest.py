"""Short ways to a tie and to a contact."""

from collections.abc import Callable
from typing import Any

import pytest

from proxenia.core.values import PartialDate
from proxenia.engagements.actions import log_engagement
from proxenia.engagements.models import Engagement
from proxenia.portfolio.models import Partnership
from tests.cast import Cast, make_tie


@pytest.fixture
def tie(cast: Cast) -> Callable[..., Partnership]:
    """`tie("Trier", visibility="restricted")` adds a tie with a municipality of that name."""

    def add(name: str, **more: Any) -> Partnership:
        return make_tie(cast.office, by=cast.operator, name=name, **more)

    return add


@pytest.fixture
def contact(cast: Cast) -> Callable[..., Engagement]:
    """`contact("2026-05", "Call", ties=[trier])` logs a contact as the operator."""

    def add(date: str, title: str = "Call", *, by: Any = None, **more: Any) -> Engagement:
        options = {name: more.pop(name) for name in ("ties", "people", "unit", "visibility") if name in more}
        values = {"kind": "call", "title": title, "date": PartialDate.parse_iso(date), **more}
        return log_engagement(cast.office, by=by or cast.operator, values=values, **options)

    return add
