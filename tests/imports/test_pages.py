"""SYS-3 in the browser: a file goes in step by step, every page is sound, and nothing is done twice."""

import io
import os
import time
from collections.abc import Callable

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from proxenia.accounts.models import Membership
from proxenia.core.sheets.writing import write_csv
from proxenia.portfolio.models import Partnership
from proxenia.records.actions.imports import start_run
from proxenia.records.models import ImportRun, StagedRow
from proxenia.records.queries.imports import SILENCE, folder_of
from tests.cast import Cast, make_person, signed_in
from tests.imports.conftest import TIES, send_file, upload, workbook
from tests.pages import checked, fetch

State = ImportRun.State
GOOD = TIES[:3]
HOME = "/o/halden/imports/"


def at(run: ImportRun, more: str = "") -> str:
    """The address of a run, or of a page below it."""
    return f"{HOME}{run.uid}/{more}"


Begun = Callable[..., ImportRun]


def test_sys_3_the_empty_page_teaches_and_leads_on(client: Client) -> None:
    page = fetch(client, HOME)
    assert "Nothing was brought in yet" in page.text
    assert page.links["Bring a file in"] == f"{HOME}new/"


def test_sys_3_a_file_is_sent_previewed_written_and_undone(client: Client) -> None:
    answer = send_file(client, upload(GOOD))
    run = ImportRun.objects.get()
    assert answer["Location"] == at(run, "columns/")
    assert not Partnership.objects.exists()

    columns = fetch(client, at(run, "columns/"))
    assert "Nantes · Seattle" in columns.text
    answer = client.post(at(run, "columns/"), _as_shown(columns))
    assert answer["Location"] == at(run)

    preview = fetch(client, at(run))
    assert "2 rows: 2 would be created" in preview.text
    assert "Nothing is written yet" in preview.text
    assert client.post(at(run, "write/"), {"rows": "all"})["Location"] == at(run)

    done = fetch(client, at(run))
    assert "2 rows: 2 were created" in done.text
    assert Partnership.objects.filter(archived_at=None).count() == 2
    tie = Partnership.objects.get(name="Nantes")
    assert done.links["Nantes"].endswith(f"{tie.uid}/")

    undo = fetch(client, at(run, "undo/"))
    assert "4 records would be put away" in undo.text
    assert client.post(at(run, "undo/"))["Location"] == at(run)
    assert "The import was undone. 4 records were put away." in fetch(client, at(run)).text
    assert not Partnership.objects.filter(archived_at=None).exists()
    assert "undone" in fetch(client, HOME).text


def _as_shown(page: object) -> dict[str, str]:
    """The columns form as a browser would send it back."""
    data = {}
    for select in page.root.all("select"):  # type: ignore[attr-defined]
        chosen = [one for one in select.all("option") if "selected" in one.attrs]
        data[select.attrs["name"]] = chosen[0].attrs["value"] if chosen else ""
    for hidden in page.root.all("input"):  # type: ignore[attr-defined]
        if hidden.attrs.get("name") == "sheet":
            data["sheet"] = hidden.attrs["value"]
    return data


def test_sys_3_a_refused_row_is_shown_with_its_number_column_and_sentence(
    client: Client, begun: Begun
) -> None:
    run = begun()
    page = fetch(client, at(run))
    assert "3 rows: 2 would be created, 1 cannot be taken" in page.text
    (row,) = [node for node in page.root.all("tr") if node.attrs.get("class") == "refused"]
    assert row.all("th")[0].text == "4"
    assert "B Country : " in row.text
    assert "Nowhereland" in row.text


def test_sys_3_import_all_is_off_with_its_reason_while_rows_are_refused(client: Client, begun: Begun) -> None:
    run = begun()
    page = fetch(client, at(run))
    (off,) = [node for node in page.root.all("button") if node.text == "Import all"]
    assert "disabled" in off.attrs
    assert "Some rows are refused" in off.attrs["title"]
    client.post(at(run, "write/"), {"rows": "all"})
    run.refresh_from_db()
    assert run.state == State.PREVIEWED
    assert not Partnership.objects.exists()


