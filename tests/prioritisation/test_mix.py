"""EVD-2: the office's own exports, brought as a file; EVD-3: runs kept, opened by their name and reckoned again."""

import io
import json
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from proxenia.cli.parser import main
from proxenia.core.errors import NotAllowed, Refused
from proxenia.prioritisation import actions, readers, sheets
from proxenia.prioritisation.models import Question, QuestionRun
from proxenia.prioritisation.queries.runs import own_mix, run_of
from tests.cast import Cast, signed_in

pytest.importorskip("ibis")
HEAD = "place;product;value;year\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the table lies."""
    return tmp_path / "exports.csv"


def read(file: Path, text: str, **named: str) -> sheets.OwnMix:
    """Read a table."""
    file.write_text(text, encoding="utf-8")
    return sheets.mix_of(file, **named)


@pytest.mark.once
def test_evd_2_shares_of_a_table_with_every_row_that_is_left_out_named(file: Path) -> None:
    good = "".join(f"Graz;item {number};1000,50;2024\n" for number in range(15))
    found = read(file, HEAD + good + "Graz;wine;3000;2024\nGraz;wine;1000;2024\nGraz;;5;2024\nGraz;rye;much;2024\n"
                 "Graz;oats;-3;2024\nGraz;Total;99999;2024\nGraz;maize;;2024\nGraz;wine;7;2023\n")  # fmt: skip
    assert sum(found.shares.values()) == pytest.approx(1)
    assert found.shares["wine"] == pytest.approx(4000 / (4000 + 15 * 1000.5))
    assert (found.place, found.year, found.rows) == ("Graz", 2024, 23)
    assert {row: why.partition(";")[0] for row, why in found.problems} == {
        18: "“wine” stands there twice", 19: "it names no product or industry", 20: "“much” is not an amount",
        21: "the amount is negative, which it cannot be", 22: "it is a total", 23: "its amount is not told",
        24: "it is of 2023",
    }  # fmt: skip


