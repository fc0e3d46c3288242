"""What is inserted in bulk tells its errors as Django's, on both databases."""

import pytest
from django.db import DatabaseError, transaction

from proxenia.core.bulk import insert_rows
from proxenia.places.models import Place


@pytest.mark.django_db(transaction=True)
@pytest.mark.reliability("M1")
def test_sys_8_an_error_of_the_database_while_rows_stream_in_is_djangos() -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        insert_rows(Place, ["id", "no_such_column"], [(1, "x")])
    assert not Place.objects.filter(pk=1).exists()
