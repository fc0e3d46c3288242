"""Short ways to a tie, a contact and a result."""

from collections.abc import Callable
from typing import Any

import pytest

from proxenia.core.values import PartialDate
from proxenia.results.actions.ledger import add_result
from proxenia.results.models import Result
from tests.cast import Cast
from tests.engagements.conftest import contact, tie

__all__ = ["contact", "tie"]


@pytest.fixture
def result(cast: Cast) -> Callable[..., Result]:
    """`result("A ferry line opened", kind="jobs", low=34, high=40)` writes a result down as the officer."""

    def add(what: str = "A ferry line opened", *, by: Any = None, on: str = "2026-05", **more: Any) -> Result:
        options = {name: more.pop(name) for name in ("unit", "visibility", "is_another") if name in more}
        values = {"what": what, "kind": "policy", "belongs": "ours", "on": PartialDate.parse_iso(on), **more}
        return add_result(cast.office, by=by or cast.officer, values=values, **options)

    return add
