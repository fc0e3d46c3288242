"""RES-14: questionnaires before and after by tier of staff: through verbs, workbooks, links and pages."""

import csv
import datetime as dt
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from proxenia.audit.models import Event
from proxenia.core.errors import NotAllowed, Refused
from proxenia.results.actions.questionnaires import (
    add_questionnaire,
    archive_questionnaire,
    change_questionnaire,
)
from proxenia.results.actions.rounds import (
    ask_people,
    close_round,
    hand_slips_out,
    move_round,
    open_round,
    take_answers,
    write_to_asked,
)
from proxenia.results.documents.questionnaires import write_slip
from proxenia.results.jobs import ask_returns
from proxenia.results.models.questionnaires import (
    AnswerSheet,
    Questionnaire,
    QuestionnaireEdition,
    QuestionRound,
    Slip,
)
from proxenia.results.queries.questionnaires import (
    ALL,
    answers_of,
    asked_of,
    check_slip,
    questions_now,
    responses,
)
from proxenia.results.readers.questionnaires import read_slip_file
from proxenia.results.rules.given import Answered, Given
from proxenia.results.rules.questionnaires import LEAST, Question, questions_from, tally, together
from tests.cast import Cast, signed_in
from tests.results.papers import cells_of, through_libreoffice

pytestmark = pytest.mark.django_db
BASE = "/o/halden/questionnaires/"
QUESTIONS = [
    Question("I see my task otherwise", "Horizons", "agree"),
    Question("We ask how others do it", "Horizons", "extent", ("second", "third")),
    Question("I know whom to call", "Horizons", "yes"),
    Question("What do you do otherwise?", "Words", "open"),
]
SOON = dt.timedelta(days=10)


@pytest.fixture
def asked(cast: Cast) -> Questionnaire:
    """Return a questionnaire without names: three questions with levels, one of two tiers alone, one open."""
    return add_questionnaire(cast.office, by=cast.officer, values={"title": "Abroad"}, questions=QUESTIONS)


@pytest.fixture
def round_of(cast: Cast, asked: Questionnaire) -> Callable[..., QuestionRound]:
    """`round_of("before")` begins a round."""

    def begin(moment: str = "before", title: str = "Visit to Turku") -> QuestionRound:
        return open_round(asked, by=cast.officer, title=title, moment=moment, due=timezone.localdate() + SOON)

    return begin


def said(one: QuestionRound, tier: str, *levels: int | None, words: str = "") -> Answered:
    """Return answers of somebody, in the order of the tier's questions; None is left blank."""
    lines = list(asked_of(one, tier).lines())
    told = Answered(cells=len(levels))
    for line, level in zip(lines, levels, strict=False):
        if level is not None:
            told.figures[line.key] = Given(value=level)  # type: ignore[arg-type]
    if words:
        told.answers["s2.q4"] = words
    return told


def answer(
    cast: Cast, one: QuestionRound, tier: str, *people: tuple[int | None, ...], words: str = ""
) -> None:
    """Have people of a tier answer by links that were handed out."""
    for (slip, _token), levels in zip(
        hand_slips_out(one, by=cast.officer, tier=tier, number=len(people)), people, strict=True
    ):
        assert take_answers(slip, answered=said(one, tier, *levels, words=words))


def test_res_14_each_tier_is_asked_its_questions(asked: Questionnaire, round_of: Any) -> None:
    one = round_of()
    leading = [line.name for line in asked_of(one, "leadership").lines()]
    assert leading == ["I see my task otherwise", "I know whom to call"]
    second = asked_of(one, "second")
    assert [line.name for line in second.lines()][1] == "We ask how others do it"
    assert second.pages[1].questions() == {"q4": "What do you do otherwise?"}
    assert not asked_of(one, "dukes").pages


