"""STR-6, STR-7: the governance profile, and self-assessments over time."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from proxenia.audit.queries import history_of
from proxenia.core.errors import NotAllowed, Refused
from proxenia.core.values import PartialDate
from proxenia.instruments.actions import begin_assessment, finish_assessment, take_instrument
from proxenia.instruments.models import Instrument
from proxenia.instruments.queries import shipped_form
from proxenia.strategy import actions
from proxenia.strategy.models import GovernanceProfile
from proxenia.strategy.queries.governance import CODE, beside_peers, compared, means_of, self_assessments
from tests.cast import Cast, signed_in


@pytest.fixture
def profile(cast: Cast) -> GovernanceProfile:
    values = {"management": "together", "planning": "by_sector", "as_of": dt.date(2026, 1, 1)}
    return actions.begin_profile(cast.office, by=cast.officer, values=values)


def page(cast: Cast) -> str:
    return signed_in(cast.viewer).get(reverse("strategy:governance", args=("halden",))).content.decode()


def test_str_6_scenario_units_bodies_meetings_and_decisions(cast: Cast, profile: GovernanceProfile) -> None:
    unit = {
        "name": "International office",
        "staff": Decimal("4.5"),
        "budget": Decimal(300000),
        "currency": "EUR",
        "year": 2026,
    }
    made = actions.add_governance_unit(profile, by=cast.officer, values=unit)
    actions.add_governance_unit(profile, by=cast.officer, values={"name": "Port desk"})
    body = actions.add_body(profile, by=cast.officer, values={"name": "Coordination round"})
    meeting = {"on": dt.date(2026, 2, 3), "decisions": "One list of journeys for all departments."}
    actions.add_body_meeting(body, by=cast.officer, values=meeting)
    told = page(cast)
    for words in (
        "Several governments side by side",
        "Plans by sector",
        "Coordination round",
        "One list of journeys",
    ):
        assert words in told
    assert "Of 1 unit it is not known." in told
    with pytest.raises(Refused, match="Meetings of it are recorded"):
        actions.remove_body(body, by=cast.officer)
    actions.change_governance_unit(made, by=cast.officer, values={"staff": Decimal(5)})
    actions.remove_governance_unit(made, by=cast.officer)


def test_str_6_unknown_staff_and_money_never_count_as_nothing(cast: Cast, profile: GovernanceProfile) -> None:
    for name, budget, currency, year in (
        ("A", Decimal(10), "EUR", 2026),
        ("B", Decimal(5), "NOK", 2026),
        ("C", None, "", None),
        ("D", Decimal(1), "EUR", 2025),
    ):
        values = {"name": name, "budget": budget, "currency": currency, "year": year}
        actions.add_governance_unit(profile, by=cast.officer, values=values)
    means = means_of(list(profile.units.all()))
    assert means.budgets == (("EUR", 2025, Decimal(1)), ("EUR", 2026, Decimal(10)), ("NOK", 2026, Decimal(5)))
    assert (means.budget_unknown, means.staff_unknown, means.staff) == (1, 4, Decimal(0))


@pytest.mark.parametrize(
    ("values", "where"),
    [
        ({"name": " "}, "name"),
        ({"staff": Decimal(-1)}, "staff"),
        ({"budget": Decimal(1)}, "currency"),
        ({"budget": Decimal(1), "currency": "EUR"}, "year"),
        ({"year": 20260}, "year"),
    ],
)
def test_str_6_a_wrong_unit_is_refused(
    cast: Cast, profile: GovernanceProfile, values: dict[str, Any], where: str
) -> None:
    with pytest.raises(Refused) as refusal:
        actions.add_governance_unit(profile, by=cast.officer, values={"name": "Office", **values})
    assert refusal.value.where == where


def test_str_6_a_wrong_profile_or_meeting_is_refused(cast: Cast, profile: GovernanceProfile) -> None:
    with pytest.raises(Refused, match="has its profile already"):
        actions.begin_profile(cast.office, by=cast.officer, values={"as_of": dt.date(2026, 1, 1)})
    with pytest.raises(Refused, match="from the list"):
        actions.change_profile(profile, by=cast.officer, values={"management": "king"})
    ahead = timezone.localdate() + dt.timedelta(days=1)
    with pytest.raises(Refused, match="still to come"):
        actions.change_profile(profile, by=cast.officer, values={"as_of": ahead})
    body = actions.add_body(profile, by=cast.officer, values={"name": "Round"})
    with pytest.raises(Refused, match="still to come"):
        actions.add_body_meeting(body, by=cast.officer, values={"on": ahead, "topics": "x"})
    with pytest.raises(Refused, match="what it was about"):
        actions.add_body_meeting(body, by=cast.officer, values={"on": dt.date(2026, 1, 1)})
    with pytest.raises(NotAllowed):
        actions.add_body(profile, by=cast.unit_editor, values={"name": "Own round"})


def test_str_6_the_pages_write_what_is_typed(cast: Cast) -> None:
    client = signed_in(cast.officer)

    def send(name: str, data: dict[str, str], *args: str) -> None:
        assert client.post(reverse(f"strategy:{name}", args=("halden", *args)), data).status_code == 302

    send("begin_profile", {"management": "main_city", "planning": "", "as_of": "2026-01-01"})
    send("edit_profile", {"management": "main_city", "planning": "own_plan", "as_of": "2026-02-01"})
    unit = {"name": "Office", "staff": "3", "budget": "10", "currency": "euro", "year": "2026"}
    send("add_part", unit, "units")
    send("add_part", {"name": "Round"}, "bodies")
    found = GovernanceProfile.objects.get()
    row, body = found.units.get(), found.bodies.get()
    assert (row.currency, found.planning) == ("EUR", "own_plan")
    send("edit_part", {**unit, "name": "Desk"}, "units", row.uid)
    send("add_meeting", {"on": "2026-02-02", "topics": "Journeys"}, body.uid)
    meeting = body.meetings.get()
    edit = reverse("strategy:edit_meeting", args=("halden", meeting.uid))
    assert 'value="Journeys"' in client.get(edit).content.decode()
    assert client.post(edit, {"on": "2026-02-02", "topics": "", "decisions": ""}).status_code == 422
    send("edit_meeting", {"on": "2026-02-03", "topics": "Journeys", "decisions": "One list"}, meeting.uid)
    meeting.refresh_from_db()
    assert (meeting.on, meeting.decisions) == (dt.date(2026, 2, 3), "One list")
    changes = {one.field: (one.before, one.after) for one in history_of([found.uid])[0].changes}
    assert changes["decisions"][1] == "One list"
    assert signed_in(cast.viewer).get(edit).status_code in (403, 404)
    send("remove_meeting", {}, meeting.uid)
    send("remove_part", {}, "bodies", body.uid)
    assert client.get(reverse("strategy:add_part", args=("halden", "kings"))).status_code == 404
    assert signed_in(cast.outsider).get(reverse("strategy:governance", args=("halden",))).status_code == 404


def answered(cast: Cast, profile: GovernanceProfile, form: Instrument, place: int) -> None:
    answers = {one.code: {"value": place} for one in shipped_form(CODE).criteria()}
    one = begin_assessment(profile.anchor, by=cast.officer, instrument=form, answers=answers)
    finish_assessment(one, by=cast.officer)


def test_str_7_self_assessments_are_repeated_and_compared(cast: Cast, profile: GovernanceProfile) -> None:
    form = take_instrument(cast.office, by=cast.officer, code=CODE)
    assert "No self-assessment is finished yet" in page(cast)
    for place in (1, 2):
        answered(cast, profile, form, place)
    rows = compared(self_assessments(profile))
    assert len(rows) == 4
    for _title, scores, change in rows:
        assert [round(one or 0) for one in scores] == [33, 67]
        assert round(change or 0) == 33
    assert "Self-assessments over time" in page(cast)


def test_str_7_every_line_of_our_own_set_says_what_it_follows() -> None:
    form = shipped_form(CODE)
    criteria = list(form.criteria())
    assert len(criteria) == 12
    assert all(one.derived_from for one in criteria)
    assert "Metropolis" not in form.name
    assert form.subjects == ("governance_profile",)


def test_str_7_answers_to_different_versions_are_not_subtracted(
    cast: Cast, profile: GovernanceProfile
) -> None:
    form = take_instrument(cast.office, by=cast.officer, code=CODE)
    for place in (1, 2):
        answered(cast, profile, form, place)
    looks = self_assessments(profile)
    looks[0].__dict__["version"] = 0
    assert {change for _title, _scores, change in compared(looks)} == {None}


PEER: dict[str, Any] = {
    "name": "Lindvik",
    "on": PartialDate(2026),
    "source": "Its own answers",
    "scores": {"direction": Decimal(71)},
}


@pytest.mark.parametrize(
    ("values", "where"),
    [
        ({"name": " "}, "name"),
        ({"source": ""}, "source"),
        ({"on": None}, "on"),
        ({"on": PartialDate(2200)}, "on"),
        ({"scores": {}}, "direction"),
        ({"scores": {"direction": Decimal(101)}}, "direction"),
        ({"scores": {"account": Decimal(-1)}}, "account"),
        ({"scores": {"luck": Decimal(1)}}, "name"),
        ({"version": 7}, "name"),
    ],
)
def test_str_7_a_wrong_peer_is_refused_at_its_field(
    cast: Cast, profile: GovernanceProfile, values: dict[str, Any], where: str
) -> None:
    take_instrument(cast.office, by=cast.officer, code=CODE)
    with pytest.raises(Refused) as refusal:
        actions.add_peer_look(profile, by=cast.officer, values={**PEER, **values})
    assert refusal.value.where == where
    assert not profile.peers.exists()


def test_str_7_peers_stand_beside_our_newest_answers_section_by_section(
    cast: Cast, profile: GovernanceProfile
) -> None:
    with pytest.raises(Refused, match="Take over the form"):
        actions.add_peer_look(profile, by=cast.officer, values=PEER)
    form = take_instrument(cast.office, by=cast.officer, code=CODE)
    actions.add_peer_look(profile, by=cast.officer, values=PEER)
    assert [one.is_same_version for one in beside_peers(profile, [])[1]] == [False]
    for place in (0, 1):
        answered(cast, profile, form, place)
    looks = self_assessments(profile)
    titles, (beside,) = beside_peers(profile, looks)
    assert len(titles) == 4
    own = looks[-1].sections[titles[0]]
    assert own is not None
    assert beside.scores[0] == (71, 71 - round(own))
    assert set(beside.scores[1:]) == {(None, None)}
    text = page(cast)
    assert "Lindvik" in text
    assert f"{71 - round(own)} above us" in text
    looks[-1].__dict__["version"] = 9
    ((_score, difference), *_rest) = beside_peers(profile, looks)[1][0].scores
    assert difference is None
    with pytest.raises(NotAllowed):
        actions.add_peer_look(profile, by=cast.viewer, values=PEER)


def test_str_7_peers_are_written_corrected_and_taken_off_on_their_pages(
    cast: Cast, profile: GovernanceProfile
) -> None:
    take_instrument(cast.office, by=cast.officer, code=CODE)
    client = signed_in(cast.officer)
    add = reverse("strategy:add_peer", args=("halden",))
    assert client.get(add).status_code == 200
    typed = {"name": "Lindvik", "on": "2026", "source": "Its own answers", "direction": "71", "means": ""}
    assert client.post(add, {**typed, "direction": "710"}).status_code == 422
    assert client.post(add, {**typed, "direction": ""}).status_code == 422
    assert client.post(add, typed).status_code == 302
    one = profile.peers.get()
    assert one.scores == {"direction": 71.0}
    edit = reverse("strategy:edit_peer", args=("halden", one.uid))
    assert 'value="71.0"' in client.get(edit).content.decode()
    assert client.post(edit, {**typed, "means": "40", "caveat": "Half our size"}).status_code == 302
    one.refresh_from_db()
    assert (one.scores, one.caveat) == ({"direction": 71.0, "means": 40.0}, "Half our size")
    changes = {each.field: (each.before, each.after) for each in history_of([profile.uid])[0].changes}
    assert changes["scores"] == ("direction 71", "direction 71, means 40")
    assert signed_in(cast.viewer).get(edit).status_code in (403, 404)
    assert client.post(reverse("strategy:remove_peer", args=("halden", one.uid))).status_code == 302
    assert not profile.peers.exists()
