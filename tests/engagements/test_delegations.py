"""ENG-2, RSK-3, RSK-6: who goes where on whose money, what does not fit, and who says that it may."""

import datetime as dt
from typing import Any

import pytest

from proxenia.audit.models import Event
from proxenia.core.errors import Conflict, NotAllowed, NotFound, Refused
from proxenia.directory.actions import add_person, merge
from proxenia.directory.actions.consents import name_guardian
from proxenia.directory.actions.erasing import erase_person
from proxenia.engagements.actions import delegations, itineraries
from proxenia.engagements.models import Member, Slot
from proxenia.engagements.queries import delegations as queries
from proxenia.engagements.rules.delegations import obstacles
from proxenia.methods.itinerary import OUTSIDE, TWICE
from proxenia.records.actions import archive, set_visibility
from proxenia.risk.models import SponsoredTrip
from tests.cast import Cast, make_person
from tests.engagements.delegated import (
    approved,
    body,
    first_day,
    journey,
    member,
    minor,
    planned,
    rated,
    slot,
    stop,
)

pytestmark = pytest.mark.django_db
ONE_DAY = dt.timedelta(days=1)
REASON = "The fair pays every speaker alike."


def against(cast: Cast, engagement: Any) -> list[str]:
    """What speaks against it, by code."""
    return [one.code for one in obstacles(queries.standing_of(cast.director, engagement))]


def test_eng_2_members_come_from_several_organisations(cast: Cast) -> None:
    engagement = journey(cast)
    delegations.plan_delegation(engagement, by=cast.officer)
    port, school = body(cast, "Port of Halden"), body(cast, "School of Arts")
    member(cast, engagement, "Bo Dahl", organisation=port)
    member(cast, engagement, "Ada Berg", organisation=school, role="head")
    member(cast, engagement, "Cy Eng", organisation=port, role="business")
    seen = queries.members_seen(cast.viewer, engagement)
    assert [one.person.name for one in seen] == ["Ada Berg", "Bo Dahl", "Cy Eng"]
    assert [name for name, _group in queries.bodies_of(seen)] == ["School of Arts", "Port of Halden"]
    assert engagement.participations.count() == 3, "they are among those present"


def test_eng_2_nobody_is_on_it_twice_and_who_leaves_is_not_present(cast: Cast) -> None:
    engagement = planned(cast)
    one = Member.objects.get()
    with pytest.raises(Refused, match="already"):
        itineraries.add_member(engagement, by=cast.officer, person=one.person)
    itineraries.remove_member(one, by=cast.officer)
    assert not engagement.participations.exists()
    assert not Member.objects.exists()


def test_eng_2_an_organisation_one_may_not_see_is_not_put_on_it(cast: Cast) -> None:
    engagement = planned(cast)
    hidden = set_visibility(body(cast, "Secret works"), by=cast.director, visibility="confidential")
    person = add_person(cast.office, by=cast.officer, values={"name": "Dee Foss"})
    with pytest.raises(NotFound):
        itineraries.add_member(engagement, by=cast.officer, person=person, values={"organisation": hidden})
    hidden_person = set_visibility(person, by=cast.director, visibility="confidential")
    with pytest.raises(NotFound):
        itineraries.add_member(engagement, by=cast.officer, person=hidden_person)


def test_eng_2_a_host_one_may_not_see_is_not_told(cast: Cast) -> None:
    engagement = planned(cast)
    hidden = body(cast, "Secret works")
    slot(cast, engagement, host=hidden)
    assert "Secret works" in [
        one.host.name for one in queries.programme_seen(cast.viewer, engagement) if one.host
    ]
    set_visibility(hidden, by=cast.operator, visibility="confidential")
    assert [one.host for one in queries.programme_seen(cast.viewer, engagement)] == [None, None]
    assert Slot.objects.filter(host=hidden).exists()


@pytest.mark.parametrize(
    ("more", "where"),
    [
        ({"role": "king"}, "role"),
        ({"payer": "nobody"}, "payer"),
        ({"payer": "company", "sponsor": ""}, "sponsor"),
    ],
)
def test_eng_2_a_member_that_cannot_be_is_refused(cast: Cast, more: dict[str, str], where: str) -> None:
    engagement = planned(cast)
    with pytest.raises(Refused) as refusal:
        member(cast, engagement, "Dee Foss", **more)
    assert refusal.value.where == where
    assert Member.objects.count() == 1


