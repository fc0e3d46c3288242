"""The field for dates that may lack their day or month."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, models

from proxenia.core.fields import PartialDateField, PartialDateFormField
from proxenia.core.values import PartialDate


class Dated(models.Model):
    """A table for these tests only."""

    since = PartialDateField(blank=True)
    until = PartialDateField(null=True, blank=True)

    class Meta:
        app_label = "tests_of_fields"
        managed = False


@pytest.fixture
def table(transactional_db: None):
    with connection.schema_editor() as editor:
        editor.create_model(Dated)
    yield Dated
    with connection.schema_editor() as editor:
        editor.delete_model(Dated)


def test_dates_are_stored_sorted_and_looked_up(table: type[Dated]) -> None:
    for text in ("1976-05-09", "1976", "1980", "1976-05"):
        Dated.objects.create(since=PartialDate.parse_iso(text), until=PartialDate.parse_iso(text))
    found = [str(row.since) for row in Dated.objects.order_by("since")]
    assert found == ["1976", "1976-05", "1976-05-09", "1980"]
    assert Dated.objects.filter(since__gte=dt.date(1976, 5, 9)).count() == 2
    assert Dated.objects.get(since="1976-05").until == PartialDate(1976, 5)
    assert Dated.objects.filter(since__startswith="1976").count() == 3


def test_an_unknown_date_is_none_on_both_kinds_of_column(table: type[Dated]) -> None:
    row = Dated()
    assert (row.since, row.until) == (None, None)
    row.save()
    row.refresh_from_db()
    assert (row.since, row.until) == (None, None)
    assert Dated.objects.filter(until__isnull=True, since="").count() == 1


def test_a_bad_value_is_refused() -> None:
    with pytest.raises(ValidationError, match="not a day in the calendar"):
        Dated(since="1976-02-30").full_clean()


def test_the_field_describes_itself_for_migrations() -> None:
    _, path, args, kwargs = Dated._meta.get_field("until").deconstruct()
    assert (path, args) == ("proxenia.core.fields.PartialDateField", [])
    assert kwargs == {"null": True, "blank": True}
    assert Dated._meta.get_field("until").value_to_string(Dated(until=PartialDate(1976))) == "1976"


def test_a_form_takes_a_date_as_people_write_it() -> None:
    field = Dated._meta.get_field("since").formfield()
    assert isinstance(field, PartialDateFormField)
    assert field.clean("9 May 1976") == PartialDate(1976, 5, 9)
    assert field.clean("") is None
    assert field.prepare_value(PartialDate(1976, 5)) == "1976-05"
    assert not field.has_changed(PartialDate(1976, 5), "1976-05")


@pytest.mark.parametrize("text", ["soon", "2009 / renewed 2019", "2014-2019", "30 February 2025"])
def test_a_form_refuses_what_is_no_single_date(text: str) -> None:
    with pytest.raises(ValidationError):
        PartialDateFormField().clean(text)
