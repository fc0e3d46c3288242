"""VET-2 in the browser: taking a form over, editing it, assessing a tie."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from proxenia.instruments import actions, queries
from proxenia.instruments.models import Assessment, Instrument
from proxenia.portfolio.models import Partnership
from proxenia.records.actions import set_visibility, share
from tests.cast import Cast, make_tie, signed_in

LEVELS = "0 | No | Nothing\n2 | Yes, partly | Something"
CRITERION = {
    "question": "Does it rain?",
    "scale": "levels",
    "weight": "2",
    "levels": LEVELS,
    "low": "0",
    "high": "10",
    "better": "high",
}


@pytest.fixture
def client(cast: Cast) -> Client:
    return signed_in(cast.officer)


@pytest.fixture
def review(cast: Cast) -> Instrument:
    return actions.take_instrument(cast.office, by=cast.officer, code="partnership_review")


@pytest.fixture
def tie(cast: Cast) -> Partnership:
    return make_tie(cast.office, by=cast.officer, name="Trier")


def address(name: str, *args: str) -> str:
    return reverse(f"instruments:{name}", args=["halden", *args])


def text_of(client: Client, url: str) -> str:
    return client.get(url).content.decode()


def test_vet_2_a_shipped_form_is_taken_over(cast: Cast, client: Client) -> None:
    assert "Seven-barrier check" in text_of(client, address("list"))
    client.post(address("take", "seven_barriers"))
    taken = Instrument.objects.get()
    page = text_of(client, address("instrument", taken.uid))
    assert "The weakest section decides" in page
    assert "Stands in the way" in page
    viewer = signed_in(cast.viewer)
    assert viewer.get(address("instrument", taken.uid)).status_code == 200
    assert viewer.post(address("take", "partnership_review")).status_code == 403
    assert viewer.get(address("edit", taken.uid)).status_code == 403


def test_vet_2_a_copy_is_edited_and_the_difference_shown(client: Client, review: Instrument) -> None:
    edit = address("edit", review.uid)
    assert client.get(edit).status_code == 200
    client.post(address("section", review.uid, "new"), {"title": "Weather"})
    draft = queries.draft_of(review)
    assert draft is not None
    section = draft.form().sections[-1]
    assert section.title == "Weather"
    assert "has no criteria" in text_of(client, edit)
    client.post(address("issue", review.uid))
    assert queries.draft_of(queries.instrument_of(review.office, review.uid)) is not None
    added = client.post(address("criterion", review.uid, section.code, "new"), CRITERION)
    assert added.status_code == 302
    client.post(address("remove", review.uid, "why"))
    client.post(address("move", review.uid, "fit", "down"))
    client.post(address("section", review.uid, "purpose"), {"title": "What for"})
    client.post(edit, {"name": "Our review", "purpose": "", "rule": "weighted_mean"})
    client.post(address("issue", review.uid))
    used = queries.in_use(queries.instrument_of(review.office, review.uid))
    assert used is not None
    assert used.number == 2
    codes = [one.code for one in used.form().criteria()]
    assert codes[:2] == ["only_here", "fit"]
    assert used.form().sections[-1].criteria[0].levels[1].label == "Yes, partly"
    page = text_of(client, address("instrument", review.uid))
    for words in ("Our review", "Does it rain?", "removed", "What for", "<del>Purpose and fit</del>"):
        assert words in page
    assert "Purpose and fit" in text_of(client, address("instrument", review.uid) + "?version=1")
    assert client.get(address("instrument", review.uid) + "?version=9").status_code == 404
    change = address("criterion", review.uid, section.code, used.form().sections[-1].criteria[0].code)
    assert "2 | Yes, partly | Something" in text_of(client, change)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"levels": "none | x"}, "begin the line with its points"),
        ({"levels": "1 | One"}, "at least two levels"),
        ({"levels": "1 | One\n1 | Two"}, "different points"),
        ({"scale": "number", "low": "5", "high": "5"}, "must be below"),
        ({"weight": "0"}, "above zero"),
        ({"weight": "much"}, "not a number"),
    ],
)
def test_vet_2_a_wrong_criterion_is_refused_in_a_sentence(
    client: Client, review: Instrument, typed: dict[str, str], told: str
) -> None:
    answer = client.post(address("criterion", review.uid, "purpose", "new"), {**CRITERION, **typed})
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert queries.draft_of(review) is None


def test_vet_2_a_draft_is_thrown_away_and_a_stale_page_refused(client: Client, review: Instrument) -> None:
    shown = actions.state_of(queries.latest(review))
    client.post(address("move", review.uid, "why", "down"), {"expected": shown})
    assert client.post(address("remove", review.uid, "fit"), {"expected": shown}).status_code == 409
    client.post(address("discard", review.uid))
    assert queries.draft_of(queries.instrument_of(review.office, review.uid)) is None


def test_vet_2_a_tie_is_assessed_from_its_page(
    cast: Cast, client: Client, review: Instrument, tie: Partnership
) -> None:
    begin = address("assess", tie.uid, review.uid)
    story = reverse("portfolio:tie", args=["halden", tie.uid])
    assert begin in text_of(client, story)
    assert "What one would" not in text_of(client, begin)
    bad = client.post(begin, {"a_promises": "400"})
    assert bad.status_code == 422
    client.post(begin, {"a_why": "3", "a_promises": "", "r_why": "Council of May"})
    made = Assessment.objects.get()
    page = text_of(client, address("assessment", made.uid))
    for words in ("100 of 100 by what is known", "Council of May", "unknown", "What to find out first"):
        assert words in page
    assert client.get(begin).headers["Location"] == address("answer", made.uid)
    assert begin not in text_of(client, story)
    assert "Council of May" in text_of(client, address("answer", made.uid))
    client.post(address("answer", made.uid), {"a_why": "0", "expected_version": "1"})
    stale = client.post(address("answer", made.uid), {"a_why": "1", "expected_version": "1"})
    assert stale.status_code == 422
    client.post(address("finish", made.uid))
    made.refresh_from_db()
    assert made.is_finished
    assert made.answers == {"why": {"value": 0, "remark": ""}}
    assert "0 of 100 by what is known" in text_of(client, story)


def test_vet_2_an_assessment_of_a_hidden_record_is_not_found(
    cast: Cast, client: Client, review: Instrument, tie: Partnership
) -> None:
    made = actions.begin_assessment(
        tie.anchor, by=cast.officer, instrument=review, answers={"why": {"value": 1}}
    )
    director = signed_in(cast.director)
    assert director.get(address("assessment", made.uid)).status_code == 200
    assert director.get(address("answer", made.uid)).status_code == 403
    assert director.post(address("finish", made.uid)).status_code == 403
    set_visibility(tie, by=cast.officer, visibility="confidential")
    for name in ("assessment", "answer"):
        assert director.get(address(name, made.uid)).status_code == 404
    assert director.post(address("finish", made.uid)).status_code == 404
    assert director.get(address("assess", tie.uid, review.uid)).status_code == 404
    assert client.get(address("assessment", made.uid)).status_code == 200
    assert signed_in(cast.viewer).get(address("assess", tie.uid, review.uid)).status_code == 403


def test_vet_2_another_office_has_forms_of_its_own(cast: Cast, review: Instrument) -> None:
    stranger = signed_in(cast.outsider)
    for name, args in (("instrument", ()), ("edit", ()), ("section", ("new",))):
        url = reverse(f"instruments:{name}", args=["moss", review.uid, *args])
        assert stranger.get(url).status_code == 404
    assert (
        review.name not in text_of(stranger, reverse("instruments:list", args=["moss"])).split("shipped")[0]
    )


def test_vet_2_the_part_on_a_tie_asks_the_same_whatever_is_there(
    cast: Cast, client: Client, review: Instrument, tie: Partnership, django_assert_max_num_queries: Any
) -> None:
    url = reverse("portfolio:tie", args=["halden", tie.uid])
    client.get(url)
    with django_assert_max_num_queries(60) as few:
        client.get(url)
    asked = len(few.captured_queries)
    for user in (cast.officer, cast.director):
        actions.begin_assessment(tie.anchor, by=user, instrument=review, answers={"why": {"value": 1}})
    client.get(url)
    with django_assert_max_num_queries(asked):
        client.get(url)


def test_vet_2_a_partner_from_outside_reads_no_assessment(
    cast: Cast, review: Instrument, tie: Partnership
) -> None:
    made = actions.begin_assessment(
        tie.anchor, by=cast.officer, instrument=review, answers={"why": {"value": 1}}
    )
    share(tie, by=cast.officer, reader=cast.partner)
    partner = signed_in(cast.partner)
    story = reverse("portfolio:tie", args=["halden", tie.uid])
    assert partner.get(story).status_code == 200
    assert "Assessments" not in text_of(partner, story)
    assert partner.get(address("assessment", made.uid)).status_code == 403
