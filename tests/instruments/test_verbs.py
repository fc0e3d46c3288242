"""VET-2: an office's own forms, their versions, and assessments of records."""

from dataclasses import replace
from typing import Any

import pytest

from proxenia.audit.models import Event
from proxenia.core.errors import Conflict, NotAllowed, NotFound, Refused
from proxenia.directory.actions import add_person
from proxenia.instruments import actions, queries
from proxenia.instruments.models import Assessment, Instrument, InstrumentVersion
from proxenia.methods.instrument_forms import remove
from proxenia.portfolio.models import Partnership
from proxenia.records.actions import set_visibility
from tests.cast import Cast, make_tie


@pytest.fixture
def tie(cast: Cast) -> Partnership:
    return make_tie(cast.office, by=cast.officer, name="Trier")


@pytest.fixture
def review(cast: Cast) -> Instrument:
    return actions.take_instrument(cast.office, by=cast.officer, code="partnership_review")


def said(**values: Any) -> dict[str, dict[str, Any]]:
    """Answers without remarks."""
    return {code: {"value": value} for code, value in values.items()}


def shorter(instrument: Instrument) -> Any:
    """The form without its first question."""
    return remove(queries.latest(instrument).form(), "why")


def test_vet_2_an_office_takes_a_shipped_form_once(cast: Cast, review: Instrument) -> None:
    version = queries.in_use(review)
    assert version is not None
    assert version.form() == queries.shipped_form("partnership_review")
    with pytest.raises(Refused, match="already"):
        actions.take_instrument(cast.office, by=cast.officer, code="partnership_review")
    with pytest.raises(NotFound):
        actions.take_instrument(cast.office, by=cast.officer, code="nothing")
    assert Event.objects.filter(verb="take_instrument", subject_uid=review.uid).count() == 1


@pytest.mark.parametrize("role", ["viewer", "unit_editor", "auditor", "administrator", "partner", "outsider"])
def test_vet_2_only_who_writes_for_the_office_edits_its_forms(
    cast: Cast, review: Instrument, role: str
) -> None:
    user = getattr(cast, role)
    with pytest.raises(NotAllowed):
        actions.take_instrument(cast.office, by=user, code="seven_barriers")
    with pytest.raises(NotAllowed):
        actions.revise_instrument(review, by=user, form=shorter(review))
    with pytest.raises(NotAllowed):
        actions.issue_instrument(review, by=user)
    with pytest.raises(NotAllowed):
        actions.discard_draft(review, by=user)


def test_vet_2_a_used_version_is_frozen_and_the_next_begins(
    cast: Cast, review: Instrument, tie: Partnership
) -> None:
    first = queries.in_use(review)
    assert first is not None
    made = actions.begin_assessment(tie.anchor, by=cast.officer, instrument=review, answers=said(why=3))
    body = first.body
    draft = actions.revise_instrument(review, by=cast.director, form=shorter(review))
    assert (draft.number, draft.is_draft) == (2, True)
    again = actions.revise_instrument(review, by=cast.director, form=remove(draft.form(), "fit"))
    assert again.pk == draft.pk
    assert queries.in_use(review) == first
    actions.issue_instrument(review, by=cast.director)
    first.refresh_from_db()
    made.refresh_from_db()
    assert (first.body, made.version_id) == (body, first.pk)
    assert queries.result_of(made).whole.score == 100
    newest = queries.in_use(review)
    assert newest is not None
    assert newest.number == 2
    with pytest.raises(Refused, match="no draft"):
        actions.issue_instrument(review, by=cast.director)


def test_vet_2_two_who_change_a_draft_do_not_overwrite_each_other(cast: Cast, review: Instrument) -> None:
    shown = actions.state_of(queries.latest(review))
    actions.revise_instrument(review, by=cast.officer, form=shorter(review), expected=shown)
    with pytest.raises(Conflict):
        actions.revise_instrument(review, by=cast.director, form=shorter(review), expected=shown)


