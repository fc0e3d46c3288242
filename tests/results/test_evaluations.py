"""RES-8: evaluations with questions, interviews, case studies, findings, our answers and what follows from them."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from proxenia.commitments.models import Commitment
from proxenia.core.errors import NotAllowed, Refused
from proxenia.core.values import PartialDate
from proxenia.records.actions import set_visibility
from proxenia.results.actions import evaluations as actions
from proxenia.results.models.evaluations import Evaluation, EvaluationLine
from proxenia.results.queries.evaluations import due_since
from proxenia.strategy.actions import add_objective, add_outcome, add_strategy, adopt_strategy
from tests.cast import Cast, make_tie, signed_in
from tests.pages import fetch

pytestmark = pytest.mark.django_db


def url(name: str, *args: str) -> str:
    """A page of the office's results."""
    return reverse(f"results:{name}", args=["halden", *args])


def where(doing: Callable[..., Any], /, *args: Any, **more: Any) -> str:
    """The field at which a verb refuses."""
    with pytest.raises(Refused) as caught:
        doing(*args, **more)
    return caught.value.where


@pytest.fixture
def one(cast: Cast) -> Evaluation:
    values = {"title": "Ties with ports", "ends": PartialDate(2025), "evaluator": "University of the Coast"}
    return actions.add_evaluation(cast.office, by=cast.officer, values=values)


@pytest.mark.parametrize(
    ("ends", "state", "told"),
    [(2021, "answered", True), (2021, "reported", True), (2021, "planned", False), (2025, "answered", False)],
)
def test_res_8_today_says_that_an_evaluation_is_due(cast: Cast, ends: int, state: str, told: bool) -> None:
    values = {"title": "Ties with ports", "ends": PartialDate(ends), "evaluator": "University"}
    made = actions.add_evaluation(cast.office, by=cast.officer, values=values)
    Evaluation.objects.filter(pk=made.pk).update(state=state)
    make_tie(cast.office, by=cast.operator, name="Trier")
    since = due_since(cast.officer, cast.office, dt.date(2026, 6, 1))
    assert since == (dt.date(2021, 12, 31) if told else None)
    today = fetch(signed_in(cast.officer), reverse("desk:today", args=["halden"])).text
    assert ("An evaluation is due" in today) == told


def test_res_8_without_any_evaluation_it_is_due_three_years_after_the_first_strategy(cast: Cast) -> None:
    assert due_since(cast.officer, cast.office, dt.date(2026, 6, 1)) is None
    term = {"title": "Halden abroad", "starts": dt.date(2022, 1, 1), "ends": dt.date(2029, 1, 1)}
    strategy = add_strategy(cast.office, by=cast.officer, values=term)
    aim = {"title": "Forty firms sell abroad", "user": cast.officer, "due": dt.date(2028, 1, 1)}
    add_objective(add_outcome(strategy, by=cast.officer, title="The port sells"), by=cast.officer, values=aim)
    first = dt.date(2022, 3, 1)
    adopt_strategy(strategy, by=cast.officer, adopted_on=first, adopted_by="The council")
    assert due_since(cast.officer, cast.office, dt.date(2025, 2, 27)) is None
    assert due_since(cast.officer, cast.office, dt.date(2025, 3, 1)) == first
    set_visibility(strategy, by=cast.officer, visibility="confidential")
    assert due_since(cast.viewer, cast.office, dt.date(2025, 3, 1)) is None


@pytest.fixture
def finding(cast: Cast, one: Evaluation) -> EvaluationLine:
    return actions.add_evaluation_line(
        one, by=cast.officer, values={"sort": "finding", "text": "Nobody follows up."}
    )


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"title": ""}, "title"),
        ({"starts": PartialDate(2026), "ends": PartialDate(2024)}, "ends"),
        ({"cost": Decimal(5)}, "currency"),
        ({"cost": Decimal(-5), "currency": "EUR"}, "cost"),
        ({"state": "lost"}, "state"),
        ({"state": "reported"}, "evaluator"),
        ({"state": "reported", "evaluator": "x"}, "state"),
    ],
)
def test_res_8_an_evaluation_says_what_it_must(cast: Cast, given: dict[str, Any], field: str) -> None:
    values = {"title": "Ties with ports", **given}
    assert where(actions.add_evaluation, cast.office, by=cast.officer, values=values) == field


def test_res_8_it_is_answered_when_every_finding_is(
    cast: Cast, one: Evaluation, finding: EvaluationLine
) -> None:
    actions.change_evaluation(one, by=cast.officer, values={"state": "reported"})
    assert where(actions.change_evaluation, one, by=cast.officer, values={"state": "answered"}) == "state"
    actions.answer_finding(finding, by=cast.officer, response="accepted", words="We will.")
    assert actions.change_evaluation(one, by=cast.officer, values={"state": "answered"}).state == "answered"


