"""ENG-7: calls, applications, budget, co-funding, milestones and reports of projects with partners."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from proxenia.audit.models import Event
from proxenia.commitments.actions import move_commitment
from proxenia.commitments.models import Commitment
from proxenia.core import search
from proxenia.core.errors import Conflict, NotAllowed, NotFound, Refused
from proxenia.core.values import PartialDate
from proxenia.directory.actions import merge
from proxenia.engagements.actions import applications, projects
from proxenia.engagements.actions import project_parts as parts
from proxenia.engagements.models import Application, Project, ProjectDate
from proxenia.engagements.queries import projects as queries
from proxenia.portfolio.models import PartnershipCommitment
from proxenia.records.actions import set_visibility
from tests.cast import Cast, make_tie
from tests.engagements.projected import body, call, day, line, project

pytestmark = pytest.mark.django_db


def refused(where: str, **more: Any) -> Any:
    """A refusal that names this field."""
    return pytest.raises(Refused, check=lambda error: error.where == where, **more)


def due(
    cast: Cast, on: Project, kind: str = "report", what: str = "First report", at: int = 60
) -> Commitment:
    """A date of a project."""
    return applications.add_date(on, by=cast.officer, kind=kind, values={"what": what, "due": day(at)})


def test_eng_7_from_call_to_application_to_project_to_report(cast: Cast) -> None:
    found = projects.move_call(call(cast), by=cast.officer, verb="choose_call")
    one = project(cast)
    asked = applications.begin_application(one, by=cast.officer, values={}, call=found)
    deadline = Commitment.objects.get()
    assert (str(deadline.due), deadline.owner, deadline.state) == (day(30).isoformat(), cast.officer, "open")
    line(cast, one, 120_000)
    applications.move_application(
        asked, by=cast.officer, verb="hand_in_application", on=day(0), amount=Decimal(80_000), currency="eur"
    )
    deadline.refresh_from_db()
    assert deadline.state == "to_check", "handed in, and somebody else checks it"
    applications.move_application(
        asked, by=cast.officer, verb="grant_application", on=day(0), amount=Decimal(70_000)
    )
    (standing,) = queries.money_of(one, queries.applications_of(cast.viewer, one))
    assert (standing.currency, standing.granted, standing.open) == ("EUR", 70_000, 50_000)
    projects.move_project(one, by=cast.officer, verb="start_project")
    report = due(cast, one)
    with refused("verb", match="First report"):
        projects.move_project(one, by=cast.officer, verb="close_project", words="Ships draw power now.")
    move_commitment(report, by=cast.director, verb="keep_commitment", evidence="Sent on Monday.")
    move_commitment(deadline, by=cast.director, verb="keep_commitment", evidence="The fund wrote back.")
    closed = projects.move_project(one, by=cast.officer, verb="close_project", words="Ships draw power now.")
    assert (closed.state, closed.closing) == ("closed", "Ships draw power now.")
    told = Event.objects.filter(subject_kind="project").values_list("verb", flat=True)
    assert {
        "begin_project",
        "begin_application",
        "grant_application",
        "add_project_date",
        "close_project",
    } <= set(told)


def test_eng_7_a_date_is_a_promise_of_the_tie_and_nothing_is_typed_twice(cast: Cast) -> None:
    one = project(cast)
    promise = due(cast, one)
    assert PartnershipCommitment.objects.get(commitment=promise).partnership.name == "Bergen"
    assert [(row.kind, row.promise) for row in queries.dates_of(cast.viewer, one)] == [("Report", promise)]
    assert queries.next_dates(cast.viewer, cast.office, [one.pk]) == {one.pk: promise}
    two = project(cast, ties=[make_tie(cast.office, by=cast.officer, name=name) for name in ("Moss", "Odda")])
    assert not PartnershipCommitment.objects.filter(commitment=due(cast, two)).exists(), (
        "of which tie is not said"
    )


@pytest.mark.parametrize(
    ("kind", "at", "where"),
    [("report", 29, "due"), ("milestone", 396, "due"), ("party", 60, "kind"), ("application", 60, "kind")],
)
def test_eng_7_a_date_that_cannot_be_is_refused(cast: Cast, kind: str, at: int, where: str) -> None:
    one = project(cast)
    with refused(where):
        due(cast, one, kind, at=at)
    with refused("due"):
        applications.add_date(one, by=cast.officer, kind="report", values={"what": "Report", "due": None})
    assert not ProjectDate.objects.exists()
    assert not Commitment.objects.exists()


def test_eng_7_a_report_may_be_due_after_the_end_and_holds_the_start(cast: Cast) -> None:
    one = project(cast)
    due(cast, one, at=450)
    due(cast, one, "milestone", "Half of the quays", at=100)
    with refused("starts", match="before that start"):
        projects.change_project(one, by=cast.officer, values={"starts": day(101)})
    assert projects.change_project(one, by=cast.officer, values={"starts": day(100)}).starts == day(100)


def test_eng_7_a_date_moved_as_a_promise_stays_within_its_project(cast: Cast) -> None:
    one = project(cast)
    promise = due(cast, one, "milestone", "Half of the quays", at=100)
    for moved in (PartialDate.of(day(29)), PartialDate.of(day(396)), None):
        with refused("due"):
            applications.change_date(promise, by=cast.officer, values={"due": moved})
    promise.refresh_from_db()
    assert promise.due == PartialDate.of(day(100))
    moved = applications.change_date(promise, by=cast.officer, values={"due": PartialDate.of(day(120))})
    assert moved.due == PartialDate.of(day(120))


def test_eng_7_the_page_of_a_promise_says_what_its_project_allows(cast: Cast, client: Client) -> None:
    promise = due(cast, project(cast), "milestone", "Half of the quays", at=100)
    client.force_login(cast.officer)
    address = reverse("engagements:edit_promise", args=(cast.office.slug, promise.uid))
    said = {"what": promise.what, "side": promise.side, "due": day(396).isoformat()}
    answer = client.post(address, said)
    assert answer.status_code == 422
    assert "This milestone lies after the project ends" in answer.content.decode()


def test_eng_7_budgets_in_two_currencies_are_never_added(cast: Cast) -> None:
    one = project(cast)
    line(cast, one, 1000, "EUR")
    line(cast, one, 500, "EUR")
    line(cast, one, 9000, "NOK")
    assert queries.budget_of(one) == {"EUR": Decimal(1500), "NOK": Decimal(9000)}
    parts.add_funding(one, by=cast.officer, values={"amount": Decimal(1500), "currency": "EUR"})
    by = {row.currency: row for row in queries.money_of(one, [])}
    assert (by["EUR"].open, by["NOK"].open) == (0, 9000)
    with refused("currency", match="nothing is converted"):
        parts.add_funding(one, by=cast.officer, values={"amount": Decimal(1), "currency": "USD"})


def test_eng_7_co_funding_above_the_budget_is_refused(cast: Cast) -> None:
    one = project(cast)
    line(cast, one, 1000)
    held = parts.add_funding(one, by=cast.officer, values={"amount": Decimal(600), "currency": "EUR"})
    with refused("amount", match=r"400\.00 is open"):
        parts.add_funding(one, by=cast.officer, values={"amount": Decimal("400.01"), "currency": "EUR"})
    with refused("amount"):
        parts.change_funding(held, by=cast.officer, values={"amount": Decimal(1001)})
    parts.change_funding(held, by=cast.officer, values={"amount": Decimal(1000), "is_confirmed": True})
    row = queries.money_of(one, [])[0]
    assert (row.confirmed, row.promised, row.open) == (1000, 0, 0)


def test_eng_7_a_budget_that_shrinks_under_what_is_covered_shows_it(cast: Cast) -> None:
    one = project(cast)
    held = line(cast, one, 1000)
    parts.add_funding(one, by=cast.officer, values={"amount": Decimal(900), "currency": "EUR"})
    parts.change_budget_line(held, by=cast.officer, values={"amount": Decimal(500)})
    assert queries.money_of(one, [])[0].open == -400


@pytest.mark.parametrize(
    ("more", "where"),
    [
        ({"amount": 0}, "amount"), ({"amount": -5}, "amount"), ({"amount": 10**14}, "amount"),
        ({"currency": "shells"}, "currency"), ({"currency": ""}, "currency"), ({"what": "  "}, "what"),
        ({"kind": "gold"}, "kind"),
    ],
)  # fmt: skip
def test_eng_7_a_line_that_cannot_be_is_refused(cast: Cast, more: dict[str, Any], where: str) -> None:
    one = project(cast)
    if "currency" in more and more["currency"] == "shells":
        more = {"currency": "S1"}
    with refused(where):
        line(cast, one, **more)
    assert not one.budget_lines.exists()


def test_dir_5_nobody_takes_part_twice_in_one_role(cast: Cast) -> None:
    one, port = project(cast), body(cast)
    parts.add_party(one, by=cast.officer, values={"organisation": port, "role": "lead"})
    second = parts.add_party(one, by=cast.officer, values={"organisation": port, "role": "fund"})
    for values in ({"organisation": port, "role": "lead"}, {"organisation": port, "role": "king"}):
        with refused("role"):
            parts.add_party(one, by=cast.officer, values=values)
    with refused("role"):
        parts.change_party(second, by=cast.officer, values={"role": "lead"})
    parts.add_party(one, by=cast.officer, values={"role": "deliver"})
    with refused("role"):
        parts.add_party(one, by=cast.officer, values={"role": "deliver"})
    assert one.parties.count() == 3


def test_dir_5_merged_bodies_take_part_once(cast: Cast) -> None:
    one, port, double = project(cast), body(cast), body(cast, "Bergen port")
    for each in (port, double):
        parts.add_party(one, by=cast.officer, values={"organisation": each, "role": "lead"})
    merge(port, double, by=cast.officer)
    assert [row.organisation for row in one.parties.all()] == [port]


def test_eng_7_after_the_deadline_it_takes_a_reason(cast: Cast) -> None:
    one, late = project(cast), call(cast, deadline=day(-1))
    with refused("late_reason", match="deadline was"):
        applications.begin_application(one, by=cast.officer, values={}, call=late)
    values = {"late_reason": "They gave us a week."}
    made = applications.begin_application(one, by=cast.officer, values=values, call=late)
    assert not Commitment.objects.exists(), "a day that has passed is no promise"
    held = applications.begin_application(one, by=cast.officer, values={}, call=call(cast, deadline=day(5)))
    Application.objects.filter(pk=held.pk).update(call=call(cast, title="Past", deadline=day(-3)))
    held.refresh_from_db()
    with refused("late_reason"):
        applications.move_application(
            held, by=cast.officer, verb="hand_in_application", on=day(0), amount=Decimal(5), currency="EUR"
        )
    assert made.late_reason == "They gave us a week."


@pytest.mark.parametrize(
    ("verb", "more", "where"),
    [
        ("hand_in_application", {"on": None}, "on"),
        ("hand_in_application", {"on": 3}, "on"),
        ("hand_in_application", {"amount": None}, "amount"),
        ("hand_in_application", {"currency": ""}, "currency"),
        ("grant_application", {}, "verb"),
        ("refuse_application", {}, "verb"),
        ("withdraw_application", {"words": ""}, "words"),
        ("burn_application", {}, "verb"),
    ],
)
def test_eng_7_a_step_that_cannot_be_is_refused(
    cast: Cast, verb: str, more: dict[str, Any], where: str
) -> None:
    one = project(cast)
    made = applications.begin_application(one, by=cast.officer, values={"funder_text": "A bank"})
    values: dict[str, Any] = {"on": 0, "amount": Decimal(5), "currency": "EUR", "words": "So.", **more}
    values["on"] = day(values["on"]) if values["on"] is not None else None
    with refused(where):
        applications.move_application(made, by=cast.officer, verb=verb, **values)
    made.refresh_from_db()
    assert made.state == "draft"


def test_eng_7_a_decision_does_not_lie_before_what_was_handed_in(cast: Cast) -> None:
    one = project(cast)
    made = applications.begin_application(one, by=cast.officer, values={"funder_text": "A bank"})
    said: dict[str, Any] = {"amount": Decimal(5), "currency": "EUR"}
    applications.move_application(made, by=cast.officer, verb="hand_in_application", on=day(-3), **said)
    with refused("on", match="handed in"):
        applications.move_application(made, by=cast.officer, verb="grant_application", on=day(-4), **said)
    with refused("amount"):
        applications.move_application(made, by=cast.officer, verb="grant_application", on=day(0))
    applications.move_application(
        made, by=cast.officer, verb="refuse_application", on=day(0), words="Too dear."
    )
    assert (made.state, made.words) == ("refused", "Too dear.")


def test_eng_7_a_withdrawn_application_drops_its_deadline(cast: Cast) -> None:
    one = project(cast)
    found = call(cast)
    made = applications.begin_application(one, by=cast.officer, values={}, call=found)
    with refused("call", match="already"):
        applications.begin_application(one, by=cast.officer, values={}, call=found)
    applications.move_application(
        made, by=cast.officer, verb="withdraw_application", on=day(0), words="No hands for it."
    )
    assert Commitment.objects.get().state == "dropped"
    with refused("funder_text"):
        applications.begin_application(one, by=cast.officer, values={})


@pytest.mark.parametrize(
    ("values", "where"),
    [({"title": " "}, "title"), ({"ends": 29}, "ends")],
)
def test_eng_7_a_project_that_cannot_be_is_refused(cast: Cast, values: dict[str, Any], where: str) -> None:
    ready = {**values, **({"ends": day(29)} if "ends" in values else {})}
    with refused(where):
        project(cast, ties=[], **ready)
    one = project(cast, ties=[], starts=None, ends=None)
    with refused("starts"):
        projects.move_project(one, by=cast.officer, verb="start_project")
    for verb, place in (("close_project", "verb"), ("drop_project", "words"), ("fly", "verb")):
        with refused(place):
            projects.move_project(one, by=cast.officer, verb=verb)
    assert Project.objects.count() == 1


def test_eng_7_what_is_over_is_taken_up_again_before_it_changes(cast: Cast) -> None:
    one = project(cast)
    projects.move_project(one, by=cast.officer, verb="drop_project", words="No money came.")
    with pytest.raises(Refused, match="Take it up again"):
        line(cast, one)
    projects.move_project(one, by=cast.officer, verb="reopen_project", words="Money came after all.")
    assert line(cast, one).amount == 1000
    assert one.state == "running"


@pytest.mark.parametrize(
    "more", [{"deadline": -40}, {"most": Decimal(-1)}, {"most": Decimal(5), "currency": ""}]
)
def test_eng_7_a_call_that_cannot_be_is_refused(cast: Cast, more: dict[str, Any]) -> None:
    ready = {**more, **({"deadline": day(-40)} if "deadline" in more else {})}
    with pytest.raises(Refused):
        call(cast, opens=day(-10), **ready)
    one = call(cast)
    with refused("words"):
        projects.move_call(one, by=cast.officer, verb="leave_call")
    assert projects.move_call(one, by=cast.officer, verb="leave_call", words="Not for ports.").state == "left"
    assert list(queries.wanted_calls(cast.viewer, cast.office, state="open", today=day(0))) == []


def test_eng_7_who_may_not_see_or_write_does_neither(cast: Cast) -> None:
    one = project(cast)
    for user in (cast.viewer, cast.unit_editor):
        with pytest.raises(NotAllowed):
            line(cast=type("As", (), {"officer": user})(), on=one)  # type: ignore[arg-type]
    hidden = set_visibility(body(cast, "Secret works"), by=cast.director, visibility="confidential")
    with pytest.raises(NotFound):
        parts.add_party(one, by=cast.officer, values={"organisation": hidden, "role": "lead"})
    secret = set_visibility(call(cast), by=cast.director, visibility="confidential")
    with pytest.raises(NotFound):
        applications.begin_application(one, by=cast.officer, values={}, call=secret)
    far = make_tie(cast.other_office, by=cast.operator, name="Far")
    with pytest.raises(NotFound):
        project(cast, ties=[far])


def test_eng_7_a_project_is_as_close_as_its_tie_and_its_dates_follow_it(cast: Cast) -> None:
    tie = set_visibility(
        make_tie(cast.office, by=cast.director, name="Quiet"), by=cast.director, visibility="confidential"
    )
    one = projects.begin_project(cast.office, by=cast.director, values={"title": "Quiet works"}, ties=[tie])
    assert one.visibility == "confidential"
    assert not queries.visible_projects(cast.viewer, cast.office).exists()
    other = project(cast)
    promise = due(cast, other)
    set_visibility(other, by=cast.director, visibility="confidential")
    promise.refresh_from_db()
    assert promise.visibility == "confidential", "what hangs on it is hidden with it"
    assert queries.still_due(cast.viewer, other) == ["…"]


def test_eng_7_changed_by_somebody_else_meanwhile(cast: Cast) -> None:
    one = project(cast)
    version = one.version
    projects.change_project(one, by=cast.officer, values={"aim": "Less smoke"})
    with pytest.raises(Conflict):
        projects.change_project(one, by=cast.officer, values={"aim": "More"}, expected_version=version)


def test_eng_7_search_finds_projects_and_calls(cast: Cast) -> None:
    one, two = project(cast), call(cast, fits="Harbours with quays of stone")
    assert search.find("shore power", cast.office.pk, kinds=("project",), limit=5) == [one.pk]
    assert search.find("quays stone", cast.office.pk, kinds=("funding_call",), limit=5) == [two.pk]