def test_res_14_other_questions_make_another_edition_and_rounds_keep_theirs(
    cast: Cast, asked: Questionnaire, round_of: Any
) -> None:
    first = round_of()
    changed = [QUESTIONS[0], Question("Something new", "Horizons"), *QUESTIONS[2:]]
    change_questionnaire(
        asked, by=cast.officer, values={"title": "Abroad"}, questions=changed, why="Better words"
    )
    asked.refresh_from_db()
    assert asked.edition == 2
    later = round_of("after")
    assert [line.name for line in asked_of(first, "second").lines()][1] == "We ask how others do it"
    keys = {one.text: one.key for one in questions_from(later.edition.questions)}
    assert keys == {
        "I see my task otherwise": "q1", "Something new": "q5", "I know whom to call": "q3",
        "What do you do otherwise?": "q4",
    }, "words that stay keep their key; a key is never given to other words"  # fmt: skip
    change_questionnaire(asked, by=cast.officer, values={}, questions=changed)
    asked.refresh_from_db()
    assert asked.edition == 2, "the same questions make no edition"


def test_res_14_what_cannot_be_asked_is_refused(cast: Cast, asked: Questionnaire, round_of: Any) -> None:
    for questions, words in (
        ([], "at least one"),
        ([QUESTIONS[0], QUESTIONS[0]], "asked twice"),
        ([Question("What", how="dance")], "choose a way"),
        ([Question("What", tiers=("dukes",))], "choose a way"),
        ([Question(f"Question {n}") for n in range(21)], "20 fit"),
        ([Question(f"Question {n}", f"Part {n}") for n in range(61)], "more than anybody"),
    ):
        with pytest.raises(Refused, match=words):
            add_questionnaire(cast.office, by=cast.officer, values={"title": "No"}, questions=questions)
    paper = open_round(
        asked, by=cast.officer, title="On paper", moment="before", due=timezone.localdate() - SOON
    )
    with pytest.raises(Refused, match="over"):
        ask_people(paper, by=cast.officer, tier="second", emails=["a@example.org"])
    with pytest.raises(Refused, match="before, meanwhile or after"):
        open_round(asked, by=cast.officer, title="Late", moment="never", due=timezone.localdate())
    one = round_of()
    with pytest.raises(Refused, match="on the word"):
        change_questionnaire(asked, by=cast.officer, values={"is_anonymous": False})
    with pytest.raises(Refused, match="at most 500"):
        hand_slips_out(one, by=cast.officer, tier="second", number=501)
    with pytest.raises(Refused, match="asked nothing"):
        hand_slips_out(one, by=cast.officer, tier="dukes", number=1)


def test_res_14_only_an_officer_asks_and_every_step_is_in_the_log(
    cast: Cast, asked: Questionnaire, round_of: Any
) -> None:
    one = round_of()
    for who in (cast.viewer, cast.unit_editor):
        for act in (
            lambda who=who: add_questionnaire(
                cast.office, by=who, values={"title": "A"}, questions=QUESTIONS
            ),
            lambda who=who: change_questionnaire(asked, by=who, values={"title": "A"}),
            lambda who=who: open_round(asked, by=who, title="A", moment="after", due=one.due),
            lambda who=who: hand_slips_out(one, by=who, tier="second", number=1),
            lambda who=who: close_round(one, by=who),
            lambda who=who: archive_questionnaire(asked, by=who, reason="Not mine"),
        ):
            with pytest.raises(NotAllowed):
                act()
    answer(cast, one, "second", (4, 3, 2))
    move_round(one, by=cast.officer, due=one.due + SOON)
    close_round(one, by=cast.officer)
    events = Event.objects.filter(subject_uid=one.uid).order_by("pk")
    assert [event.verb for event in events] == [
        "open_round", "hand_slips_out", "take_answers", "move_round", "close_round",
    ]  # fmt: skip