def test_res_8_an_accepted_finding_becomes_a_promise_once(
    cast: Cast, one: Evaluation, finding: EvaluationLine
) -> None:
    due = timezone.localdate() + dt.timedelta(days=30)
    told: dict[str, Any] = {
        "response": "partly",
        "words": "In part.",
        "promise": "Follow every visit up",
        "due": due,
    }
    for _time in range(2):
        actions.answer_finding(finding, by=cast.officer, owner=cast.director, **told)
    promise = Commitment.objects.get()
    assert (promise.what, promise.side, promise.owner) == ("Follow every visit up", "us", cast.director)
    assert promise.due == PartialDate.of(due)
    finding.refresh_from_db()
    assert finding.commitment == promise
    assert where(actions.remove_evaluation_line, finding, by=cast.officer) == "text"


def test_res_8_lines_and_answers_say_what_they_must(
    cast: Cast, one: Evaluation, finding: EvaluationLine
) -> None:
    def line(**values: Any) -> str:
        return where(actions.add_evaluation_line, one, by=cast.officer, values=values)

    assert line(sort="rumour", text="x") == "sort"
    assert line(sort="question", text=" ") == "text"
    assert line(sort="interview", text="A teacher") == "answer"

    def answer(**values: Any) -> str:
        return where(actions.answer_finding, finding, by=cast.officer, **values)

    assert answer(response="", words="x") == "response"
    assert answer(response="rejected", words=" ") == "response_words"
    assert answer(response="accepted", words="x", promise="y", due=dt.date(2020, 1, 1)) == "due"
    question = actions.add_evaluation_line(one, by=cast.officer, values={"sort": "question", "text": "Why?"})
    assert (
        where(actions.answer_finding, question, by=cast.officer, response="accepted", words="x") == "response"
    )
    with pytest.raises(NotAllowed):
        actions.answer_finding(finding, by=cast.viewer, response="accepted", words="x")


def test_res_8_from_plan_to_answer_by_its_pages(cast: Cast) -> None:
    client = signed_in(cast.officer)
    assert "No evaluation is reported yet" in fetch(client, url("evaluations")).text
    fetch(client, url("add_evaluation"))
    given = {
        "title": "Ties with ports",
        "evaluator": "A. Scholar",
        "state": "planned",
        "visibility": "internal",
        "ends": "2025",
    }
    assert client.post(url("add_evaluation"), {**given, "cost": "5"}).status_code == 422
    client.post(url("add_evaluation"), given)
    uid = Evaluation.objects.get().uid
    fetch(client, url("add_evaluation_line", uid))
    for sort, text, answer in (
        ("question", "Was it worth it?", ""), ("interview", "A teacher", "It was."),
        ("finding", "Nobody follows up.", ""),
    ):  # fmt: skip
        posted = client.post(url("add_evaluation_line", uid), {"sort": sort, "text": text, "answer": answer})
        assert posted.status_code == 302
    assert "1 finding waits for our answer" in fetch(client, url("evaluation", uid)).text
    line = EvaluationLine.objects.get(sort="finding")
    fetch(client, url("edit_evaluation_line", uid, line.uid))
    client.post(
        url("edit_evaluation_line", uid, line.uid), {"text": "Nobody follows up at all.", "advice": "Do."}
    )
    fetch(client, url("answer_finding", uid, line.uid))
    told = {"response": "accepted", "response_words": "We will.", "promise": "Follow up", "due": "2020-01-01"}
    assert client.post(url("answer_finding", uid, line.uid), told).status_code == 422
    assert client.post(url("answer_finding", uid, line.uid), {**told, "due": ""}).status_code == 302
    page = fetch(client, url("evaluation", uid))
    assert "Every finding is answered" in page.text
    assert "Follow up" in page.text
    set_visibility(Commitment.objects.get(), by=cast.operator, visibility="confidential")
    assert "Promised:" not in fetch(signed_in(cast.viewer), url("evaluation", uid)).text
    edit = url("edit_evaluation", uid)
    fetch(client, edit)
    assert client.post(edit, {**given, "state": "answered"}).status_code == 302
    client.post(url("remove_evaluation_line", uid, line.uid))
    assert EvaluationLine.objects.filter(pk=line.pk).exists()
    assert "1 " in fetch(client, url("evaluations")).text
    client.post(url("archive_evaluation", uid), {"reason": "x"})
    client.post(url("restore_evaluation", uid))
    assert client.get(url("edit_evaluation_line", uid, "nothing")).status_code == 404
