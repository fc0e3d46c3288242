"""One rule decides who sees which record, and the anchor agrees with its record always."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from proxenia.core.errors import Conflict, NotAllowed, NotFound, Refused
from proxenia.core.search import find
from proxenia.directory.actions import add_organisation, change_organisation
from proxenia.directory.models import Organisation
from proxenia.records.access import may_see, may_write
from proxenia.records.actions import archive, change, restore, share, unshare
from proxenia.records.models import Anchor, Visibility
from tests.cast import Cast

SEES = {
    "public": {"director", "officer", "unit_editor", "viewer", "auditor", "administrator"},
    "internal": {"director", "officer", "unit_editor", "viewer", "auditor", "administrator"},
    "restricted": {"unit_editor"},
    "confidential": set(),
}
"""Who sees a record of the unit editor's unit, by its visibility, without being named."""


def body(cast: Cast, visibility: str = "internal") -> Organisation:
    values = {"name": "Harbour board", "kind": "agency"}
    return add_organisation(
        cast.office, by=cast.operator, values=values, unit=cast.unit, visibility=visibility
    )


@pytest.mark.parametrize("visibility", SEES)
def test_who_sees_a_record(cast: Cast, visibility: str) -> None:
    record = body(cast, visibility)
    seen = {role for role, user in cast.everybody.items() if may_see(user, record)}
    assert seen == SEES[visibility]
    listed = {
        role
        for role, user in cast.everybody.items()
        if Organisation.objects.visible_to(user, cast.office).filter(pk=record.pk).exists()
    }
    assert listed == seen, "the queryset and the check are one rule"
    assert not may_see(cast.outsider, record)


@pytest.mark.parametrize("visibility", ["restricted", "confidential"])
@pytest.mark.parametrize("role", ["viewer", "partner"])
def test_a_named_reader_sees_and_a_withdrawn_one_no_longer(cast: Cast, visibility: str, role: str) -> None:
    record, user = body(cast, visibility), cast.everybody[role]
    share(record, by=cast.operator, reader=cast.auditor)
    share(record, by=cast.operator, reader=user)
    assert may_see(user, record)
    unshare(record, by=cast.operator, reader=user)
    assert not may_see(user, record)
    assert may_see(cast.auditor, record)


def test_who_writes_a_record_of_a_unit(cast: Cast) -> None:
    record = body(cast)
    assert {role for role, user in cast.everybody.items() if may_write(user, record)} == {
        "director",
        "officer",
        "unit_editor",
    }
    with pytest.raises(NotAllowed):
        change_organisation(record, by=cast.viewer, values={"name": "Mine"})
    with pytest.raises(NotFound):
        change_organisation(record, by=cast.outsider, values={"name": "Mine"})


def test_a_unit_editor_does_not_move_a_record_to_another_unit(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        change(body(cast), by=cast.unit_editor, verb="change_organisation", values={"unit": cast.other_unit})


def test_a_change_of_something_changed_meanwhile_is_refused(cast: Cast) -> None:
    record = body(cast)
    seen = record.version
    change_organisation(record, by=cast.officer, values={"name": "Port board"})
    with pytest.raises(Conflict, match="Somebody changed this"):
        change(record, by=cast.director, verb="x", values={"name": "Y"}, expected_version=seen)


def test_putting_away_and_bringing_back(cast: Cast) -> None:
    record = body(cast)
    archive(record, by=cast.officer, reason="closed")
    assert not Organisation.objects.live().filter(pk=record.pk).exists()
    assert find("harbour", cast.office.pk) == [], "search forgets what is put away"
    with pytest.raises(Refused, match="already put away"):
        archive(record, by=cast.officer, reason="again")
    restore(record, by=cast.officer)
    assert find("harbour", cast.office.pk) == [record.pk]
    with pytest.raises(Refused):
        restore(record, by=cast.officer)


STEPS = st.lists(st.sampled_from(["unit", "no unit", "owner", *Visibility.values, "away"]), max_size=8)


@given(steps=STEPS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_anchor_is_a_copy_of_its_record_whatever_was_done(cast: Cast, steps: list[str]) -> None:
    record = body(cast)
    for step in steps:
        values = {
            "unit": {"unit": cast.other_unit},
            "no unit": {"unit": None},
            "owner": {"owner": cast.director},
            "away": None,
        }.get(step, {"visibility": step})
        if values is not None and record.is_archived:
            with pytest.raises(Refused, match="put away"):
                change(record, by=cast.operator, verb="change_organisation", values={"name": "Other"})
        elif values is not None:
            change(record, by=cast.operator, verb="change_organisation", values=values)
        elif record.is_archived:
            restore(record, by=cast.operator)
        else:
            archive(record, by=cast.operator, reason="test")
    anchor = Anchor.objects.get(pk=record.pk)
    fresh = Organisation.objects.get(pk=record.pk)
    for name in ("uid", "office_id", "unit_id", "owner_id", "visibility", "archived_at"):
        assert getattr(anchor, name) == getattr(fresh, name), name
    assert anchor.kind == Organisation.record_kind
