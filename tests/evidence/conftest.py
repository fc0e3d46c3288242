"""A store in an empty folder, tables written on the spot, and recorded answers of services."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from proxenia.evidence.store import Store

THIS_YEAR = 2026


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    pytest.importorskip("ibis")
    with Store(tmp_path / "evidence", this_year=THIS_YEAR) as one:
        yield one


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """`written("name.csv", "line", …)`: a file of these lines."""

    def write(name: str, *lines: str, encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n", encoding=encoding)
        return path

    return write


def body_of_httptest(text: str) -> bytes:
    """Cut the body out of an answer that was recorded as a file of R: charToRaw("…")."""
    found = re.search(r'charToRaw\("((?:[^"\\]|\\.)*)"\)', text, re.DOTALL)
    assert found is not None
    # R's escapes of these files are JSON's.
    return str(json.loads(f'"{found[1]}"', strict=False)).encode()