@pytest.mark.parametrize(
    ("more", "where"),
    [
        ({"ends": dt.date(2020, 1, 1)}, "ends"),
        ({"zone": "Europe/Nowhere"}, "zone"),
        ({"zone": "../../etc/passwd"}, "zone"),
        ({"country": ""}, "country"),
        ({"ends": dt.date(2999, 1, 1)}, "ends"),
    ],
)
def test_eng_2_a_stop_that_cannot_be_is_refused(cast: Cast, more: dict[str, Any], where: str) -> None:
    engagement = journey(cast)
    delegations.plan_delegation(engagement, by=cast.officer)
    with pytest.raises(Refused) as refusal:
        stop(cast, engagement, **more)
    assert refusal.value.where == where
    assert not engagement.stops.exists()


@pytest.mark.parametrize(
    ("more", "where"),
    [
        ({"title": "  "}, "title"),
        ({"kind": "party"}, "kind"),
        ({"begins": "10:00", "ends": "10:00"}, "ends"),
        ({"begins": "10:00", "ends": "09:00"}, "ends"),
        ({"zone": "Mars/Olympus"}, "zone"),
        ({"for_all": False}, "members"),
        ({"on": dt.date(2027, 3, 28), "begins": "02:30", "ends": "04:00"}, "starts"),
    ],
)
def test_eng_2_an_item_that_cannot_be_is_refused(cast: Cast, more: dict[str, Any], where: str) -> None:
    engagement = planned(cast)
    with pytest.raises(Refused) as refusal:
        slot(cast, engagement, **more)
    assert refusal.value.where == where
    assert Slot.objects.count() == 1


def test_eng_2_an_item_may_end_earlier_by_the_clock_in_another_zone(cast: Cast) -> None:
    engagement = planned(cast)
    flight = slot(cast, engagement, "12:00", "11:30", kind="transport", end_zone="Europe/Lisbon")
    assert (flight.zone, flight.end_zone) == ("Europe/Paris", "Europe/Lisbon")


def test_eng_2_clashes_and_items_outside_the_days_are_told(cast: Cast) -> None:
    engagement = planned(cast)
    two = member(cast, engagement, "Bo Dahl")
    slot(cast, engagement, "09:30", "11:00", title="At the port", for_all=False, members=[two])
    slot(cast, engagement, on=first_day() - ONE_DAY)
    found = queries.clashes_of(engagement, queries.slots_of(engagement))
    twice = [clash for clash in found if clash.kind == TWICE]
    assert [clash.who for clash in twice] == [(two.pk,)]
    assert [clash.kind for clash in found if clash.kind == OUTSIDE] == [OUTSIDE]


def test_eng_2_who_is_on_another_delegation_in_these_days_is_told(cast: Cast) -> None:
    engagement = planned(cast)
    one = Member.objects.get()
    other = journey(cast, title="Elsewhere")
    delegations.plan_delegation(other, by=cast.officer)
    stop(cast, other, city="Metz", starts=first_day() + 2 * ONE_DAY, ends=first_day() + 5 * ONE_DAY)
    itineraries.add_member(other, by=cast.officer, person=one.person)
    found = queries.elsewhere(cast.officer, engagement, queries.members_seen(cast.officer, engagement))
    assert [(row.member.person.name, row.title) for row in found] == [("Ada Berg", "Elsewhere")]
    set_visibility(other, by=cast.director, visibility="confidential")
    hidden = queries.elsewhere(cast.viewer, engagement, queries.members_seen(cast.viewer, engagement))
    assert [(row.title, row.uid) for row in hidden] == [("", "")]
    archive(other, by=cast.director, reason="off")
    assert queries.elsewhere(cast.officer, engagement, [one]) == []


def test_rsk_3_where_it_goes_has_a_level_before_anybody_decides(cast: Cast) -> None:
    engagement = journey(cast)
    delegations.plan_delegation(engagement, by=cast.officer)
    assert against(cast, engagement) == ["members", "stops"]
    stop(cast, engagement)
    member(cast, engagement)
    assert against(cast, engagement) == ["unrated"]
    with pytest.raises(Refused, match="No risk level stands for Lyon, France"):
        delegations.submit_delegation(engagement, by=cast.officer)
    rated(cast)
    assert against(cast, engagement) == []
    assert delegations.submit_delegation(engagement, by=cast.officer).state == "submitted"


def test_rsk_3_a_delegation_that_comes_to_us_needs_no_level(cast: Cast) -> None:
    engagement = journey(cast, kind="delegation_in", direction="in")
    delegations.plan_delegation(engagement, by=cast.officer)
    stop(cast, engagement)
    member(cast, engagement)
    assert against(cast, engagement) == []