@pytest.mark.once
@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("good,worth\nwine,3\n", "no column|cannot|heading"),
        ("product,value\nwine,much\n", "cannot be relied on: 1 of 1"),
        ("product,value\nwine,0\n", "nothing that is sold"),
        (HEAD + "Graz;wine;3;2024\nLinz;steel;4;2024\n", "several places.*Graz, Linz"),
        (HEAD + "Graz;wine;3;2999\n", "no year that has come"),
        ("product,value\n" + "".join(f"p{n},{n}\n" for n in range(1, 41)), "codes"),
        ("product,value,classification\n4407,3,HS\n0011,4,SITC\n", "mixes classifications"),
    ],
)
def test_evd_2_a_table_that_cannot_be_relied_on_is_refused(file: Path, text: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        read(file, text)


@pytest.mark.once
def test_evd_2_a_place_is_chosen_and_a_classification_told(file: Path) -> None:
    both = HEAD + "Graz;wine;3;2024\nLinz;steel;4;2024\n"
    assert read(file, both, place="linz").shares == {"steel": 1.0}
    assert read(file, "industry,amount,classification\n4407,3,HS 2017\n").classification == "hs"
    assert read(file, "hs,amount\n4407,3\n", classification="sitc").classification == "sitc"


@pytest.mark.once
def test_evd_2_a_purpose_names_the_file(tmp_path: Path) -> None:
    purpose = tmp_path / "purpose.yaml"
    purpose.write_text("mix: {file: own.csv, place: Graz, classification: HS}\n")
    assert readers.mix_named(purpose) == (tmp_path / "own.csv", "Graz", "hs")
    purpose.write_text("mix: own.csv\n")
    assert readers.mix_named(purpose) == (tmp_path / "own.csv", "", "")
    for wrong in (
        "mix: 3",
        "mix: {place: Graz}",
        "mix: {file: a, classification: nace}",
        "mix: {file: a, b: c}",
    ):
        purpose.write_text(wrong)
        with pytest.raises(Refused, match="mix"):
            readers.mix_named(purpose)


@pytest.fixture
def question(cast: Cast) -> Question:
    """A question from Austria."""
    values = {"title": "Where for wood?", "home": "AUT", "factors": ["economy", "distance"], "draws": 300}
    return actions.ask_question(cast.office, by=cast.officer, values=values)


def url(cast: Cast, name: str, *more: str) -> str:
    """The address of a page of the office."""
    return reverse(f"prioritisation:{name}", args=(cast.office.slug, *more))


def workbook(*rows: tuple[object, ...]) -> SimpleUploadedFile:
    """A workbook as somebody sends it."""
    book, kept = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(kept)
    return SimpleUploadedFile("our exports.xlsx", kept.getvalue())


@pytest.mark.django_db
def test_evd_2_exports_are_brought_to_a_question_and_taken_away(cast: Cast, question: Question) -> None:
    officer: Client = signed_in(cast.officer)
    address = url(cast, "question", question.uid)
    assert "exports stand in, marked as a proxy" in officer.get(address).content.decode()
    rows = [("product", "value"), *((4400 + n, 100 * n * n) for n in range(1, 9)), (4450, "lots")]
    sent = {"file": workbook(*rows), "classification": "hs", "place": ""}
    answer = officer.post(url(cast, "mix", question.uid), sent, follow=True)
    page = answer.content.decode()
    for words in (
        "8 products are taken over",
        "our exports.xlsx: 8 products of 9 rows",
        "Row 10: “lots” is not an amount",
    ):
        assert words in page
    question.refresh_from_db()
    mix = own_mix(question)
    assert mix is not None
    assert (mix.classification, mix.shares["4408"]) == ("hs", pytest.approx(64 / 204))
    officer.post(url(cast, "answer_question", question.uid))
    assert "our exports.xlsx," in officer.get(address).content.decode()
    bad = officer.post(url(cast, "mix", question.uid), {"file": workbook(("a", "b"), ("c", "d"))})
    assert bad.status_code == 422
    with pytest.raises(NotAllowed):
        actions.bring_mix(question, by=cast.viewer, mix={"shares": {"a": 1}})
    officer.post(url(cast, "remove_mix", question.uid))
    question.refresh_from_db()
    assert question.mix == {}
    with pytest.raises(Refused, match="No exports"):
        actions.remove_mix(question, by=cast.officer)


@pytest.mark.django_db
def test_evd_3_every_run_of_a_question_is_opened_by_its_name(cast: Cast, question: Question) -> None:
    first, second = (actions.answer_question(question, by=cast.officer) for _ in range(2))
    officer = signed_in(cast.officer)
    answer = officer.get(url(cast, "run", first.run.uid), follow=True)
    page = answer.content.decode()
    assert answer.redirect_chain[-1][0].endswith(f"/{question.uid}/?run={first.run.uid}")
    assert f"?run={second.run.uid}" in page, "the other run is named on its page"
    told = run_of(question, first.run.uid)
    assert told is not None
    assert told.difference() <= 1e-9
    again = officer.post(url(cast, "check_run", question.uid), {"run": first.run.uid})
    assert again["Location"].endswith(first.run.uid)
    for address in (url(cast, "run", "x" * 22), url(cast, "question", question.uid) + "?run=nothing"):
        assert officer.get(address).status_code == 404
    assert signed_in(cast.outsider).get(url(cast, "run", first.run.uid)).status_code == 404


@pytest.mark.django_db
def test_evd_3_a_run_of_the_command_is_kept_where_there_is_an_office(
    cast: Cast, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    weights = tmp_path / "weights.yaml"
    weights.write_text("economy: [1, 3]\ndistance: 2\n")
    words = ["prioritise", "--home", "AT", "--draws", "300", "--weights", str(weights), "--json"]
    words += ["--office", cast.office.slug]
    told = []
    for _ in range(2):
        assert main(words) == 0
        told.append(json.loads(capsys.readouterr().out))
    first, newest = (one.pop("run") for one in told)
    assert first != newest
    assert told[0] == told[1]
    assert told[0]["kept"] is True
    row = QuestionRun.objects.get(run__uid=newest)
    assert QuestionRun.objects.filter(question=row.question).count() == 2, "the same question has both runs"
    assert [one["iso3"] for one in row.run.result["places"]] == [one["iso3"] for one in told[0]["places"]]
    assert row.question.weight_sets.get(side="office").weights == {"economy": [1, 3], "distance": [2, 2]}
    page = signed_in(cast.officer).get(url(cast, "run", newest), follow=True)
    assert "stands first on the whole" in page.content.decode()
    kept = run_of(row.question, newest)
    assert kept is not None
    assert kept.difference() <= 1e-9
    assert main([*words[:-1], "no-such-office"]) == 1
