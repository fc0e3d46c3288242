"""RES-3, RES-10: what units owe, what they send, what the office says to it; through verbs and the command line."""

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core import mail
from django.utils import timezone

from proxenia.audit.models import Event
from proxenia.cli.parser import main
from proxenia.core.errors import NotAllowed, Refused
from proxenia.core.periods import Period
from proxenia.indicators.models import Indicator
from proxenia.results.actions.accepting import accept_return
from proxenia.results.actions.letters import ask_by_mail, chase_return, link_return
from proxenia.results.actions.plans import (
    add_business_plan,
    archive_business_plan,
    change_business_plan,
    restore_business_plan,
)
from proxenia.results.actions.returns import (
    archive_return,
    lock_return,
    open_due,
    open_return,
    reopen_return,
    restore_return,
    send_back_return,
    submit_by_link,
    submit_return,
)
from proxenia.results.documents.returns import write_return
from proxenia.results.jobs import ask_returns, chase
from proxenia.results.models.returns import BusinessPlan, Reading, Return
from proxenia.results.queries.digest import late_returns, to_look_at
from proxenia.results.queries.returns import asked_in, check_link, who_owes
from proxenia.results.readers.returns import read_return_file
from proxenia.results.rules.given import Answered, Given
from proxenia.results.rules.layouts import layout_from
from tests.cast import Cast
from tests.results.papers import cells_of

pytestmark = pytest.mark.django_db
State = Return.State


def keys(one: Return) -> dict[str, str]:
    """Return the keys of a return's lines by their names."""
    return {line.name: line.key for line in layout_from(one.layout).lines()}


def answer(one: Return, **figures: int) -> Answered:
    """Return what a unit says: figures in the order of the lines."""
    lines = list(layout_from(one.layout).lines())
    told = {lines[int(place[1:])].key: Given(Decimal(value)) for place, value in figures.items()}
    return Answered(figures=told, cells=len(figures))


def filled(path: Path, one: Return, values: dict[tuple[int, str], Any]) -> Path:
    """Write the workbook of a return and fill cells in by the place of their line."""
    write_return(path, one)
    book = openpyxl.load_workbook(path)
    at, lines = cells_of(book), list(layout_from(one.layout).lines())
    for (place, part), value in values.items():
        at[lines[place].key, part].value = value
    book.save(path)
    return path


GOOD = {
    (0, "value"): 18,
    (1, "value"): 12,
    (2, "value"): 5,
    (3, "value"): 7,
    (4, "value"): 3,
    (4, "denominator"): 4,
}


def test_res_13_a_return_goes_from_due_to_locked_and_every_step_is_in_the_log(
    cast: Cast, due: Return
) -> None:
    assert due.state == State.DUE
    assert due.due == dt.date(2026, 7, 21), "three weeks after the quarter"
    assert submit_return(due, by=cast.unit_editor, answered=answer(due, l0=18))
    send_back_return(due, by=cast.officer, comment="Are these all new firms?", comments={})
    assert submit_return(due, by=cast.unit_editor, answered=answer(due, l0=16))
    accept_return(due, by=cast.officer, rating=3, words="A good quarter.")
    lock_return(due, by=cast.director)
    due.refresh_from_db()
    assert (due.state, due.rating) == (State.LOCKED, 3)
    verbs = list(Event.objects.filter(subject_uid=due.uid).order_by("pk").values_list("verb", flat=True))
    assert verbs == [
        "open_return", "submit_return", "send_back_return", "submit_return", "accept_return", "lock_return",
    ]  # fmt: skip
    assert [one.number for one in due.readings.all()] == [2, 1], "what was sent before is not lost"


def test_res_13_the_same_again_changes_nothing_and_what_was_sent_back_must_differ(
    cast: Cast, due: Return
) -> None:
    assert submit_return(due, by=cast.unit_editor, answered=answer(due, l0=18))
    assert not submit_return(due, by=cast.unit_editor, answered=answer(due, l0=18))
    assert Reading.objects.count() == 1
    send_back_return(due, by=cast.officer, comment="Are these all new firms?")
    with pytest.raises(Refused, match="nothing in it has changed"):
        submit_return(due, by=cast.unit_editor, answered=answer(due, l0=18))


