"""The log: one event a verb, a chain that shows every break, values that may be erased without breaking it."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections, transaction

from proxenia.accounts.actions import add_unit, change_settings
from proxenia.accounts.models import Office
from proxenia.audit.models import ChainHead, Event, EventValues
from proxenia.audit.queries import history_of, unguarded, verify_chains
from tests.cast import Cast

BREAKS: dict[str, Callable[[Any], object]] = {
    "verb": lambda event: Event.objects.filter(pk=event.pk).update(verb="innocent"),
    "who": lambda event: Event.objects.filter(pk=event.pk).update(by_uid="somebody"),
    "digest": lambda event: Event.objects.filter(pk=event.pk).update(digest="0" * 64),
    "values": lambda event: EventValues.objects.filter(event=event).update(after='{"name":"x"}'),
    "author's name": lambda event: EventValues.objects.filter(event=event).update(by_name="x"),
    "missing": lambda event: (
        EventValues.objects.filter(event=event).delete(),
        Event.objects.filter(pk=event.pk).delete(),
    ),
}


def write_some(cast: Cast) -> list[Event]:
    for name in ("Sport", "Markets", "Harbour"):
        add_unit(cast.office, by=cast.director, name=name)
    return list(Event.objects.filter(chain=cast.office.pk).order_by("seq"))


def test_a_verb_writes_one_event_with_before_and_after(cast: Cast) -> None:
    before = Event.objects.count()
    change_settings(cast.office, by=cast.director, values={"currency": "NOK", "name": cast.office.name})
    assert Event.objects.count() == before + 1
    (entry,) = history_of([cast.office.uid])[:1]
    assert (entry.verb, entry.by) == ("change_settings", cast.director.name)
    assert [(change.field, change.before, change.after) for change in entry.changes] == [
        ("currency", "EUR", "NOK")
    ]


def test_nothing_changed_is_nothing_in_the_log(cast: Cast) -> None:
    before = Event.objects.count()
    change_settings(cast.office, by=cast.director, values={"currency": cast.office.currency})
    assert Event.objects.count() == before


def test_the_chain_holds_and_each_office_has_its_own(cast: Cast) -> None:
    write_some(cast)
    add_unit(cast.other_office, by=cast.operator, name="Elsewhere")
    assert verify_chains() == []
    heads = dict(ChainHead.objects.values_list("chain", "seq"))
    assert heads[cast.office.pk] == 3
    assert heads[cast.other_office.pk] == 1


@pytest.mark.parametrize("name", BREAKS)
def test_every_break_of_the_chain_is_found_and_named(cast: Cast, name: str) -> None:
    events = write_some(cast)
    BREAKS[name](events[1])
    (problem,) = verify_chains()
    assert f"Chain {cast.office.pk}" in problem
    assert "event 2" in problem


def test_an_end_that_was_cut_off_is_found(cast: Cast) -> None:
    last = write_some(cast)[-1]
    EventValues.objects.filter(event=last).delete()
    last.delete()
    (problem,) = verify_chains()
    assert "the head stands at event 3, the log ends at 2" in problem


def test_an_event_outside_a_transaction_is_refused(transactional_db: None) -> None:
    from proxenia.accounts.models import User
    from proxenia.audit.actions import prepare, record_many

    by = User.objects.operator()
    with pytest.raises(RuntimeError):
        record_many(chain=None, events=[prepare(by=by, verb="x", kind="y", uid="z")])


def test_the_triggers_refuse_changes_of_the_log(guarded: None) -> None:
    from proxenia.accounts.models import User
    from proxenia.audit.actions import record

    with transaction.atomic():
        record(chain=None, by=User.objects.operator(), verb="x", kind="y", uid="z")
    assert not [problem for problem in unguarded() if "triggers" in problem]
    for change in (
        lambda: Event.objects.update(verb="w"),
        lambda: Event.objects.all().delete(),
        lambda: EventValues.objects.update(note="w"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_log_without_triggers_is_reported(db: None) -> None:
    assert any("unguarded" in problem for problem in unguarded())


def test_two_writers_never_take_the_same_place(transactional_db: None) -> None:
    """Twelve threads add units; the chain has one line and no fork."""
    from proxenia.accounts.models import User

    office = Office.objects.create(name="Busy", slug="busy")
    operator = User.objects.operator()
    failures: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for turn in range(5):
                add_unit(office, by=operator, name=f"unit {number} {turn}")
        except BaseException as error:  # noqa: BLE001 (a thread's failure has to reach the test)
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert verify_chains() == []
    assert ChainHead.objects.get(chain=office.pk).seq == 30
    connection.close()