def test_res_14_an_answer_is_tied_to_nobody_and_taken_once(cast: Cast, round_of: Any) -> None:
    one = round_of()
    ((slip, token),) = hand_slips_out(one, by=cast.officer, tier="third", number=1)
    assert check_slip(token) == slip
    assert take_answers(slip, answered=said(one, "third", 5, 4, 2, words="I call Turku"))
    assert not take_answers(slip, answered=said(one, "third", 1, 1, 1)), "the same link again changes nothing"
    sheet = AnswerSheet.objects.get()
    assert (sheet.levels, sheet.words) == ({"q1": 5, "q2": 4, "q3": 2}, {"q4": "I call Turku"})
    assert sheet.name == ""
    told = {field.name for field in AnswerSheet._meta.get_fields()}
    assert not told & {"slip", "sent_at", "sent_by", "created_at"}
    with pytest.raises(Refused, match="was used"):
        check_slip(token)
    close_round(one, by=cast.officer)
    ((other, _),) = [(slip, "")]
    other.refresh_from_db()
    assert (other.email, other.link) == ("", "")
    with pytest.raises(Refused, match="closed"):
        hand_slips_out(QuestionRound.objects.get(pk=one.pk), by=cast.officer, tier="third", number=1)


def test_res_14_few_answers_are_held_back_also_where_they_could_be_worked_out(
    cast: Cast, round_of: Any
) -> None:
    one = round_of()
    answer(cast, one, "second", *[(4, 3, 2)] * LEAST, words="We ask first")
    answer(cast, one, "third", *[(1, 1, 1)] * (LEAST - 1), words="Nothing")
    assert not answers_of(one).tallies, "before it is closed nothing is shown"
    one = close_round(one, by=cast.officer)
    told = answers_of(one)
    assert told.tallies["q1", "second"].counts == (0, 0, 0, 5, 0)
    assert told.tallies["q1", "second"].share == 100
    assert told.tallies["q1", "third"].counts is None
    assert told.tallies["q1", "third"].answered == LEAST - 1
    assert told.tallies["q1", ALL].counts is None, "all less the second tier would be the third"
    assert told.tallies["q1", "leadership"].answered == 0, "a gap, not nought"
    assert told.words == {("q4", "second"): ["We ask first"] * LEAST}
    assert told.held_words == {("q4", "third"): LEAST - 1}


@pytest.mark.parametrize("few", range(1, LEAST))
def test_res_14_a_tally_tells_nothing_of_fewer_than_five(few: int) -> None:
    one = Question("What", levels=("No", "Yes"), high=1)
    assert tally(one, [1] * few, is_anonymous=True).counts is None
    assert tally(one, [1] * few, is_anonymous=False).counts == (few, 0)
    small, large = tally(one, [1] * few, is_anonymous=True), tally(one, [2] * 7, is_anonymous=True)
    assert together([small, large], one, [1] * few + [2] * 7, is_anonymous=True).counts is None
    assert together([small, small, large], one, [1] * (2 * few) + [2] * 7, is_anonymous=True).counts == (
        (2 * few, 7) if 2 * few >= LEAST else None
    )


def test_res_14_a_question_left_blank_by_some_is_guarded_by_itself(cast: Cast, round_of: Any) -> None:
    one = round_of()
    answer(cast, one, "second", *[(4, None, 2)] * 3, *[(4, 2, 2)] * 3)
    told = answers_of(close_round(one, by=cast.officer))
    assert told.tallies["q1", "second"].counts is not None
    assert told.tallies["q2", "second"].counts is None


def test_res_14_with_names_answers_are_shown_at_once(cast: Cast) -> None:
    open_one = add_questionnaire(
        cast.office, by=cast.officer, values={"title": "Named", "is_anonymous": False}, questions=QUESTIONS
    )
    one = open_round(open_one, by=cast.officer, title="Visit", moment="before", due=timezone.localdate())
    ((slip, _token),) = hand_slips_out(one, by=cast.officer, tier="second", number=1)
    with pytest.raises(Refused, match="who you are"):
        take_answers(slip, answered=said(one, "second", 4, 3, 2))
    take_answers(slip, answered=said(one, "second", 4, 3, 2), name="Wim")
    assert AnswerSheet.objects.get().name == "Wim"
    assert answers_of(one).tallies["q1", "second"].counts == (0, 0, 0, 1, 0)


def filled(path: Path, slip: Slip, values: dict[tuple[str, str], Any]) -> Path:
    """Write the workbook of a slip and fill cells in."""
    write_slip(path, slip)
    book = openpyxl.load_workbook(path)
    at = cells_of(book)
    for key, value in values.items():
        at[key].value = value
    book.save(path)
    return path