def test_res_13_steps_that_cannot_be_taken_are_refused_with_the_reason(cast: Cast, due: Return) -> None:
    for step in (
        lambda: accept_return(due, by=cast.officer),
        lambda: lock_return(due, by=cast.officer),
        lambda: send_back_return(due, by=cast.officer, comment="Because I say so"),
        lambda: reopen_return(due, by=cast.officer, reason="Because I say so"),
    ):
        with pytest.raises(Refused):
            step()
    submit_return(due, by=cast.unit_editor, answered=answer(due, l0=18))
    with pytest.raises(Refused, match="sentence"):
        send_back_return(due, by=cast.officer, comment="")
    with pytest.raises(Refused, match="ratings"):
        accept_return(due, by=cast.officer, rating=9)
    accept_return(due, by=cast.officer)
    with pytest.raises(Refused, match="accepted already"):
        submit_return(due, by=cast.unit_editor, answered=answer(due, l0=19))
    reopen_return(due, by=cast.officer, reason="Two firms were counted twice.")
    assert submit_return(due, by=cast.unit_editor, answered=answer(due, l0=16))


def test_res_13_accepting_is_the_officers_act(cast: Cast, due: Return) -> None:
    submit_return(due, by=cast.unit_editor, answered=answer(due, l0=18))
    for nobody in (cast.unit_editor, cast.viewer):
        for step in (
            lambda who=nobody: accept_return(due, by=who),
            lambda who=nobody: send_back_return(due, by=who, comment="Not so good"),
            lambda who=nobody: lock_return(due, by=who),
        ):
            with pytest.raises(NotAllowed):
                step()
    with pytest.raises(NotAllowed):
        submit_return(due, by=cast.viewer, answered=answer(due, l0=18))


def test_res_13_a_problem_writes_nothing(cast: Cast, due: Return, tmp_path: Path) -> None:
    path = filled(tmp_path / "return.xlsx", due, {**GOOD, (0, "value"): "see note"})
    found = read_return_file(path, cast.unit_editor, cast.office)
    assert [one.cell for one in found.answered.problems] == ["G5"]
    with pytest.raises(Refused, match="see note"):
        submit_return(due, by=cast.unit_editor, answered=found.answered)
    due.refresh_from_db()
    assert due.state == State.DUE
    assert not Reading.objects.exists()


def test_res_13_the_layout_of_a_plan_is_frozen_when_asked(
    cast: Cast, plan: BusinessPlan, due: Return, indicators: dict[str, Indicator]
) -> None:
    asked = [line.kind for line in layout_from(due.layout).lines()]
    assert asked == ["number", "number", "number", "number", "ratio", "level"]
    parts = [line.part_of for line in layout_from(due.layout).lines()]
    assert parts[2] == parts[3] == keys(due)["Planned jobs"]
    values = {"code": "culture", "title": "Culture", "begins": "2026-Q1", "frequency": "quarter"}
    line = {"outcome": "Work", "indicator": indicators["companies_supported"]}
    change_business_plan(plan, by=cast.officer, values=values, lines=[line])
    due.refresh_from_db()
    assert len(list(layout_from(due.layout).lines())) == 6
    later = open_return(plan, by=cast.officer, period="2026-Q3")
    assert list(keys(later).values()) == [keys(due)["Companies supported"]], "a line that stays keeps its key"


def test_res_13_last_quarters_figures_stand_beside(cast: Cast, plan: BusinessPlan, due: Return) -> None:
    submit_return(due, by=cast.unit_editor, answered=answer(due, l0=18))
    later = open_return(plan, by=cast.officer, period="2026-Q3")
    line = next(asked_in(later).lines())
    assert (line.last, line.target) == ("", "20"), "what is not accepted is not told as last quarter's figure"
    accept_return(due, by=cast.officer)
    assert next(asked_in(later).lines()).last == "18"


WRONG_PLANS: list[tuple[dict[str, Any], str]] = [
    ({"title": " "}, "whose plan"),
    ({"begins": "spring"}, "not a period"),
    ({"begins": "2026"}, "kind"),
    ({"begins": "2026-Q3", "until": "2026-Q1"}, "before the first"),
]


