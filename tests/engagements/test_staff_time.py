"""ENG-1: staff hours a colleague at a time; their sum is the engagement's."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from proxenia.audit.queries import history_of
from proxenia.core.errors import NotAllowed, Refused
from proxenia.engagements.actions.staff import note_staff_time
from proxenia.engagements.models import Engagement
from tests.cast import Cast, signed_in
from tests.pages import fetch, send

Contact = Callable[..., Engagement]


def test_eng_1_hours_of_colleagues_make_the_staff_hours(cast: Cast, contact: Contact) -> None:
    one = contact("2026-05-01", staff_hours=Decimal(3))
    hours = {cast.officer: Decimal("1.5"), cast.director: Decimal(2), cast.viewer: Decimal(0)}
    note_staff_time(one, by=cast.officer, hours=hours)
    assert Engagement.objects.get(pk=one.pk).staff_hours == Decimal("3.5")
    told = {change.field: change.after for change in history_of([one.uid])[0].changes}
    assert told["hours_of"] == ["Director: 2", "Officer: 1.5"]
    before = len(history_of([one.uid]))
    note_staff_time(one, by=cast.officer, hours=hours)
    assert len(history_of([one.uid])) == before
    note_staff_time(one, by=cast.officer, hours={})
    assert Engagement.objects.get(pk=one.pk).staff_hours is None


def test_eng_1_strangers_and_impossible_hours_are_refused(cast: Cast, contact: Contact) -> None:
    one = contact("2026-05-01")
    for hours in ({cast.outsider: Decimal(1)}, {cast.officer: Decimal(-1)}, {cast.officer: Decimal(10_000)}):
        with pytest.raises(Refused):
            note_staff_time(one, by=cast.officer, hours=hours)
    with pytest.raises(NotAllowed):
        note_staff_time(one, by=cast.viewer, hours={cast.viewer: Decimal(1)})
    assert not one.staff_times.exists()


def test_eng_1_the_page_of_hours(cast: Cast, contact: Contact) -> None:
    one = contact("2026-05-01")
    client, address = signed_in(cast.officer), f"/o/halden/engagements/{one.uid}/staff-hours/"
    names = fetch(client, address).text
    assert "Director" in names
    assert "Outsider" not in names
    send(client, address, {f"hours_{cast.officer.pk}": "many"})
    assert client.post(address, {f"hours_{cast.officer.pk}": "1.25"}).status_code == 302
    assert "Officer: 1.25" in fetch(client, f"/o/halden/engagements/{one.uid}/").text