def test_sys_3_the_good_rows_go_in_and_the_others_come_back_as_a_file(client: Client, begun: Begun) -> None:
    run = begun()
    client.post(at(run, "write/"), {"rows": "good"})
    assert set(Partnership.objects.values_list("name", flat=True)) == {"Nantes", "Seattle"}
    page = fetch(client, at(run))
    assert "Rows that were not taken" in page.text
    answer = client.get(at(run, "refused/"))
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    rows = [list(row) for row in book.active.iter_rows(values_only=True)]
    assert rows[0] == [*TIES[0], "Problem"]
    assert rows[1][:4] == TIES[3][:4]
    assert "Nowhereland" in rows[1][5]
    assert len(rows) == 2


def test_sys_3_rows_are_filtered_by_what_becomes_of_them(client: Client, begun: Begun) -> None:
    run = begun()
    page = fetch(client, f"{at(run)}?rows=refused")
    assert "Atlantis" in page.text
    assert "Nantes" not in page.text
    assert "Atlantis" not in fetch(client, f"{at(run)}?rows=created").text
    assert "Atlantis" in fetch(client, f"{at(run)}?rows=nonsense").text


def test_sys_3_what_would_change_is_shown_before_and_after(client: Client, begun: Begun) -> None:
    run = begun(GOOD)
    client.post(at(run, "write/"), {"rows": "all"})
    again = begun([TIES[0], ["Nantes", "France", "twin town", "9 May 1977", "active"], TIES[2]])
    page = fetch(client, at(again))
    assert "1 would be changed, 1 is the same" in page.text
    assert [node.text for node in page.root.all("del")] == ["1976-05-09"]
    assert [node.text for node in page.root.all("ins")] == ["1977-05-09"]
    client.post(at(again, "write/"), {"rows": "all"})
    assert str(Partnership.objects.get(name="Nantes").since) == "1977-05-09"
    assert "One would be put back as it was before" in fetch(client, at(again, "undo/")).text
    client.post(at(again, "undo/"))
    assert str(Partnership.objects.get(name="Nantes").since) == "1976-05-09"


def test_sys_3_the_same_file_again_would_change_nothing(client: Client, begun: Begun) -> None:
    client.post(at(begun(GOOD), "write/"), {"rows": "all"})
    page = fetch(client, at(begun(GOOD)))
    assert "2 rows: 2 are the same" in page.text
    assert "Everything in this file is there already" in page.text


def test_sys_3_what_was_edited_since_is_named_by_the_undo(client: Client, cast: Cast, begun: Begun) -> None:
    from proxenia.records.actions import change

    run = begun(GOOD)
    client.post(at(run, "write/"), {"rows": "all"})
    change(Partnership.objects.get(name="Nantes"), by=cast.officer, verb="change_tie", values={"note": "new"})
    page = fetch(client, at(run, "undo/"))
    assert "“Nantes” was edited since; it stays as it is." in page.text
    client.post(at(run, "undo/"))
    assert "“Nantes” was edited since; it stays as it is." in fetch(client, at(run)).text
    assert list(Partnership.objects.filter(archived_at=None).values_list("name", flat=True)) == ["Nantes"]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("ties.xlsx", b"", "The file is empty"),
        ("ties.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "a PDF document"),
        ("ties.csv", b"apples,pears\n1,2\n", "No row with known headings was found"),
        ("ties.xlsx", b"PK\x03\x04 broken", "file"),
    ],
)
def test_sys_3_a_wrong_file_is_refused_in_the_form(
    client: Client, name: str, content: bytes, sentence: str
) -> None:
    page = checked(send_file(client, SimpleUploadedFile(name, content), kind="people"), status=422)
    (wrong,) = [node for node in page.root.all("ul") if node.attrs.get("class") == "errorlist"]
    assert sentence in wrong.text
    chosen = [node.attrs["value"] for node in page.root.all("input") if "checked" in node.attrs]
    assert chosen == ["people"]
    assert not ImportRun.objects.exists()


def test_sys_3_no_file_and_no_kind_are_asked_for(client: Client) -> None:
    page = checked(client.post(f"{HOME}new/", {}), status=422)
    assert page.text.count("This field is required.") == 4


