"""Files as offices send them, and a run brought as far as a test needs it."""

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from proxenia.records.models import ImportRun
from tests.cast import Cast, signed_in
from tests.plugins import probe

TIES = [
    ["Partner city", "Country", "Type of tie", "Signed on", "Remarks"],
    ["Nantes", "France", "twin town", "9 May 1976", "active"],
    ["Seattle", "USA", "Memorandum of Understanding", "2018-06-01", None],
    ["Atlantis", "Nowhereland", "twin town", "1999", None],
]
"""Three ties in rows 2 to 4; the last one's country is none."""


def workbook(sheets: dict[str, Sequence[Sequence[Any]]]) -> bytes:
    """Return an xlsx file of these sheets."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def upload(rows: Sequence[Sequence[Any]] = TIES, name: str = "ties.xlsx") -> SimpleUploadedFile:
    """Return a workbook of one sheet as a browser sends it."""
    return SimpleUploadedFile(name, workbook({"Ties": rows}))


def send_file(client: Client, file: Any, kind: str = "partnerships", office: str = "halden") -> Any:
    """Send a file by the form."""
    return client.post(f"/o/{office}/imports/new/", {"kind": kind, "file": file})


@pytest.fixture
def client(cast: Cast) -> Client:
    """A browser in which the officer is signed in."""
    return signed_in(cast.officer)


@pytest.fixture
def begun(client: Client) -> Callable[..., ImportRun]:
    """`begun(rows)`: a run whose file was sent and previewed."""

    def begin(rows: Sequence[Sequence[Any]] = TIES) -> ImportRun:
        answer = send_file(client, upload(rows))
        assert answer.status_code == 302, answer.content.decode()
        return ImportRun.objects.latest("created_at")

    return begin


@pytest.fixture(scope="module")
def kept(
    django_db_setup: None, django_db_blocker: Any
) -> Iterator[Callable[[], AbstractContextManager[None]]]:
    """A transaction around the tests of a file; what is written within `with kept():` stands for all of them."""
    around = transaction.atomic()
    # As that of a test: what the product wants to be outermost may stand within it.
    around._from_testcase = True

    @contextmanager
    def writing() -> Iterator[None]:
        with django_db_blocker.unblock(), probe.watching():
            yield

    with django_db_blocker.unblock():
        around.__enter__()
    yield writing
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)
