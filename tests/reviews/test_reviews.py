"""PRT-6: the due list, a review with its evidence frozen, the decision, and the step that is offered, never taken."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from proxenia.commitments.actions import change_commitment
from proxenia.core.errors import NotAllowed, NotFound, Refused
from proxenia.core.values import PartialDate
from proxenia.engagements.actions import change_engagement
from proxenia.instruments.actions import take_instrument
from proxenia.instruments.models import Instrument
from proxenia.portfolio.actions import add_agreement, add_promise, archive_tie, change_tie, move_state
from proxenia.portfolio.models import Partnership
from proxenia.records.actions import add_note, set_visibility
from proxenia.results.actions.ledger import add_contribution, add_result
from proxenia.reviews import actions, rules
from proxenia.reviews.models import EvidenceLine, Review, VitalSign
from proxenia.reviews.queries import due
from proxenia.reviews.queries.evidence import figures_of, lines_seen
from tests.cast import Cast, signed_in

WHY = "The exchange has run its course and both sides know it."


def day(distance: int) -> dt.date:
    """A day so far from today."""
    return timezone.localdate() + dt.timedelta(days=distance)


def address(name: str, *args: str) -> str:
    return reverse(f"reviews:{name}", args=["halden", *args])


@pytest.fixture
def form(cast: Cast) -> Instrument:
    return take_instrument(cast.office, by=cast.officer, code="partnership_review")


@pytest.fixture
def moss(tie: Any) -> Partnership:
    found: Partnership = tie("Moss", values={"review_on": day(-30)})
    return found


@pytest.fixture
def review(cast: Cast, moss: Partnership, form: Instrument) -> Review:
    return actions.begin_review(moss, by=cast.officer, instrument=form, moves=True)


@pytest.fixture
def client(cast: Cast) -> Client:
    return signed_in(cast.officer)


def reasons(cast: Cast) -> dict[str, list[str]]:
    """Name of the tie -> why it is due."""
    rows = due.with_ties(due.due_list(cast.officer, cast.office, day(0)))
    return {tie.name: [why for why, _on in one.why] for one, tie in rows}


def test_prt_6_the_due_list_says_why(cast: Cast, moss: Partnership, tie: Any) -> None:
    later = tie("Later", values={"review_on": day(400)})
    values = {"title": "Charter", "signed": PartialDate(2020, 1, 1), "review": PartialDate.of(day(20))}
    add_agreement(tie("Text", values={"review_on": day(400)}), by=cast.officer, values=values)
    silent = tie("Silent", values={"review_on": day(400)})
    run = actions.judge_office(cast.office, by=cast.operator)
    VitalSign.objects.update_or_create(
        partnership=silent, defaults={"state": "dormant", "run": run, "computed_at": timezone.now()}
    )
    old = tie("Old", values={"review_on": day(400)})
    Partnership.objects.filter(pk=old.pk).update(
        review_on=None, created_at=timezone.now() - dt.timedelta(days=1200)
    )
    assert reasons(cast) == {
        "Old": ["interval"],
        "Moss": ["planned"],
        "Silent": ["dormant"],
        "Text": ["agreement"],
    }
    assert later.name not in reasons(cast)
    archive_tie(moss, by=cast.officer, reason="By mistake")
    assert "Moss" not in reasons(cast)


def test_prt_6_what_a_person_may_not_see_is_not_due_for_them(cast: Cast, moss: Partnership) -> None:
    set_visibility(moss, by=cast.officer, visibility="confidential")
    assert due.due_list(cast.director, cast.office, day(0)) == []
    assert len(due.due_list(cast.officer, cast.office, day(0))) == 1


def test_prt_6_the_due_list_asks_the_same_however_many_ties(
    cast: Cast, moss: Partnership, tie: Any, django_assert_max_num_queries: Any
) -> None:
    due.due_list(cast.officer, cast.office, day(0))
    with django_assert_max_num_queries(6):
        due.due_list(cast.officer, cast.office, day(0))
    for name in ("Rygge", "Onsoy", "Raade"):
        tie(name, values={"review_on": day(3)})
    with django_assert_max_num_queries(6):
        assert len(due.due_list(cast.officer, cast.office, day(0))) == 4


def test_prt_6_the_evidence_is_frozen(cast: Cast, moss: Partnership, form: Instrument, contact: Any) -> None:
    call = contact(
        day(-40).isoformat(), "Harbour call", ties=[moss], staff_hours=Decimal(4), cost=Decimal(90), currency="EUR",
        initiated_by="us",
    )  # fmt: skip
    contact(day(-20).isoformat(), "Letter", ties=[moss], initiated_by="them")
    contact(day(-5000).isoformat(), "Long ago", ties=[moss])
    contact(day(9).isoformat(), "Still to come", ties=[moss])
    promise = add_promise(
        moss, by=cast.officer, values={"what": "Send dates", "side": "us", "due": PartialDate.of(day(-3))}
    )
    add_note(moss.anchor, by=cast.officer, text="They are short of staff.")
    review = actions.begin_review(moss, by=cast.officer, instrument=form)
    change_engagement(call, by=cast.officer, values={"title": "Renamed", "staff_hours": Decimal(400)})
    change_commitment(promise, by=cast.officer, values={"what": "Something else"})
    lines, hidden = lines_seen(cast.officer, review)
    assert {one.words for one in lines} == {
        "Harbour call",
        "Letter",
        "Send dates",
        "They are short of staff.",
    }
    figures = figures_of(lines, review.opened_at.date())
    assert (figures.contacts, figures.began_us, figures.began_them, figures.hours) == (2, 1, 1, Decimal(4))
    assert (figures.without_hours, figures.money, figures.late) == (
        1,
        {"EUR": Decimal(90)},
        {"us": 1, "them": 0},
    )
    assert hidden == 0
    assert review.run.method == "review_evidence"
    assert len(review.run.digest) == 64
    page = signed_in(cast.viewer).get(address("review", review.uid)).content.decode()
    for words in ("Harbour call", "1 contact nobody wrote", "No result that counts names it", "late with 1"):
        assert words in page


def test_res_17_the_pack_of_a_review_does_not_add_their_results_to_ours(
    cast: Cast, moss: Partnership, form: Instrument
) -> None:
    for number, belongs in enumerate(("ours", "theirs", "theirs", "world")):
        values = {"what": f"Change {number}", "kind": "policy", "belongs": belongs}
        values["on"] = PartialDate.of(day(-30))
        one = add_result(cast.office, by=cast.officer, values=values)
        add_contribution(one, by=cast.officer, target=moss)
    review = actions.begin_review(moss, by=cast.officer, instrument=form)
    figures = figures_of(lines_seen(cast.officer, review)[0], review.opened_at.date())
    assert (figures.results, figures.elsewhere) == ({"reported": 1}, {"theirs": 2, "world": 1})
    page = signed_in(cast.viewer).get(address("review", review.uid)).content.decode()
    assert "1 result that counts in our place, 0 confirmed by an outsider" in page
    assert "Kept apart: 2 in the partner&#x27;s place, 1 for the world." in page


def test_prt_6_a_reader_sees_the_evidence_they_might_see_at_its_source(
    cast: Cast, moss: Partnership, form: Instrument, contact: Any
) -> None:
    contact(day(-9).isoformat(), "Closed talks", ties=[moss], by=cast.officer, visibility="confidential")
    contact(day(-8).isoformat(), "Open talks", ties=[moss])
    add_note(moss.anchor, by=cast.officer, text="Said in the room.", sharing="room", room=[cast.officer])
    review = actions.begin_review(moss, by=cast.officer, instrument=form)
    own, none_hidden = lines_seen(cast.officer, review)
    assert {one.words for one in own} == {"Closed talks", "Open talks", "Said in the room."}
    assert none_hidden == 0
    page = signed_in(cast.director).get(address("review", review.uid)).content.decode()
    assert "Open talks" in page
    assert "Closed talks" not in page
    assert "Said in the room." not in page
    assert "2 facts are kept that you may not see" in page


@pytest.mark.parametrize(
    ("decision", "state", "target"),
    [
        ("deepen", "under_review", "active"),
        ("keep", "under_review", "active"),
        ("change", "active", ""),
        ("scale_down", "under_review", "scaled_down"),
        ("sunset", "under_review", "historic"),
        ("historic", "suspended", "historic"),
        ("sunset", "exploring", "historic"),
        ("keep", "exploring", ""),
        ("historic", "historic", ""),
    ],
)
def test_prt_6_each_decision_leads_to_a_step(decision: str, state: str, target: str) -> None:
    step = rules.step_after(decision, state)
    assert (step.target, step.reason) == (target, "")


def test_prt_6_an_active_tie_is_not_ended_without_being_under_review() -> None:
    assert "open the review first" in rules.step_after("sunset", "active").reason


def test_prt_6_the_decision_moves_nothing_by_itself(cast: Cast, moss: Partnership, review: Review) -> None:
    moss.refresh_from_db()
    assert moss.state == "under_review"
    with pytest.raises(Refused, match="Nothing is decided"):
        actions.carry_out_review(review, by=cast.officer)
    with pytest.raises(Refused, match="why"):
        actions.decide_review(review, by=cast.officer, decision="keep", reason=" ", next_on=day(700))
    with pytest.raises(Refused, match="looked at next"):
        actions.decide_review(review, by=cast.officer, decision="keep", reason=WHY)
    with pytest.raises(Refused, match="lie ahead"):
        actions.decide_review(review, by=cast.officer, decision="keep", reason=WHY, next_on=day(0))
    with pytest.raises(Refused, match="Choose one"):
        actions.decide_review(review, by=cast.officer, decision="explode", reason=WHY)
    decided = actions.decide_review(review, by=cast.officer, decision="keep", reason=WHY, next_on=day(700))
    moss.refresh_from_db()
    assert (moss.state, moss.review_on) == ("under_review", day(700))
    with pytest.raises(Refused, match="closed"):
        actions.decide_review(review, by=cast.officer, decision="sunset", reason=WHY)
    actions.carry_out_review(decided, by=cast.officer)
    moss.refresh_from_db()
    assert (moss.state, moss.review_on) == ("active", day(700))


def test_prt_6_a_unit_prepares_and_the_office_decides(cast: Cast, tie: Any, form: Instrument) -> None:
    own = tie("Own", unit=cast.unit)
    review = actions.begin_review(own, by=cast.unit_editor, instrument=form, moves=True)
    actions.answer_review(review, by=cast.unit_editor, answers={"why": {"value": 2}})
    with pytest.raises(NotAllowed):
        actions.decide_review(review, by=cast.unit_editor, decision="sunset", reason=WHY)
    with pytest.raises(NotAllowed):
        actions.begin_review(tie("Other"), by=cast.unit_editor, instrument=form)
    with pytest.raises(NotFound):
        actions.begin_review(own, by=cast.outsider, instrument=form)
    assert actions.decide_review(review, by=cast.director, decision="sunset", reason=WHY).decision == "sunset"


def test_prt_6_one_review_at_a_time_and_none_of_what_has_ended(
    cast: Cast, moss: Partnership, review: Review, form: Instrument, tie: Any
) -> None:
    with pytest.raises(Refused, match="open already"):
        actions.begin_review(moss, by=cast.director, instrument=form)
    actions.drop_review(review, by=cast.officer, reason="Opened by mistake, nothing to decide.")
    again = actions.begin_review(moss, by=cast.officer, instrument=form)
    assert again.run.parameters["since"] == (day(0) - rules.LOOK_BACK).isoformat()
    over = tie("Over")
    move_state(over, by=cast.officer, target="under_review")
    move_state(over, by=cast.officer, target="historic", reason="Ended")
    with pytest.raises(Refused, match="historic"):
        actions.begin_review(over, by=cast.officer, instrument=form)


def test_prt_6_the_next_review_looks_back_to_the_last(cast: Cast, moss: Partnership, review: Review) -> None:
    actions.decide_review(review, by=cast.officer, decision="keep", reason=WHY, next_on=day(300))
    assert actions.looks_back_to(moss, day(0)) == timezone.now().date()


def test_prt_6_frozen_lines_and_runs_are_never_changed_by_a_verb(cast: Cast, review: Review) -> None:
    before = list(EvidenceLine.objects.values())
    actions.answer_review(review, by=cast.officer, answers={"why": {"value": 1}})
    actions.answer_review(review, by=cast.officer, answers={"why": {"value": 3}})
    actions.decide_review(review, by=cast.officer, decision="historic", reason=WHY)
    assert list(EvidenceLine.objects.values()) == before
    assert review.answers.count() == 1


def test_prt_6_a_review_in_pages(cast: Cast, client: Client, moss: Partnership) -> None:
    html = client.get(address("list")).content.decode()
    assert "1 tie is due" in html
    assert address("open", moss.uid) in html
    assert "taken over with it" in client.get(address("open", moss.uid)).content.decode()
    client.post(address("open", moss.uid), {"instrument": "take:partnership_review", "moves": "on"})
    review = Review.objects.get()
    moss.refresh_from_db()
    assert moss.state == "under_review"
    assert client.get(address("open", moss.uid)).headers["Location"] == address("review", review.uid)
    assert client.post(address("questions", review.uid), {"a_why": "3"}).status_code == 302
    assert client.get(address("questions", review.uid)).status_code == 200
    assert "100 of 100 by what is known" in client.get(address("review", review.uid)).content.decode()
    short = client.post(address("decide", review.uid), {"decision": "sunset", "reason": "No."})
    assert short.status_code == 422
    assert "No." in short.content.decode()
    client.post(
        address("decide", review.uid), {"decision": "sunset", "reason": WHY, "minutes": "All agreed."}
    )
    page = client.get(address("review", review.uid)).content.decode()
    for words in (
        "Decided: Sunset",
        WHY,
        "All agreed.",
        "The tie has not moved yet",
        address("carry_out", review.uid),
    ):
        assert words in page
    assert client.get(address("decide", review.uid)).status_code == 409
    story = reverse("portfolio:tie", args=["halden", moss.uid])
    assert "Decided last: Sunset" in client.get(story).content.decode()
    client.post(address("carry_out", review.uid))
    moss.refresh_from_db()
    assert moss.state == "historic"
    assert "Carried out" in client.get(address("review", review.uid)).content.decode()
    assert "Sunset" in client.get(address("list")).content.decode()


def test_prt_6_a_review_is_closed_without_a_decision(client: Client, review: Review) -> None:
    assert client.post(address("drop", review.uid), {"reason": "x"}).status_code == 422
    assert client.post(address("drop", review.uid), {"reason": "Opened twice by mistake."}).status_code == 302
    assert "Why it was closed" in client.get(address("review", review.uid)).content.decode()


def test_prt_6_who_may_do_what_with_a_review_in_pages(cast: Cast, review: Review) -> None:
    viewer, unit = signed_in(cast.viewer), signed_in(cast.unit_editor)
    assert viewer.get(address("review", review.uid)).status_code == 200
    assert address("decide", review.uid) not in viewer.get(address("review", review.uid)).content.decode()
    for name in ("questions", "decide", "drop"):
        assert viewer.get(address(name, review.uid)).status_code == 403
        assert unit.get(address(name, review.uid)).status_code == 403
        assert signed_in(cast.outsider).get(address(name, review.uid)).status_code == 404
    for who in (viewer, unit):
        assert who.post(address("carry_out", review.uid)).status_code == 403
    set_visibility(review.partnership, by=cast.officer, visibility="confidential")
    for name in ("review", "questions", "decide", "drop"):
        assert signed_in(cast.director).get(address(name, review.uid)).status_code == 404
    assert signed_in(cast.director).post(address("carry_out", review.uid)).status_code == 404


def test_prt_6_a_partner_from_outside_reads_no_review(cast: Cast, review: Review) -> None:
    from proxenia.records.actions import share

    share(review.partnership, by=cast.officer, reader=cast.partner)
    partner = signed_in(cast.partner)
    assert partner.get(address("review", review.uid)).status_code == 403
    story = partner.get(reverse("portfolio:tie", args=["halden", review.partnership.uid]))
    assert story.status_code == 200
    assert "A review is open" not in story.content.decode()


def test_prt_6_a_day_set_on_the_tie_is_kept_where_nothing_is_decided(cast: Cast, moss: Partnership) -> None:
    change_tie(moss, by=cast.officer, values={"review_on": day(30)})
    assert reasons(cast) == {"Moss": ["planned"]}