@pytest.mark.parametrize(("wrong", "message"), WRONG_PLANS)
def test_res_13_a_plan_nobody_could_follow_is_refused(
    cast: Cast, indicators: dict[str, Indicator], wrong: dict[str, Any], message: str
) -> None:
    values = {"code": "port", "title": "Port", "begins": "2026-Q1", **wrong}
    line = {"outcome": "Work", "indicator": indicators["companies_supported"]}
    with pytest.raises(Refused, match=message):
        add_business_plan(cast.office, by=cast.officer, values=values, lines=[line])
    assert not BusinessPlan.objects.exists()


def test_res_13_lines_asked_twice_or_computed_or_too_many_are_refused(
    cast: Cast, plan: BusinessPlan, indicators: dict[str, Indicator]
) -> None:
    values = {"code": "port", "title": "Port", "begins": "2026-Q1"}
    line = {"outcome": "Work", "indicator": indicators["companies_supported"]}
    computed = Indicator.objects.filter(office=cast.office).exclude(computed_by="").first()
    many = [{**line, "part": f"part {number}"} for number in range(21)]
    for lines, message in (
        ([], "one figure at least"),
        ([line, line], "asked twice"),
        ([{"outcome": "Work", "indicator": computed}], "counted from the records"),
        (many, "fit on its page"),
        ([{"outcome": "Work", "indicator": indicators["housing_pressure"]}], "more often"),
    ):
        with pytest.raises(Refused, match=message):
            add_business_plan(cast.office, by=cast.officer, values=values, lines=lines)
    with pytest.raises(Refused, match="short code"):
        add_business_plan(cast.office, by=cast.officer, values={**values, "code": "culture"}, lines=[line])
    with pytest.raises(NotAllowed):
        add_business_plan(cast.office, by=cast.unit_editor, values=values, lines=[line], unit=cast.unit)


@pytest.mark.parametrize(
    ("period", "message"), [("2025-Q4", "runs from"), ("2026", "another kind"), ("soon", "not a")]
)
def test_res_13_a_period_the_plan_does_not_ask_for_is_refused(
    cast: Cast, plan: BusinessPlan, period: str, message: str
) -> None:
    with pytest.raises(Refused, match=message):
        open_return(plan, by=cast.officer, period=period)


def test_res_13_returns_are_asked_for_as_their_periods_end_and_never_twice(
    cast: Cast, plan: BusinessPlan
) -> None:
    assert open_due(plan, by=cast.operator, today=dt.date(2026, 3, 10)) == []
    assert [one.period for one in open_due(plan, by=cast.operator, today=dt.date(2026, 3, 20))] == ["2026-Q1"]
    assert [one.period for one in open_due(plan, by=cast.operator, today=dt.date(2026, 10, 1))] == [
        "2026-Q2",
        "2026-Q3",
    ]
    assert open_due(plan, by=cast.operator, today=dt.date(2026, 10, 1)) == []


def test_res_13_who_owes_what_in_one_page_and_one_digest(cast: Cast, plan: BusinessPlan, due: Return) -> None:
    today = due.due + dt.timedelta(days=3)
    owes = who_owes(cast.officer, cast.office, today)
    assert [(one.plan, one.late) for one in owes] == [(plan, 1)]
    part = late_returns(cast.unit_editor, cast.office, today)
    assert part is not None
    assert [line.text for line in part.lines] == ["Culture 2026-Q2"]
    assert late_returns(cast.viewer, cast.office, today) is None, "a viewer can do nothing about it"
    submit_return(due, by=cast.unit_editor, answered=answer(due, l0=18))
    assert late_returns(cast.unit_editor, cast.office, today) is None
    assert to_look_at(cast.unit_editor, cast.office, today) is None
    waiting = to_look_at(cast.officer, cast.office, today)
    assert waiting is not None
    assert waiting.total == 1


@pytest.mark.django_db(transaction=True)
def test_res_13_late_ones_are_chased_once_a_week(cast: Cast, due: Return) -> None:
    chase(due.uid)
    chase(due.uid)
    assert [one.to for one in mail.outbox] == [["mirthe@example.org"]], "not twice in a week"
    assert "has not come in" in mail.outbox[0].body
    link = mail.outbox[0].body.split("/return/")[1].split("/")[0]
    assert check_link(link) == due, "whoever is written to can send it without an account"
    Return.objects.update(chased_at=timezone.now() - dt.timedelta(days=8), due=dt.date(2026, 1, 1))
    BusinessPlan.objects.update(begins=due.period, until=due.period)
    ask_returns()
    assert len(mail.outbox) == 2
    due.refresh_from_db()
    assert due.chased == 2
    submit_return(due, by=cast.unit_editor, answered=answer(due, l0=18))
    assert chase_return(due) == "", "what was sent in is not late"