def test_vet_2_a_form_with_faults_is_not_put_into_use(cast: Cast, review: Instrument) -> None:
    form = queries.latest(review).form()
    bare = replace(form, sections=(replace(form.sections[0], criteria=()), *form.sections[1:]))
    actions.revise_instrument(review, by=cast.officer, form=bare)
    with pytest.raises(Refused, match="Purpose and fit"):
        actions.issue_instrument(review, by=cast.officer)
    actions.discard_draft(review, by=cast.officer)
    assert InstrumentVersion.objects.filter(instrument=review).count() == 1
    with pytest.raises(Refused, match="no draft"):
        actions.discard_draft(review, by=cast.officer)


def test_vet_2_answers_are_kept_changed_and_finished(
    cast: Cast, review: Instrument, tie: Partnership
) -> None:
    made = actions.begin_assessment(tie.anchor, by=cast.officer, instrument=review, answers={})
    with pytest.raises(Refused, match="begun"):
        actions.begin_assessment(tie.anchor, by=cast.officer, instrument=review, answers={})
    with pytest.raises(Refused, match="at least one"):
        actions.finish_assessment(made, by=cast.officer)
    answers = {"why": {"value": "2", "remark": "See minutes"}, "only_here": {"value": ""}}
    kept = actions.answer_assessment(made, by=cast.officer, answers=answers, expected="1")
    assert kept.answers == {"why": {"value": 2, "remark": "See minutes"}}
    with pytest.raises(Conflict):
        actions.answer_assessment(made, by=cast.officer, answers=said(why=1), expected="1")
    with pytest.raises(NotAllowed, match="Only"):
        actions.answer_assessment(made, by=cast.director, answers=said(why=1))
    actions.finish_assessment(made, by=cast.officer)
    with pytest.raises(Refused, match="finished"):
        actions.answer_assessment(made, by=cast.officer, answers=said(why=1))
    event = Event.objects.filter(verb="finish_assessment", subject_uid=tie.uid).get()
    assert '"score":66.7' in event.values.after
    assert "minutes" not in event.values.after


@pytest.mark.parametrize(
    "answers",
    [
        said(why=9),
        said(why="x"),
        said(promises=101),
        said(promises="nan"),
        said(only_here="maybe"),
        said(odd=1),
    ],
)
def test_vet_2_an_answer_the_form_lacks_is_refused_in_a_sentence(
    cast: Cast, review: Instrument, tie: Partnership, answers: Any
) -> None:
    with pytest.raises(Refused) as refusal:
        actions.begin_assessment(tie.anchor, by=cast.officer, instrument=review, answers=answers)
    assert refusal.value.message.endswith(".")
    assert not Assessment.objects.exists()


@pytest.mark.parametrize("role", ["viewer", "auditor", "administrator"])
def test_vet_2_who_may_not_change_a_record_does_not_assess_it(
    cast: Cast, review: Instrument, tie: Partnership, role: str
) -> None:
    with pytest.raises(NotAllowed):
        actions.begin_assessment(tie.anchor, by=getattr(cast, role), instrument=review, answers={})


def test_vet_2_who_does_not_see_a_record_sees_no_assessment_of_it(
    cast: Cast, review: Instrument, tie: Partnership
) -> None:
    made = actions.begin_assessment(tie.anchor, by=cast.officer, instrument=review, answers=said(why=3))
    assert queries.assessment_of(cast.viewer, cast.office, made.uid) == made
    set_visibility(tie, by=cast.officer, visibility="confidential")
    for user in (cast.viewer, cast.partner):
        with pytest.raises(NotFound):
            queries.assessment_of(user, cast.office, made.uid)
    with pytest.raises(NotFound):
        queries.assessment_of(cast.outsider, cast.other_office, made.uid)
    assert queries.assessment_of(cast.officer, cast.office, made.uid) == made


def test_vet_2_people_are_not_assessed_and_forms_are_for_their_kind(cast: Cast, review: Instrument) -> None:
    person = add_person(cast.office, by=cast.officer, values={"name": "Ada Berg"})
    with pytest.raises(Refused, match="People"):
        actions.begin_assessment(person.anchor, by=cast.officer, instrument=review, answers={})
    tie = make_tie(cast.office, by=cast.officer, name="Nyborg")
    body = tie.parties.get().organisation
    with pytest.raises(Refused, match="kind"):
        actions.begin_assessment(body.anchor, by=cast.officer, instrument=review, answers={})
    assert queries.instruments_for(cast.office, "person") == []
    assert queries.instruments_for(cast.office, "partnership") == [review]
