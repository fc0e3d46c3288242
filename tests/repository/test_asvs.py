"""The pages of the ASVS and of the reliability checks say what the tests say."""

from pathlib import Path

import pytest

from tests.repository import source
from tools import asvs

pytestmark = pytest.mark.once


@pytest.mark.parametrize("path", asvs.pages(), ids=lambda path: path.name)
def test_the_page_is_written_anew(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == asvs.pages()[path], "run: python tools/asvs.py"


def test_tests_claim_only_what_applies() -> None:
    assert asvs.unknown() == []


def test_every_exclusion_has_its_reason_and_every_document_stands() -> None:
    rows = asvs.table("asvs-scope.csv")
    assert len(rows) == 345
    assert [row["requirement"] for row in rows if row["applies"] == "no" and len(row["because"]) < 5] == []
    documents = {row["document"] for row in rows} - {""}
    for document in documents:
        path, _hash, heading = document.partition("#")
        text = (source.ROOT / path).read_text(encoding="utf-8")
        headings = {
            line.lstrip("# ").lower().replace(" ", "-") for line in text.splitlines() if line.startswith("#")
        }
        assert not heading or heading in headings, document