def test_sys_3_a_file_beyond_the_limit_is_refused(client: Client, settings: object) -> None:
    settings.UPLOAD_LIMIT_MB = 0  # type: ignore[attr-defined]
    page = checked(send_file(client, upload()), status=422)
    assert "larger than 0 MB" in page.text
    assert not ImportRun.objects.exists()


def test_sys_3_two_headings_alike_are_named(client: Client) -> None:
    page = checked(
        send_file(client, upload([["City", "Country", "City"], ["Riga", "Latvia", "Riga"]])), status=422
    )
    assert "“City” stands twice, in columns A and C" in page.text


def test_sys_3_a_missing_column_is_said_and_can_be_named(client: Client, begun: Begun) -> None:
    run = begun([["Wohin", "Country", "Type of tie"], ["Riga", "Latvia", "twin town"]])
    assert run.state == State.FAILED
    assert "lacks a column: name or counterpart" in fetch(client, at(run)).text
    columns = fetch(client, at(run, "columns/"))
    data = _as_shown(columns)
    assert data["column-0"] == ""
    refused = checked(client.post(at(run, "columns/"), data), status=422)
    assert "No column is taken for: name or counterpart" in refused.text
    client.post(at(run, "columns/"), {**data, "column-0": "counterpart"})
    assert "1 row: 1 would be created" in fetch(client, at(run)).text


def test_sys_3_what_a_column_means_is_remembered_for_the_next_file(client: Client, begun: Begun) -> None:
    rows = [["Wohin", "Country"], ["Riga", "Latvia"]]
    run = begun(rows)
    client.post(at(run, "columns/"), {"sheet": "Ties", "column-0": "counterpart", "column-1": "country"})
    later = begun([*rows, ["Tallinn", "Estonia"]])
    assert later.state == State.PREVIEWED
    assert _as_shown(fetch(client, at(later, "columns/")))["column-0"] == "counterpart"


def test_sys_3_two_columns_of_one_meaning_are_refused(client: Client, begun: Begun) -> None:
    run = begun(GOOD)
    data = {**_as_shown(fetch(client, at(run, "columns/"))), "column-4": "country"}
    page = checked(client.post(at(run, "columns/"), data), status=422)
    assert "Column E is taken for the same as column B" in page.text
    assert _as_shown(page)["column-4"] == "country", "what was chosen is kept"


def test_sys_3_another_sheet_of_the_file_can_be_read(client: Client) -> None:
    other = [["Partner city", "Country"], ["Riga", "Latvia"]]
    send_file(client, SimpleUploadedFile("two.xlsx", workbook({"New": GOOD, "Old": other, "Notes": [["x"]]})))
    run = ImportRun.objects.get()
    assert run.sheet == "New"
    page = fetch(client, at(run, "columns/"))
    (choice,) = [node for node in page.root.all("select") if node.attrs["name"] == "sheet"]
    assert [node.text for node in choice.all("option")] == ["New", "Old"]
    page = fetch(client, f"{at(run, 'columns/')}?sheet=Old")
    client.post(at(run, "columns/"), _as_shown(page))
    run.refresh_from_db()
    assert (run.sheet, run.summary["rows"]) == ("Old", 1)


def test_sys_3_the_same_file_sent_twice_begins_once(client: Client, begun: Begun) -> None:
    run = begun(GOOD)
    file = SimpleUploadedFile("ties.xlsx", (folder_of(run) / "source").read_bytes())
    assert send_file(client, file)["Location"] == at(run)
    assert ImportRun.objects.count() == 1


def test_sys_3_pressed_twice_it_is_written_once(client: Client, begun: Begun) -> None:
    run = begun(GOOD)
    for _press in range(2):
        assert client.post(at(run, "write/"), {"rows": "all"})["Location"] == at(run)
    assert Partnership.objects.count() == 2
    for _press in range(2):
        assert client.post(at(run, "undo/"))["Location"] == at(run)
    run.refresh_from_db()
    assert run.state == State.UNDONE
    assert run.summary["undone"]["archived"] == 4


def test_sys_3_a_second_tab_finds_what_the_first_did(client: Client, begun: Begun) -> None:
    """The other tab still shows the preview: its buttons lead to what is so now, and nothing happens twice."""
    run = begun(GOOD)
    client.post(at(run, "put-aside/"))
    for step in ("write/", "again/", "columns/", "put-aside/", "undo/"):
        answer = client.post(at(run, step))
        assert answer.status_code in (302, 404), step
    run.refresh_from_db()
    assert run.state == State.DISCARDED
    assert not Partnership.objects.exists()


