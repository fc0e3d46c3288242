"""SYS-3: a run of the pages step by step: kept file, preview, remembered columns, writing, bad rows back."""

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from proxenia.accounts.models import Membership
from proxenia.core.errors import Refused
from proxenia.directory.actions import add_organisation
from proxenia.directory.models import Organisation
from proxenia.portfolio.models import Partnership
from proxenia.records.actions.imports import (
    ask_commit,
    commit_run,
    discard_run,
    remember_mapping,
    runs,
    start_run,
)
from proxenia.records.models import ImportRun, RememberedMapping, StagedRow
from proxenia.records.queries.imports import (
    columns_of,
    folder_of,
    is_interrupted,
    staged_rows,
    write_refused_rows,
)
from tests.cast import Cast

pytestmark = pytest.mark.django_db
State = ImportRun.State

ROWS = [
    ["Town", "Land", "Since when?", "Remarks"],
    ["Nantes", "France", "1976", "=1+1 is no sum here"],
    ["Trier", "Narnia", "1970", "x"],
    ["Xyzzyburg", "Spain", "30.2.1999", "y"],
]


def sent(cast: Cast, rows: list[list[Any]] = ROWS, kind: str = "partnerships") -> ImportRun:
    """A run whose file was sent; without a queue in tests its preview is made at once."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    content = io.BytesIO()
    book.save(content)
    run = start_run(
        cast.office, by=cast.officer, kind=kind, upload=SimpleUploadedFile("t.xlsx", content.getvalue())
    )
    run.refresh_from_db()
    return run


def test_sys_3_a_preview_writes_nothing_and_says_what_each_row_would_do(cast: Cast) -> None:
    run = sent(cast)
    assert (run.state, run.progress) == (State.PREVIEWED, 100)
    assert not Partnership.objects.exists()
    assert list(staged_rows(run).values_list("number", "verdict")) == [
        (3, "refused"), (2, "created"), (4, "created"),
    ]  # fmt: skip
    assert staged_rows(run, "refused").get().problems[0][0] == "country"
    assert {one.heading: one.column for one in columns_of(run)}["Since when?"] == ""


def test_sys_3_a_preview_leads_with_problems_and_changes(cast: Cast) -> None:
    rows = [["name", "kind"], *([f"Body {number}", "ngo"] for number in range(4))]
    run = sent(cast, rows, kind="organisations")
    ask_commit(run, by=cast.officer, good_rows=False)
    rows[3], rows[4] = ["Body 2", "chamber"], ["", "ngo"]
    again = sent(cast, [*rows, ["New body", "ngo"]], kind="organisations")
    assert list(staged_rows(again).values_list("number", "verdict")) == [
        (5, "refused"), (4, "changed"), (6, "created"), (2, "unchanged"), (3, "unchanged"),
    ]  # fmt: skip


def test_sys_3_columns_are_mapped_and_remembered_for_the_next_file(cast: Cast) -> None:
    run = sent(cast)
    remember_mapping(
        run, by=cast.officer, mapping={"Since when?": "since", "Town": "counterpart", "Remarks": ""}
    )
    run.refresh_from_db()
    assert run.state == State.PREVIEWED
    assert list(staged_rows(run, "refused").values_list("number", flat=True)) == [3, 4]
    assert RememberedMapping.objects.count() == 3
    again = sent(cast)
    assert {one.heading: one.column for one in columns_of(again)}["Since when?"] == "since"


def test_sys_3_good_rows_are_written_and_the_bad_ones_come_back_as_a_file_of_the_same_shape(
    cast: Cast, tmp_path: Path
) -> None:
    run = sent(cast)
    with pytest.raises(Refused):
        ask_commit(run, by=cast.officer, good_rows=False)
    ask_commit(run, by=cast.officer, good_rows=True)
    run.refresh_from_db()
    assert (run.state, run.summary["created"], run.good_rows_only) == (State.DONE, 2, True)
    path = tmp_path / "bad.xlsx"
    assert write_refused_rows(run, path) == 1
    sheet = openpyxl.load_workbook(path).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert [str(text) for text in rows[0][:4]] == ROWS[0]
    assert [str(text) for text in rows[1][:4]] == ROWS[2]
    assert "Narnia" in str(rows[1][4])
    # Corrected and sent again, the row goes in; the column that said why is left aside.
    rows[1][1] = "Germany"
    corrected = sent(cast, rows)
    assert [row.verdict for row in staged_rows(corrected)] == ["created"]


def test_sys_3_a_written_run_leaves_neither_file_nor_staged_rows(cast: Cast) -> None:
    run = sent(cast, ROWS[:2])
    assert folder_of(run).is_dir()
    ask_commit(run, by=cast.officer, good_rows=False)
    run.refresh_from_db()
    assert run.state == State.DONE
    assert not folder_of(run).exists()
    assert not StagedRow.objects.exists()
    assert commit_run(run) is None, "a job that comes twice does nothing"
    assert Partnership.objects.count() == 1


def test_sys_3_a_run_is_not_written_for_whoever_may_import_no_more(cast: Cast) -> None:
    run = sent(cast, ROWS[:2])
    ImportRun.objects.filter(pk=run.pk).update(state=State.COMMITTING)
    Membership.objects.filter(user=cast.officer).delete()
    run = ImportRun.objects.get(pk=run.pk)
    assert commit_run(run) is None
    run.refresh_from_db()
    assert run.state != State.DONE
    assert not Partnership.objects.exists()


def test_sys_3_a_run_put_aside_takes_its_file_along(cast: Cast) -> None:
    run = sent(cast)
    discard_run(run, by=cast.officer)
    run.refresh_from_db()
    assert (run.state, folder_of(run).exists(), StagedRow.objects.exists()) == (State.DISCARDED, False, False)


def test_sys_3_a_run_that_gives_no_sign_of_life_is_interrupted_and_can_be_run_again(cast: Cast) -> None:
    import os

    run = sent(cast, ROWS[:2])
    run.state = State.COMMITTING
    run.save()
    assert not is_interrupted(run)
    os.utime(folder_of(run) / "alive", (0, 0))
    assert is_interrupted(run)
    ask_commit(run, by=cast.officer, good_rows=False)
    run.refresh_from_db()
    assert run.state == State.DONE


def test_sys_3_a_conflict_fails_the_run_with_its_sentence_and_it_can_be_asked_for_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = sent(cast, [["name"], ["Port"]], kind="organisations")
    plan_file = runs.plan_file

    def slow(*args: Any, **how: Any) -> Any:
        plan = plan_file(*args, **how)
        add_organisation(cast.office, by=cast.director, values={"name": "Port"})
        return plan

    with monkeypatch.context() as patched:
        patched.setattr(runs, "plan_file", slow)
        ask_commit(run, by=cast.officer, good_rows=False)
    run.refresh_from_db()
    assert run.state == State.FAILED
    assert "Port" in run.error
    ask_commit(run, by=cast.officer, good_rows=False)
    run.refresh_from_db()
    assert (run.state, run.summary["unchanged"]) == (State.DONE, 1)


def test_sys_3_a_file_that_cannot_be_read_fails_the_run_with_a_sentence(cast: Cast) -> None:
    upload = SimpleUploadedFile("t.xlsx", b"%PDF-1.7 nothing of a table")
    run = start_run(cast.office, by=cast.officer, kind="people", upload=upload)
    run.refresh_from_db()
    assert run.state == State.FAILED
    assert "PDF" in run.error


@pytest.mark.asvs("15.4.2")
def test_sys_3_a_run_put_aside_while_its_job_writes_stays_put_aside(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = sent(cast, [["name"], ["Port"]], kind="organisations")
    plan_file = runs.plan_file

    def slow(*args: Any, **how: Any) -> Any:
        plan = plan_file(*args, **how)
        discard_run(ImportRun.objects.get(pk=run.pk), by=cast.director)
        return plan

    monkeypatch.setattr(runs, "plan_file", slow)
    ask_commit(run, by=cast.officer, good_rows=False)
    run.refresh_from_db()
    assert (run.state, run.error, folder_of(run).exists()) == (State.DISCARDED, "", False)
    assert not Organisation.objects.filter(name="Port").exists()


def test_sys_3_a_page_opened_before_others_acted_changes_nothing_they_did(cast: Cast) -> None:
    run = sent(cast, [["name"], ["Port"]], kind="organisations")
    stale = ImportRun.objects.get(pk=run.pk)
    ask_commit(run, by=cast.officer, good_rows=False)
    with pytest.raises(Refused, match="Undo it"):
        discard_run(stale, by=cast.officer)
    run.refresh_from_db()
    assert run.state == State.DONE


def test_sys_3_what_was_never_previewed_is_not_written(cast: Cast) -> None:
    upload = SimpleUploadedFile("t.xlsx", b"%PDF-1.7 nothing of a table")
    run = start_run(cast.office, by=cast.officer, kind="people", upload=upload)
    run.refresh_from_db()
    with pytest.raises(Refused, match="read first"):
        ask_commit(run, by=cast.officer, good_rows=True)
    run.refresh_from_db()
    assert run.state == State.FAILED


def test_sys_3_a_preview_counts_only_for_what_was_read_last(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = sent(cast)

    def broken(*_args: Any, **_how: Any) -> Any:
        raise Refused("The file cannot be read now.")

    monkeypatch.setattr(runs, "plan_file", broken)
    remember_mapping(run, by=cast.officer, mapping={"Since when?": "since"})
    run.refresh_from_db()
    assert run.state == State.FAILED
    with pytest.raises(Refused, match="read first"):
        ask_commit(run, by=cast.officer, good_rows=True)
