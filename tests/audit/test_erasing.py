"""Erasing values: the chain stays valid, the erasure stands in the log, and anything else that is missing is named."""

import pytest
from django.db import DatabaseError, transaction

from proxenia.accounts.actions import add_unit
from proxenia.audit.actions import erase_values
from proxenia.audit.models import ErasedValues, Event, EventValues
from proxenia.audit.queries import history_of, verify_chains
from tests.cast import Cast

pytestmark = [pytest.mark.reliability("H4", "I2"), pytest.mark.asvs("16.4.2")]


def some(cast: Cast) -> list[Event]:
    for name in ("Sport", "Markets", "Harbour"):
        add_unit(cast.office, by=cast.director, name=name)
    return list(Event.objects.filter(chain=cast.office.pk).order_by("seq"))


def erase(cast: Cast, *events: Event) -> int:
    return erase_values(
        chain=cast.office.pk, by=cast.director, reason="asked for", event_ids=[event.pk for event in events]
    )


def test_dir_3_an_erasure_leaves_the_chain_valid_and_is_itself_in_it(cast: Cast) -> None:
    _first, second, _third = some(cast)
    assert erase(cast, second) == 1
    assert not EventValues.objects.filter(event=second).exists()
    assert verify_chains() == []
    last = Event.objects.filter(chain=cast.office.pk).latest("seq")
    assert (last.seq, last.verb, last.by_uid) == (4, "erase_values", cast.director.uid)
    assert second.digest in last.values.after
    assert "Markets" not in last.values.after


def test_dir_3_values_are_erased_by_the_record_they_are_about(cast: Cast) -> None:
    first, _second, third = some(cast)
    gone = erase_values(
        chain=cast.office.pk,
        by=cast.director,
        reason="asked for",
        subject_uids=[first.subject_uid, third.subject_uid],
    )
    assert gone == Event.objects.filter(subject_uid__in=[first.subject_uid, third.subject_uid]).count()
    assert "erased" in history_of([third.subject_uid])[0].note
    assert verify_chains() == []
    assert erase(cast, first) == 0, "what is erased already is not erased again"


def test_values_of_another_office_are_not_reached(cast: Cast) -> None:
    add_unit(cast.other_office, by=cast.operator, name="Elsewhere")
    theirs = Event.objects.get(chain=cast.other_office.pk)
    assert erase(cast, theirs) == 0
    assert EventValues.objects.filter(event=theirs).exists()


def test_values_that_are_missing_without_an_erasure_are_named(cast: Cast) -> None:
    events = some(cast)
    EventValues.objects.filter(event=events[1]).delete()
    (problem,) = verify_chains()
    assert "event 2 (add_unit, " in problem
    assert cast.office.name in problem
    assert "no erasure in the log names it" in problem


def test_an_erasure_that_does_not_name_an_event_does_not_cover_it(cast: Cast) -> None:
    """Who takes values away and points at an erasure of something else is found, at the event that lost them."""
    events = some(cast)
    erase(cast, events[2])
    erasure = Event.objects.filter(chain=cast.office.pk).latest("seq")
    ErasedValues.objects.create(event=events[0], erasure=erasure)
    EventValues.objects.filter(event=events[0]).delete()
    (problem,) = verify_chains()
    assert "event 1 (" in problem


def test_values_hidden_behind_an_event_that_is_no_erasure_are_found(cast: Cast) -> None:
    events = some(cast)
    ErasedValues.objects.create(event=events[0], erasure=events[2])
    EventValues.objects.filter(event=events[0]).delete()
    assert "event 1 (" in verify_chains()[0]


def test_what_an_erasure_names_cannot_be_erased_nor_changed(cast: Cast) -> None:
    events = some(cast)
    erase(cast, events[0])
    erasure = Event.objects.filter(chain=cast.office.pk).latest("seq")
    assert erase(cast, erasure) == 0
    EventValues.objects.filter(event=erasure).update(after='{"erased":[]}')
    assert "event 4 (erase_values" in verify_chains()[0]
    EventValues.objects.filter(event=erasure).delete()
    assert "event 4 (erase_values" in verify_chains()[0]


def test_more_than_fit_into_one_entry_are_erased_by_several(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("proxenia.audit.actions.erasing._PER_EVENT", 2)
    assert erase(cast, *some(cast)) == 3
    assert Event.objects.filter(chain=cast.office.pk, verb="erase_values").count() == 2
    assert verify_chains() == []


@pytest.mark.reliability("H5")
def test_the_database_lets_values_go_only_with_their_erasure(guarded: None) -> None:
    from proxenia.accounts.models import Office, User

    by = User.objects.operator()
    office = Office.objects.create(name="Guarded", slug="guarded")
    add_unit(office, by=by, name="Sport")
    add_unit(office, by=by, name="Markets")
    first, second = Event.objects.filter(chain=office.pk).order_by("seq")
    with pytest.raises(DatabaseError), transaction.atomic():
        EventValues.objects.filter(event=first).delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        ErasedValues.objects.create(event=first, erasure=second)
    assert erase_values(chain=office.pk, by=by, reason="asked for", event_ids=[first.pk]) == 1
    erasure = Event.objects.get(chain=office.pk, verb="erase_values")
    with pytest.raises(DatabaseError), transaction.atomic():
        ErasedValues.objects.create(event=second, erasure=erasure)
    assert verify_chains() == []