def test_rsk_3_level_four_and_open_safeguards_are_set_aside_with_a_reason_only(cast: Cast) -> None:
    engagement = planned(cast)
    rated(cast, level=4, city="Lyon")
    assert against(cast, engagement) == ["level", "safeguards"]
    delegations.submit_delegation(engagement, by=cast.officer)
    with pytest.raises(Refused, match="set the rules aside"):
        delegations.approve_delegation(engagement, by=cast.director, decision=REASON)
    with pytest.raises(Refused, match="in a sentence why the rule"):
        delegations.approve_delegation(engagement, by=cast.director, decision=REASON, override_reason="ok")
    with pytest.raises(Refused, match="why the journey is needed"):
        delegations.approve_delegation(engagement, by=cast.director, override_reason=REASON)
    plan = delegations.approve_delegation(
        engagement, by=cast.director, decision=REASON, override_reason=REASON
    )
    assert (plan.state, plan.level, plan.override_reason) == ("approved", 4, REASON)


def test_rsk_3_the_checklist_of_the_highest_level_is_ticked_line_by_line(cast: Cast) -> None:
    engagement = planned(cast)
    rated(cast, level=3, city="Metz")
    stop(cast, engagement, city="Metz")
    lines = queries.checklist(engagement, 3)
    assert against(cast, engagement) == ["safeguards"]
    for one in lines:
        delegations.tick_safeguard(engagement, by=cast.officer, code=one.line.code)
    assert against(cast, engagement) == []
    events = Event.objects.count()
    delegations.tick_safeguard(engagement, by=cast.officer, code=lines[0].line.code)
    assert Event.objects.count() == events, "said again, nothing changes"
    delegations.tick_safeguard(engagement, by=cast.officer, code=lines[0].line.code, is_done=False)
    assert against(cast, engagement) == ["safeguards"]
    with pytest.raises(Refused, match="not on the checklist"):
        delegations.tick_safeguard(engagement, by=cast.officer, code="invented")


def test_rsk_6_sponsored_travel_is_refused_unless_set_aside_and_then_registered(cast: Cast) -> None:
    engagement = planned(cast)
    member(cast, engagement, "Bo Dahl", payer="company", sponsor="Dock Works")
    assert against(cast, engagement) == ["sponsored"]
    delegations.submit_delegation(engagement, by=cast.officer)
    with pytest.raises(Refused, match="Bo Dahl: Dock Works"):
        delegations.approve_delegation(engagement, by=cast.director)
    assert not SponsoredTrip.objects.exists()
    delegations.approve_delegation(engagement, by=cast.director, override_reason=REASON)
    trip = SponsoredTrip.objects.get()
    assert (trip.traveller, trip.sponsor, trip.override_reason, trip.overridden_by) == (
        "Bo Dahl",
        "Dock Works",
        REASON,
        cast.director,
    )
    assert trip.person is not None


def test_eng_2_only_who_decides_on_exceptions_decides_and_not_on_their_own(cast: Cast) -> None:
    engagement = planned(cast)
    delegations.submit_delegation(engagement, by=cast.director)
    for user in (cast.officer, cast.unit_editor, cast.viewer):
        with pytest.raises((NotAllowed, NotFound)):
            delegations.approve_delegation(engagement, by=user)
    second = make_person(cast.office, "director", "Second Director")
    with pytest.raises(Refused, match="somebody else takes it"):
        delegations.approve_delegation(engagement, by=cast.director)
    assert delegations.approve_delegation(engagement, by=second).decided_by == second


def test_eng_2_the_only_one_who_decides_decides_on_their_own(cast: Cast) -> None:
    engagement = planned(cast)
    delegations.submit_delegation(engagement, by=cast.director)
    assert delegations.approve_delegation(engagement, by=cast.director).state == "approved"


def test_eng_2_what_is_sent_back_says_what_to_change_and_comes_again(cast: Cast) -> None:
    engagement = planned(cast)
    delegations.submit_delegation(engagement, by=cast.officer)
    with pytest.raises(Refused, match="what is to be changed"):
        delegations.send_delegation_back(engagement, by=cast.director, decision=" ")
    delegations.send_delegation_back(engagement, by=cast.director, decision="Fewer people.")
    plan = delegations.submit_delegation(engagement, by=cast.officer)
    assert (plan.state, plan.decision) == ("submitted", "")
    with pytest.raises(Refused, match="not in the state"):
        delegations.submit_delegation(engagement, by=cast.officer)


@pytest.mark.parametrize("what", ["member", "stop", "payer"])
def test_eng_2_who_and_where_are_approved_anew_when_they_change(cast: Cast, what: str) -> None:
    engagement = approved(cast)
    if what == "member":
        member(cast, engagement, "Bo Dahl")
    elif what == "stop":
        itineraries.change_stop(engagement.stops.get(), by=cast.officer, values={"city": "Metz"})
    else:
        itineraries.change_member(
            Member.objects.get(), by=cast.officer, values={"payer": "host", "sponsor": "Lyon"}
        )
    plan = queries.plan_of(engagement)
    assert plan is not None
    assert plan.state == "draft"