def test_sys_3_a_written_run_is_not_put_aside(client: Client, begun: Begun) -> None:
    run = begun(GOOD)
    client.post(at(run, "write/"), {"rows": "all"})
    client.post(at(run, "put-aside/"))
    page = fetch(client, at(run))
    assert "This import was written. Undo it instead." in page.text


def _at_work(run: ImportRun, state: str, silent: bool = False) -> None:
    run.state, run.progress = state, 40
    run.save()
    (folder_of(run) / "alive").touch()
    if silent:
        then = time.time() - SILENCE - 10
        os.utime(folder_of(run) / "alive", (then, then))


@pytest.mark.parametrize("state", [State.READING, State.COMMITTING])
def test_sys_3_work_shows_its_progress_and_can_be_left(client: Client, begun: Begun, state: str) -> None:
    run = begun(GOOD)
    _at_work(run, state)
    page = fetch(client, at(run))
    assert "You can leave this page" in page.text
    assert [node.attrs["value"] for node in page.root.all("progress")] == ["40"]
    assert 'http-equiv="refresh"' in page.html, "without scripts the page reloads itself"
    piece = client.get(at(run, "progress/"))
    assert b"<html" not in piece.content
    assert b'value="40"' in piece.content
    run.state = State.PREVIEWED
    run.save()
    assert client.get(at(run, "progress/"), headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    assert client.get(at(run, "progress/"))["Location"] == at(run)


def test_sys_3_a_run_being_written_is_neither_asked_again_nor_put_aside(client: Client, begun: Begun) -> None:
    run = begun(GOOD)
    _at_work(run, State.COMMITTING)
    client.post(at(run, "write/"), {"rows": "all"})
    client.post(at(run, "put-aside/"))
    run.refresh_from_db()
    assert (run.state, run.progress) == (State.COMMITTING, 40)


@pytest.mark.parametrize("state", [State.READING, State.COMMITTING])
def test_sys_3_a_run_killed_at_work_shows_as_interrupted_and_runs_again(
    client: Client, begun: Begun, state: str
) -> None:
    run = begun(GOOD)
    _at_work(run, state, silent=True)
    page = fetch(client, at(run))
    assert "Nothing half done stands" in page.text
    assert "interrupted" in fetch(client, HOME).text
    client.post(at(run, "again/"))
    run.refresh_from_db()
    assert run.state == (State.PREVIEWED if state == State.READING else State.DONE)
    assert Partnership.objects.count() == (0 if state == State.READING else 2)


def test_sys_3_an_interrupted_run_can_be_put_aside(client: Client, begun: Begun) -> None:
    run = begun(GOOD)
    _at_work(run, State.COMMITTING, silent=True)
    assert client.post(at(run, "put-aside/"))["Location"] == HOME
    assert not StagedRow.objects.exists()
    assert not folder_of(run).exists()


def test_sys_3_many_rows_come_in_pages(client: Client, begun: Begun) -> None:
    run = begun([["Name"], *([f"Tie {number}"] for number in range(120))])
    page = fetch(client, f"{at(run)}?page=3")
    assert "101 to 120 of 120 rows" in page.text
    assert "Tie 119" in page.text
    assert "Tie 99" not in page.text


def test_sys_3_templates_and_exports_come_back_in(client: Client, begun: Begun) -> None:
    client.post(at(begun(GOOD), "write/"), {"rows": "all"})
    for kind in ("partnerships", "organisations", "people", "agreements", "engagements", "commitments"):
        for ending in ("xlsx", "ods"):
            answer = client.get(f"{HOME}templates/{kind}.{ending}")
            assert answer.status_code == 200, kind
            assert b"".join(answer.streaming_content), kind
    for ending in ("xlsx", "ods", "csv"):
        answer = client.get(f"/o/halden/exports/partnerships.{ending}")
        content = b"".join(answer.streaming_content)
        assert f".{ending}" in answer["Content-Disposition"]
        send_file(client, SimpleUploadedFile(f"out.{ending}", content))
        run = ImportRun.objects.latest("created_at")
        assert run.state == State.PREVIEWED, run.error
        assert run.summary["unchanged"] == 2, ending
    for missing in ("imports/templates/horses.xlsx", "exports/partnerships.exe", "imports/nothing/"):
        assert client.get(f"/o/halden/{missing}").status_code == 404


def test_sys_3_a_text_file_names_no_sheet(client: Client, tmp_path: object) -> None:
    path = tmp_path / "ties.csv"  # type: ignore[operator]
    write_csv(path, GOOD[0], GOOD[1:])
    send_file(client, SimpleUploadedFile("ties.csv", path.read_bytes()))
    run = ImportRun.objects.get()
    assert "sheet" not in fetch(client, at(run)).text
    assert "sheet" not in fetch(client, at(run, "columns/")).text


def test_sys_3_only_who_may_import_sees_these_pages(cast: Cast, begun: Begun) -> None:
    run = begun(GOOD)
    for role, user in cast.everybody.items():
        may = role in ("director", "officer", "unit_editor")
        theirs = signed_in(user)
        for page in (HOME, f"{HOME}new/", at(run), at(run, "columns/"), f"{HOME}templates/people.xlsx"):
            wanted = 200 if may else 403
            if role == "unit_editor" and page.startswith(at(run)):
                wanted = 404  # who imports for a unit sees own runs only
            assert theirs.get(page).status_code == wanted, (role, page)
        assert theirs.post(at(run, "put-aside/") if not may else f"{HOME}new/").status_code == (
            422 if may else 403
        )


def test_sys_3_another_office_sees_nothing_of_it(cast: Cast, begun: Begun) -> None:
    run = begun(GOOD)
    outsider = signed_in(cast.outsider)
    assert outsider.get(at(run)).status_code == 404
    assert outsider.get(f"/o/moss/imports/{run.uid}/").status_code == 404
    assert outsider.post(f"/o/moss/imports/{run.uid}/write/", {"rows": "all"}).status_code == 404
    assert not Partnership.objects.exists()


def test_sys_3_who_may_import_into_a_unit_sees_own_runs(cast: Cast, begun: Begun) -> None:
    theirs = begun(GOOD)
    editor = make_person(cast.office, "officer", "Of Culture", cast.unit)
    browser = signed_in(editor)
    assert browser.get(at(theirs)).status_code == 404
    send_file(browser, upload([[*TIES[0], "Unit"], [*TIES[1], "Culture"]], "mine.xlsx"))
    own = ImportRun.objects.get(by=editor)
    page = fetch(browser, HOME)
    assert "mine.xlsx" in page.text
    assert "ties.xlsx" not in page.text
    browser.post(at(own, "write/"), {"rows": "all"})
    assert Partnership.objects.get().unit == cast.unit
    assert "mine.xlsx" in fetch(signed_in(cast.director), HOME).text
    Membership.objects.filter(user=editor).delete()
    assert signed_in(editor).get(HOME).status_code == 404


def test_sys_3_a_run_put_aside_while_it_is_read_stays_so(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The job finds that nobody waits for it any more."""
    from proxenia.records.actions.imports import runs

    plan = runs._plan

    def slow(run: ImportRun, tell: object) -> object:
        found = plan(run, tell)  # type: ignore[arg-type]
        ImportRun.objects.filter(pk=run.pk).update(state=State.DISCARDED)
        return found

    monkeypatch.setattr(runs, "_plan", slow)
    run = start_run(cast.office, by=cast.officer, kind="partnerships", upload=upload(GOOD))
    run.refresh_from_db()
    assert run.state == State.DISCARDED


def test_sys_3_the_undo_of_a_large_run_is_confirmed_in_numbers(
    client: Client, begun: Begun, monkeypatch: pytest.MonkeyPatch
) -> None:
    from proxenia.records.views import imports

    run = begun(GOOD)
    client.post(at(run, "write/"), {"rows": "all"})
    assert "City of Nantes" in fetch(client, at(run, "undo/")).text
    monkeypatch.setattr(imports, "LOOKED_AT", 3)
    page = fetch(client, at(run, "undo/"))
    assert "4 records would be put away" in page.text
    assert "City of Nantes" not in page.text
    assert "named afterwards" in page.text