def test_res_14_a_workbook_is_read_back_and_its_cells_are_named(
    cast: Cast, round_of: Any, tmp_path: Path
) -> None:
    one = round_of()
    ((slip, _), (other, _token)) = hand_slips_out(one, by=cast.officer, tier="second", number=2)
    good = {("q1", "value"): "Agree", ("q3", "value"): "2", ("s2.q4", "name"): "I ask first"}
    answered = read_slip_file(filled(tmp_path / "a.xlsx", slip, good), one).answered
    assert not answered.problems
    assert {key: int(given.value or 0) for key, given in answered.figures.items()} == {"q1": 4, "q3": 2}
    assert answered.answers == {"s2.q4": "I ask first"}
    wrong = {("q1", "value"): "see note", ("q2", "value"): 7, ("q3", "value"): "=1+1"}
    problems = read_slip_file(filled(tmp_path / "a.xlsx", slip, wrong), one).answered.problems
    assert [(each.sheet, each.cell) for each in problems] == [
        ("Horizons", "D5"),
        ("Horizons", "D6"),
        ("Horizons", "D7"),
    ]
    empty = read_slip_file(filled(tmp_path / "a.xlsx", slip, {}), one).answered
    assert [each.message for each in empty.problems] == ["Nothing is answered. Answer at least one question."]
    found = read_slip_file(filled(tmp_path / "a.xlsx", other, good), one, slip)
    assert "given to somebody else" in found.answered.problems[0].message
    later = round_of("after")
    assert "not of this round" in read_slip_file(tmp_path / "a.xlsx", later).answered.problems[0].message
    (tmp_path / "no.xlsx").write_bytes(b"no workbook")
    assert read_slip_file(tmp_path / "no.xlsx", one).answered.problems


def test_res_14_a_workbook_saved_by_libreoffice_is_read(cast: Cast, round_of: Any, tmp_path: Path) -> None:
    one = round_of()
    ((slip, _token),) = hand_slips_out(one, by=cast.officer, tier="second", number=1)
    path = filled(tmp_path / "a.xlsx", slip, {("q1", "value"): "Agree", ("s2.q4", "name"): "Words"})
    for kind in ("xlsx", "ods"):
        answered = read_slip_file(through_libreoffice(path, tmp_path, kind), one).answered
        assert not answered.problems
        assert (set(answered.figures), answered.answers) == ({"q1"}, {"s2.q4": "Words"})


