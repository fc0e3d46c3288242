"""SYS-3 and SYS-8: what is imported is findable with the same stroke; cut off there, nothing of it stands."""

from pathlib import Path

import pytest
from django.db import OperationalError

from proxenia.audit.models import Event
from proxenia.core.errors import Refused
from proxenia.desk.queries.search import find_everything
from proxenia.directory.models import Organisation
from proxenia.records.actions.imports import runs
from proxenia.records.models import ImportRun
from tests.cast import Cast
from tests.imports.files import Desk, counts

pytestmark = [pytest.mark.django_db, pytest.mark.reliability("C4", "L2")]
ROWS = [["name", "kind"], ["Harbour board", "other"], ["Fish market", "other"]]


def test_sys_8_an_import_cut_off_while_it_is_indexed_leaves_nothing(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut_off(_run: ImportRun) -> None:
        raise OperationalError("the disk is gone")

    desk, before = Desk(cast, tmp_path), Event.objects.count()
    with monkeypatch.context() as patched:
        patched.setattr(runs, "index_run", cut_off)
        with pytest.raises(Refused):
            desk.take("organisations", ROWS)
    assert (Organisation.objects.count(), ImportRun.objects.count(), Event.objects.count()) == (0, 0, before)
    assert counts(desk.take("organisations", ROWS))[0] == 2


def test_sys_8_a_large_import_leaves_the_job_that_makes_it_findable(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(runs, "INDEXED_AT_ONCE", 1)
    monkeypatch.setattr(runs, "enqueue", lambda name, **_more: asked.append(name))
    Desk(cast, tmp_path).take("organisations", ROWS)
    assert "records.reindex_run" in asked


def test_sys_8_what_was_imported_is_found(cast: Cast, tmp_path: Path) -> None:
    Desk(cast, tmp_path).take("organisations", ROWS)
    assert "Harbour board" in str(find_everything(cast.officer, cast.office, "harbour"))
