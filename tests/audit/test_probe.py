"""The watch over verbs sees a forgotten event: shown by a verb that forgets on purpose."""

import pytest
from django.db import transaction

from proxenia.accounts.models import Office, Unit
from tests.cast import Cast
from tests.plugins import probe


@transaction.atomic
def forgetful_verb(office: Office) -> None:
    Unit.objects.create(office=office, name="Silent", name_folded="silent")


forgetful_verb.__wrapped__.__module__ = "proxenia.example.actions"


def test_a_verb_without_its_event_is_named(cast: Cast) -> None:
    with pytest.raises(AssertionError, match=r"forgetful_verb changed accounts_unit and wrote no event"):
        forgetful_verb(cast.office)


def test_the_watched_tables_are_the_tables_of_records(db: None) -> None:
    tables = {table for table, _columns in probe.watched()}
    assert {"portfolio_partnership", "directory_post", "records_note", "accounts_office"} <= tables
    assert "audit_event" not in tables
