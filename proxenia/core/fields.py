"""Model fields of the house that no app owns."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from django.db.models.expressions import Combinable

from proxenia.core.values import CellError, PartialDate, parse_date


class PartialDateField(models.CharField[Any, Any]):
    """A date of which the year, the month or the day is known, kept as "1976", "1976-05" or "1976-05-09".

    In Python it is a PartialDate or None. Sorting the column is chronological. None is stored as NULL where the
    field allows it, else as ''. Values and lookups may be PartialDate, date or ISO text.
    """

    if TYPE_CHECKING:
        # What the type checker takes for the values that are set and got.
        _pyi_private_set_type: PartialDate | dt.date | str | Combinable  # type: ignore[assignment]
        _pyi_private_get_type: PartialDate  # type: ignore[assignment]
        _pyi_lookup_exact_type: Any

    # So that an unset field is None and not ''.
    empty_strings_allowed = False
    description = "A date that may lack its day or month"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = 10
        super().__init__(*args, **kwargs)
        # The length belongs to the column; a PartialDate has none that a form could check.
        self.validators = [one for one in self.validators if not isinstance(one, MaxLengthValidator)]

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("max_length", None)
        return str(name), path, list(args), kwargs

    def from_db_value(self, value: str | None, expression: object, connection: object) -> PartialDate | None:
        return PartialDate.parse_iso(value) if value else None

    def to_python(self, value: object) -> PartialDate | None:
        if value is None or value == "" or isinstance(value, PartialDate):
            return value or None  # type: ignore[return-value]
        if isinstance(value, dt.date):
            return PartialDate.of(value)
        try:
            return PartialDate.parse_iso(str(value))
        except CellError as error:
            raise ValidationError(str(error), code="invalid") from error

    def get_prep_value(self, value: object) -> str | None:
        if isinstance(value, str):
            return value
        date = self.to_python(value)
        if date is None:
            return None if self.null else ""
        return str(date)

    def value_to_string(self, obj: models.Model) -> str:
        value = self.value_from_object(obj)
        return "" if value is None else str(value)

    def formfield(self, **kwargs: Any) -> Any:
        return models.Field.formfield(self, form_class=PartialDateFormField, **kwargs)


class PartialDateFormField(forms.CharField):
    """A text box that takes a date as people write it; words that are no date are refused."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.pop("max_length", None)
        super().__init__(**kwargs)

    def prepare_value(self, value: object) -> object:
        return str(value) if isinstance(value, PartialDate) else value

    def to_python(self, value: object) -> Any:
        if isinstance(value, PartialDate):
            return value
        try:
            parsed = parse_date(str(value)) if value else None
        except CellError as error:
            raise ValidationError(str(error), code="invalid") from error
        if parsed is None:
            return None
        if parsed.leftover or parsed.value is None or parsed.until is not None:
            message = _("“%(text)s” is not a date. Write 1976, 1976-05 or 1976-05-09.")
            raise ValidationError(message, code="invalid", params={"text": value})
        return parsed.value