def test_eng_2_the_programme_and_lodging_change_without_a_new_approval(cast: Cast) -> None:
    engagement = approved(cast)
    slot(cast, engagement, "14:00", "15:00")
    itineraries.change_stop(engagement.stops.get(), by=cast.officer, values={"lodging": "Hotel at the river"})
    itineraries.remove_slot(Slot.objects.first(), by=cast.officer)  # type: ignore[arg-type]
    plan = queries.plan_of(engagement)
    assert plan is not None
    assert plan.state == "approved"


def test_eng_2_a_decision_on_what_changed_meanwhile_is_asked_again(cast: Cast) -> None:
    engagement = planned(cast)
    delegations.submit_delegation(engagement, by=cast.officer)
    engagement.refresh_from_db()
    version = engagement.version
    member(cast, engagement, "Bo Dahl")
    with pytest.raises(Conflict):
        delegations.approve_delegation(engagement, by=cast.director, expected_version=version)


def test_eng_2_a_minor_travels_once_a_guardian_has_agreed(cast: Cast) -> None:
    engagement = planned(cast)
    child = minor(cast)
    itineraries.add_member(engagement, by=cast.officer, person=child)
    assert against(cast, engagement) == ["guardian"]
    with pytest.raises(Refused, match="Kim Lund"):
        delegations.submit_delegation(engagement, by=cast.officer)
    name_guardian(child, by=cast.officer, name="Mor Lund", consented_on=dt.date(2026, 1, 1), source="letter")
    assert against(cast, engagement) == []


def test_eng_2_whoever_decides_sees_everybody_on_it(cast: Cast) -> None:
    engagement = planned(cast)
    delegations.submit_delegation(engagement, by=cast.officer)
    set_visibility(Member.objects.get().person, by=cast.officer, visibility="confidential")
    assert against(cast, engagement) == ["hidden"]
    with pytest.raises(Refused, match="may not see"):
        delegations.approve_delegation(engagement, by=cast.director)


def test_eng_2_viewers_and_partners_change_nothing(cast: Cast) -> None:
    engagement = planned(cast)
    one = engagement.slots.get()
    for user in (cast.viewer, cast.auditor, cast.partner, cast.outsider):
        for verb in (
            lambda by: delegations.submit_delegation(engagement, by=by),
            lambda by: itineraries.remove_slot(one, by=by),
            lambda by: itineraries.remove_stop(engagement.stops.get(), by=by),
            lambda by: delegations.tick_safeguard(engagement, by=by, code="contact"),
        ):
            with pytest.raises((NotAllowed, NotFound)):
                verb(user)
    assert engagement.slots.count() == 1


def test_eng_2_nothing_is_planned_for_what_was_cancelled(cast: Cast) -> None:
    engagement = planned(cast)
    type(engagement).objects.filter(pk=engagement.pk).update(state="cancelled")
    engagement.refresh_from_db()
    with pytest.raises(Refused, match="cancelled"):
        slot(cast, engagement)


def test_eng_2_the_days_stand_with_their_stops_and_items(cast: Cast) -> None:
    engagement = planned(cast)
    stop(cast, engagement, city="Metz", starts=first_day() + 2 * ONE_DAY, ends=first_day() + 3 * ONE_DAY)
    days = queries.days_of(engagement.stops.all(), queries.slots_of(engagement))
    assert [day.number for day in days] == [1, 2, 3, 4]
    assert [len(day.stops) for day in days] == [1, 1, 2, 1]
    assert [len(day.slots) for day in days] == [1, 0, 0, 0]
    assert queries.zone_on(engagement, first_day()) == "Europe/Paris"


def test_dir_3_who_is_erased_leaves_the_delegation(cast: Cast) -> None:
    engagement = approved(cast)
    person = Member.objects.get().person
    slot(
        cast, engagement, host_text="Ada Berg meets the mayor", for_all=False, members=[Member.objects.get()]
    )
    erase_person(person, by=cast.director, reason="asked")
    assert not Member.objects.exists()
    texts = " ".join(engagement.slots.values_list("host_text", flat=True))
    assert "Ada Berg" not in texts
    assert "meets the mayor" in texts


def test_dir_6_a_merge_moves_members_and_hosts(cast: Cast) -> None:
    engagement = planned(cast)
    kept, double = body(cast, "Lyon Harbour"), body(cast, "Lyon Harbour Ltd")
    one = slot(cast, engagement, "12:00", "13:00", host=double)
    itineraries.change_member(Member.objects.get(), by=cast.officer, values={"organisation": double})
    merge(kept, double, by=cast.officer)
    one.refresh_from_db()
    assert one.host == kept
    assert Member.objects.get().organisation == kept