def test_res_14_people_are_written_to_once_and_reminded_after_a_week(
    cast: Cast, round_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = round_of()
    made = ask_people(
        one, by=cast.officer, tier="second", emails=["A@example.org", "a@example.org ", "b@example.org"]
    )
    assert len(made) == 2
    assert ask_people(one, by=cast.officer, tier="second", emails=["b@example.org"]) == []
    assert [each.to for each in mail.outbox] == [["a@example.org"], ["b@example.org"]]
    letter = mail.outbox[0]
    token = str(letter.body).split("/answer/")[1].split("/")[0]
    assert check_slip(token).email == "a@example.org"
    assert letter.attachments[0][0].endswith(".xlsx")
    assert "bear no name" in letter.body
    assert take_answers(check_slip(token), answered=said(one, "second", 4, 3, 2))
    ask_returns()
    assert len(mail.outbox) == 2, "within a week nothing twice"
    Slip.objects.filter(email="b@example.org").update(written_at=timezone.now() - dt.timedelta(days=8))
    ask_returns()
    assert [each.to for each in mail.outbox[2:]] == [["b@example.org"]], "who answered is left alone"
    assert mail.outbox[2].subject.startswith("Reminder")
    assert [(each.asked, each.answered) for each in responses(one) if each.tier == "second"] == [(2, 1)]
    Slip.objects.update(written_at=None, letters=4)
    assert write_to_asked(Slip.objects.get(email="b@example.org")) == ""
    close_round(one, by=cast.officer)
    assert not Slip.objects.exclude(email="").exists()


def test_res_14_what_is_put_away_takes_no_answer(cast: Cast, asked: Questionnaire, round_of: Any) -> None:
    one = round_of()
    ((slip, token),) = hand_slips_out(one, by=cast.officer, tier="second", number=1)
    archive_questionnaire(asked, by=cast.officer, reason="Another one is better")
    with pytest.raises(Refused, match="not known here"):
        check_slip(token)
    slip = Slip.objects.select_related("of__of").get(pk=slip.pk)
    with pytest.raises(Refused):
        take_answers(slip, answered=said(one, "second", 4))


def test_res_14_the_next_edition_follows_the_last_there_is(cast: Cast, asked: Questionnaire) -> None:
    questions = questions_now(asked)
    QuestionnaireEdition.objects.create(
        of=asked, number=asked.edition + 1, questions=[], made_at=timezone.now(), made_by=cast.officer
    )
    change_questionnaire(asked, by=cast.officer, values={"title": "Other words"}, questions=questions[:1])
    asked.refresh_from_db()
    assert asked.edition == asked.editions.order_by("number").last().number == 3


# Pages


def text(client: Client, address: str, status: int = 200) -> str:
    """Return a page."""
    response = client.get(address)
    assert response.status_code == status, address
    return str(response.content.decode())


def test_res_14_an_officer_writes_asks_and_reads_on_the_pages(cast: Cast, tmp_path: Path) -> None:
    client = signed_in(cast.officer)
    assert "No questionnaire yet" in text(client, BASE)
    form = text(client, f"{BASE}add/")
    assert "Working with cities abroad has changed how I see my own task" in form, "it begins with questions"
    wrong = client.post(f"{BASE}add/", {"title": "A", "questions": "H | What | dance\n"})
    assert wrong.status_code == 422
    assert "Line 1" in wrong.content.decode()
    assert (
        "no tier"
        in client.post(
            f"{BASE}add/", {"title": "A", "questions": "H | What | agree | dukes"}
        ).content.decode()
    )
    lines = "H | I see more | agree\nH | I may | yes | heads of department\nW | How? | open"
    made = client.post(f"{BASE}add/", {"title": "Abroad", "is_anonymous": "on", "questions": lines})
    assert made.status_code == 302
    one = Questionnaire.objects.get()
    day = (timezone.localdate() + SOON).isoformat()
    ask = client.post(f"{BASE}{one.uid}/ask/", {"title": "Visit", "moment": "before", "due": day})
    begun = QuestionRound.objects.get()
    here = f"{BASE}rounds/{begun.uid}/"
    assert ask["Location"] == f"{here}people/"
    assert client.post(f"{here}people/", {"tier": "second"}).status_code == 422
    assert (
        "is not an e-mail"
        in client.post(f"{here}people/", {"tier": "second", "emails": "nobody"}).content.decode()
    )
    links = client.post(f"{here}people/", {"tier": "second", "number": "6"}).content.decode()
    tokens = [piece.split("/")[0] for piece in links.split("/answer/")[1:]]
    assert len(tokens) == 6
    stranger = Client()
    page = text(stranger, f"/answer/{tokens[0]}/")
    assert "I see more" in page
    assert "bear no name" in page
    empty = stranger.post(f"/answer/{tokens[0]}/", {})
    assert empty.status_code == 422
    for token in tokens[:5]:
        sent = stranger.post(
            f"/answer/{token}/", {"value_q1": "Agree", "value_q2": "Yes", "answer_s2.q3": "I ask Turku first"}
        )
        assert "Thank you" in sent.content.decode()
    assert "was used" in text(stranger, f"/answer/{tokens[0]}/", 409)
    assert "I ask Turku first" not in text(client, here)
    book = stranger.get(f"/answer/{tokens[5]}/?workbook=yes")
    path = tmp_path / "came.xlsx"
    path.write_bytes(book.content)
    opened = openpyxl.load_workbook(path)
    cells_of(opened)["q1", "value"].value = "see note"
    opened.save(path)
    refused = client.post(f"{here}read/", {"file": SimpleUploadedFile("a.xlsx", path.read_bytes())})
    assert refused.status_code == 422
    assert ">D5<" in refused.content.decode()
    cells_of(opened)["q1", "value"].value = "Disagree"
    opened.save(path)
    for words in ("The answers are taken", "taken before"):
        sent = client.post(
            f"{here}read/", {"file": SimpleUploadedFile("a.xlsx", path.read_bytes())}, follow=True
        )
        assert words in sent.content.decode()
    assert AnswerSheet.objects.count() == 6
    client.post(f"{here}close/")
    shown = text(client, here)
    assert "Agree: 5" in shown
    assert "Disagree: 1" in shown
    assert "I ask Turku first" in shown
    assert "5 of 6" in text(client, f"{BASE}{one.uid}/")


def test_res_14_before_stands_beside_after_and_goes_out_as_a_sheet(
    cast: Cast, asked: Questionnaire, round_of: Any
) -> None:
    for moment, levels in (("before", (2, 1, 1)), ("after", (4, 3, 2))):
        one = round_of(moment, f"{moment} Turku")
        answer(cast, one, "second", *[levels] * 6)
        answer(cast, one, "third", levels)
        close_round(one, by=cast.officer)
    client = signed_in(cast.viewer)
    page = text(client, f"{BASE}{asked.uid}/")
    assert "0 of 6" in page
    assert "6 of 6" in page
    assert "1 answer, held back" in page
    assert "No question can be compared" in page, "the whole would give the third tier away"
    sheet = client.get(f"{BASE}{asked.uid}/results.csv")
    rows = list(csv.DictReader(io.StringIO(b"".join(sheet).decode("utf-8-sig"))))
    agreed = [
        row for row in rows
        if row["question"] == "I see my task otherwise" and row["tier"] == "Second tier" and row["level"] == "Agree"
    ]  # fmt: skip
    assert [(row["when"], row["answers"], row["people"]) for row in agreed] == [
        ("Before", "6", "0"),
        ("After", "6", "6"),
    ]
    held = [row for row in rows if row["tier"] == "Third tier" and row["question"] == "I know whom to call"]
    assert [(row["people"], row["note"]) for row in held] == [("", "too few to be shown")] * 2
    assert client.get(f"{BASE}{asked.uid}/results.doc").status_code == 404


def test_res_14_the_sentence_says_what_changed(cast: Cast, asked: Questionnaire, round_of: Any) -> None:
    for moment, levels in (("before", (2, 1, 1)), ("after", (4, 1, 1))):
        one = round_of(moment)
        answer(cast, one, "second", *[levels] * 6)
        close_round(one, by=cast.officer)
    page = text(signed_in(cast.viewer), f"{BASE}{asked.uid}/")
    assert "Of 3 questions asked before and after, 1 found more agreement and 0 less" in page
    assert "by +100 points" in page


def test_res_14_a_viewer_reads_and_a_stranger_sees_nothing(
    cast: Cast, asked: Questionnaire, round_of: Any
) -> None:
    one = round_of()
    client = signed_in(cast.viewer)
    assert "Ask it" not in text(client, f"{BASE}{asked.uid}/")
    assert "Close the round" not in text(client, f"{BASE}rounds/{one.uid}/")
    assert client.post(f"{BASE}rounds/{one.uid}/close/").status_code == 403
    assert client.get(f"{BASE}{asked.uid}/edit/").status_code == 403
    assert Client().get(f"{BASE}{asked.uid}/").status_code == 302
    assert Client().get("/answer/nothing/").status_code == 409


def test_res_14_a_round_past_its_day_is_in_the_digest(cast: Cast, round_of: Any) -> None:
    from proxenia.results.queries.digest import to_close

    one = round_of()
    today = timezone.localdate()
    assert to_close(cast.officer, cast.office, today) is None
    part = to_close(cast.officer, cast.office, one.due + dt.timedelta(days=1))
    assert part is not None
    assert to_close(cast.viewer, cast.office, one.due + dt.timedelta(days=1)) is None