def test_res_13_a_letter_the_mail_server_refuses_is_written_again(
    cast: Cast, due: Return, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise ConnectionRefusedError

    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.EmailMessage.send", refuse)
        with pytest.raises(ConnectionRefusedError):
            chase(due.uid)
    due.refresh_from_db()
    assert (due.chased, due.chased_at) == (0, None)
    chase(due.uid)
    assert len(mail.outbox) == 1


def test_res_13_the_workbook_and_a_link_go_out_by_mail(cast: Cast, due: Return, plan: BusinessPlan) -> None:
    ask_by_mail(due, by=cast.officer)
    (letter,) = mail.outbox
    assert letter.to == ["mirthe@example.org"]
    ((name, content, _kind),) = letter.attachments
    assert name == "return-culture-2026-Q2.xlsx"
    assert content[:2] == b"PK"
    assert check_link(letter.body.split("/return/")[1].split("/")[0]) == due
    with pytest.raises(NotAllowed):
        ask_by_mail(due, by=cast.viewer)
    BusinessPlan.objects.update(email="")
    due.plan.refresh_from_db()
    with pytest.raises(Refused, match="no e-mail"):
        ask_by_mail(due, by=cast.officer)
    submit_return(due, by=cast.unit_editor, answered=answer(due, l0=18))
    with pytest.raises(Refused, match="owed"):
        ask_by_mail(due, by=cast.officer)


def test_res_13_what_is_asked_for_at_a_period_s_end_is_mailed(cast: Cast, plan: BusinessPlan) -> None:
    today = timezone.localdate()
    this = Period.of(today, "quarter", 1).previous()
    BusinessPlan.objects.update(begins=this.code, until=this.code)
    ask_returns()
    assert [one.subject.startswith("Return of Culture") for one in mail.outbox[:1]] == [True]
    before = len(mail.outbox)
    ask_returns()
    assert len(mail.outbox) == before, "and never twice"


def test_res_13_a_link_works_until_it_is_used_or_too_old(cast: Cast, due: Return) -> None:
    token = link_return(due, by=cast.officer)
    assert check_link(token) == due
    newer = link_return(due, by=cast.officer)
    with pytest.raises(Refused, match="not known"):
        check_link(token)
    with pytest.raises(Refused, match="who you are"):
        submit_by_link(due, answered=answer(due, l0=18), name=" ")
    submit_by_link(check_link(newer), answered=answer(due, l0=18), name="Mirthe")
    assert Reading.objects.get().sent_name == "Mirthe"
    with pytest.raises(Refused, match="has been sent in"):
        check_link(newer)
    send_back_return(Return.objects.get(), by=cast.officer, comment="Are these all new firms?")
    Return.objects.update(link_until=timezone.now())
    with pytest.raises(Refused, match="too old"):
        check_link(newer)


def test_res_13_what_need_not_be_given_is_put_away_and_brought_back(
    cast: Cast, plan: BusinessPlan, due: Return
) -> None:
    with pytest.raises(Refused, match="sentence"):
        archive_return(due, by=cast.officer, reason="")
    archive_return(due, by=cast.officer, reason="The unit was closed in May.")
    assert who_owes(cast.officer, cast.office, due.due) == []
    with pytest.raises(Refused, match="put away"):
        link_return(due, by=cast.officer)
    chase(due.uid)
    assert mail.outbox == []
    restore_return(due, by=cast.officer)
    submit_return(due, by=cast.unit_editor, answered=answer(due, l0=18))
    with pytest.raises(Refused, match="send it back"):
        archive_return(due, by=cast.officer, reason="The unit was closed in May.")


def test_res_13_a_plan_that_is_put_away_asks_and_writes_no_more(
    cast: Cast, plan: BusinessPlan, due: Return
) -> None:
    link = link_return(due, by=cast.officer)
    archive_business_plan(plan, by=cast.officer, reason="The unit was closed.")
    with pytest.raises(Refused, match="put away"):
        open_return(plan, by=cast.officer, period="2026-Q3")
    with pytest.raises(Refused, match="not known"):
        check_link(link)
    assert who_owes(cast.officer, cast.office, due.due) == []
    ask_returns()
    assert (mail.outbox, Return.objects.count()) == ([], 1)
    line = {"outcome": "Work", "indicator": plan.lines.all()[0].indicator}
    values = {"code": "again", "title": "Culture anew", "begins": "2026-Q1"}
    add_business_plan(cast.office, by=cast.officer, values=values, lines=[line], unit=cast.unit)
    with pytest.raises(Refused, match="already by the plan"):
        restore_business_plan(plan, by=cast.officer)


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any]:
    """Run a command and return its code and its JSON."""
    code = main([*words, "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_res_13_the_command_lists_makes_and_reads(
    cast: Cast, due: Return, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    owed = {"unit": "culture", "period": "2026-Q2", "state": "due", "due": "2026-07-21"}
    office = ("--office", "halden")
    assert run(capsys, "return", "list", *office) == (0, [owed])
    path = tmp_path / "culture.xlsx"
    code, _made = run(capsys, "return", "make", "culture", "2026-Q2", "--out", str(path), *office)
    assert code == 0
    code, told = run(capsys, "return", "read", str(path), *office)
    assert (code, told["cells"]) == (1, 0), "an empty workbook is no return"
    filled(path, due, {**GOOD, (1, "value"): 13})
    code, told = run(capsys, "return", "read", str(path), *office)
    assert (code, told["cells"], told["accepted"]) == (1, 6, 5)
    assert [(one["sheet"], one["cell"]) for one in told["problems"]] == [("Work", "G6")]
    filled(path, due, GOOD)
    dry = run(capsys, "return", "read", str(path), "--dry-run", *office)
    assert dry == (0, {"cells": 6, "accepted": 6, "problems": []})
    assert run(capsys, "return", "list", *office) == (0, [owed]), "a dry run writes nothing"
    assert run(capsys, "return", "read", str(path), *office) == (
        0,
        {"cells": 6, "accepted": 6, "problems": []},
    )
    assert run(capsys, "return", "list", *office)[1][0]["state"] == "submitted"
    code, told = run(capsys, "return", "read", str(path), *office)
    assert (code, told["already"]) == (0, True)
    assert Reading.objects.count() == 1


def test_res_13_the_command_refuses_in_a_sentence(
    cast: Cast, due: Return, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    office = ("--office", "halden")
    out = str(tmp_path / "x.xlsx")
    for words in (
        ("make", "nobody", "2026-Q2", "--out", out),
        ("make", "culture", "2019-Q1", "--out", out),
        ("make", "culture", "2026-Q2", "--out", str(tmp_path / "x.ods")),
        ("make", "culture", "2026-Q2", "--out", str(tmp_path / "none" / "x.xlsx")),
    ):
        code, told = run(capsys, "return", *words, *office)
        assert code == 1
        assert told["error"]["message"].endswith((".", "…"))
    (tmp_path / "words.txt").write_text("met;18")
    for path in ("gone.xlsx", "words.txt"):
        code, told = run(capsys, "return", "read", str(tmp_path / path), *office)
        assert code == 1
        assert told["problems"][0]["message"].endswith(".")


def test_res_13_another_offices_file_and_one_of_no_return_are_refused(
    cast: Cast, due: Return, tmp_path: Path
) -> None:
    path = filled(tmp_path / "return.xlsx", due, GOOD)
    found = read_return_file(path, cast.outsider, cast.other_office)
    assert found.one is None
    assert "another office" in found.answered.problems[0].message
    book = openpyxl.Workbook()
    book.save(tmp_path / "other.xlsx")
    found = read_return_file(tmp_path / "other.xlsx", cast.officer, cast.office, expected=due)
    assert "hidden mark" in found.answered.problems[0].message


def test_res_13_the_file_of_last_quarter_is_recognised(
    cast: Cast, plan: BusinessPlan, due: Return, tmp_path: Path
) -> None:
    before = open_return(plan, by=cast.officer, period="2026-Q1")
    path = filled(tmp_path / "return.xlsx", before, GOOD)
    found = read_return_file(path, cast.officer, cast.office, expected=due)
    assert all("2026-Q1" in one.message for one in found.answered.problems)
    assert found.answered.figures == {}
