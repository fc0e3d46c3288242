"""RES-4: shares as people type them."""

import pytest

from proxenia.core.errors import Refused
from proxenia.results.rules.shares import parse_share, written

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("30 %", (30, 100)), ("30%", (30, 100)), ("30", (30, 100)), ("12.5", (125, 1000)), ("12,5 %", (125, 1000)),
        ("1/3", (1, 3)), (" 2 / 3 ", (2, 3)), ("100", (100, 100)), ("0", (0, 100)), ("0.3 %", (3, 1000)), ("", None),
        ("1", (1, 100)),
    ],
)  # fmt: skip
def test_res_4_a_share_is_read(text: str, share: tuple[int, int] | None) -> None:
    assert parse_share(text) == share


@pytest.mark.parametrize(
    "text", ["0.3", "0,30", "half", "130", "4/3", "1/0", "-1", "30 % of it", "１/３x", "1e2"]
)
def test_res_4_what_is_no_share_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(Refused) as caught:
        parse_share(text)
    assert caught.value.where == "share"
    assert str(caught.value)[-1] in ".?"


@pytest.mark.parametrize("share", [(30, 100), (1, 3), (125, 1000), (2, 7), (0, 100), (1, 1)])
def test_res_4_a_share_is_shown_as_it_is_typed(share: tuple[int, int]) -> None:
    part, whole = share
    again = parse_share(written(part, whole))
    assert again is not None
    assert again[0] * whole == part * again[1]
