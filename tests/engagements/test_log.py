"""ENG-1, the log: contacts with their ties, people, cost and promises, and the facts of ties computed from them."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from proxenia.audit.models import Event
from proxenia.audit.queries import history_of
from proxenia.core.errors import Conflict, NotAllowed, NotFound, Refused
from proxenia.core.values import PartialDate
from proxenia.directory.actions import add_organisation, add_person
from proxenia.engagements import actions
from proxenia.engagements.models import Engagement
from proxenia.engagements.rules import FACT_VISIBILITIES
from proxenia.portfolio.models import Partnership
from tests.cast import Cast, make_person, make_tie

Tie = Callable[..., Partnership]
Contact = Callable[..., Engagement]


def test_eng_1_a_contact_keeps_what_was_said_of_it(cast: Cast, tie: Tie) -> None:
    trier, nimes = tie("Trier"), tie("Nîmes")
    logged = actions.log_engagement(
        cast.office,
        by=cast.officer,
        values={
            "date": PartialDate.parse_iso("2025-04-11"),
            "until": PartialDate.parse_iso("2025-04-14"),
            "kind": "exchange",
            "title": "  Pupils of two schools ",
            "direction": "out",
            "mode": "in_person",
            "initiated_by": "us",
            "hosted_by": "them",
            "paid_by": "both",
            "people_text": "18 pupils",
            "staff_hours": Decimal("37.5"),
            "cost": Decimal("2150"),
            "currency": "eur",
            "note": "A joint module.",
        },
        ties=[trier, nimes],
    )
    kept = Engagement.objects.get(pk=logged.pk)
    assert (kept.title, kept.title_folded, kept.currency) == (
        "Pupils of two schools",
        "pupils of two schools",
        "EUR",
    )
    assert {link.partnership_id for link in kept.tie_links.all()} == {trier.pk, nimes.pk}
    assert [entry.verb for entry in history_of([kept.uid])] == ["log_engagement"]
    told = {change.field: change.after for change in history_of([kept.uid])[0].changes}
    assert told["ties"] == ["Nîmes", "Trier"]


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"title": " "}, "title"),
        ({"date": None}, "date"),
        ({"kind": "picnic"}, "kind"),
        ({"until": PartialDate.parse_iso("2025-01-30")}, "until"),
        ({"cost": Decimal(3)}, "currency"),
        ({"cost": Decimal(3), "currency": "euro"}, None),
        ({"cost": Decimal(-1), "currency": "EUR"}, "cost"),
        ({"staff_hours": Decimal(-1)}, "staff_hours"),
        ({"direction": "up"}, "direction"),
        ({"initiated_by": "nobody"}, "initiated_by"),
    ],
)
def test_eng_1_what_cannot_have_been_is_refused(cast: Cast, wrong: dict[str, Any], where: str | None) -> None:
    values = {"date": PartialDate.parse_iso("2025-02"), "kind": "call", "title": "Call", **wrong}
    if where is None:
        assert actions.log_engagement(cast.office, by=cast.officer, values=values).currency == "EUR"
        return
    before = Event.objects.count()
    with pytest.raises(Refused) as refused:
        actions.log_engagement(cast.office, by=cast.officer, values=values)
    assert refused.value.where == where
    assert Event.objects.count() == before


def test_eng_1_a_partial_end_gets_the_benefit_of_the_doubt(contact: Contact) -> None:
    assert contact("2025-02-10", until=PartialDate.parse_iso("2025-02")).pk


def test_eng_1_people_are_kept_with_the_post_they_held_then(cast: Cast, contact: Contact) -> None:
    council = add_organisation(cast.office, by=cast.officer, values={"name": "Council"})
    posts = [
        {"organisation": council, "title": "Clerk", "starts": PartialDate(2010), "ends": PartialDate(2019)},
        {"organisation": council, "title": "Mayor", "starts": PartialDate(2020), "ends": None},
    ]
    ana = add_person(cast.office, by=cast.officer, values={"name": "Ana Lund"}, posts=posts)
    then, now = contact("2015-03", people=[ana]), contact("2024-03", people=[ana])
    assert [one.participations.get().post_title for one in (then, now)] == ["Clerk", "Mayor"]
    actions.change_engagement(then, by=cast.officer, values={"date": PartialDate(2022)})
    assert then.participations.get().post_title == "Mayor"


def test_eng_1_a_change_tells_what_it_was_and_became(cast: Cast, tie: Tie, contact: Contact) -> None:
    trier, nimes = tie("Trier"), tie("Nîmes")
    one = contact("2025-02-10", ties=[trier])
    actions.change_engagement(one, by=cast.officer, values={"note": "Settled"}, ties=[nimes])
    changes = {change.field: (change.before, change.after) for change in history_of([one.uid])[0].changes}
    assert changes["ties"] == (["Trier"], ["Nîmes"])
    assert changes["note"] == ("", "Settled")
    trier.refresh_from_db()
    nimes.refresh_from_db()
    assert (trier.contact_count, nimes.contact_count) == (0, 1)


def test_eng_1_two_people_at_once_do_not_overwrite_each_other(cast: Cast, contact: Contact) -> None:
    one = contact("2025-02-10")
    actions.change_engagement(one, by=cast.officer, values={"note": "First"}, expected_version=1)
    again = Engagement.objects.get(pk=one.pk)
    with pytest.raises(Conflict):
        actions.change_engagement(again, by=cast.director, values={"note": "Second"}, expected_version=1)
    assert Engagement.objects.get(pk=one.pk).note == "First"


def test_eng_1_a_contact_is_as_close_as_its_closest_tie(tie: Tie, contact: Contact) -> None:
    ties = [tie("Trier"), tie("Nîmes", visibility="confidential")]
    assert contact("2025", ties=ties).visibility == "confidential"
    assert contact("2025").visibility == "internal"


def test_eng_1_nobody_links_what_they_may_not_see(cast: Cast, tie: Tie, contact: Contact) -> None:
    hidden = tie("Trier", visibility="confidential")
    with pytest.raises(NotFound):
        contact("2025", by=cast.officer, ties=[hidden])
    elsewhere = make_tie(cast.other_office, by=cast.outsider, name="Moss")
    with pytest.raises(NotFound):
        contact("2025", by=cast.operator, ties=[elsewhere])
    assert not Engagement.objects.exists()


def test_eng_1_who_only_reads_logs_nothing(cast: Cast, contact: Contact) -> None:
    for role in ("viewer", "auditor", "administrator", "partner"):
        with pytest.raises(NotAllowed):
            contact("2025", by=cast.everybody[role])
    with pytest.raises(NotAllowed):
        contact("2025", by=cast.unit_editor)
    assert contact("2025", by=cast.unit_editor, unit=cast.unit).unit == cast.unit


def test_eng_1_ties_hidden_from_a_person_stay_when_they_edit(cast: Cast, tie: Tie, contact: Contact) -> None:
    open_tie, hidden = tie("Trier"), tie("Nîmes", visibility="confidential")
    one = contact("2025", ties=[open_tie, hidden], visibility="internal")
    actions.change_engagement(one, by=cast.officer, values={}, ties=[])
    assert [link.partnership for link in one.tie_links.all()] == [hidden]
    assert "Nîmes" not in str(history_of([one.uid])[0].changes)


def test_eng_1_archived_and_brought_back(cast: Cast, tie: Tie, contact: Contact) -> None:
    trier = tie("Trier")
    one = contact("2025-02-10", ties=[trier])
    with pytest.raises(Refused):
        actions.archive_engagement(one, by=cast.officer, reason="  ")
    actions.archive_engagement(one, by=cast.officer, reason="Logged twice")
    trier.refresh_from_db()
    assert (trier.contact_count, trier.last_contact) == (0, None)
    actions.restore_engagement(one, by=cast.officer)
    trier.refresh_from_db()
    assert (trier.contact_count, str(trier.last_contact)) == (1, "2025-02-10")
    verbs = [entry.verb for entry in history_of([one.uid])]
    assert verbs == ["restore_engagement", "archive_engagement", "log_engagement"]


def test_prt_4_a_promise_made_at_a_contact_belongs_to_its_tie(cast: Cast, tie: Tie, contact: Contact) -> None:
    trier, nimes = tie("Trier"), tie("Nîmes")
    one = contact("2025-02-10", ties=[trier])
    values = {"what": "Send the dates", "side": "us", "due": PartialDate.parse_iso("2025-10")}
    promise = actions.add_follow_up(one, by=cast.officer, values=values)
    assert promise.tie_link.partnership == trier
    assert promise.engagement_link.engagement == one
    assert [entry.verb for entry in history_of([promise.uid])] == ["add_commitment"]
    actions.link_engagement(one, by=cast.officer, tie=nimes)
    with pytest.raises(Refused) as refused:
        actions.add_follow_up(one, by=cast.officer, values=values)
    assert refused.value.where == "tie"
    assert actions.add_follow_up(one, by=cast.officer, values=values, tie=nimes).tie_link.partnership == nimes


def test_prt_4_a_promise_at_a_contact_of_no_tie_stands_alone(cast: Cast, contact: Contact) -> None:
    promise = actions.add_follow_up(
        contact("2025"), by=cast.officer, values={"what": "Write", "side": "them"}
    )
    assert not hasattr(promise, "tie_link")


def expected_facts(tie: Partnership, today: dt.date) -> tuple[int, str]:
    """Last contact and count, computed one by one in Python."""
    links = tie.engagement_links.select_related("engagement")
    found = [
        link.engagement.date
        for link in links
        if link.engagement.archived_at is None
        and link.engagement.visibility in FACT_VISIBILITIES
        and link.engagement.date.first() <= today
    ]
    return len(found), str(max(found)) if found else ""


def stored_facts(tie: Partnership) -> tuple[int, str]:
    """What stands on the tie."""
    tie.refresh_from_db()
    return tie.contact_count, str(tie.last_contact or "")


DATES = ["1999", "2025-02", "2025-02-10", "2025-02-28", "2026-11", "2199", "2199-01-01"]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["log", "date", "ties", "visibility", "archive", "restore", "link", "unlink"]),
        st.integers(0, 5),
        st.sampled_from(DATES),
        st.sampled_from(["public", "internal", "restricted", "confidential"]),
        st.integers(0, 3),
    ),
    max_size=12,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_eng_1_facts_of_a_tie_equal_their_recomputation(cast: Cast, tie: Tie, steps: Any) -> None:
    by, today = cast.operator, timezone.localdate()
    ties = [tie(f"Tie {Partnership.objects.count()}") for _ in range(2)]
    chosen = [[], ties[:1], ties[1:], ties]
    logged: list[Engagement] = []
    for verb, which, date, visibility, links in steps:
        values = {"kind": "call", "title": "x", "date": PartialDate.parse_iso(date)}
        if verb == "log" or not logged:
            one = actions.log_engagement(
                cast.office, by=by, values=values, ties=chosen[links], visibility=visibility
            )
            logged.append(one)
            continue
        one = Engagement.objects.get(pk=logged[which % len(logged)].pk)
        if one.is_archived and verb != "restore":
            continue
        if verb == "date":
            actions.change_engagement(one, by=by, values={"date": values["date"]})
        elif verb == "ties":
            actions.change_engagement(one, by=by, values={}, ties=chosen[links])
        elif verb == "visibility":
            actions.change_engagement(one, by=by, values={"visibility": visibility})
        elif verb == "archive" and not one.is_archived:
            actions.archive_engagement(one, by=by, reason="x")
        elif verb == "restore" and one.is_archived:
            actions.restore_engagement(one, by=by)
        elif verb == "link":
            actions.link_engagement(one, by=by, tie=ties[links % 2])
        elif verb == "unlink":
            actions.unlink_engagement(one, by=by, tie=ties[links % 2])
    for row in ties:
        assert stored_facts(row) == expected_facts(row, today)


def test_eng_1_a_planned_contact_counts_once_somebody_says_it_took_place(
    cast: Cast, tie: Tie, contact: Contact
) -> None:
    trier, today = tie("Trier"), timezone.localdate()
    one = contact((today + dt.timedelta(days=3)).isoformat(), ties=[trier])
    assert (one.state, stored_facts(trier)) == ("planned", (0, ""))
    # Its day passes: nothing moves by itself.
    Engagement.objects.filter(pk=one.pk).update(date=PartialDate.of(today))
    one.refresh_from_db()
    actions.refresh_contact_facts([trier.pk])
    assert stored_facts(trier) == (0, "")
    actions.move_engagement(one, by=cast.operator, verb="hold_engagement")
    assert stored_facts(trier) == (1, today.isoformat())


def test_eng_1_facts_of_many_ties_take_few_questions(
    cast: Cast, tie: Tie, contact: Contact, django_assert_max_num_queries: Any
) -> None:
    ties = [tie(f"Tie {number}") for number in range(6)]
    contact("2025-02-10", ties=ties)
    Partnership.objects.update(contact_count=9, last_contact=None)
    with django_assert_max_num_queries(4):  # a savepoint, one update, one job that judges the ties anew
        actions.refresh_contact_facts([row.pk for row in ties])
    assert {stored_facts(row) for row in ties} == {(1, "2025-02-10")}


def test_eng_1_somebody_of_another_office_sees_nothing(cast: Cast, contact: Contact) -> None:
    contact("2025")
    outsider = make_person(cast.other_office, "officer")
    assert not Engagement.objects.visible_to(outsider, cast.office).exists()
